import { Markup } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { contextOf } from "../../test/builtin-context.ts";
import { FILTERS, TESTS } from "./builtins.ts";
import { LIST_FILTERS } from "./list-filters.ts";
import { methodOf } from "./methods.ts";
import { formatPercent } from "./percent-format.ts";
import { SELECTION_FILTERS } from "./selection-filters.ts";
import { STRING_METHODS } from "./string-methods.ts";

const SIZE = 50_000;

/** Texts of 50 kB that make careless regular expressions count all night. */
const TEXTS: readonly string[] = [
  ..." \n-_.('<&%{1aé😀".split("").map((character) => character.repeat(SIZE)),
  ...["a.", "a@", "a-", "--a", "1_", "a ", "%(", "{0", "{:", "<a", "&lt;", "www.", "()"].map((part) =>
    part.repeat(SIZE / part.length),
  ),
].flatMap((text) => [text, `a${text}!`]);

const CONTEXT = contextOf(true);

/** What needs more than a text is called with these. */
const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  date: ["Y"],
  divisibleby: [2],
  replace: ["a", "b"],
  truncate: [SIZE - 10, false, "..."],
  wordwrap: [79],
};

/** To these a text is a list of its characters. */
const OF_LISTS = new Set([...LIST_FILTERS, ...SELECTION_FILTERS].map(([name]) => name));

/** The processor time of a call in milliseconds, also of one that fails. */
function timeOf(run: () => unknown): number {
  const start = process.cpuUsage();
  try {
    run();
  } catch {
    // Many of these texts are no numbers, formats or dates.
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** The slowest call of a function. */
function slowestOf(run: (text: string) => unknown): { time: number; text: string } {
  const times = TEXTS.map((text) => ({ time: timeOf(() => run(text)), text: text.slice(0, 12) }));
  return times.reduce((slowest, next) => (next.time > slowest.time ? next : slowest));
}

/** Far above what any takes, far below what a quadratic one takes. */
const BOUND = 250;

describe("a text of 50 kB takes no time [A24]", () => {
  it.each([...FILTERS.keys()].filter((name) => !OF_LISTS.has(name)))("in the filter %s", (name) => {
    const filter = FILTERS.get(name);
    const slowest = slowestOf((text) => filter?.(CONTEXT, [text, ...(VALUES[name] ?? [])], {}));
    expect(slowest.time, slowest.text).toBeLessThan(BOUND);
  });

  it.each([...TESTS.keys()])("in the test %s", (name) => {
    const test = TESTS.get(name);
    const slowest = slowestOf((text) => test?.(CONTEXT, [text, ...(VALUES[name] ?? [])], {}));
    expect(slowest.time, slowest.text).toBeLessThan(BOUND);
  });

  it.each([...STRING_METHODS.keys()])("in the method %s", (name) => {
    const slowest = slowestOf((text) => methodOf(text, name)?.([], {}));
    expect(slowest.time, slowest.text).toBeLessThan(BOUND);
  });

  it.each(["format", "%", "striptags of markup"])("in %s", (name) => {
    const run = (text: string): unknown => {
      if (name === "%") return formatPercent(text, { a: 1 });
      if (name === "format") return methodOf(text, "format")?.([1, 2, 3], { a: 1 });
      return FILTERS.get("striptags")?.(CONTEXT, [new Markup(text)], {});
    };
    const slowest = slowestOf(run);
    expect(slowest.time, slowest.text).toBeLessThan(BOUND);
  });
});
