import { describe, expect, it } from "vitest";

import { withGarbageCollector } from "../../../test/garbage-collector.ts";
import { engineOf } from "../test/engine-of.ts";

describe("what is large [F24]", () => {
  const list = Array.from({ length: 1_000_000 }, (_, index) => index % 10);

  it("is gone through in bounded time, a million items", () => {
    const started = performance.now();
    const text = engineOf({ "a.html": "{% for x in list %}{{ x }}{% endfor %}" }).render("a.html", { list });
    expect(text).toHaveLength(1_000_000);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("is printed, escaped and cut, a text of ten megabytes", () => {
    const text = "<".repeat(10_000_000);
    const page = engineOf({}).renderString("{{ text }}", { text });
    expect(page).toHaveLength(40_000_000);
    expect(engineOf({}).renderString("{{ text | length }}{{ text[:2] }}", { text })).toBe("10000000&lt;&lt;");
  });
});

describe("many renderings", () => {
  const { collectGarbage } = withGarbageCollector();

  it.skipIf(collectGarbage === undefined)("leave the heap as it was", { timeout: 60_000 }, () => {
    const { render } = engineOf({
      "base.html": "{% block a %}{% endblock %}{% include 'row.html' %}",
      "a.html":
        "{% extends 'base.html' %}{% from 'm.html' import m %}{% block a %}{% for x in rows %}{{ m(x) }}{{ loop.index }}{% endfor %}{{ super() }}{% endblock %}",
      "m.html": "{% macro m(x) %}<i>{{ x }}</i>{% endmacro %}",
      "row.html": "{{ title | upper }}",
    });
    const rows = Array.from({ length: 20 }, (_, index) => `row ${index}`);
    const run = (times: number): number => {
      for (let n = 0; n < times; n += 1) render("a.html", { rows, title: `title ${n}` });
      collectGarbage?.();
      return process.memoryUsage().heapUsed;
    };
    const before = run(2000);
    expect(run(10_000) - before).toBeLessThan(1_000_000);
  });
});
