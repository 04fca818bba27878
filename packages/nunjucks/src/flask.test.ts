import {
  Markup,
  markup,
  Micro,
  render,
  renderBlock,
  renderStream,
  renderString,
  type Rendering,
  TemplateTexts,
} from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { nunjucks } from "./index.ts";

const MESSAGE = "<p>Hello World!";
const ESCAPED = "&lt;p&gt;Hello World!";

function createApp(
  templates: Readonly<Record<string, string>> = {},
  config: Readonly<Record<string, unknown>> = {},
): Micro {
  return new Micro(null, {
    engines: [nunjucks()],
    templateSource: new TemplateTexts(templates),
    config: { SECRET_KEY: "secret", ...config },
    logger: { error: () => undefined },
  });
}

/** What a view's rendering becomes. */
async function textOf(app: Micro, rendering: Rendering): Promise<string> {
  app.get("/page", { name: "page" }, () => rendering);
  return (await app.testClient().get("/page")).text;
}

describe("escaping", () => {
  it.each(["a.html", "a.htm", "a.xml", "a.xhtml", "a.svg", "a.html.j2"])(
    "is on in %s [F193 B134]",
    async (name) => {
      const app = createApp({ [name]: "{{ text }}|{{ html }}|{{ text | safe }}" });
      expect(await textOf(app, render(name, { text: MESSAGE, html: new Markup(MESSAGE) }))).toBe(
        [ESCAPED, MESSAGE, MESSAGE].join("|"),
      );
    },
  );

  it.each(["a.txt", "a.j2"])("is off in %s [F193 B134]", async (name) => {
    const app = createApp({ [name]: "{{ text }}|{{ html }}|{{ text | safe }}" });
    expect(await textOf(app, render(name, { text: MESSAGE, html: new Markup(MESSAGE) }))).toBe(
      [MESSAGE, MESSAGE, MESSAGE].join("|"),
    );
  });

  it("is on in a text [F189 B135]", async () => {
    expect(await textOf(createApp(), renderString("{{ text }}", { text: MESSAGE }))).toBe(ESCAPED);
  });

  it("is on for a text inside of a request, without being returned [B135]", async () => {
    const app = createApp();
    app.get("/", async (request) => ({
      text: await request.renderText(renderString("{{ a }}", { a: "<" })),
    }));
    expect(await (await app.testClient().get("/")).json()).toEqual({ text: "&lt;" });
  });

  it("covers the backslash, which would open a script's text (A356)", async () => {
    const source = "var a = '{{ lang }}', b = '{{ place }}'";
    const text = await textOf(createApp(), renderString(source, { lang: "jp\\", place: "};alert(1)//" }));
    expect(text).not.toContain("\\");
  });
});

