import type { Command } from "./command.ts";
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
import type { Request } from "./http/request.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Middleware } from "./middleware.ts";
import type { RouteMethod, RouteOptions } from "./route-definition.ts";
import type { ConverterFactory } from "./routing/converters.ts";
import type { AppSignals } from "./signals.ts";
import type { Templates } from "./templating.ts";

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

/** What can be registered on an app as a whole: the part of an app that extensions and blueprints see. */
export interface AppRegistrations {
  /** Registers a view for GET. */
  readonly get: RouteMethod;
  /** Registers a view for POST. */
  readonly post: RouteMethod;
  /** Registers a view for PUT. */
  readonly put: RouteMethod;
  /** Registers a view for PATCH. */
  readonly patch: RouteMethod;
  /** Registers a view for DELETE. */
  readonly delete: RouteMethod;
  /** Registers a view for the methods of its options. */
  readonly route: RouteMethod;
  /** Runs around everything that answers a request. */
  use(middleware: Middleware): void;
  /** Runs before each view. */
  beforeRequest(hook: BeforeRequestHook): void;
  /** Runs on each response. */
  afterRequest(hook: AfterRequestHook): void;
  /** Runs when each response is over. */
  teardownRequest(hook: TeardownRequestHook): void;
  /** Runs when each request, command and `runInContext()` is over. */
  teardownAppContext(hook: TeardownContextHook): void;
  /** Runs on the variables of each matched path. */
  urlValuePreprocessor(hook: UrlValuePreprocessor): void;
  /** Runs on the values of each URL that is built. */
  urlDefaults(hook: UrlDefaultsHook): void;
  /** Answers errors of a status or class. */
  onError<Failure>(target: number | ErrorClass<Failure>, handler: ErrorHandler<Failure>): void;
  /** Adds a path converter. */
  addConverter(name: string, factory: ConverterFactory): void;
  /**
   * Adds a property to every request, computed when it is first read. Declare its type with
   * `declare module "@micro-web/core" { interface RequestProperties { user: User } }`.
   */
  addRequestProperty(name: string, compute: (request: Request) => unknown): void;
  /** Globals, filters, tests, context and engines of the templates. */
  readonly templates: Templates;
  /** What happens in the app. */
  readonly signals: AppSignals;
  /**
   * Adds a command to the `micro` command line.
   *
   * @param group - A word before its name: `micro blog import`. Without one it stands alone.
   */
  command(name: string, command: Command, group?: string): void;
  /** Runs for each route of the app, also for those registered later, when the app starts. */
  onRoute(listener: (route: RouteListing) => void): void;
  /** Runs before the app serves its first request. */
  onStart(listener: () => MaybePromise<unknown>): void;
  /** Runs when the app closes, last registered first. */
  onClose(listener: () => MaybePromise<unknown>): void;
}
