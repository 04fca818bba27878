import { MicroError } from "../errors.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { Body, type BodyLimits, isFormType, type JsonReadOptions } from "./body.ts";
import { addFlash, type FlashedMessage, type FlashedMessagesOptions, takeFlashes } from "./flash.ts";
import type { Form } from "./form.ts";
import type { FormPart } from "./form-part.ts";
import { defaultJson, type JsonProvider } from "./json-provider.ts";
import type { Markup } from "./markup.ts";
import { MultiDict } from "./multi-dict.ts";
import type { Rendering } from "./rendering.ts";
import type { UrlOptions } from "./url-options.ts";
import type { Response } from "./response.ts";
import { RequestHead, type RequestSource } from "./request-head.ts";
import type { Session } from "./session.ts";
import { parsePairs } from "./urlencoded.ts";

export type { RequestSource } from "./request-head.ts";

/**
 * What hooks and views of one request share; nothing in it outlives the request.
 *
 * Add your own names: `declare module "@micro-web/core" { interface RequestGlobals { user: User } }`.
 */
export interface RequestGlobals {
  [name: string]: unknown;
}

/**
 * What extensions add to every request with `setup.addRequestProperty()`; nothing by itself.
 *
 * Declare the type of yours: `declare module "@micro-web/core" { interface RequestProperties { user: User } }`.
 */
export interface RequestProperties {}

/** Changes the response of one request, or returns a value that replaces it. */
export type AfterThisRequestHook = (request: Request, response: Response) => unknown;

/** Seconds a browser may keep a file without asking; `null` makes it ask (Flask's `get_send_file_max_age`). */
export type FileMaxAge = (filename: string, request: Request<unknown, unknown>) => number | null;

/** Values for the variables of a path; the others make the query. */
type UrlValues = Readonly<Record<string, unknown>>;

/** The handle of a route: what its URLs are made of. */
export interface RouteUrls<Values extends readonly unknown[]> {
  /** The full name: "blog.show". */
  readonly endpoint: string;
  url(...values: Values): string;
}

/** What a request needs of the app it belongs to. */
export interface RequestServices {
  /** Seconds a browser may keep a file without asking; `null` makes it ask. */
  readonly fileMaxAge: number | null;
  /** Whether clients are told what only the app's author should know. @default false */
  readonly isDebug?: boolean;
  /** Whether the error of a missing key names it, as in debug. @default false */
  readonly trapBadRequestErrors?: boolean;
  /** How JSON is written and read. @default that of JavaScript and a little more */
  readonly json?: JsonProvider;
  /** The header whose value is the request's id, when a proxy before the app sets it. @default null */
  readonly requestIdHeader?: string | null;
  /** Leaves the sending of files to the server before the app (USE_X_SENDFILE). @default false */
  readonly fileHandover?: FileHandover;
  /** Milliseconds for which a static file counts as unchanged after it was looked at. @default 0 */
  readonly staticCheckInterval?: number;
  /** Decides for each file by its name. */
  readonly fileMaxAgeOf?: FileMaxAge | undefined;
  /** Builds a URL for an endpoint. */
  buildUrl?(
    request: Request<unknown, unknown>,
    endpoint: string,
    options: UrlOptions & { readonly values: Readonly<Record<string, unknown>> },
  ): string;
  /** Renders a template for a request. */
  render(rendering: Rendering, request: Request<unknown, unknown>): MaybePromise<string>;
  /** Renders a template for a request, in pieces. */
  streamTemplate(
    rendering: Rendering,
    request: Request<unknown, unknown>,
  ): MaybePromise<AsyncIterable<string>>;
  /** Opens the session of a request. */
  openSession(request: Request<unknown, unknown>): Session;
  /** Hears of flashed messages. */
  messageFlashed?(request: Request<unknown, unknown>, flashed: FlashedMessage): void;
}

/**
 * How a server before the app is asked to send a file: `X-Sendfile` with the path (Apache, lighttpd: `true`, Flask's
 * USE_X_SENDFILE), or `X-Accel-Redirect` with a URL (nginx): what the paths begin with, and what the URLs begin with.
 */
