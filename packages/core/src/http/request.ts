import type { MaybePromise } from "../maybe-promise.ts";
import { Body, type BodyLimits, type BodySource } from "./body.ts";
import { parseCookies } from "./cookies.ts";
import { addFlash, type FlashedMessage, type FlashedMessagesOptions, takeFlashes } from "./flash.ts";
import type { Form } from "./form.ts";
import type { RequestHeaders } from "./headers.ts";
import type { Markup } from "./markup.ts";
import { parseMediaType } from "./mime.ts";
import { MultiDict } from "./multi-dict.ts";
import { bestMatch } from "./negotiation.ts";
import type { Rendering } from "./rendering.ts";
import type { Response } from "./response.ts";
import type { Session } from "./session.ts";
import { parsePairs } from "./urlencoded.ts";

/**
 * What hooks and views of one request share; nothing in it outlives the request.
 *
 * Add your own names: `declare module "@micro-web/core" { interface RequestGlobals { user: User } }`.
 */
export interface RequestGlobals {
  [name: string]: unknown;
}

/** Changes the response of one request, or returns a value that replaces it. */
export type AfterThisRequestHook = (request: Request, response: Response) => unknown;

/** What a URL is built with, besides the values. */
export interface UrlOptions {
  readonly anchor?: string | undefined;
  readonly method?: string | undefined;
  readonly scheme?: string | undefined;
  readonly external?: boolean | undefined;
}

/** What a request needs of the app it belongs to. */
export interface RequestServices {
  /** Seconds a browser may keep a file without asking; `null` makes it ask. */
  readonly fileMaxAge: number | null;
  /** Renders a template for a request. */
  render(rendering: Rendering, request: Request<unknown, unknown>): MaybePromise<string>;
  /** Renders a template for a request, in pieces. */
  streamTemplate(
    rendering: Rendering,
    request: Request<unknown, unknown>,
  ): MaybePromise<AsyncIterable<string>>;
  /** Builds a URL relative to a request. */
  buildUrl?(
    request: Request<unknown, unknown>,
    endpoint: string,
    options: UrlOptions & { readonly values: Readonly<Record<string, unknown>> },
  ): string;
  /** Opens the session of a request. */
  openSession(request: Request<unknown, unknown>): Session;
  /** Hears of flashed messages. */
  messageFlashed?(request: Request<unknown, unknown>, flashed: FlashedMessage): void;
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
  /** The headers. */
  readonly headers: RequestHeaders;
  /** Aborted when the client goes away before the response is complete. */
  readonly signal: AbortSignal;
}

/** What a request knows of the route it is on: names, never the route itself. */
export interface RouteFacts {
  /** The endpoint's full name; "" when nothing matched. */
  readonly endpoint: string;
  /** The matched path as it was registered, with the prefixes of its blueprints; "" when nothing matched. */
  readonly rule: string;
  /** The full name of the blueprint that owns the path; "" for the app. */
  readonly blueprint: string;
  /** The full names of the blueprint and of those around it, innermost first. */
  readonly blueprints: readonly string[];
  /** What the route says about itself; for hooks and extensions. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** The limits of the body. */
  readonly limits: BodyLimits;
  /** What the request needs of its app. */
  readonly services: RequestServices;
}

/** The session of a request that has one. */
interface Visit {
  readonly session: Session;
  isUsed: boolean;
  flashes: readonly FlashedMessage[] | undefined;
}

/**
 * One request: plain data, read when asked for.
 *
 * @typeParam Params - The path's variables, inferred from the path.
 * @typeParam Query - The output of the route's query schema.
 * @typeParam Input - The output of the route's body schema.
 * @example
 * app.get("/users/<int:id>", (request) => `user ${request.params.id} in ${request.query.get("lang", "en")}`);
 */
export class Request<Params = Readonly<Record<string, unknown>>, Query = MultiDict, Input = unknown> {
  /** The method, upper-case. */
  readonly method: string;
  readonly #source: RequestSource;
  readonly #route: RouteFacts;
  readonly #params: Readonly<Record<string, unknown>>;
  readonly #pathLength: number;
  #path: string | undefined;
  #query: MultiDict | undefined;
  #cookies: Readonly<Record<string, string>> | undefined;
  #body: Body | undefined;
  #visit: Visit | undefined;
  #g: RequestGlobals | undefined;
  #maxContentLength: number | undefined;
  #afterHooks: AfterThisRequestHook[] | undefined;
  #validated: { params?: unknown; query?: unknown; body?: unknown } | undefined;

