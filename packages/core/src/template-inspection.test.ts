import { describe, expect, it } from "vitest";

import { dollarEngine } from "../test/dollar-engine.ts";
import { Micro } from "./app.ts";
import { escape } from "./http/markup.ts";
import { render } from "./http/rendering.ts";
import type { TemplateEngine } from "./template-engine.ts";
import { TemplateTexts } from "./template-source.ts";

const REPORT = { problems: [], references: [], variables: [], pieces: [] };

/** An engine that knows something of its templates, at once or later. */
function knowingEngine(extension: string, isLate: boolean): TemplateEngine {
  const renderer = {
    render: (name: string) => escape(name).toString(),
    renderString: (text: string) => text,
    check: () => REPORT,
    compile: (name: string) => ({ code: `export const name = ${JSON.stringify(name)};` }),
  };
  return {
    name: "knowing",
    extensions: [extension],
    setup: () => (isLate ? Promise.resolve(renderer) : renderer),
  };
}

describe("app.templates.inspection [F219]", () => {
  const templateSource = new TemplateTexts({ "a.now": "", "b.later": "", "c.txt": "", "style.css": "" });
  const app = new Micro(null, {
    templateSource,
    engines: [knowingEngine(".now", false), knowingEngine(".later", true), dollarEngine()],
  });
  app.templates.addGlobal("site_name", "Movies");
  const { inspection } = app.templates;

  it("lists templates and their files, and the names that all of them see", () => {
    expect(inspection.list()).toEqual(["a.now", "b.later", "c.txt", "style.css"]);
    expect(inspection.pathOf("a.now")).toBe("a.now");
    expect(inspection.pathOf("missing")).toBeNull();
    expect(inspection.knownNames()).toEqual(expect.arrayContaining(["request", "url_for", "g", "site_name"]));
  });

  it("asks the engine of each", async () => {
    for (const name of ["a.now", "b.later"]) {
      expect(await inspection.check(name)).toBe(REPORT);
      expect(await inspection.compile(name)).toEqual({ code: `export const name = "${name}";` });
    }
  });

  it("knows nothing where no engine is, or one that cannot tell", async () => {
    for (const name of ["c.txt", "style.css"]) {
      expect(await inspection.check(name)).toBeNull();
      expect(await inspection.compile(name)).toBeNull();
    }
  });
});

describe("app.use()", () => {
  it("adds a template engine as templates.addEngine() does [F215]", async () => {
    const app = new Micro(null, { templateSource: new TemplateTexts({ "a.txt": "${name}" }) });
    expect(app.use(dollarEngine())).toBeUndefined();
    expect(app.extensions).toEqual({});
    expect(await app.renderText(render("a.txt", { name: "Ann" }))).toBe("Ann");
  });

  it("lets an extension bring one", async () => {
    const app = new Micro(null, { templateSource: new TemplateTexts({ "a.now": "" }) });
    app.use({ name: "knowing", setup: ({ templates }) => templates.addEngine(knowingEngine(".now", true)) });
    expect(await app.renderText(render("a.now"))).toBe("a.now");
  });
});
