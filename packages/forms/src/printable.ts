import { Markup } from "@micro-web/core";

/**
 * A function that has the members of an object: `{{ field }}`, `{{ field(class_="x") }}` and `{{ field.label }}` in one.
 *
 * @param call - An arrow function; nothing else may hold it.
 * @param facts - What it shows: the function gets it as its prototype, so its getters may not use `#private` members.
 */
export function toCallable<Call extends (...values: never[]) => unknown, Facts extends object>(
  call: Call,
  facts: Facts,
): Call & Facts {
  // Its own, which would hide that of the facts; to delete it makes functions slow.
  if ("name" in facts) Object.defineProperty(call, "name", { value: facts.name });
  return Object.setPrototypeOf(call, facts) as Call & Facts; // it has both now
}

/** What {@link toPrintable} makes: `{{ form.as_p }}` and `{{ form.as_p() }}` are the same. */
export interface Printable {
  (): Markup;
  /** The HTML; templates ask for it. */
  toHtml(): string;
}

/** A function that a template may print without calling it, as Django's templates do. */
export function toPrintable(write: () => string): Printable {
  return toCallable(() => new Markup(write()), { toHtml: write, toString: write });
}