  /** @param source - Of a gateway. @param route - What the router found. @param params - The path's variables. */
  constructor(source: RequestSource, route: RouteFacts, params: Readonly<Record<string, unknown>>) {
    this.method = source.method;
    this.#source = source;
    this.#route = route;
    this.#params = params;
    const mark = source.target.indexOf("?");
    this.#pathLength = mark === -1 ? source.target.length : mark;
  }

  /** The path's variables, converted: `/users/<int:id>` gives `{ id: 3 }`. */
  get params(): Params {
    return (this.#validated?.params ?? this.#params) as Params; // typed by the path at registration
  }

  /** The query: a {@link MultiDict}, or the output of the route's query schema. */
  get query(): Query {
    return (this.#validated?.query ?? this.queryValues) as Query; // typed by the schema at registration
  }

  /** The validated body of a route with a body schema; `undefined` on other routes (see {@link json}, {@link form}). */
  get body(): Input {
    return this.#validated?.body as Input; // typed by the schema at registration
  }

  /** The query as it came, whatever the schema of the route. */
  get queryValues(): MultiDict {
    this.#query ??= new MultiDict(parsePairs(this.queryString));
    return this.#query;
  }

  /** The path, percent-decoded: "/café". */
  get path(): string {
    this.#path ??= decodePath(this.rawPath);
    return this.#path;
  }

  /** The path as it came: "/caf%C3%A9". */
  get rawPath(): string {
    return this.#source.target.slice(0, this.#pathLength);
  }

  /** What stands after the `?`, as it came; "" without one. */
  get queryString(): string {
    return this.#source.target.slice(this.#pathLength + 1);
  }

  /** "http" or "https". */
  get scheme(): string {
    return this.#source.scheme;
  }

  /** The host the client asked for, with its port if it is not the default; "" when unknown. */
  get host(): string {
    return this.#source.host;
  }

  /** The whole URL: "https://example.org/search?q=x". */
  get url(): string {
    return `${this.scheme}://${this.host}${this.#source.target}`;
  }

  /** What the app is mounted under; "" when it is not (WSGI's SCRIPT_NAME). */
  get rootPath(): string {
    return this.#source.rootPath ?? "";
  }

  /** The headers. */
  get headers(): RequestHeaders {
    return this.#source.headers;
  }

  /** The cookies, decoded, in an object without prototype. */
  get cookies(): Readonly<Record<string, string>> {
    this.#cookies ??= parseCookies(this.headers.get("cookie"));
    return this.#cookies;
  }

  /** The peer's address; "" when unknown. */
  get remoteAddress(): string {
    return this.#source.remoteAddress;
  }

  /** Aborted when the client goes away before the response is complete. */
  get signal(): AbortSignal {
    return this.#source.signal;
  }

  /** The Content-Type without parameters, lower-case; "" when there is none or it is malformed. */
  get mimetype(): string {
    return parseMediaType(this.headers.get("content-type") ?? "")?.type ?? "";
  }

  /** Whether the body says it is JSON. */
  get isJson(): boolean {
    return /^application\/(?:[^;]+\+)?json$/.test(this.mimetype);
  }

  /** The full name of the matched endpoint, "blog.show"; "" when no route matched. */
  get endpoint(): string {
    return this.#route.endpoint;
  }

  /** The matched path as it was registered, "/users/<int:id>" (Flask's `url_rule`); "" when no route matched. */
  get rule(): string {
    return this.#route.rule;
  }

  /** The full name of the blueprint that owns the path; "" for the app. */
  get blueprint(): string {
    return this.#route.blueprint;
  }

  /** The full names of the blueprint and of those around it, innermost first; empty for the app. */
  get blueprints(): readonly string[] {
    return this.#route.blueprints;
  }

  /** What the matched route says about itself. */
  get meta(): Readonly<Record<string, unknown>> {
    return this.#route.meta;
  }

  /** What hooks and views of this request share (Flask's `g`). */
  get g(): RequestGlobals {
    this.#g ??= {};
    return this.#g;
  }

  /** The visitor's session; reading it makes the response vary by cookie. */
  get session(): Session {
    this.#visit ??= { session: this.#route.services.openSession(this), isUsed: true, flashes: undefined };
    this.#visit.isUsed = true;
    return this.#visit.session;
  }

  /** Seconds a browser may keep a sent file without asking, by the app's configuration. */
  get fileMaxAge(): number | null {
    return this.#route.services.fileMaxAge;
  }

  /** The most bytes of body this request may bring; set it before the body is read. */
  get maxContentLength(): number {
    return this.#maxContentLength ?? this.#route.limits.maxContentLength;
  }

  set maxContentLength(bytes: number) {
    this.#maxContentLength = bytes;
  }

  /** The best of `offers` by the Accept header, the first of equals; `undefined` when none is acceptable. */
  accepts<Offer extends string>(...offers: readonly Offer[]): Offer | undefined {
    return bestMatch(this.headers.get("accept"), offers);
  }

  /** Every byte of the body. @throws ContentTooLarge, UnsupportedMediaType, BadRequest */
  bytes(): Promise<Uint8Array> {
    return this.#openBody().bytes();
  }

  /** The body as text. @throws ContentTooLarge, BadRequest when it is not UTF-8 */
  text(): Promise<string> {
    return this.#openBody().text();
  }

  /** The body as JSON. @throws BadRequest when it is malformed, UnsupportedMediaType for another Content-Type */
  json(): Promise<unknown> {
    return this.#openBody().json();
  }

  /** The submitted form with its files. @throws BadRequest, ContentTooLarge, UnsupportedMediaType */
  form(): Promise<Form> {
    return this.#openBody().form();
  }

  /** The body's chunks as they arrive. @throws MicroError `MICRO_BODY_CONSUMED` when it was read already */
  stream(): AsyncIterable<Uint8Array> {
    return this.#openBody().stream();
  }

  /**
   * Keeps a message for the visitor's next page (Flask's `flash`).
   *
   * @throws MicroError `MICRO_SESSION_NO_SECRET` when no SECRET_KEY is set.
   */
  flash(message: string | Markup, category: string = "message"): void {
    addFlash(this.session, message, category);
    this.#route.services.messageFlashed?.(this, { category, message });
  }

  /**
   * Takes the flashed messages out of the session; the same ones for the rest of the request, whatever categories were
   * asked for first (Flask's `get_flashed_messages`).
   *
   * @example
   * request.flashedMessages({ categories: ["error"] }); // [{ category: "error", message: "Too late." }]
   */
  flashedMessages({ categories = [] }: FlashedMessagesOptions = {}): readonly FlashedMessage[] {
    const { session } = this;
    const visit: Visit = (this.#visit ??= { session, isUsed: true, flashes: undefined });
    visit.flashes ??= takeFlashes(session);
    if (categories.length === 0) return visit.flashes;
    return visit.flashes.filter(({ category }) => categories.includes(category));
  }

  /**
   * The text of a template, for a mail or a part of a page (Flask's `render_template`); a view just returns `render()`.
   *
   * @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ENGINE`, `MICRO_TEMPLATE_ERROR`
   */
  renderText(rendering: Rendering): MaybePromise<string> {
    return this.#route.services.render(rendering, this);
  }

  /**
   * The text of a template in pieces; a view just returns `renderStream()`.
   *
   * @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ENGINE`; a piece throws `MICRO_TEMPLATE_ERROR`
   */
  renderPieces(rendering: Rendering): MaybePromise<AsyncIterable<string>> {
    return this.#route.services.streamTemplate(rendering, this);
  }

  /** The session if it was opened; how the dispatcher knows whether there is one to save. */
  get openedSession(): Session | undefined {
    return this.#visit?.session;
  }

  /** Whether anything asked for the session, so that the response varies by cookie. */
  get isSessionUsed(): boolean {
    return this.#visit?.isUsed ?? false;
  }

  /** Gives the request its session before anything asks for it. */
  setSession(session: Session): void {
    this.#visit = { session, isUsed: false, flashes: undefined };
  }

  /** The URL of an endpoint, ".show" of the request's blueprint. */
  urlFor(endpoint: string, values: Readonly<Record<string, unknown>> = {}, options: UrlOptions = {}): string {
    return this.#route.services.buildUrl?.(this, endpoint, { ...options, values }) ?? "";
  }

  /**
   * Runs `hook` once, on the response of this request, before the after-request hooks (Flask's `after_this_request`).
   *
   * @example
   * request.afterThisRequest((request, response) => response.setCookie("seen", "1"));
   */
  afterThisRequest(hook: AfterThisRequestHook): void {
    this.#afterHooks ??= [];
    this.#afterHooks.push(hook);
  }

  /** What {@link afterThisRequest} was given, for the dispatcher; `undefined` when nothing was. */
  get afterHooks(): readonly AfterThisRequestHook[] | undefined {
    return this.#afterHooks;
  }

  /** Replaces params, query or body by what the route's schemas made of them. */
  setValidated(values: { params?: unknown; query?: unknown; body?: unknown }): void {
    this.#validated = { ...this.#validated, ...values };
  }

  #openBody(): Body {
    const { maxFormMemorySize, maxFormParts } = this.#route.limits;
    const limits = { maxFormMemorySize, maxFormParts, maxContentLength: this.maxContentLength };
    this.#body ??= new Body(this.#source, this.headers, limits);
    return this.#body;
  }
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
