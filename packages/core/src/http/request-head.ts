import { Accept, AcceptLanguages, normalizeCharset } from "./accept.ts";
import { type Authorization, parseAuthorization } from "./authorization.ts";
import type { BodySource } from "./body.ts";
import { RequestCacheControl } from "./cache-control.ts";
import { parseHttpDate, parseRanges, type RequestedRanges } from "./conditional.ts";
import { parseCookies } from "./cookies.ts";
import { EntityTags } from "./entity-tags.ts";
import type { RequestHeaders } from "./headers.ts";
import { parseMediaType } from "./mime.ts";
import { bestMatch } from "./negotiation.ts";

/** Where a request comes from and what it is for, as the server itself sees it. */
export interface RequestPeer {
  /** "http" or "https". */
  readonly scheme: string;
  /** The host that was asked for, with a port that is not the scheme's own; "" when unknown. */
  readonly host: string;
  /** The address of whoever is connected; "" when unknown. */
  readonly remoteAddress: string;
  /** What the app is mounted under, without a slash at its end. @default "" */
  readonly rootPath?: string;
}

/** The raw request as a gateway gives it. */
export interface RequestSource extends BodySource {
  /** Upper-case. */
  readonly method: string;
  /** The request target in origin form: path and query as they came, below {@link rootPath}. */
  readonly target: string;
  /** What the app is mounted under, without a slash at its end (WSGI's SCRIPT_NAME). @default "" */
  readonly rootPath?: string;
  /** Whom the server has authenticated, when it does that before the app (CGI's REMOTE_USER). */
  readonly remoteUser?: string;
  /** "http" or "https". */
  readonly scheme: string;
  /** The host the client asked for, with a port that is not the scheme's own; "" when unknown. */
  readonly host: string;
  /** The peer's address; "" when unknown. */
  readonly remoteAddress: string;
  /** What the server sees, where the rest is the word of a trusted proxy. */
  readonly peer?: RequestPeer;
  /** The headers. */
  readonly headers: RequestHeaders;
  /** Aborted when the client goes away before the response is complete. */
  readonly signal: AbortSignal;
}

/** The head of a request: its method, its URL and its headers, each part read when it is asked for. */
export class RequestHead {
  /** The method, upper-case. */
  readonly method: string;
  readonly #source: RequestSource;
  #path: string | undefined;
  #cookies: Readonly<Record<string, string>> | undefined;

  /** @param source - Of a gateway. */
  constructor(source: RequestSource) {
    this.method = source.method;
    this.#source = source;
  }

  /** The path below {@link rootPath}, percent-decoded: "/café". */
  get path(): string {
    this.#path ??= decodePath(this.rawPath);
    return this.#path;
  }

  /** The path as it came: "/caf%C3%A9". */
  get rawPath(): string {
    const { target } = this.#source;
    const mark = target.indexOf("?");
    return mark === -1 ? target : target.slice(0, mark);
  }

  /** The path and the query, always with a `?`: "/café?". */
  get fullPath(): string {
    return `${this.path}?${this.queryString}`;
  }

  /** What stands after the `?`, as it came; "" without one. */
  get queryString(): string {
    const { target } = this.#source;
    const mark = target.indexOf("?");
    return mark === -1 ? "" : target.slice(mark + 1);
  }

  /** What the app is mounted under, without a slash at its end: "/blog" (Werkzeug's `root_path`); "" for the root. */
  get rootPath(): string {
    return this.#source.rootPath ?? "";
  }

  /** "http" or "https". */
  get scheme(): string {
    return this.#source.scheme;
  }

  /** Whether the client came over TLS. */
  get isSecure(): boolean {
    return this.scheme === "https" || this.scheme === "wss";
  }

  /** The host the client asked for, with its port if it is not the default; "" when unknown. */
  get host(): string {
    return this.#source.host;
  }

  /** The whole URL as it came: "https://example.org/search?q=x". */
  get url(): string {
    return `${this.scheme}://${this.host}${this.rootPath}${this.#source.target}`;
  }

  /** The URL without the query: "https://example.org/search". */
  get baseUrl(): string {
    return `${this.scheme}://${this.host}${this.rootPath}${this.rawPath}`;
  }

  /** Where the app begins: "https://example.org/blog/". */
  get rootUrl(): string {
    return `${this.scheme}://${this.host}${this.rootPath}/`;
  }

  /** Where the host begins: "https://example.org/". */
  get hostUrl(): string {
    return `${this.scheme}://${this.host}/`;
  }

  /** The headers. */
  get headers(): RequestHeaders {
    return this.#source.headers;
  }

  /** The cookies, decoded, in an object without prototype; of a repeated name the first. */
  get cookies(): Readonly<Record<string, string>> {
    this.#cookies ??= parseCookies(this.headers.get("cookie"));
    return this.#cookies;
  }

  /** The client's address: the peer's, or what the proxies of `TRUSTED_PROXIES` say; "" when unknown. */
  get remoteAddress(): string {
    return this.#source.remoteAddress;
  }

  /**
   * What the server itself sees, whatever proxies say: behind one its address, and the scheme and the host that it asked for
   * (Werkzeug's `werkzeug.proxy_fix.orig`).
   */
  get peer(): Required<RequestPeer> {
    const { scheme, host, remoteAddress, rootPath = "" } = this.#source.peer ?? this.#source;
    return { scheme, host, remoteAddress, rootPath };
  }

  /**
   * The addresses that `X-Forwarded-For` names, the client's first; without the header the peer's.
   *
   * Anyone can send that header: it is for logs, not for decisions (Werkzeug's `access_route`).
   */
  get accessRoute(): readonly string[] {
    const forwarded = this.headers.get("x-forwarded-for")?.split(",") ?? [this.remoteAddress];
    return forwarded.map((address) => address.trim()).filter((address) => address !== "");
  }

