import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import {
  Micro,
  render,
  renderString,
  TemplateModules,
  TemplateSources,
  TemplateTexts,
} from "@micro-web/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";
import { nunjucks } from "./index.ts";

const TEXTS = {
  "base.html": "<{% block a %}base{% endblock %}>{{ url_for('page') }}",
  "page.html":
    "{% extends 'base.html' %}{% from 'm.html' import item %}\n{% block a %}{% for x in items %}{{ item(x) }}{% endfor %}{{ super() }}{% endblock %}",
  "m.html": "{% macro item(x) %}\n<li>{{ x | upper }}{{ boom() if x == 'boom' }}{% endmacro %}",
};

let folder = "";
let modules: Record<string, unknown> = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "micro-precompiled-"));
  const { compile } = engineOf(TEXTS);
  const loaded = Object.keys(TEXTS).map(
    async (name) => [name, await load(name, compile(name).code)] as const,
  );
  modules = Object.fromEntries(await Promise.all(loaded));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function load(name: string, code: string): Promise<unknown> {
  const file = join(folder, `${encodeURIComponent(name)}.mjs`);
  writeFileSync(file, code);
  return await import(pathToFileURL(file).href);
}

function createApp(): Micro {
  const logger = { error: () => undefined };
  const app = new Micro(null, {
    engines: [nunjucks()],
    templateSource: new TemplateModules(modules),
    logger,
  });
  app.get("/", { name: "page" }, () => render("page.html", { items: ["<", "b"] }));
  return app;
}

describe("templates that are modules [F208 F211]", () => {
  it("are rendered as they are from their texts", async () => {
    const page = (await createApp().testClient().get("/")).text;
    const texts = new Micro(null, { engines: [nunjucks()], templateSource: new TemplateTexts(TEXTS) });
    texts.get("/", { name: "page" }, () => render("page.html", { items: ["<", "b"] }));
    expect(page).toBe("<\n<li>&lt;\n<li>Bbase>/");
    expect((await texts.testClient().get("/")).text).toBe(page);
  });

  it("say where they fail, with the lines there", async () => {
    await expect(createApp().renderText(render("page.html", { items: ["boom"] }))).rejects.toMatchObject({
      message: expect.stringContaining(
        '"m.html" failed at m.html:2:23 while "page.html" was rendered: boom cannot be called',
      ),
      excerpt: expect.stringContaining("> 2 | <li>"),
    });
  });

  it("cannot take one that is given as text: what compiles is not there", async () => {
    await expect(createApp().renderText(renderString("{{ 1 }}"))).rejects.toThrow(
      "the app's templates are modules, and it has nothing to compile others with",
    );
  });

  it("may be one of several sources", async () => {
    const own = new TemplateTexts({ "m.html": "{% macro item(x) %}own{% endmacro %}" });
    const templateSource = new TemplateSources([own, new TemplateModules(modules)]);
    const app = new Micro(null, { engines: [nunjucks()], templateSource });
    app.get("/", { name: "page" }, () => render("page.html", { items: [1] }));
    expect((await app.testClient().get("/")).text).toBe("<ownbase>/");
  });
});

describe("the module of a template [F211]", () => {
  it("makes no code of texts", () => {
    expect(engineOf({ "a.html": "{{ x }}" }).compile("a.html").code).not.toMatch(/new Function|eval\(/);
  });

  it("maps its lines to those of the template", () => {
    const { code, map } = engineOf(TEXTS).compile("page.html");
    expect(map).toMatchObject({ version: 3, sources: ["page.html"], sourcesContent: [TEXTS["page.html"]] });
    const line = code.split("\n").findIndex((text) => text.includes("c.superOf("));
    const payload = {
      file: "",
      sourceRoot: "",
      names: [],
      version: 3,
      sources: [...(map?.sources ?? [])],
      sourcesContent: [],
      mappings: map?.mappings ?? "",
    };
    expect(new SourceMap(payload).findEntry(line, 0)).toMatchObject({ originalLine: 1 });
  });

  it("is written as options say", () => {
    const { compile } = engineOf(
      { "a.html": "<% if x %>\n[[ x ]]<% endif %>" },
      {
        blockStart: "<%",
        blockEnd: "%>",
        variableStart: "[[",
        variableEnd: "]]",
      },
    );
    expect(compile("a.html").code).toContain('c.lookup("x")');
  });

  it("cannot hold a tag of an extension", () => {
    const extension = {
      tags: ["now"],
      parse: (
        parser: { nextToken(): { value: string }; advanceAfterBlockEnd(name: string): void },
        nodes: { CallExtension: new (...values: unknown[]) => object },
      ): unknown => {
        parser.advanceAfterBlockEnd(parser.nextToken().value);
        return new nodes.CallExtension(extension, "now", null, null);
      },
    };
    const { compile } = engineOf({ "a.html": "{% now %}" }, { extensions: { now: extension } });
    expect(() => compile("a.html")).toThrow(
      "cannot be compiled at /app/templates/a.html: it has a tag of an extension",
    );
  });

  it("is not made of what is not valid, or not there", () => {
    const { compile } = engineOf({ "a.html": "\n{% if %}" });
    expect(() => compile("a.html")).toThrow(
      'The template "a.html" cannot be compiled at /app/templates/a.html:2:7: expected an expression, got "%}".',
    );
    expect(() => compile("b.html")).toThrow('There is no template "b.html"');
  });
});
