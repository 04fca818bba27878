import createTree from "find-my-way";

import { type Candidate, isTreeSafe } from "./candidate.ts";
import { decodeSegments, findPathFault, isSuspicious, type PathFault } from "./canonical-path.ts";
import type { Rule, RuleSegment } from "./rule.ts";
import { orderCandidates } from "./rule-order.ts";

/** What the router says about a method and path. */
export type RouteMatch<Target> =
  | { readonly kind: "route"; readonly target: Target; readonly params: Readonly<Record<string, unknown>> }
  /** The path is another spelling of a route's; `path` is the right one, percent-encoded. */
  | { readonly kind: "redirect"; readonly path: string }
  /** No route; `allowed` are the methods of routes with this path. */
  | { readonly kind: "none"; readonly allowed: ReadonlySet<string> }
  /** The path is not one. */
  | { readonly kind: "invalid"; readonly status: PathFault };

/** A rule and what it leads to. */
export interface RoutedRule<Target> {
  readonly rule: Rule;
  readonly target: Target;
}

const NO_PARAMS: Readonly<Record<string, unknown>> = Object.freeze({});
const MAX_SEGMENT = 8192;
const NO_MATCH: RouteMatch<never> = Object.freeze({ kind: "none", allowed: new Set<string>() });

/** What find-my-way found: a fresh object without prototype. */
type TreeParams = Readonly<Record<string, string | undefined>>;

function hasEmpty(params: TreeParams): boolean {
  for (const name in params) if (params[name] === "") return true;
  return false;
}

type RouteHit<Target> = Extract<RouteMatch<Target>, { kind: "route" }>;

/**
 * Finds the route of a request: Werkzeug's semantics on find-my-way's radix tree.
 *
 * The tree knows only shapes: text and "some segment". It finds the most specific shape of a path in one walk; the
 * rules that could match a path of that shape, in Werkzeug's order, then say yes or no. Paths without variables are
 * answered from a table.
 */
