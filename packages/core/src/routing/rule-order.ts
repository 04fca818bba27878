import { type Candidate, formsOf, type RuleForms } from "./candidate.ts";
import type { Rule } from "./rule.ts";
import type { RuleSegment, SegmentWeight } from "./rule-segment.ts";

/** A place in the tree of segments, as in Werkzeug's state machine. */
interface Place {
  readonly statics: Map<string, Place>;
  readonly dynamics: { readonly source: string; readonly weight: SegmentWeight; readonly place: Place }[];
  readonly forms: RuleForms[];
}

/**
 * The candidates of all rules in the order in which they are to be tried.
 *
 * It is the order of Werkzeug's depth-first search: at each segment text before variables, lighter variables before
 * heavier, first registered before later; where a path ends, the rule itself, then the rule with one more slash.
 */
export function orderCandidates(rules: readonly Rule[]): Candidate[] {
  const root = createPlace();
  for (const rule of rules) placeOf(root, rule).forms.push(formsOf(rule));
  const ordered: Candidate[] = [];
  collect(root, ordered);
  return ordered;
}

function createPlace(): Place {
  return { statics: new Map(), dynamics: [], forms: [] };
}

function placeOf(root: Place, rule: Rule): Place {
  let place = root;
  for (const segment of rule.segments) {
    place = segment.isStatic ? staticPlace(place, segment.source) : dynamicPlace(place, segment);
  }
  // A variable that takes the rest of a path and a slash: the slash is a place of its own, as everywhere else.
  const last = rule.segments.at(-1);
  return last?.isFinal === true && last.source.endsWith("/") ? staticPlace(place, "") : place;
}

function staticPlace(parent: Place, text: string): Place {
  const known = parent.statics.get(text);
  if (known !== undefined) return known;
  const place = createPlace();
  parent.statics.set(text, place);
  return place;
}

function dynamicPlace(parent: Place, { source, weight }: RuleSegment): Place {
  const known = parent.dynamics.find(
    (other) => other.source === source && compareWeights(other.weight, weight) === 0,
  );
  if (known !== undefined) return known.place;
  const place = createPlace();
  parent.dynamics.push({ source, weight, place });
  return place;
}

function collect({ forms, statics, dynamics }: Place, ordered: Candidate[]): void {
  for (const { exact } of forms) ordered.push(exact);
  const branch = statics.get("");
  for (const { withoutSlash } of branch?.forms ?? []) if (withoutSlash !== null) ordered.push(withoutSlash);
  for (const child of statics.values()) collect(child, ordered);
  for (const { place } of byWeight(dynamics)) collect(place, ordered);
  for (const { withSlash } of forms) if (withSlash !== null) ordered.push(withSlash);
}

function byWeight(dynamics: Place["dynamics"]): Place["dynamics"] {
  return dynamics.length < 2
    ? dynamics
    : dynamics.toSorted((left, right) => compareWeights(left.weight, right.weight));
}

/** Negative when `left` goes first, as arrays are compared in Python. */
export function compareWeights(left: SegmentWeight, right: SegmentWeight): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
