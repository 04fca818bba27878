import { Markup } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

describe("an expression [F199]", () => {
  it.each<[string, string]>([
    [
      String.raw`{{ '\x41\u00e9\U0001F600\101\a\q' }}{{ 'a\
b' }}`,
      "Aé😀A\u0007&#92;qab",
    ],
    ["{{ 0x1f }}{{ 0o17 }}{{ 0b11 }}{{ 1_000 }}{{ 1.5e3 }}", "311531000" + "1500"],
    ["{{ {name: 1, 2: 3, 'c': 4} }}", "{2: 3, &#39;n&#39;: 1, &#39;c&#39;: 4}"],
    [
      "{{ text[1:3] }}{{ text[::-1] }}{{ text[-2:] }}{{ html[:1] }}{{ list[::2] | join }}{{ '😀a'[1:] }}",
      "bccbabc<13a",
    ],
    ["{{ list[-1] }}{{ text[-1] }}{{ list[9] }}{{ list['length'] }}{{ object['a'] }}{{ map[1] }}", "3c31one"],
    [
      "{{ html + '<' }}{{ html * 2 }}{{ 2 * text }}{{ list * 2 }}{{ text * -1 }}",
      "<b>&lt;<b><b>abcabc[1, 2, 3, 1, 2, 3]",
    ],
    [
      "{{ html ~ '<' }}{{ text ~ 1 }}{{ 7 // 2 }}{{ -7 // 2 }}{{ -7 % 3 }}{{ 2 ** 3 }}{{ true + 1 }}{{ +true }}",
      "<b>&lt;abc13-42821",
    ],
    [
      "{{ 1 < 2 <= 2 < 3 }}{{ 1 < 3 < 2 }}{{ 1 != 2 }}{{ 2 >= 2 }}{{ 1 not in list }}{{ 1 in [2] }}",
      "truefalsetruetruefalsefalse",
    ],
    [
      "{{ 'a' 'b' }}{{ () }}{{ (1,) }}{{ [1, 2,] }}{{ {} }}{{ object.a if object else 'n' }}",
      "ab()(1,)[1, 2]{}1",
    ],
    [
      "{{ x.a.b.c if x is defined }}{{ 1 and 2 }}{{ 0 or 'o' }}{{ not 0 }}{{ true and false }}{{ 1 == 1 or false }}",
      "2otruefalsetrue",
    ],
    ["{{ f(1, *list, a=2, **{'b': 3}) }}{{ f(*()) }}", "1,1,2,3|{&#34;a&#34;:2,&#34;b&#34;:3}|"],
    [
      "{{ 4 is divisibleby 2 }}{{ 3 is in [3] }}{{ text is string and text is not number }}{{ 1 is eq(1) }}",
      "truetruetruetrue",
    ],
    ["{{ text is undefined }}{{ nix is undefined }}{{ nix is not defined }}", "falsetruetrue"],
    [
      "{{ text | upper | replace('A', 'x') }}{{ list | join(d='-') }}{{ [3, 1] | sort(reverse=true) | first }}",
      "xBC1-2-33",
    ],
    [
      "{{ 'upper' is filter }}{{ 'odd' is test }}{{ 'nix' is filter }}{{ 'nix' is test }}",
      "truetruefalsefalse",
    ],
    ["{{ map[1, 2] is undefined }}{{ text[1:][0] }}", "trueb"],
    ["{{ nested.0.1 }}{{ nested[0][1] }}{{ (list)[0] }}{{ {'a': [5]}.a[0] }}", "2215"],
    [
      "{{ html }}{{ html.upper() }}{{ [html] }}{{ none }}{{ object }}",
      "<b><B>[&#39;&lt;b&gt;&#39;]{&#39;a&#39;: 1}",
    ],
    ["{{ 1 if object.a == 1 }}{{ 'p' if false }}{{ 2 if nix else 3 }}", "13"],
    ["{% print text, 1 %}{% do list.append(4) %}{{ list | length }}", "abc14"],
    ["{{ obj['get']() }}{{ classy.get() }}{% set g = classy.get %}{{ g() }}", "owninstanceinstance"],
    ["{{ self.a() }}{% block a %}A{% endblock %}{{ (self.a)() }}", "AAA"],
    [
      "{{ pages.items.0 }}{{ pages['items'][0] }}{{ tags['__proto__'] is undefined }}{{ nums.then is undefined }}",
      "iitruetrue",
    ],
  ])("%s", (source, expected) => {
    class Classy {
      readonly #text = "instance";
      get(): string {
        return this.#text;
      }
    }
    const context = {
      name: "n",
      text: "abc",
      html: new Markup("<b>"),
      list: [1, 2, 3],
      object: { a: 1 },
      map: new Map([[1, "one"]]),
      nested: [[1, 2]],
      obj: { get: () => "own" },
      classy: new Classy(),
      pages: { items: ["i"] },
      tags: {},
      nums: [1],
      f: (...values: unknown[]): string => {
        const keywords = typeof values.at(-1) === "object" ? values.pop() : undefined;
        return `${values.join(",")}|${JSON.stringify(keywords) ?? ""}`;
      },
    };
    expect(engineOf({}).renderString(source, context)).toBe(expected.replace(/\|$/, "|"));
  });
});