export class Router<Target> {
  readonly #tree = createTree({
    maxParamLength: MAX_SEGMENT,
    ignoreTrailingSlash: false,
    querystringParser: () => undefined,
  });
  readonly #targets: ReadonlyMap<Rule, Target>;
  readonly #statics = new Map<string, Map<string, RouteHit<Target>>>();

  /** @param rules - In order of registration. */
  constructor(rules: readonly RoutedRule<Target>[]) {
    this.#targets = new Map(rules.map(({ rule, target }) => [rule, target]));
    const candidates = orderCandidates(rules.map(({ rule }) => rule));
    this.#growTree(candidates);
    for (const { rule, target } of rules) if (rule.isStatic) this.#addStatic(rule, target);
  }

  /**
   * Matches a request.
   *
   * @param method - Upper-case.
   * @param path - As it came, percent-encoded, without the query.
   */
  match(method: string, path: string): RouteMatch<Target> {
    const known = this.#statics.get(path)?.get(method);
    if (known !== undefined) return known;
    if (isSuspicious(path)) {
      const status = findPathFault(path);
      if (status !== null) return { kind: "invalid", status };
    }
    const match = this.#matchTree(method, path);
    return match.kind === "none" && path.includes("//") ? this.#matchMerged(method, path, match) : match;
  }

  /** Only rules that merge slashes redirect; the others do not know the path. */
  #matchMerged(method: string, path: string, match: RouteMatch<Target>): RouteMatch<Target> {
    const merged = path.replaceAll(/\/{2,}/g, "/");
    const candidate = this.#firstMatch(merged, (rule) => rule.methods.has(method));
    if (candidate === null || !candidate.rule.mergeSlashes) return match;
    return toRedirect(candidate.redirects ? `${merged}/` : merged);
  }

  #firstMatch(path: string, accepts: (rule: Rule) => boolean): Candidate | null {
    const segments = decodeSegments(path) ?? [];
    const fits = (candidate: Candidate): boolean => {
      const texts = accepts(candidate.rule) ? candidate.match(segments) : null;
      return texts !== null && candidate.rule.convert(texts) !== null;
    };
    return this.#candidatesOf(path).find(fits) ?? null;
  }

  #candidatesOf(path: string): readonly Candidate[] {
    return this.#tree.find("GET", path)?.store ?? [];
  }

  #matchTree(method: string, path: string): RouteMatch<Target> {
    const found = this.#tree.find("GET", path);
    if (found === null) return NO_MATCH;
    const candidates: readonly Candidate[] = found.store;
    const [first] = candidates;
    if (candidates.length === 1 && first?.isPlain === true && !path.includes("%")) {
      const match = this.#matchPlain(first, method, found.params);
      if (match !== null) return match;
    }
    return this.#matchCandidates(candidates, method, path);
  }

  /** The common case: one rule has this shape, and the tree's values are its variables. */
  #matchPlain(candidate: Candidate, method: string, found: TreeParams): RouteMatch<Target> | null {
    const { rule } = candidate;
    const target = this.#targets.get(rule);
    if (target === undefined || candidate.redirects || !rule.methods.has(method)) return null;
    if (candidate.isIdentity) return hasEmpty(found) ? null : { kind: "route", target, params: found };
    const values = Object.values(found);
    const params = candidate.fitsPlain(values) ? rule.convert(values) : null;
    return params === null ? null : { kind: "route", target, params };
  }

  #matchCandidates(candidates: readonly Candidate[], method: string, path: string): RouteMatch<Target> {
    const segments = decodeSegments(path) ?? [];
    const allowed = new Set<string>();
    for (const candidate of candidates) {
      const texts = candidate.match(segments);
      const match = texts && this.#accept(candidate, method, { path, texts, allowed });
      if (match !== null) return match;
    }
    return { kind: "none", allowed };
  }

  /** The match of a candidate whose segments fit; `null` when a converter or the method refuses. */
  #accept(
    { rule, redirects }: Candidate,
    method: string,
    found: { path: string; texts: readonly string[]; allowed: Set<string> },
  ): RouteMatch<Target> | null {
    const params = rule.convert(found.texts);
    if (params === null) return null;
    if (!rule.methods.has(method)) {
      if (!redirects) for (const known of rule.methods) found.allowed.add(known);
      return null;
    }
    if (redirects) return toRedirect(`${found.path}/`);
    const target = this.#targets.get(rule);
    return target === undefined ? null : { kind: "route", target, params };
  }

  /** One entry for each shape, holding every candidate that could match a path the tree leads there. */
  #growTree(candidates: readonly Candidate[]): void {
    const shapes = new Map<string, Candidate[]>();
    for (const candidate of candidates) {
      const shape = shapeOf(candidate.segments);
      if (shapes.has(shape)) continue;
      shapes.set(
        shape,
        candidates.filter((other) => other.overlaps(toShapeSegments(candidate.segments))),
      );
    }
    for (const [shape, matching] of shapes)
      this.#tree.on("GET", namedShape(shape, matching), () => undefined, matching);
  }

  /** A table entry for each method whose first match at this path is the rule itself. */
  #addStatic(rule: Rule, target: Target): void {
    const path = rule.buildPath({});
    for (const method of rule.methods) {
      const match = this.#matchTree(method, path);
      if (match.kind !== "route" || match.target !== target) continue;
      const params =
        Object.keys(rule.defaults).length === 0 ? NO_PARAMS : Object.freeze({ ...rule.defaults });
      const methods = this.#statics.get(path) ?? new Map<string, RouteHit<Target>>();
      this.#statics.set(path, methods.set(method, { kind: "route", target, params }));
    }
  }
}

/** Two slashes in front would name another host. */
function toRedirect(path: string): { kind: "redirect"; path: string } {
  return { kind: "redirect", path: path.replace(/^\/{2,}/, "/") };
}

function shapeOf(segments: readonly RuleSegment[]): string {
  const parts: string[] = [];
  for (const segment of segments) {
    parts.push(segment.isFinal ? "*" : isShapeStatic(segment) ? segment.source : ":");
  }
  return `/${parts.join("/")}`;
}

/** The shape with names for its variables: those of the rule, where it is the only one, so that they can be taken as they are. */
function namedShape(shape: string, candidates: readonly Candidate[]): string {
  const [only] = candidates.length === 1 ? candidates : [];
  const names = only?.isIdentity === true ? only.segments.flatMap((segment) => segment.variables) : [];
  let index = 0;
  return shape.replaceAll(":", () => `:${names[index++] ?? `part${index}`}`);
}

function isShapeStatic(segment: RuleSegment): boolean {
  return segment.isStatic && isTreeSafe(segment.source);
}

const ANY: RuleSegment = {
  isStatic: false,
  isFinal: false,
  source: "",
  expression: null,
  variables: [],
  isBare: true,
  weight: [],
};

/** The segments as the tree sees them: what is not plain text is "some segment". */
function toShapeSegments(segments: readonly RuleSegment[]): RuleSegment[] {
  return segments.map((segment) => (isShapeStatic(segment) || segment.isFinal ? segment : ANY));
}