describe("the standard context [F195 B136]", () => {
  const show =
    "{{ request.path }} {{ session.user }} {{ g.user }} {{ config.TITLE }} {{ url_for('page') }} {{ get_flashed_messages() | length }}";
  const templates = {
    "page.html": show,
    "include.html": "{% include 'page.html' %}",
    "import.html": "{% from 'macros.html' import show %}{{ show() }}",
    "module.html": "{% import 'outer.html' as outer %}{{ outer.show() }}",
    "outer.html":
      "{% from 'macros.html' import show as inner %}{% macro show() %}{{ inner() }}{% endmacro %}",
    "macros.html": `{% macro show() %}${show}{{ own }}{% endmacro %}`,
    "extends.html": "{% extends 'base.html' %}{% block a %}{{ super() }}{% endblock %}",
    "base.html": `{% block a %}${show}{% endblock %}`,
  };

  it.each(Object.keys(templates).filter((name) => !/outer|macros|base/.test(name)))(
    "is there in %s, also in what it includes, extends and imports",
    async (name) => {
      const app = createApp(templates, { TITLE: "T" });
      app.beforeRequest((request) => {
        request.session["user"] = "ann";
        request.g["user"] = "bob";
        request.flash("saved");
      });
      expect(await textOf(app, render(name, { own: "own" }))).toBe("/page ann bob T /page 1");
    },
  );

  it("is of each request, in macros of one template", async () => {
    const app = createApp(templates);
    app.get("/<name>", () => render("import.html"));
    app.get("/page", { name: "page" }, () => "");
    const client = app.testClient();
    const paths = Array.from({ length: 20 }, (_, index) => `/${index}`);
    const texts = await Promise.all(paths.map(async (path) => (await client.get(path)).text.split(" ")[0]));
    expect(texts).toEqual(paths);
  });

  it("is there as far as it goes without a request", async () => {
    const app = createApp({}, { WORLD_NAME: "Special World" });
    app.templates.addContextProcessor(() => ({ foo: 42 }));
    expect(
      await app.renderText(
        renderString("Hello {{ config.WORLD_NAME }} {{ foo }}{{ request.path if request }}"),
      ),
    ).toBe("Hello Special World 42");
  });

  it("gives way to the view and to context processors [F196 B137]", async () => {
    const app = createApp({ "a.html": "{{ value }} {{ injected }} {{ config }}" });
    app.templates.addContextProcessor(() => ({ value: 1, injected: 23 }));
    expect(await textOf(app, render("a.html", { value: 42, config: "mine" }))).toBe("42 23 mine");
  });
});

describe("functions of the app [F197 B138]", () => {
  it("are filters, tests and globals, in templates and texts, also after a first rendering", async () => {
    const source = "{{ 'abcd' | reverse_text }}{{ 'yes' if 4 is boolean_like }}{{ get_stuff() }}";
    const app = createApp({ "a.html": source, "first.html": "1" });
    expect(await app.renderText(render("first.html"))).toBe("1");
    app.templates.addFilter("reverse_text", (text: string) => text.split("").toReversed().join(""));
    app.templates.addTest("boolean_like", (value: number) => value === 4);
    app.templates.addGlobal("get_stuff", () => 42);
    expect(await app.renderText(renderString(source))).toBe("dcbayes42");
    expect(await textOf(app, render("a.html"))).toBe("dcbayes42");
  });
});

describe("macros in code [F192 B139]", () => {
  const templates = {
    "_macros.html":
      "{% from 'deeper.html' import wrap %}{% macro hello(name, mark='!') %}Hello {{ wrap(name) }}{{ mark }}{{ request.path if request }}{% endmacro %}" +
      "{% set version = 3 %}{% macro fail() %}{{ nix() }}{% endmacro %}",
    "deeper.html": "{% macro wrap(x) %}<b>{{ x }}</b>{% endmacro %}",
  };

  it("are functions that give Markup", async () => {
    const hello = await createApp(templates).templates.getMacro("_macros.html", "hello");
    expect(hello("World")).toBeInstanceOf(Markup);
    expect(String(hello("<"))).toBe("Hello <b>&lt;</b>!");
    expect(String(hello(markup`<i>`, "?"))).toBe("Hello <b><i></b>?");
  });

  it("see the request they are taken for", async () => {
    const app = createApp(templates);
    app.get("/page", async (request) => {
      const hello = await app.templates.getMacro("_macros.html", "hello", request);
      return hello("A") as Markup; // macros give Markup
    });
    const response = await app.testClient().get("/page");
    expect([response.text, response.headers.get("content-type")]).toEqual([
      "Hello <b>A</b>!/page",
      "text/html; charset=utf-8",
    ]);
  });

  it("may be variables", async () => {
    expect(await createApp(templates).templates.getAttribute("_macros.html", "version")).toBe(3);
  });

  it("say where they fail", async () => {
    const fail = await createApp(templates).templates.getMacro("_macros.html", "fail");
    expect(() => fail()).toThrow('The template "_macros.html" failed at _macros.html:1:');
  });

  it("say what there is instead", async () => {
    const { templates: app } = createApp({ ...templates, "none.html": "" });
    await expect(app.getMacro("_macros.html", "nix")).rejects.toThrow(
      'it exports no "nix"; it exports hello, version, fail',
    );
    await expect((async () => await app.getMacro("none.html", "nix"))()).rejects.toThrow(
      "it exports nothing",
    );
  });
});

