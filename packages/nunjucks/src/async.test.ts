import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";

const later = async <Value>(value: Value): Promise<Value> => {
  await new Promise((resolve) => setImmediate(resolve));
  return value;
};

/** Renders a template that waits for something, and whether it did. */
async function renderLater(source: string, context: Record<string, unknown>): Promise<string> {
  const text = engineOf({ "a.html": source }).renderLater("a.html", context);
  expect(text).toBeInstanceOf(Promise);
  return await text;
}

class User {
  readonly calls: string[] = [];

  async posts(count: number, options: { suffix?: string } = {}): Promise<string[]> {
    this.calls.push("posts");
    return await later(Array.from({ length: count }, (_, index) => `<${index}>${options.suffix ?? ""}`));
  }

  get name(): Promise<string> {
    return later("Ann & Bob");
  }
}

describe("a promise in a template is waited for [F210]", () => {
  it.each([
    ["{{ value }}", { value: later("<b>") }, "&lt;b&gt;"],
    ["{{ user.posts(2) | join(', ') }}", { user: new User() }, "&lt;0&gt;, &lt;1&gt;"],
    ["{{ user.posts(1, suffix='!')[0] }}", { user: new User() }, "&lt;0&gt;!"],
    [
      "{{ user.name }}{{ user.name | length }}{{ user['name'] }}",
      { user: new User() },
      "Ann &amp; Bob9Ann &amp; Bob",
    ],
    [
      "{% for post in user.posts(2) %}{{ loop.index }}{{ post }}{% endfor %}",
      { user: new User() },
      "1&lt;0&gt;2&lt;1&gt;",
    ],
    ["{% for x in list %}{{ x }}{% endfor %}", { list: [later(1), 2, later(3)] }, "123"],
    ["{% for a, b in pairs %}{{ a }}{{ b }}{% endfor %}", { pairs: later([[1, 2]]) }, "12"],
    [
      "{% if no %}yes{% else %}no{% endif %}{{ 'a' if yes else 'b' }}",
      { no: later(""), yes: later(1) },
      "noa",
    ],
    [
      "{% set x = f() %}{{ x }}{{ x + 1 }}{% set y %}{{ f() }}{% endset %}{{ y }}",
      { f: () => later(1) },
      "121",
    ],
    [
      "{{ f() and 'yes' }}{{ f() or 'no' }}{{ f() == 0 }}{{ 1 in g() }}",
      { f: () => later(0), g: () => later([1]) },
      "0notruetrue",
    ],
    ["{{ f().a.b() }}", { f: () => later({ a: later({ b: () => later("deep") }) }) }, "deep"],
    [
      "{% macro m(x) %}[{{ x }}{{ caller() }}]{% endmacro %}{% call m(f()) %}{{ f() }}{% endcall %}",
      { f: () => later(1) },
      "[11]",
    ],
    [
      "{% macro m(x) %}[{{ x }}{{ f() }}]{% endmacro %}{{ m(1) | upper }}{{ m(2) ~ m(3) }}",
      { f: () => later("a") },
      "[1A][2a][3a]",
    ],
    ["{% macro m(x=f()) %}{{ x }}{% endmacro %}{{ m() }}", { f: () => later(5) }, "5"],
    ["{% filter upper %}{{ f() }}{% endfilter %}", { f: () => later("a") }, "A"],
    ["{% with x = f() %}{{ x }}{% endwith %}{% do f() %}", { f: () => later("a") }, "a"],
    ["{{ g(f(), n=f()) }}", { f: () => later(2), g: (a: number, { n }: { n: number }) => a + n }, "4"],
    [
      "{% for x in t recursive %}{{ x.n }}{{ loop(x.c) if x.c }}{% endfor %}",
      { t: [{ n: later(1), c: later([{ n: 2 }]) }] },
      "12",
    ],
    [
      "{{ value is defined }}{{ value is string }}{{ value | default('x') }}",
      { value: later("v") },
      "truetruev",
    ],
    [
      "{{ [f(), f()] | join }}{{ {'a': f()}.a }}{{ (f(),) | first }}{{ f() ~ f() }}",
      { f: () => later(1) },
      "111111",
    ],
    ["{{ 1 < f() < 3 }}{{ -f() }}{{ 'abc'[f():] }}", { f: () => later(2) }, "true-2c"],
    ["{% switch f() %}{% case 2 %}two{% endswitch %}", { f: () => later(2) }, "two"],
    ["{% trans n=f() %}one{% pluralize %}{{ n }}{% endtrans %}", { f: () => later(2) }, "2"],
    [
      "{% asyncEach x in f() %}{{ x }}{% endeach %}{% ifAsync f() %}y{% endif %}",
      { f: () => later([1]) },
      "1y",
    ],
  ])("in %s", async (source, context, expected) => {
    expect(await renderLater(source, context)).toBe(expected);
  });

  it("in filters, tests and globals of the app", async () => {
    const {
      filters,
      tests,
      globals,
      renderLater: render,
    } = engineOf({
      "a.html": "{{ 2 | double }}{{ 'y' if 2 is fine }}{{ 'n' if 2 is not fine }}{{ now() }}",
    });
    filters.set("double", (value: number) => later(value * 2));
    tests.set("fine", () => later(true));
    globals.set("now", () => later("now"));
    expect(await render("a.html")).toBe("4ynow");
  });

  it("in what a template includes, extends and imports", async () => {
    const { renderLater: render } = engineOf({
      "base.html": "<{% block a %}{{ f() }}{% endblock %}>{{ self.a() }}",
      "page.html":
        "{% extends 'base.html' %}{% import 'm.html' as m with context %}{% set n = f() %}" +
        "{% block a %}{{ super() }}{% include 'part.html' %}{{ m.show() }}{{ n }}{{ m.value }}{% endblock %}",
      "part.html": "[{{ f() }}]",
      "m.html": "{% macro show() %}({{ f() }}){% endmacro %}{% set value = f() %}",
    });
    expect(await render("page.html", { f: () => later(1) })).toBe("<1[1](1)11>1[1](1)11");
  });

  it("of an asynchronous generator", async () => {
    async function* rows(): AsyncGenerator<number> {
      yield await later(1);
      yield await later(2);
    }
    expect(await renderLater("{% for row in rows() %}{{ row }}{{ loop.last }}{% endfor %}", { rows })).toBe(
      "1false2true",
    );
  });
});

