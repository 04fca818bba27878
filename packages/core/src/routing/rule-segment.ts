import type { Converter } from "./converters.ts";
import type { PathToken } from "./path-pattern.ts";

/** Werkzeug's weighting of a segment: static text first, longer first; then the converters' weights. */
export type SegmentWeight = readonly number[];

/**
 * A segment of a rule: text, or an expression with a group a variable. One whose variable matches slashes is `final`:
 * it takes all that is left of the path.
 */
export interface RuleSegment {
  readonly isStatic: boolean;
  readonly isFinal: boolean;
  /** The text, or the source of the expression. */
  readonly source: string;
  readonly expression: RegExp | null;
  readonly variables: readonly string[];
  /** Whether the segment is one variable and nothing else. */
  readonly isBare: boolean;
  readonly weight: SegmentWeight;
}

/** The segments of a path: it is split at slashes up to the first variable that matches slashes; from there on all is one segment. */
export function toSegments(
  tokens: readonly PathToken[],
  converters: ReadonlyMap<string, Converter>,
): RuleSegment[] {
  const groups: PathToken[][] = [];
  let group: PathToken[] = [];
  let isFinal = false;
  for (const token of tokens.slice(1)) {
    isFinal ||= "variable" in token && converters.get(token.variable.name)?.matchesSlashes === true;
    if ("slash" in token && !isFinal) {
      groups.push(group);
      group = [];
    } else {
      group.push(token);
    }
  }
  return [...groups, group].map((pieces) => toSegment(pieces, converters));
}

/** A segment of the pieces between two slashes. */
export function toSegment(
  tokens: readonly PathToken[],
  converters: ReadonlyMap<string, Converter>,
): RuleSegment {
  const variables = tokens.flatMap((token) => ("variable" in token ? [token.variable.name] : []));
  if (variables.length === 0) {
    const text = tokens.map((token) => ("text" in token ? token.text : "")).join("");
    return {
      isStatic: true,
      isFinal: false,
      source: text,
      expression: null,
      variables,
      isBare: false,
      weight: [],
    };
  }
  const isFinal = variables.some((name) => converters.get(name)?.matchesSlashes === true);
  const source = tokens.map((token) => toExpression(token, converters)).join("");
  // A final segment that ends with a slash: the variable before it does not end with one.
  const expression = expressionOf(
    `^${isFinal && source.endsWith("/") ? `${source.slice(0, -1)}(?<!/)/` : source}$`,
  );
  const weight = weigh(tokens, converters);
  return {
    isStatic: false,
    isFinal,
    source,
    expression,
    variables,
    isBare: tokens.length === 1,
    weight,
  };
}

/** Most segments of an app are alike: `<int:id>`. They have no state, so that rules can share them. */
const expressions = new Map<string, RegExp>();
const MAX_SHARED = 1000;

function expressionOf(source: string): RegExp {
  const known = expressions.get(source);
  if (known !== undefined) return known;
  const expression = new RegExp(source, "su");
  if (expressions.size < MAX_SHARED) expressions.set(source, expression);
  return expression;
}

function toExpression(token: PathToken, converters: ReadonlyMap<string, Converter>): string {
  if ("slash" in token) return "/";
  return "text" in token
    ? escapeExpression(token.text)
    : `(${converters.get(token.variable.name)?.pattern ?? ""})`;
}

/** Werkzeug compares (-statics, each static's length, -variables, each variable's weight); smaller goes first. */
function weigh(tokens: readonly PathToken[], converters: ReadonlyMap<string, Converter>): SegmentWeight {
  const statics = tokens.flatMap((token) => ("text" in token ? [-token.text.length] : []));
  const weights = tokens.flatMap((token) =>
    "variable" in token ? [converters.get(token.variable.name)?.weight ?? 100] : [],
  );
  return [-statics.length, ...statics, -weights.length, ...weights];
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
