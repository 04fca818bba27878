import {
  type AfterRequestHook,
  type BeforeRequestHook,
  checkFunction,
  type ErrorClass,
  type ErrorHandler,
  type StoredView,
  type TeardownRequestHook,
  type UrlDefaultsHook,
  type UrlValuePreprocessor,
} from "./hooks.ts";
import { MicroError } from "./errors.ts";
import type { HttpError } from "./http-errors.ts";
import {
  type RouteDefinition,
  type RouteMethod,
  type RouteOptions,
  splitRouteArguments,
  methodsOf,
} from "./route-definition.ts";
import { type HandlePlace, RouteHandle } from "./route-handle.ts";
import type { RouteRecord } from "./route-record.ts";
import { parsePath } from "./routing/path-pattern.ts";
import { Rule } from "./routing/rule.ts";
import { UrlMap } from "./routing/url-map.ts";
import type { Mount, ScopeRegistry } from "./scope-registry.ts";
import { callerLocation, rememberCaller } from "./source-location.ts";

/** A method name is a token in upper case (RFC 9110 section 9.1). */
const METHOD = /^[A-Z][A-Z-]*$/;

/**
 * What an app and a blueprint have in common: routes, hooks and error handlers, recorded until the app begins to
 * serve.
 *
 * @typeParam Properties - What extensions add to its requests.
 */
export abstract class Scope<Properties = unknown> {
  /** Everything registered here; for Micro itself. */
  readonly "~registry": ScopeRegistry;

  /** Registers a view for GET (and HEAD). */
  readonly get: RouteMethod<Properties> = this.#routeMethod("get", ["GET"]);
  /** Registers a view for POST. */
  readonly post: RouteMethod<Properties> = this.#routeMethod("post", ["POST"]);
  /** Registers a view for PUT. */
  readonly put: RouteMethod<Properties> = this.#routeMethod("put", ["PUT"]);
  /** Registers a view for PATCH. */
  readonly patch: RouteMethod<Properties> = this.#routeMethod("patch", ["PATCH"]);
  /** Registers a view for DELETE. */
  readonly delete: RouteMethod<Properties> = this.#routeMethod("delete", ["DELETE"]);
  /** Registers a view for the methods of its options, GET by default. */
  readonly route: RouteMethod<Properties> = this.#routeMethod("route", null);

  /** @param registry - Where registrations go. */
  constructor(registry: ScopeRegistry) {
    this["~registry"] = registry;
  }

  /** Where handles build their URLs; throws while the scope is not mounted. */
  protected abstract get handlePlace(): HandlePlace;

