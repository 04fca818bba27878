import type { AppRegistrations } from "./app-registrations.ts";
import type { Blueprint } from "./blueprint.ts";
import type { Config } from "./config.ts";
import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";
import type { SessionFactory } from "./session/session-interface.ts";
import { isTemplateEngine, type TemplateEngine } from "./template-engine.ts";
import type { Schema } from "./validation.ts";

/**
 * What an extension may add to an app. It never gets the app itself, so one extension serves several apps.
 */
export interface AppSetup extends AppRegistrations {
  /** Mounts a blueprint. */
  mount(blueprint: Blueprint): void;
  /** Replaces how the app keeps its sessions. */
  setSessions(sessions: SessionFactory): void;
  /** The API of another extension, which has to be in `requires`; `undefined` when it is not registered. */
  extension(name: string): unknown;
}

/**
 * Something an npm package adds to apps: a value with a name and a `setup`.
 *
 * @typeParam Api - What `app.use()` returns.
 * @typeParam Config - The output of its config schema.
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
export interface Extension<Api = unknown, Config = Readonly<Record<string, unknown>>> {
  /** Unique in an app. */
  readonly name: string;
  /** Names of extensions that have to be registered before. */
  readonly requires?: readonly string[];
  /** Checks the app's configuration when the extension is registered; its output is given to `setup`. */
  readonly config?: Schema<Config>;
  /** Adds to the app and gives the API. */
  setup(setup: AppSetup, config: Config): Api;
}

/** What `app.use()` adds besides middleware. */
export type Addition<Api, Config> = Extension<Api, Config> | TemplateEngine;

/** The extensions of an app, by name. */
export class ExtensionRegistry {
  readonly #apis = new Map<string, unknown>();

  /** The names, in order of registration. */
  get names(): string[] {
    return [...this.#apis.keys()];
  }

  /** The API of an extension; `undefined` when there is none of that name. */
  get(name: string): unknown {
    return this.#apis.get(name);
  }

  /**
   * Sets an extension up and keeps its API; a template engine is one of the app's templates.
   *
   * @throws MicroError what {@link check} throws; `MICRO_CONFIG_INVALID` for configuration that does not fit.
   */
  use<Api, ExtensionConfig>(
    extension: Addition<Api, ExtensionConfig>,
    setup: AppSetup,
    config: Config,
  ): Api | void {
    if (isTemplateEngine(extension)) return setup.templates.addEngine(extension);
    this.check(extension);
    const { name, config: schema } = extension;
    const values =
      schema === undefined
        ? config.toObject()
        : config.applySchema(schema, `the extension ${JSON.stringify(name)}`);
    const api = extension.setup(setup, values as ExtensionConfig); // without a schema it is the plain values
    this.#apis.set(name, api);
    return api;
  }

  /**
   * Refuses an extension that is none, that is there already, or that lacks another one.
   *
   * @throws MicroError `MICRO_EXTENSION_INVALID`, `MICRO_EXTENSION_DUPLICATE`, `MICRO_EXTENSION_MISSING`.
   */
  check(extension: {
    readonly name: string;
    readonly requires?: readonly string[];
    readonly setup: unknown;
  }): void {
    if (typeof extension?.setup !== "function" || typeof extension.name !== "string") {
      throw new MicroError(
        "MICRO_EXTENSION_INVALID",
        `app.use() was given a ${typeof extension} that is not an extension. Call the package's function: app.use(hello()).`,
      );
    }
    if (this.#apis.has(extension.name)) {
      throw new MicroError(
        "MICRO_EXTENSION_DUPLICATE",
        `The extension ${JSON.stringify(extension.name)} is already registered on this app. Call app.use() once and share what it returned.`,
      );
    }
    for (const required of extension.requires ?? []) {
      if (this.#apis.has(required)) continue;
      throw new MicroError(
        "MICRO_EXTENSION_MISSING",
        `The extension ${JSON.stringify(extension.name)} requires ${JSON.stringify(required)}, which is not registered.` +
          `${didYouMean(required, this.#apis.keys())} Call app.use() with it first.`,
      );
    }
  }
}
