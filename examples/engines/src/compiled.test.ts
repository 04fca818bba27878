import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { TemplateModules } from "micro-web";
import { afterAll, describe, expect, it } from "vitest";

import { createApp } from "./create-app.ts";

describe("the templates of the app", () => {
  const app = createApp();
  const { inspection } = app.templates;
  const folder = mkdtempSync(join(tmpdir(), "compiled-"));

  afterAll(() => rmSync(folder, { recursive: true }));

  it("have no mistakes that micro templates check finds, and say what views have to give [F219]", async () => {
    const known = new Set(inspection.knownNames());
    const found = await Promise.all(
      inspection.list().map(async (name) => [name, await inspection.check(name)] as const),
    );
    expect(found.flatMap(([, report]) => report?.problems)).toEqual([]);
    const given = found.map(
      ([name, report]) => [name, report?.variables.map((variable) => variable.name)] as const,
    );
    expect(
      Object.fromEntries(given.map(([name, names]) => [name, names?.filter((each) => !known.has(each))])),
    ).toEqual({
      "about.pt": ["movies"],
      "layout.eta": ["title"],
      "layout.pt": [],
      "movie.eta": ["movie"],
      "movies.html": ["movies"],
    });
  });

  it("make the same pages as modules, without their files [F211]", async () => {
    const modules: Record<string, unknown> = {};
    for (const name of inspection.list()) {
      writeFileSync(join(folder, `${name}.mjs`), (await inspection.compile(name))?.code ?? "");
      modules[name] = await import(/* @vite-ignore */ join(folder, `${name}.mjs`));
    }
    const compiled = createApp({ templateSource: new TemplateModules(modules) });
    for (const path of ["/", "/movies/3", "/about"]) {
      const [first, second] = await Promise.all(
        [app, compiled].map(async (each) => each.testClient().get(path)),
      );
      expect(second?.status).toBe(200);
      expect(second?.text).toBe(first?.text);
    }
  });
});
