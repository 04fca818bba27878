import type { Command } from "./command.ts";
import type { CommandLine } from "./command-line.ts";
import type {
  AfterRequestHook,
  BeforeRequestHook,
  ErrorClass,
  ErrorHandler,
  TeardownContextHook,
  TeardownRequestHook,
  UrlDefaultsHook,
  UrlValuePreprocessor,
} from "./hooks.ts";
import type { HealthChecks } from "./health.ts";
import type { Request, RequestProperties } from "./http/request.ts";
import type { HttpError } from "./http-errors.ts";
import type { Logger } from "./logger.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Middleware } from "./middleware.ts";
import type { RouteMethod, RouteOptions } from "./route-definition.ts";
import type { ConverterFactory } from "./routing/converters.ts";
import type { AppSignals } from "./signals.ts";
import type { TemplateRegistrations } from "./templating.ts";

/** A route as tools and extensions see it. */
export interface RouteListing {
  /** The full name of the endpoint: "blog.show". */
  readonly endpoint: string;
  /** With HEAD and OPTIONS where Micro answers them. */
  readonly methods: readonly string[];
  /** The path as registered, with the prefixes of its blueprints. */
  readonly path: string;
  /** The full name of its blueprint; "" for the app. */
  readonly blueprint: string;
  /** The host or subdomain it is served on; "" for every host. */
  readonly host: string;
  /** `file:line:column` of the registration. */
  readonly location: string;
  /** The name of the view's function; "" for one without a name. */
  readonly view: string;
  /** The names of the functions that run around the view, in their order: middleware, before- and after-request hooks. */
  readonly hooks: readonly string[];
  /** As registered: schemas, `meta`. */
  readonly options: RouteOptions;
}

/** What a property of requests has to be: as the extension, or `interface RequestProperties`, declares it. */
export type RequestPropertyOf<Name extends string, Properties> = Name extends keyof (Properties &
  RequestProperties)
  ? (Properties & RequestProperties)[Name]
  : unknown;

/** How a property of requests behaves. */
export interface RequestPropertyOptions {
  /** Computes it each time that it is read, for what may change during a request. @default false */
  readonly isLive?: boolean;
}

/**
 * What can be registered on an app as a whole: the part of an app that extensions and blueprints see.
 *
 * @typeParam Properties - What the extension adds to requests.
 */
export interface AppRegistrations<Properties = unknown> {
  /** Registers a view for GET. */
  readonly get: RouteMethod<Properties>;
  /** Registers a view for POST. */
  readonly post: RouteMethod<Properties>;
  /** Registers a view for PUT. */
  readonly put: RouteMethod<Properties>;
  /** Registers a view for PATCH. */
  readonly patch: RouteMethod<Properties>;
  /** Registers a view for DELETE. */
  readonly delete: RouteMethod<Properties>;
  /** Registers a view for the methods of its options. */
  readonly route: RouteMethod<Properties>;
  /** Runs around everything that answers a request. */
  use(middleware: Middleware<Properties>): void;
  /** Runs before each view. */
  beforeRequest(hook: BeforeRequestHook<Properties>): void;
  /** Runs on each response. */
  afterRequest(hook: AfterRequestHook<Properties>): void;
  /** Runs when each response is over. */
  teardownRequest(hook: TeardownRequestHook<Properties>): void;
  /** Runs when each request, command and `runInContext()` is over. */
  teardownAppContext(hook: TeardownContextHook): void;
  /** Runs on the variables of each matched path. */
  urlValuePreprocessor(hook: UrlValuePreprocessor): void;
  /** Runs on the values of each URL that is built. */
  urlDefaults(hook: UrlDefaultsHook): void;
  /** Answers errors of a status or class. */
  onError<Failure = HttpError>(
    target: number | ErrorClass<Failure>,
    handler: ErrorHandler<Failure, Properties>,
  ): void;
  /** Adds a path converter. */
  addConverter(name: string, factory: ConverterFactory): void;
  /**
   * Adds a property to every request, computed when it is first read; with `isLive` each time.
   *
   * Its type is that of the extension's `Properties`, for apps that `app.register()` it; or is declared for the whole
   * program: `declare module "@micro-web/core" { interface RequestProperties { user: User } }`.
   *
   * @throws MicroError `MICRO_REQUEST_PROPERTY` for a name that requests have already.
   */
  addRequestProperty<Name extends string>(
    name: Name,
    compute: (request: Request) => RequestPropertyOf<Name, Properties>,
    options?: RequestPropertyOptions,
  ): void;
  /** The folder of the app's module; "" where the runtime has no files. */
  readonly rootPath: string;
  /** The folder of what belongs to this installation: a database, secrets; "" where the runtime has no files. */
  readonly instancePath: string;
  /** Writes to the app's operator. */
  readonly logger: Logger;
  /** Globals, filters, tests, context and engines of the templates. */
  readonly templates: TemplateRegistrations;
  /** What happens in the app. */
  readonly signals: AppSignals;
  /** Its commands of the `micro` command line. */
  readonly cli: CommandLine;
  /**
   * Adds a command that is ready to the `micro` command line; `cli` makes one of what it takes.
   *
   * @param group - A word before its name: `micro blog import`. Without one it stands alone.
   */
  command(name: string, command: Command, group?: string): void;
  /** Adds names to what `micro shell` has at hand. */
  shellContext(provide: () => object): void;
  /** Says whether what the app depends on works. */
  readonly health: HealthChecks;
  /** Runs for each route of the app, also for those registered later, when the app starts. */
  onRoute(listener: (route: RouteListing) => void): void;
  /** Runs before the app serves its first request. */
  onStart(listener: () => MaybePromise<unknown>): void;
  /** Runs when the app closes, last registered first. */
  onClose(listener: () => MaybePromise<unknown>): void;
}