export type FileHandover = boolean | { readonly folder: string; readonly prefix: string };

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
  /** Decides for each file of the blueprint by its name. */
  readonly fileMaxAgeOf?: FileMaxAge | undefined;
}

/** The session of a request that has one. */
interface Visit {
  readonly session: Session;
  isUsed: boolean;
  flashes: readonly FlashedMessage[] | undefined;
}

/** What only some requests have, apart, so that the others do not pay for the room. */
class RequestExtras {
  visit: Visit | undefined;
  g: RequestGlobals | undefined;
  afterHooks: AfterThisRequestHook[] | undefined;
  limits: BodyLimits | undefined;
  params: Readonly<Record<string, unknown>> | undefined;
  valid: Record<string, unknown> | undefined;
  id: string | undefined;
  routingError: Error | undefined;
}

/** A request has what extensions have declared, and has added before any request is made. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging, eslint/no-unused-vars -- the parameters have to be the class's
export interface Request<Params, Query, Input> extends RequestProperties {}

/**
 * One request: plain data, read when asked for.
 *
 * @typeParam Params - The path's variables, inferred from the path.
 * @typeParam Query - The output of the route's query schema.
 * @typeParam Input - The output of the route's body schema.
 * @example
 * app.get("/users/<int:id>", (request) => `user ${request.params.id} in ${request.query.get("lang", "en")}`);
 */
export class Request<
  Params = Readonly<Record<string, unknown>>,
  Query = MultiDict,
  Input = unknown,
