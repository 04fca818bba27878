import { isPromise, type MaybePromise, type Request, type Session } from "@micro-web/core";
import { CsrfError, type CsrfErrorCode } from "./csrf-error.ts";
import type { CsrfConfig } from "./csrf-settings.ts";
import { checkToken, createSecret, createToken, isSecret } from "./csrf-token.ts";
import { isFault, judgeOrigin, type OriginFault, ownOrigin, TrustedOrigins } from "./request-origin.ts";

/** How requests are protected: what is the same wherever the app is deployed. */
export interface CsrfOptions {
  /**
   * When a token is asked for: of requests whose browser does not say where they come from, or of all. @default
   * "when-unproven"
   */
  readonly token?: "when-unproven" | "always";
  /** The name of the form field. @default "csrf_token" */
  readonly fieldName?: string;
  /** The headers that may bring the token. @default ["X-CSRFToken", "X-CSRF-Token"] */
  readonly headerNames?: readonly string[];
  /** Blueprints and endpoints that are not checked, by their full names: "api", "pay.callback". @default none */
  readonly exempt?: readonly string[];
}

/** How a request is protected by hand. */
export interface ProtectOptions {
  /** Whether views and blueprints that are exempt are let through. @default false */
  readonly appliesExemptions?: boolean;
}

/** What tokens of a session are made of in a request. */
interface Issue {
  readonly secret: string;
  /** Whether it was made after `session.regenerate()`. */
  readonly isRenewed: boolean;
}

/** Where a session keeps its secret. */
const SECRET_KEY = "_csrf";
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
/** Schemes that browsers send on their own once the person has logged in with them. */
const AMBIENT_SCHEMES: ReadonlySet<string> = new Set([
  "basic",
  "digest",
  "negotiate",
  "ntlm",
  "hoba",
  "mutual",
]);

/**
 * Tells the requests that a visitor made from those that a page of another site made in the visitor's name.
 *
 * What is the answer, in this order: a safe method passes; so does a request with a bearer token and no cookie, which no
 * other site can make; one that the browser says comes from another origin is refused; one that comes from the app's own
 * or a trusted origin passes, unless tokens are asked for always; any other has to bring a token of the session.
 *
 * @example
 * const csrf = app.use(csrf());
 * await csrf.protect(request);
 */
export class CsrfProtection {
  /** The name of the form field. */
  readonly fieldName: string;
  /** The header that scripts put the token into. */
  readonly headerName: string;
  readonly #headerNames: readonly string[];
  readonly #asksAlways: boolean;
  readonly #exempt: ReadonlySet<string>;
  readonly #trusted: TrustedOrigins;
  readonly #timeLimit: number | null;
  readonly #isEnabled: boolean;
  /** What the sessions of requests that are running have got. */
  readonly #issues = new WeakMap<Session, Issue>();

  /** @param options - Of the app's author. @param config - Of the deployment. */
  constructor(options: CsrfOptions, config: CsrfConfig) {
    const {
      token = "when-unproven",
      fieldName = "csrf_token",
      headerNames = ["X-CSRFToken", "X-CSRF-Token"],
      exempt = [],
    } = options;
    this.fieldName = fieldName;
    this.#headerNames = headerNames;
    this.headerName = headerNames[0] ?? "X-CSRFToken";
    this.#asksAlways = token === "always";
    this.#exempt = new Set(exempt);
    this.#trusted = new TrustedOrigins(config.CSRF_TRUSTED_ORIGINS);
    this.#timeLimit = config.CSRF_TIME_LIMIT;
    this.#isEnabled = config.CSRF_ENABLED;
  }

  /**
   * A token for a form or a script of the visitor's: letters, digits, `-` and `_`, other ones each time. It is valid for
   * CSRF_TIME_LIMIT seconds, in this session, until `session.regenerate()`.
   *
   * The first one of a session puts a secret into it, which sets the cookie; no shared cache may keep the page.
   *
   * @throws MicroError `MICRO_SESSION_NO_SECRET` when no SECRET_KEY is set.
   */
  token(request: Request): string {
    const { session } = request;
    const issue = this.#issues.get(session);
    const isKept = issue !== undefined && session[SECRET_KEY] === issue.secret; // and not cleared away
    if (isKept && issue.isRenewed === session.isRegenerated) return createToken(issue.secret);
    const secret = this.#secretOf(session) ?? createSecret();
    session[SECRET_KEY] = secret;
    this.#issues.set(session, { secret, isRenewed: session.isRegenerated });
    request.afterThisRequest((_, { headers }) => void headers.setDefault("Cache-Control", "private"));
    return createToken(secret);
  }

