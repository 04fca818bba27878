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
import { checkRecord, type RouteRecord } from "./route-record.ts";
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

/** The folders of a scope, absolute; "" for none. */
export interface ScopeFolders {
  readonly templates: string;
  readonly static: string;
  /** What the URLs of static files start with, below the scope's prefix. */
  readonly staticPrefix: string;
  /** Seconds a browser may keep its files without asking, by their names; `undefined` as the app decides. */
  readonly fileMaxAge?: FileMaxAge | undefined;
}

const NO_FOLDERS: ScopeFolders = { templates: "", static: "", staticPrefix: "/static" };

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
  /** The error handlers of this scope alone. */
  readonly errorHandlers: ErrorHandlers = new ErrorHandlers();
  /** Views that were registered by endpoint, for rules without one. */
  readonly views: Map<string, StoredView> = new Map<string, StoredView>();
  readonly #routes: RouteRecord[] = [];
  readonly #byPath = new Map<string, RouteRecord[]>();
  readonly #byName = new Map<string, RouteRecord[]>();
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

  /** This registry and those of all blueprints in it, outer before inner. */
  *all(): Iterable<ScopeRegistry> {
    yield this;
    for (const { registry } of this.mounts) yield* registry.all();
  }

  /** Adds a route. @throws MicroError `MICRO_ROUTE_DUPLICATE`, `MICRO_ENDPOINT_DUPLICATE` */
  addRoute(record: RouteRecord): void {
    const byPath = entryOf(this.#byPath, record.path);
    const byName = entryOf(this.#byName, record.name);
    checkRecord(record, { byPath, byName });
    byPath.push(record);
    byName.push(record);
    this.#routes.push(record);
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
