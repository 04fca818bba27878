import { type Candidate, isShapeStatic } from "./candidate.ts";
import { CandidateIndex } from "./candidate-index.ts";
import { decodeSegments, findPathFault, isSuspicious, type PathFault } from "./canonical-path.ts";
import type { PathTree } from "./path-tree.ts";
import type { Rule } from "./rule.ts";
import { orderCandidates } from "./rule-order.ts";
import type { RuleSegment } from "./rule-segment.ts";

/** What a router says about a method and path. */
export type RouteMatch<Target> =
  | {
      readonly kind: "route";
      readonly target: Target;
      readonly params: Readonly<Record<string, unknown>>;
      /** The rule that matched. */
      readonly rule: Rule;
    }
  /**
   * The request has to be made again elsewhere: `path` is another spelling of a route's, or that of its first rule;
   * percent-encoded, without what the app is mounted under. `host` is the host to go to; `null` for the same.
   */
  | { readonly kind: "redirect"; readonly path: string; readonly host: string | null }
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
/** So many rules are asked as soon as a tree is, which static files alone do not need. */
const FEW_SHAPES = 4;
/** The tree's name for the rest of a path. */
const REST = "*";
const NO_METHODS: ReadonlySet<string> = new Set<string>();

/** The answer for a path that no rule has. */
export const NO_MATCH: RouteMatch<never> = Object.freeze({ kind: "none", allowed: NO_METHODS });

type RouteHit<Target> = Extract<RouteMatch<Target>, { kind: "route" }>;

/** A candidate among those of a shape. */
interface Entry<Target> {
  readonly candidate: Candidate;
  readonly rule: Rule;
  readonly target: Target;
  /** Whether the tree has found its variables, under their names. */
  readonly isDirect: boolean;
}

/** A path that rules name in full. */
interface StaticPath<Target> {
  /** By method: the routes that are the first to match. */
  readonly hits: Map<string, RouteHit<Target>>;
  /** All that could match it; `null` for one that the tree leads to, because it has to be encoded. */
  readonly entries: readonly Entry<Target>[] | null;
}

/** All that could match a path that the tree leads to one place. */
interface Shape<Target> {
  readonly entries: readonly Entry<Target>[];
  /** The first entry that answers a method, when its rule may be decided by what the tree found. */
  readonly direct: ReadonlyMap<string, Entry<Target>>;
}

/**
 * Finds the route of a path among the rules of one host: Werkzeug's semantics on find-my-way's radix tree.
 *
 * The tree knows only shapes: text and "some segment". It finds the most specific shape of a path in one walk; the
 * rules that could match a path of that shape, in Werkzeug's order, then say yes or no. Paths without variables are
 * answered from a table. Without a tree every rule with variables is asked, which takes longer where there are many.
 */
export class PathRouter<Target> {
  #tree: PathTree | null = null;
  /** What the tree will know, by its own spelling of a path. */
  #shapes: (readonly [path: string, shape: Shape<Target>])[] = [];
  /** All that the tree will lead to. */
  #undecided: readonly Entry<Target>[];
  /** Paths without variables need no tree. */
  readonly #statics = new Map<string, StaticPath<Target>>();
  /** All forms of all rules, in the order in which they are tried. */
  readonly candidates: readonly Candidate[];

  /** @param rules - In order of registration. */
  constructor(rules: readonly RoutedRule<Target>[]) {
    const targets = new Map(rules.map(({ rule, target }) => [rule, target]));
    this.candidates = orderCandidates(rules.map(({ rule }) => rule));
    this.#undecided = this.candidates
      .filter(({ isStatic }) => !isStatic)
      .flatMap((candidate) => toEntry(candidate, targets, { shape: candidate.shape, names: [] }));
    this.#addShapes(targets);
    for (const { rule } of rules) if (rule.isStatic) this.#addEncoded(rule);
  }

  /** Whether a tree would find some paths sooner: it is worth its loading for many, or where it finds the values too. */
  get needsTree(): boolean {
    return this.#shapes.length > FEW_SHAPES || this.#shapes.some(([, shape]) => findsValues(shape));
  }

