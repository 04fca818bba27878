import type { AppRegistrations } from "./app-registrations.ts";
import type { Config } from "./config.ts";
import type { JsonProvider } from "./http/json-provider.ts";
import type { Request } from "./http/request.ts";
import type { HandlePlace } from "./route-handle.ts";
import type { Mount, ScopeRegistry } from "./scope-registry.ts";
import type { SessionFactory } from "./session/session-interface.ts";
import type { Schema } from "./validation/schema.ts";

/**
 * What an extension may add to an app, or to a blueprint. It never gets the app itself, so one extension serves several
 * apps.
 *
 * @typeParam Properties - What the extension adds to requests.
 */
export interface AppSetup<Properties = unknown> extends AppRegistrations<Properties> {
  /** Mounts a blueprint. */
  mount(blueprint: MountableBlueprint): void;
  /** Replaces how the app keeps its sessions. @throws MicroError `MICRO_EXTENSION_SCOPE` on a blueprint */
  setSessions(sessions: SessionFactory): void;
  /** Replaces how the app writes and reads JSON. @throws MicroError `MICRO_EXTENSION_SCOPE` on a blueprint */
  setJson(json: JsonProvider): void;
  /**
   * Keeps a field of forms for the extension, a token: no schema of a route sees it that does not name it, so that a strict
   * one does not refuse it. `request.form()` has it as ever.
   */
  ownFormField(name: string): void;
  /** The API of another extension, which has to be in `requires`; `undefined` when it is not registered. */
  extension(name: string): unknown;
}

/**
 * Something an npm package adds to apps: a value with a name and a `setup`.
 *
 * @typeParam Api - What `app.use()` returns.
 * @typeParam Config - The output of its config schema.
 * @typeParam Properties - What it adds to requests; `app.register()` gives it to the views of that app.
 * @example
 * export function hello(): Extension<{ greet(): string }> {
 *   return {
 *     name: "hello",
 *     setup(setup) {
 *       setup.templates.addGlobal("hello", () => "Hello!");
 *       return { greet: () => "Hello!" };
 *     },
 *   };
 * }
 * app.use(hello()).greet();
 */
export interface Extension<Api = unknown, Config = Readonly<Record<string, unknown>>, Properties = unknown> {
  /** Unique in an app. */
  readonly name: string;
  /** Names of extensions that have to be set up before. */
  readonly requires?: readonly string[];
  /** Names of extensions that `register()` sets up before, when it is given them too. */
  readonly after?: readonly string[];
  /** Checks the app's configuration when the extension is set up and when the app starts; `setup` gets its output. */
  readonly config?: Schema<Config>;
  /**
   * Adds to the app and gives the API. One that returns a promise is waited for before the app starts; what needs a
   * network connection belongs into `setup.onStart()`.
   */
  setup(setup: AppSetup<Properties>, config: Config): Api;
  /** What it adds to requests; for the compiler only. */
  readonly "~properties"?: (properties: Properties) => void;
}

/** An extension whatever its types. */
export interface AnyExtension extends Pick<
  Extension<unknown, unknown>,
  "name" | "requires" | "after" | "config"
> {
  /** As its own types say. */
  setup(setup: never, config: never): unknown;
}

/** What all of several extensions add to requests. */
export type PropertiesOf<Extensions extends readonly unknown[]> = Extensions extends readonly [
  { readonly "~properties"?: (properties: infer Properties) => void },
  ...infer Others,
]
  ? Properties & PropertiesOf<Others>
  : unknown;

/** The extensions that others may require. */
export interface InstalledExtensions {
  /** Their names, in order of registration. */
  readonly names: readonly string[];
  /** The API of one; `undefined` when there is none of that name. */
  get(name: string): unknown;
}

/** What computes a property of requests, and for which. */
export interface RequestProperty {
  /** Called when the property is first read, or each time. */
  readonly compute: (request: Request) => unknown;
  /** Whether it is computed each time that it is read. @default false */
  readonly isLive?: boolean;
  /** The extension that adds it, for errors. */
  readonly owner: string;
  /** The full names of the blueprints whose requests have it; `undefined` for all requests. */
  readonly blueprints?: ReadonlySet<string>;
}

/** What an app gives a blueprint that comes into it. */
export interface ExtensionHost {
  /** What the blueprint may register on the app. */
  readonly setup: AppSetup;
  /** What an extension of the blueprint may, in its own name. */
  setupFor(owner: string): AppSetup;
  /** Adds a property to requests. */
  addRequestProperty(name: string, property: RequestProperty): void;
  /** Of the app. */
  readonly registry: ScopeRegistry;
  /** Of the app, or of the blueprint around. */
  readonly extensions: InstalledExtensions;
  /** Of the app. */
  readonly config: Config;
}

/** A blueprint, as what it is mounted into sees it. */
export interface MountableBlueprint {
  /** How it is mounted; for Micro itself. */
  "~toMount"(options: object): Omit<Mount, "location">;
  /** Tells it where it was mounted first; for Micro itself. */
  "~attach"(parent: {
    readonly name: string;
    readonly prefix: string;
    readonly place: () => HandlePlace;
  }): void;
  /** Tells it that it has come into an app; for Micro itself. */
  "~enter"(host: ExtensionHost, place: { readonly name: string; readonly prefix: string }): void;
}
