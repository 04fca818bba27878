import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

class Movie {
  readonly title = "Alien";
  readonly #year = 1979;
  static readonly count = 7;

  get year(): number {
    return this.#year;
  }

  label(mark: string, { loud = false }: { loud?: boolean } = {}): string {
    return `${this.title} ${this.#year}${loud ? "!" : mark}`;
  }
}

class Sequel extends Movie {
  override get year(): number {
    return 1986;
  }
}

function createContext(): Record<string, unknown> {
  return {
    text: "abc",
    list: [1, 2],
    object: { a: 1 },
    map: new Map<string, unknown>([["a", 1]]),
    set: new Set([1]),
    date: new Date(0),
    movie: new Movie(),
    sequel: new Sequel(),
    Movie,
    run: function run(): string {
      return "ran";
    },
    arrow: () => "arrow",
    promise: Promise.resolve({ a: 1 }),
    error: new Error("no"),
    pattern: /a/,
    number: 5,
  };
}

const NAMES = [
  "constructor",
  "__proto__",
  "prototype",
  "hasOwnProperty",
  "toString",
  "valueOf",
  "isPrototypeOf",
  "__defineGetter__",
  "__lookupGetter__",
  "propertyIsEnumerable",
];

const TARGETS =
  "object map set movie sequel run arrow Movie error promise self range namespace() dict cycler('a') joiner()".split(
    " ",
  );

describe("what leads out of a template is not there [F214 A22 A23 A28 A29 A357]", () => {
  it.each(TARGETS.flatMap((target) => NAMES.map((name) => [target, name] as const)))(
    "%s.%s",
    async (target, name) => {
      const { renderLater } = engineOf({
        "a.html":
          `{{ ${target}.${name} is undefined }}{{ ${target}['${name}'] is undefined }}{{ ${target}['${name.slice(0, 2)}' ~ '${name.slice(2)}'] is undefined }}` +
          `{{ (${target} | attr('${name}')) is undefined }}{{ [${target}] | map(attribute='${name}') | select('defined') | list | length }}`,
      });
      expect(await renderLater("a.html", createContext())).toBe("truetruetruetrue0");
    },
  );

  it.each([
    "text.constructor('return 1')()",
    "text['constructor']['constructor']('return 1')()",
    "list.constructor.constructor('return 1')()",
    "(text | attr('constructor'))('return 1')",
    "(list | map(attribute='constructor.constructor') | first)('return 1')()",
    "(list | map('attr', 'constructor') | first)('return 1')",
    "run.call(none)",
    "run.apply(none)",
    "run.bind(none)()",
    "arrow.constructor('return 1')()",
    "movie.label.constructor('return 1')()",
    "movie.constructor.count()",
    "loop.constructor()",
    "range.constructor('return 1')()",
    "caller.constructor()",
    "list[['constructor']]()",
    "list.map.constructor('x')",
    "promise.then()",
    "m.constructor('return 1')()",
    "m.call(1)",
    "text.constructor.fromCharCode(65)",
    "object.__defineGetter__('a', run)",
    "globalThis.process.exit()",
    "process.exit()",
    "this.constructor()",
    "require('fs')",
  ])("{{ %s }}", async (expression) => {
    const { renderLater } = engineOf({ "a.html": `{% macro m() %}{% endmacro %}{{ ${expression} }}` });
    await expect((async () => await renderLater("a.html", createContext()))()).rejects.toThrow(
      /undefined|not defined|not a function|has no/,
    );
  });

  it("prints no inner part of a format", () => {
    expect(() =>
      engineOf({}).renderString("{{ '{0.constructor.name}'.format(list) }}", createContext()),
    ).toThrow("failed at");
  });

  it("hides no data", () => {
    const race: unknown = JSON.parse('{"constructor": "Ferrari", "toString": 1, "__proto__": "p"}');
    const source = "{{ race.constructor }}{{ race.toString }}{{ race['__proto__'] }}{{ race.__proto__ }}";
    expect(engineOf({}).renderString(source, { race })).toBe("Ferrari1pp");
  });

  it("changes nothing beyond the template", () => {
    const { renderString } = engineOf({});
    const source =
      "{% set __proto__ = {'polluted': 1} %}{% set constructor = 2 %}{{ constructor }}" +
      "{% set x = {'__proto__': {'polluted': 1}} %}{{ x.polluted is undefined }}{{ dict(__proto__=1).polluted is undefined }}" +
      "{% set ns = namespace() %}{% set ns.__proto__ = 1 %}{{ ns.__proto__ }}{% macro m() %}{{ kwargs }}{% endmacro %}{{ m(__proto__=1) }}";
    expect(renderString(source)).toBe("2truetrue1{&#39;__proto__&#39;: 1}");
    expect("polluted" in {}).toBe(false);
  });
});