  /** Has the paths with variables found by a tree, an empty one that is this router's from now on. */
  grow(tree: PathTree): void {
    for (const [path, shape] of this.#shapes) tree.on("GET", path, () => undefined, shape);
    this.#tree = tree;
    this.#shapes = [];
    this.#undecided = [];
  }

  /**
   * Matches a path as it is.
   *
   * @param method - Upper-case.
   * @param path - As it came, percent-encoded, without the query.
   */
  match(method: string, path: string): RouteMatch<Target> {
    const known = this.#statics.get(path);
    if (known !== undefined) {
      const hit = known.hits.get(method);
      if (hit !== undefined) return hit;
      if (known.entries !== null) return matchEntries(known.entries, method, path);
    }
    if (!isSuspicious(path)) return this.#matchTree(method, path, true);
    const status = findPathFault(path);
    return status === null ? this.#matchEncoded(method, path) : { kind: "invalid", status };
  }

  #matchEncoded(method: string, path: string): RouteMatch<Target> {
    const entries = this.#staticEntries(path);
    if (entries !== null) return matchEntries(entries, method, path);
    return this.#matchTree(method, path, !/%|\/\//.test(path));
  }

  /** What could match a path without variables, however it is encoded; `null` for any other. */
  #staticEntries(path: string): readonly Entry<Target>[] | null {
    const segments = decodeSegments(path);
    return (segments && this.#statics.get(`/${segments.join("/")}`)?.entries) ?? null;
  }

  /** Matches a path without its repeated slashes; only rules that merge slashes know it. */
  matchMerged(method: string, path: string): RouteMatch<Target> {
    const merged = path.replaceAll(/\/{2,}/g, "/");
    const segments = decodeSegments(merged) ?? [];
    const allowed = new Set<string>();
    for (const { candidate } of this.#shapeOf(merged)) {
      const texts = candidate.match(segments);
      if (texts === null || candidate.rule.convert(texts) === null) continue;
      const { methods, mergeSlashes } = candidate.rule;
      if (!methods.has(method))
        addMethods(allowed, mergeSlashes && !candidate.redirects ? methods : NO_METHODS);
      else return mergeSlashes ? toRedirect(candidate.redirects ? `${merged}/` : merged) : NO_MATCH;
    }
    return { kind: "none", allowed };
  }

  #shapeOf(path: string): readonly Entry<Target>[] {
    const entries = this.#staticEntries(path);
    if (entries !== null) return entries;
    if (this.#tree === null) return this.#undecided;
    const shape: Shape<Target> | undefined = this.#tree.find("GET", path)?.store;
    return shape?.entries ?? [];
  }

  #matchTree(method: string, path: string, isPlain: boolean): RouteMatch<Target> {
    if (this.#tree === null) return matchEntries(this.#undecided, method, path);
    const found = this.#tree.find("GET", path);
    if (found === null) return NO_MATCH;
    const shape: Shape<Target> = found.store;
    const first = isPlain ? shape.direct.get(method) : undefined;
    if (first !== undefined && !(first.candidate.endsWithVariable && path.endsWith("/"))) {
      const params = nameRest(found.params, first.candidate);
      if (first.candidate.isIdentity || first.candidate.convertPlain(params))
        return { kind: "route", target: first.target, params, rule: first.rule };
    }
    return matchEntries(shape.entries, method, path);
  }

