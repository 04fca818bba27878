import { describe, expect, it } from "vitest";

import { createRenderer } from "../../test/create-renderer.ts";

class User {
  readonly name = "Ann";
  readonly posts = ["a"];
  shout(): string {
    return `${this.name}!`;
  }
}

function show(template: string): string {
  const options = { autoescape: true };
  const renderer = createRenderer({
    templates: { page: template },
    globals: new Map(),
    filters: new Map(),
    options,
  });
  const context = {
    user: new User(),
    users: [new User(), new User()],
    object: { a: 1 },
    list: [[1]],
    text: "text",
    run: () => 1,
  };
  const text = renderer.render("page", context);
  return typeof text === "string" ? text : "a promise";
}

const NAMES = [
  "constructor",
  "__proto__",
  "prototype",
  "__defineGetter__",
  "__lookupSetter__",
  "hasOwnProperty",
];
const VALUES = [
  "user",
  "object",
  "list",
  "text",
  "run",
  "range",
  "[]",
  "{}",
  "'a'",
  "1",
  "namespace()",
  "cycler('a')",
  "true",
];
const LOOKUPS = NAMES.flatMap((name) => VALUES.map((value) => [name, value] as const));

describe("what is built in never leads out of the template", () => {
  it.each(LOOKUPS)("by the name %s of %s [A22 A23 A29 A357]", (name, value) => {
    expect(show(`{{ ${value}|attr("${name}") }}`)).toBe("");
    expect(show(`{{ [${value}]|map(attribute="${name}")|select|list|length }}`)).toBe("0");
    expect(show(`{{ [${value}]|selectattr("${name}")|list|length }}`)).toBe("0");
    expect(show(`{{ [${value}]|join(",", attribute="${name}") }}`)).toBe("");
    expect(show(`{{ [${value}]|groupby("${name}")|map("first")|join }}`)).toBe("");
    expect(show(`{{ [${value}]|sort(attribute="${name}")|length }}`)).toBe("1");
    expect(show(`{{ [${value}]|unique(attribute="${name}")|list|length }}`)).toBe("1");
    expect(show(`{{ ([${value}]|max(attribute="${name}")) is defined }}`)).toBe("true");
  });

  it.each([
    "{{ [[]]|map(attribute='constructor.constructor')|join }}",
    "{{ users|map(attribute='shout.constructor')|join }}",
    "{{ users|map(attribute='name.constructor')|join }}",
    "{{ '{0.constructor.constructor}'.format(run) }}",
    "{{ '{0.shout}'.format(user) }}",
    "{{ '{x.__class__}'.format_map({'x': user}) }}",
    "{{ ['{0.constructor}']|map('format', run)|join }}",
    "{{ (text|attr('format'))|attr('constructor') }}",
    "{% set f = '{0.constructor}'.format %}{{ f(run) }}",
    "{{ [run]|map('attr', 'constructor')|join }}",
    "{{ {}|attr('constructor')('return process')() }}",
    "{{ range.constructor('return process')() }}",
  ])("by %s [A22 A23 A28 A29 A357]", (template) => {
    const shown = ((): string => {
      try {
        return show(template);
      } catch (error) {
        return error instanceof Error ? "refused" : "";
      }
    })();
    expect(["", "refused", "{0.constructor}{0.constructor}", "{0.constructor}"]).toContain(shown);
  });

  it("calls methods of the app's own classes", () => {
    expect(
      show("{{ user.shout() }} {{ users|map(attribute='name')|join(',') }} {{ user|attr('name') }}"),
    ).toBe("Ann! Ann,Ann Ann");
  });

  it.each([
    "{{ 'a' * 100000000000 }}",
    "{{ range(1000000000)|list }}",
    "{{ 'a'.center(10000000000) }}",
    "{{ '%10000000000d' % 1 }}",
    "{{ '{:10000000000}'.format(1) }}",
    "{{ 'a'|center(10000000000) }}",
    "{{ 'a'.repeat(10000000000) }}",
    "{{ lipsum(100000000) }}",
  ])("exhausts no memory: %s", (template) => {
    expect(() => show(template)).toThrow(/more than|up to|too (?:long|big|large)/);
  });
});
