import { Markup } from "@micro-web/core";
import { beforeAll, describe, expect, it } from "vitest";

import { contextOf, missing } from "../../test/builtin-context.ts";
import { type JinjaCall, readJinjaCalls } from "../../test/jinja-calls.ts";
import { askJinja, findJinja, type JinjaAnswer } from "../../test/python-jinja.ts";
import { isUndefined } from "../undefined.ts";
import { FILTERS, TESTS } from "./builtins.ts";
import { methodOf } from "./methods.ts";
import { formatPercent } from "./percent-format.ts";
import { formatValue } from "./brace-format.ts";
import { isPlainObject } from "./mapping.ts";

const python = findJinja();

const CALLS = readJinjaCalls();
const FUNCTIONS = [...new Set(CALLS.map(nameOf))];

/** Messages are ours. */
const FAILURE = { error: expect.any(String) };

/** Markup comes as `{ html }`, a missing value as `{ missing }`, a tuple as `{ tuple }`: see `fixtures/jinja.py`. */
function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  const [[key, item] = ["", undefined], ...others] = Object.entries(value);
  const special = others.length === 0 ? SPECIAL.get(key) : undefined;
  return special === undefined ? decodeValues(value) : special(item);
}

const SPECIAL: ReadonlyMap<string, (item: unknown) => unknown> = new Map([
  ["html", (item) => new Markup(String(item))],
  ["missing", (item) => missing(String(item))],
  ["tuple", decode],
  ["date", (item) => new Date(String(item))],
]);

function decodeValues(value: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item)]));
}

function encode(value: unknown): unknown {
  if (value instanceof Markup) return { html: value.toString() };
  if (isUndefined(value)) return { missing: true };
  if (Array.isArray(value)) return value.map(encode);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
}

function run({ call, name, ...given }: JinjaCall): unknown {
  const [value, values, keywords] = [
    decode(given.value),
    given.values.map(decode),
    decodeValues(given.keywords),
  ];
  const context = contextOf(given.autoescape);
  if (call === "filter") return FILTERS.get(name)?.(context, [value, ...values], keywords);
  if (call === "test") return TESTS.get(name)?.(context, [value, ...values], keywords);
  if (call === "percent") return formatPercent(name, value);
  if (call === "format") return formatValue(value, name);
  const result = methodOf(value, name)?.(values, keywords);
  return Array.isArray(value) || isPlainObject(value) ? [result, value] : result;
}

function answerOf(call: JinjaCall): JinjaAnswer {
  try {
    return { result: encode(run(call)) };
  } catch (error) {
    return { error: String(error) };
  }
}

describe.skipIf(python === null)("what is built in gives what Jinja gives [F200 F201 F202]", () => {
  let answers: JinjaAnswer[];

  beforeAll(() => {
    answers = askJinja(python ?? "", CALLS);
  });

  it.each(FUNCTIONS)("%s", (name) => {
    const calls = CALLS.filter((call) => nameOf(call) === name);
    const ours = calls.map((call) => [describeCall(call), answerOf(call)]);
    const theirs = calls.map((call) => {
      const answer = answers[CALLS.indexOf(call)];
      return [describeCall(call), answer?.error === undefined ? answer : FAILURE];
    });
    expect(ours).toEqual(theirs);
  });
});

function nameOf({ call, name }: JinjaCall): string {
  return `${call} ${name}`;
}

function describeCall({ value, values, keywords, autoescape }: JinjaCall): string {
  return JSON.stringify([value, ...values, keywords, autoescape]);
}