describe("TEMPLATES_AUTO_RELOAD [F206 B141]", () => {
  it.each([
    [{}, "old"],
    [{ DEBUG: true }, "new"],
    [{ DEBUG: true, TEMPLATES_AUTO_RELOAD: false }, "old"],
    [{ TEMPLATES_AUTO_RELOAD: true }, "new"],
  ])("with %j a changed template is still %s", async (config, expected) => {
    let text = "old";
    const templateSource = {
      places: [],
      list: () => ["a.html"],
      version: () => text,
      get: () => ({ source: text, path: "a.html", version: text }),
    };
    const app = new Micro(null, { engines: [nunjucks()], templateSource, config });
    app.get("/", () => render("a.html"));
    const client = app.testClient();
    await client.get("/");
    text = "new";
    expect((await client.get("/")).text).toBe(expected);
  });
});

describe("a part of a page", () => {
  const templates = {
    "base.html":
      "{% set site = 'S' %}<html>{% block title %}Base{% endblock %}{% block body %}{% endblock %}",
    "page.html":
      "{% extends 'base.html' %}{% from 'm.html' import item %}{% set n = 2 %}{% block title %}{{ super() }}!{% endblock %}" +
      "{% block body %}<ul>{% block list %}{% for x in items %}{{ item(x) }}{% endfor %}{{ n }}{{ site }}{% endblock %}</ul>{% endblock %}",
    "m.html": "{% macro item(x) %}<li>{{ x }}</li>{% endmacro %}",
  };

  it.each([
    ["list", "<li>&lt;</li>2S"],
    ["body", "<ul><li>&lt;</li>2S</ul>"],
    ["title", "Base!"],
  ])("is its block %s, with what the page imports and sets [F191]", async (block, text) => {
    expect(await textOf(createApp(templates), renderBlock("page.html", block, { items: ["<"] }))).toBe(text);
  });

  it("is a block of the template it extends", async () => {
    const app = createApp({ ...templates, "child.html": "{% extends 'base.html' %}" });
    expect(await textOf(app, renderBlock("child.html", "title"))).toBe("Base");
  });

  it("leaves the next rendering of the page whole", async () => {
    const app = createApp(templates);
    await app.renderText(renderBlock("page.html", "title"));
    expect(await app.renderText(render("page.html"))).toBe("<html>Base!<ul>2S</ul>");
  });

  it("says which blocks there are", async () => {
    const app = createApp({ ...templates, "none.html": "" });
    await expect(app.renderText(renderBlock("page.html", "nix"))).rejects.toThrow(
      'The template "page.html" failed at page.html: it has no block "nix"; it has title, body, list.',
    );
    await expect(app.renderText(renderBlock("none.html", "nix"))).rejects.toThrow('"nix"; it has none');
    await expect(app.renderText(renderBlock("gone.html", "nix"))).rejects.toThrow(
      'There is no template "gone.html"',
    );
  });

  it("is its text in a stream [F190 B143]", async () => {
    const app = createApp({ "a.html": "{{ config.TITLE }} {{ request.path }}" }, { TITLE: "T" });
    expect(await textOf(app, renderStream("a.html"))).toBe("T /page");
  });
});

describe("tojson [F198 B144]", () => {
  it.each([
    ["text", "</script>", '"\\u003c/script\\u003e"'],
    ["quotes", `"'`, '"\\"\\u0027"'],
    ["an object", { a: ["<", "&", "'"] }, '{"a":["\\u003c","\\u0026","\\u0027"]}'],
    ["a key (A347)", { "</script>": 1 }, '{"\\u003c/script\\u003e":1}'],
    ["a comment (A353)", "<!-- </SCRIPT x>", '"\\u003c!-- \\u003c/SCRIPT x\\u003e"'],
    ["null", null, "null"],
    ["markup", new Markup("<b>"), '"\\u003cb\\u003e"'],
  ])("prints %s safely, and it is not escaped again", async (_, value, expected) => {
    expect(await textOf(createApp(), renderString("{{ value | tojson }}", { value }))).toBe(expected);
  });

  it("indents", async () => {
    expect(await textOf(createApp(), renderString("{{ [1] | tojson(indent=2) }}"))).toBe("[\n  1\n]");
  });

  it("is an error for what is not defined", async () => {
    await expect(createApp().renderText(renderString("{{ nix | tojson }}"))).rejects.toThrow(
      "failed at <text>:1:10: TypeError: tojson was given undefined",
    );
  });
});

