import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { HttpError, Micro, MicroError, render, renderString } from "@micro-web/core";
import { templateEngineConformance, type TemplateSyntax } from "@micro-web/core/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";
import { nunjucks } from "./index.ts";

describe("nunjucks()", () => {
  it("is for the extensions of HTML, XML, text and Jinja templates", () => {
    const { name, extensions } = nunjucks();
    expect(name).toBe("nunjucks");
    expect(extensions.join(" ")).toBe(".html .htm .xml .xhtml .svg .txt .njk .j2 .jinja .jinja2");
  });

  it("serves several apps, each with its own functions", async () => {
    const engine = nunjucks();
    const renderWith = async (site: string): Promise<string> => {
      const app = new Micro(null, { engines: [engine] });
      app.templates.addGlobal("site", site);
      app.get("/", () => renderString("{{ site }}"));
      return (await app.testClient().get("/")).text;
    };
    expect(await Promise.all([renderWith("one"), renderWith("two")])).toEqual(["one", "two"]);
  });

  it.each([
    [{}, "<ul>\n  \n  <li>a</li>\n  \n</ul>"],
    [{ trimBlocks: true, lstripBlocks: true }, "<ul>\n  <li>a</li>\n</ul>"],
  ])("takes the options %o", (options, page) => {
    const { render } = engineOf(
      { "a.html": "<ul>\n  {% if true %}\n  <li>a</li>\n  {% endif %}\n</ul>" },
      options,
    );
    expect(render("a.html")).toBe(page);
  });
});

