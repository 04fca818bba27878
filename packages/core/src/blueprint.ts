import { MicroError } from "./errors.ts";
import type { RouteDefinition } from "./route-definition.ts";
import { ConverterRegistry } from "./routing/converters.ts";
import { Scope } from "./scope.ts";

/** Endpoint names and their paths, for typed URLs. */
export type EndpointTable = Readonly<Record<string, string>>;

/** The paths of a table of routes. */
export type PathsOf<Table extends Readonly<Record<string, RouteDefinition>>> = {
  readonly [Name in keyof Table]: Table[Name]["path"];
};

/** A blueprint's endpoints as the app knows them: names and paths with its prefix. */
export type Mounted<Name extends string, Prefix extends string, Table extends EndpointTable> = {
  readonly [Key in keyof Table & string as `${Name}.${Key}`]: `${Prefix}${Table[Key]}`;
};

/** The options of a blueprint. */
export interface BlueprintOptions<Prefix extends string = string> {
  /** What all its paths start with: "/blog". @default "" */
  readonly prefix?: Prefix;
  /** The folder of its templates, beside its module. @default "templates" */
  readonly templateFolder?: string;
  /** The folder of its static files, beside its module; they are served at prefix + "/static". @default none */
  readonly staticFolder?: string;
}

/** Where a blueprint is mounted. */
export interface MountOptions<Name extends string = string, Prefix extends string = string> {
  /** Replaces the blueprint's own prefix. */
  readonly prefix?: Prefix;
  /** Replaces the blueprint's own name, to mount it a second time. */
  readonly name?: Name;
}

/** What Micro reads from `import.meta`. */
export interface ModuleMeta {
  readonly dirname?: string;
  readonly url?: string;
}

/** The folder of a module; "" when the runtime has no files. */
export function folderOf(meta: ModuleMeta | null): string {
  if (meta?.dirname !== undefined) return meta.dirname;
  return meta?.url?.startsWith("file:") === true
    ? decodeURIComponent(new URL(".", meta.url).pathname).replace(/\/$/, "")
    : "";
}

/**
 * A part of an app with a name and a prefix: routes, hooks, error handlers, templates and static files of its own.
 *
 * It owns the URLs below its prefix: their 404 and 405 go to its error handlers.
 *
 * @typeParam Table - Its endpoints, from `routes()`.
 * @example
 * export const blog = new Blueprint("blog", import.meta, { prefix: "/blog" });
 * const show = blog.get("/<int:id>", ({ params }) => render("blog/show.html", { post: find(params.id) }));
 * app.mount(blog); // show.url({ id: 3 }) is "/blog/3"
 */
export class Blueprint<
  Name extends string = string,
  Prefix extends string = string,
  Table extends EndpointTable = Record<never, string>,
