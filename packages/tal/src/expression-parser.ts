import { describe, type ExpressionSource } from "./expression-source.ts";
import { callMember, notCallable, readMember } from "./members.ts";
import { MissingValue } from "./missing-value.ts";
import {
  COMPARISON_POWER,
  CONDITIONAL_POWER,
  LAZY,
  NOT_POWER,
  OPERATORS,
  SIGN_POWER,
  toNumber,
} from "./operators.ts";
import type { Evaluate, Scope } from "./scope.ts";
import { contains, isTrue } from "./values.ts";

/** What expressions get from where they are compiled. */
export interface ExpressionServices {
  /** A name that no scope has: a filter of the app, a function of the language. @throws MissingValue */
  lookUp(name: string, scope: Scope): unknown;
  /** A test of the app, for `is`. @throws MissingValue */
  test(name: string): (...values: unknown[]) => unknown;
  /** Another template, for `load:`. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND` */
  load(name: string): unknown;
  /** Hears of every name that is read, and of every template that is asked for. */
  note(kind: "name" | "template", name: string, offset: number): void;
}

/** The value `default`: what the template itself has at this place. */
export const DEFAULT: unique symbol = Symbol("default");

const CONSTANTS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["null", null],
  ["None", null],
  ["none", null],
  ["nothing", null],
  ["undefined", undefined],
  ["default", DEFAULT],
]);
/** How strongly `.name`, `[index]` and `(values)` bind. */
const POSTFIX_POWER = 12;
/** Operators between equals are computed from the left, but this one. */
const FROM_THE_RIGHT = "**";

/** An expression that was read, and what a call of it needs. */
interface Term {
  readonly evaluate: Evaluate;
  /** For error messages. */
  readonly name: string;
  /** Of a property: whose, and which. */
  readonly object?: Evaluate;
  readonly property?: Evaluate;
}

/** What follows a term and makes another one with it. */
interface Continuation {
  readonly power: number;
  readonly read: (left: Term) => Term;
}

/** Reads an expression and makes a function of it: no code is made of text, so it also runs where that is forbidden. */
export class ExpressionParser {
  readonly source: ExpressionSource;
  readonly #services: ExpressionServices;

  /** @param source - Its words. @param services - What it is compiled with. */
  constructor(source: ExpressionSource, services: ExpressionServices) {
    this.source = source;
    this.#services = services;
  }

  /** An expression; several with commas between them are a list. @throws SyntaxFailure */
  readTuple(): Evaluate {
    const first = this.#read(0).evaluate;
    if (!this.source.is(",")) return first;
    const items = [first];
    while (this.source.takeIf(",")) {
      if (this.source.next.kind === "end" || this.source.is(")") || this.source.is("]")) break;
      items.push(this.#read(0).evaluate);
    }
    return (scope) => items.map((item) => item(scope));
  }

  #read(power: number): Term {
    let left = this.#readStart();
    for (
      let next = this.#continuation();
      next !== undefined && next.power > power;
      next = this.#continuation()
    )
      left = next.read(left);
    return left;
  }

