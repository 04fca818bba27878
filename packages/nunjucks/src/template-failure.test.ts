import { MicroError } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { engineOf, type TestEngine } from "../test/engine-of.ts";

const BOOM = "\n\n  {{ boom() }}";

/** Templates of which each fails, and the one place where it does. */
const FILES = {
  "call.html": BOOM,
  "method.html": "\n{{ thrower.boom(\n  1) }}",
  "getter.html": "\n\n{{ thrower.getter }}",
  "filter.html": "{{ 1 }}\n{{ 2 | nix }}",
  "nunjucks-filter.html": "\n{{ 5 | dictsort }}",
  "test.html": "\n{% if 2 is nix %}{% endif %}",
  "in.html": "\n{% if 1 in 5 %}{% endif %}",
  "loop.html": "\n\n{% for x in generator() %}{{ x }}{% endfor %}",
  "print.html": "\n{{ unprintable }}",
  "undefined.html": "\n{{ movie.show() }}",
  "number.html": "\n{{ number() }}",
  "include.html": "\n{% include 'call.html' %}",
  "after-include.html": "{% include 'fine.html' %}\n{% for x in generator() %}{% endfor %}",
  "fine.html": "{{ 1 }}\n\n\n",
  "macros.html":
    "{% macro fail() %}\n\n{{ boom() }}{% endmacro %}{% macro wrap() %}\n\n\n\n\n{{ caller() }}{% endmacro %}",
  "import.html": "{% import 'macros.html' as m %}\n{{ m.fail() }}",
  "from.html": "{% from 'macros.html' import fail %}\n{{ fail() }}",
  "after-macro.html": "{% macro fine() %}\n\n{{ 1 }}{% endmacro %}\n{{ fine() | dictsort }}",
  "caller.html": "{% from 'macros.html' import wrap %}\n{% call wrap() %}\n{{ boom() }}{% endcall %}",
  "no-macro.html": "\n{% from 'macros.html' import nix %}{{ nix() }}",
  "base.html": "<html>\n{% block a %}{% endblock %}\n{{ boom() }}",
  "child.html": "{% extends 'base.html' %}\n\n\n{% block a %}{% endblock %}",
  "base-block.html": "<html>\n\n{% block a %}\n{{ boom() }}{% endblock %}",
  "child-super.html": "{% extends 'base-block.html' %}{% block a %}{{ super() }}{% endblock %}",
  "child-block.html": "{% extends 'base-block.html' %}\n{% block a %}{{ boom() }}{% endblock %}",
  "no-super.html": "\n{% block a %}{{ super() }}{% endblock %}",
  "set.html": "{% set x %}\n{{ boom() }}{% endset %}",
  "nameless.html": "\n{% include nix %}",
  "itself.html": "\n{% include 'itself.html' %}",
};

class Unprintable {
  toString(): never {
    throw new Error("no text");
  }
}

function createEngine(files: Record<string, string> = {}): TestEngine {
  const engine = engineOf({ ...FILES, ...files });
  engine.globals.set("boom", () => {
    throw new TypeError("Boom.");
  });
  engine.globals.set("generator", function* generate() {
    yield 1;
    throw new Error("no more");
  });
  engine.globals.set("number", 5);
  engine.globals.set("unprintable", new Unprintable());
  engine.globals.set("thrower", {
    boom: () => {
      throw new Error("Boom.");
    },
    get getter() {
      throw new Error("no luck");
    },
  });
  return engine;
}

