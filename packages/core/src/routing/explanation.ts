import type { Candidate } from "./candidate.ts";
import { decodeSegments, ENCODED_SLASH } from "./canonical-path.ts";
import type { Rule } from "./rule.ts";
import type { RuleSegment } from "./rule-segment.ts";

/** A rule that was tried for a request. */
export interface RouteAttempt {
  readonly rule: Rule;
  /** The full name of its endpoint. */
  readonly endpoint: string;
  /** Whether it is the one that answers. */
  readonly matches: boolean;
  /** Why it does not match, or how: `"abc" is not <int:id>`, `it answers POST only`. */
  readonly reason: string;
}

/** The characters of a path that a reason shows. */
const MAX_TEXT = 100;

/**
 * Why each of some rules does not match a request, in their order.
 *
 * @param candidates - The forms of the rules.
 * @param method - Of the request; `null` when the rules are of other hosts.
 * @param path - Of the request, percent-encoded; its host when the rules are of others.
 */
export function explainCandidates(
  candidates: readonly Candidate[],
  method: string | null,
  path: string,
): RouteAttempt[] {
  const segments = method === null ? [] : (decodeSegments(path) ?? []);
  return [...new Set(candidates.map(({ rule }) => rule))].map((rule) => {
    const forms = candidates.filter((candidate) => candidate.rule === rule);
    const [matches, reason] =
      method === null
        ? ([false, `${quote(path)} is not the host ${rule.host ?? ""}`] as const)
        : explain(rule, forms, { method, segments });
    return { rule, endpoint: rule.endpoint, matches, reason };
  });
}

function explain(
  rule: Rule,
  forms: readonly Candidate[],
  { method, segments }: { method: string; segments: readonly string[] },
): readonly [matches: boolean, reason: string] {
  const fitting = forms.flatMap((form) => {
    const texts = form.match(segments);
    return texts === null ? [] : [{ form, texts }];
  });
  const [first] = fitting;
  if (first === undefined) return [false, differenceOf(rule, segments)];
  if (rule.convert(first.texts) === null)
    return [false, `a converter refuses ${JSON.stringify(first.texts.map(plain))}`];
  if (!rule.methods.has(method)) return [false, `it answers ${[...rule.methods].join(", ")} only`];
  return first.form.redirects ? [false, "it redirects to the path with a slash"] : [true, "it matches"];
}

/** The first segment that is not as the rule wants it. */
function differenceOf({ path, segments }: Rule, given: readonly string[]): string {
  for (const [index, expected] of segments.entries()) {
    const isRest = expected.isFinal;
    const text = isRest ? given.slice(index).join("/") : given[index];
    if (text === undefined) return `the path ends before ${describe(expected, path)}`;
    if (!fits(expected, text)) return `${quote(text)} does not fit ${describe(expected, path)}`;
    if (isRest) return `the rest of the path is not that of ${path}`;
  }
  return `the path goes on with ${quote(given.slice(segments.length).join("/"))}`;
}

function fits({ isStatic, source, expression }: RuleSegment, text: string): boolean {
  return isStatic ? text === source : expression?.test(text) === true;
}

function describe({ isStatic, source, variables }: RuleSegment, path: string): string {
  return isStatic
    ? JSON.stringify(source)
    : `${variables.map((name) => `<${name}>`).join(" and ")} of ${path}`;
}

function quote(text: string): string {
  return JSON.stringify(plain(text));
}

/** The text of a visitor stands in the line of every route. */
function plain(text: string): string {
  const decoded = text.replaceAll(ENCODED_SLASH, "/");
  return decoded.length > MAX_TEXT ? `${decoded.slice(0, MAX_TEXT)}...` : decoded;
}
