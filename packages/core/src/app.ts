import { AmbientContext } from "./ambient.ts";
import { runInContext } from "./app-context.ts";
import { AppExtensions } from "./app-extensions.ts";
import type { RouteListing } from "./app-registrations.ts";
import { identify, type ListenOptions, type ListRoutesOptions, type MicroOptions } from "./app-options.ts";
import { AppServer, listen } from "./app-server.ts";
import { createTemplates } from "./app-templates.ts";
import type { Blueprint, EndpointTable, Mounted, MountOptions, PathsOf } from "./blueprint.ts";
import { type Command, CommandTable } from "./command.ts";
import { CommandLine } from "./command-line.ts";
import type { Config } from "./config.ts";
import type { AnyExtension, Extension, PropertiesOf } from "./extension.ts";
import type { RunOptions } from "./gateway/run.ts";
import type { NodeHandler, NodeServer } from "./gateway/server.ts";
import { toWebRequest } from "./gateway/web-request.ts";
import { HealthChecks } from "./health.ts";
import { checkFunction, type TeardownContextHook } from "./hooks.ts";
import { defaultJson, type JsonProvider } from "./http/json-provider.ts";
import type { Rendering } from "./http/rendering.ts";
import type { Request } from "./http/request.ts";
import { Lifecycle } from "./lifecycle.ts";
import { createLogger, type Logger } from "./logger.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Middleware } from "./middleware.ts";
import { folderOf, type ModuleMeta } from "./module-folder.ts";
import { AppPipeline } from "./pipeline.ts";
import type { FetchHandler, MountableApp, MountedApp } from "./mounting.ts";
import type { RouteDefinition } from "./route-definition.ts";
import { type ConverterFactory, ConverterRegistry } from "./routing/converters.ts";
import type { UrlArguments } from "./routing/path-params.ts";
import type { UrlOptions } from "./http/url-options.ts";
import type { HandlePlace } from "./route-handle.ts";
import { Scope } from "./scope.ts";
import { ScopeRegistry } from "./scope-registry.ts";
import { AppSignals } from "./signals.ts";
import { addStaticFolder, addStaticRoutes } from "./static.ts";
import type { TemplateEngine } from "./template-engine.ts";
import type { Templates } from "./templating.ts";
import type { UrlBuildErrorHandler } from "./url-builder.ts";
import { TestClient } from "./testing/client.ts";
import type { CommandResult } from "./testing/test-command.ts";
import type { TestClientOptions, TestRequestOptions } from "./testing/test-request-options.ts";

/**
 * An app: routes, blueprints, hooks, extensions, and the two handlers that serve them.
 *
 * @typeParam Table - Its endpoints, from `routes()` and `mount()`.
 * @typeParam Settings - Its configuration, from `configSchema`.
 * @typeParam Properties - What extensions add to its requests, from `register()`.
 * @example
 * export const app = new Micro(import.meta);
 * app.get("/", () => "Hello, World!");
 */
export class Micro<
  Table extends EndpointTable = Record<never, string>,
  Settings = unknown,
  Properties = unknown,
