import type { AppRegistrations } from "./app-registrations.ts";
import { BlueprintExtensions } from "./blueprint-extensions.ts";
import type { Command } from "./command.ts";
import { CommandLine } from "./command-line.ts";
import { MicroError } from "./errors.ts";
import type { AnyExtension, ExtensionHost, PropertiesOf } from "./extension.ts";
import {
  type AfterRequestHook,
  type BeforeRequestHook,
  checkFunction,
  type ErrorClass,
  type ErrorHandler,
  type TeardownRequestHook,
  type UrlDefaultsHook,
  type UrlValuePreprocessor,
} from "./hooks.ts";
import type { FileMaxAge } from "./http/request.ts";
import type { HttpError } from "./http-errors.ts";
import type { Middleware } from "./middleware.ts";
import { folderBelow, folderOf, type ModuleMeta } from "./module-folder.ts";
import type { RouteDefinition } from "./route-definition.ts";
import type { HandlePlace } from "./route-handle.ts";
import { Scope } from "./scope.ts";
import { type Mount, type ScopeFolders, ScopeRegistry } from "./scope-registry.ts";
import { callerLocation } from "./source-location.ts";
import type { ContextProcessor } from "./template-context.ts";
import type { TemplateFunction } from "./template-engine.ts";

/** Endpoint names and their paths, for typed URLs. */
export type EndpointTable = Readonly<Record<string, string>>;

/** The paths of a table of routes. */
export type PathsOf<Table extends Readonly<Record<string, RouteDefinition>>> = {
  readonly [Name in keyof Table]: Table[Name]["path"];
};

/** A blueprint's endpoints as the app knows them: names and paths with its prefix. */
export type Mounted<Name extends string, Prefix extends string, Table extends EndpointTable> = {
  readonly [Key in keyof Table & string as `${Name}.${Key}`]: `${Prefix}${Table[Key]}`;
};

/** The options of a blueprint. */
export interface BlueprintOptions<Prefix extends string = string> {
  /** What all its paths start with: "/blog". @default "" */
  readonly prefix?: Prefix;
  /** The folder of its templates, absolute or beside its module. @default "templates" */
  readonly templateFolder?: string;
  /** The folder of its static files, absolute or beside its module; they are served at prefix + "/static". @default none */
  readonly staticFolder?: string;
  /** What the URLs of its static files start with, below its prefix. @default "/static" */
  readonly staticPrefix?: string;
  /** Seconds a browser may keep its files without asking, by their names. @default as the app decides */
  readonly fileMaxAge?: FileMaxAge;
  /** The subdomain it is served on, for apps with `subdomainMatching`; may have variables. */
  readonly subdomain?: string;
  /** Values for variables of its paths, where a request or a URL has none. */
  readonly urlDefaults?: Readonly<Record<string, unknown>>;
  /** The word before its commands: `micro blog import`; `null` for none. @default its name */
  readonly commandGroup?: string | null;
}

/** Where a blueprint is mounted. */
export interface MountOptions<Name extends string = string, Prefix extends string = string> {
  /** Replaces the blueprint's own prefix. */
  readonly prefix?: Prefix;
  /** Replaces the blueprint's own name, to mount it a second time. */
  readonly name?: Name;
  /** Replaces the blueprint's own subdomain. */
  readonly subdomain?: string;
  /** Values for variables of its paths, over the blueprint's own. */
  readonly urlDefaults?: Readonly<Record<string, unknown>>;
}

/** How a blueprint came into an app. */
export interface MountPlace {
  /** Its full name there: "admin.blog". */
  readonly name: string;
  /** What all its paths start with there. */
  readonly prefix: string;
  /** Whether it is in this app for the first time. */
  readonly isFirst: boolean;
}

/** Runs when a blueprint comes into an app. */
export type MountListener = (app: AppRegistrations, place: MountPlace) => void;

function foldersOf(
  folder: string,
  { templateFolder = "templates", staticFolder = "", staticPrefix = "/static", fileMaxAge }: BlueprintOptions,
): ScopeFolders {
  const staticLocation = staticFolder === "" ? "" : callerLocation();
  return {
    templates: folderBelow(folder, templateFolder),
    static: folderBelow(folder, staticFolder),
    staticPrefix,
    fileMaxAge,
    staticLocation,
  };
}

