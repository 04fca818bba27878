import { canonicalsOf } from "./canonical-rules.ts";
import { explainCandidates, type RouteAttempt } from "./explanation.ts";
import { ANY_HOST, type HostPolicy } from "./host-policy.ts";
import { NO_MATCH, PathRouter, type RoutedRule, type RouteMatch } from "./path-router.ts";
import type { PathTree } from "./path-tree.ts";
import type { Domain } from "./domain.ts";
import type { Rule } from "./rule.ts";
import { givenValues, isSuitable } from "./rule-fit.ts";
import { compareWeights } from "./rule-order.ts";

/** The rules of one domain. */
interface DomainRoutes<Target> {
  readonly domain: Domain;
  readonly paths: PathRouter<Target>;
}

/** The values of a domain's variables, with the rules that may match then. */
type Served<Target> = readonly [paths: PathRouter<Target>, values: Readonly<Record<string, unknown>> | null];

type RouteHit<Target> = Extract<RouteMatch<Target>, { kind: "route" }>;

/**
 * Finds the route of a request by its host, path and method, in Werkzeug's order: rules for exactly this host before
 * those of a host pattern, and those before the rules for every host; then as {@link PathRouter} does.
 *
 * Where no rule has a host, hosts are not looked at.
 *
 * @example
 * router.match("GET", "/users/3"); // { kind: "route", params: { id: 3 }, ... }
 * router.match("POST", "/users/3"); // { kind: "none", allowed: new Set(["GET", "HEAD"]) }
 */
export class Router<Target> {
  readonly #hosts: HostPolicy;
  /** The rules that every host has. */
  readonly #everywhere: PathRouter<Target>;
  readonly #byName = new Map<string, PathRouter<Target>>();
  readonly #byPattern: readonly DomainRoutes<Target>[];
  readonly #hasDomains: boolean;
  /** Where the requests of some rules are redirected to; `null` when there are none such. */
  readonly #canonicals: ReadonlyMap<Rule, readonly Rule[]> | null;

  /**
   * @param rules - In order of registration.
   * @param hosts - What the rules were made with. @default hosts are not looked at
   */
  constructor(rules: readonly RoutedRule<Target>[], hosts: HostPolicy = ANY_HOST) {
    this.#hosts = hosts;
    const served = rules.filter(({ rule }) => !rule.isBuildOnly);
    const domains = groupByDomain(served);
    this.#everywhere = new PathRouter(domains.get(null) ?? []);
    domains.delete(null);
    this.#hasDomains = domains.size > 0;
    this.#byPattern = this.#addDomains(domains);
    this.#canonicals = canonicalsOf(rules.map(({ rule }) => rule));
  }

