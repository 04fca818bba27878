import { MicroError } from "./errors.ts";
import {
  type AfterRequestHook,
  type BeforeRequestHook,
  ErrorHandlers,
  type StoredView,
  type TeardownRequestHook,
  type UrlDefaultsHook,
  type UrlValuePreprocessor,
} from "./hooks.ts";
import type { FileMaxAge } from "./http/request.ts";
import type { Middleware } from "./middleware.ts";
import { checkRecord, duplicateEndpoint, type RouteRecord } from "./route-record.ts";
import { callerLocation } from "./source-location.ts";

/** A scope mounted into another. */
export interface Mount {
  readonly registry: ScopeRegistry;
  readonly name: string;
  readonly prefix: string;
  /** Replaces the blueprint's own; `undefined` keeps it. */
  readonly subdomain: string | undefined;
  /** Values for the variables of all its paths. */
  readonly urlDefaults: Readonly<Record<string, unknown>>;
  /** `file:line:column` of the mounting. */
  readonly location: string;
}

/** A view and where it was registered, as `file:line:column`. */
interface PlacedView {
  readonly view: StoredView;
  readonly location: string;
}

/** The folders of a scope, absolute; "" for none. */
export interface ScopeFolders {
  readonly templates: string;
  readonly static: string;
  /** What the URLs of static files start with, below the scope's prefix. */
  readonly staticPrefix: string;
  /** Seconds a browser may keep its files without asking, by their names; `undefined` as the app decides. */
  readonly fileMaxAge?: FileMaxAge | undefined;
  /** `file:line:column` of where the static folder was named; "" without one. */
  readonly staticLocation: string;
}

const NO_FOLDERS: ScopeFolders = { templates: "", static: "", staticPrefix: "/static", staticLocation: "" };

/**
 * Everything that was registered on one app or blueprint, in order of registration: what a scope writes and the app
 * compiles when it starts.
 */
export class ScopeRegistry {
  /** A word for error messages: `the app` or `the blueprint "blog"`. */
  readonly description: string;
  /** Where its templates and static files are. */
  readonly folders: ScopeFolders;
  /** The blueprints mounted here. */
  readonly mounts: Mount[] = [];
  /** The hooks of this scope alone. */
  readonly before: BeforeRequestHook[] = [];
  /** See {@link before}. */
  readonly after: AfterRequestHook[] = [];
  /** See {@link before}. */
  readonly teardown: TeardownRequestHook[] = [];
  /** See {@link before}. */
  readonly middleware: Middleware[] = [];
  /** See {@link before}. */
  readonly urlValuePreprocessors: UrlValuePreprocessor[] = [];
  /** See {@link before}. */
  readonly urlDefaults: UrlDefaultsHook[] = [];
  /** The fields of forms that its extensions keep for themselves. */
  readonly ownedFields: string[] = [];
  /** The error handlers of this scope alone. */
  readonly errorHandlers: ErrorHandlers = new ErrorHandlers();
  readonly #views = new Map<string, PlacedView>();
  readonly #routes: RouteRecord[] = [];
  readonly #byPath = new Map<string, RouteRecord[]>();
  readonly #byName = new Map<string, RouteRecord[]>();
  readonly #additions = new WeakMap<ScopeRegistry, ScopeRegistry>();
  #isFrozen = false;

  /** @param description - See {@link description}. @param folders - See {@link folders}. */
  constructor(description: string, folders: ScopeFolders = NO_FOLDERS) {
    this.description = description;
    this.folders = folders;
  }

  /** The routes. */
  get routes(): readonly RouteRecord[] {
    return this.#routes;
  }

  /** This registry and those of all blueprints in it, outer before inner. @param app - Whose extensions count. */
  *all(app: ScopeRegistry = this): Iterable<ScopeRegistry> {
    yield this;
    const added = this.#additions.get(app);
    if (added !== undefined) yield* added.all(app);
    for (const { registry } of this.mounts) yield* registry.all(app);
  }

  /** What extensions of the blueprint have registered in an app; `undefined` when it has none there. */
  additionsIn(app: ScopeRegistry): ScopeRegistry | undefined {
    return this.#additions.get(app);
  }

  /** Keeps what extensions of the blueprint register in an app apart from what other apps have of it. */
  addIn(app: ScopeRegistry, additions: ScopeRegistry): void {
    this.#additions.set(app, additions);
  }

  /** Adds a route. @throws MicroError `MICRO_ROUTE_DUPLICATE`, `MICRO_ENDPOINT_DUPLICATE` */
  addRoute(record: RouteRecord): void {
    const byPath = entryOf(this.#byPath, record.path);
    const byName = entryOf(this.#byName, record.name);
    checkRecord(record, { byPath, byName });
    const placed = this.#views.get(record.name);
    if (placed !== undefined && record.view !== null && record.view !== placed.view)
      throw duplicateEndpoint(record.name, [placed, record]);
    byPath.push(record);
    byName.push(record);
    this.#routes.push(record);
  }

  /** Adds the view of an endpoint, for rules without one. @throws MicroError `MICRO_ENDPOINT_DUPLICATE` */
  addView(name: string, placed: PlacedView): void {
    const known = this.#viewOf(name);
    if (known !== undefined && known.view !== placed.view) throw duplicateEndpoint(name, [known, placed]);
    this.#views.set(name, placed);
  }

  /** The view of a route: its own, or the one that its endpoint has; `undefined` when there is none. */
  viewOf({ name, view }: RouteRecord): StoredView | undefined {
    return view ?? this.#viewOf(name)?.view ?? undefined;
  }

  #viewOf(name: string): Pick<RouteRecord, "view" | "location"> | undefined {
    return this.#views.get(name) ?? this.#byName.get(name)?.find(({ view }) => view !== null);
  }

  /** Refuses further registration: the app has begun to serve. */
  freeze(): void {
    for (const registry of this.all()) registry.#isFrozen = true;
  }

  /** @throws MicroError `MICRO_APP_FROZEN` once the app has begun to serve. */
  assertOpen(registration: string): void {
    if (!this.#isFrozen) return;
    const location = callerLocation();
    const place = location === "" ? "" : ` (called at ${location})`;
    throw new MicroError(
      "MICRO_APP_FROZEN",
      `${registration} was called on ${this.description} after it had begun to serve requests, so it would hold for some ` +
        `and not for others. Register everything before the first request${place}.`,
    );
  }
}

function entryOf(map: Map<string, RouteRecord[]>, key: string): RouteRecord[] {
  const known = map.get(key) ?? [];
  map.set(key, known);
  return known;
}