describe("scopes [F199]", () => {
  it.each<[string, string]>([
    ["{% set x = 1 %}{% for i in [1, 2] %}{{ x }}{% set x = 5 %}{{ x }}{% endfor %}{{ x }}", "15151"],
    ["{% if true %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}", "1"],
    ["{% if given %}{% set given = 2 %}{% elif x %}{% set x = 1 %}{% endif %}{{ given }}{{ x }}", "2"],
    ["{% switch 1 %}{% case 1 %}{% set x = 7 %}{% endswitch %}{{ x }}", "7"],
    ["{% block a %}{% set x = 1 %}{{ x }}{{ given }}{% endblock %}{{ x }}", "1g"],
    ["{% set x = 1 %}{% block a %}{{ x }}{% endblock %}", "1"],
    ["{% set _x = 1 %}{% block a %}{{ _x }}{% endblock %}", "1"],
    ["{% macro m() %}{{ y }}{% endmacro %}{% set y = 2 %}{{ m() }}", "2"],
    [
      "{% for i in [1] %}{% macro m() %}{{ i }}{% endmacro %}{{ m() }}{% endfor %}{{ m is defined }}",
      "1false",
    ],
    ["{% set a, (b, c) = 1, (2, 3) %}{% set d = e = 4 %}{{ a }}{{ b }}{{ c }}{{ d }}{{ e }}", "12344"],
    ["{% set x | upper %}a{% set given = 1 %}{% endset %}{{ x }}{{ given }}", "Ag"],
    [
      "{% with a = given, given = 1 %}{{ a }}{{ given }}{% set z = 1 %}{% endwith %}{{ given }}{{ z }}",
      "g1g",
    ],
    ["{% filter upper %}{% set z = 1 %}a{% endfilter %}{{ z }}", "A"],
    [
      "{% autoescape false %}{% set z = '<' %}{{ z }}{% macro m() %}{{ '<' }}{% endmacro %}{{ m() }}{% endautoescape %}{{ z }}{{ '<' }}",
      "<<&lt;",
    ],
    [
      "{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}{{ ns }}",
      "3&lt;Namespace {&#39;n&#39;: 3}&gt;",
    ],
    [
      "{% for x in [1, 2, 3] if x != 2 %}{{ loop.index }}{{ x }}{{ loop.length }}{% else %}e{% endfor %}",
      "112232",
    ],
    ["{% for x in [] if x %}{% else %}{% set z = 1 %}e{{ z }}{% endfor %}{{ z }}", "e1"],
    ["{% for x in [1, 2] %}{% block item scoped %}{{ x }}{{ loop.index }}{% endblock %}{% endfor %}", "1122"],
    ["{% for x in [1, 2] %}{% include 'x.html' %}{% endfor %}{% include 'x.html' without context %}", "1g2g"],
    [
      "{% import 'm.html' as m %}{% from 'm.html' import show as s, y, nix %}{{ m.show() }}{{ s() }}{{ y }}{{ m._z is undefined }}{{ nix is undefined }}",
      "[][]1truetrue",
    ],
    ["{% for x in [1] %}{% import 'm.html' as m with context %}{{ m.show() }}{% endfor %}", "[1g]"],
    ["{% import 'm.html' as m %}{{ m }}", "text"],
    [
      "{% set caller = 1 %}{% macro m() %}{{ caller(5) if caller else 'none' }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, a=2) }}{% call(n) m() %}{{ n }}{% endcall %}",
      "none[1]{&#39;a&#39;: 2}5[]{}",
    ],
    [
      "{% macro m(a, b=a, caller=none) %}{{ a }}{{ b }}{{ caller }}{% endmacro %}{{ m(1) }}{{ m(b=2, a=3) }}{{ m.name }}{{ m.arguments }}{{ m.caller }}",
      "1132m[&#39;a&#39;, &#39;b&#39;, &#39;caller&#39;]false".replace("false", "true"),
    ],
  ])("%s", (source, expected) => {
    const files = {
      "a.html": source,
      "x.html": "{{ x }}{{ given }}",
      "m.html": "text{% macro show() %}[{{ x }}{{ given }}]{% endmacro %}{% set y = 1 %}{% set _z = 2 %}",
    };
    expect(engineOf(files).render("a.html", { given: "g" })).toBe(expected);
  });

  it("of a template that extends another one are run, and not printed after the tag", () => {
    const files = {
      "base.html": "<{% block a %}{% endblock %}>",
      "a.html":
        "before{{ 1 }}{% extends 'base.html' %}lost{% set x = 1 %}{% for i in [1] %}lost{% endfor %}{% include 'nix.html' %}" +
        "{% macro m() %}m{% endmacro %}{% set y %}kept{% endset %}{% block a %}{{ x }}{{ m() }}{{ y }}{% endblock %}",
      "maybe.html":
        "{% if layout %}{% extends layout %}{% endif %}text{% block a %}A{% endblock %}{% for i in [1] recursive %}r{% endfor %}",
    };
    const { render } = engineOf(files);
    expect(render("a.html")).toBe("before1<1mkept>");
    expect(render("maybe.html")).toBe("textAr");
    expect(render("maybe.html", { layout: "base.html" })).toBe("<A>");
  });
});