/** What a blueprint is mounted into. */
interface BlueprintParent {
  /** The blueprint's name and prefix there. */
  readonly name: string;
  readonly prefix: string;
  readonly place: () => HandlePlace;
}

/**
 * A part of an app with a name and a prefix: routes, hooks, error handlers, templates and static files of its own.
 *
 * It owns the URLs below its prefix: their 404 and 405 go to its error handlers.
 *
 * @typeParam Table - Its endpoints, from `routes()`.
 * @typeParam Properties - What extensions add to its requests, from `register()`.
 * @example
 * export const blog = new Blueprint("blog", import.meta, { prefix: "/blog" });
 * const show = blog.get("/<int:id>", ({ params }) => render("blog/show.html", { post: find(params.id) }));
 * app.mount(blog); // show.url({ id: 3 }) is "/blog/3"
 */
export class Blueprint<
  Name extends string = string,
  Prefix extends string = string,
  Table extends EndpointTable = Record<never, string>,
  Properties = unknown,
> extends Scope<Properties> {
  /** The table of its endpoints; for the compiler only. */
  declare readonly "~endpoints": Table;
  /** The name, a part of its endpoints' names: "blog" in "blog.show". */
  readonly name: Name;
  /** What all its paths start with. */
  readonly prefix: Prefix | "";
  /** Its commands of the `micro` command line: `micro blog import`, where "blog" is its name or its `commandGroup`. */
  readonly cli: CommandLine = new CommandLine((name, command) => this.command(name, command));
  readonly #options: BlueprintOptions<Prefix>;
  readonly #children: { readonly blueprint: Blueprint; readonly name: string; readonly prefix: string }[] =
    [];
  readonly #apps: { readonly host: ExtensionHost; readonly place: MountPlace }[] = [];
  readonly #extensions: BlueprintExtensions;
  readonly #mountListeners: MountListener[] = [];
  #parent: BlueprintParent | undefined;

  /**
   * @param name - Of letters, digits, `-` and `_`.
   * @param meta - `import.meta` of the module beside which its folders are; `null` without files.
   * @throws MicroError `MICRO_BLUEPRINT_NAME`, `MICRO_PATH_SYNTAX` for the prefix.
   */
  constructor(name: Name, meta: ModuleMeta | null = null, options: BlueprintOptions<Prefix> = {}) {
    const { prefix = "" } = options;
    checkName(name);
    const description = `the blueprint ${JSON.stringify(name)}`;
    super(new ScopeRegistry(description, foldersOf(folderOf(meta), options)));
    const { "~registry": registry } = this;
    const { commandGroup } = options;
    const place = (): HandlePlace => this.handlePlace;
    this.#extensions = new BlueprintExtensions({ description, registry, commandGroup, place });
    this.name = name;
    this.prefix = checkPrefix(prefix);
    this.#options = options;
  }

  /** Registers the routes of a table; its keys are the endpoints' names, typed for {@link Micro.urlFor}. */
  routes<const Routes extends Readonly<Record<string, RouteDefinition>>>(
    table: Routes,
  ): Blueprint<Name, Prefix, Table & PathsOf<Routes>, Properties> {
    this.addTable(table);
    return this as unknown as Blueprint<Name, Prefix, Table & PathsOf<Routes>, Properties>; // the same object, with more known of it
  }

  /** Mounts a blueprint inside this one: names, prefixes, hooks and error handlers nest. */
  mount<
    ChildName extends string,
    ChildPrefix extends string,
    ChildTable extends EndpointTable,
    const NewName extends string = ChildName,
    const NewPrefix extends string = ChildPrefix,
  >(
    blueprint: Blueprint<ChildName, ChildPrefix, ChildTable>,
    options: MountOptions<NewName, NewPrefix> = {},
  ): Blueprint<Name, Prefix, Table & Mounted<NewName, NewPrefix, ChildTable>, Properties> {
    if (blueprint.#contains(this)) {
      throw new MicroError(
        "MICRO_BLUEPRINT_CYCLE",
        `The blueprint ${JSON.stringify(blueprint.name)} would be mounted into itself. Mount it elsewhere.`,
      );
    }
    const mount = blueprint["~toMount"](options);
    this.addMount(mount);
    this.#children.push({ blueprint, ...mount });
    blueprint["~attach"]({ ...mount, place: () => this.handlePlace });
    for (const { host, place } of this.#apps) enterBelow(blueprint, host, { outer: place, mount });
    return this as unknown as Blueprint<
      Name,
      Prefix,
      Table & Mounted<NewName, NewPrefix, ChildTable>,
      Properties
    >; // as above
  }

  /** Runs `middleware` around everything that answers a request of this blueprint. */
  use(middleware: Middleware<Properties>): void {
    const registry = this["~registry"];
    registry.assertOpen("use()");
    checkFunction(middleware, "use()");
    registry.middleware.push(middleware as Middleware); // its requests have what extensions added
  }

  /**
   * Registers extensions for this blueprint alone: their hooks, routes, error handlers, template globals and request
   * properties are those of its requests. They are set up in each app that it is mounted into, with that app's
   * configuration; what they require may be registered on the app.
   *
   * @throws MicroError see {@link Micro.register}; what is wrong in an app, when the blueprint is mounted into it.
   */
  register<Added extends readonly AnyExtension[]>(
    ...extensions: Added
  ): Blueprint<Name, Prefix, Table, Properties & PropertiesOf<Added>> {
    this["~registry"].assertOpen("register()");
    this.#extensions.add(extensions);
    return this as never; // as above
  }

  /**
   * Runs `listener` whenever the blueprint comes into an app, at once if it is in one (Flask's `record`).
   *
   * @example
   * blog.onMount((app, { isFirst }) => {
   *   if (isFirst) app.onStart(loadPosts);
   * });
   */
  onMount(listener: MountListener): void {
    checkFunction(listener, "onMount()");
    this.#onMount("onMount()", listener);
  }

  /** {@link Scope.beforeRequest} of the app that this blueprint is in. */
  beforeAppRequest(hook: BeforeRequestHook): void {
    this.#addAppHook("beforeAppRequest()", hook, (app) => app.beforeRequest(hook));
  }

  /** {@link Scope.afterRequest} of the app that this blueprint is in. */
  afterAppRequest(hook: AfterRequestHook): void {
    this.#addAppHook("afterAppRequest()", hook, (app) => app.afterRequest(hook));
  }

  /** {@link Scope.teardownRequest} of the app that this blueprint is in. */
  teardownAppRequest(hook: TeardownRequestHook): void {
    this.#addAppHook("teardownAppRequest()", hook, (app) => app.teardownRequest(hook));
  }

  /** {@link Scope.onError} of the app that this blueprint is in. */
  onAppError<Failure = HttpError>(
    target: number | ErrorClass<Failure>,
    handler: ErrorHandler<Failure>,
  ): void {
    this.#addAppHook("onAppError()", handler, (app) => app.onError(target, handler));
  }

  /** {@link Scope.urlValuePreprocessor} of the app that this blueprint is in. */
  appUrlValuePreprocessor(hook: UrlValuePreprocessor): void {
    this.#addAppHook("appUrlValuePreprocessor()", hook, (app) => app.urlValuePreprocessor(hook));
  }

  /** {@link Scope.urlDefaults} of the app that this blueprint is in. */
  appUrlDefaults(hook: UrlDefaultsHook): void {
    this.#addAppHook("appUrlDefaults()", hook, (app) => app.urlDefaults(hook));
  }

  /** Gives the templates of its views, and of blueprints in it, more values (Flask's `context_processor`). */
  contextProcessor(processor: ContextProcessor): void {
    checkFunction(processor, "contextProcessor()");
    this.#onMount("contextProcessor()", (app, { name }) =>
      app.templates.addContextProcessor(processor, { blueprint: name }),
    );
  }

  /** Gives every template of the app more values (Flask's `app_context_processor`). */
  appContextProcessor(processor: ContextProcessor): void {
    this.#addAppHook("appContextProcessor()", processor, (app) =>
      app.templates.addContextProcessor(processor),
    );
  }

  /** Adds a filter to all templates of the app. */
  appTemplateFilter(name: string, filter: TemplateFunction): void {
    this.#addAppHook("appTemplateFilter()", filter, (app) => app.templates.addFilter(name, filter));
  }

  /** Adds a test to all templates of the app. */
  appTemplateTest(name: string, test: TemplateFunction): void {
    this.#addAppHook("appTemplateTest()", test, (app) => app.templates.addTest(name, test));
  }

  /** Adds a value or function to all templates of the app. */
  appTemplateGlobal(name: string, value: unknown): void {
    this.#onFirstMount("appTemplateGlobal()", (app) => app.templates.addGlobal(name, value));
  }

  /** Adds a command that is ready: `micro blog import`, where "blog" is the blueprint's name or its `commandGroup`. */
  command(name: string, command: Command): void {
    this.#onMount("command()", (app, place) => {
      const { commandGroup = place.name } = this.#options;
      app.command(name, command, commandGroup ?? undefined);
    });
  }

  /** How it is mounted with these options; for Micro itself. */
  "~toMount"(options: MountOptions): Omit<Mount, "location"> {
    const { name = this.name, prefix = this.prefix, subdomain = this.#options.subdomain } = options;
    checkName(name);
    return {
      registry: this["~registry"],
      name,
      prefix: checkPrefix(prefix),
      subdomain,
      urlDefaults: { ...this.#options.urlDefaults, ...options.urlDefaults },
    };
  }

  /** Tells it where it was mounted first, the place its handles build URLs for; for Micro itself. */
  "~attach"(parent: BlueprintParent): void {
    this.#parent ??= parent;
  }

  /** Tells it that it has come into an app; for Micro itself. */
  "~enter"(around: ExtensionHost, { name, prefix }: { name: string; prefix: string }): void {
    const isFirst = !this.#apps.some(({ host }) => host.registry === around.registry);
    const place = { name, prefix, isFirst };
    const host = this.#extensions.enter(around, place);
    this.#apps.push({ host, place });
    for (const listener of this.#mountListeners) listener(host.setup, place);
    for (const child of this.#children) enterBelow(child.blueprint, host, { outer: place, mount: child });
  }

  #onMount(registration: string, listener: MountListener): void {
    this["~registry"].assertOpen(registration);
    this.#mountListeners.push(listener);
    for (const { host, place } of this.#apps) listener(host.setup, place);
  }

  /** Registers something once in each app. */
  #onFirstMount(registration: string, register: (app: AppRegistrations) => void): void {
    this.#onMount(registration, (app, { isFirst }) => {
      if (isFirst) register(app);
    });
  }

  #addAppHook(registration: string, hook: unknown, register: (app: AppRegistrations) => void): void {
    checkFunction(hook, registration);
    this.#onFirstMount(registration, register);
  }

  protected override get handlePlace(): HandlePlace {
    if (this.#parent === undefined) throw this.#notMounted();
    const { name, prefix, place } = this.#parent;
    const outer = place();
    return {
      prefix: outer.prefix + prefix,
      converters: outer.converters,
      build: (endpoint, values) => outer.build(`${name}.${endpoint}`, values),
      qualify: (endpoint) => outer.qualify(`${name}.${endpoint}`),
    };
  }

  #contains(scope: Scope): boolean {
    return this === scope || this.#children.some(({ blueprint }) => blueprint.#contains(scope));
  }

  #notMounted(): MicroError {
    return new MicroError(
      "MICRO_URL_BUILD",
      `No URL can be built for a route of the blueprint ${JSON.stringify(this.name)}: it is not mounted. Call app.mount() with it first.`,
    );
  }
}