  /**
   * Lets a request through that the visitor made, and refuses any other: for apps that check some views only
   * (`CSRF_CHECK_DEFAULT: false`).
   *
   * @throws CsrfError; what `request.form()` throws.
   */
  protect(request: Request, { appliesExemptions = false }: ProtectOptions = {}): MaybePromise<void> {
    if (!this.#isEnabled || isHarmless(request) || (appliesExemptions && this.#isExempt(request))) return;
    const verdict = judgeOrigin(request, this.#trusted);
    if (isFault(verdict)) throw refused(request, verdict);
    return verdict === "unknown" || this.#asksAlways ? this.#checkToken(request) : undefined;
  }

  /** Whether a text is a token of the session of a request: for what comes in neither form field nor header. */
  isValid(request: Request, token: string | undefined): boolean {
    return this.#faultOf(request, token ?? "") === undefined;
  }

  /** Ends the validity of all tokens that were made before `session.regenerate()`; for the end of each request. */
  endOldTokens({ openedSession: session }: Request): void {
    if (session === undefined || !session.isRegenerated) return;
    if (this.#issues.get(session)?.isRenewed !== true && SECRET_KEY in session) delete session[SECRET_KEY];
  }

  #secretOf(session: Session): string | undefined {
    const secret = session[SECRET_KEY];
    return isSecret(secret) && !session.isRegenerated ? secret : undefined;
  }

  #isExempt({ meta, endpoint, blueprints }: Request): boolean {
    if (meta["csrf"] === false) return true;
    if (this.#exempt.size === 0) return false;
    return this.#exempt.has(endpoint) || blueprints.some((name) => this.#exempt.has(name));
  }

  #checkToken(request: Request): MaybePromise<void> {
    const token = this.#findToken(request);
    return isPromise(token)
      ? token.then((found) => this.#check(request, found))
      : this.#check(request, token);
  }

  /** That of a header, else that of the form; "" for none. */
  #findToken(request: Request): MaybePromise<string> {
    for (const name of this.#headerNames) {
      const token = request.headers.get(name);
      if (token !== undefined) return token;
    }
    const { mimetype, meta } = request;
    const isForm = mimetype === "application/x-www-form-urlencoded" || mimetype === "multipart/form-data";
    if (!isForm || meta["csrf"] === "header") return "";
    return request.form().then((form) => form.get(this.fieldName) ?? "");
  }

  #check(request: Request, token: string): void {
    const fault = this.#faultOf(request, token);
    if (fault === undefined) return;
    throw new CsrfError(fault, this.#advise(fault), request.isDebug);
  }

  #faultOf(request: Request, token: string): CsrfErrorCode | undefined {
    if (token === "") return "token-missing";
    const secret = request.session[SECRET_KEY];
    if (!isSecret(secret)) return "session-missing";
    const state = checkToken(token, secret, this.#timeLimit);
    return state === "valid" ? undefined : `token-${state}`;
  }

  #advise(fault: CsrfErrorCode): string {
    const { fieldName, headerName } = this;
    if (fault === "token-missing")
      return `The request has no CSRF token. Write {{ csrf_token() }} into a hidden field named ${fieldName} of the form, or have scripts send it in the header ${headerName}. What is no browser says so by a bearer token instead of a cookie, or has a view with meta: { csrf: false }.`;
    if (fault === "session-missing")
      return "The session has no CSRF token. Its cookie did not come back, or the session is over: look at SESSION_COOKIE_SECURE (needs https), SESSION_COOKIE_DOMAIN, and whether SECRET_KEY has changed.";
    if (fault === "token-expired")
      return `The CSRF token is older than CSRF_TIME_LIMIT, ${this.#timeLimit} seconds. Load the page again; null makes tokens last as long as the session.`;
    return "The CSRF token is not one of this session. The visitor has logged in or out in another tab since the page was made, or the page came out of a cache.";
  }
}

/** Whether nothing can be gained by having a visitor's browser make a request. */
function isHarmless(request: Request): boolean {
  return SAFE_METHODS.has(request.method) || hasOwnCredentials(request);
}

/**
 * Whether a request says who makes it by something that browsers never add on their own, and by nothing that they do: no
 * page of another site can make it (a custom header needs CORS).
 */
function hasOwnCredentials({ authorization, headers }: Request): boolean {
  return authorization !== null && !AMBIENT_SCHEMES.has(authorization.type) && !headers.has("cookie");
}

function refused(request: Request, fault: OriginFault): CsrfError {
  const { origin = "none", secFetchSite = "none", referrer = "none", isDebug } = request;
  const own = ownOrigin(request);
  const trust =
    "If its pages may send requests here, add its origin to CSRF_TRUSTED_ORIGINS; a view that takes them from anywhere has meta: { csrf: false }.";
  if (fault === "cross-site")
    return new CsrfError(
      "cross-site",
      `The browser says that a page of another site sent the request (Sec-Fetch-Site: ${secFetchSite}, Origin: ${origin}). ${trust}`,
      isDebug,
    );
  if (fault === "opaque-origin")
    return new CsrfError(
      "opaque-origin",
      "The page that sent the request hides its origin (Origin: null): it is in a sandboxed frame, or has Referrer-Policy: no-referrer. Give the page strict-origin-when-cross-origin.",
      isDebug,
    );
  return new CsrfError(
    "origin",
    `The request comes from another origin (Origin: ${origin}, Referer: ${referrer}) than the app's own, ${own}. Where a server in front of the app ends https, that is not the origin that visitors see: name the server in TRUSTED_PROXIES. ${trust}`,
    isDebug,
  );
}
