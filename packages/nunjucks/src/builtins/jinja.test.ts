import { Markup } from "@micro-web/core";
import { beforeAll, describe, expect, it } from "vitest";

import { contextOf, missing } from "../../test/builtin-context.ts";
import { CALLS } from "../../test/jinja-calls.ts";
import { askJinja, findJinja, type JinjaAnswer } from "../../test/python-jinja.ts";
import { isUndefined } from "../undefined.ts";
import { FILTERS, formatPercent, methodOf, TESTS } from "./builtins.ts";
import { formatValue } from "./brace-format.ts";

const python = findJinja();

interface Call {
  readonly call: string;
  readonly name: string;
  readonly value: unknown;
  readonly values: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly autoescape: boolean;
}

/** Markup comes as `{ html }`, a missing value as `{ missing }`, a tuple as `{ tuple }`: see `fixtures/jinja.py`. */
function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [[key, item] = ["", undefined]] = entries;
  if (entries.length === 1 && key === "html") return new Markup(String(item));
  if (entries.length === 1 && key === "missing") return missing(String(item));
  if (entries.length === 1 && key === "tuple") return decode(item);
  return decodeValues(value);
}

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

function run({ call, name, ...given }: Call): unknown {
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
  return Array.isArray(value) || isDict(value) ? [result, value] : result;
}

function isDict(value: unknown): boolean {
  return typeof value === "object" && value !== null && !(value instanceof Markup);
}

function answerOf(call: Call): JinjaAnswer {
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

  it.each(CALLS.map((call, index) => [describeCall(call), call, index] as const))("%s", (_, call, index) => {
    const [ours, theirs] = [answerOf(call), answers[index]];
    if (theirs?.error === undefined) expect(ours).toEqual(theirs);
    else expect(ours.error, theirs.error).toBeDefined();
  });
});

function describeCall({ call, name, value, values, keywords, autoescape }: Call): string {
  const given = [
    ...values.map(textOf),
    ...Object.entries(keywords).map(([key, item]) => `${key}=${textOf(item)}`),
  ];
  const escaped = call === "filter" && autoescape ? ", escaped" : "";
  return `${call} ${textOf(value)} ${name}(${given.join(", ")})${escaped}`.replaceAll("%", "%%");
}

function textOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}...` : text;
}
