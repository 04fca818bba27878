import { HttpError, TemplateError } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

function errorOf(
  files: Record<string, string>,
  name: string,
  context: Record<string, unknown> = {},
): TemplateError {
  try {
    engineOf(files).render(name, context);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

const boom = (): never => {
  throw new TypeError("Boom.");
};

const FILES = {
  "base.html": "<html>\n{% block body %}{% endblock %}\n</html>",
  "page.html":
    "{% extends 'base.html' %}\n{% from 'macros.html' import row %}\n{% block body %}\n  {% include 'list.html' %}\n{% endblock %}",
  "list.html": "{% from 'macros.html' import row %}\n<ul>\n{% for m in [1] %}\n  {{ row(m) }}\n{% endfor %}",
  "macros.html": "{% macro row(m) %}\n\t<li>{{ boom(m) }}</li>\n{% endmacro %}",
};

describe("an error in a template [F205]", () => {
  const files = { ...FILES, "page.html": FILES["page.html"] };
  const error = (): TemplateError => {
    const engine = engineOf(files);
    engine.globals.set("boom", boom);
    try {
      engine.render("page.html");
    } catch (failure) {
      return failure as TemplateError; // it is one
    }
    throw new Error("It did not fail.");
  };

  it("names the innermost place, through includes, macros, blocks and what is extended", () => {
    expect(error().message).toBe(
      'The template "macros.html" failed at /app/templates/macros.html:2:9 while "page.html" was rendered: ' +
        "TypeError: Boom. Correct it there, or what it calls. [MICRO_TEMPLATE_ERROR]",
    );
    expect(error().cause).toBeInstanceOf(TypeError);
  });

  it("shows the lines around the place, with a caret", () => {
    expect(error().excerpt).toBe(
      [
        "  1 | {% macro row(m) %}",
        "> 2 | \t<li>{{ boom(m) }}</li>",
        "    | \t       ^",
        "  3 | {% endmacro %}",
      ].join("\n"),
    );
  });

  it("tells which templates led there, the innermost first", () => {
    expect(error().callers.map(({ template, line }) => `${template}:${String(line)}`)).toEqual([
      "list.html:4",
      "page.html:4",
      "base.html:2",
      "page.html:1",
    ]);
  });
});

describe("an error in the syntax of a template [F205]", () => {
  it("shows the lines around the place", () => {
    const error = errorOf({ "a.html": "one\ntwo {{ x y }}\nthree" }, "a.html");
    expect(error.message).toContain(
      'cannot be compiled at /app/templates/a.html:2:10: expected "}}", got "y". Correct it there.',
    );
    expect(error.excerpt).toBe("  1 | one\n> 2 | two {{ x y }}\n    |          ^\n  3 | three");
  });

  it.each([
    ["{% for x y %}{% endfor %}", ':1:10: expected "in", got "y"'],
    ["{% set 1 = 2 %}", ":1:8: only variables can be assigned to, not 1"],
    ["{% set f() = 2 %}", ':1:9: expected the end of the tag, got "("'],
    ["{% set true = 2 %}", ":1:8: only variables can be assigned to, not true"],
    ["{% macro none() %}{% endmacro %}", ":1:10: none cannot be assigned to"],
    ["{% for loop in x %}{% endfor %}", ':1:8: the variable "loop" of a loop cannot be assigned to'],
    ["{% for x in y %}{% set loop = 1 %}{% endfor %}", ':1:20: the variable "loop" of a loop'],
    ["{% break %}", ':1:4: the tag "break" stands in no loop'],
    [
      "{% for x in y %}{% macro m() %}{% continue %}{% endmacro %}{% endfor %}",
      ':1:35: the tag "continue" stands in no loop',
    ],
    ["{% block a-b %}{% endblock %}", ":1:10: the name of a block has no hyphens; write it with underscores"],
    [
      "{% block a required %}x{% endblock %}",
      ":1:4: a required block can hold comments and white space only",
    ],
    [
      "{% block a %}{% extends 'x' %}{% endblock %}",
      ':1:17: the tag "extends" must not stand in a block, loop or macro',
    ],
    ["{% from 'x' import %}", ':1:20: expected the name of a variable, got "%}"'],
    ["{% from 'x' import with context %}", ':1:33: expected a name to import, got "%}"'],
    ["{% from 'x' import _y %}", ":1:20: names that start with an underscore cannot be imported"],
    [
      "{% macro m(a=1, b) %}{% endmacro %}",
      ":1:17: a parameter without default cannot follow one that has a default",
    ],
    ["{% macro m(caller) %}{% endmacro %}", ':1:4: a parameter "caller" needs a default'],
    ["{% call x %}{% endcall %}", ':1:4: the tag "call" needs a call'],
    ["{{ f(a=1, 2) }}", ":1:11: arguments by place cannot follow arguments by name in a call"],
    ["{{ f(**a, 2) }}", ":1:5: nothing can follow **keywords in a call"],
    ["{{ x is string is odd }}", ":1:16: tests cannot be chained with is; join them with and"],
    ["{{ x. }}", ":1:7: expected a name or number after the dot"],
    ["{{ x[] }}", ':1:6: expected an expression, got "]"'],
    ["{{ x[1:2, 3] }}", ":1:6: a slice cannot be part of a tuple"],
    ["{{ [1 2] }}", ':1:7: expected "," or "]", got "2"'],
    ["{{ {'a' 1} }}", ':1:9: expected ":", got "1"'],
    ["{{ {'a': 1 'b'} }}", ':1:12: expected "," or "}", got the text "b"'],
    ["{{ f(1 2) }}", ':1:8: expected "," or ")", got "2"'],
    ["{{ (1 2) }}", ':1:7: expected ")", got "2"'],
    ["{{ 1 | }}", ':1:8: expected the name of a filter, got "}}"'],
    ["{{ 1 ? 2 }}", ':1:6: unexpected character "?"'],
    ["{{ ) }}", ':1:4: unexpected ")"'],
    ["{{ '\\U99999999' }}", ":1:4: there is no character \\U99999999"],
    ["{% 1 %}", ':1:4: expected the name of a tag, got "1"'],
    ["{% with a %}{% endwith %}", ':1:11: expected "=", got "%}"'],
    ["{% with a=1 b=2 %}{% endwith %}", ':1:13: expected ",", got "b"'],
    ["{% import 'x' %}", ':1:15: expected "as", got "%}"'],
    ["{% trans %}{% if x %}{% endtrans %}", ':1:15: the tag "if" cannot stand in "trans"'],
    ["{% trans %}{{ a.b }}{% endtrans %}", ':1:16: expected "}}", got "."'],
    ["{% trans a=1, a=2 %}{% endtrans %}", ':1:15: the variable "a" is given twice'],
    ["{% trans a=1 b=2 %}{% endtrans %}", ':1:14: expected ",", got "b"'],
    [
      "{% trans a=1 %}{% pluralize b %}{% endtrans %}",
      ':1:29: the tag "trans" gives no variable "b" to pluralize by',
    ],
    ["{% trans %}x{% pluralize %}y{% endtrans %}", ':1:4: the tag "pluralize" needs a number'],
    ["{% trans %}x", ':1:4: the tag "trans" that begins here is not closed'],
    ["{% switch x %}{% case 1 %}", ':1:4: the tag "switch" that begins here is not closed'],
    ["{% if x %}{% endif y %}", ':1:20: expected the end of the tag, got "y"'],
  ])("says what is wrong and where: %s", (source, message) => {
    expect(errorOf({ "a.html": source }, "a.html").message).toContain(`a.html${message}`);
  });
});

describe("an error while a template runs [F205]", () => {
  it.each([
    ["{{ 1 / 0 }}", ":1:4: RangeError: a division by zero has no result"],
    ["{{ 1 // 0 }}", ":1:4: RangeError: a division by zero has no result"],
    ["{{ 'a' - 1 }}", ":1:4: TypeError: - cannot be used between 'a' and 1"],
    ["{{ -'a' }}", ":1:4: TypeError: - cannot be used before 'a'"],
    ["{{ +'a' }}", ":1:4: TypeError: + cannot be used before 'a'"],
    ["{{ 1 < 'a' }}", ":1:4: TypeError: "],
    ["{{ 1 in 5 }}", ":1:4: TypeError: "],
    ["{{ 5[1:2] }}", ":1:4: TypeError: 5 has no parts to take a slice of"],
    ["{{ 'abc'[::0] }}", ":1:4: RangeError: the step of a slice cannot be 0"],
    ["{{ 'abc'['a':] }}", ":1:4: TypeError: the bounds of a slice are whole numbers, not 'a'"],
    ["{{ f(*5) }}", ":1:4: TypeError: "],
    ["{{ f(**5) }}", ":1:4: TypeError: the value after ** is no object: it is 5"],
    ["{% set a, b = [1] %}", ":1:8: TypeError: there are 1 values for 2 variables: [1]"],
    [
      "{% for a, b in [[1, 2, 3]] %}{% endfor %}",
      ":1:8: TypeError: there are 3 values for 2 variables: [1, 2, 3]",
    ],
    ["{% set f.x = 1 %}", ":1:8: TypeError: f.x cannot be set: f is no namespace()"],
    [
      "{% macro m() %}{% endmacro %}{{ m(1) }}",
      ':1:33: TypeError: the macro "m" takes 0 arguments by place, and was given 1',
    ],
    ["{% macro m() %}{% endmacro %}{{ m(a=1) }}", ':1:33: TypeError: the macro "m" has no parameter "a"'],
    [
      "{% macro m() %}{% endmacro %}{% call m() %}{% endcall %}",
      ':1:38: TypeError: the macro "m" is called with a body and has no {{ caller() }} to put it',
    ],
    [
      "{% for x in [1] %}{{ loop([1]) }}{% endfor %}",
      ":1:22: TypeError: the loop cannot be called: write recursive at the end of its tag",
    ],
    [
      "{% for x in [1] %}{{ loop.cycle() }}{% endfor %}",
      ":1:22: TypeError: loop.cycle() needs the values to take in turn",
    ],
    ["{% if x %}{% endif %}{% if true %}{{ 1 | nix }}{% endif %}", ':1:42: there is no filter "nix"'],
    ["{% if true %}{{ 1 is nix }}{% endif %}", ':1:22: there is no test "nix"'],
    ["{% extends 'b.html' %}{% extends 'b.html' %}", ":1:26: a template can extend one other template only"],
    ["{% include none %}", ":1:4: the name of the other template is no text: it is none"],
    ["{% block a required %}{% endblock %}", ':1:4: the required block "a" is not filled'],
  ])("says what is wrong and where: %s", (source, message) => {
    const error = errorOf({ "a.html": source, "b.html": "" }, "a.html", { f: () => 1 });
    expect(error.message).toContain(`a.html${message}`);
  });

  it("passes an HttpError through includes and promises", async () => {
    const engine = engineOf({ "a.html": "{% include 'b.html' %}", "b.html": "{{ fail() }}" });
    const gone = new HttpError(410);
    engine.globals.set("fail", () => {
      throw gone;
    });
    expect(() => engine.render("a.html")).toThrow(gone);
    const fail = (): Promise<never> => Promise.reject(gone);
    await expect(engine.renderLater("a.html", { fail })).rejects.toBe(gone);
  });
});
