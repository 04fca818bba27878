import { MicroError } from "./errors.ts";
import type { AfterRequestHook, BeforeRequestHook, ErrorHandlers, TeardownRequestHook } from "./hooks.ts";
import type { BodyLimits } from "./http/body.ts";
import type { Request, RequestServices, RouteFacts } from "./http/request.ts";
import type { Response } from "./http/response.ts";
import { Candidate } from "./routing/candidate.ts";
import { decodeSegments } from "./routing/canonical-path.ts";
import type { ConverterRegistry } from "./routing/converters.ts";
import { Router } from "./routing/router.ts";
import { Rule } from "./routing/rule.ts";
import { UrlMap } from "./routing/url-map.ts";
import { duplicateEndpoint, duplicateRule, isSameEndpoint, type RouteRecord, type Scope } from "./scope.ts";
import { createValidator } from "./validation.ts";

/** Something that may answer a request: a hook, the validation, the view. The first value that is one answers. */
export type Step = (request: Request, response: Response) => unknown;

/** All that happens to the requests of a route, put together once: nothing is looked up while a request runs. */
export interface Plan extends RouteFacts {
  /** The before-request hooks: the app's first, then outer to inner blueprint. */
  readonly before: readonly BeforeRequestHook[];
  /** The hooks, the validation if there is any, the view. */
  readonly steps: readonly Step[];
  /** The reverse: inner to outer, last registered first. */
  readonly after: readonly AfterRequestHook[];
  readonly teardown: readonly TeardownRequestHook[];
  /** Innermost first. */
  readonly errorHandlers: readonly ErrorHandlers[];
}

/** A route as tools list it. */
export interface RouteListing {
  readonly endpoint: string;
  readonly methods: readonly string[];
  readonly path: string;
  readonly blueprint: string;
  readonly location: string;
}

/** What a scope gives to everything in it. */
interface Surroundings extends Omit<Plan, "steps" | "endpoint"> {
  readonly prefix: string;
}

/** A blueprint and what its paths start with. */
interface Owner {
  readonly prefix: Candidate;
  readonly plan: Plan;
}

interface PlannedRoute {
  readonly record: RouteRecord;
  readonly rule: Rule;
  readonly plan: Plan;
}

/** The compiled app: where requests go, and where URLs come from. */
export class PlanTable {
  readonly #router: Router<Plan>;
  readonly #owners: readonly Owner[];
  readonly #appPlan: Plan;
  /** Builds URLs by endpoint name. */
  readonly urls: UrlMap;
  /** The routes, in order of registration. */
  readonly listing: readonly RouteListing[];
  /** The methods that any route answers. */
  readonly methods: ReadonlySet<string>;

