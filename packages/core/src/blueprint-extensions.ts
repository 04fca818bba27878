import { CommandLine } from "./command-line.ts";
import { MicroError } from "./errors.ts";
import type { AnyExtension, AppSetup, ExtensionHost, MountableBlueprint } from "./extension.ts";
import { ExtensionRegistry, orderExtensions } from "./extension-registry.ts";
import type { HandlePlace } from "./route-handle.ts";
import { Scope } from "./scope.ts";
import { ScopeRegistry } from "./scope-registry.ts";
import type { ContextProcessor } from "./template-context.ts";
import type { TemplateRegistrations } from "./templating.ts";

/** What of a setup is the blueprint's own. */
type ScopedMember = RouteMember | HookMember;
type RouteMember = "get" | "post" | "put" | "patch" | "delete" | "route";
type HookMember =
  | "use"
  | "beforeRequest"
  | "afterRequest"
  | "teardownRequest"
  | "urlValuePreprocessor"
  | "urlDefaults"
  | "onError";

/** A blueprint, as its extensions need it. */
export interface ExtendedBlueprint {
  /** For errors: `the blueprint "blog"`. */
  readonly description: string;
  /** Of the blueprint. */
  readonly registry: ScopeRegistry;
  /** The word before its commands; `null` for none. @default its name in the app */
  readonly commandGroup: string | null | undefined;
  /** Where its handles build their URLs. */
  readonly place: () => HandlePlace;
}

/** A blueprint's full name in an app, and what its paths start with there. */
interface Place {
  readonly name: string;
  readonly prefix: string;
}

/** The extensions of a blueprint: set up once in each app that it comes into, for its own requests alone. */
export class BlueprintExtensions {
  readonly #blueprint: ExtendedBlueprint;
  readonly #extensions: AnyExtension[] = [];
  readonly #entries: { readonly host: ExtensionHost; readonly place: Place }[] = [];
  readonly #installations = new Map<ScopeRegistry, BlueprintInstallation>();

  /** @param blueprint - Whose they are. */
  constructor(blueprint: ExtendedBlueprint) {
    this.#blueprint = blueprint;
  }

  /** Adds extensions, in the apps that the blueprint is in already too. @throws MicroError, see `app.register()` */
  add(extensions: readonly AnyExtension[]): void {
    const ordered = orderExtensions(extensions);
    this.#extensions.push(...ordered);
    const installations = this.#entries.map(({ host, place }) => this.#installationIn(host, place));
    for (const installation of new Set(installations)) installation.installAll(ordered);
  }

  /** Sets them up in an app that the blueprint comes into. @returns What blueprints in this one get. */
  enter(host: ExtensionHost, place: Place): ExtensionHost {
    this.#entries.push({ host, place });
    if (this.#extensions.length === 0) return host;
    const isKnown = this.#installations.has(host.registry);
    const installation = this.#installationIn(host, place);
    if (!isKnown) installation.installAll(this.#extensions);
    return installation.host;
  }

  #installationIn(host: ExtensionHost, place: Place): BlueprintInstallation {
    const installation =
      this.#installations.get(host.registry) ?? new BlueprintInstallation(this.#blueprint, host);
    this.#installations.set(host.registry, installation);
    installation.addPlace(place);
    return installation;
  }
}

/** What the extensions of a blueprint register in one app. */
class BlueprintInstallation extends Scope {
  /** What blueprints in this one get. */
  readonly host: ExtensionHost;
  readonly #blueprint: ExtendedBlueprint;
  readonly #app: ExtensionHost;
  readonly #extensions: ExtensionRegistry;
  readonly #places: Place[] = [];
  readonly #names = new Set<string>();
  readonly #processors: [processor: ContextProcessor, importedNames: readonly string[]][] = [];

  constructor(blueprint: ExtendedBlueprint, app: ExtensionHost) {
    super(new ScopeRegistry(blueprint.description));
    this.#blueprint = blueprint;
    this.#app = app;
    this.#extensions = new ExtensionRegistry({
      description: blueprint.description,
      outer: app.extensions,
    });
    this.host = { ...app, extensions: this.#extensions };
    blueprint.registry.addIn(app.registry, this["~registry"]);
  }

  installAll(extensions: readonly AnyExtension[]): void {
    for (const extension of extensions)
      this.#extensions.install(extension, (name) => this.#createSetup(name), this.#app.config);
  }

