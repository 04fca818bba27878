import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

const ENDLESS = {
  "include.html": "{% include 'include.html' %}",
  "extends.html": "{% extends 'extends.html' %}",
  "circle.html": "{% extends 'other.html' %}",
  "other.html": "{% extends 'circle.html' %}",
  "import.html": "{% import 'import.html' as m %}",
  "macro.html": "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
  "caller.html":
    "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{% call m() %}x{% endcall %}",
  "loop.html": "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
  "self.html": "{% block a %}{{ self.a() }}{% endblock %}",
  "later.html": "{% macro m() %}{{ later() }}{{ m() }}{% endmacro %}{{ m() }}",
};

describe("recursion without end [F24]", () => {
  it.each(Object.keys(ENDLESS))("is an error: %s", async (name) => {
    const { renderLater } = engineOf(ENDLESS);
    const later = (): Promise<string> => Promise.resolve("");
    const started = performance.now();
    await expect((async () => await renderLater(name, { later }))()).rejects.toThrow(
      /RangeError: templates, macros and recursive loops call each other more than 200 deep/,
    );
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("is told of with the first templates only", () => {
    const error: unknown = (() => {
      try {
        return engineOf(ENDLESS).render("circle.html");
      } catch (failure) {
        return failure;
      }
    })();
    expect((error as { callers: unknown[] }).callers.length).toBeLessThanOrEqual(20);
  });

  it("may go as deep as an option says", () => {
    const files = {
      "a.html": "{% macro m(n) %}{{ n }}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(depth) }}",
    };
    expect(engineOf(files, { maxDepth: 4 }).render("a.html", { depth: 3 })).toBe("3210");
    expect(() => engineOf(files, { maxDepth: 4 }).render("a.html", { depth: 4 })).toThrow("more than 4 deep");
    expect(engineOf(files).render("a.html", { depth: 150 })).toMatch(/^150149.*10$/);
  });

  it("does not count what has come back", () => {
    const source =
      "{% macro m() %}x{% endmacro %}{% for n in range(1000) %}{{ m() }}{% include 'b.html' %}{% endfor %}";
    expect(engineOf({ "a.html": source, "b.html": "" }).render("a.html")).toBe("x".repeat(1000));
  });
});

describe("a long loop [F24]", () => {
  const list = Array.from({ length: 100 }, (_, index) => index % 10);

  it("ends with an error when it goes round more often than the limit", () => {
    const { renderString } = engineOf({}, { maxIterations: 1000 });
    const nested = "{% for x in list %}{% for y in list %}{{ loop.index if x }}{% endfor %}{% endfor %}";
    expect(() => renderString(nested, { list })).toThrow(
      "RangeError: the loops of this page go round more than 1000 times",
    );
    expect(renderString(nested, { list: list.slice(0, 25) })).not.toBe("");
  });

  it("that adds to its own list, or never ends, ends with an error", () => {
    const { renderString } = engineOf({}, { maxIterations: 10_000 });
    expect(() => renderString("{% for x in l %}{% do l.append(1) %}{% endfor %}", { l: [1] })).toThrow(
      "go round",
    );
    const forever = function* forever(): Generator<number> {
      for (;;) yield 1;
    };
    expect(() => renderString("{% for x in f() %}{{ loop.index }}{% endfor %}", { f: forever })).toThrow(
      "go round",
    );
    expect(
      renderString(
        "{% for x in f() %}{{ loop.index }}{% if loop.index == 3 %}{% break %}{% endif %}{% endfor %}",
        { f: forever },
      ),
    ).toBe("123");
  });
});

describe("much text", () => {
  it.each([
    "{{ 'ab' * 1000000000 }}",
    "{{ [1] * 100000000 }}",
    "{{ range(10 ** 12) | list }}",
    "{{ 'a'.center(10 ** 10) }}",
  ])("that a template makes of nothing is an error: %s", (source) => {
    expect(() => engineOf({}).renderString(source)).toThrow(/RangeError/);
  });

  it.each([
    ["{%".repeat(50_000), "tags"],
    ["{{".repeat(50_000), "outputs"],
    ["{#".repeat(50_000), "comments"],
    [`{%${" ".repeat(100_000)}`, "spaces"],
    [`{% raw %}${"{% ".repeat(30_000)}`, "raw"],
    [`{{ ${"(".repeat(20_000)} }}`, "brackets"],
    [`{{ ${"-".repeat(50_000)}1 }}`, "signs"],
    ["{% if x %}".repeat(5_000), "blocks"],
    [`{{ '${"\\".repeat(100_001)}' }}`, "escapes"],
    [`{{ a${".b".repeat(20_000)} }}`, "dots"],
  ])("of %# half-written $1 is refused in bounded time [A192 F25]", (source) => {
    const started = performance.now();
    expect(() => engineOf({}).renderString(source)).toThrow(/cannot be compiled|failed/);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