  /**
   * Compiles an app's registrations.
   *
   * @throws MicroError for a path that cannot be read, a duplicate rule, endpoint or blueprint.
   */
  constructor(
    app: Scope,
    services: RequestServices,
    { converters, limits }: { converters: ConverterRegistry; limits: BodyLimits },
  ) {
    const root = surround(app, { services, limits });
    const compiler = new Compiler(converters);
    compiler.add(app, root);
    const { routes, owners } = compiler;
    checkDuplicates(routes);
    this.urls = new UrlMap();
    for (const { rule, plan } of routes) this.urls.add(plan.endpoint, rule);
    this.#router = new Router(routes.map(({ rule, plan }) => ({ rule, target: plan })));
    this.#owners = owners.toSorted(
      (left, right) => right.prefix.segments.length - left.prefix.segments.length,
    );
    this.#appPlan = toOwnerPlan(root);
    this.listing = routes.map(({ record, rule, plan }) => ({
      endpoint: plan.endpoint,
      methods: [...rule.methods],
      path: rule.path,
      blueprint: plan.blueprint,
      location: record.location,
    }));
    this.methods = new Set(routes.flatMap(({ rule }) => [...rule.methods]));
  }

  /** The router of requests. */
  get router(): Router<Plan> {
    return this.#router;
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

/** Walks the tree of mounted blueprints. */
class Compiler {
  readonly routes: PlannedRoute[] = [];
  readonly owners: Owner[] = [];
  readonly #converters: ConverterRegistry;
  readonly #names = new Map<string, string>();

  constructor(converters: ConverterRegistry) {
    this.#converters = converters;
  }

  add(scope: Scope, around: Surroundings): void {
    for (const record of scope.routeRecords) this.#addRoute(record, around);
    for (const mount of scope.mounts) {
      const name = around.blueprint === "" ? mount.name : `${around.blueprint}.${mount.name}`;
      this.#checkName(name, mount.location);
      const inside = nest(mount.scope, around, { blueprint: name, prefix: around.prefix + mount.prefix });
      if (inside.prefix !== "") this.#addOwner(inside);
      this.add(mount.scope, inside);
    }
  }

  #addRoute(record: RouteRecord, around: Surroundings): void {
    const { options } = record;
    const endpoint = around.blueprint === "" ? record.name : `${around.blueprint}.${record.name}`;
    const rule = new Rule(
      around.prefix + record.path,
      { ...options, methods: record.methods },
      this.#converters,
    );
    const { maxContentLength = around.limits.maxContentLength } = options;
    const limits = { ...around.limits, maxContentLength };
    const validate = createValidator(options);
    const steps = [...around.before, ...(validate === null ? [] : [validate]), record.view];
    const plan = { ...around, endpoint, rule: rule.path, steps, limits };
    this.routes.push({ record, rule, plan });
  }

  #addOwner(around: Surroundings): void {
    const rule = new Rule(around.prefix, { methods: ["GET"] }, this.#converters);
    this.owners.push({ prefix: new Candidate(rule, rule.segments, false), plan: toOwnerPlan(around) });
  }

  #checkName(name: string, location: string): void {
    const known = this.#names.get(name);
    this.#names.set(name, location);
    if (known === undefined) return;
    throw new MicroError(
      "MICRO_BLUEPRINT_DUPLICATE",
      `Two blueprints are mounted under the name ${JSON.stringify(name)}, at ${known} and at ${location}. ` +
        'Give the second one a name: app.mount(blueprint, { name: "..." }).',
    );
  }
}

function surround(
  scope: Scope,
  { services, limits }: { services: RequestServices; limits: BodyLimits },
): Surroundings {
  const { before, after, teardown } = scope.hooks;
  return {
    services,
    limits,
    rule: "",
    blueprint: "",
    blueprints: [],
    meta: {},
    prefix: "",
    before,
    after: after.toReversed(),
    teardown: teardown.toReversed(),
    errorHandlers: [scope.errorHandlers],
  };
}

function nest(scope: Scope, outer: Surroundings, names: { blueprint: string; prefix: string }): Surroundings {
  const { before, after, teardown } = scope.hooks;
  return {
    ...outer,
    ...names,
    blueprints: [names.blueprint, ...outer.blueprints],
    before: [...outer.before, ...before],
    after: [...after.toReversed(), ...outer.after],
    teardown: [...teardown.toReversed(), ...outer.teardown],
    errorHandlers: [scope.errorHandlers, ...outer.errorHandlers],
  };
}

function toOwnerPlan(around: Surroundings): Plan {
  return { ...around, endpoint: "", steps: around.before };
}

function checkDuplicates(routes: readonly PlannedRoute[]): void {
  const byPath = new Map<string, PlannedRoute[]>();
  const byEndpoint = new Map<string, PlannedRoute>();
  for (const route of routes) {
    const shape = route.rule.segments
      .map((segment) => (segment.isStatic ? segment.source : `<${segment.source}>`))
      .join("/");
    const others = byPath.get(shape) ?? [];
    checkRule(route, others);
    byPath.set(shape, [...others, route]);
    const known = byEndpoint.get(route.plan.endpoint);
    if (known === undefined) byEndpoint.set(route.plan.endpoint, route);
    else checkEndpoint(route, known);
  }
}

function checkRule({ record, rule }: PlannedRoute, others: readonly PlannedRoute[]): void {
  for (const other of others) {
    const shared = record.methods.filter((method) => other.record.methods.includes(method));
    if (shared.length > 0) throw duplicateRule(rule.path, shared, [other.record, record]);
  }
}

function checkEndpoint({ record, plan }: PlannedRoute, known: PlannedRoute): void {
  if (!isSameEndpoint(known.record, record)) throw duplicateEndpoint(plan.endpoint, [known.record, record]);
}
