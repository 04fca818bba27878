import type { RouteListing } from "./app-registrations.ts";
import type { UrlDefaultsHook } from "./hooks.ts";
import type { Plan } from "./plan.ts";
import { type CompilerSettings, type Owner, PlanCompiler, type PlannedRoute } from "./plan-compiler.ts";
import { decodeSegments } from "./routing/canonical-path.ts";
import { loadPathTree } from "./routing/path-tree.ts";
import { Router } from "./routing/router.ts";
import { type BuildOptions, UrlMap } from "./routing/url-map.ts";
import type { ScopeRegistry } from "./scope-registry.ts";

/** The compiled app: where requests go, and where URLs come from. */
export class PlanTable {
  readonly #router: Router<Plan>;
  readonly #owners: readonly Owner[];
  readonly #appPlan: Plan;
  readonly #urlDefaults: ReadonlyMap<string, readonly UrlDefaultsHook[]>;
  /** Builds URLs by endpoint name. */
  readonly urls: UrlMap;
  readonly #routes: readonly PlannedRoute[];
  /** The methods that any route answers. */
  readonly methods: ReadonlySet<string>;

  /**
   * Compiles an app's registrations.
   *
   * @throws MicroError for a path that cannot be read, a duplicate rule, endpoint or blueprint.
   */
  constructor(app: ScopeRegistry, settings: CompilerSettings) {
    const compiler = new PlanCompiler(app, settings);
    this.#appPlan = compiler.compile();
    const { routes, owners } = compiler;
    this.#urlDefaults = compiler.urlDefaults;
    this.urls = new UrlMap(settings.hosts);
    for (const { rule } of routes) this.urls.add(rule);
    this.#router = new Router(
      routes.map(({ rule, plan }) => ({ rule, target: plan })),
      settings.hosts,
    );
    this.#owners = owners.toSorted(
      (left, right) => right.prefix.segments.length - left.prefix.segments.length,
    );
    this.#routes = routes;
    this.methods = new Set(routes.flatMap(({ rule }) => [...rule.methods]));
  }

  /** Makes the router fast; the app calls it when it starts. */
  async prepare(): Promise<void> {
    if (this.#router.needsTrees) this.#router.grow(await loadPathTree());
  }

  /** The routes, in order of registration. */
  get listing(): readonly RouteListing[] {
    return this.#routes.map(toListing);
  }

  /** The routes in an order; "match" is that in which they are tried, with those that are never tried at the end. */
  list(order: "registration" | "match"): readonly RouteListing[] {
    if (order === "registration") return this.listing;
    const places = new Map(this.#router.rulesInOrder.map((rule, index) => [rule, index]));
    const placeOf = ({ rule }: PlannedRoute): number => places.get(rule) ?? places.size;
    return this.#routes.toSorted((left, right) => placeOf(left) - placeOf(right)).map(toListing);
  }

  /** The router of requests. */
  get router(): Router<Plan> {
    return this.#router;
  }

  /**
   * The URL of an endpoint; what it lacks the `urlDefaults` hooks fill in, the app's first, then outer to inner
   * blueprint.
   *
   * @throws MicroError `MICRO_URL_BUILD`.
   */
  buildUrl(endpoint: string, values: Readonly<Record<string, unknown>>, options: BuildOptions): string {
    const blueprint = endpoint.slice(0, Math.max(0, endpoint.lastIndexOf(".")));
    const hooks = this.#urlDefaults.get(blueprint) ?? this.#urlDefaults.get("") ?? [];
    if (hooks.length === 0) return this.urls.build(endpoint, values, options);
    const filled = { ...values };
    for (const hook of hooks) hook(endpoint, filled);
    return this.urls.build(endpoint, filled, options);
  }

  /** The plan for a path without a route: that of the blueprint with the longest fitting prefix, else the app's. */
  ownerOf(path: string): Plan {
    const segments = decodeSegments(path) ?? [];
    const owner = this.#owners.find(
      ({ prefix }) => prefix.match(segments.slice(0, prefix.segments.length)) !== null,
    );
    return owner?.plan ?? this.#appPlan;
  }
}

function toListing({ record, rule, plan, host }: PlannedRoute): RouteListing {
  return {
    endpoint: plan.endpoint,
    methods: [...rule.methods],
    path: rule.path,
    blueprint: plan.blueprint,
    host,
    location: record.location,
    view: record.view?.name ?? "",
    hooks: [...plan.middleware, ...plan.before, ...plan.after].map(({ name }) => name || "(anonymous)"),
    options: record.options,
  };
}
