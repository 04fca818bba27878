import type { Rule } from "./rule.ts";
import { groupForBuilding } from "./rule-fit.ts";

/**
 * The rules that each rule's requests are redirected to, the preferred first; `null` when no rule redirects.
 *
 * It is the `redirect_to` of a rule, the first rules of an alias's endpoint, or, as in Werkzeug's `redirect_defaults`,
 * another rule of the endpoint with the same arguments that has some of them as defaults: `/users/` with
 * `{ page: 1 }` for `/users/page/<int:page>`.
 */
export function canonicalsOf(rules: readonly Rule[]): ReadonlyMap<Rule, readonly Rule[]> | null {
  const canonicals = new Map<Rule, readonly Rule[]>();
  for (const group of groupForBuilding(rules).values()) {
    for (const [index, rule] of group.entries()) {
      const found = preferredTo(rule, group, index);
      if (found.length > 0) canonicals.set(rule, found);
    }
  }
  return canonicals.size === 0 ? null : canonicals;
}

function preferredTo(rule: Rule, group: readonly Rule[], index: number): readonly Rule[] {
  if (rule.redirectRule !== null) return [rule.redirectRule];
  const others = group.filter((other) => !other.isBuildOnly);
  if (rule.isAlias) return others.filter((other) => !other.isAlias);
  return others.filter((other) => group.indexOf(other) < index && providesDefaultsFor(other, rule));
}

function providesDefaultsFor(other: Rule, rule: Rule): boolean {
  return (
    Object.keys(other.defaults).length > 0 &&
    other.argumentNames.size === rule.argumentNames.size &&
    [...other.argumentNames].every((name) => rule.argumentNames.has(name))
  );
}