describe("markup [F194]", () => {
  it("of the app passes through filters, tests, macros and blocks of the template", async () => {
    const source =
      "{% macro show(x) %}{{ x }}{% endmacro %}{{ m }}{{ m | trim }}{{ show(m) }}{{ m is escaped }}{{ [m] | join }}";
    expect(await textOf(createApp(), renderString(source, { m: markup`<i>${"<"}</i>` }))).toBe(
      "<i>&lt;</i><i>&lt;</i><i>&lt;</i>true<i>&lt;</i>",
    );
  });

  it("of templates reaches functions of the app as Markup, also by keyword", async () => {
    const app = createApp();
    const kinds: unknown[] = [];
    const record = (...values: unknown[]): string => {
      for (const value of values) kinds.push(value instanceof Markup ? `Markup ${String(value)}` : value);
      return "";
    };
    app.templates.addGlobal("record", record);
    app.templates.addFilter("record", (value: unknown) => record(value));
    app.templates.addTest("recorded", (value: unknown) => record(value) === "");
    app.templates.addGlobal("record_title", ({ title }: { title: unknown }) => record(title));
    const source =
      "{% set a = '<a>' | safe %}{{ record(a, 1) }}{{ a | record }}{{ 'x' if a is recorded }}{{ record_title(title=a) }}";
    expect(await app.renderText(renderString(source))).toBe("x");
    expect(kinds).toEqual(["Markup <a>", 1, "Markup <a>", "Markup <a>", "Markup <a>"]);
  });

  it("is what an object with toHtml() or __html__() is [F194]", async () => {
    const values = {
      icon: { toHtml: () => "<svg>" },
      python: { __html__: () => "<b>" },
      other: { toHtml: 1 },
    };
    expect(await textOf(createApp(), renderString("{{ icon }}{{ python }}{{ icon | e }}", values))).toBe(
      "<svg><b><svg>",
    );
  });

  it("says where a toHtml() fails", async () => {
    const broken = {
      toHtml: () => {
        throw new Error("no icon");
      },
    };
    await expect(createApp().renderText(renderString("\n{{ broken }}", { broken }))).rejects.toThrow(
      "failed at <text>:2:4: no icon",
    );
  });
});

describe("what leads out of a template (A357)", () => {
  it.each([
    "{{ range.constructor('return 1')() }}",
    "{{ [].constructor.constructor('return 1')() }}",
    "{{ ''['constructor']['constructor']('return 1')() }}",
    "{{ {}.__proto__.constructor('x') }}",
    "{{ url_for.prototype.x() }}",
    "{{ request.constructor.constructor('return 1')() }}",
    "{{ constructor('return 1')() }}",
    "{{ toString.call('x') }}",
    "{{ cycler.constructor('return 1')() }}",
  ])("is not there: %s", async (source) => {
    await expect(createApp().renderText(renderString(source, { request: {} }))).rejects.toThrow(
      /cannot be called|is undefined|has no/,
    );
  });

  it("hides no data", async () => {
    const race: unknown = JSON.parse('{"constructor": "Ferrari", "prototype": 1, "__proto__": "p"}');
    const source = "{{ race.constructor }}{{ race.prototype }}{{ race['__proto__'] }}{{ constructor }}";
    expect(await textOf(createApp(), renderString(source, { race, constructor: "C" }))).toBe("Ferrari1pC");
  });
});
