import { isUndefined } from "../undefined.ts";
import { builtin, type NamedBuiltin } from "./builtin.ts";
import { lengthOf } from "./iteration.ts";
import { readNumber } from "./numbers.ts";
import { isTrue } from "./truth.ts";

/** Filters of Django that choose a word by a value. */
export const CHOICE_FILTERS: readonly NamedBuiltin[] = [
  builtin("pluralize", ["value", "endings"], (given) => {
    const endings = given.text("endings", "s").split(",");
    const [one, many] = endings.length === 1 ? ["", endings[0]] : endings;
    return countOf(given.value("value")) === 1 ? (one ?? "") : (many ?? "");
  }),
  builtin("yesno", ["value", "words"], (given) => {
    const [yes = "", no = "", maybe = no] = given.text("words", "yes,no,maybe").split(",");
    const value = given.value("value");
    if (value === null || isUndefined(value)) return maybe;
    return isTrue(value) ? yes : no;
  }),
];

/** A number, the number in a text, or the length of a list. */
function countOf(value: unknown): number {
  if (typeof value === "string") return Number(value);
  return readNumber(value) ?? lengthOf(value);
}
