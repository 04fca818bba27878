import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { registerTsx } from "./tsx.ts";

describe("registerTsx", () => {
  afterEach(() => {
    removeProjects();
    Reflect.deleteProperty(globalThis, "registered");
  });

  /** A package in the place of tsx, whose CommonJS half must not be used. */
  const TSX = {
    "node_modules/tsx/package.json": '{ "name": "tsx", "exports": { "./esm/api": "./api.cjs" } }',
    "node_modules/tsx/api.cjs": "throw new Error('not this one');",
    "node_modules/tsx/api.mjs": "export const register = () => { globalThis.registered = import.meta.url; };",
  };

  it("takes the one that is installed for the app", async () => {
    const project = createProject(TSX);
    expect(await registerTsx(project.path("src/app.ts"), "/nowhere")).toBe(true);
    expect(Reflect.get(globalThis, "registered")).toContain("/node_modules/tsx/api.mjs");
  });

  it("takes another one when the app has none", async () => {
    const project = createProject(TSX);
    expect(await registerTsx("/nowhere/app.ts", project.folder)).toBe(true);
    expect(Reflect.get(globalThis, "registered")).toContain(project.folder);
  });

  it("tells when there is none", async () => {
    expect(await registerTsx("/nowhere/app.ts", "/nowhere")).toBe(false);
  });
});
