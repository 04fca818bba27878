import { MicroError } from "./errors.ts";
import {
  type AfterRequestHook,
  type BeforeRequestHook,
  checkFunction,
  type ErrorClass,
  type ErrorHandler,
  ErrorHandlers,
  type StoredView,
  type TeardownRequestHook,
} from "./hooks.ts";
import type { HttpError } from "./http-errors.ts";
import {
  type RouteDefinition,
  type RouteMethod,
  type RouteOptions,
  splitRouteArguments,
  methodsOf,
} from "./route-definition.ts";
import { RouteHandle } from "./route-handle.ts";
import type { ConverterRegistry } from "./routing/converters.ts";
import { parsePath } from "./routing/path-pattern.ts";
import { Rule } from "./routing/rule.ts";
import { UrlMap } from "./routing/url-map.ts";
import { callerLocation } from "./source-location.ts";

/** A route as it was registered. */
export interface RouteRecord {
  /** The name within its scope. */
  readonly name: string;
  /** Whether the name was given, by option or by the view function; otherwise it is the path. */
  readonly isNamed: boolean;
  /** Below the scope's prefix. */
  readonly path: string;
  readonly methods: readonly string[];
  readonly options: RouteOptions;
  readonly view: StoredView;
  /** `file:line:column` of the registration. */
  readonly location: string;
}

/** A scope mounted into another. */
export interface Mount {
  readonly scope: Scope;
  readonly name: string;
  readonly prefix: string;
  readonly location: string;
}

/** The hooks of one scope, in order of registration. */
export interface ScopeHooks {
  readonly before: readonly BeforeRequestHook[];
  readonly after: readonly AfterRequestHook[];
  readonly teardown: readonly TeardownRequestHook[];
}

/** A method name is a token in upper case (RFC 9110 section 9.1). */
const METHOD = /^[A-Z][A-Z-]*$/;

/**
 * What an app and a blueprint have in common: routes, hooks and error handlers, recorded until the app begins to
 * serve.
 */
export abstract class Scope {
  readonly #routes: RouteRecord[] = [];
  readonly #mounts: Mount[] = [];
  readonly #before: BeforeRequestHook[] = [];
  readonly #after: AfterRequestHook[] = [];
  readonly #teardown: TeardownRequestHook[] = [];
  readonly #errorHandlers = new ErrorHandlers();
  #isFrozen = false;

  /** Registers a view for GET (and HEAD). */
  readonly get: RouteMethod = this.#routeMethod(["GET"]);
  /** Registers a view for POST. */
  readonly post: RouteMethod = this.#routeMethod(["POST"]);
  /** Registers a view for PUT. */
  readonly put: RouteMethod = this.#routeMethod(["PUT"]);
  /** Registers a view for PATCH. */
  readonly patch: RouteMethod = this.#routeMethod(["PATCH"]);
  /** Registers a view for DELETE. */
  readonly delete: RouteMethod = this.#routeMethod(["DELETE"]);
  /** Registers a view for the methods of its options, GET by default. */
  readonly route: RouteMethod = this.#routeMethod(null);

  /** A word for error messages: `the app` or `the blueprint "blog"`. */
  protected abstract get description(): string;

  /** What the URLs of handles start with; throws while the scope is not mounted. */
  protected abstract get handlePrefix(): string;

  /** The converters of the app, for the URLs of handles. */
  protected abstract get handleConverters(): ConverterRegistry;

  /** The routes, in order of registration. */
  get routeRecords(): readonly RouteRecord[] {
    return this.#routes;
  }

  /** The blueprints mounted here. */
  get mounts(): readonly Mount[] {
    return this.#mounts;
  }

