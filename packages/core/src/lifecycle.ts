import { isPromise, type MaybePromise } from "./maybe-promise.ts";

/** Runs when an app starts or closes. */
type Listener = () => MaybePromise<unknown>;

/** What happens when an app starts and when it closes. */
export class Lifecycle {
  readonly #startListeners: Listener[] = [];
  readonly #closeListeners: Listener[] = [];

  /** Adds a listener of the start. */
  onStart(listener: Listener): void {
    this.#startListeners.push(listener);
  }

  /** Adds a listener of the close. */
  onClose(listener: Listener): void {
    this.#closeListeners.push(listener);
  }

  /** Runs the start listeners in order; the first that fails ends it. */
  async start(): Promise<void> {
    for (const listener of this.#startListeners) {
      const started = listener();
      if (isPromise(started)) await started;
    }
  }

  /** Runs the close listeners, last registered first, each once; all run. @throws AggregateError of what they threw */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const listener of this.#closeListeners.splice(0).reverse()) {
      try {
        await listener();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, "Functions that close the app failed.");
  }
}
