import type { Request } from "./http/request.ts";
import type { Response } from "./http/response.ts";

/** Is told of what happened; what it returns is for whoever sends the signal. */
export type Receiver<Payload> = (payload: Payload) => unknown;

/** A connection to a signal, which ends with it: `using connection = signal.connectedTo(receiver)`. */
export interface SignalConnection extends Disposable {
  /** Ends the connection; a second call does nothing. */
  disconnect(): void;
}

/**
 * Something that happens, for whoever wants to know: metrics, audit logs, tests (the signals of Flask and blinker).
 *
 * A receiver is told, it is not asked: a hook that may change the answer is `beforeRequest` or `afterRequest`.
 * Receivers run in the order of their connection; what one throws reaches the sender.
 *
 * @typeParam Payload - What receivers are given.
 * @example
 * const orderPlaced = new Signal<{ order: Order }>("order-placed");
 * orderPlaced.connect(({ order }) => mailShop(order));
 * orderPlaced.send({ order });
 */
export class Signal<Payload> {
  /** For people: in errors and logs. */
  readonly name: string;
  #receivers: readonly Receiver<Payload>[] = [];

  /** @param name - What happened: "order-placed". */
  constructor(name: string) {
    this.name = name;
  }

  /** Whether sending reaches anybody; a sender whose payload is expensive asks first. */
  get hasReceivers(): boolean {
    return this.#receivers.length > 0;
  }

  /** Connects a receiver; one that is connected already stays connected once. */
  connect(receiver: Receiver<Payload>): void {
    if (!this.#receivers.includes(receiver)) this.#receivers = [...this.#receivers, receiver];
  }

  /** Ends the connection of a receiver; one that is not connected is left alone. */
  disconnect(receiver: Receiver<Payload>): void {
    this.#receivers = this.#receivers.filter((known) => known !== receiver);
  }

  /**
   * Connects a receiver for a while, for tests (blinker's `connected_to`).
   *
   * @example
   * using connection = app.signals.messageFlashed.connectedTo(({ message }) => messages.push(message));
   */
  connectedTo(receiver: Receiver<Payload>): SignalConnection {
    this.connect(receiver);
    const disconnect = (): void => this.disconnect(receiver);
    return { disconnect, [Symbol.dispose]: disconnect };
  }

  /**
   * Tells all receivers.
   *
   * @returns Each receiver with what it returned, in the order of connection (blinker's `send`).
   */
  send(payload: Payload): (readonly [receiver: Receiver<Payload>, result: unknown])[] {
    return this.#receivers.map((receiver) => [receiver, receiver(payload)] as const);
  }
}

/** Signals by name, for an extension's own: the same name gives the same signal (blinker's `Namespace`). */
export class SignalNamespace<Payloads extends object = Record<string, unknown>> {
  readonly #signals = new Map<string, Signal<never>>();

  /** The signal of a name, made when it is first asked for. */
  signal<Name extends keyof Payloads & string>(name: Name): Signal<Payloads[Name]> {
    const known = this.#signals.get(name) ?? new Signal<never>(name);
    this.#signals.set(name, known);
    return known as unknown as Signal<Payloads[Name]>; // one signal a name, of the name's payload
  }
}

/** A template that is rendered. */
export interface TemplateSignal {
  /** The name of the template. */
  readonly template: string;
  /** What it sees; before the rendering it may be changed. */
  readonly context: Record<string, unknown>;
  /** The request it is for; `null` outside one. */
  readonly request: Request | null;
}

/** What happens in an app: the ten signals of Flask. Nothing is paid for one that nobody listens to. */
export class AppSignals {
  /** A request has been routed; no hook has run. */
  readonly requestStarted: Signal<{ readonly request: Request }> = new Signal("request-started");
  /** The response is complete: the after-request hooks have run. */
  readonly requestFinished: Signal<{ readonly request: Request; readonly response: Response }> = new Signal(
    "request-finished",
  );
  /** The response is over; `error` is what failed and was not handled, or `undefined`. */
  readonly requestTearingDown: Signal<{ readonly request: Request; readonly error: unknown }> = new Signal(
    "request-tearing-down",
  );
  /** An error that no handler took became a 500. */
  readonly gotRequestException: Signal<{ readonly request: Request; readonly error: unknown }> = new Signal(
    "got-request-exception",
  );
  /** A template is about to be rendered; receivers may change its context. */
  readonly beforeRenderTemplate: Signal<TemplateSignal> = new Signal("before-render-template");
  /** A template was rendered. */
  readonly templateRendered: Signal<TemplateSignal> = new Signal("template-rendered");
  /** A message was flashed. */
  readonly messageFlashed: Signal<{
    readonly request: Request;
    readonly message: unknown;
    readonly category: string;
  }> = new Signal("message-flashed");
  /** A request, command or `app.runInContext()` began. */
  readonly appContextPushed: Signal<{ readonly request: Request | null }> = new Signal("app-context-pushed");
  /** It ended, and its hooks have run. */
  readonly appContextPopped: Signal<{ readonly request: Request | null }> = new Signal("app-context-popped");
  /** It is ending; `error` is what failed and was not handled, or `undefined`. */
  readonly appContextTearingDown: Signal<{ readonly request: Request | null; readonly error: unknown }> =
    new Signal("app-context-tearing-down");
}
