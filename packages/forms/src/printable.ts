import { Markup } from "@micro-web/core";

/**
 * A function that has the members of a class: `{{ field }}`, `{{ field(class_="x") }}` and `{{ field.label }}` in one.
 *
 * @param call - An arrow function; nothing else may hold it.
 * @param prototype - What it shows, the same for many: V8 is slow with a prototype for each. Its members may not use
 *   `#private` ones.
 * @param own - What the members find in it.
 */
export function toCallable<
  Call extends (...values: never[]) => unknown,
  Facts extends object,
  Own extends object,
>(call: Call, prototype: Facts, own: Own): Call & Facts & Own {
  return Object.setPrototypeOf(Object.assign(call, own), prototype) as Call & Facts & Own; // it has all of them now
}

/** What {@link toPrintable} makes: `{{ form.as_p }}` and `{{ form.as_p() }}` are the same. */
export interface Printable {
  (): Markup;
  /** The HTML; templates ask for it. */
  toHtml(): string;
}

/** Out of the reach of templates. */
const WRITE: unique symbol = Symbol("write");

/** What writes the HTML. */
interface Writing {
  readonly [WRITE]: () => string;
}

const printable = {
  toHtml(this: Writing): string {
    return this[WRITE]();
  },
  toString(this: Writing): string {
    return this[WRITE]();
  },
};

/** A function that a template may print without calling it, as Django's templates do. */
export function toPrintable(write: () => string): Printable {
  return toCallable(() => new Markup(write()), printable, { [WRITE]: write });
}