  #addDomains(domains: ReadonlyMap<string | null, readonly RoutedRule<Target>[]>): DomainRoutes<Target>[] {
    const patterns: DomainRoutes<Target>[] = [];
    for (const rules of domains.values()) {
      const domain = rules[0]?.rule.domain ?? null;
      if (domain === null) continue;
      const paths = new PathRouter(rules);
      if (domain.isLiteral) this.#byName.set(domain.pattern, paths);
      else patterns.push({ domain, paths });
    }
    return patterns.toSorted((left, right) => compareWeights(left.domain.weight, right.domain.weight));
  }

  /** Whether {@link grow} would make a difference. */
  get needsTrees(): boolean {
    return this.#all.some(({ needsTree }) => needsTree);
  }

  /** Has paths with variables found by trees: the answers stay, and come as soon with a thousand rules as with one. */
  grow(createTree: () => PathTree): void {
    for (const paths of this.#all) if (paths.needsTree) paths.grow(createTree());
  }

  /** In the order in which they are asked: those of a host, of a pattern of hosts, of every host. */
  get #all(): readonly PathRouter<Target>[] {
    return [...this.#byName.values(), ...this.#byPattern.map(({ paths }) => paths), this.#everywhere];
  }

  /**
   * Matches a request (Werkzeug's `MapAdapter.match`).
   *
   * @param method - Upper-case.
   * @param path - As it came, percent-encoded, without the query.
   * @param host - As it came, with its port. Rules for every host match without one.
   */
  match(method: string, path: string, host: string = ""): RouteMatch<Target> {
    const match = this.#hasDomains ? this.#matchHost(method, path, host) : this.#matchPath(method, path);
    return this.#canonicals === null || match.kind !== "route"
      ? match
      : (this.#redirect(match, { method, path, host }) ?? match);
  }

  #matchPath(method: string, path: string): RouteMatch<Target> {
    const match = this.#everywhere.match(method, path);
    return match.kind !== "none" || isMerged(path) ? match : this.#matchHost(method, path, "");
  }

  #matchHost(method: string, path: string, host: string): RouteMatch<Target> {
    if (path === "") return toRoot(this.#matchHost(method, "/", host));
    const served = this.#servedAt(host);
    const allowed = new Set<string>();
    const isExact = firstMatch(served, (paths) => paths.match(method, path), allowed);
    if (isExact !== null) return isExact;
    const merged = isMerged(path)
      ? null
      : firstMatch(served, (paths) => paths.matchMerged(method, path), allowed);
    return merged ?? (allowed.size === 0 ? NO_MATCH : { kind: "none", allowed });
  }

  #servedAt(host: string): Served<Target>[] {
    const part = this.#hosts.partOf(host);
    const everywhere: Served<Target> = [this.#everywhere, null];
    if (part === null) return [everywhere];
    const named = this.#byName.get(part);
    const patterns = this.#byPattern.flatMap(({ domain, paths }): Served<Target>[] => {
      const values = domain.match(part);
      return values === null ? [] : [[paths, values]];
    });
    return [...(named === undefined ? [] : [[named, null] as const]), ...patterns, everywhere];
  }

  /** The redirect from a rule to another of its endpoint that is preferred for the same values. */
  #redirect(
    { rule, params }: RouteHit<Target>,
    { method, path, host }: { method: string; path: string; host: string },
  ): RouteMatch<Target> | null {
    const given = givenValues(params);
    for (const other of this.#canonicals?.get(rule) ?? []) {
      if (!other.methods.has(method) || !isSuitable(other, given)) continue;
      const place = placeOf(other, { ...params, ...other.defaults }, this.#hosts.partOf(host));
      if (place === null || (place.part === null && place.path === path)) continue;
      const elsewhere = place.part === null ? null : this.#hosts.hostOf(place.part, host);
      return { kind: "redirect", path: place.path, host: elsewhere };
    }
    return null;
  }

  /** The methods that a path answers; none for a path without a route. */
  allowedMethods(path: string, host?: string): string[] {
    const match = this.match("--", path, host);
    return match.kind === "none" ? [...match.allowed].toSorted() : [];
  }

  /**
   * Whether a request would find a route, be it by a redirect.
   *
   * @param path - Percent-encoded, without the query.
   */
  test(path: string, method: string = "GET", host?: string): boolean {
    const { kind } = this.match(method.toUpperCase(), path, host);
    return kind === "route" || kind === "redirect";
  }

  /** The rules in the order in which they are tried: those of a host, of a pattern of hosts, of every host. */
  get rulesInOrder(): readonly Rule[] {
    return [...new Set(this.#all.flatMap(({ candidates }) => candidates.map(({ rule }) => rule)))];
  }

  /** Which rules are tried for a request, in order, and why each does not match; those of other hosts last. */
  explain(path: string, method: string = "GET", host: string = ""): RouteAttempt[] {
    const served = this.#servedAt(host).map(([paths]) => paths);
    const elsewhere = this.#all.filter((paths) => !served.includes(paths));
    return [
      ...served.flatMap(({ candidates }) => explainCandidates(candidates, method, path)),
      ...elsewhere.flatMap(({ candidates }) => explainCandidates(candidates, null, host)),
    ];
  }
}

/** Whether there are no slashes to merge; the empty path is another spelling of "/". */
function isMerged(path: string): boolean {
  return path !== "" && !path.includes("//");
}

function toRoot<Target>(match: RouteMatch<Target>): RouteMatch<Target> {
  return match.kind === "route" ? { kind: "redirect", path: "/", host: null } : match;
}

function groupByDomain<Target>(
  rules: readonly RoutedRule<Target>[],
): Map<string | null, RoutedRule<Target>[]> {
  const groups = new Map<string | null, RoutedRule<Target>[]>();
  for (const routed of rules) {
    const known = groups.get(routed.rule.host);
    if (known === undefined) groups.set(routed.rule.host, [routed]);
    else known.push(routed);
  }
  return groups;
}

/** The first answer but "none", with the values of its host; collects what the others allow. */
function firstMatch<Target>(
  served: readonly Served<Target>[],
  ask: (paths: PathRouter<Target>) => RouteMatch<Target>,
  allowed: Set<string>,
): RouteMatch<Target> | null {
  for (const [paths, values] of served) {
    const match = ask(paths);
    if (match.kind === "none") for (const method of match.allowed) allowed.add(method);
    else
      return match.kind === "route" && values !== null
        ? { ...match, params: { ...values, ...match.params } }
        : match;
  }
  return null;
}

/** Where a rule is for these values: `part` of its host, `null` when it is the request's. */
function placeOf(
  rule: Rule,
  values: Readonly<Record<string, unknown>>,
  current: string | null,
): { part: string | null; path: string } | null {
  try {
    const part = rule.domain?.build(values) ?? null;
    return { part: part === current ? null : part, path: rule.buildPath(values) };
  } catch {
    return null;
  }
}