describe("a rendering that waits [F210]", () => {
  it("calls each function once, in order", async () => {
    const calls: number[] = [];
    const call = (n: number): unknown => (calls.push(n), n === 2 ? later(n) : n);
    const source =
      "{{ call(1) }}{% if call(2) %}{{ call(3) }}{% endif %}{% for x in [call(4)] %}{{ call(5) }}{% endfor %}";
    expect(await renderLater(source, { call })).toBe("135");
    expect(calls).toEqual([1, 2, 3, 4, 5]);
  });

  it("is a text at once when nothing is a promise, also after one that was not", async () => {
    const { renderLater: render } = engineOf({ "a.html": "{{ f() }}" });
    expect(await render("a.html", { f: () => later(1) })).toBe("1");
    expect(render("a.html", { f: () => 2 })).toBe("2");
  });

  it("fails with the place that waits, and nothing else does", async () => {
    const { renderLater: render } = engineOf({
      "a.html": "a\n{% include 'b.html' %}",
      "b.html": "\n  {{ fail() }}",
    });
    const fail = (): Promise<never> => Promise.reject(new TypeError("no rows"));
    await expect(render("a.html", { fail })).rejects.toThrow(
      'The template "b.html" failed at /app/templates/b.html:2:6 while "a.html" was rendered: TypeError: no rows.',
    );
  });

  it("fails with a promise that the view gave", async () => {
    const { renderLater: render } = engineOf({ "a.html": "\n{{ rows }}" });
    await expect(render("a.html", { rows: Promise.reject(new Error("gone")) })).rejects.toThrow(
      "a.html:2:4: gone",
    );
  });

  it("does not mix values with others that run at the same time (A318)", async () => {
    const { renderLater: render } = engineOf({
      "base.html": "{% set n = id %}{% block a %}{% endblock %}{{ n }}",
      "a.html":
        "{% extends 'base.html' %}{% from 'm.html' import m with context %}{% block a %}{{ f(id) }}{{ m() }}{% endblock %}",
      "m.html": "{% macro m() %}{{ f(id) }}{% endmacro %}",
    });
    const texts = await Promise.all(
      Array.from({ length: 500 }, (_, id) =>
        Promise.resolve(render("a.html", { id: `<${id}>`, f: (value: unknown) => later(value) })),
      ),
    );
    expect(texts).toEqual(Array.from({ length: 500 }, (_, id) => `&lt;${id}&gt;`.repeat(3)));
  });
});

describe("a block, and a macro in code [F191 F192 F210]", () => {
  const files = {
    "a.html":
      "{% set n = f() %}{% block a %}{{ n }}{{ f() }}{% endblock %}{% macro m() %}{{ f() }}{% endmacro %}",
  };

  it("wait too", async () => {
    const { renderBlock, getAttribute } = engineOf(files);
    const f = (): Promise<string> => later("<");
    expect(() => renderBlock("a.html", "a", { f })).toThrow("The template waits for a promise.");
    const macro = await getAttribute("a.html", "m", { f });
    expect(String(await (macro as () => unknown)())).toBe("&lt;");
  });
});
