import type { Rule } from "./rule.ts";

/** Values by name, without those that are `undefined` or `null`, and without a prototype's. */
export type GivenValues = ReadonlyMap<string, unknown>;

/** The values that are given: `undefined` and `null` are not. */
export function givenValues(values: Readonly<Record<string, unknown>>): Map<string, unknown> {
  return new Map(Object.entries(values).filter(([, value]) => value !== undefined && value !== null));
}

/** Whether all variables have a value, and no value contradicts a default (Werkzeug's `suitable_for`). */
export function isSuitable(rule: Rule, given: GivenValues): boolean {
  return missingFrom(rule, given).length === 0 && contradictedBy(rule, given).length === 0;
}

/** The variables that have neither a value nor a default. */
function missingFrom(rule: Rule, given: GivenValues): string[] {
  return rule.variables.filter((name) => !given.has(name) && !Object.hasOwn(rule.defaults, name));
}

/** The defaults of which another value is given. */
function contradictedBy(rule: Rule, given: GivenValues): string[] {
  const names = Object.keys(rule.defaults);
  return names.filter((name) => given.has(name) && !isSame(given.get(name), rule.defaults[name]));
}

/** A number is the same as its text: it is one in a URL. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  const [one, other] = [textOf(left), textOf(right)];
  return one !== null && one === other;
}

function textOf(value: unknown): string | null {
  if (value instanceof Date) return String(value.getTime());
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : null;
}

/**
 * The order in which the rules of an endpoint are tried for a URL (Werkzeug's `build_compare_key`): aliases last, most
 * arguments first, then most defaults.
 */
export function compareForBuilding(left: Rule, right: Rule): number {
  return (
    Number(left.isAlias) - Number(right.isAlias) ||
    right.argumentNames.size - left.argumentNames.size ||
    Object.keys(right.defaults).length - Object.keys(left.defaults).length
  );
}

/** Rules by their endpoint, each endpoint's in the order in which URLs are built from them. */
export function groupForBuilding(rules: Iterable<Rule>): Map<string, Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const rule of rules) {
    const known = groups.get(rule.endpoint);
    if (known === undefined) groups.set(rule.endpoint, [rule]);
    else known.push(rule);
  }
  for (const group of groups.values()) if (group.length > 1) group.sort(compareForBuilding);
  return groups;
}