  #readStart(): Term {
    const { next } = this.source;
    if (next.kind === "name") return this.#readName();
    if (next.kind === "number") return constant(Number(this.source.take().text.replaceAll("_", "")));
    if (next.kind === "text") return constant(this.source.take().text);
    const read = this.#starts.get(next.text);
    if (next.kind === "end" || read === undefined)
      throw this.source.failure(`expected an expression instead of ${describe(next)}`);
    this.source.take();
    return read();
  }

  readonly #starts: ReadonlyMap<string, () => Term> = new Map([
    ["(", () => this.#readParentheses()],
    ["[", () => toTerm(this.#readItems("]"))],
    ["{", () => this.#readObject()],
    ["-", () => this.#readPrefixed(SIGN_POWER, (value) => -toNumber(value))],
    ["+", () => this.#readPrefixed(SIGN_POWER, toNumber)],
    ["!", () => this.#readPrefixed(SIGN_POWER, (value) => !isTrue(value))],
  ]);

  #readName(): Term {
    const { text: name, start } = this.source.take();
    if (name === "not") return this.#readPrefixed(NOT_POWER, (value) => !isTrue(value));
    if (CONSTANTS.has(name)) return constant(CONSTANTS.get(name));
    const services = this.#services;
    services.note("name", name, this.source.place(start));
    const evaluate: Evaluate = (scope) => {
      const value = scope[name];
      return value !== undefined || name in scope ? value : services.lookUp(name, scope);
    };
    return { evaluate, name };
  }

  #readPrefixed(power: number, apply: (value: unknown) => unknown): Term {
    const { evaluate } = this.#read(power);
    return toTerm((scope) => apply(evaluate(scope)));
  }

  #readParentheses(): Term {
    if (this.source.takeIf(")")) return toTerm(() => []);
    const evaluate = this.readTuple();
    this.source.expect(")");
    return toTerm(evaluate);
  }

  #readItems(end: string): Evaluate {
    const items: Evaluate[] = [];
    while (!this.source.takeIf(end)) {
      if (items.length > 0) this.source.expect(",");
      if (this.source.takeIf(end)) break;
      items.push(this.#read(0).evaluate);
    }
    return (scope) => items.map((item) => item(scope));
  }

  #readObject(): Term {
    const entries: (readonly [Evaluate, Evaluate])[] = [];
    while (!this.source.takeIf("}")) {
      if (entries.length > 0) this.source.expect(",");
      if (this.source.takeIf("}")) break;
      const { kind, text } = this.source.next;
      const key = kind === "name" ? constant(text).evaluate : undefined;
      if (key !== undefined) this.source.take();
      const computed = key ?? this.#read(CONDITIONAL_POWER).evaluate;
      this.source.expect(":");
      entries.push([computed, this.#read(0).evaluate]);
    }
    return toTerm((scope) =>
      Object.fromEntries(entries.map(([key, value]) => [String(key(scope)), value(scope)])),
    );
  }

  /** What goes on with a term; `undefined` at the end of the expression. */
  #continuation(): Continuation | undefined {
    const { kind, text } = this.source.next;
    if (kind !== "sign" && kind !== "name") return undefined;
    const operator = OPERATORS.get(text);
    if (operator !== undefined)
      return { power: operator.power, read: (left) => this.#readOperator(left, text) };
    const lazy = LAZY.get(text);
    if (lazy !== undefined) return { power: lazy.power, read: (left) => this.#readLazy(left, text) };
    return this.#continuations.get(text);
  }

  readonly #continuations: ReadonlyMap<string, Continuation> = new Map<string, Continuation>([
    [".", { power: POSTFIX_POWER, read: (left) => this.#readProperty(left, false) }],
    ["?.", { power: POSTFIX_POWER, read: (left) => this.#readProperty(left, true) }],
    ["[", { power: POSTFIX_POWER, read: (left) => this.#readIndex(left) }],
    ["(", { power: POSTFIX_POWER, read: (left) => this.#readCall(left) }],
    ["not", { power: COMPARISON_POWER, read: (left) => this.#readNotIn(left) }],
    ["is", { power: COMPARISON_POWER, read: (left) => this.#readTest(left) }],
    ["if", { power: CONDITIONAL_POWER, read: (left) => this.#readIfElse(left) }],
    ["?", { power: CONDITIONAL_POWER, read: (left) => this.#readTernary(left) }],
  ]);

  #readOperator({ evaluate: left }: Term, sign: string): Term {
    this.source.take();
    const { power = 0, apply = () => undefined } = OPERATORS.get(sign) ?? {};
    const { evaluate: right } = this.#read(sign === FROM_THE_RIGHT ? power - 1 : power);
    return toTerm((scope) => apply(left(scope), right(scope)));
  }

  #readLazy({ evaluate: left }: Term, sign: string): Term {
    this.source.take();
    const { power = 0, isEnough = isTrue } = LAZY.get(sign) ?? {};
    const { evaluate: right } = this.#read(power);
    return toTerm((scope) => {
      const value = left(scope);
      return isEnough(value) ? value : right(scope);
    });
  }

  #readProperty({ evaluate: object, name }: Term, isOptional: boolean): Term {
    this.source.take();
    const { kind, text } = this.source.take();
    if (kind !== "name" && kind !== "number") throw this.source.failure("expected the name of a property");
    const property = kind === "number" ? Number(text) : text;
    const subject: Evaluate = isOptional ? (scope) => object(scope) ?? Object.create(null) : object;
    return propertyOf(subject, () => property, `${name}.${text}`);
  }

  #readIndex({ evaluate: object, name }: Term): Term {
    this.source.take();
    const property = this.readTuple();
    this.source.expect("]");
    return propertyOf(object, property, `${name}[...]`);
  }

  #readCall({ evaluate, name, object, property }: Term): Term {
    this.source.take();
    const values = this.#readValues();
    if (object !== undefined && property !== undefined)
      return toTerm((scope) => callMember(object(scope), property(scope), values(scope)));
    return toTerm((scope) => {
      const callable = evaluate(scope);
      if (typeof callable !== "function") throw notCallable(name, callable);
      return Reflect.apply(callable, undefined, values(scope));
    });
  }

  /** The values of a call; those with names come last, in an object, as the app's functions get them. */
  #readValues(): (scope: Scope) => unknown[] {
    const values: Evaluate[] = [];
    const named: (readonly [string, Evaluate])[] = [];
    while (!this.source.takeIf(")")) {
      if (values.length + named.length > 0) this.source.expect(",");
      if (this.source.takeIf(")")) break;
      const name = this.#takeKeyword();
      const { evaluate } = this.#read(0);
      if (name === "") values.push(evaluate);
      else named.push([name, evaluate]);
    }
    return (scope) => {
      const given = values.map((value) => value(scope));
      if (named.length > 0)
        given.push(Object.fromEntries(named.map(([name, value]) => [name, value(scope)])));
      return given;
    };
  }

  #takeKeyword(): string {
    const { kind, text } = this.source.next;
    if (kind !== "name" || !/^\s*=(?!=)/.test(this.source.rest)) return "";
    this.source.take();
    this.source.expect("=");
    return text;
  }

  #readNotIn({ evaluate: left }: Term): Term {
    this.source.take();
    this.source.expect("in");
    const { evaluate: right } = this.#read(COMPARISON_POWER);
    return toTerm((scope) => !contains(right(scope), left(scope)));
  }

  #readTest({ evaluate: left }: Term): Term {
    this.source.take();
    const isNegated = this.source.takeIf("not");
    const { kind, text: name } = this.source.take();
    if (kind !== "name") throw this.source.failure('expected the name of a test after "is"');
    const values = this.source.takeIf("(") ? this.#readValues() : (): unknown[] => [];
    const test = CONSTANTS.has(name)
      ? (value: unknown): boolean => (value ?? null) === CONSTANTS.get(name)
      : (value: unknown, scope: Scope): unknown => this.#services.test(name)(value, ...values(scope));
    if (name === "defined") return toTerm((scope) => isDefined(left, scope) !== isNegated);
    return toTerm((scope) => isTrue(test(left(scope), scope)) !== isNegated);
  }

  #readIfElse({ evaluate: value }: Term): Term {
    this.source.take();
    const { evaluate: condition } = this.#read(CONDITIONAL_POWER);
    const otherwise = this.source.takeIf("else") ? this.#read(CONDITIONAL_POWER - 1).evaluate : () => null;
    return toTerm((scope) => (isTrue(condition(scope)) ? value(scope) : otherwise(scope)));
  }

  #readTernary({ evaluate: condition }: Term): Term {
    this.source.take();
    const { evaluate: value } = this.#read(CONDITIONAL_POWER - 1);
    this.source.expect(":");
    const { evaluate: otherwise } = this.#read(CONDITIONAL_POWER - 1);
    return toTerm((scope) => (isTrue(condition(scope)) ? value(scope) : otherwise(scope)));
  }
}

/** Whether an expression leads to something. */
export function isDefined(evaluate: Evaluate, scope: Scope): boolean {
  try {
    return evaluate(scope) !== undefined;
  } catch (error) {
    if (error instanceof MissingValue) return false;
    throw error;
  }
}

function constant(value: unknown): Term {
  return toTerm(() => value);
}

function toTerm(evaluate: Evaluate): Term {
  return { evaluate, name: "the value" };
}

function propertyOf(object: Evaluate, property: Evaluate, name: string): Term {
  return { evaluate: (scope) => readMember(object(scope), property(scope)), name, object, property };
}
