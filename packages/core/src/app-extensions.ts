import { createAppSetup, type SetupOwner } from "./app-setup.ts";
import type { CommandTable } from "./command.ts";
import { CommandLine } from "./command-line.ts";
import type { Config } from "./config.ts";
import type { AnyExtension, AppSetup, ExtensionHost } from "./extension.ts";
import { ExtensionRegistry, orderExtensions } from "./extension-registry.ts";
import type { JsonProvider } from "./http/json-provider.ts";
import { RequestProperties } from "./request-properties.ts";
import type { SessionFactory } from "./session/session-interface.ts";
import { isTemplateEngine, type TemplateEngine } from "./template-engine.ts";

/** What extensions need of an app. */
interface ExtendedApp extends SetupOwner {
  readonly config: Config;
}

/** What an extension may replace. */
interface Replaceable {
  readonly commands: CommandTable;
  readonly json: JsonProvider;
  readonly sessions: SessionFactory | null;
}

/** The extensions of an app, and what they have added to it that has no other place. */
export class AppExtensions {
  /** What they add to requests. */
  readonly requestProperties: RequestProperties = new RequestProperties();
  /** What blueprints get when they come into the app. */
  readonly host: ExtensionHost;
  readonly #app: ExtendedApp;
  readonly #commands: CommandTable;
  readonly #registry = new ExtensionRegistry({ description: "this app" });
  #json: JsonProvider;
  #sessions: SessionFactory | null;

  /** @param app - Whose they are. @param defaults - What they may replace. */
  constructor(app: ExtendedApp, defaults: Replaceable) {
    this.#app = app;
    this.#commands = defaults.commands;
    this.#json = defaults.json;
    this.#sessions = defaults.sessions;
    const { config, "~registry": registry } = app;
    this.host = {
      setup: this.#createSetup(""),
      setupFor: (owner) => this.#createSetup(owner),
      addRequestProperty: (name, property) => this.requestProperties.add(name, property),
      registry,
      extensions: this.#registry,
      config,
    };
  }

  /** How JSON is written and read. */
  get json(): JsonProvider {
    return this.#json;
  }

  /** Makes the sessions; `null` for signed cookies. */
  get sessions(): SessionFactory | null {
    return this.#sessions;
  }

  /** The APIs, by name. */
  get apis(): Readonly<Record<string, unknown>> {
    return this.#registry.apis;
  }

  /**
   * Sets an extension up; a template engine is one of the app's templates.
   *
   * @throws MicroError, see {@link ExtensionRegistry.install}
   */
  install(extension: AnyExtension | TemplateEngine): unknown {
    if (isTemplateEngine(extension)) return this.#app.templates.addEngine(extension);
    return this.#registry.install(extension, (name) => this.#createSetup(name), this.#app.config);
  }

  /** Sets several extensions up, each after those that it requires. @throws MicroError as {@link install} */
  installAll(extensions: readonly AnyExtension[]): void {
    this.#app["~registry"].assertOpen("register()");
    for (const extension of orderExtensions(extensions)) this.install(extension);
  }

  /** A promise while the setup of an extension is not done. */
  get unfinished(): Promise<void> | undefined {
    return this.#registry.isPending ? this.#registry.finish() : undefined;
  }

  #createSetup(owner: string): AppSetup {
    const registry = this.#app["~registry"];
    return createAppSetup(this.#app, {
      cli: new CommandLine((name, command) => this.#commands.add(name, command, { owner })),
      command: (name, command, group) => this.#commands.add(name, command, { group, owner }),
      addRequestProperty: (name, compute, options) => {
        registry.assertOpen("addRequestProperty()");
        this.requestProperties.add(name, { ...options, compute, owner });
      },
      extension: (name) => this.#registry.get(name),
      ownFormField: (name) => {
        registry.assertOpen("ownFormField()");
        registry.ownedFields.push(name);
      },
      setSessions: (sessions) => {
        registry.assertOpen("setSessions()");
        this.#sessions = sessions;
      },
      setJson: (json) => {
        registry.assertOpen("setJson()");
        this.#json = json;
      },
    });
  }
}
