import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

import {
  createRouter,
  createRouterWithoutTrees,
  createUrlMap,
  matchOf,
  type RuleFixture,
} from "../../fixtures/routing.ts";

const FIXTURE = new URL("../../fixtures/werkzeug-routing.txt", import.meta.url);

interface Case {
  readonly method: string;
  readonly path: string;
  /** `e1 {"id": 3} /url`, `308 /path`, `404` or `405 GET,POST`. */
  readonly answer: string;
}

interface RuleMap {
  readonly name: string;
  readonly rules: readonly (RuleFixture & { readonly endpoint: string })[];
  readonly cases: readonly Case[];
}

/** The paragraphs of the fixture, each a map of rules and what Werkzeug says of some requests. */
function readFixture(): RuleMap[] {
  const [, ...paragraphs] = readFileSync(FIXTURE, "utf8").trim().split("\n\n");
  return paragraphs.map((text) => {
    const lines = text.split("\n");
    const rules = lines.filter((line) => line.startsWith("rule ")).map(readRule);
    const cases = lines.filter((line) => !line.startsWith("rule ")).map(readCase);
    return { name: rules.map(({ path }) => path).join(" "), rules, cases };
  });
}

function readRule(line: string): RuleFixture & { endpoint: string } {
  const [, endpoint = "", methods = "", path = "", ...options] = line.split(" ");
  return {
    path,
    endpoint,
    methods: methods.split(","),
    strictSlashes: !options.includes("lenient"),
    mergeSlashes: !options.includes("unmerged"),
  };
}

function readCase(line: string): Case {
  const [, method = "", path = "", answer = ""] = /^(\S+) (\S+) -> (.*)$/.exec(line) ?? [];
  return { method, path, answer };
}

/** The answer in the words of {@link matchOf}. */
function readAnswer(answer: string): unknown {
  const space = answer.search(/ |$/);
  const [kind, rest] = [answer.slice(0, space), answer.slice(space + 1)];
  if (kind === "308") return rest;
  if (kind === "404") return 404;
  if (kind === "405") return { allow: rest.split(",") };
  return [kind, JSON.parse(rest.slice(0, rest.lastIndexOf("}") + 1))];
}

const maps = readFixture();

describe("Werkzeug's answers", () => {
  it("are many", () => {
    const kinds = maps.flatMap(({ cases }) => cases.map(({ answer }) => answer.slice(0, 1)));
    expect(kinds.filter((kind) => kind === "e").length).toBeGreaterThan(150);
    expect(kinds.length).toBeGreaterThan(500);
  });

  it.each(maps)("are the router's for $name", ({ rules, cases }) => {
    const router = createRouter(rules);
    const answers = cases.map(({ method, path }) => [method, path, matchOf(router, path, method)]);
    expect(answers).toEqual(cases.map(({ method, path, answer }) => [method, path, readAnswer(answer)]));
  });

  it.each(maps)("are those of a router whose trees have not grown for $name", ({ rules, cases }) => {
    const router = createRouterWithoutTrees(rules);
    const answers = cases.map(({ method, path }) => [method, path, matchOf(router, path, method)]);
    expect(answers).toEqual(cases.map(({ method, path, answer }) => [method, path, readAnswer(answer)]));
  });

  it.each(maps)("are the URLs built for $name", ({ rules, cases }) => {
    const urls = createUrlMap(groupByEndpoint(rules));
    for (const { method, answer } of cases.filter((known) => known.answer.startsWith("e"))) {
      const [, endpoint = "", json = "", url = ""] = /^(\S+) (\{.*\}) (\S+)$/.exec(answer) ?? [];
      const values: Record<string, unknown> = JSON.parse(json);
      expect(urls.build(endpoint, values, { method })).toBe(url);
    }
  });
});

function groupByEndpoint(rules: RuleMap["rules"]): Record<string, RuleFixture[]> {
  return Object.fromEntries(rules.map((rule) => [rule.endpoint, [rule]]));
}
