import { existsSync, readFileSync } from "node:fs";

import {
  Micro,
  render,
  type TemplateEngine,
  TemplateModules,
  type TemplateReport,
  TemplateTexts,
} from "@micro-web/core";
import { afterEach, describe, expect, it } from "vitest";

import { createProject, type Project, removeProjects } from "../../test/project.ts";
import { createRecordingShell } from "../../test/shell.ts";
import { main } from "../main.ts";

/** An engine whose templates are reports: JSON. */
function reportEngine(): TemplateEngine {
  return {
    name: "report",
    extensions: [".report"],
    setup: ({ source }) => {
      const textOf = (name: string): string => source.get(name)?.source ?? "";
      return {
        render: (name) => `${source.get(name)?.compiled === "done" ? "done" : textOf(name)}`,
        renderString: (text) => text,
        check: (name): TemplateReport => ({
          problems: [],
          references: [],
          variables: [],
          pieces: [],
          ...(JSON.parse(textOf(name)) as Partial<TemplateReport>), // written by the test
        }),
        compile: (name) => ({
          code: `export const text = ${JSON.stringify(textOf(name))};\n`,
          ...(name.startsWith("mapped")
            ? { map: { version: 3, sources: [name], names: [], mappings: "AAAA" } as const }
            : {}),
        }),
      };
    },
  };
}

let project: Project | undefined;

/** Runs `micro templates` for an app with the given templates. */
async function runTemplates(
  words: string,
  templates: Readonly<Record<string, Partial<TemplateReport> | string>>,
): Promise<{ status: number; out: string; err: string; folder: string }> {
  const texts = Object.entries(templates).map(
    ([name, report]) => [name, typeof report === "string" ? report : JSON.stringify(report)] as const,
  );
  const app = new Micro(null, {
    templateSource: new TemplateTexts(Object.fromEntries(texts)),
    engines: [reportEngine()],
  });
  Reflect.set(globalThis, "templatesApp", app);
  project = createProject({ "app.mjs": "export const app = globalThis.templatesApp;" });
  const shell = createRecordingShell(project.folder);
  const status = await main(["templates", ...words.split(" ")], shell);
  return { status, out: shell.printed.join("\n"), err: shell.warned.join("\n"), folder: project.folder };
}

afterEach(() => {
  removeProjects();
  Reflect.deleteProperty(globalThis, "templatesApp");
});

describe("micro templates check [F219]", () => {
  it("finds nothing in good templates", async () => {
    const { status, out } = await runTemplates("check", { "a.report": {}, "b.report": {} });
    expect(out).toMatch(/^2 templates: 0 errors, 0 warnings, 0 notes\.$/);
    expect(status).toBe(0);
  });

  it("tells what engines know, what is missing, and what the HTML makes of values", async () => {
    const { status, out } = await runTemplates("check", {
      "page.report": {
        problems: [{ rule: "syntax", severity: "error", message: "No end. Close it.", line: 9, column: 2 }],
        references: [
          { name: "bse.report", line: 1, column: 12 },
          { name: "base.report" },
          { name: "gone.report", isOptional: true },
          { name: "zzzzzzzz" },
        ],
        variables: [
          { name: "url_fro", line: 3 },
          { name: "title", line: 4 },
          { name: "url_for" },
          { name: "it" },
        ],
        pieces: [
          { kind: "text", text: "<p title=" },
          { kind: "value", text: "title", isRaw: true, line: 5, column: 7 },
        ],
      },
      "base.report": {},
      "style.css": "",
    });
    expect(out.split("\n")).toEqual([
      expect.stringMatching(/page\.report error missing-template: There is no template "zzzzzzzz"\.$/),
      expect.stringMatching(
        /page\.report:1:12 error missing-template: There is no template "bse\.report"\. Did you mean "base\.report"\?$/,
      ),
      expect.stringMatching(
        /page\.report:3 warning unknown-name: All templates see no "url_fro"\. Did you mean "url_for"\? If the view gives it, all is well\.$/,
      ),
      expect.stringMatching(/page\.report:5:7 note raw-value: "title" is printed without being escaped/),
      expect.stringMatching(
        /page\.report:5:7 warning unquoted-attribute: "title" is the value of title without quotes/,
      ),
      expect.stringMatching(/page\.report:9:2 error syntax: No end\. Close it\.$/),
      "2 templates: 3 errors, 2 warnings, 1 note.",
      "Not checked: style.css.",
    ]);
    expect(status).toBe(1);
  });

  it.each([
    ["error", 0],
    ["warning", 0],
    ["note", 1],
  ])("fails from the level that it is told: %s", async (level, status) => {
    const noted = { pieces: [{ kind: "value", text: "html", isRaw: true }] } as const;
    expect((await runTemplates(`check --fail-level ${level}`, { "a.report": noted })).status).toBe(status);
  });

  it("prints JSON, with the names that views have to give", async () => {
    const variables = [{ name: "title" }, { name: "request" }, { name: "title" }, { name: "items" }];
    const { out } = await runTemplates("check --json", { "a.report": { variables }, "b.css": "" });
    expect(JSON.parse(out)).toEqual({
      templates: [{ name: "a.report", path: "a.report", findings: [], variables: ["items", "title"] }],
      unchecked: ["b.css"],
    });
  });
});

describe("micro templates compile [F211]", () => {
  it("writes a module for each, and one that has them all", async () => {
    const { status, out, err, folder } = await runTemplates("compile --out out", {
      "blog/it's.report": "one",
      "mapped.report": "two",
      "../away.report": "three",
      "style.css": "",
    });
    expect([status, out, err]).toEqual([
      0,
      "2 templates are in out.",
      "Left out, as no module can be made of them: ../away.report, style.css.",
    ]);
    expect(readFileSync(`${folder}/out/mapped.report.js`, "utf8")).toBe(
      'export const text = "two";\n//# sourceMappingURL=mapped.report.js.map\n',
    );
    expect(JSON.parse(readFileSync(`${folder}/out/mapped.report.js.map`, "utf8"))).toMatchObject({
      version: 3,
    });
    expect(existsSync(`${folder}/away.report.js`)).toBe(false);
    const { templates }: { templates: Record<string, unknown> } = await import(
      /* @vite-ignore */ `${folder}/out/index.js`
    );
    expect(Object.keys(templates)).toEqual(["blog/it's.report", "mapped.report"]);
    expect(templates["blog/it's.report"]).toMatchObject({ text: "one" });
    expect(readFileSync(`${folder}/out/index.d.ts`, "utf8")).toContain("export declare const templates");
    const app = new Micro(null, {
      templateSource: new TemplateModules({ "a.report": "done" }),
      engines: [reportEngine()],
    });
    expect(await app.renderText(render("a.report"))).toBe("done");
  });

  it("says so when there is nothing to compile", async () => {
    const { status, out, folder } = await runTemplates("compile", { "style.css": "" });
    expect([status, out]).toEqual([1, "0 templates are in compiled-templates."]);
    expect(existsSync(`${folder}/compiled-templates`)).toBe(false);
    expect((await runTemplates("compile", { "a.report": "x" })).out).toBe(
      "1 template is in compiled-templates.",
    );
  });
});