describe("what a template may use [F214]", () => {
  it.each([
    ["{{ movie.title }} {{ movie.year }} {{ sequel.year }} {{ sequel['title'] }}", "Alien 1979 1986 Alien"],
    [
      "{{ movie.label('?') }} {{ sequel.label('.', loud=true) }} {{ movie['label']('?') }}",
      "Alien 1979? Alien 1979! Alien 1979?",
    ],
    [
      "{% set label = movie.label %}{{ label('?') }}{{ (movie | attr('label'))('!') }}",
      "Alien 1979?Alien 1979!",
    ],
    [
      "{{ Movie.count }}{{ run() }}{{ arrow() }}{{ [movie] | map(attribute='year') | first }}",
      "7ranarrow1979",
    ],
    [
      "{{ map.a }}{{ map['a'] }}{{ map.get('a') }}{{ map.size }}{{ map | length }}{% for k, v in map %}{{ k }}{{ v }}{% endfor %}",
      "11111a1",
    ],
    ["{{ set | length }}{{ 1 in set }}{{ list.length }}{{ text.length }}", "1true23"],
    ["{{ object.items() | list }}{{ object.get('b', 2) }}{{ object.a }}", "[(&#39;a&#39;, 1)]21"],
    [
      "{{ text.toUpperCase() }}{{ list.includes(2) }}{{ number.toFixed(2) }}{{ date.toISOString() }}",
      "ABCtrue5.001970-01-01T00:00:00.000Z",
    ],
    ["{{ error.message }}", "no"],
  ])("%s", (source, expected) => {
    expect(engineOf({}).renderString(source, createContext())).toBe(expected);
  });

  it("may be what a proxy gives, which has nothing of its own", () => {
    const any = new Proxy(
      {},
      { get: (_, name) => (name === "then" ? undefined : () => `any ${String(name)}`) },
    );
    expect(engineOf({}).renderString("{{ any.thing() }}", { any })).toBe("any thing");
  });

  it("prefers an object's own member to a method of dicts, and the method where the member is no function", () => {
    const order = { items: ["a"], keys: () => "own" };
    const source =
      "{% for item in order.items %}{{ item }}{% endfor %}{{ order.keys() }}{{ order.items() | length }}";
    expect(engineOf({}).renderString(source, { order })).toBe("aown2");
  });
});

describe("what a visitor sends is data", () => {
  it.each([
    "{{ 1 + 1 }}",
    "{% include 'secret.html' %}",
    "${1 + 1}",
    "`",
    "\\u0041",
    "</script>",
    "');process.exit(1)//",
  ])("%s is printed (A357)", (value) => {
    const files = {
      "a.txt": "{{ value }}{{ value | upper | lower }}{% set x = value %}{{ x }}",
      "secret.html": "secret",
    };
    expect(engineOf(files).render("a.txt", { value })).toBe(value + value.toLowerCase() + value);
  });

  it.each([
    "x');process.exit(1)//.html",
    'x"+process.exit(1)+".html',
    "x\n*/process.exit(1)/*.html",
    "__proto__",
    "\u2028.html",
    "${1}.html",
  ])("a template may be named %j [A27]", (name) => {
    const { render } = engineOf({
      [name]: "{% block b %}{{ x }}{% endblock %}",
      "a.html": `{% include name %}{% import name as m %}`,
    });
    expect(render(name, { x: 1 })).toBe("1");
    expect(render("a.html", { x: 1, name })).toBe("1");
    expect(() => render("a.html", { name: `${name}.nix` })).toThrow("There is no template");
  });

  it.each(["../secret", "/etc/passwd", "a/../../b", "./../../x", "\u0000"])(
    "no template is found at %j [A360]",
    (name) => {
      expect(() => engineOf({ "a.html": "{% include name %}" }).render("a.html", { name })).toThrow(
        "There is no template",
      );
    },
  );

  it("may have any name as a variable, block or macro of the template", () => {
    const names = [
      "class",
      "await",
      "yield",
      "eval",
      "o",
      "c",
      "t",
      "L",
      "T",
      "out",
      "esc",
      "parent",
      "s",
      "root",
      "rt",
      "X",
      "B",
      "é",
      "名",
    ];
    const source = names
      .map(
        (name) =>
          `{% set ${name} = 1 %}{{ ${name} }}{% block ${name} %}{{ ${name} }}{% endblock %}{% macro m_${name}(${name}) %}{{ ${name} }}{% endmacro %}{{ m_${name}(2) }}`,
      )
      .join("");
    expect(engineOf({}).renderString(source)).toBe("112".repeat(names.length));
  });
});