function checkName(name: string): void {
  if (/^[A-Za-z_][\w-]*$/.test(name)) return;
  throw new MicroError(
    "MICRO_BLUEPRINT_NAME",
    `A blueprint cannot be named ${JSON.stringify(name)}: the name is a part of endpoint names such as "blog.show". Use letters, digits, '-' and '_'.`,
  );
}

function checkPrefix<Prefix extends string>(prefix: Prefix): Prefix {
  if (prefix === "" || /^(?:\/[^/]+)+$/.test(prefix)) return prefix;
  const better = prefix
    .split("/")
    .filter(Boolean)
    .map((segment) => `/${segment}`)
    .join("");
  const todo = better === "" ? "Leave it out" : `Write ${JSON.stringify(better)}`;
  throw new MicroError(
    "MICRO_PATH_SYNTAX",
    `The prefix ${JSON.stringify(prefix)} is not valid: a prefix starts with a slash and does not end with one. ${todo}.`,
  );
}

/** Tells a blueprint that one around it has come into an app. */
function enterBelow(
  blueprint: Pick<Blueprint, "~enter">,
  host: ExtensionHost,
  { outer, mount }: Record<"outer" | "mount", { readonly name: string; readonly prefix: string }>,
): void {
  blueprint["~enter"](host, { name: `${outer.name}.${mount.name}`, prefix: outer.prefix + mount.prefix });
}
