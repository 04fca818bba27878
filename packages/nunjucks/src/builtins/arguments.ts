import type { Markup } from "@micro-web/core";

import { isUndefined, Undefined } from "../undefined.ts";
import { readNumber } from "./numbers.ts";
import { softText, textOf } from "./text.ts";
import { isTrue } from "./truth.ts";

/** The name and the parameters of a built-in function. */
export interface Signature {
  readonly name: string;
  readonly parameters: readonly string[];
}

/** What a built-in function was given, by place and by name. */
export class Arguments<Names extends string = string> {
  readonly #signature: Signature;
  readonly #values: readonly unknown[];
  readonly #keywords: Readonly<Record<string, unknown>>;

  /** @throws TypeError for more values than there are parameters, and for a keyword that is none of them */
  constructor(signature: Signature, values: readonly unknown[], keywords: Readonly<Record<string, unknown>>) {
    this.#signature = signature;
    this.#values = values;
    this.#keywords = keywords;
    if (values.length > signature.parameters.length) throw tooMany(signature, values.length);
    for (const keyword of Object.keys(keywords)) this.#checkKeyword(keyword);
  }

  /** Whether a parameter was given. */
  has(name: Names): boolean {
    return (
      this.#signature.parameters.indexOf(name) < this.#values.length || Object.hasOwn(this.#keywords, name)
    );
  }

  /** What a parameter was given; the default when it was not. @throws TypeError when it has no default */
  value(name: Names, ...fallback: [] | [unknown]): unknown {
    const place = this.#signature.parameters.indexOf(name);
    if (place < this.#values.length) return this.#values[place];
    if (Object.hasOwn(this.#keywords, name)) return this.#keywords[name];
    if (fallback.length === 1) return fallback[0];
    throw new TypeError(`${this.#signature.name} needs the argument ${JSON.stringify(name)}`);
  }

  /** A text, or the markup that was given. */
  soft(name: Names): string | Markup {
    return softText(this.value(name));
  }

  /** A text. */
  text(name: Names, ...fallback: [] | [string]): string {
    return textOf(this.value(name, ...fallback));
  }

  /** A text, or `undefined` when nothing, none or an undefined value was given. */
  optionalText(name: Names): string | undefined {
    const value = this.value(name, null);
    return value === null || isUndefined(value) ? undefined : textOf(value);
  }

  /** Whether a value counts as true. */
  boolean(name: Names, fallback: boolean): boolean {
    return isTrue(this.value(name, fallback));
  }

  /** A number. @throws TypeError for what is none */
  number(name: Names, ...fallback: [] | [number]): number {
    const value = this.value(name, ...fallback);
    const number = readNumber(value);
    if (number !== undefined) return number;
    if (value instanceof Undefined) throw value.toError();
    throw new TypeError(
      `${this.#signature.name} needs a number as ${JSON.stringify(name)}, not ${describe(value)}`,
    );
  }

  /** A whole number. @throws TypeError for what is none */
  integer(name: Names, ...fallback: [] | [number]): number {
    const value = this.number(name, ...fallback);
    if (Number.isInteger(value)) return value;
    throw new TypeError(
      `${this.#signature.name} needs a whole number as ${JSON.stringify(name)}, not ${value}`,
    );
  }

  /** A whole number, or `undefined` when nothing, none or an undefined value was given. */
  optionalInteger(name: Names): number | undefined {
    const value = this.value(name, null);
    return value === null || isUndefined(value) ? undefined : this.integer(name);
  }

  #checkKeyword(keyword: string): void {
    const { name, parameters } = this.#signature;
    const place = parameters.indexOf(keyword);
    if (place === -1) {
      const names = parameters.join(", ") || "none";
      throw new TypeError(`${name} has no argument ${JSON.stringify(keyword)}; it has ${names}`);
    }
    if (place < this.#values.length) {
      throw new TypeError(`${name} was given the argument ${JSON.stringify(keyword)} twice`);
    }
  }
}

function tooMany({ name, parameters }: Signature, count: number): TypeError {
  return new TypeError(`${name} takes at most ${parameters.length} arguments; it was given ${count}`);
}

/** A value in the words of an error. */
function describe(value: unknown): string {
  if (isUndefined(value)) return "an undefined value";
  return typeof value === "string" ? JSON.stringify(value) : textOf(value) || "none";
}