  /** The hooks of this scope alone. */
  get hooks(): ScopeHooks {
    return { before: this.#before, after: this.#after, teardown: this.#teardown };
  }

  /** The error handlers of this scope alone. */
  get errorHandlers(): ErrorHandlers {
    return this.#errorHandlers;
  }

  /** Runs `hook` before each view; a value it returns is the answer. */
  beforeRequest(hook: BeforeRequestHook): void {
    this.assertOpen("beforeRequest()");
    checkFunction(hook, "beforeRequest()");
    this.#before.push(hook);
  }

  /** Runs `hook` on each response, last registered first. */
  afterRequest(hook: AfterRequestHook): void {
    this.assertOpen("afterRequest()");
    checkFunction(hook, "afterRequest()");
    this.#after.push(hook);
  }

  /** Runs `hook` when each response is over, last registered first, whatever happened. */
  teardownRequest(hook: TeardownRequestHook): void {
    this.assertOpen("teardownRequest()");
    checkFunction(hook, "teardownRequest()");
    this.#teardown.push(hook);
  }

  /**
   * Answers errors of a status or a class.
   *
   * @example
   * app.onError(404, (error, request) => render("404.html", { path: request.path }));
   * app.onError(OutOfStock, (error) => reply({ left: error.left }, 409));
   */
  onError<Failure = HttpError>(target: number | ErrorClass<Failure>, handler: ErrorHandler<Failure>): void {
    this.assertOpen("onError()");
    this.#errorHandlers.add(target, handler);
  }

  /** Refuses further registration: the app has begun to serve. */
  freeze(): void {
    this.#isFrozen = true;
    for (const { scope } of this.#mounts) scope.freeze();
  }

  /** @throws MicroError `MICRO_APP_FROZEN` once the app has begun to serve. */
  protected assertOpen(registration: string): void {
    if (!this.#isFrozen) return;
    throw new MicroError(
      "MICRO_APP_FROZEN",
      `${registration} was called on ${this.description} after it had begun to serve requests, so it would hold for some ` +
        `and not for others. Register everything before the first request${at(callerLocation())}.`,
    );
  }

  /** Records the routes of a table under its keys. */
  protected addTable(table: Readonly<Record<string, RouteDefinition>>): void {
    for (const [name, { path, methods, options, view }] of Object.entries(table)) {
      this.#record({ path, methods, options: { name, ...options }, view });
    }
  }

  /** Records a mounted blueprint. */
  protected addMount(mount: Omit<Mount, "location">): void {
    this.assertOpen("mount()");
    this.#mounts.push({ ...mount, location: callerLocation() });
  }

  #routeMethod(methods: readonly string[] | null): RouteMethod {
    return (path: string, ...rest: unknown[]) => {
      const { options, view } = splitRouteArguments(path, rest);
      const record = this.#record({ path, methods: methodsOf(path, methods, options), options, view });
      return new RouteHandle(path, record.name, (values) => this.#buildUrl(record, values));
    };
  }

  #buildUrl(record: RouteRecord, values: Readonly<Record<string, unknown>>): string {
    const urls = new UrlMap();
    urls.add(record.name, new Rule(this.handlePrefix + record.path, record, this.handleConverters));
    return urls.build(record.name, values);
  }

  #record({ path, methods, options, view }: RouteDefinition): RouteRecord {
    this.assertOpen(`The route ${path}`);
    checkFunction(view, `The route ${path}`);
    if (path !== "") parsePath(path);
    const upper = methods.map((method) => checkMethod(path, method.toUpperCase()));
    const given = options.name ?? view.name;
    const record = {
      name: given || path,
      isNamed: given !== "",
      path,
      methods: upper,
      options,
      view,
      location: callerLocation(),
    };
    checkRecord(record, this.#routes);
    this.#routes.push(record);
    return record;
  }
}

function checkMethod(path: string, method: string): string {
  if (METHOD.test(method)) return method;
  const what = `The route ${path} names the method ${JSON.stringify(method)}`;
  throw new MicroError("MICRO_ROUTE_METHOD", `${what}. Use letters only.`);
}

/** Finds at once what two routes of one scope do to each other; what scopes do is found when the app starts. */
function checkRecord(record: RouteRecord, others: readonly RouteRecord[]): void {
  for (const other of others) {
    const shared = record.methods.filter((method) => other.methods.includes(method));
    if (other.path === record.path && shared.length > 0)
      throw duplicateRule(record.path, shared, [other, record]);
    if (other.name === record.name && !isSameEndpoint(other, record))
      throw duplicateEndpoint(record.name, [other, record]);
  }
}

/** One view may have several rules under its name, and views without a name share that of their path. */
export function isSameEndpoint(left: RouteRecord, right: RouteRecord): boolean {
  return left.view === right.view || !(left.isNamed || right.isNamed);
}

/** The error for two routes with one path and a method in common. */
export function duplicateRule(
  path: string,
  methods: readonly string[],
  [first, second]: readonly [RouteRecord, RouteRecord],
): MicroError {
  return new MicroError(
    "MICRO_ROUTE_DUPLICATE",
    `The rule ${path} is registered twice for ${methods.join(", ")}: at ${first.location} and at ${second.location}. ` +
      "Remove one, or give them different paths or methods.",
  );
}

/** The error for two views under one endpoint name. */
export function duplicateEndpoint(
  name: string,
  [first, second]: readonly [RouteRecord, RouteRecord],
): MicroError {
  return new MicroError(
    "MICRO_ENDPOINT_DUPLICATE",
    `Two views are registered under the endpoint ${JSON.stringify(name)}: at ${first.location} and at ` +
      `${second.location}. Rename one function, or give its route a name: { name: "..." }.`,
  );
}

function at(location: string): string {
  return location === "" ? "" : ` (called at ${location})`;
}