  /** One shape for each that a candidate has, with every candidate that could match a path which is led there. */
  #addShapes(targets: ReadonlyMap<Rule, Target>): void {
    const index = new CandidateIndex(this.candidates);
    const known = new Set<string>();
    for (const candidate of this.candidates) {
      const { shape } = candidate;
      if (known.has(shape)) continue;
      known.add(shape);
      const matching = index.overlapping(toShapeSegments(candidate.segments));
      const names = matching.find((other) => isDirect(other) && other.shape === shape)?.names ?? [];
      const entries = matching.flatMap((other) => toEntry(other, targets, { shape, names }));
      if (candidate.isStatic) this.#addStatic(shape, entries);
      else this.#shapes.push([nameVariables(shape, names), { entries, direct: directOf(entries) }]);
    }
  }

  #addStatic(path: string, entries: readonly Entry<Target>[]): void {
    this.#statics.set(path, { entries, hits: new Map() });
    const methods = new Set(entries.flatMap(({ rule }) => [...rule.methods]));
    for (const method of methods) this.#addHit(method, path, matchEntries(entries, method, path));
  }

  /** Paths without variables that have to be encoded are in the tree, and in the table as they are sent. */
  #addEncoded(rule: Rule): void {
    const path = rule.buildPath({});
    if ((this.#statics.get(path)?.entries ?? null) !== null) return;
    for (const method of rule.methods) this.#addHit(method, path, this.#matchTree(method, path, false));
  }

  /** Only what has no values of its own may be given to several requests. */
  #addHit(method: string, path: string, match: RouteMatch<Target>): void {
    if (match.kind !== "route" || !match.rule.isStatic) return;
    const known = this.#statics.get(path) ?? { entries: null, hits: new Map<string, RouteHit<Target>>() };
    const params = Object.keys(match.params).length === 0 ? NO_PARAMS : Object.freeze(match.params);
    this.#statics.set(path, known);
    known.hits.set(method, { ...match, params });
  }
}

function matchEntries<Target>(
  entries: readonly Entry<Target>[],
  method: string,
  path: string,
): RouteMatch<Target> {
  const segments = decodeSegments(path) ?? [];
  const allowed = new Set<string>();
  for (const { candidate, rule, target } of entries) {
    const texts = candidate.match(segments);
    const params = texts && rule.convert(texts);
    if (params === null) continue;
    if (!rule.methods.has(method)) addMethods(allowed, candidate.redirects ? NO_METHODS : rule.methods);
    else return candidate.redirects ? toRedirect(`${path}/`) : { kind: "route", target, params, rule };
  }
  return { kind: "none", allowed };
}

function addMethods(allowed: Set<string>, methods: ReadonlySet<string>): void {
  for (const method of methods) allowed.add(method);
}

/** Two slashes in front would name another host. */
function toRedirect(path: string): { kind: "redirect"; path: string; host: null } {
  return { kind: "redirect", path: path.replace(/^\/{2,}/, "/"), host: null };
}

/** Whether the values that the tree finds can be the variables' as they are, or converted. */
function isDirect({ isPlain, redirects, rule }: Candidate): boolean {
  return isPlain && !redirects && Object.keys(rule.defaults).length === 0;
}

function toEntry<Target>(
  candidate: Candidate,
  targets: ReadonlyMap<Rule, Target>,
  { shape, names }: { shape: string; names: readonly string[] },
): Entry<Target>[] {
  const { rule } = candidate;
  const target = targets.get(rule);
  const isNamed = candidate.names.join() === names.join();
  // A rule without a target is none of this router's.
  return target === undefined
    ? []
    : [
        {
          candidate,
          rule,
          target,
          isDirect: isDirect(candidate) && isNamed && candidate.shape === shape,
        },
      ];
}

/** For each method the entry that comes first, if the tree's values decide it. */
function directOf<Target>(entries: readonly Entry<Target>[]): Map<string, Entry<Target>> {
  const first = new Map<string, Entry<Target>>();
  for (const entry of entries)
    for (const method of entry.rule.methods) if (!first.has(method)) first.set(method, entry);
  for (const [method, entry] of first) if (!entry.isDirect) first.delete(method);
  return first;
}

/** Whether the tree finds the values of a shape as they are, but for those that are the rest of a path. */
function findsValues<Target>({ direct }: Shape<Target>): boolean {
  return [...direct.values()].some(({ candidate }) => candidate.rest === null);
}

/** The values that the tree found, a fresh object without prototype for each path, under the names of a form. */
function nameRest(found: Record<string, unknown>, { names, rest }: Candidate): Record<string, unknown> {
  if (rest === null) return found;
  const params: Record<string, unknown> = {};
  for (const name of names) params[name] = found[name === rest ? REST : name];
  return params;
}

/** The shape with names for its variables. */
function nameVariables(shape: string, names: readonly string[]): string {
  let index = 0;
  return shape.replaceAll(":", () => `:${names[index++] ?? `part${index}`}`);
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
