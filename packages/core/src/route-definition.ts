import { MicroError } from "./errors.ts";
import type { StoredView, View, ViewResult } from "./hooks.ts";
import type { MultiDict } from "./http/multi-dict.ts";
import type { Response } from "./http/response.ts";
import type { ViewValue } from "./http/view-value.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { ViewWrapper } from "./middleware.ts";
import type { RouteHandle } from "./route-handle.ts";
import type { PathParams, RouteParams } from "./routing/path-params.ts";
import type { InvalidRequestHandler, UnknownKeysPolicy } from "./validation/request-validator.ts";
import type { Schema, SchemaInput, SchemaOutput } from "./validation/schema.ts";

/** The options of a route. */
export interface RouteOptions {
  /** The endpoint's name; default the view function's, else the path. */
  readonly name?: string;
  /** The methods, for `route()`. @default ["GET"] */
  readonly methods?: readonly string[];
  /** Validates the path's variables after their converters. */
  readonly params?: Schema;
  /** Validates the query; `request.query` is its output. */
  readonly query?: Schema;
  /** Validates headers; `request.valid.headers` is its output. Names may be written as people do. */
  readonly headers?: Schema;
  /** Validates cookies; `request.valid.cookies` is its output. */
  readonly cookies?: Schema;
  /** Validates the body, JSON or form; `request.body` is its output. */
  readonly body?: Schema;
  /** Validates the fields of a form; `request.valid.form` is its output. A body that is no form is a 415. */
  readonly form?: Schema;
  /** Validates the files of a form; `request.valid.files` is its output. */
  readonly files?: Schema;
  /** Checks what the view returns as JSON, as RESPONSE_VALIDATION says; the compiler checks the view by it too. */
  readonly returns?: Schema;
  /** What happens to keys that the schemas do not know. @default UNKNOWN_KEYS of the configuration */
  readonly unknownKeys?: UnknownKeysPolicy;
  /** Makes the answer for a request that is not valid. @default that of `app.onError(ValidationError, ...)`, else 422 */
  readonly onInvalid?: InvalidRequestHandler;
  /** Values for variables the path does not have. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Whether a missing trailing slash redirects; otherwise both forms are served. @default true */
  readonly strictSlashes?: boolean;
  /** Whether repeated slashes redirect to the path with one. @default true */
  readonly mergeSlashes?: boolean;
  /** Functions around the validation and the view, the first outermost: a login check, a cache. */
  readonly use?: readonly ViewWrapper[];
  /** What hooks and extensions may want to know of the route: `request.meta`. */
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Whether OPTIONS is answered with the methods. @default PROVIDE_AUTOMATIC_OPTIONS of the configuration */
  readonly provideAutomaticOptions?: boolean;
  /** The host it is served on, for apps with `hostMatching`; may have variables. */
  readonly host?: string;
  /** The subdomain it is served on, for apps with `subdomainMatching`; may have variables. */
  readonly subdomain?: string;
  /** The most bytes of body. @default MAX_CONTENT_LENGTH of the configuration */
  readonly maxContentLength?: number;
}

/** What `request.valid` holds: the outputs of the schemas there are. */
type ValidParts<Options extends RouteOptions> = {
  readonly [
    Part in keyof Options & ("params" | "query" | "headers" | "cookies" | "body" | "form" | "files")
  ]: SchemaOutput<Options[Part], never>;
};

/** The parts whose outputs are in `request.valid` alone. */
type OnlyInValid = "headers" | "cookies" | "form" | "files";

/** What a route's schemas add to the request besides its params, query and body. */
type ValidProperties<Options extends RouteOptions> = keyof Options & OnlyInValid extends never
  ? unknown
  : { readonly valid: ValidParts<Options> };

/** What a view with a `returns` schema may return: what the schema takes, or an answer that is not checked. */
type ResultFor<Options extends RouteOptions> = Options extends { readonly returns: infer Returns }
  ? MaybePromise<SchemaInput<Returns> | ViewValue | Response | globalThis.Response>
  : ViewResult;

/** The view a path and options call for. */
type ViewFor<Path extends string, Options extends RouteOptions, Properties = unknown> = View<
  SchemaOutput<Options["params"], RouteParams<Path, Options>>,
  SchemaOutput<Options["query"], MultiDict>,
  SchemaOutput<Options["body"], unknown>,
  Properties & ValidProperties<Options>,
  ResultFor<Options>
>;

