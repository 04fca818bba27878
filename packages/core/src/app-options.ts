import { Config, type ConfigFileOptions, type ConfigSource } from "./config.ts";
import { MicroError } from "./errors.ts";
import type { FileMaxAge } from "./http/request.ts";
import type { JsonProvider } from "./http/json-provider.ts";
import type { LoggerLike } from "./logger.ts";
import type { SessionFactory } from "./session/session-interface.ts";
import type { TemplateEngine } from "./template-engine.ts";
import type { TemplateSource } from "./template-source.ts";
import type { ValidationMessage } from "./validation/request-validator.ts";
import type { Schema } from "./validation/schema.ts";

/** The options of an app. */
export interface MicroOptions<Settings = unknown> {
  /** What the app is called, in logs and by the command line. @default the name of its folder, or of the one around `src` and `dist` */
  readonly name?: string;
  /** Loaded over the defaults and below the environment. */
  readonly config?: ConfigSource;
  /** Loaded over `config` and below the environment, as `app.config.loadFile()` does. */
  readonly configFile?: string | (ConfigFileOptions & { readonly path: string });
  /**
   * Checks the configuration when the app is made and again when it starts, names every bad key, and types
   * `app.config`; its output is taken over.
   */
  readonly configSchema?: Schema<Settings>;
  /** The folder of what is not under version control, absolute. @default "instance" beside the module, or beside its folder if that is `src` or `dist` */
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
  /** The folder of templates, absolute or beside the module. @default "templates" */
  readonly templateFolder?: string;
  /** Where templates come from. @default the template folders of the app and its blueprints */
  readonly templateSource?: TemplateSource;
  /** The folder of static files, absolute or beside the module; `null` serves none. @default "static" */
  readonly staticFolder?: string | null;
  /** What the URLs of static files start with. @default "/static" */
  readonly staticPrefix?: string;
  /** Template engines. @default none in core; nunjucks in `micro-web` */
  readonly engines?: readonly TemplateEngine[];
  /** How JSON is written and read: `new DefaultJson({ sortKeys: true })`, or a provider of your own. */
  readonly json?: JsonProvider;
  /** Seconds a browser may keep a file without asking, by its name. @default SEND_FILE_MAX_AGE_DEFAULT */
  readonly fileMaxAge?: FileMaxAge;
  /**
   * Puts what is wrong with a request into words for the visitor; `undefined` keeps those of the schema's library.
   *
   * @example
   * const german = z.locales.de().localeError;
   * new Micro(import.meta, { validationMessage: (issue) => german(issue) });
   */
  readonly validationMessage?: ValidationMessage;
  /**
   * Has nginx send files: those below `folder`, by `X-Accel-Redirect` to URLs that begin with `prefix`. For `X-Sendfile`
   * set USE_X_SENDFILE.
   */
  readonly xAccelRedirect?: { readonly folder: string; readonly prefix: string };
  /** Where sessions are kept: `storedSessions(store)`. @default signed cookies */
  readonly sessions?: SessionFactory;
  /** Where errors and `app.logger` go: `console`, pino, ... @default lines on the standard error output */
  readonly logger?: LoggerLike;
}

/** Where a server listens. */
export interface ListenOptions {
  /** 0 takes a free one. @default 5000 */
  readonly port?: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
}

/** How {@link Micro.listRoutes} lists. */
export interface ListRoutesOptions {
  /** @default "registration" */
  readonly order?: "registration" | "match";
}

/** What a new app takes from its module and its options. */
export interface AppIdentity<Settings> {
  readonly rootPath: string;
  readonly instancePath: string;
  readonly name: string;
  readonly config: Config & Settings;
}

/**
 * Settles where an app is, what it is called and how it is configured: its options, then the environment, checked by
 * its schema.
 *
 * @throws MicroError `MICRO_CONFIG_INVALID` for configuration that does not fit, or a relative instance folder.
 */
export function identify<Settings>(rootPath: string, options: MicroOptions<Settings>): AppIdentity<Settings> {
  const instancePath = instancePathOf(rootPath, options);
  const config = new Config(options.instanceRelativeConfig === true ? instancePath : rootPath);
  config.load(options.config ?? {});
  if (options.configFile !== undefined) loadFile(config, options.configFile);
  config.loadEnvironment(typeof process === "undefined" ? {} : process.env);
  if (options.configSchema !== undefined) config.applySchema(options.configSchema, "the app's configSchema");
  return {
    rootPath,
    instancePath,
    name: options.name ?? (projectFolderOf(rootPath).split("/").at(-1) || "app"),
    config: config as Config & Settings, // the schema has put its output into it
  };
}

function loadFile(config: Config, file: string | (ConfigFileOptions & { readonly path: string })): void {
  if (typeof file === "string") config.loadFile(file);
  else config.loadFile(file.path, file);
}

/** The folder of an app; the one around it when the sources, or what they are built into, have one of their own. */
function projectFolderOf(rootPath: string): string {
  return rootPath.replace(/[\\/](?:src|dist)$/, "");
}

/** Beside the module; beside the folder of an app whose sources, or what they are built into, have one. */
function instancePathOf(rootPath: string, { instancePath }: MicroOptions<unknown>): string {
  if (instancePath === undefined) return rootPath === "" ? "" : `${projectFolderOf(rootPath)}/instance`;
  if (/^(?:[\\/]|[A-Za-z]:)/.test(instancePath)) return instancePath;
  throw new MicroError(
    "MICRO_CONFIG_INVALID",
    `The instancePath ${JSON.stringify(instancePath)} is relative, and nobody knows to what. Give it an absolute path.`,
  );
}
