import { ENCODED_SLASH } from "./canonical-path.ts";
import type { Converter } from "./converters.ts";
import type { Rule } from "./rule.ts";
import type { RuleSegment } from "./rule-segment.ts";
import { parseText } from "./rule-variables.ts";

/**
 * One way in which a rule can match: as it is, without its trailing slash, or with one it does not have.
 *
 * `redirects`: the match is answered with a redirect to the path with the slash.
 */
export class Candidate {
  /** The rule. */
  readonly rule: Rule;
  /** What has to match, segment by segment. */
  readonly segments: readonly RuleSegment[];
  /** Whether the match is answered with a redirect. */
  readonly redirects: boolean;
  /** Whether it has one path only, which is written as it is sent. */
  readonly isStatic: boolean;
  /** Whether every segment is text or one variable, so that the tree's own values are the variables'. */
  readonly isPlain: boolean;
  /** Whether the tree's values are the variables' as they are: plain segments, no conversion, no defaults. */
  readonly isIdentity: boolean;
  /** The path as the tree sees it: text, ":" for what is not plain text, "*" for the rest. */
  readonly shape: string;
  /** Whether the last segment is a variable, for which the tree takes the nothing behind a last slash too. */
  readonly endsWithVariable: boolean;
  /** The names of the variables of this form, in order. */
  readonly names: readonly string[];
  /** The variable that is all that is left of the path, for which the tree has a name of its own; `null` without one. */
  readonly rest: string | null;
  readonly #variables: readonly PlainVariable[];

  /** @param rule - The rule. @param segments - The segments of this form. @param redirects - See above. */
  constructor(rule: Rule, segments: readonly RuleSegment[], redirects: boolean) {
    this.rule = rule;
    this.segments = segments;
    this.redirects = redirects;
    this.isStatic = segments.every(isShapeStatic);
    this.isPlain = segments.every((segment) => segment.isBare || isShapeStatic(segment));
    this.isIdentity = this.isPlain && !redirects && rule.hasTextOnly;
    this.shape = shapeOf(segments);
    this.endsWithVariable = segments.at(-1)?.isStatic === false;
    this.names = segments.flatMap((segment) => segment.variables);
    const last = segments.at(-1);
    this.rest = last?.isFinal === true && last.isBare ? (last.variables[0] ?? null) : null;
    this.#variables = this.isPlain ? convertedVariables(rule, segments) : [];
  }

  /** The texts of the variables in decoded segments; `null` when they do not match. */
  match(segments: readonly string[]): string[] | null {
    const texts: string[] = [];
    for (const [index, expected] of this.segments.entries()) {
      const found = matchSegment(expected, expected.isFinal ? joinRest(segments, index) : segments[index]);
      if (found === null) return null;
      texts.push(...found);
      if (expected.isFinal) return texts;
    }
    return segments.length === this.segments.length ? texts : null;
  }

  /**
   * Converts the values that the tree found for a plain form, in place.
   *
   * @param params - A fresh object of the tree, with the names of this form, of a path without empty segments.
   * @returns Whether they fit. When not, some may be converted already.
   */
  convertPlain(params: Record<string, unknown>): boolean {
    for (const { name, converter, expression } of this.#variables) {
      const text = params[name];
      if (typeof text !== "string") return false;
      const value = expression.test(text) ? parseText(converter, text) : undefined;
      if (value === undefined) return false;
      params[name] = value;
    }
    return true;
  }
}

/** A variable that fills its segment, and whose text is not taken as it is. */
interface PlainVariable {
  readonly name: string;
  readonly converter: Converter;
  readonly expression: RegExp;
}

function convertedVariables(rule: Rule, segments: readonly RuleSegment[]): PlainVariable[] {
  return segments.flatMap(({ variables: [name = ""], expression }) => {
    const converter = rule.converters.get(name);
    return converter === undefined || converter.isText === true || expression === null
      ? []
      : [{ name, converter, expression }];
  });
}

/** Three variables share n characters in n³ ways, all of which an expression may try: longer texts do not match. */
const MAX_AMBIGUOUS = 256;

/** The texts of a segment's variables; `null` when `text` is missing or does not match. */
function matchSegment(
  { isStatic, source, expression, variables }: RuleSegment,
  text: string | null | undefined,
): string[] | null {
  if (text === undefined || text === null) return null;
  if (isStatic) return text === source ? [] : null;
  if (variables.length > 2 && text.length > MAX_AMBIGUOUS) return null;
  return expression?.exec(text)?.slice(1).map(restoreSlashes) ?? null;
}

function restoreSlashes(text: string): string {
  return text.includes(ENCODED_SLASH) ? text.replaceAll(ENCODED_SLASH, "/") : text;
}

/** The rest of a path for a variable that matches slashes; an encoded slash in it would be mistaken for a real one. */
function joinRest(segments: readonly string[], from: number): string | null {
  const rest = segments.slice(from);
  return rest.some((segment) => segment.includes(ENCODED_SLASH) || segment.includes("\\"))
    ? null
    : rest.join("/");
}

function shapeOf(segments: readonly RuleSegment[]): string {
  let shape = "";
  for (const segment of segments) {
    shape += `/${segment.isFinal ? "*" : isShapeStatic(segment) ? segment.source : ":"}`;
  }
  return shape;
}

/** Whether the tree compares the text of a segment. */
export function isShapeStatic(segment: RuleSegment): boolean {
  return segment.isStatic && isTreeSafe(segment.source);
}

/** Text that the tree compares as we do: it has escapes of its own for the rest. */
export function isTreeSafe(text: string): boolean {
  return /^[\w.~-]*$/.test(text);
}

const EMPTY: RuleSegment = {
  isStatic: true,
  isFinal: false,
  source: "",
  expression: null,
  variables: [],
  isBare: false,
  weight: [],
};

/** The candidates of a rule in the order Werkzeug tries them at one place: exact, missing slash, extra slash. */
export interface RuleForms {
  readonly exact: Candidate;
  /** The path without the rule's trailing slash. */
  readonly withoutSlash: Candidate | null;
  /** The path with a slash the rule does not have, where slashes are not strict. */
  readonly withSlash: Candidate | null;
}

/** The forms in which a rule matches. */
export function formsOf(rule: Rule): RuleForms {
  const last = rule.segments.at(-1) ?? EMPTY;
  const exact = new Candidate(rule, rule.segments, false);
  const shorter = withoutTrailingSlash(rule.segments, last);
  const isLenient = !rule.strictSlashes;
  return {
    exact,
    withoutSlash: shorter === null ? null : new Candidate(rule, shorter, rule.strictSlashes),
    withSlash:
      isLenient && !rule.isBranch && !last.isFinal
        ? new Candidate(rule, [...rule.segments, EMPTY], false)
        : null,
  };
}

function withoutTrailingSlash(segments: readonly RuleSegment[], last: RuleSegment): RuleSegment[] | null {
  if (last.isFinal && last.source.endsWith("/")) {
    const source = last.source.slice(0, -1);
    return [...segments.slice(0, -1), { ...last, source, expression: new RegExp(`^${source}(?<!/)$`, "su") }];
  }
  return last.isStatic && last.source === "" && segments.length > 1 ? segments.slice(0, -1) : null;
}
