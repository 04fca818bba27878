import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { isDebug, prepareEnvironment, readEnvironment } from "./environment.ts";

describe("the environment of an app", () => {
  afterEach(removeProjects);

  it("has the variables of .env, and those that are set before them", () => {
    const project = createProject({ ".env": 'MICRO_SECRET_KEY="s e"\nMICRO_NAME=file\n' });
    const environment = { MICRO_NAME: "set" };
    expect(readEnvironment({ folder: project.folder, environment })).toEqual({
      MICRO_SECRET_KEY: "s e",
      MICRO_NAME: "set",
    });
    expect(environment).toEqual({ MICRO_NAME: "set" });
  });

  it("is as it was where there is no .env", () => {
    const project = createProject();
    expect(readEnvironment({ folder: project.folder, environment: { A: "1" } })).toEqual({ A: "1" });
  });

  it("is set before the app is imported, with debug when that is asked for", () => {
    const project = createProject({ ".env": "A=1\nMICRO_DEBUG=false\n" });
    const environment: Record<string, string> = {};
    prepareEnvironment({ folder: project.folder, environment }, { debug: false });
    expect(environment).toEqual({ A: "1", MICRO_DEBUG: "false" });
    prepareEnvironment({ folder: project.folder, environment }, { debug: true });
    expect(environment).toEqual({ A: "1", MICRO_DEBUG: "true" });
  });

  it.each([
    ["true", true],
    ["1", true],
    ["false", false],
    [undefined, false],
  ])("puts the app into debug with MICRO_DEBUG=%s: %s", (value, expected) => {
    expect(isDebug({ MICRO_DEBUG: value })).toBe(expected);
  });
});
