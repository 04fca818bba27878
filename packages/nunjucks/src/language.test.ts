import { createRequire } from "node:module";

import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

interface PlainEnvironment {
  renderString(source: string, context: object): string;
}

const nunjucks = createRequire(import.meta.url)("nunjucks") as {
  Environment: new (loaders: never[], options: object) => PlainEnvironment; // what this test uses of it
};

const CONTEXT = {
  words: "hello world",
  numbers: [1, 2, 3],
  none: null,
  object: { a: 1, b: "<" },
  map: new Map([["a", 1]]),
  people: [
    { name: "B", team: 1 },
    { name: "A", team: 1 },
    { name: "C", team: 2 },
  ],
};

describe("the language", () => {
  it.each([
    "{{ true }}{{ none }}{{ nix }}{{ 1.5 }}{{ -1 }}{{ 'a' ~ 1 }}{{ 7 // 2 }}{{ 2 ** 3 }}{{ numbers[0] }}{{ object['a'] }}",
    "{{ '<b>' | safe }}{{ '<b>' | escape }}{{ '<b>' }}{{ object.b }}",
    "{{ 'yes' if words == 'hello world' else 'no' }}{{ 1 if false }}{{ none or 2 }}{{ 1 and 2 }}{{ not 1 }}",
    "{{ words | replace('o', '0') | upper }}{{ nix | default('d') }}{{ object | dump | safe }}",
    "{{ people | sort(false, true, 'name') | join(',', 'name') }}{{ numbers | sort(reverse=true) | join }}",
    "{% for team, group in people | groupby('team') %}{{ team }}:{{ group | length }} {% endfor %}",
    "{{ numbers | select('odd') | join }}{{ numbers | reject('odd') | join }}",
    "{% for key, value in object %}{{ key }}={{ value }} {% endfor %}{% for key, value in map %}{{ key }}{{ value }}{% endfor %}",
    "{% for n in numbers %}{{ loop.index }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{% else %}none{% endfor %}",
    "{% for n in nix %}{{ n }}{% else %}none{% endfor %}",
    "{% asyncEach n in numbers %}{{ n }}{% endeach %}{% asyncAll n in numbers %}{{ n }}{% endall %}{% ifAsync words %}a{% endif %}",
    "{% switch words %}{% case 'hello world' %}hit{% default %}miss{% endswitch %}",
    "{% raw %}{{ x }}{% endraw %}{% verbatim %}{% a %}{% endverbatim %}{# no #}",
    "{% set join = joiner(', ') %}{% for n in range(3) %}{{ join() }}{{ n }}{% endfor %}",
    "{% set next = cycler('a', 'b') %}{{ next.next() }}{{ next.next() }}{{ next.next() }}",
    "{% set x = 1 %}{% if numbers %}{% set x = 2 %}{% endif %}{{ x }}{% set y %}({{ x }}){% endset %}{{ y }}",
    "{% macro m(a, b=2, c=3) %}{{ a }}{{ b }}{{ c }}{{ caller() if caller }}{% endmacro %}" +
      "{{ m(1) }} {{ m(1, c=9) }} {{ m(b=1, a=5) }} {{ m(1, 5) }} {% call m(1, b=7) %}X{% endcall %}",
    "{% block a %}A{% block b %}B{% endblock %}{% endblock %}{% filter replace('a', 'b') %}aaa{% endfilter %}",
    "{{ 1 in numbers }}{{ not 5 in numbers }}{{ 5 not in numbers }}{{ 'a' in object }}{{ 'lo w' in words }}",
    "{{ nix is not defined }}{{ 1 is number }}{{ words is string }}{{ numbers is iterable }}{{ 9 is divisibleby(3) }}",
    "a  {%- if true -%}  x  {%- endif -%}  b {{- 1 -}} c",
    "{{ words.toUpperCase() }}{{ numbers.slice(1).length }}",
  ])("gives what nunjucks gives: %s", (source) => {
    const plain = new nunjucks.Environment([], { autoescape: true });
    expect(engineOf({}).renderString(source, CONTEXT)).toBe(plain.renderString(source, CONTEXT));
  });
});