  addPlace(place: Place): void {
    if (this.#names.has(place.name)) return;
    this.#places.push(place);
    this.#names.add(place.name);
    for (const processor of this.#processors) this.#provide(...processor, place);
  }

  protected override get handlePlace(): HandlePlace {
    return this.#blueprint.place();
  }

  #createSetup(owner: string): AppSetup {
    const app = this.#app.setupFor(owner);
    const addCommand: AppSetup["command"] = (name, command, group) => {
      const { commandGroup = this.#places[0]?.name } = this.#blueprint;
      app.command(name, command, group ?? commandGroup ?? undefined);
    };
    return {
      ...app,
      ...this.#hooks(),
      extension: (name) => this.#extensions.get(name),
      templates: this.#createTemplates(app),
      mount: (blueprint) => this.#mount(blueprint),
      addRequestProperty: (name, compute, options) =>
        this.#app.addRequestProperty(name, { ...options, compute, owner, blueprints: this.#names }),
      cli: new CommandLine((name, command) => addCommand(name, command)),
      command: addCommand,
      onRoute: (listener) =>
        app.onRoute((route) => {
          const { blueprint } = route;
          if ([...this.#names].some((name) => `${blueprint}.`.startsWith(`${name}.`))) listener(route);
        }),
      ownFormField: (name) => void this["~registry"].ownedFields.push(name),
      setSessions: () => this.#refuse(owner, "how sessions are kept"),
      setJson: () => this.#refuse(owner, "how JSON is written"),
    };
  }

  /** What runs for the requests of the blueprint, before its own hooks. */
  #hooks(): Pick<AppSetup, ScopedMember> {
    const { middleware } = this["~registry"];
    return {
      get: this.get,
      post: this.post,
      put: this.put,
      patch: this.patch,
      delete: this.delete,
      route: this.route,
      use: (added) => void middleware.push(added),
      beforeRequest: (hook) => this.beforeRequest(hook),
      afterRequest: (hook) => this.afterRequest(hook),
      teardownRequest: (hook) => this.teardownRequest(hook),
      urlValuePreprocessor: (hook) => this.urlValuePreprocessor(hook),
      urlDefaults: (hook) => this.urlDefaults(hook),
      onError: (target, handler) => this.onError(target, handler),
    };
  }

  /** Globals and context are of the blueprint's templates; filters, tests and engines are the app's. */
  #createTemplates({ templates }: AppSetup): TemplateRegistrations {
    return {
      inspection: templates.inspection,
      addEngine: (engine) => templates.addEngine(engine),
      addFilter: (name, filter) => templates.addFilter(name, filter),
      addTest: (name, test) => templates.addTest(name, test),
      addTag: (name, call) => templates.addTag(name, call),
      addGlobal: (name, value) => this.#addContextProcessor(() => ({ [name]: value })),
      addContextProcessor: (processor, options) =>
        this.#addContextProcessor(processor, options?.importedNames),
      render: (...values) => templates.render(...values),
      stream: (...values) => templates.stream(...values),
      renderString: (...values) => templates.renderString(...values),
      getAttribute: (...values) => templates.getAttribute(...values),
      getMacro: (...values) => templates.getMacro(...values),
    };
  }

  #addContextProcessor(processor: ContextProcessor, importedNames: readonly string[] = []): void {
    this.#processors.push([processor, importedNames]);
    for (const place of this.#places) this.#provide(processor, importedNames, place);
  }

  #provide(processor: ContextProcessor, importedNames: readonly string[], { name }: Place): void {
    this.#app.setup.templates.addContextProcessor(processor, { blueprint: name, importedNames });
  }

  #mount(blueprint: MountableBlueprint): void {
    const mount = blueprint["~toMount"]({});
    this.addMount(mount);
    blueprint["~attach"]({ ...mount, place: () => this.handlePlace });
    for (const { name, prefix } of this.#places)
      blueprint["~enter"](this.host, { name: `${name}.${mount.name}`, prefix: prefix + mount.prefix });
  }

  #refuse(owner: string, what: string): never {
    throw new MicroError(
      "MICRO_EXTENSION_SCOPE",
      `The extension ${JSON.stringify(owner)} changes ${what}, which is the same for the whole app, and was registered on ` +
        `${this.#blueprint.description}. Register it on the app.`,
    );
  }
}
