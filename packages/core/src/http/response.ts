import { MicroError } from "../errors.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { type CookieOptions, formatCookie } from "./cookies.ts";
import { ResponseHeaders } from "./headers.ts";

/** What a response can send: text, bytes, nothing, or chunks as they come. */
export type ResponseBody = string | Uint8Array | AsyncIterable<string | Uint8Array> | null;

/** Whether a body comes in chunks. */
export function isSource(body: ResponseBody): body is AsyncIterable<string | Uint8Array> {
  return typeof body === "object" && body !== null && !(body instanceof Uint8Array);
}

/**
 * Has the source of a body that is not sent clean up: streams are destroyed or cancelled, generators return. It may be
 * waiting for something that never comes, so nobody waits for it.
 */
export function endSource(body: ResponseBody): void {
  if (!isSource(body)) return;
  if ("destroy" in body && typeof body.destroy === "function") return void body.destroy();
  const ended: unknown =
    "cancel" in body && typeof body.cancel === "function"
      ? body.cancel()
      : body[Symbol.asyncIterator]().return?.();
  void Promise.resolve(ended).catch(() => undefined);
}

/** Runs once when a response is over: sent, or given up because the client left. */
export type CloseListener = () => MaybePromise<unknown>;

/**
 * The response of one request: plain data that a view stages and a gateway sends.
 *
 * @example
 * app.get("/report", (request, response) => {
 *   response.status = 202;
 *   response.headers.set("Cache-Control", "no-store");
 *   response.setCookie("seen", "1", { maxAge: 3600 });
 *   return { started: true };
 * });
 */
export class Response {
  /** What the value that becomes the response comes from, for error messages. */
  answeredBy: string = "The view";
  #body: ResponseBody = null;
  #status = 200;
  #headers: ResponseHeaders | undefined;
  #closeListeners: CloseListener[] | undefined;

  /** What is sent after the headers. Set by the converter from the view's value; a source it replaces is ended. */
  get body(): ResponseBody {
    return this.#body;
  }

  set body(body: ResponseBody) {
    if (this.#body !== body) endSource(this.#body);
    this.#body = body;
  }

  /** Makes another body of the one that is there, which it goes on to read: a compression, a count of bytes. */
  transformBody(transform: (body: ResponseBody) => ResponseBody): void {
    this.#body = transform(this.#body);
  }

  /** The HTTP status, 200 to 599. @default 200 */
  get status(): number {
    return this.#status;
  }

  /** @throws MicroError `MICRO_STATUS_INVALID` for anything but an integer from 200 to 599. */
  set status(status: number) {
    if (!Number.isInteger(status) || status < 200 || status > 599) {
      throw new MicroError(
        "MICRO_STATUS_INVALID",
        `${status} is not a response status. Use an integer from 200 to 599.`,
      );
    }
    this.#status = status;
  }

  /** The headers staged so far. */
  get headers(): ResponseHeaders {
    this.#headers ??= new ResponseHeaders();
    return this.#headers;
  }

  /** The Content-Type; "" until something sets it. */
  get type(): string {
    return this.headers.get("Content-Type") ?? "";
  }

  set type(type: string) {
    this.headers.set("Content-Type", type);
  }

  /**
   * Sets a cookie.
   *
   * @param value - Percent-encoded where needed.
   * @throws MicroError `MICRO_COOKIE_INVALID`.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    this.headers.append("Set-Cookie", formatCookie(name, value, options));
  }

  /** Makes the browser forget a cookie; path, domain and flags have to be those it was set with. */
  deleteCookie(name: string, options?: CookieOptions): void {
    this.setCookie(name, "", { ...options, maxAge: 0, expires: new Date(0) });
  }

  /** Forgets status, headers and body, for the answer to an error; close listeners stay. */
  reset(): void {
    this.#status = 200;
    this.#headers = undefined;
    this.body = null;
  }

  /** Registers a function to run once the response is over, last registered first (Werkzeug's `call_on_close`). */
  onClose(listener: CloseListener): void {
    this.#closeListeners ??= [];
    this.#closeListeners.push(listener);
  }

  /** Whether {@link close} has anything to do. */
  get hasCloseListeners(): boolean {
    return this.#closeListeners !== undefined;
  }

  /**
   * Runs the close listeners, each once. All run, whatever the others do.
   *
   * @throws AggregateError of what they threw.
   */
  close(): MaybePromise<void> {
    const listeners = this.#closeListeners?.splice(0).reverse() ?? [];
    const results = listeners.map((listener) => settle(listener));
    return results.some(isPromise) ? waitForAll(results) : throwFailures(results);
  }
}

/** The outcome of a listener, its error caught: `[]` or `[error]`. */
function settle(listener: CloseListener): MaybePromise<unknown[]> {
  try {
    const result = listener();
    return isPromise(result)
      ? result.then(
          () => [],
          (error: unknown) => [error],
        )
      : [];
  } catch (error) {
    return [error];
  }
}

async function waitForAll(results: readonly MaybePromise<unknown[]>[]): Promise<void> {
  const outcomes: unknown[] = [];
  for (const result of results) outcomes.push(await result);
  throwFailures(outcomes);
}

function throwFailures(outcomes: readonly unknown[]): void {
  const failures = outcomes.flat();
  if (failures.length > 0)
    throw new AggregateError(failures, "Functions that run after the response failed.");
}
