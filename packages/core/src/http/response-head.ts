import { ResponseCacheControl } from "./cache-control.ts";
import { parseHttpDate } from "./conditional.ts";
import { HeaderSet, PolicyDirectives } from "./header-set.ts";
import { ResponseHeaders } from "./headers.ts";
import { parseMediaType } from "./mime.ts";

/** The head of a response: its headers, by name or as what they mean. Nothing is made before it is asked for. */
export class ResponseHead {
  #headers: ResponseHeaders | undefined;

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

  /** The Content-Type without parameters, lower-case; "" until something sets it. */
  get mimetype(): string {
    return parseMediaType(this.type)?.type ?? "";
  }

  /** Whether the body is JSON, by its type. */
  get isJson(): boolean {
    return parseMediaType(this.type)?.isJson ?? false;
  }

  /** Where a redirect leads, or what was created. */
  get location(): string | undefined {
    return this.headers.get("Location");
  }
  set location(url: string | undefined) {
    this.setHeader("Location", url);
  }

  /** When the content last changed; sent in whole seconds. */
  get lastModified(): Date | undefined {
    return parseHttpDate(this.headers.get("Last-Modified"));
  }
  set lastModified(date: Date | undefined) {
    this.setHeader("Last-Modified", date?.toUTCString());
  }

  /** When it gets stale; `cacheControl.maxAge` is the better choice. */
  get expires(): Date | undefined {
    return parseHttpDate(this.headers.get("Expires"));
  }
  set expires(date: Date | undefined) {
    this.setHeader("Expires", date?.toUTCString());
  }

  /** When the response was made; servers set it. */
  get date(): Date | undefined {
    return parseHttpDate(this.headers.get("Date"));
  }
  set date(date: Date | undefined) {
    this.setHeader("Date", date?.toUTCString());
  }

  /** The seconds it has been in a cache. */
  get age(): number | undefined {
    const age = this.headers.get("Age");
    return age === undefined ? undefined : Number(age);
  }
  set age(seconds: number | undefined) {
    this.setHeader("Age", seconds?.toString());
  }

  /** When to come back: a moment, or seconds from now. */
  get retryAfter(): number | Date | undefined {
    const value = this.headers.get("Retry-After");
    return value === undefined ? undefined : (parseHttpDate(value) ?? Number(value));
  }
  set retryAfter(when: number | Date | undefined) {
    this.setHeader("Retry-After", when instanceof Date ? when.toUTCString() : when?.toString());
  }

  /** The headers of the request that the answer depends on. */
  get vary(): HeaderSet {
    return new HeaderSet(this.headers, "Vary");
  }

  /** The methods there are. */
  get allow(): HeaderSet {
    return new HeaderSet(this.headers, "Allow");
  }

  /** The languages of the content. */
  get contentLanguage(): HeaderSet {
    return new HeaderSet(this.headers, "Content-Language");
  }

  /** What caches may do. */
  get cacheControl(): ResponseCacheControl {
    return new ResponseCacheControl(this.headers);
  }

  /** Which bytes of the whole these are: "bytes 0-99/1000". */
  get contentRange(): string | undefined {
    return this.headers.get("Content-Range");
  }
  set contentRange(range: string | undefined) {
    this.setHeader("Content-Range", range);
  }

  /** The unit in which ranges can be asked for: "bytes", or "none". */
  get acceptRanges(): string | undefined {
    return this.headers.get("Accept-Ranges");
  }
  set acceptRanges(unit: string | undefined) {
    this.setHeader("Accept-Ranges", unit);
  }

  /** The coding of the content: "gzip". */
  get contentEncoding(): string | undefined {
    return this.headers.get("Content-Encoding");
  }
  set contentEncoding(coding: string | undefined) {
    this.setHeader("Content-Encoding", coding);
  }

