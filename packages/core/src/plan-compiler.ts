import { MicroError } from "./errors.ts";
import type { EndedContext, StoredView, TeardownContextHook, UrlDefaultsHook } from "./hooks.ts";
import type { BodyLimits } from "./http/body.ts";
import type { Request, RequestServices } from "./http/request.ts";
import { validateFirst, wrapView } from "./middleware.ts";
import type { Plan, Step } from "./plan.ts";
import { duplicateEndpoint, duplicateRule, isSameEndpoint, type RouteRecord } from "./route-record.ts";
import { Candidate } from "./routing/candidate.ts";
import type { ConverterRegistry } from "./routing/converters.ts";
import type { HostPolicy } from "./routing/host-policy.ts";
import { Rule } from "./routing/rule.ts";
import type { Mount, ScopeRegistry } from "./scope-registry.ts";
import { createValidator, type ValidationSettings } from "./validation/request-validator.ts";
import { checkReturns, type ResponseSettings } from "./validation/response-validator.ts";

/** What compiling needs of an app besides its registrations. */
export interface CompilerSettings {
  readonly services: RequestServices;
  readonly limits: BodyLimits;
  readonly converters: ConverterRegistry;
  /** Which hosts or subdomains of rules are looked at. @default none */
  readonly hosts?: HostPolicy;
  /** Whether OPTIONS is answered for routes that do not say. */
  readonly providesOptions: boolean;
  /** How requests are validated, and what views return. */
  readonly validation: ValidationSettings & { readonly responses: ResponseSettings };
  /** Hooks of the app's context, which run after the teardown of each request, last registered first. */
  readonly teardownAppContext: readonly TeardownContextHook[];
}

/** What a scope gives to everything in it. */
export interface Surroundings extends Omit<Plan, "steps" | "endpoint" | "handlesOptions"> {
  readonly prefix: string;
  readonly subdomain: string | undefined;
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly preprocessors: ScopeRegistry["urlValuePreprocessors"];
  readonly urlDefaults: readonly UrlDefaultsHook[];
  readonly ownedFields: readonly string[];
}

/** A route on its way into the router. */
export interface PlannedRoute {
  readonly record: RouteRecord;
  readonly rule: Rule;
  readonly plan: Plan;
  /** The host or subdomain it is served on; "" for every host. */
  readonly host: string;
}

/** A blueprint and what its paths start with. */
export interface Owner {
  readonly prefix: Candidate;
  readonly plan: Plan;
}

/** Walks the tree of mounted blueprints and puts together what happens to the requests of each route. */
export class PlanCompiler {
  /** The routes found so far. */
  readonly routes: PlannedRoute[] = [];
  /** The blueprints found so far that own a prefix. */
  readonly owners: Owner[] = [];
  /** What fills in the values of URLs, by the full name of the blueprint; the app's under "". */
  readonly urlDefaults: Map<string, readonly UrlDefaultsHook[]> = new Map<
    string,
    readonly UrlDefaultsHook[]
  >();
  readonly #settings: CompilerSettings;
  readonly #app: ScopeRegistry;
  readonly #names = new Map<string, string>();

  /** @param app - What is compiled. @param settings - Of the app. */
  constructor(app: ScopeRegistry, settings: CompilerSettings) {
    this.#app = app;
    this.#settings = settings;
  }