  /**
   * Registers a rule without a view, which {@link endpoint} gives it: a map of URLs in one place (Flask's
   * `add_url_rule`).
   *
   * @example
   * app.rule("/users/<int:id>", { name: "show_user" });
   * app.endpoint("show_user", ({ params }) => `user ${String(params.id)}`);
   */
  rule<const Path extends string>(
    path: Path,
    options: RouteOptions & { readonly name: string },
  ): RouteHandle<Path> {
    return this.#register("rule()", path, {
      path,
      methods: methodsOf(path, null, { options }),
      options,
      view: null,
    });
  }

  /**
   * Registers the view of the rules with an endpoint's name (Flask's `endpoint`).
   *
   * @throws MicroError `MICRO_ENDPOINT_DUPLICATE` when the endpoint has another view.
   */
  endpoint(name: string, view: StoredView): void {
    const registry = this.#open("endpoint()");
    checkFunction(view, `The endpoint ${name}`);
    registry.addView(name, { view, location: callerLocation() });
  }

  /** Runs `hook` before each view; a value it returns is the answer. */
  beforeRequest(hook: BeforeRequestHook<Properties>): void {
    this.#addHook("beforeRequest()", hook).before.push(hook as BeforeRequestHook); // its requests have what extensions added
  }

  /** Runs `hook` on each response, last registered first. */
  afterRequest(hook: AfterRequestHook<Properties>): void {
    this.#addHook("afterRequest()", hook).after.push(hook as AfterRequestHook); // its requests have what extensions added
  }

  /** Runs `hook` when each response is over, last registered first, whatever happened. */
  teardownRequest(hook: TeardownRequestHook<Properties>): void {
    this.#addHook("teardownRequest()", hook).teardown.push(hook as TeardownRequestHook); // its requests have what extensions added
  }

  /**
   * Runs `hook` on the variables of each matched path, before the first before-request hook; what it deletes the view
   * does not see (Flask's `url_value_preprocessor`).
   *
   * @example
   * app.urlValuePreprocessor((endpoint, values, request) => {
   *   request.g.language = values["language"];
   *   delete values["language"];
   * });
   */
  urlValuePreprocessor(hook: UrlValuePreprocessor): void {
    this.#addHook("urlValuePreprocessor()", hook).urlValuePreprocessors.push(hook);
  }

  /**
   * Runs `hook` on the values of each URL that is built for an endpoint of this scope, to fill in what is missing
   * (Flask's `url_defaults`).
   *
   * @example
   * app.urlDefaults((endpoint, values) => {
   *   values["language"] ??= "en";
   * });
   */
  urlDefaults(hook: UrlDefaultsHook): void {
    this.#addHook("urlDefaults()", hook).urlDefaults.push(hook);
  }

  /**
   * Answers errors of a status or a class.
   *
   * @example
   * app.onError(404, (error, request) => render("404.html", { path: request.path }));
   * app.onError(OutOfStock, (error) => reply({ left: error.left }, 409));
   */
  onError<Failure = HttpError>(
    target: number | ErrorClass<Failure>,
    handler: ErrorHandler<Failure, Properties>,
  ): void {
    this.#open("onError()").errorHandlers.add(target, handler);
  }

  /** Records the routes of a table under its keys. */
  protected addTable(table: Readonly<Record<string, RouteDefinition>>): void {
    for (const [name, { path, methods, options, view }] of Object.entries(table)) {
      this.#record("routes()", { path, methods, options: { name, ...options }, view });
    }
  }

  /** Records a mounted blueprint. */
  protected addMount(mount: Omit<Mount, "location">): void {
    this.#open("mount()").mounts.push({ ...mount, location: callerLocation() });
  }

  /** The registry, unless it is frozen. */
  #open(registration: string): ScopeRegistry {
    const registry = this["~registry"];
    registry.assertOpen(registration);
    return registry;
  }

  #addHook(registration: string, hook: unknown): ScopeRegistry {
    const registry = this.#open(registration);
    checkFunction(hook, registration);
    return registry;
  }

  #routeMethod(name: string, methods: readonly string[] | null): RouteMethod<Properties> {
    return (path: string, ...rest: unknown[]) => {
      const { options, view } = splitRouteArguments(path, rest);
      return this.#register(`${name}()`, path, {
        path,
        methods: methodsOf(path, methods, { options, view }),
        options,
        view,
      });
    };
  }

  #register<Path extends string>(registration: string, path: Path, definition: Unviewed): RouteHandle<Path> {
    const record = this.#record(registration, definition);
    return new RouteHandle(path, record.name, {
      build: (values) => this.#buildUrl(record, values),
      qualify: (name) => this.handlePlace.qualify(name),
    });
  }

  #buildUrl(record: RouteRecord, values: Readonly<Record<string, unknown>>): string {
    const { name: endpoint, methods, options } = record;
    const place = this.handlePlace;
    const url = place.build(endpoint, values);
    if (url !== null) return url;
    const urls = new UrlMap();
    urls.add(new Rule(place.prefix + record.path, { ...options, endpoint, methods }, place.converters));
    return urls.build(endpoint, values);
  }

  #record(registration: string, { path, methods, options, view }: Unviewed): RouteRecord {
    const registry = this.#open(registration);
    if (view !== null) checkFunction(view, `The route ${path}`);
    if (path !== "") parsePath(path);
    const upper = methods.map((method) => checkMethod(path, method.toUpperCase()));
    if (options.name === "") throw emptyName(path);
    const given = options.name ?? view?.name ?? "";
    const locate = rememberCaller();
    const record = {
      name: given || path,
      isNamed: given !== "",
      path,
      methods: upper,
      options,
      view,
      get location(): string {
        return locate();
      },
    };
    registry.addRoute(record);
    return record;
  }
}

/** A route whose view may come later. */
interface Unviewed extends Omit<RouteDefinition, "view"> {
  readonly view: StoredView | null;
}

function emptyName(path: string): MicroError {
  return new MicroError(
    "MICRO_ENDPOINT_NAME",
    `The route ${path} has an empty name. Give it one, or leave the option out: then it has its view's.`,
  );
}

function checkMethod(path: string, method: string): string {
  if (METHOD.test(method)) return method;
  const what = `The route ${path} names the method ${JSON.stringify(method)}`;
  throw new MicroError("MICRO_ROUTE_METHOD", `${what}. Use letters only.`);
}
