import type { Signal } from "../signals.ts";
import type { TestedSignals } from "./tested-app.ts";

type PayloadOf<Kind> = Kind extends Signal<infer Payload> ? Payload : never;

/** A template that was rendered while a test watched. */
export type RenderedTemplate = PayloadOf<TestedSignals["templateRendered"]>;

/** A message that was flashed while a test watched. */
export type CapturedFlash = PayloadOf<TestedSignals["messageFlashed"]>;

/**
 * What a signal has sent since it began: `using captured = captureTemplates(app)`.
 *
 * @typeParam Item - The payload of the signal.
 */
export class Capture<Item> implements Disposable {
  readonly #items: Item[] = [];
  readonly #connection: Disposable;

  /** @param signal - To listen to. @param isMeant - Which of its payloads are kept. */
  constructor(signal: Pick<Signal<Item>, "connectedTo">, isMeant: (item: Item) => boolean = () => true) {
    this.#connection = signal.connectedTo((item) => {
      if (isMeant(item)) this.#items.push(item);
    });
  }

  /** What was sent, oldest first; the live list. */
  get all(): readonly Item[] {
    return this.#items;
  }

  /** What was sent last; `undefined` when nothing was. */
  get last(): Item | undefined {
    return this.#items.at(-1);
  }

  /** Stops listening; what was captured stays. */
  stop(): void {
    this.#connection[Symbol.dispose]();
  }

  /** {@link stop}, by `using`. */
  [Symbol.dispose](): void {
    this.stop();
  }
}

/**
 * Captures the templates that an app renders (the documentation of Flask calls it `captured_templates`).
 *
 * @param app - Under test.
 * @example
 * using captured = captureTemplates(app);
 * await app.testClient().get("/");
 * expect(captured.last?.template).toBe("index.html");
 * expect(captured.last?.context["movies"]).toHaveLength(6);
 */
export function captureTemplates(app: {
  readonly signals: Pick<TestedSignals, "templateRendered">;
}): Capture<RenderedTemplate> {
  return new Capture(app.signals.templateRendered);
}

/**
 * Captures the messages that an app flashes.
 *
 * @param app - Under test.
 * @example
 * using captured = captureFlashes(app);
 * await app.testClient().post("/movies", { form: { title: "Ran" } });
 * expect(captured.all).toMatchObject([{ message: "Added.", category: "info" }]);
 */
export function captureFlashes(app: {
  readonly signals: Pick<TestedSignals, "messageFlashed">;
}): Capture<CapturedFlash> {
  return new Capture(app.signals.messageFlashed);
}
