import type { ConverterRegistry } from "./routing/converters.ts";
import type { UrlArguments } from "./routing/path-params.ts";

/** Where the handles of a scope build their URLs. */
export interface HandlePlace {
  /** What the URLs start with. */
  readonly prefix: string;
  readonly converters: ConverterRegistry;
  /** The URL of an endpoint of the scope; `null` before the app has started, and where several rules have its name. */
  build(endpoint: string, values: Readonly<Record<string, unknown>>): string | null;
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
  readonly #build: (values: Readonly<Record<string, unknown>>) => string;

  /** @param path - As registered. @param name - Of the endpoint. @param build - Builds a URL. */
  constructor(path: Path, name: string, build: (values: Readonly<Record<string, unknown>>) => string) {
    this.path = path;
    this.name = name;
    this.#build = build;
  }

  /**
   * The URL of the route; values that are no variables go to the query.
   *
   * @throws MicroError `MICRO_URL_BUILD` when a value is missing or its converter refuses it.
   */
  url(...[values = {}]: UrlArguments<Path, Defaulted>): string {
    return this.#build(values);
  }
}
