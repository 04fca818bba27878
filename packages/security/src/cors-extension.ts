import { type Extension, reply, type Request, type RouteListing } from "@micro-web/core";
import { CorsPolicy, type CorsPolicyOptions } from "./cors-policy.ts";

/** Policies by what the paths of routes begin with, as they are registered. */
export interface CorsResources {
  /** `{ "/api/*": { origins: [...] }, "/feed": { origins: "*" } }`; the first that fits counts. */
  readonly resources: Readonly<Record<string, CorsPolicyOptions>>;
}

/** One policy for all views, or several. */
export type CorsOptions = CorsPolicyOptions | CorsResources;

/** The policy of a view: its own, that of its path, or none. */
type Choice = CorsPolicy | null;

/**
 * Lets pages of other origins read answers (CORS), and answers the preflights of browsers.
 *
 * A view has a policy of its own, in place of the app's and not mixed with it, by `meta: { cors: { origins: [...] } }`, and
 * none by `meta: { cors: false }`. Without the extension no other origin reads anything.
 *
 * @throws MicroError `MICRO_SECURITY_OPTION` for options that contradict each other, such as cookies for every origin.
 * @example
 * app.use(cors({ origins: ["https://app.example.org"], credentials: true }));
 * app.use(cors({ resources: { "/api/*": { origins: "*" } } }));
 */
export function cors(options: CorsOptions): Extension<void> {
  const policies = new CorsPolicies(options);
  return {
    name: "cors",
    setup(setup) {
      const views = new Map<string, RouteListing[]>();
      setup.onRoute((route) => {
        policies.check(route.options.meta?.["cors"]);
        const key = keyOf(route.blueprint, route.path);
        const known = views.get(key);
        if (known === undefined) views.set(key, [route]);
        else known.push(route);
      });
      setup.beforeRequest(function answerPreflight(request) {
        const { method, origin, accessControlRequestMethod: asked } = request;
        if (method !== "OPTIONS" || origin === undefined || asked === undefined) return undefined;
        const view = views
          .get(keyOf(request.blueprint, request.rule))
          ?.find(({ methods }) => methods.includes(asked));
        const meta = view === undefined ? request.meta : view.options.meta;
        const policy = policies.of(request, meta?.["cors"]);
        if (policy === null) return undefined;
        const response = reply(null, 204, policy.preflightHeaders(origin, request));
        request.afterThisRequest((_, answer) => policy.applyTo(answer, request));
        return response;
      });
      setup.afterRequest(function addCorsHeaders(request, response) {
        const isPreflight = request.method === "OPTIONS" && request.accessControlRequestMethod !== undefined;
        if (!isPreflight) policies.of(request, request.meta["cors"])?.applyTo(response, request);
      });
    },
  };
}

/** The policies of an app and of its views. */
class CorsPolicies {
  readonly #everywhere: Choice;
  readonly #resources: readonly (readonly [path: string, isPrefix: boolean, policy: CorsPolicy])[];
  readonly #own = new WeakMap<object, CorsPolicy>();

  constructor(options: CorsOptions) {
    this.#everywhere = "resources" in options ? null : new CorsPolicy(options);
    const resources = "resources" in options ? Object.entries(options.resources) : [];
    this.#resources = resources.map(([path, own]) => [
      path.replace(/\*$/, ""),
      path.endsWith("*"),
      new CorsPolicy(own),
    ]);
  }

  /** Makes the policy of a view when the app starts, so that a mistake in it shows then. */
  check(own: unknown): void {
    if (typeof own === "object" && own !== null) this.#own.set(own, new CorsPolicy(own as CorsPolicyOptions)); // it checks them
  }

  /** @param own - What the view says. */
  of({ rule }: Request, own: unknown): Choice {
    if (own === false) return null;
    const policy = typeof own === "object" && own !== null ? this.#own.get(own) : undefined;
    if (policy !== undefined) return policy;
    // The route that is served counts, not how its path was written.
    const found = this.#resources.find(([path, isPrefix]) =>
      isPrefix ? rule.startsWith(path) : rule === path,
    );
    return rule !== "" && found !== undefined ? found[2] : this.#everywhere;
  }
}

function keyOf(blueprint: string, path: string): string {
  return `${blueprint} ${path}`;
}
