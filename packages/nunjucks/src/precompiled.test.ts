import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { findSourceMap, SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { Micro, render, renderString, TemplateSources, TemplateTexts } from "@micro-web/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { analyze, compileModule, nunjucks, precompiled, type TemplateModule } from "./index.ts";

const TEXTS = {
  "base.html": "<{% block a %}base{% endblock %}>{{ url_for('page') }}",
  "page.html":
    "{% extends 'base.html' %}{% from 'm.html' import item %}\n{% block a %}{% for x in items %}{{ item(x) }}{% endfor %}{{ super() }}{% endblock %}",
  "m.html": "{% macro item(x) %}\n<li>{{ x | upper }}{{ boom() if x == 'boom' }}{% endmacro %}",
};

let folder = "";
let modules: TemplateModule[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "micro-precompiled-"));
  modules = await Promise.all(Object.entries(TEXTS).map(([name, text]) => load(name, text)));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function load(name: string, text: string): Promise<TemplateModule> {
  const file = join(folder, `${encodeURIComponent(name)}.mjs`);
  writeFileSync(file, (await compileModule(name, text)).code);
  return (await import(pathToFileURL(file).href)) as TemplateModule; // what was written
}

function createApp(): Micro {
  const logger = { error: () => undefined };
  const app = new Micro(null, { engines: [nunjucks()], templateSource: precompiled(modules), logger });
  app.get("/", { name: "page" }, () => render("page.html", { items: ["<", "b"] }));
  return app;
}

describe("precompiled() [F208 F211]", () => {
  it("renders templates that were compiled before, as they are from their texts", async () => {
    const page = (await createApp().testClient().get("/")).text;
    const texts = new Micro(null, { engines: [nunjucks()], templateSource: new TemplateTexts(TEXTS) });
    texts.get("/", { name: "page" }, () => render("page.html", { items: ["<", "b"] }));
    expect(page).toBe("<\n<li>&lt;\n<li>Bbase>/");
    expect((await texts.testClient().get("/")).text).toBe(page);
  });

  it("says where a template fails, by its name", async () => {
    await expect(createApp().renderText(render("page.html", { items: ["boom"] }))).rejects.toThrow(
      'The template "m.html" failed at m.html:2:23 while "page.html" was rendered: boom cannot be called',
    );
  });

  it("refuses a template that is given as text: what compiles is not there", async () => {
    await expect(createApp().renderText(renderString("{{ 1 }}"))).rejects.toThrow(
      "A template was given as text to an app whose templates are compiled",
    );
  });

  it("says which templates there are", async () => {
    await expect(createApp().renderText(render("pag.html"))).rejects.toThrow(
      'There is no template "pag.html". Did you mean "page.html"? Searched in: compiled templates.',
    );
    expect(precompiled(modules).list()).toEqual(Object.keys(TEXTS));
    expect(precompiled(modules).version("nix.html")).toBeNull();
  });

  it("may be one of several sources", async () => {
    const templateSource = new TemplateSources([
      new TemplateTexts({ "m.html": "{% macro item(x) %}own{% endmacro %}" }),
      precompiled(modules),
    ]);
    const app = new Micro(null, { engines: [nunjucks()], templateSource });
    app.get("/", { name: "page" }, () => render("page.html", { items: [1] }));
    expect((await app.testClient().get("/")).text).toBe("<ownbase>/");
  });
});

describe("compileModule() [F211]", () => {
  it("writes a module that makes no code of texts", async () => {
    const { code } = await compileModule("a.html", "{{ x }}");
    expect(code).not.toMatch(/new Function|eval\(/);
    expect(code).toMatch(/^export const name = "a\.html";$/m);
  });

  it("maps its lines to those of the template", async () => {
    const { code, map } = await compileModule("page.html", TEXTS["page.html"]);
    expect(map).toMatchObject({
      version: 3,
      file: "page.html.js",
      sources: ["page.html"],
      sourcesContent: [TEXTS["page.html"]],
    });
    const line = code.split("\n").findIndex((text) => text.includes("c.superOf("));
    const entry = new SourceMap({
      ...map,
      sourceRoot: "",
      sources: [...map.sources],
      sourcesContent: [...map.sourcesContent],
      names: [],
    } as never).findEntry(line, 0);
    expect(entry).toMatchObject({ originalLine: 1 });
    expect(findSourceMap("nix")).toBeUndefined();
  });

  it("has another version when the template changes", async () => {
    const versionOf = async (text: string): Promise<string> =>
      /version = "(\w+)"/.exec((await compileModule("a.html", text)).code)?.[1] ?? "";
    expect(await versionOf("a")).toBe(await versionOf("a"));
    expect(await versionOf("a")).not.toBe(await versionOf("b"));
  });

  it("keeps the name of a template data [A27]", async () => {
    const module = await load("*/ process.exit(1) /* \u2028.html", "{{ 1 }}");
    expect(precompiled([module]).list()).toEqual(["*/ process.exit(1) /* \u2028.html"]);
  });

  it("is written as options say", async () => {
    const { code } = await compileModule("a.html", "<% if x %>\n[[ x ]]<% endif %>", {
      blockStart: "<%",
      blockEnd: "%>",
      variableStart: "[[",
      variableEnd: "]]",
      trimBlocks: true,
    });
    expect(code).toContain('c.lookup("x")');
    expect(code).not.toContain("\\n");
  });

  it("refuses what is not valid", async () => {
    await expect(compileModule("a.html", "\n{% if %}")).rejects.toThrow(
      'The template "a.html" cannot be compiled at a.html:2:7: expected an expression, got "%}".',
    );
  });
});

describe("analyze() [F219]", () => {
  it("tells which templates a template asks for", async () => {
    const { references } = await analyze(
      "a.html",
      "{% extends 'base.html' %}\n{% include ['a', 'b'] ignore missing %}{% import name as m %}{% from ('x') import y %}{% include ['a', n] %}",
    );
    expect(references).toEqual([
      { tag: "extends", names: ["base.html"], isOptional: false, line: 1, column: 4 },
      { tag: "include", names: ["a", "b"], isOptional: true, line: 2, column: 4 },
      { tag: "import", names: null, isOptional: false, line: 2, column: 43 },
      { tag: "from", names: ["x"], isOptional: false, line: 2, column: 65 },
      { tag: "include", names: null, isOptional: false, line: 2, column: 90 },
    ]);
  });

  it("tells which filters, tests, blocks, macros and variables it has, at their first place", async () => {
    const facts = await analyze(
      "a.html",
      "{{ user.name | upper }}{{ x | nix | upper }}{% if y is odd %}{% set z = 1 %}{{ z }}{% endif %}" +
        "{% for i in range(user.n) %}{{ i }}{{ loop.index }}{% endfor %}{% block b %}{{ w }}{% endblock %}{% macro m(p) %}{{ p }}{{ q }}{% endmacro %}{{ m(1) }}",
    );
    const names = ({ filters, tests, blocks, macros, variables }: typeof facts): string[] =>
      [filters, tests, blocks, macros, variables].map((list) => list.map(({ name }) => name).join(" "));
    expect(names(facts)).toEqual(["upper nix", "odd", "b", "m", "user x y q w"]);
    expect(facts.filters[0]).toEqual({ name: "upper", line: 1, column: 16 });
  });

  it("refuses what is not valid", async () => {
    await expect(analyze("a.html", "{% endif %}")).rejects.toThrow(
      'The template "a.html" cannot be compiled at a.html:1:4: the tag "endif" ends nothing: no tag is open.',
    );
  });
});
