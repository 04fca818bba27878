import { MicroError } from "../errors.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { type Conditions, evaluateConditions, parseRange, type Validators } from "./conditional.ts";
import { type CookieOptions, formatCookie } from "./cookies.ts";
import { parseJson } from "./json.ts";
import { ResponseHead } from "./response-head.ts";

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

/** What every browser keeps of a cookie, its name and value, in bytes (Werkzeug's number). */
const MAX_COOKIE_SIZE = 4093;

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
export class Response extends ResponseHead {
  /** What the value that becomes the response comes from, for error messages. */
  answeredBy: string = "The view";
  #body: ResponseBody = null;
  #status = 200;
  #closeListeners: CloseListener[] | undefined;
  readonly #maxCookieSize: number;

  /** @param maxCookieSize - The bytes of a cookie over which {@link setCookie} warns; 0 never does. @default 4093 */
  constructor(maxCookieSize: number = MAX_COOKIE_SIZE) {
    super();
    this.#maxCookieSize = maxCookieSize;
  }

  /** What is sent after the headers. Set by the converter from the view's value; a source it replaces is ended. */
  get body(): ResponseBody {
    return this.#body;
  }

  set body(body: ResponseBody) {
    if (this.#body !== null && this.#body !== body) this.#dropBody();
    this.#body = body;
  }

  /** Makes another body of the one that is there, which it goes on to read: a compression, a count of bytes. */
  transformBody(transform: (body: ResponseBody) => ResponseBody): void {
    this.#body = transform(this.#body);
    this.headers.delete("Content-Length");
  }

  /** The body as text; `undefined` for one that comes in chunks. Setting it keeps the type. */
  get text(): string | undefined {
    if (isSource(this.#body)) return undefined;
    return typeof this.#body === "string" ? this.#body : new TextDecoder().decode(this.#body ?? undefined);
  }
  set text(text: string) {
    this.body = text;
  }

  /** The bytes of the body; `undefined` for one that comes in chunks. Setting them keeps the type. */
  get bytes(): Uint8Array | undefined {
    if (isSource(this.#body)) return undefined;
    return this.#body instanceof Uint8Array ? this.#body : new TextEncoder().encode(this.#body ?? "");
  }
  set bytes(bytes: Uint8Array) {
    this.body = bytes;
  }

  /** The value of a JSON body; `undefined` for one of another type. */
  get json(): unknown {
    const { text } = this;
    return this.isJson && text !== undefined ? parseJson(text) : undefined;
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

  /**
   * Sets a cookie; warns of one that is so large that browsers drop it without a word (MAX_COOKIE_SIZE).
   *
   * @param value - Percent-encoded where needed.
   * @throws MicroError `MICRO_COOKIE_INVALID`.
   */
  setCookie(name: string, value: string, options?: CookieOptions): void {
    const cookie = formatCookie(name, value, options);
    this.headers.append("Set-Cookie", cookie);
    const size = cookie.indexOf(";") - 1; // browsers count the name and the value
    if (this.#maxCookieSize > 0 && size > this.#maxCookieSize) warnOfCookie(name, size);
  }

  /** Makes the browser forget a cookie; path, domain and flags have to be those it was set with. */
  deleteCookie(name: string, options?: CookieOptions): void {
    this.setCookie(name, "", { ...options, maxAge: 0, expires: new Date(0) });
  }

  /** Forgets status, headers and body, for the answer to an error; close listeners stay. */
  reset(): void {
    this.#status = 200;
    this.resetHeaders();
    this.body = null;
  }

  /** The entity tag with its quotes: `"v7"`; `undefined` without one. */
  get etag(): string | undefined {
    return this.headers.get("ETag");
  }

  /**
   * Names the version of the content.
   *
   * @param tag - Without quotes. @param options - `weak`: the same for a reader, not byte for byte.
   */
  setEtag(tag: string, { weak = false }: { readonly weak?: boolean } = {}): this {
    this.headers.set("ETag", `${weak ? "W/" : ""}"${tag.replaceAll('"', "")}"`);
    return this;
  }

  /** Names the version by a hash of the body, unless it is named; a body in chunks gets none. */
  addEtag({
    weak = false,
    overwrite = false,
  }: { readonly weak?: boolean; readonly overwrite?: boolean } = {}): this {
    const { bytes } = this;
    if (bytes === undefined || (!overwrite && this.headers.has("ETag"))) return this;
    const { createHash } = process.getBuiltinModule("node:crypto");
    return this.setEtag(createHash("sha1").update(bytes).digest("hex"), { weak });
  }

  /**
   * Answers the conditional headers of a request: 304 when the client has this version, 412 when it is not the one the
   * client wants, 206 or 416 when it wants a range (Werkzeug's `make_conditional`). Set an ETag or `lastModified` first.
   *
   * Only a response of status 200 is changed, and a range is cut out of a body that is text or bytes.
   *
   * @example
   * app.afterRequest((request, response) => {
   *   response.addEtag().makeConditional(request);
   * });
   */
  makeConditional(
    request: { readonly method: string; readonly headers: Conditions },
    { acceptRanges = false }: { readonly acceptRanges?: boolean } = {},
  ): this {
    if (this.#status !== 200) return this;
    const validators = this.#validators();
    const precondition = evaluateConditions(request.headers, request.method, validators);
    if (precondition !== "send") {
      this.status = precondition === "failed" ? 412 : 304;
      this.body = null;
    } else if (acceptRanges && /^(?:GET|HEAD)$/.test(request.method))
      this.#cutRange(request.headers, validators);
    return this;
  }

  #validators(): Validators {
    return { etag: this.etag ?? "", lastModified: this.lastModified?.getTime() ?? Number.NaN };
  }

  #cutRange(headers: Conditions, validators: Validators): void {
    const { bytes } = this;
    if (bytes === undefined) return;
    this.acceptRanges = "bytes";
    const range = parseRange(headers, bytes.byteLength, validators);
    if (range === null) return;
    const isThere = range !== "unsatisfiable";
    this.status = isThere ? 206 : 416;
    this.contentRange = `bytes ${isThere ? `${range.start}-${range.end}` : "*"}/${bytes.byteLength}`;
    this.body = isThere ? bytes.subarray(range.start, range.end + 1) : null;
  }

  /** What was said of the length of a body is not true of the next one. */
  #dropBody(): void {
    endSource(this.#body);
    if (this.hasHeaders) this.headers.delete("Content-Length");
  }

  /** Puts status, headers, body and close listeners into another response, over what that has. */
  moveTo(target: Response): void {
    if (target === this) return;
    target.status = this.#status;
    const names = new Set<string>();
    for (const [name, value] of this.headers) {
      const key = name.toLowerCase();
      if (names.has(key) || key === "set-cookie") target.headers.append(name, value);
      else target.headers.set(name, value);
      names.add(key);
    }
    target.body = this.#body;
    this.#body = null;
    for (const listener of this.#closeListeners?.splice(0) ?? []) target.onClose(listener);
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

function warnOfCookie(name: string, size: number): void {
  process.emitWarning(
    `The cookie ${JSON.stringify(name)} has ${size} bytes. Browsers drop cookies over ${MAX_COOKIE_SIZE}.`,
    { type: "MicroWarning", code: "MICRO_COOKIE_TOO_LARGE" },
  );
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
