import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { atOnce } from "../test/engine-of.ts";
import { type CaseOptions, render } from "../test/conformance/jinja.ts";

/** A case of Jinja's own tests, recorded by Jinja (BSD-3-Clause). */
interface JinjaCase {
  readonly id: number;
  readonly area: string;
  readonly test: string;
  readonly templates: Readonly<Record<string, string>>;
  readonly name: string;
  readonly context: Record<string, unknown>;
  readonly options?: CaseOptions;
  readonly expected?: string;
  /** What Jinja would print if values were shown as JavaScript shows them. */
  readonly accept?: readonly string[];
  readonly error?: string;
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8"));
}

const CASES = read("jinja-cases.json") as readonly JinjaCase[]; // written for this test

/** Two ways to write the same character. */
function withoutNames(html: string): string {
  return html.replaceAll("&quot;", "&#34;");
}

const run = async ({ templates, name, context, options = {} }: JinjaCase): Promise<string> =>
  await render(templates, name, structuredClone(context), options);

function named(cases: readonly JinjaCase[]): (readonly [string, JinjaCase])[] {
  return cases.map((one) => [`${one.area} ${one.id}, ${one.test}`, one]);
}

describe("Jinja's own tests pass: [F199 F200 F201 F202 F209]", () => {
  it.each(named(CASES.filter(({ error }) => error === undefined)))("%s", async (_, one) => {
    const expected = [String(one.expected), ...(one.accept ?? [])].map(withoutNames);
    expect(expected).toContain(withoutNames(await run(one)));
  });

  it.each(named(CASES.filter(({ error }) => error !== undefined)))("%s fails", async (_, one) => {
    await expect(run(one)).rejects.toThrow(/cannot be compiled|failed|There is no template/);
  });
});

/** Python's words in JavaScript's, and whole numbers without ".0". */
function inJavaScript(text: string): string {
  return text
    .replaceAll("True", "true")
    .replaceAll("False", "false")
    .replaceAll("None", "null")
    .replace(/(\d)\.0\b/g, "$1");
}

/** null prints nothing. */
function withoutNull(text: string): string {
  return text.replaceAll("null", "");
}

describe("Jinja prints the same, with Python's words: [F199 F200 F213]", () => {
  const { context, templates } = read("jinja-templates.json") as {
    context: Record<string, unknown>;
    templates: { source: string; expected: string }[]; // written by fixtures/jinja.py's Jinja
  };

  it.each(templates)("$source", ({ source, expected }) => {
    const text = atOnce(render({ page: source }, "page", structuredClone(context), {}));
    expect(withoutNull(text)).toBe(withoutNull(inJavaScript(expected)));
  });
});
