import type { ConverterRegistry } from "./routing/converters.ts";
import type { UrlArguments } from "./routing/path-params.ts";

/** Where the handles of a scope build their URLs. */
export interface HandlePlace {
  /** What the URLs start with. */
  readonly prefix: string;
  readonly converters: ConverterRegistry;
  /** The URL of an endpoint of the scope; `null` before the app has started, and where several rules have its name. */
  build(endpoint: string, values: Readonly<Record<string, unknown>>): string | null;
  /** The full name of an endpoint of the scope. */
  qualify(endpoint: string): string;
}

/** What a handle knows of the scope it is of. */
export interface HandleScope {
  /** Builds a URL. */
  build(values: Readonly<Record<string, unknown>>): string;
  /** The full name of an endpoint. */
  qualify(name: string): string;
}

/**
 * A registered route: builds its own URLs, with the types of its path.
 *
 * @typeParam Defaulted - The variables with a default, which its URLs need no value for.
 * @example
 * const show = app.get("/users/<int:id>", ({ params }) => ({ id: params.id }));
 * show.url({ id: 3 }); // "/users/3"
 * show.url({ id: 3, tab: "posts" }); // "/users/3?tab=posts"
 */
export class RouteHandle<Path extends string = string, Defaulted extends PropertyKey = never> {
  /** The path as registered. */
  readonly path: Path;
  /** The endpoint's name within its blueprint. */
  readonly name: string;
  readonly #scope: HandleScope;

  /** @param path - As registered. @param name - Of the endpoint. @param scope - Where it was registered. */
  constructor(path: Path, name: string, scope: HandleScope) {
    this.path = path;
    this.name = name;
    this.#scope = scope;
  }

  /** The full name of the endpoint, "blog.show". @throws MicroError `MICRO_URL_BUILD` while it is not mounted */
  get endpoint(): string {
    return this.#scope.qualify(this.name);
  }

  /**
   * The URL of the route; values that are no variables go to the query. {@link Request.urlFor} gives one that is
   * relative to a request.
   *
   * @throws MicroError `MICRO_URL_BUILD` when a value is missing or its converter refuses it.
   */
  url(...[values = {}]: UrlArguments<Path, Defaulted>): string {
    return this.#scope.build(values);
  }
}
