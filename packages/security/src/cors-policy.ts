import { MicroError, type Request, type Response } from "@micro-web/core";

/** Whose pages may read answers: all, some origins, or what a function says of one. */
export type CorsOrigins =
  "*" | readonly (string | RegExp)[] | ((origin: string, request: Request) => boolean);

/** What pages of other origins may do. */
export interface CorsPolicyOptions {
  /**
   * Whose pages may read the answers: "*", or origins such as "https://example.org", "https://*.example.org" and
   * expressions, which have to match the whole of one. There is no default.
   */
  readonly origins: CorsOrigins;
  /** The methods that may be sent. @default GET, HEAD, POST, PUT, PATCH, DELETE */
  readonly methods?: readonly string[];
  /** The headers that may be sent; "*" for those that are asked for. @default "*" */
  readonly allowHeaders?: readonly string[] | "*";
  /** The headers that may be read, besides the few that always may. @default none */
  readonly exposeHeaders?: readonly string[];
  /** Whether cookies are sent and answers to them may be read; not with every origin, nor with "null". @default false */
  readonly credentials?: boolean;
  /** Seconds for which a browser may remember what it was told. @default what browsers do, 5 seconds */
  readonly maxAge?: number;
  /** Whether sites of the internet may reach a server in a private network. @default false */
  readonly privateNetwork?: boolean;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/;
const PATTERN = /^(https?|[a-z][a-z\d+.-]*):\/\/(?:\*\.)?[^\s/?#*,]+$/i;
/** More header names than anybody sends. */
const MAX_HEADERS = 100;

/** What pages of other origins may do, ready to be asked. */
export class CorsPolicy {
  readonly #options: CorsPolicyOptions;
  readonly #exact: ReadonlySet<string>;
  readonly #patterns: readonly (RegExp | { readonly scheme: string; readonly suffix: string })[];
  readonly #methods: string;
  readonly #exposed: string;

  /** @throws MicroError `MICRO_SECURITY_OPTION` */
  constructor(options: CorsPolicyOptions) {
    checkOptions(options);
    const { origins, methods = METHODS, exposeHeaders = [] } = options;
    const list = typeof origins === "object" ? origins : [];
    this.#options = options;
    this.#exact = new Set(
      list.filter((origin) => typeof origin === "string").map((origin) => origin.toLowerCase()),
    );
    this.#patterns = list.flatMap((origin) => toPattern(origin));
    this.#methods = methods.join(", ");
    this.#exposed = exposeHeaders.join(", ");
  }

  /** Whether pages of an origin may read the answer to a request. Any site can have a page whose origin is "null". */
  allows(origin: string, request: Request): boolean {
    const { origins, credentials = false } = this.#options;
    if (origins === "*") return true;
    if (origin === "null" && credentials) return false;
    if (typeof origins === "function") return origins(origin, request);
    return this.#exact.has(origin) || this.#patterns.some((pattern) => fits(pattern, origin));
  }

  /** Says in an answer who may read it; what a view has said stays. */
  applyTo(response: Response, request: Request): void {
    const { origins, credentials = false } = this.#options;
    const { headers } = response;
    if (origins !== "*") headers.addToken("Vary", "Origin");
    const { origin } = request;
    if (origin === undefined || headers.has("Access-Control-Allow-Origin")) return;
    if (!this.allows(origin, request)) return;
    headers.set("Access-Control-Allow-Origin", origins === "*" ? "*" : origin);
    if (credentials) headers.set("Access-Control-Allow-Credentials", "true");
    if (this.#exposed !== "") headers.set("Access-Control-Expose-Headers", this.#exposed);
  }

  /** What a preflight is told besides; nothing for an origin that may not. */
  preflightHeaders(origin: string, request: Request): Record<string, string> {
    if (!this.allows(origin, request)) return {};
    const { allowHeaders = "*", maxAge, privateNetwork = false } = this.#options;
    const asked = request.accessControlRequestHeaders
      .slice(0, MAX_HEADERS)
      .filter((name) => TOKEN.test(name));
    const allowed = allowHeaders === "*" ? asked : allowHeaders;
    const wantsPrivate = request.headers.get("access-control-request-private-network") === "true";
    return {
      "Access-Control-Allow-Methods": this.#methods,
      ...(allowed.length > 0 && { "Access-Control-Allow-Headers": allowed.join(", ") }),
      ...(maxAge !== undefined && { "Access-Control-Max-Age": String(maxAge) }),
      ...(privateNetwork && wantsPrivate && { "Access-Control-Allow-Private-Network": "true" }),
      ...(allowHeaders === "*" && { Vary: "Access-Control-Request-Headers" }),
    };
  }
}

/** A pattern of subdomains, or an expression; nothing for an origin that is compared as it is. */
function toPattern(origin: string | RegExp): (RegExp | { scheme: string; suffix: string })[] {
  if (typeof origin !== "string") return [origin];
  const [scheme = "", host = ""] = origin.toLowerCase().split("://");
  return host.startsWith("*.") ? [{ scheme: `${scheme}://`, suffix: host.slice(1) }] : [];
}

function fits(
  pattern: RegExp | { readonly scheme: string; readonly suffix: string },
  origin: string,
): boolean {
  if (!(pattern instanceof RegExp))
    return origin.startsWith(pattern.scheme) && origin.endsWith(pattern.suffix);
  pattern.lastIndex = 0; // of expressions with the flags g and y
  return pattern.exec(origin)?.[0] === origin;
}

function checkOptions(options: CorsPolicyOptions): void {
  checkOrigins(options);
  const { methods = [], allowHeaders = [], exposeHeaders = [], maxAge = 0 } = options;
  const names = [...methods, ...exposeHeaders, ...(allowHeaders === "*" ? [] : allowHeaders)];
  const wrong = names.find((name) => !TOKEN.test(name));
  if (wrong !== undefined) throw invalid(`has ${JSON.stringify(wrong)}, which names no method or header`);
  if (!Number.isInteger(maxAge) || maxAge < 0)
    throw invalid(`has ${maxAge} for maxAge. Give it whole seconds`);
}

function checkOrigins({ origins, credentials = false }: CorsPolicyOptions): void {
  if (origins === "*" && credentials)
    throw invalid("lets every origin read answers to cookies. Name the origins, or leave out credentials");
  if (origins === "*" || typeof origins === "function") return;
  if (!Array.isArray(origins))
    throw invalid(`has ${JSON.stringify(origins)} for origins. Give it "*", a list or a function`);
  const wrong = origins.find((origin) => !(origin instanceof RegExp) && !PATTERN.test(String(origin)));
  if (wrong !== undefined)
    throw invalid(`has the origin ${JSON.stringify(wrong)}. Write scheme and host: "https://example.org"`);
}

function invalid(what: string): MicroError {
  return new MicroError("MICRO_SECURITY_OPTION", `cors() ${what}.`);
}
