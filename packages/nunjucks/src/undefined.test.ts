import { Micro, render, TemplateTexts } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";
import { nunjucks } from "./index.ts";
import type { UndefinedPolicy } from "./undefined.ts";

const CONTEXT = { movie: { title: "Alien" }, list: [1] };

/** What a template prints, or the sentence of its error. */
function run(policy: UndefinedPolicy, source: string): string {
  try {
    return engineOf({ "a.txt": source }, { undefined: policy }).render("a.txt", CONTEXT);
  } catch (error) {
    return String(error).replace(/^.*?a\.txt:\d+:\d+: (.*?) Correct it.*$/, "$1");
  }
}

describe("an undefined value [F204]", () => {
  it.each<[UndefinedPolicy, ...string[]]>([
    ["default", "", "0", "e", "no", "false", "d"],
    ["chainable", "", "0", "e", "no", "false", "d"],
    ["debug", "{{ nix }}", "0", "e", "no", "false", "d"],
    ["semistrict", '"nix" is undefined.', '"nix" is undefined.', '"nix" is undefined.', "no", "false", "d"],
    [
      "strict",
      '"nix" is undefined.',
      '"nix" is undefined.',
      '"nix" is undefined.',
      '"nix" is undefined.',
      "false",
      "d",
    ],
  ])("under the policy %s is printed, counted, gone through and asked", (policy, ...expected) => {
    const sources = [
      "{{ nix }}",
      "{{ nix | length }}",
      "{% for x in nix %}x{% else %}e{% endfor %}",
      "{% if nix %}yes{% else %}no{% endif %}",
      "{{ nix is defined }}",
      "{{ nix | default('d') }}",
    ];
    expect(sources.map((source) => run(policy, source))).toEqual(expected);
  });

  it.each<[UndefinedPolicy, ...string[]]>([
    ["default", '"nix" is undefined, so it has no "a".', "", "nix cannot be called: it is not defined."],
    ["chainable", "", "", '"nix" is undefined.'],
    ["debug", '"nix" is undefined.', "{{ movie.year }}", '"nix" is undefined.'],
    ["semistrict", '"nix" is undefined.', "", '"nix" is undefined.'],
    ["strict", '"nix" is undefined.', 'movie has no "year".', '"nix" is undefined.'],
  ])("under the policy %s is looked into, missing in an object, and called", (policy, ...expected) => {
    const sources = ["{{ nix.a }}", "{{ movie.year }}", "{{ nix() }}"];
    expect(sources.map((source) => run(policy, source).replace(/^nix is/, '"nix" is'))).toEqual(expected);
  });

  it.each<[string, string]>([
    ["{{ moive }}", '"moive" is undefined. Did you mean "movie"?'],
    ["{{ movie.titel }}", 'movie has no "titel". Did you mean "title"?'],
    ["{{ movie['titel'] }}", 'movie has no "titel". Did you mean "title"?'],
    ["{{ rnage(3) }}", '"rnage" is undefined. Did you mean "range"?'],
    ["{% set total = 1 %}{{ totl }}", '"totl" is undefined. Did you mean "total"?'],
    ["{% macro m(x) %}{{ x }}{% endmacro %}{{ m() }}", 'the parameter "x" was not given.'],
    ["{{ 1 if list | length == 5 }}", "the condition of the inline if is not true, and it has no else."],
    ["{{ [] | first }}", "there is no first item: the list is empty."],
    ["{{ moive.title }}", '"moive" is undefined. Did you mean "movie"?'],
    ["{{ nix - 1 }}", '"nix" is undefined.'],
    ["{{ nix + 'a' }}", '"nix" is undefined.'],
    ["{{ -nix }}", '"nix" is undefined.'],
    ["{{ nix ~ 'a' }}", '"nix" is undefined.'],
    ["{{ nix[:1] }}", '"nix" is undefined.'],
    ["{{ nix.a.b() }}", '"nix" is undefined.'],
    ["{{ movie.nix() }}", 'movie has no "nix".'],
    ["{{ movie.title.upprr() }}", 'movie.title has no "upprr".'],
    ["{% include nix %}", '"nix" is undefined.'],
    ["{% block a %}{{ super() }}{% endblock %}", 'no template that is extended has a block "a" for super().'],
  ])("under a strict policy says what is near: %s", (source, message) => {
    expect(run("strict", source)).toBe(message);
  });

  it.each<[string, string]>([
    ["{{ moive }}", '"moive" is undefined. Did you mean "movie"?'],
    ["{{ movie.titel }}", 'movie has no "titel". Did you mean "title"?'],
    ["{{ movie.note }}{{ movie.director }}{{ list[9] }}{{ [] | first }}{{ 'p' if list | length == 5 }}", ""],
    ["{{ movie.director.name }}", 'movie.director is undefined, so it has no "name".'],
    ["{{ movie.show() }}", "movie.show cannot be called: it is not defined."],
  ])("under the policy of debug may be a property that is missing: %s", (source, message) => {
    expect(run("semistrict", source)).toBe(message);
  });

  it.each<[string, string]>([
    ["{{ moive.title }}", 'moive is undefined, so it has no "title". Did you mean "movie"?'],
    ["{{ movei() }}", 'movei cannot be called: it is not defined. Did you mean "movie"?'],
    ["{{ movie.year.era }}", 'movie.year is undefined, so it has no "era".'],
    ["{{ movie.show() }}", "movie.show cannot be called: it is not defined."],
    ["{{ movie.title() }}", "TypeError: movie.title cannot be called: it is not a function."],
    ["{{ nix[0] }}", 'nix is undefined, so it has no "0".'],
    ["{{ nix.a() }}", 'nix is undefined, so it has no "a".'],
    ["{{ nix + 1 }}", "+ cannot be used between an undefined value and 1."],
    ["{{ list - 'a' }}", "TypeError: - cannot be used between [1] and 'a'."],
  ])("under the default policy says what is near: %s", (source, message) => {
    expect(run("default", source)).toBe(message);
  });

  it("reaches functions of the app as undefined, whatever the policy", () => {
    const engine = engineOf(
      { "a.txt": "{{ f(nix, 1, a=nix) }}{{ o.f(nix) }}{{ nix | g }}{{ nix is h }}" },
      { undefined: "strict" },
    );
    const seen: unknown[] = [];
    const record = (...values: unknown[]): string => (seen.push(...values), "");
    engine.filters.set("g", record);
    engine.tests.set("h", record);
    engine.render("a.txt", { f: record, o: { f: record } });
    expect(seen).toEqual([undefined, 1, { a: undefined }, undefined, undefined, undefined]);
  });
});

describe("an app [F204]", () => {
  const page = async (config: Record<string, unknown>, policy?: UndefinedPolicy): Promise<string> => {
    const app = new Micro(null, {
      engines: [nunjucks(policy === undefined ? {} : { undefined: policy })],
      templateSource: new TemplateTexts({ "a.html": "{% if user %}{% endif %}[{{ moive }}]" }),
      logger: { error: () => undefined },
      config,
    });
    app.get("/", () => render("a.html", { movie: 1 }));
    return (await app.testClient().get("/")).text;
  };
  it("tells of what is not there in debug, and prints nothing for it in production", async () => {
    expect(await page({})).toBe("[]");
    expect(await page({ DEBUG: true })).toContain(
      "&#34;moive&#34; is undefined. Did you mean &#34;movie&#34;?",
    );
  });

  it("has the policy it asks for", async () => {
    expect(await page({ DEBUG: true }, "default")).toBe("[]");
    expect(await page({}, "debug")).toBe("[{{ moive }}]");
    expect(await page({}, "strict")).toContain("Internal Server Error");
  });
});