> extends Scope {
  /** The table of its endpoints; for the compiler only. */
  declare readonly "~endpoints": Table;
  /** The name, a part of its endpoints' names: "blog" in "blog.show". */
  readonly name: Name;
  /** What all its paths start with. */
  readonly prefix: Prefix | "";
  /** The folder of its templates, absolute; "" without files. */
  readonly templateFolder: string;
  /** The folder of its static files, absolute; "" without. */
  readonly staticFolder: string;
  #parent:
    | {
        readonly fullPrefix: () => string;
        readonly converters: () => ConverterRegistry;
        readonly prefix: string;
      }
    | undefined;

  /**
   * @param name - Of letters, digits, `-` and `_`.
   * @param meta - `import.meta` of the module beside which its folders are; `null` without files.
   * @throws MicroError `MICRO_BLUEPRINT_NAME`, `MICRO_PATH_SYNTAX` for the prefix.
   */
  constructor(name: Name, meta: ModuleMeta | null = null, options: BlueprintOptions<Prefix> = {}) {
    super();
    const { prefix = "", templateFolder = "templates", staticFolder = "" } = options;
    checkName(name);
    const folder = folderOf(meta);
    this.name = name;
    this.prefix = checkPrefix(prefix);
    this.templateFolder = folder === "" ? "" : `${folder}/${templateFolder}`;
    this.staticFolder = folder === "" || staticFolder === "" ? "" : `${folder}/${staticFolder}`;
  }

  /** Registers the routes of a table; its keys are the endpoints' names, typed for {@link Micro.urlFor}. */
  routes<const Routes extends Readonly<Record<string, RouteDefinition>>>(
    table: Routes,
  ): Blueprint<Name, Prefix, Table & PathsOf<Routes>> {
    this.addTable(table);
    return this as unknown as Blueprint<Name, Prefix, Table & PathsOf<Routes>>; // the same object, with more known of it
  }

  /** Mounts a blueprint inside this one: names, prefixes, hooks and error handlers nest. */
  mount<
    ChildName extends string,
    ChildPrefix extends string,
    ChildTable extends EndpointTable,
    const NewName extends string = ChildName,
    const NewPrefix extends string = ChildPrefix,
  >(
    blueprint: Blueprint<ChildName, ChildPrefix, ChildTable>,
    options: MountOptions<NewName, NewPrefix> = {},
  ): Blueprint<Name, Prefix, Table & Mounted<NewName, NewPrefix, ChildTable>> {
    const { prefix, name } = checkMount(blueprint, options);
    if (blueprint.#contains(this)) {
      throw new MicroError(
        "MICRO_BLUEPRINT_CYCLE",
        `The blueprint ${JSON.stringify(blueprint.name)} would be mounted into itself. Mount it elsewhere.`,
      );
    }
    this.addMount({ scope: blueprint, name, prefix });
    blueprint.attach({ prefix, fullPrefix: () => this.#fullPrefix(), converters: () => this.#converters() });
    return this as unknown as Blueprint<Name, Prefix, Table & Mounted<NewName, NewPrefix, ChildTable>>; // as above
  }

  /** Tells the blueprint where it was mounted first: the place its handles build URLs for. */
  attach(parent: { fullPrefix: () => string; converters: () => ConverterRegistry; prefix: string }): void {
    this.#parent ??= parent;
  }

  protected override get description(): string {
    return `the blueprint ${JSON.stringify(this.name)}`;
  }

  protected override get handlePrefix(): string {
    return this.#fullPrefix();
  }

  protected override get handleConverters(): ConverterRegistry {
    return this.#converters();
  }

  #contains(scope: Scope): boolean {
    return (
      this === scope ||
      this.mounts.some((mount) => mount.scope instanceof Blueprint && mount.scope.#contains(scope))
    );
  }

  #fullPrefix(): string {
    if (this.#parent === undefined) throw this.#notMounted();
    return this.#parent.fullPrefix() + this.#parent.prefix;
  }

  #converters(): ConverterRegistry {
    return this.#parent?.converters() ?? new ConverterRegistry();
  }

  #notMounted(): MicroError {
    return new MicroError(
      "MICRO_URL_BUILD",
      `No URL can be built for a route of the blueprint ${JSON.stringify(this.name)}: it is not mounted. Call app.mount() with it first.`,
    );
  }
}

function checkName(name: string): void {
  if (/^[A-Za-z_][\w-]*$/.test(name)) return;
  throw new MicroError(
    "MICRO_BLUEPRINT_NAME",
    `A blueprint cannot be named ${JSON.stringify(name)}: the name is a part of endpoint names such as "blog.show". Use letters, digits, '-' and '_'.`,
  );
}

function checkPrefix<Prefix extends string>(prefix: Prefix): Prefix {
  if (prefix === "" || /^(?:\/[^/]+)+$/.test(prefix)) return prefix;
  const better = prefix
    .split("/")
    .filter(Boolean)
    .map((segment) => `/${segment}`)
    .join("");
  const todo = better === "" ? "Leave it out" : `Write ${JSON.stringify(better)}`;
  throw new MicroError(
    "MICRO_PATH_SYNTAX",
    `The prefix ${JSON.stringify(prefix)} is not valid: a prefix starts with a slash and does not end with one. ${todo}.`,
  );
}

/** The name and prefix under which a blueprint is mounted. */
export function checkMount(
  blueprint: { name: string; prefix: string },
  options: MountOptions,
): { name: string; prefix: string } {
  const { name = blueprint.name, prefix = blueprint.prefix } = options;
  checkName(name);
  return { name, prefix: checkPrefix(prefix) };
}