/**
 * Registers a view for a path: `app.get(path, view)` or `app.get(path, options, view)`.
 *
 * @typeParam Properties - What extensions add to the requests of the app or blueprint.
 * @throws MicroError `MICRO_APP_FROZEN`, `MICRO_HOOK_INVALID`; `MICRO_PATH_SYNTAX` and the like when the app is built.
 */
export interface RouteMethod<Properties = unknown> {
  <const Path extends string>(
    path: Path,
    view: View<PathParams<Path>, MultiDict, unknown, Properties>,
  ): RouteHandle<Path>;
  <const Path extends string, const Options extends RouteOptions>(
    path: Path,
    options: Options,
    view: ViewFor<Path, Options, Properties>,
  ): RouteHandle<Path, keyof DefaultsOf<Options>>;
}

/** The defaults of a route, none without the option. */
type DefaultsOf<Options> = Options extends { readonly defaults: infer Defaults } ? Defaults : unknown;

/** A route as data, for `app.routes({ name: get(path, view) })`. */
export interface RouteDefinition<Path extends string = string> {
  readonly path: Path;
  readonly methods: readonly string[];
  readonly options: RouteOptions;
  readonly view: StoredView;
}

/** Makes a {@link RouteDefinition}: `get(path, view)` or `get(path, options, view)`. */
export interface DefineRoute {
  <const Path extends string>(path: Path, view: View<PathParams<Path>>): RouteDefinition<Path>;
  <const Path extends string, const Options extends RouteOptions>(
    path: Path,
    options: Options,
    view: ViewFor<Path, Options>,
  ): RouteDefinition<Path>;
}

function defineRoute(methods: readonly string[] | null): DefineRoute {
  return <Path extends string>(path: Path, ...rest: unknown[]): RouteDefinition<Path> => {
    const { options, view } = splitRouteArguments(path, rest);
    return { path, methods: methodsOf(path, methods, { options, view }), options, view };
  };
}

/** A GET route as data. */
export const get: DefineRoute = defineRoute(["GET"]);
/** A POST route as data. */
export const post: DefineRoute = defineRoute(["POST"]);
/** A PUT route as data. */
export const put: DefineRoute = defineRoute(["PUT"]);
/** A PATCH route as data. */
export const patch: DefineRoute = defineRoute(["PATCH"]);
/** A DELETE route as data: `del`, since `delete` is a word of the language. */
export const del: DefineRoute = defineRoute(["DELETE"]);
/** A route as data, for the methods of its options. */
export const route: DefineRoute = defineRoute(null);

/**
 * Tells options and view apart.
 *
 * @throws MicroError `MICRO_HOOK_INVALID` when the view is missing.
 */
export function splitRouteArguments(
  path: string,
  rest: readonly unknown[],
): { options: RouteOptions; view: StoredView } {
  const [first, second] = rest;
  const view = rest.length > 1 ? second : first;
  const options = rest.length > 1 && typeof first === "object" && first !== null ? first : {};
  if (isView(view)) return { options, view };
  throw new MicroError(
    "MICRO_HOOK_INVALID",
    `The route ${path} was given a ${typeof view} as its view. Give it a function.`,
  );
}

/**
 * The methods of a route: those of the function that registers it, else of its options, else of the view itself.
 *
 * @throws MicroError `MICRO_ROUTE_METHOD` when both name some, or when they are no list.
 */
export function methodsOf(
  path: string,
  fixed: readonly string[] | null,
  { options, view }: { options: RouteOptions; view?: StoredView | null },
): readonly string[] {
  const { methods } = options;
  if (methods === undefined) return fixed ?? ownMethodsOf(view) ?? ["GET"];
  const what = `The route ${path} has the option methods: ${JSON.stringify(methods)}`;
  if (fixed !== null)
    throw new MicroError(
      "MICRO_ROUTE_METHOD",
      `${what}, but is registered for ${fixed.join()}. Use route().`,
    );
  if (Array.isArray(methods)) return methods;
  throw new MicroError("MICRO_ROUTE_METHOD", `${what}. Give it a list: ["GET", "POST"].`);
}

/** A class of views knows its methods. */
function ownMethodsOf(view: StoredView | null | undefined): readonly string[] | undefined {
  const methods: unknown = view != null && "methods" in view ? view.methods : undefined;
  return Array.isArray(methods) ? methods.map(String) : undefined;
}

function isView(value: unknown): value is StoredView {
  return typeof value === "function";
}
