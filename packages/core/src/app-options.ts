import { Config, type ConfigSource } from "./config.ts";
import { MicroError } from "./errors.ts";
import type { Logger } from "./pipeline.ts";
import type { SessionFactory } from "./session/session-interface.ts";
import type { TemplateEngine } from "./template-engine.ts";
import type { TemplateSource } from "./template-source.ts";
import type { Schema } from "./validation.ts";

/** The options of an app. */
export interface MicroOptions<Settings = unknown> {
  /** What the app is called, in logs and by the command line. @default the name of its folder */
  readonly name?: string;
  /** Loaded over the defaults and below the environment. */
  readonly config?: ConfigSource;
  /**
   * Checks the configuration when the app is made and again when it starts, names every bad key, and types
   * `app.config`; its output is taken over.
   */
  readonly configSchema?: Schema<Settings>;
  /** The folder of what is not under version control, absolute. @default "instance" beside the module */
  readonly instancePath?: string;
  /** Whether `app.config.loadFile()` looks in the instance folder. @default false */
  readonly instanceRelativeConfig?: boolean;
  /** Whether routes may have a `host`: they are served on it only. @default false */
  readonly hostMatching?: boolean;
  /** Whether routes may have a `subdomain` of SERVER_NAME. @default false */
  readonly subdomainMatching?: boolean;
  /** The subdomain of routes without one. @default "" */
  readonly defaultSubdomain?: string;
  /** The host of the app's static files; needs `hostMatching`, which needs it. */
  readonly staticHost?: string;
  /** The folder of templates beside the module. @default "templates" */
  readonly templateFolder?: string;
  /** Where templates come from. @default the template folders of the app and its blueprints */
  readonly templateSource?: TemplateSource;
  /** The folder of static files beside the module; `null` serves none. @default "static" */
  readonly staticFolder?: string | null;
  /** What the URLs of static files start with. @default "/static" */
  readonly staticPrefix?: string;
  /** Template engines. @default none in core; nunjucks in `micro-web` */
  readonly engines?: readonly TemplateEngine[];
  /** Where sessions are kept: `storedSessions(store)`. @default signed cookies */
  readonly sessions?: SessionFactory;
  /** Where errors go. @default the console */
  readonly logger?: Logger;
}

/** Where a server listens. */
export interface ListenOptions {
  /** 0 takes a free one. @default 5000 */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
}

/** The configuration of a new app: its options, then the environment, checked by its schema. */
export function createConfig<Settings>(
  folder: string,
  { config = {}, configSchema }: MicroOptions<Settings>,
): Config & Settings {
  const result = new Config(folder);
  result.load(config).loadEnvironment(typeof process === "undefined" ? {} : process.env);
  if (configSchema !== undefined) result.applySchema(configSchema, "the app's configSchema");
  return result as Config & Settings; // the schema has put its output into it
}

/**
 * The folder of what belongs to an installation.
 *
 * @throws MicroError `MICRO_CONFIG_INVALID` for a relative one.
 */
export function instancePathOf(rootPath: string, { instancePath }: MicroOptions<unknown>): string {
  if (instancePath === undefined) return rootPath === "" ? "" : `${rootPath}/instance`;
  if (/^(?:[\\/]|[A-Za-z]:)/.test(instancePath)) return instancePath;
  throw new MicroError(
    "MICRO_CONFIG_INVALID",
    `The instancePath ${JSON.stringify(instancePath)} is relative, and nobody knows to what. Give it an absolute path.`,
  );
}