> extends RequestHead {
  readonly #source: RequestSource;
  readonly #route: RouteFacts;
  readonly #params: Readonly<Record<string, unknown>>;
  #query: MultiDict | undefined;
  #body: Body | undefined;
  #extras: RequestExtras | undefined;

  /** @param source - Of a gateway. @param route - What the router found. @param params - The path's variables. */
  constructor(source: RequestSource, route: RouteFacts, params: Readonly<Record<string, unknown>>) {
    super(source);
    this.#source = source;
    this.#route = route;
    this.#params = params;
  }

  /** The path's variables, converted: `/users/<int:id>` gives `{ id: 3 }`. */
  get params(): Params {
    const extras = this.#extras;
    return (extras?.valid?.["params"] ?? extras?.params ?? this.#params) as Params; // typed by the path at registration
  }

  /** The query: a {@link MultiDict}, or the output of the route's query schema. */
  get query(): Query {
    return (this.#extras?.valid?.["query"] ?? this.queryValues) as Query; // typed by the schema at registration
  }

  /** The validated body of a route with a body schema; `undefined` on other routes (see {@link json}, {@link form}). */
  get body(): Input {
    return this.#extras?.valid?.["body"] as Input; // typed by the schema at registration
  }

  /**
   * What the route's schemas made of the request, by part: `valid.headers`, `valid.form`, `valid.files` ...
   *
   * @example
   * app.post("/profile", { form: Profile, files: Pictures }, ({ valid }) => save(valid.form.name, valid.files.picture));
   */
  get valid(): unknown {
    const extras = this.#addExtras();
    extras.valid ??= {};
    return extras.valid;
  }

  /** The query as it came, whatever the schema of the route. */
  get queryValues(): MultiDict {
    this.#query ??= new MultiDict(parsePairs(this.queryString), this.#namesMissing);
    return this.#query;
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
    const extras = this.#addExtras();
    extras.g ??= {} as RequestGlobals; // hooks of the app put there what it has declared
    return extras.g;
  }

  /** The visitor's session; reading it makes the response vary by cookie. */
  get session(): Session {
    return this.#openVisit().session;
  }

  /**
   * The session for code that looks into it before anybody has asked: the response does not vary by cookie for that. What
   * depends on it has to be given out by way of {@link session}.
   */
  peekSession(): Session {
    const extras = this.#addExtras();
    extras.visit ??= { session: this.#route.services.openSession(this), isUsed: false, flashes: undefined };
    return extras.visit.session;
  }

  /**
   * A name for this request in logs: a random UUID, or what the header of `REQUEST_ID_HEADER` says. That header is
   * believed only when it is configured, and then up to 200 plain characters.
   */
  get id(): string {
    const extras = this.#addExtras();
    extras.id ??= this.#receivedId() ?? crypto.randomUUID();
    return extras.id;
  }

  /** Why no view was found: a NotFound, a MethodNotAllowed, ... (Flask's `routing_exception`); `undefined` for one. */
  get routingError(): Error | undefined {
    return this.#extras?.routingError;
  }

  /** How the app writes and reads JSON. */
  get jsonProvider(): JsonProvider {
    return this.#route.services.json ?? defaultJson;
  }

  /** Whether the app is in debug, where clients may be told more. */
  get isDebug(): boolean {
    return this.#route.services.isDebug ?? false;
  }

  /** How a server before the app is asked to send files. */
  get fileHandover(): FileHandover {
    return this.#route.services.fileHandover ?? false;
  }

  /** Milliseconds for which a static file counts as unchanged after it was looked at. */
  get staticCheckInterval(): number {
    return this.#route.services.staticCheckInterval ?? 0;
  }

  /**
   * Seconds a browser may keep a file without asking; `null` makes it ask. The blueprint decides, then the app, then
   * the configuration (Flask's `get_send_file_max_age`).
   */
  fileMaxAgeOf(filename: string): number | null {
    const { services } = this.#route;
    if (this.#route.fileMaxAgeOf !== undefined) return this.#route.fileMaxAgeOf(filename, this);
    return services.fileMaxAgeOf === undefined ? services.fileMaxAge : services.fileMaxAgeOf(filename, this);
  }

  /**
   * The URL of an endpoint; one that begins with a dot is in the request's blueprint (Flask's `url_for`).
   *
   * @param values - For the path's variables; the others make the query.
   * @throws MicroError `MICRO_URL_BUILD`
   * @example
   * request.urlFor(".show", { id: 3 }); // "/blog/3" in the blueprint "blog"
   */
  urlFor(endpoint: string, values?: UrlValues, options?: UrlOptions): string;
  /**
   * The URL of a route by its handle, checked by the compiler; unlike `handle.url()` it is relative to the request, so
   * that it is right wherever the app is mounted.
   *
   * @throws MicroError `MICRO_URL_BUILD`
   * @example
   * const show = blog.get("/<int:id>", showPost);
   * redirect(request.urlFor(show, { id: 3 }));
   */
  urlFor<Values extends readonly unknown[]>(route: RouteUrls<Values>, ...values: Values): string;
  urlFor(
    target: string | RouteUrls<readonly never[]>,
    ...[values, options]: [UrlValues?, UrlOptions?]
  ): string {
    const endpoint = typeof target === "string" ? target : target.endpoint;
    const url = this.#route.services.buildUrl?.(this, endpoint, { ...options, values: values ?? {} });
    if (url !== undefined) return url;
    throw new MicroError("MICRO_URL_BUILD", `There is no app that could build a URL for ${endpoint}.`);
  }

  /** The most bytes of body this request may bring; set it before the body is read. */
  get maxContentLength(): number {
    return this.#bodyLimits.maxContentLength;
  }

  set maxContentLength(bytes: number) {
    this.#addExtras().limits = { ...this.#bodyLimits, maxContentLength: bytes };
  }

  /** The most bytes of all fields of a form that are not files; set it before the form is read. */
  get maxFormMemorySize(): number {
    return this.#bodyLimits.maxFormMemorySize;
  }

  set maxFormMemorySize(bytes: number) {
    this.#addExtras().limits = { ...this.#bodyLimits, maxFormMemorySize: bytes };
  }

  /** The most fields and files of a form; set it before the form is read. */
  get maxFormParts(): number {
    return this.#bodyLimits.maxFormParts;
  }

  set maxFormParts(count: number) {
    this.#addExtras().limits = { ...this.#bodyLimits, maxFormParts: count };
  }

  /** Every byte of the body. @throws ContentTooLarge, UnsupportedMediaType, BadRequest */
  bytes(): Promise<Uint8Array> {
    return this.#openBody().bytes();
  }

  /** The body as text. @throws ContentTooLarge, BadRequest when it is not UTF-8 */
  text(): Promise<string> {
    return this.#openBody().text();
  }

  /**
   * The body as JSON, parsed once.
   *
   * @param options - `force` reads it whatever the Content-Type; `silent` gives `undefined` for what is no JSON.
   * @throws BadRequest when it is malformed, UnsupportedMediaType for another Content-Type
   */
  json(options?: JsonReadOptions): Promise<unknown> {
    return this.#openBody().json(options);
  }

  /** The submitted form with its files. @throws BadRequest, ContentTooLarge, UnsupportedMediaType */
  form(): Promise<Form> {
    return this.#openBody().form();
  }

  /** The query and, when the body is a form, its fields after it (Werkzeug's `values`). @throws what {@link form} throws */
  async values(): Promise<MultiDict> {
    if (!isFormType(this.mimetype)) return this.queryValues;
    return new MultiDict([...this.queryValues, ...(await this.form())], this.#namesMissing);
  }

  /**
   * The parts of a multipart form as they arrive, for uploads that fit into no memory: nothing is kept, a part that is
   * not read is skipped. The limits of the body and of the form's fields hold.
   *
   * @throws UnsupportedMediaType for another Content-Type; BadRequest, ContentTooLarge
   * @example
   * for await (const part of request.parts()) {
   *   if (part.isFile) await part.save(`${folder}/${crypto.randomUUID()}`);
   * }
   */
  parts(): AsyncIterable<FormPart> {
    return this.#openBody().parts();
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
    const visit = this.#openVisit();
    visit.flashes ??= takeFlashes(visit.session);
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
    return this.#extras?.visit?.session;
  }

  /** Whether anything asked for the session, so that the response varies by cookie. */
  get isSessionUsed(): boolean {
    return this.#extras?.visit?.isUsed ?? false;
  }

  /** Gives the request its session before anything asks for it. */
  setSession(session: Session): void {
    this.#addExtras().visit = { session, isUsed: false, flashes: undefined };
  }

  /**
   * Runs `hook` once, on the response of this request, before the after-request hooks (Flask's `after_this_request`).
   *
   * @example
   * request.afterThisRequest((request, response) => response.setCookie("seen", "1"));
   */
  afterThisRequest(hook: AfterThisRequestHook): void {
    const extras = this.#addExtras();
    extras.afterHooks ??= [];
    extras.afterHooks.push(hook);
  }

  /** What {@link afterThisRequest} was given, for the dispatcher; `undefined` when nothing was. */
  get afterHooks(): readonly AfterThisRequestHook[] | undefined {
    return this.#extras?.afterHooks;
  }

  /** Replaces the path's variables by what the app's preprocessors made of them. */
  setParams(params: Readonly<Record<string, unknown>>): void {
    this.#addExtras().params = params;
  }

  /** Keeps what the route's schema made of a part: "params", "query", "body" ... */
  setValidated(part: string, value: unknown): void {
    const extras = this.#addExtras();
    extras.valid ??= {};
    extras.valid[part] = value;
  }

  /** Keeps why no view was found, for the hooks that run all the same. */
  setRoutingError(error: Error): void {
    this.#addExtras().routingError = error;
  }

  #addExtras(): RequestExtras {
    this.#extras ??= new RequestExtras();
    return this.#extras;
  }

  #openVisit(): Visit {
    const extras = this.#addExtras();
    extras.visit ??= { session: this.#route.services.openSession(this), isUsed: true, flashes: undefined };
    extras.visit.isUsed = true;
    return extras.visit;
  }

  get #bodyLimits(): BodyLimits {
    return this.#extras?.limits ?? this.#route.limits;
  }

  get #namesMissing(): boolean {
    const { isDebug = false, trapBadRequestErrors = false } = this.#route.services;
    return isDebug || trapBadRequestErrors;
  }

  #openBody(): Body {
    this.#body ??= new Body(this.#source, this.headers, {
      limits: this.#bodyLimits,
      json: this.jsonProvider,
      isDebug: this.isDebug,
      namesMissing: this.#namesMissing,
    });
    return this.#body;
  }

  #receivedId(): string | undefined {
    const { requestIdHeader = null } = this.#route.services;
    const id = requestIdHeader === null ? undefined : this.headers.get(requestIdHeader);
    return id !== undefined && /^[\x21-\x7e]{1,200}$/.test(id) ? id : undefined;
  }
}