function failureOf(run: () => unknown): MicroError {
  try {
    run();
  } catch (error) {
    if (error instanceof MicroError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

describe("an error while a template is rendered [F205]", () => {
  it.each([
    ["a called function", "call.html", "call.html:3:6"],
    ["a called method, its call on two lines", "method.html", "method.html:2:4"],
    ["a getter", "getter.html", "getter.html:3"],
    ["a filter of nunjucks", "nunjucks-filter.html", "nunjucks-filter.html:2:8"],
    ["the operator in", "in.html", "in.html:2:7"],
    ["what a loop goes through", "loop.html", "loop.html:3:13"],
    ["toString()", "print.html", "print.html:2:4"],
    ["a call of nothing", "undefined.html", "undefined.html:2:4"],
    ["a call of no function", "number.html", "number.html:2:4"],
    ["an include", "include.html", "call.html:3:6"],
    ["a template after its include", "after-include.html", "after-include.html:2:13"],
    ["an imported macro", "import.html", "macros.html:3:4"],
    ["a macro imported by name", "from.html", "macros.html:3:4"],
    ["a template after its macro", "after-macro.html", "after-macro.html:4:13"],
    ["the body that a macro is called with", "caller.html", "caller.html:3:4"],
    ["the call of an imported macro that does not exist", "no-macro.html", "no-macro.html:2:39"],
    ["the extended parent", "child.html", "base.html:3:4"],
    ["a block of the parent", "child-super.html", "base-block.html:4:4"],
    ["a block of the child", "child-block.html", "child-block.html:2:17"],
    ["super() without a parent", "no-super.html", "no-super.html:2:17"],
    ["a set block", "set.html", "set.html:2:4"],
    ["an include without a name", "nameless.html", "nameless.html:2:4"],
    ["an include of itself", "itself.html", "itself.html:2:4"],
  ])("names the place in %s", (_where, name, place) => {
    const error = failureOf(() => createEngine().render(name));
    expect(error.code).toBe("MICRO_TEMPLATE_ERROR");
    expect(error.message).toContain(` failed at /app/templates/${place}`);
  });

  it("says what was thrown, for which page, and what to do, and has it as its cause", () => {
    const error = failureOf(() => createEngine().render("include.html"));
    expect(error.message).toBe(
      'The template "call.html" failed at /app/templates/call.html:3:6 while "include.html" was rendered: ' +
        "TypeError: Boom. Correct it there, or what it calls. [MICRO_TEMPLATE_ERROR]",
    );
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it.each([
    ["undefined.html", 'movie is undefined, so it has no "show"'],
    ["number.html", "number cannot be called: it is not a function"],
    ["no-macro.html", 'the imported template "macros.html" exports no "nix"; it exports fail, wrap'],
    ["nameless.html", "the name of the other template is no text: it is undefined"],
  ])("of %s says: %s", (name, message) => {
    expect(failureOf(() => createEngine().render(name)).message).toContain(`: ${message}. Correct`);
  });

  it("keeps the words of an error of Micro, without its code", () => {
    const engine = createEngine({ "a.html": "{{ fail() }}" });
    engine.globals.set("fail", () => {
      throw new MicroError("MICRO_URL_BUILD", "No URL can be built.");
    });
    expect(failureOf(() => engine.render("a.html")).message).toBe(
      'The template "a.html" failed at /app/templates/a.html:1:4: No URL can be built. ' +
        "Correct it there, or what it calls. [MICRO_TEMPLATE_ERROR]",
    );
  });

  it("may be anything that can be thrown", () => {
    const engine = createEngine({ "a.html": "{{ fail() }}" });
    engine.globals.set("fail", () => {
      // oxlint-disable-next-line typescript/only-throw-error -- that is the point
      throw "a text";
    });
    expect(failureOf(() => engine.render("a.html")).message).toContain("a.html:1:4: a text. ");
  });

  it("names the line of a template that is given as text", () => {
    expect(failureOf(() => createEngine().renderString("\n{{ boom() }}")).message).toContain(
      'The template "<text>" failed at <text>:2:4: ',
    );
  });
});

describe("a template that is not valid [F205]", () => {
  it.each([
    ["{{ x y }}", ":1:6", 'expected "}}"'],
    ["\n{{ }}", ":2:4", 'expected an expression, got "}}"'],
    ["\n{{ f(1 }}", ":2:8", 'unexpected "}", expected ")"'],
    ["\n\n{% nix %}", ":3:4", 'there is no tag "nix"'],
    [
      "{% if x %}{{ y }}\n{% endfor %}",
      ":2:4",
      'unexpected tag "endfor": expected "elif" or "else" or "endif" for the tag "if" of line 1',
    ],
    ["{% else %}", ":1:4", 'the tag "else" ends nothing: no tag is open'],
    ["{% block a %}{% endblock %}\n{%- block a %}{% endblock %}", ":2:5", 'the block "a" is there already'],
    [
      "{{ 1 }}\n{{ 2 | upprr }}",
      ":2:8",
      'there is no filter "upprr"; add it with app.templates.addFilter(). Did you mean "upper"?',
    ],
    [
      "\n{% if 2 is od %}{% endif %}",
      ":2:12",
      'there is no test "od"; add it with app.templates.addTest(). Did you mean "odd"?',
    ],
  ])("%j fails at %s: %s", (source, place, message) => {
    const error = failureOf(() => engineOf({ "a.html": source }).render("a.html"));
    expect(error.code).toBe("MICRO_TEMPLATE_ERROR");
    expect(error.message).toContain(
      `The template "a.html" cannot be compiled at /app/templates/a.html${place}: ${message}`,
    );
    expect(error.message).toMatch(/ Correct it there\. \[MICRO_TEMPLATE_ERROR\]$/);
  });

  it.each([
    ["a\n{% if x %}\nb\n", ":2:4", 'the tag "if" that begins here is not closed'],
    ["{% if x %}\n{% else %}\n", ":1:4", 'the tag "if" that begins here is not closed'],
    ["{% if a %}\n{% for x in y %}\nb\n", ":2:4", 'the tag "for" that begins here is not closed'],
    ["{% block x %}\nb\n", ":1:4", 'the tag "block" that begins here is not closed'],
    ["\n{% macro x() %}", ":2:4", 'the tag "macro" that begins here is not closed'],
    ["\n{% switch x %}\n{% case 1 %}", ":2:4", 'the tag "switch" that begins here is not closed'],
    ["\n{% if x", ":2:1", 'the tag that begins here is not closed: "%}" is missing'],
    ["{% if x %}\n{{ x", ":2:1", 'the tag that begins here is not closed: "}}" is missing'],
    ["\n{{", ":2:1", 'the tag that begins here is not closed: "}}" is missing'],
    ["\n{%", ":2:1", 'the tag that begins here is not closed: "%}" is missing'],
    ["{# x #}\n {# x", ":2:2", "the comment that begins here is not closed"],
    ["\n{% raw %}", ":2:1", 'the tag "raw" that begins here is not closed'],
  ])("%j ends too early at %s: %s", (source, place, message) => {
    const error = failureOf(() => engineOf({ "a.html": source }).render("a.html"));
    expect(error.message).toContain(
      ` cannot be compiled at /app/templates/a.html${place}: ${message}. Correct`,
    );
  });

  it("is named when another one includes it", () => {
    const engine = engineOf({ "a.html": "\n\n{% include 'b.html' %}", "b.html": "\n{{ x y }}" });
    expect(failureOf(() => engine.render("a.html")).message).toContain(
      '"b.html" cannot be compiled at /app/templates/b.html:2:6 while "a.html" was rendered: ',
    );
  });

  it("is compiled again once it is corrected", () => {
    const engine = engineOf({ "a.html": "{{ x y }}" });
    failureOf(() => engine.render("a.html"));
    engine.files.set("a.html", "fine");
    expect(engine.render("a.html")).toBe("fine");
  });
});

describe("a template that does not exist [B124]", () => {
  it("is an error with the nearest name and the folders", () => {
    const error = failureOf(() => engineOf({ "movies.html": "" }).render("movie.html"));
    expect(error.code).toBe("MICRO_TEMPLATE_NOT_FOUND");
    expect(error.message).toBe(
      'There is no template "movie.html". Did you mean "movies.html"? Searched in: /app/templates. [MICRO_TEMPLATE_NOT_FOUND]',
    );
  });

  it.each([
    "{% include 'nix.html' %}",
    "{% extends 'nix.html' %}",
    "{% import 'nix.html' as m %}",
    "{% from 'nix.html' import m %}",
  ])("is an error that names the template and the line with %s", (tag) => {
    const error = failureOf(() => engineOf({ "a.html": `\n${tag}` }).render("a.html"));
    expect(error.code).toBe("MICRO_TEMPLATE_NOT_FOUND");
    expect(error.message).toBe(
      'There is no template "nix.html". Searched in: /app/templates. ' +
        'The template "a.html" asks for it at /app/templates/a.html:2:4. [MICRO_TEMPLATE_NOT_FOUND]',
    );
  });
});