describe("nunjucks conforms: it [F215]", () => {
  const syntax: TemplateSyntax = {
    extension: ".html",
    print: (name) => `{{ ${name} }}`,
    call: (name) => `{{ ${name}() }}`,
    block: (name, body) => `{% block ${name} %}${body}{% endblock %}`,
    macro: (name, body) => `{% macro ${name}(value) %}${body}{% endmacro %}`,
    broken: "{{ a b }}",
  };

  it.each(templateEngineConformance(() => nunjucks(), syntax))("$name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );
});

describe("a template", () => {
  it("extends another one, overrides its blocks and prints what it overrides", () => {
    const { render } = engineOf({
      "base.html": "<title>{% block title %}Movies{% endblock %}</title>{% block body %}{% endblock %}",
      "middle.html": "{% extends 'base.html' %}{% block title %}All {{ super() }}{% endblock %}ignored",
      "page.html":
        "{% extends 'middle.html' %}{% block title %}{{ super() }}: {{ n }}{% endblock %}{% block body %}<p>{% endblock %}",
    });
    expect(render("page.html", { n: 3 })).toBe("<title>All Movies: 3</title><p>");
    expect(render("base.html")).toBe("<title>Movies</title>");
  });

  it("extends one by a name in a variable, and only if it wants to", () => {
    const { render } = engineOf({
      "base.html": "[{% block a %}{% endblock %}]",
      "page.html": "{% if layout %}{% extends layout %}{% endif %}{% block a %}x{% endblock %}",
    });
    expect(render("page.html", { layout: "base.html" })).toBe("[x]");
    expect(render("page.html")).toBe("x");
  });

  it("prints a block inside a block, a loop and a condition", () => {
    const { render } = engineOf({
      "a.html": "{% block a %}<{% if true %}{% block b %}b{% endblock %}{% endif %}>{% endblock %}",
      "b.html": "{% extends 'a.html' %}{% block b %}{{ super() }}c{% endblock %}",
    });
    expect(render("a.html")).toBe("<b>");
    expect(render("b.html")).toBe("<bc>");
  });

  it("includes others, which see its variables", () => {
    const { render } = engineOf({
      "page.html":
        "{% for n in [1, 2] %}{% include 'row.html' %}{% include 'nix.html' ignore missing %}{% endfor %}",
      "row.html": "({{ n }} {{ title }})",
    });
    expect(render("page.html", { title: "T" })).toBe("(1 T)(2 T)");
  });

  it("names templates relative to itself", () => {
    const { render } = engineOf({
      "blog/page.html": "{% include './row.html' %}{% include '../row.html' %}{% include 'row.html' %}",
      "blog/row.html": "b",
      "row.html": "r",
    });
    expect(render("blog/page.html")).toBe("brr");
  });

  it("takes a template's name from text that is marked safe", () => {
    const { render } = engineOf({ "a.html": "{% include name | safe %}", "b.html": "b" });
    expect(render("a.html", { name: "b.html" })).toBe("b");
  });

  it("imports macros and variables, with its own variables when it says so", () => {
    const { render } = engineOf({
      "m.html":
        "{% macro cell(x, wide=false) %}<i{{ ' w' if wide }}>{{ x }}{{ title }}</i>{% endmacro %}{% set n = 7 %}",
      "page.html":
        "{% import 'm.html' as m %}{% from 'm.html' import cell, n as seven with context %}" +
        "{{ m.cell('a', wide=true) }}{{ cell(x='<') }}{{ seven }}{{ m.n }}",
      "block.html":
        "{% block a %}{% from 'm.html' import cell %}{% import 'm.html' as m %}{{ cell(m.n) }}{% endblock %}",
    });
    expect(render("page.html", { title: "T" })).toBe("<i w>a</i><i>&lt;T</i>77");
    expect(render("block.html")).toBe("<i>7</i>");
  });

  it("calls a macro with a body", () => {
    const { render } = engineOf({
      "a.html":
        "{% macro box(title) %}<b>{{ title }}: {{ caller(1) }}</b>{% endmacro %}{% call(n) box('T') %}{{ n }}{% endcall %}",
    });
    expect(render("a.html")).toBe("<b>T: 1</b>");
  });

  it("has the loops, filters and tests of Jinja, and pairs of objects as nunjucks", () => {
    const { renderString } = engineOf({});
    const source =
      "{% for key, value in { 'a': 1, 'b': 2 } %}{{ loop.index }}{{ key }}{{ value }}{% else %}none{% endfor %}" +
      "{% for x in [] %}{{ x }}{% else %}none{% endfor %}{{ 'a b' | title }}{{ [3, 1] | sort(reverse=true) | join('-') }}" +
      "{{ 'y' if 4 is divisibleby(2) and 3 is not even and n is undefined }}{{ 'in' if 'a' in ['a'] and not 'b' in 'a' }}" +
      "{% set s %}<{{ 1 + 1 }}>{% endset %}{{ s | safe }}{% filter upper %}up{% endfilter %}";
    expect(renderString(source)).toBe("1a12b2noneA B3-1yin<2>UP");
  });

  it("prints nothing for undefined and null, and what toString() of their class gives for objects", () => {
    const { renderString } = engineOf({});
    const values = { n: 0, no: null, yes: true, date: new URL("https://example.org/?a&b"), f: 1n };
    expect(
      renderString("{{ n }}|{{ no }}|{{ nix }}|{{ no.y }}|{{ yes }}|{{ date }}|{{ f }}|{{ '' }}", values),
    ).toBe("0||||true|https://example.org/?a&amp;b|1|");
  });
});

describe("values [F193 B134]", () => {
  const files = {
    "page.html": "{{ x }}{% include 'part.txt' %}",
    "part.txt": "{{ x }}",
    "mail.txt": "{{ x }}{% include 'page.html' %}{% from 'macros.html' import show %}{{ show(x) }}",
    "macros.html": "{% macro show(x) %}{{ x }}{% endmacro %}",
    "child.txt": "{% extends 'layout.html' %}{% block a %}{{ x }}{% endblock %}",
    "layout.html": "{{ x }}{% block a %}{% endblock %}",
    "child.html": "{% extends 'layout.txt' %}{% block a %}{{ x }}{% endblock %}",
    "layout.txt": "{{ x }}{% block a %}{% endblock %}",
  };
  const x = `<'&">`;
  const escaped = "&lt;&#39;&amp;&#34;&gt;";

  it.each([
    ["page.html", "in HTML and what it includes", escaped + escaped],
    ["child.html", "in HTML and what it extends", escaped + escaped],
  ])("of %s are escaped %s", (name, _where, page) => {
    expect(engineOf(files).render(name, { x })).toBe(page);
  });

  it.each([
    ["mail.txt", "in text and what it includes and imports", x.repeat(4)],
    ["child.txt", "in text and what it extends", x + x],
  ])("of %s are not escaped %s", (name, _where, page) => {
    expect(engineOf(files).render(name, { x })).toBe(page);
  });

  it("are escaped in a template that is given as text", () => {
    expect(engineOf(files).renderString("{{ x }}{{ x | safe }}", { x })).toBe(escaped + x);
  });

  it("that are objects are escaped too", () => {
    class Bold {
      toString(): string {
        return "<b>";
      }
    }
    expect(engineOf(files).renderString("{{ x }}", { x: new Bold() })).toBe("&lt;b&gt;");
  });
});

describe("functions of the app [F197]", () => {
  const called: unknown[][] = [];
  const record = (...values: unknown[]): string => `${called.push(values)}`;

  beforeEach(() => void called.splice(0));

  it("get keyword arguments as a plain object, last", () => {
    const { renderString, globals, filters, tests } = engineOf({});
    globals.set("url_for", record);
    filters.set("show", record);
    tests.set("fine", record);
    renderString(
      "{{ url_for('show', id=3, _anchor='x') }}{{ 1 | show(2, wide=true) }}{{ 1 is fine(2, far=3) }}",
      {},
    );
    expect(called).toStrictEqual([
      ["show", { id: 3, _anchor: "x" }],
      [1, 2, { wide: true }],
      [1, 2, { far: 3 }],
    ]);
  });

  it("may be methods, which keep their object", () => {
    const { renderString } = engineOf({});
    const movie = {
      title: "Alien",
      call(options: { loud: boolean }) {
        return this.title + (options.loud ? "!" : "");
      },
    };
    expect(renderString("{{ movie.call(loud=true) }}{{ movie['call'](loud=false) }}", { movie })).toBe(
      "Alien!Alien",
    );
  });

  it("are found when they are added after the first rendering, and replaced", () => {
    const { render, globals, filters, tests } = engineOf({ "a.html": "{{ f() }}{{ 1 | g }}{{ 1 is h }}" });
    for (const letter of ["a", "b"]) {
      globals.set("f", () => letter);
      filters.set("g", () => letter);
      tests.set("h", () => letter === "a");
      expect(render("a.html")).toBe(letter.repeat(2) + String(letter === "a"));
    }
  });

  it("may be values that every template sees, below those of the view", () => {
    const { render, globals } = engineOf({
      "a.html": "{{ site }}{% include 'b.html' %}",
      "b.html": "{{ site }}",
    });
    globals.set("site", "Movies");
    expect(render("a.html")).toBe("MoviesMovies");
    expect(render("a.html", { site: "Books" })).toBe("BooksBooks");
  });

  it("win over filters and tests of nunjucks with their name", () => {
    const { renderString, filters, tests } = engineOf({});
    filters.set("upper", () => "own");
    tests.set("odd", () => true);
    expect(renderString("{{ 'a' | upper }}{{ 2 is odd }}")).toBe("owntrue");
  });

  it("that test may answer with any value", () => {
    const { renderString, tests } = engineOf({});
    tests.set("between", (n: number, low: number, high: number) => Number(n > low && n < high));
    expect(renderString("{{ 2 is between(1, 3) }}{{ 3 is between(1, 3) }}{{ 3 is not between(1, 3) }}")).toBe(
      "truefalsetrue",
    );
  });

  it("are not those of every object", () => {
    const { renderString } = engineOf({});
    expect(() => renderString("{{ 1 | constructor }}")).toThrow('there is no filter "constructor"');
    expect(() => renderString("{{ 1 is constructor }}")).toThrow('there is no test "constructor"');
  });
});

describe("a changed template [F206]", () => {
  const files = {
    "base.html": "old {% block a %}{% endblock %}",
    "page.html": "{% extends 'base.html' %}{% block a %}{% include 'part.html' %}{% endblock %}",
    "part.html": "old",
  };

  it("is not noticed without autoReload, and read once", () => {
    const { render, files: templates, reads } = engineOf(files);
    render("page.html");
    templates.set("base.html", "new {% block a %}{% endblock %}").delete("part.html");
    expect(render("page.html")).toBe("old old");
    expect(reads).toEqual(["page.html", "base.html", "part.html"]);
  });

  it("is noticed with autoReload, as parent and as include", () => {
    const { render, files: templates, reads } = engineOf(files, { autoReload: true });
    expect(render("page.html")).toBe("old old");
    templates.set("base.html", "new {% block a %}{% endblock %}");
    expect(render("page.html")).toBe("new old");
    templates.set("part.html", "new");
    expect(render("page.html")).toBe("new new");
    templates.set("page.html", "{% extends 'base.html' %}");
    expect(render("page.html")).toBe("new ");
    expect(render("page.html")).toBe("new ");
    expect(reads).toEqual(["page.html", "base.html", "part.html", "base.html", "part.html", "page.html"]);
  });

  it("is noticed when it goes away and comes back", () => {
    const { render, files: templates } = engineOf({ "a.html": "a" }, { autoReload: true });
    render("a.html");
    templates.delete("a.html");
    expect(() => render("a.html")).toThrow("There is no template");
    templates.set("a.html", "b");
    expect(render("a.html")).toBe("b");
  });
});

describe("in an app", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "micro-nunjucks-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  function createApp(config: Record<string, unknown> = {}): Micro {
    const options = {
      engines: [nunjucks()],
      templateFolder: ".",
      config: { SECRET_KEY: "a secret", ...config },
    };
    return new Micro({ dirname: folder }, options);
  }

  it("templates build URLs and show the flashed messages with their categories", async () => {
    writeFileSync(
      join(folder, "page.html"),
      "{{ url_for('show', id=3, tab='x y', _anchor='top') }}" +
        "{% for category, message in get_flashed_messages(with_categories=true) %} {{ category }}={{ message }}{% endfor %}" +
        "{% for message in get_flashed_messages() %} {{ message }}{% endfor %} {{ request.path }} {{ config.SECRET_KEY }}",
    );
    const app = createApp();
    app.get("/movies/<int:id>", { name: "show" }, () => "");
    app.get("/", (request) => {
      request.flash("<saved>", "info");
      return render("page.html");
    });
    const response = await app.testClient().get("/");
    expect(response.text).toBe("/movies/3?tab=x+y#top info=&lt;saved&gt; &lt;saved&gt; / a secret");
  });

  it("a changed file is seen in debug", async () => {
    const file = join(folder, "page.html");
    writeFileSync(file, "old");
    const app = createApp({ DEBUG: true });
    app.get("/", () => render("page.html"));
    const client = app.testClient();
    expect((await client.get("/")).text).toBe("old");
    writeFileSync(file, "new");
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    expect((await client.get("/")).text).toBe("new");
  });

  it("a name that leads out of the folder is not found", async () => {
    writeFileSync(join(folder, "page.html"), "{% include name %}");
    const app = createApp();
    let failure: unknown;
    app.get("/", () => render("page.html", { name: "../../etc/passwd" }));
    app.onError(MicroError, (error) => ((failure = error), "failed"));
    expect((await app.testClient().get("/")).text).toBe("failed");
    expect(failure).toMatchObject({ code: "MICRO_TEMPLATE_NOT_FOUND" });
  });

  it("an HttpError thrown in a template answers", async () => {
    writeFileSync(join(folder, "page.html"), "{{ forbid() }}");
    const app = createApp();
    app.templates.addGlobal("forbid", () => {
      throw new HttpError(403, "Not for you.");
    });
    app.get("/", () => render("page.html"));
    expect((await app.testClient().get("/")).status).toBe(403);
  });
});
