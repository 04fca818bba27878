import type { Candidate } from "./candidate.ts";
import type { RuleSegment } from "./rule-segment.ts";

/** A place in the tree of segments. */
interface Place {
  readonly statics: Map<string, Place>;
  readonly dynamics: Map<string, { readonly segment: RuleSegment; readonly place: Place }>;
  /** The candidates that end here, as their numbers. */
  readonly ends: number[];
}

/**
 * Finds the candidates that could match a path of a given shape, without asking each of them.
 *
 * A thousand rules have nearly as many shapes: to compare each with each would be noticed when an app starts.
 */
export class CandidateIndex {
  readonly #root = createPlace();
  readonly #candidates: readonly Candidate[];

  /** @param candidates - In the order in which they are to be tried. */
  constructor(candidates: readonly Candidate[]) {
    this.#candidates = candidates;
    for (const [number, { segments }] of candidates.entries()) {
      let place = this.#root;
      for (const segment of segments) place = childOf(place, segment);
      place.ends.push(number);
    }
  }

  /** The candidates that match a path which `shape` matches, in their order. */
  overlapping(shape: readonly RuleSegment[]): Candidate[] {
    const found: number[] = [];
    collect(this.#root, shape, found);
    return found.toSorted((left, right) => left - right).flatMap((number) => this.#candidates[number] ?? []);
  }
}

function createPlace(): Place {
  return { statics: new Map(), dynamics: new Map(), ends: [] };
}

function childOf({ statics, dynamics }: Place, segment: RuleSegment): Place {
  const key = `${segment.isFinal ? "*" : ":"}${segment.source}`;
  const known = segment.isStatic ? statics.get(segment.source) : dynamics.get(key)?.place;
  if (known !== undefined) return known;
  const place = createPlace();
  if (segment.isStatic) statics.set(segment.source, place);
  else dynamics.set(key, { segment, place });
  return place;
}

function collect(place: Place, [expected, ...rest]: readonly RuleSegment[], found: number[]): void {
  if (expected === undefined) {
    found.push(...place.ends);
    return;
  }
  if (expected.isFinal) {
    collectBelow(place, found);
    return;
  }
  if (expected.isStatic) {
    const child = place.statics.get(expected.source);
    if (child !== undefined) collect(child, rest, found);
  } else {
    for (const child of place.statics.values()) collect(child, rest, found);
  }
  for (const { segment, place: child } of place.dynamics.values()) {
    if (segment.isFinal) found.push(...child.ends);
    else if (couldBe(segment, expected)) collect(child, rest, found);
  }
}

/** All that has one segment more at least: one that takes the rest of a path could take theirs. */
function collectBelow(place: Place, found: number[]): void {
  for (const child of [
    ...place.statics.values(),
    ...[...place.dynamics.values()].map((known) => known.place),
  ]) {
    found.push(...child.ends);
    collectBelow(child, found);
  }
}

function couldBe({ expression }: RuleSegment, expected: RuleSegment): boolean {
  return !expected.isStatic || expression?.test(expected.source) === true;
}