  /**
   * Compiles the app.
   *
   * @returns The plan for paths without a route.
   * @throws MicroError for a path that cannot be read, a duplicate rule, endpoint or blueprint.
   */
  compile(): Plan {
    const root = surround(this.#app, this.#settings);
    this.#add(this.#app, root);
    checkDuplicates(this.routes);
    return toOwnerPlan(root);
  }

  #add(registry: ScopeRegistry, around: Surroundings): void {
    this.urlDefaults.set(around.blueprint, around.urlDefaults);
    for (const record of registry.routes) this.#addRoute(record, around, registry.viewOf(record));
    for (const mount of registry.mounts) {
      const added = mount.registry.additionsIn(this.#app);
      const inside = nest(mount, added === undefined ? around : enclose(added, around));
      this.#checkName(inside.blueprint, mount.location);
      if (inside.prefix !== "") this.#addOwner(inside);
      if (added !== undefined) this.#add(added, inside);
      this.#add(mount.registry, inside);
    }
  }

  #addRoute(record: RouteRecord, around: Surroundings, view: StoredView | undefined): void {
    const { options } = record;
    checkEndpointName(record, around.blueprint);
    const endpoint = around.blueprint === "" ? record.name : `${around.blueprint}.${record.name}`;
    const handlesOptions = record.methods.includes("OPTIONS");
    const rule = this.#createRule(record, around);
    const { maxContentLength = around.limits.maxContentLength } = options;
    const validation = { ...this.#settings.validation, ownedFields: around.ownedFields };
    const plan = {
      ...around,
      endpoint,
      rule: rule.path,
      meta: options.meta ?? around.meta,
      steps: [...around.before, ...toViewSteps(record, view, { validation })],
      limits: { ...around.limits, maxContentLength },
      handlesOptions,
    };
    this.routes.push({
      record,
      rule,
      plan,
      host: options.host ?? options.subdomain ?? around.subdomain ?? "",
    });
  }

  #createRule({ name, path, methods, options, view }: RouteRecord, around: Surroundings): Rule {
    const { provideAutomaticOptions = optionsOfView(view) ?? this.#settings.providesOptions } = options;
    const { subdomain = around.subdomain } = options;
    const isAdded = provideAutomaticOptions && !methods.includes("OPTIONS");
    return new Rule(
      around.prefix + path,
      {
        ...options,
        endpoint: around.blueprint === "" ? name : `${around.blueprint}.${name}`,
        hosts: this.#settings.hosts,
        defaults: { ...around.defaults, ...options.defaults },
        methods: isAdded ? [...methods, "OPTIONS"] : methods,
        ...(subdomain === undefined ? {} : { subdomain }),
      },
      this.#settings.converters,
    );
  }

  #addOwner(around: Surroundings): void {
    const rule = new Rule(around.prefix, { methods: ["GET"] }, this.#settings.converters);
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

/** Validation and view, inside the route's wrappers. */
function toViewSteps(
  record: RouteRecord,
  view: StoredView | undefined,
  { validation }: Pick<CompilerSettings, "validation">,
): readonly Step[] {
  if (view === undefined) {
    throw new MicroError(
      "MICRO_VIEW_MISSING",
      `The rule ${record.path} at ${record.location} has no view: nothing is registered for the endpoint ` +
        `${JSON.stringify(record.name)}. Call endpoint(${JSON.stringify(record.name)}, view).`,
    );
  }
  const { use = [], returns: schema, unknownKeys = validation.unknownKeys, onInvalid } = record.options;
  const validate = createValidator(record.options, { ...validation, unknownKeys, onInvalid });
  const inner =
    schema === undefined
      ? view
      : checkReturns(view, { schema, route: record.path, settings: validation.responses });
  if (use.length > 0) return [wrapView(use, validate === null ? inner : validateFirst(validate, inner))];
  return validate === null ? [inner] : [validate, inner];
}

/** A dot is what stands between the names of blueprints and endpoints. */
function checkEndpointName(record: RouteRecord, blueprint: string): void {
  const { name, isNamed } = record;
  if (!isNamed || blueprint === "" || !name.includes(".")) return;
  throw new MicroError(
    "MICRO_ENDPOINT_NAME",
    `The endpoint ${JSON.stringify(name)} of the blueprint ${JSON.stringify(blueprint)}, at ${record.location}, has a dot in its ` +
      "name, which separates blueprints from endpoints. Leave it out.",
  );
}

/** A view may say for itself whether OPTIONS is answered for it. */
function optionsOfView(view: StoredView | null): boolean | undefined {
  const value: unknown =
    view !== null && "provideAutomaticOptions" in view ? view.provideAutomaticOptions : undefined;
  return typeof value === "boolean" ? value : undefined;
}

function surround(app: ScopeRegistry, settings: CompilerSettings): Surroundings {
  const { before, after, teardown, middleware, errorHandlers, urlValuePreprocessors } = app;
  const { services, limits } = settings;
  return {
    services,
    limits,
    rule: "",
    blueprint: "",
    blueprints: [],
    meta: {},
    prefix: "",
    subdomain: undefined,
    defaults: {},
    preprocessors: urlValuePreprocessors,
    urlDefaults: [...app.urlDefaults],
    ownedFields: app.ownedFields,
    before: withPreprocessors(urlValuePreprocessors, before),
    after: after.toReversed(),
    teardown: [
      ...teardown.toReversed(),
      ...settings.teardownAppContext
        .toReversed()
        .map((hook) => (request: Request, error: unknown) => hook(error, new EndedRequest(request))),
    ],
    middleware: [...middleware],
    errorHandlers: [errorHandlers],
  };
}

/** A request that is over. Only a hook that asks for `g` has it made. */
class EndedRequest implements EndedContext {
  readonly request: Request;

  constructor(request: Request) {
    this.request = request;
  }

  get g(): EndedContext["g"] {
    return this.request.g;
  }
}

function nest({ registry, ...mount }: Mount, outer: Surroundings): Surroundings {
  const blueprint = outer.blueprint === "" ? mount.name : `${outer.blueprint}.${mount.name}`;
  return {
    ...enclose(registry, outer),
    blueprint,
    blueprints: [blueprint, ...outer.blueprints],
    prefix: outer.prefix + mount.prefix,
    fileMaxAgeOf: registry.folders.fileMaxAge ?? outer.fileMaxAgeOf,
    subdomain: joinSubdomains(mount.subdomain, outer.subdomain),
    defaults: { ...outer.defaults, ...mount.urlDefaults },
  };
}

/** The hooks and error handlers of a scope inside of those around it. */
function enclose(registry: ScopeRegistry, outer: Surroundings): Surroundings {
  const { before, after, teardown, middleware, errorHandlers, urlValuePreprocessors } = registry;
  const preprocessors = [...outer.preprocessors, ...urlValuePreprocessors];
  const hooks = [...outer.before.slice(outer.preprocessors.length > 0 ? 1 : 0), ...before];
  return {
    ...outer,
    preprocessors,
    urlDefaults: [...outer.urlDefaults, ...registry.urlDefaults],
    ownedFields: [...outer.ownedFields, ...registry.ownedFields],
    before: withPreprocessors(preprocessors, hooks),
    after: [...after.toReversed(), ...outer.after],
    teardown: [...teardown.toReversed(), ...outer.teardown],
    middleware: [...outer.middleware, ...middleware],
    errorHandlers: [errorHandlers, ...outer.errorHandlers],
  };
}

/** A child's stands before its parent's: "api" in "parent" is "api.parent". */
function joinSubdomains(inner: string | undefined, outer: string | undefined): string | undefined {
  return inner === undefined || outer === undefined ? (inner ?? outer) : `${inner}.${outer}`;
}

/** The preprocessors as one hook before all others. */
function withPreprocessors(
  preprocessors: Surroundings["preprocessors"],
  before: Plan["before"],
): Plan["before"] {
  if (preprocessors.length === 0) return [...before];
  return [
    function preprocessUrlValues(request: Request): void {
      if (request.endpoint === "") return;
      const params = { ...request.params };
      for (const preprocess of preprocessors) preprocess(request.endpoint, params, request);
      request.setParams(params);
    },
    ...before,
  ];
}

function toOwnerPlan(around: Surroundings): Plan {
  return { ...around, endpoint: "", steps: around.before, handlesOptions: false };
}

function checkDuplicates(routes: readonly PlannedRoute[]): void {
  const byPath = new Map<string, PlannedRoute[]>();
  const byEndpoint = new Map<string, PlannedRoute>();
  for (const route of routes) {
    const shape = shapeOf(route);
    const others = byPath.get(shape);
    if (others === undefined) byPath.set(shape, [route]);
    else {
      checkRule(route, others);
      others.push(route);
    }
    const known = byEndpoint.get(route.plan.endpoint);
    if (known === undefined) byEndpoint.set(route.plan.endpoint, route);
    else checkEndpoint(route, known);
  }
}

/** Rules of one shape match the same requests. */
function shapeOf({ rule, host }: PlannedRoute): string {
  if (rule.isStatic) return `${host} ${rule.path}`;
  let shape = `${host} `;
  for (const { isStatic, source } of rule.segments) shape += isStatic ? `/${source}` : `/<${source}>`;
  return shape;
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