  /** The bytes of the body; servers set it. */
  get contentLength(): number | undefined {
    const length = this.headers.get("Content-Length");
    return length === undefined ? undefined : Number(length);
  }
  set contentLength(bytes: number | undefined) {
    this.setHeader("Content-Length", bytes?.toString());
  }

  /** How a client may say who it is: {@link challenge} makes one. */
  get wwwAuthenticate(): string | undefined {
    return this.headers.get("WWW-Authenticate");
  }
  set wwwAuthenticate(challenge: string | undefined) {
    this.setHeader("WWW-Authenticate", challenge);
  }

  /** What the page may load and do. */
  get contentSecurityPolicy(): PolicyDirectives {
    return new PolicyDirectives(this.headers, "Content-Security-Policy");
  }

  /** What is only reported. */
  get contentSecurityPolicyReportOnly(): PolicyDirectives {
    return new PolicyDirectives(this.headers, "Content-Security-Policy-Report-Only");
  }

  /** The site whose pages may read the answer, or "*". */
  get accessControlAllowOrigin(): string | undefined {
    return this.headers.get("Access-Control-Allow-Origin");
  }
  set accessControlAllowOrigin(origin: string | undefined) {
    this.setHeader("Access-Control-Allow-Origin", origin);
  }

  /** Whether such pages may send cookies. */
  get accessControlAllowCredentials(): boolean {
    return this.headers.get("Access-Control-Allow-Credentials") === "true";
  }
  set accessControlAllowCredentials(isAllowed: boolean) {
    this.setHeader("Access-Control-Allow-Credentials", isAllowed ? "true" : undefined);
  }

  /** The methods such pages may use. */
  get accessControlAllowMethods(): HeaderSet {
    return new HeaderSet(this.headers, "Access-Control-Allow-Methods");
  }

  /** The headers such pages may send. */
  get accessControlAllowHeaders(): HeaderSet {
    return new HeaderSet(this.headers, "Access-Control-Allow-Headers");
  }

  /** The headers such pages may read. */
  get accessControlExposeHeaders(): HeaderSet {
    return new HeaderSet(this.headers, "Access-Control-Expose-Headers");
  }

  /** Seconds for which a browser may keep the answer to a preflight. */
  get accessControlMaxAge(): number | undefined {
    const seconds = this.headers.get("Access-Control-Max-Age");
    return seconds === undefined ? undefined : Number(seconds);
  }
  set accessControlMaxAge(seconds: number | undefined) {
    this.setHeader("Access-Control-Max-Age", seconds?.toString());
  }

  /** Whether the page shares its window with those that opened it: "same-origin". */
  get crossOriginOpenerPolicy(): string | undefined {
    return this.headers.get("Cross-Origin-Opener-Policy");
  }
  set crossOriginOpenerPolicy(policy: string | undefined) {
    this.setHeader("Cross-Origin-Opener-Policy", policy);
  }

  /** Whether the page takes only what agrees to be taken: "require-corp". */
  get crossOriginEmbedderPolicy(): string | undefined {
    return this.headers.get("Cross-Origin-Embedder-Policy");
  }
  set crossOriginEmbedderPolicy(policy: string | undefined) {
    this.setHeader("Cross-Origin-Embedder-Policy", policy);
  }

  /** Whose pages may take this: "same-origin", "same-site", "cross-origin". */
  get crossOriginResourcePolicy(): string | undefined {
    return this.headers.get("Cross-Origin-Resource-Policy");
  }
  set crossOriginResourcePolicy(policy: string | undefined) {
    this.setHeader("Cross-Origin-Resource-Policy", policy);
  }

  /** Whether a header has been asked for or set. */
  protected get hasHeaders(): boolean {
    return this.#headers !== undefined;
  }

  /** Forgets every header. */
  protected resetHeaders(): void {
    this.#headers = undefined;
  }

  /** Sets a header; `undefined` takes it away. */
  protected setHeader(name: string, value: string | undefined): void {
    if (value === undefined) this.headers.delete(name);
    else this.headers.set(name, value);
  }
}
