import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

describe("what is known of a template without rendering it [F219]", () => {
  it("is which templates it asks for by name", () => {
    const source =
      "{% extends 'base.html' %}\n{% include ['a', 'b'] %}{% import name as m %}{% from ('x') import y %}{% include ['c', n] %}{% include 'd' ignore missing %}";
    expect(engineOf({ "a.html": source }).check("a.html").references).toEqual([
      { name: "base.html", isOptional: false, line: 1, column: 12 },
      { name: "a", isOptional: true, line: 2, column: 13 },
      { name: "b", isOptional: true, line: 2, column: 18 },
      { name: "x", isOptional: false, line: 2, column: 56 },
      { name: "c", isOptional: true, line: 2, column: 84 },
      { name: "d", isOptional: true, line: 2, column: 105 },
    ]);
  });

  it("is which variables it reads and does not set, at their first place", () => {
    const source =
      "{{ user.name }}{{ x | upper }}{% if y is odd %}{% set z = 1 %}{{ z }}{% endif %}" +
      "{% for i in range(user.n) %}{{ i }}{{ loop.index }}{% endfor %}{% block b %}{{ w }}{% endblock %}" +
      "{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(1) }}{{ self.b() }}";
    const { variables } = engineOf({ "a.html": source }).check("a.html");
    expect(variables.map(({ name }) => name).join(" ")).toBe("user x y q w");
    expect(variables[1]).toEqual({ name: "x", line: 1, column: 19 });
  });

  it("is which filters and tests do not exist, also where they might not run", () => {
    const engine = engineOf({
      "a.html": "{{ 1 | upprr }}\n{% if x %}{{ x is nix }}{{ x | own | upper }}{% endif %}",
    });
    engine.filters.set("own", () => "");
    expect(engine.check("a.html").problems).toEqual([
      {
        rule: "unknown-filter",
        severity: "error",
        message: 'there is no filter "upprr"; add it with app.templates.addFilter(). Did you mean "upper"?',
        line: 1,
        column: 8,
      },
      {
        rule: "unknown-test",
        severity: "error",
        message: expect.stringContaining('no test "nix"'),
        line: 2,
        column: 19,
      },
    ]);
  });

  it("is what it prints, in order, as it is written", () => {
    const source =
      "<a href={{ url }}>\n{{- title | safe -}}</a>{% if x %}{{ {'a': 1}.a }}{% endif %}{% print x, 1 %}";
    expect(engineOf({ "a.html": source }).check("a.html").pieces).toEqual([
      { kind: "text", text: "<a href=", line: 1, column: 1 },
      { kind: "value", text: "url", isRaw: false, line: 1, column: 12 },
      { kind: "text", text: ">", line: 1, column: 18 },
      { kind: "value", text: "title | safe", isRaw: true, line: 2, column: 5 },
      { kind: "text", text: "</a>", line: 2, column: 21 },
      { kind: "value", text: "{'a': 1}.a", isRaw: false, line: 2, column: 38 },
      { kind: "value", text: "x, 1", isRaw: false, line: 2, column: 71 },
    ]);
  });

  it("is what is wrong with one that is not valid", () => {
    expect(engineOf({ "a.html": "{% endif %}" }).check("a.html")).toEqual({
      problems: [
        {
          rule: "syntax",
          severity: "error",
          message: 'the tag "endif" ends nothing: no tag is open',
          line: 1,
          column: 4,
        },
      ],
      references: [],
      variables: [],
      pieces: [],
    });
    expect(() => engineOf({}).check("a.html")).toThrow('There is no template "a.html"');
  });
});
