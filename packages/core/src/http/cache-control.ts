import type { ResponseHeaders } from "./headers.ts";

const DIRECTIVE = /[ \t,]*([!#$%&'*+\-.^_`|~\w]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?[ \t]*(?:,|$)/y;

/** The directives of a `Cache-Control` header by lower-case name; "" for one without a value. */
function parseDirectives(header: string | undefined): Map<string, string> {
  const directives = new Map<string, string>();
  const text = header ?? "";
  DIRECTIVE.lastIndex = 0;
  while (DIRECTIVE.lastIndex < text.length) {
    const found = DIRECTIVE.exec(text);
    if (found === null) break;
    const [, name = "", quoted, token = ""] = found;
    directives.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, "$1") ?? token);
  }
  return directives;
}

/** Whole seconds; `undefined` for what is none. */
function toSeconds(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** What a client says about caches (RFC 9111 section 5.2.1). */
export class RequestCacheControl {
  readonly #directives: ReadonlyMap<string, string>;

  /** @param header - The value; `undefined` has no directives. */
  constructor(header: string | undefined) {
    this.#directives = parseDirectives(header);
  }

  /** The value of a directive; "" for one without a value, `undefined` for one that is not there. */
  get(name: string): string | undefined {
    return this.#directives.get(name.toLowerCase());
  }

  /** Whether a kept answer has to be checked first. */
  get noCache(): boolean {
    return this.#directives.has("no-cache");
  }

  /** Whether nothing of this exchange may be kept. */
  get noStore(): boolean {
    return this.#directives.has("no-store");
  }

  /** Whether the answer must not be changed on its way. */
  get noTransform(): boolean {
    return this.#directives.has("no-transform");
  }

  /** Whether only a kept answer is wanted. */
  get onlyIfCached(): boolean {
    return this.#directives.has("only-if-cached");
  }

  /** The age in seconds up to which a kept answer will do. */
  get maxAge(): number | undefined {
    return toSeconds(this.get("max-age"));
  }

  /** The seconds by which an answer may be stale; infinity for any. */
  get maxStale(): number | undefined {
    const value = this.get("max-stale");
    return value === "" ? Infinity : toSeconds(value);
  }

  /** The seconds for which the answer has to stay fresh. */
  get minFresh(): number | undefined {
    return toSeconds(this.get("min-fresh"));
  }
}

/**
 * What a response says about caches (RFC 9111 section 5.2.2, RFC 5861, RFC 8246): a view of its `Cache-Control`.
 *
 * @example
 * response.cacheControl.maxAge = 3600;
 * response.cacheControl.public = true; // Cache-Control: max-age=3600, public
 */
export class ResponseCacheControl {
  readonly #headers: ResponseHeaders;

  /** @param headers - Of the response. */
  constructor(headers: ResponseHeaders) {
    this.#headers = headers;
  }

  /** The value of a directive; "" for one without a value, `undefined` for one that is not there. */
  get(name: string): string | undefined {
    return this.#read().get(name.toLowerCase());
  }

  /** Sets a directive: `true` without a value, `false` or `undefined` takes it away. */
  set(name: string, value: string | number | boolean | undefined): this {
    const directives = this.#read();
    directives.delete(name.toLowerCase());
    if (value !== undefined && value !== false)
      directives.set(name.toLowerCase(), value === true ? "" : String(value));
    const text = [...directives].map(([key, item]) => formatDirective(key, item)).join(", ");
    if (text === "") this.#headers.delete("Cache-Control");
    else this.#headers.set("Cache-Control", text);
    return this;
  }

  /** Seconds for which it is fresh. */
  get maxAge(): number | undefined {
    return toSeconds(this.get("max-age"));
  }
  set maxAge(seconds: number | undefined) {
    this.set("max-age", seconds);
  }

  /** Seconds for which it is fresh in shared caches. */
  get sharedMaxAge(): number | undefined {
    return toSeconds(this.get("s-maxage"));
  }
  set sharedMaxAge(seconds: number | undefined) {
    this.set("s-maxage", seconds);
  }

  /** Seconds for which a stale one may be used while a fresh one is fetched. */
  get staleWhileRevalidate(): number | undefined {
    return toSeconds(this.get("stale-while-revalidate"));
  }
  set staleWhileRevalidate(seconds: number | undefined) {
    this.set("stale-while-revalidate", seconds);
  }

  /** Seconds for which a stale one may be used when the server fails. */
  get staleIfError(): number | undefined {
    return toSeconds(this.get("stale-if-error"));
  }
  set staleIfError(seconds: number | undefined) {
    this.set("stale-if-error", seconds);
  }

  /** Any cache may keep it. */
  get public(): boolean {
    return this.get("public") !== undefined;
  }
  set public(isSet: boolean) {
    this.set("public", isSet);
  }

  /** Only the visitor's own cache may keep it. */
  get private(): boolean {
    return this.get("private") !== undefined;
  }
  set private(isSet: boolean) {
    this.set("private", isSet);
  }

  /** It has to be checked before each use. */
  get noCache(): boolean {
    return this.get("no-cache") !== undefined;
  }
  set noCache(isSet: boolean) {
    this.set("no-cache", isSet);
  }

  /** It may not be kept. */
  get noStore(): boolean {
    return this.get("no-store") !== undefined;
  }
  set noStore(isSet: boolean) {
    this.set("no-store", isSet);
  }

  /** It must not be changed on its way: not compressed either. */
  get noTransform(): boolean {
    return this.get("no-transform") !== undefined;
  }
  set noTransform(isSet: boolean) {
    this.set("no-transform", isSet);
  }

  /** A stale one has to be checked. */
  get mustRevalidate(): boolean {
    return this.get("must-revalidate") !== undefined;
  }
  set mustRevalidate(isSet: boolean) {
    this.set("must-revalidate", isSet);
  }

  /** It never changes while it is fresh. */
  get immutable(): boolean {
    return this.get("immutable") !== undefined;
  }
  set immutable(isSet: boolean) {
    this.set("immutable", isSet);
  }

  #read(): Map<string, string> {
    return parseDirectives(this.#headers.getAll("Cache-Control").join(", "));
  }
}

function formatDirective(name: string, value: string): string {
  if (value === "") return name;
  return /^[!#$%&'*+\-.^_`|~\w]+$/.test(value)
    ? `${name}=${value}`
    : `${name}="${value.replaceAll(/["\\]/g, "\\$&")}"`;
}