  /** Whom the server has authenticated before the app; `undefined` when it has not. */
  get remoteUser(): string | undefined {
    return this.#source.remoteUser;
  }

  /** Aborted when the client goes away before the response is complete. */
  get signal(): AbortSignal {
    return this.#source.signal;
  }

  /** The Content-Type as it came; "" without one. */
  get contentType(): string {
    return this.headers.get("content-type") ?? "";
  }

  /** The Content-Type without parameters, lower-case; "" when there is none or it is malformed. */
  get mimetype(): string {
    return parseMediaType(this.contentType)?.type ?? "";
  }

  /** The parameters of the Content-Type, names in lower case: `{ charset: "utf-8" }`. */
  get mimetypeParameters(): Readonly<Record<string, string>> {
    return parseMediaType(this.contentType)?.parameters ?? {};
  }

  /** Whether the body says it is JSON: `application/json` or `application/*+json`. */
  get isJson(): boolean {
    return parseMediaType(this.contentType)?.isJson ?? false;
  }

  /** The bytes that the body announces; `undefined` for a body in chunks. */
  get contentLength(): number | undefined {
    const length = this.headers.get("content-length");
    return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  }

  /** The moment the request was made, by the client's clock. */
  get date(): Date | undefined {
    return parseHttpDate(this.headers.get("date"));
  }

  /** The credentials of the client; `null` without any, or with some that cannot be read. */
  get authorization(): Authorization | null {
    return parseAuthorization(this.headers.get("authorization"));
  }

  /** The media types the client accepts; {@link accepts} is the short way to choose. */
  get acceptMimetypes(): Accept {
    return new Accept(this.headers.get("accept"));
  }

  /** The languages the client accepts. */
  get acceptLanguages(): AcceptLanguages {
    return new AcceptLanguages(this.headers.get("accept-language"));
  }

  /** The codings of content the client accepts. */
  get acceptEncodings(): Accept {
    return new Accept(this.headers.get("accept-encoding"));
  }

  /** The charsets the client accepts. */
  get acceptCharsets(): Accept {
    return new Accept(this.headers.get("accept-charset"), normalizeCharset);
  }

  /** The best of `offers` by the Accept header, the first of equals; `undefined` when none is acceptable. */
  accepts<Offer extends string>(...offers: readonly Offer[]): Offer | undefined {
    return bestMatch(this.headers.get("accept"), offers);
  }

  /** The versions of which the client wants one to be there (`If-Match`). */
  get ifMatch(): EntityTags | undefined {
    return tagsOf(this.headers.get("if-match"));
  }

  /** The versions the client has (`If-None-Match`). */
  get ifNoneMatch(): EntityTags | undefined {
    return tagsOf(this.headers.get("if-none-match"));
  }

  /** The age of what the client has (`If-Modified-Since`). */
  get ifModifiedSince(): Date | undefined {
    return parseHttpDate(this.headers.get("if-modified-since"));
  }

  /** The age that the client wants it to have (`If-Unmodified-Since`). */
  get ifUnmodifiedSince(): Date | undefined {
    return parseHttpDate(this.headers.get("if-unmodified-since"));
  }

  /** The version, by its tag or its date, for which alone the range is wanted (`If-Range`). */
  get ifRange(): string | Date | undefined {
    const header = this.headers.get("if-range")?.trim();
    return parseHttpDate(header) ?? header;
  }

  /** The ranges the client asks for; `undefined` without any, or with some that cannot be read. */
  get range(): RequestedRanges | undefined {
    return parseRanges(this.headers.get("range"));
  }

  /** What the client says about caches. */
  get cacheControl(): RequestCacheControl {
    return new RequestCacheControl(this.headers.get("cache-control"));
  }

  /** The name of the client's program; "" without one. */
  get userAgent(): string {
    return this.headers.get("user-agent") ?? "";
  }

  /** The page the client comes from (`Referer`), as it says. */
  get referrer(): string | undefined {
    return this.headers.get("referer");
  }

  /** The site whose page made the request, as a browser says: "https://example.org", or "null". */
  get origin(): string | undefined {
    return this.headers.get("origin");
  }

  /** How the page that made the request stands to this site: "same-origin", "same-site", "cross-site", "none". */
  get secFetchSite(): string | undefined {
    return this.headers.get("sec-fetch-site");
  }

  /** How the request was made: "navigate", "cors", "no-cors", "same-origin", "websocket". */
  get secFetchMode(): string | undefined {
    return this.headers.get("sec-fetch-mode");
  }

  /** What the answer is for: "document", "image", "empty", ... */
  get secFetchDest(): string | undefined {
    return this.headers.get("sec-fetch-dest");
  }

  /** Whether a person's click or key made the request. */
  get secFetchUser(): boolean {
    return this.headers.get("sec-fetch-user") === "?1";
  }

  /** The method that a preflight asks for. */
  get accessControlRequestMethod(): string | undefined {
    return this.headers.get("access-control-request-method");
  }

  /** The headers that a preflight asks for, in lower case. */
  get accessControlRequestHeaders(): readonly string[] {
    const names = this.headers.get("access-control-request-headers")?.toLowerCase().split(",") ?? [];
    return names.map((name) => name.trim()).filter((name) => name !== "");
  }
}

function tagsOf(header: string | undefined): EntityTags | undefined {
  return header === undefined ? undefined : new EntityTags(header);
}

/** Decodes what is valid and leaves the rest, so that logs and pages can name any path. */
function decodePath(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