> extends Scope<Properties> {
  /** The table of its endpoints; for the compiler only. */
  declare readonly "~endpoints": Table;
  /** The configuration. */
  readonly config: Config & Settings;
  /** What happens in the app, for whoever wants to know. */
  readonly signals: AppSignals = new AppSignals();
  /** Engines, globals, filters, tests and context of the templates. */
  readonly templates: Templates;
  /** The folder of the app's module; "" where the runtime has no files. */
  readonly rootPath: string;
  /** The folder of what belongs to this installation: a database, secrets; "" where the runtime has no files. */
  readonly instancePath: string;
  /** What the app is called. */
  readonly name: string;
  /** Writes to the app's operator (Flask's `app.logger`): the logger of the options, as it was given. */
  readonly logger: Logger;
  /** Its commands of the `micro` command line. */
  readonly cli: CommandLine = new CommandLine((name, command) => this.command(name, command));
  /** Says whether what the app depends on works. */
  readonly health: HealthChecks;
  /** Node's listener: `http.createServer(app.handle)`. */
  readonly handle: NodeHandler;
  /** The web-standard handler: `export default { fetch: app.fetch }`. */
  readonly fetch: (request: globalThis.Request) => Promise<globalThis.Response>;
  readonly #converters = new ConverterRegistry();
  readonly #extensions: AppExtensions;
  readonly #commands = new CommandTable((task) => this.runInContext(task));
  readonly #shellContexts: (() => object)[] = [];
  readonly #server: AppServer;
  readonly #routeListeners: ((route: RouteListing) => void)[] = [];
  readonly #contextHooks: TeardownContextHook[] = [];
  readonly #lifecycle = new Lifecycle();
  readonly #urlBuildErrorHandlers: UrlBuildErrorHandler[] = [];
  readonly #options: MicroOptions<Settings>;
  #mountPath = "";
  #starting: Promise<AppPipeline> | null = null;

  /**
   * @param meta - `import.meta` of the app's module: `templates/` and `static/` are beside it. `null` without files.
   */
  constructor(meta: ModuleMeta | null = null, options: MicroOptions<Settings> = {}) {
    super(new ScopeRegistry("the app"));
    const { templateFolder = "templates", engines = [], templateSource } = options;
    const { json = defaultJson, sessions = null } = options;
    this.#options = options;
    const { rootPath, instancePath, name, config } = identify(folderOf(meta), options);
    [this.rootPath, this.instancePath, this.name, this.config] = [rootPath, instancePath, name, config];
    this.logger = createLogger(this, options.logger);
    this.health = new HealthChecks(this.logger);
    this.templates = createTemplates(this, { engines, templateFolder, templateSource, logger: this.logger });
    this.#server = new AppServer(this);
    this.handle = this.#server.handle;
    this.fetch = (request) => this.#server.fetch(request, "");
    this.#extensions = new AppExtensions(this, { commands: this.#commands, json, sessions });
    addStaticFolder(this, this.rootPath, options);
  }

  /** Registers the routes of a table; its keys are the endpoints' names, typed for {@link urlFor}. */
  routes<const Routes extends Readonly<Record<string, RouteDefinition>>>(
    table: Routes,
  ): Micro<Table & PathsOf<Routes>, Settings, Properties> {
    this.addTable(table);
    return this as unknown as Micro<Table & PathsOf<Routes>, Settings, Properties>; // the same object, with more known of it
  }

  /**
   * Mounts a blueprint.
   *
   * @throws MicroError `MICRO_BLUEPRINT_NAME`, `MICRO_PATH_SYNTAX` for a prefix, `MICRO_APP_FROZEN`.
   */
  mount<
    Name extends string,
    Prefix extends string,
    Routes extends EndpointTable,
    const NewName extends string = Name,
    const NewPrefix extends string = Prefix,
  >(
    blueprint: Blueprint<Name, Prefix, Routes>,
    options: MountOptions<NewName, NewPrefix> = {},
  ): Micro<Table & Mounted<NewName, NewPrefix, Routes>, Settings, Properties> {
    const mount = blueprint["~toMount"](options);
    this.addMount(mount);
    blueprint["~attach"]({ ...mount, place: () => this.handlePlace });
    blueprint["~enter"](this.#extensions.host, mount);
    return this as unknown as Micro<Table & Mounted<NewName, NewPrefix, Routes>, Settings, Properties>; // as above
  }

  /**
   * Mounts another app below a prefix: a Micro, Express or another `(request, response)` listener, Hono or another fetch
   * handler (Werkzeug's `DispatcherMiddleware`). Of several prefixes the longest wins, before any route of this app; its
   * hooks do not run. A mounted Micro starts and closes with this app and knows the prefix for its URLs.
   *
   * @throws MicroError `MICRO_PATH_SYNTAX` for the prefix, `MICRO_MOUNT_INVALID` for what is no app.
   * @example
   * app.mountApp("/admin", adminApp).mountApp("/legacy", expressApp);
   */
  mountApp(prefix: string, app: MountableApp): this {
    this["~registry"].assertOpen("mountApp()");
    this.#server.mount(prefix, app, serveHandler);
    if (app instanceof Micro) {
      app.#mountPath = prefix;
      this.onStart(() => {
        app.#mountPath = this.#mountPath + prefix;
        return app.start();
      });
      this.onClose(() => app.close());
    }
    return this;
  }

  /** Runs a function around everything that answers a request, middleware; or adds a template engine. */
  use(addition: Middleware<Properties> | TemplateEngine): void;
  /**
   * Registers an extension and gives its API.
   *
   * @throws MicroError `MICRO_EXTENSION_DUPLICATE`, `MICRO_EXTENSION_MISSING`, `MICRO_CONFIG_INVALID`.
   */
  use<Api, ExtensionConfig, Added>(extension: Extension<Api, ExtensionConfig, Added>): Api;
  use(addition: Middleware<Properties> | TemplateEngine | AnyExtension): unknown {
    this["~registry"].assertOpen("use()");
    // A function without parameters is no middleware but, most likely, the one that makes an extension.
    if (typeof addition === "function" && addition.length > 0)
      return void this["~registry"].middleware.push(addition as Middleware); // its requests have what extensions added
    return this.#extensions.install(addition as TemplateEngine | AnyExtension); // checked there
  }

  /**
   * Registers extensions, each after those that it requires, and gives the app that knows what they add to requests.
   *
   * @throws MicroError as {@link use}; `MICRO_EXTENSION_CYCLE` for those that require each other.
   * @example
   * export const app = new Micro(import.meta).register(htmx());
   * app.get("/", ({ htmx }) => (htmx.isRequest ? renderBlock("index.html", "list", {}) : render("index.html")));
   */
  register<Added extends readonly AnyExtension[]>(
    ...extensions: Added
  ): Micro<Table, Settings, Properties & PropertiesOf<Added>> {
    this.#extensions.installAll(extensions);
    return this as never; // as above
  }

  /** How JSON is written and read. */
  get json(): JsonProvider {
    return this.#extensions.json;
  }

  /** The APIs of the registered extensions, by name. */
  get extensions(): Readonly<Record<string, unknown>> {
    return this.#extensions.apis;
  }

  /** The commands of extensions and of the app, by name; no group is empty. */
  get commands(): ReadonlyMap<string, Command> {
    return this.#commands.all;
  }

  /**
   * Adds a command that is ready to the `micro` command line; {@link cli} makes one of what it takes.
   *
   * @param group - A word before its name: `micro blog import`. Without one it stands alone.
   */
  command(name: string, command: Command, group?: string): void {
    this.#commands.add(name, command, { group });
  }

  /**
   * Adds names to what `micro shell` has at hand (Flask's `shell_context_processor`).
   *
   * @example
   * app.shellContext(() => ({ database, Movie }));
   */
  shellContext(provide: () => object): void {
    checkFunction(provide, "shellContext()");
    this.#shellContexts.push(provide);
  }

  /** The names of `micro shell`: `app`, then those of {@link shellContext}, later ones over earlier. */
  makeShellContext(): Readonly<Record<string, unknown>> {
    return Object.assign({ app: this }, ...this.#shellContexts.map((provide) => provide()));
  }

  /** Adds a path converter: `<name:variable>`. */
  addConverter(name: string, factory: ConverterFactory): void {
    this["~registry"].assertOpen("addConverter()");
    this.#converters.add(name, factory);
  }

  /**
   * The URL of an endpoint of a table or of a mounted blueprint; names and values are checked by the compiler.
   *
   * @typeParam Path - The endpoint's path; never given, a parameter so that the compiler looks at one path and not at all.
   * @throws MicroError `MICRO_URL_BUILD`.
   * @example
   * const app = new Micro(import.meta).routes({ show: get("/users/<int:id>", show) });
   * app.urlFor("show", { id: 3 }); // "/users/3"
   */
  urlFor<Name extends keyof Table & string, Path extends string = Table[Name]>(
    endpoint: Name,
    ...[values = {}]: UrlArguments<NoInfer<Path>>
  ): string {
    return this.buildUrl(endpoint, values);
  }

  /**
   * The URL of any endpoint, for code that does not know the app's types: a path, below APPLICATION_ROOT or what the app
   * is mounted under. {@link Request.urlFor} builds URLs that are relative to a request.
   *
   * @param options - `external`: with scheme and host, by SERVER_NAME and PREFERRED_URL_SCHEME.
   * @throws BuildError `MICRO_URL_BUILD` with a suggestion; MicroError `MICRO_URL_SERVER_NAME`, `MICRO_URL_OPTIONS`.
   */
  buildUrl(
    endpoint: string,
    values: Readonly<Record<string, unknown>> = {},
    options: UrlOptions = {},
  ): string {
    return (this.#server.pipeline ?? this.#compile()).urls.build({ endpoint, values, options }, null);
  }

  /**
   * Asks `handler` when a URL cannot be built; a text it returns is the URL (Flask's `url_build_error_handlers`).
   *
   * @example
   * app.onUrlBuildError((error, endpoint) => externalPages.get(endpoint));
   */
  onUrlBuildError(handler: UrlBuildErrorHandler): void {
    this["~registry"].assertOpen("onUrlBuildError()");
    checkFunction(handler, "onUrlBuildError()");
    this.#urlBuildErrorHandlers.push(handler);
  }

  /**
   * The text of a template without a request, for a mail or a command: it sees no `request` and no `session`. A request
   * has `request.renderText()`.
   *
   * @throws MicroError `MICRO_TEMPLATE_NOT_FOUND`, `MICRO_TEMPLATE_ENGINE`, `MICRO_TEMPLATE_ERROR`
   * @example
   * const body = await app.renderText(render("mails/welcome.txt", { user }));
   */
  async renderText(rendering: Rendering): Promise<string> {
    return await this.templates.render(rendering);
  }

  /** The routes, in order of registration, or in the order in which they are tried for a request. */
  listRoutes({ order = "registration" }: ListRoutesOptions = {}): readonly RouteListing[] {
    return (this.#server.pipeline ?? this.#compile()).table.list(order);
  }

  /** A client that sends requests in process, without a socket, and keeps cookies. */
  testClient(options?: TestClientOptions): TestClient {
    return new TestClient(this, options);
  }

  /**
   * Runs for each route of the app, also for those registered later, when the app starts: for extensions that describe
   * or check routes.
   *
   * @example
   * app.onRoute(({ endpoint, path, methods }) => console.log(endpoint, path, methods));
   */
  onRoute(listener: (route: RouteListing) => void): void {
    this["~registry"].assertOpen("onRoute()");
    this.#routeListeners.push(listener);
  }

  /** Runs when each request, command and {@link runInContext} is over, last registered first, whatever happened; given what failed, and `g`. */
  teardownAppContext(hook: TeardownContextHook): void {
    this["~registry"].assertOpen("teardownAppContext()");
    checkFunction(hook, "teardownAppContext()");
    this.#contextHooks.push(hook);
  }

  /**
   * Runs a task with the app as the current one, and the hooks of {@link teardownAppContext} at its end: for scripts,
   * jobs and tests (Flask's `app_context`). Commands run in one anyway.
   *
   * @param request - The current request, in tests (Flask's `test_request_context`).
   * @returns What the task returns.
   */
  async runInContext<Result>(
    task: () => MaybePromise<Result>,
    request: Request | null = null,
  ): Promise<Result> {
    await this.start();
    return runInContext(task, new AmbientContext(this, request), {
      signals: this.signals,
      hooks: this.#contextHooks,
    });
  }

  /**
   * A request as a view would get it, that goes nowhere (Flask's `test_request_context`).
   *
   * @example
   * const request = await app.testRequest("/movies/3?lang=en");
   */
  async testRequest(path: string, options?: TestRequestOptions & { method?: string }): Promise<Request> {
    const { createTestRequest } = await import("./testing/test-request.ts");
    return createTestRequest(this, path, options);
  }

  /**
   * Runs a command of the app and captures what it writes (Flask's `test_cli_runner`).
   *
   * @param words - The command's name and what stands after it.
   */
  async testCommand(words: readonly string[]): Promise<CommandResult> {
    const { runCommand } = await import("./testing/test-command.ts");
    return runCommand(this, words);
  }

  /** Runs before the app serves its first request. */
  onStart(listener: () => MaybePromise<unknown>): void {
    this["~registry"].assertOpen("onStart()");
    this.#lifecycle.onStart(listener);
  }

  /** Runs when the app closes, last registered first. */
  onClose(listener: () => MaybePromise<unknown>): void {
    this.#lifecycle.onClose(listener);
  }

  /**
   * Ends registration and runs the start listeners; the first request does so if nobody else has.
   *
   * @throws MicroError for registrations that do not go together; what a start listener throws.
   */
  start(): Promise<AppPipeline> {
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /** Runs the close listeners, last registered first; all run. @throws AggregateError of what they threw */
  close(): Promise<void> {
    return this.#lifecycle.close();
  }

  /** Starts the app on a `node:http` server of its own; closing the server closes the app. */
  listen(options: ListenOptions = {}): Promise<NodeServer> {
    return listen(this, options);
  }

  /**
   * Serves the app until the process is asked to stop, for `node app.ts` (Flask's `app.run`): prints the URL, answers the
   * requests under way at Ctrl+C, SIGTERM or an error that nobody caught, and closes the app. Ignored when `micro run` or
   * another command has loaded the app.
   *
   * @returns When the server has stopped.
   * @example
   * await app.run({ port: 8000 });
   */
  async run(options: RunOptions = {}): Promise<void> {
    return (await import("./gateway/run.ts")).runApp(this, options);
  }

  protected override get handlePlace(): HandlePlace {
    return {
      prefix: "",
      converters: this.#converters,
      qualify: (endpoint) => endpoint,
      build: (endpoint, values) =>
        this.#server.pipeline?.table.urls.iterRules(endpoint).length === 1
          ? this.buildUrl(endpoint, values)
          : null,
    };
  }

  /** In debug, the page of an error that nobody caught, which the request it belongs to gets; for the command line. */
  "~reportUncaught"(error: unknown): ReturnType<AppServer["reportUncaught"]> {
    return this.#server.reportUncaught(error);
  }

  /** {@link fetch} below a prefix, which the URL does not have; for Micro itself. */
  "~fetch"(request: globalThis.Request, rootPath: string): Promise<globalThis.Response> {
    return this.#server.fetch(request, rootPath);
  }

  /** The app that is mounted at a path, for a host; for Micro itself. */
  "~findMounted"(path: string, host: string): MountedApp | undefined {
    return this.#server.findMounted(path, host);
  }

  async #start(): Promise<AppPipeline> {
    const { unfinished } = this.#extensions;
    if (unfinished !== undefined) await unfinished;
    const pipeline = this.#compile();
    this["~registry"].freeze();
    const listing = this.#routeListeners.length === 0 ? [] : pipeline.table.listing;
    for (const listener of this.#routeListeners) for (const route of listing) listener(route);
    await pipeline.table.prepare();
    await this.templates.start();
    await this.#lifecycle.start();
    if (this.config.DEBUG) pipeline.watch(new (await import("./debug/request-watcher.ts")).RequestWatcher());
    this.#server.pipeline = pipeline;
    return pipeline;
  }

  #compile(): AppPipeline {
    this.config.check();
    addStaticRoutes(this["~registry"]);
    return new AppPipeline({
      app: this,
      registry: this["~registry"],
      signals: this.signals,
      teardownAppContext: this.#contextHooks,
      config: this.config,
      converters: this.#converters,
      templates: this.templates,
      logger: this.logger,
      requestProperties: this.#extensions.requestProperties,
      options: this.#options,
      json: this.json,
      urlBuildErrorHandlers: this.#urlBuildErrorHandlers,
      mountPath: this.#mountPath,
      sessions: this.#extensions.sessions,
    });
  }
}

/** A fetch handler as an app of its own, whose every path it answers. */
function serveHandler(handler: FetchHandler): Micro {
  const app = new Micro();
  app.beforeRequest((request) => handler(toWebRequest(request)));
  return app;
}
