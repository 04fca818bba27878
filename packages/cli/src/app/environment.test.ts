import { rmSync } from "node:fs";

import { afterEach, describe, expect, it } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { isDebug, prepareEnvironment, readEnvironment } from "./environment.ts";

describe("the environment of an app", () => {
  afterEach(removeProjects);

  it("has the variables of .env, and those that are set before them [B180]", () => {
    const project = createProject({ ".env": 'MICRO_SECRET_KEY="s e"\nMICRO_NAME=file\n' });
    const environment = { MICRO_NAME: "set" };
    expect(readEnvironment({ folder: project.folder, environment })).toEqual({
      MICRO_SECRET_KEY: "s e",
      MICRO_NAME: "set",
    });
    expect(environment).toEqual({ MICRO_NAME: "set" });
  });

  it("has the variables of .micro.env, after those of .env and of the named file [B180 F376]", () => {
    const project = createProject({
      ".micro.env": "A=microenv\nB=microenv\nC=microenv\nD=microenv\n",
      ".env": "A=env\nB=env\nC=env\n",
      "test.env": "A=test\nB=test\n",
    });
    const place = { folder: project.folder, environment: { A: "set" } };
    expect(readEnvironment(place, { envFile: "test.env" })).toEqual({
      A: "set",
      B: "test",
      C: "env",
      D: "microenv",
    });
  });

  it("leaves out .env and .micro.env with MICRO_SKIP_DOTENV, but not the named file [B180 F376]", () => {
    const project = createProject({
      ".env": "A=env\n",
      ".micro.env": "A=microenv\n",
      "test.env": "B=test\n",
    });
    const environment = { MICRO_SKIP_DOTENV: "1" };
    expect(readEnvironment({ folder: project.folder, environment }, { envFile: "test.env" })).toEqual({
      MICRO_SKIP_DOTENV: "1",
      B: "test",
    });
  });

  it("refuses a named file that does not exist [B180]", () => {
    const { folder, path } = createProject();
    expect(() => readEnvironment({ folder, environment: {} }, { envFile: "no.env" })).toThrow(
      `There is no file ${path("no.env")}, which --env-file names. Correct the path. [MICRO_ENV_FILE]`,
    );
  });

  it("is looked for in the folders above, within the project [F376]", () => {
    const project = createProject({ ".env": "A=env\n", "site/x/app.ts": "" });
    expect(readEnvironment({ folder: project.path("site/x"), environment: {} })).toEqual({ A: "env" });
    rmSync(project.path("package.json"));
    expect(readEnvironment({ folder: project.path("site/x"), environment: {} })).toEqual({});
  });

  it("is as it was where there is no .env", () => {
    const project = createProject();
    expect(readEnvironment({ folder: project.folder, environment: { A: "1" } })).toEqual({ A: "1" });
  });

  it("is set before the app is imported, with debug when that is asked for [B178]", () => {
    const project = createProject({ ".env": "A=1\nMICRO_DEBUG=false\n" });
    const environment: Record<string, string> = {};
    prepareEnvironment({ folder: project.folder, environment }, {});
    expect(environment).toEqual({ A: "1", MICRO_DEBUG: "false" });
    prepareEnvironment({ folder: project.folder, environment }, { debug: true });
    expect(environment).toEqual({ A: "1", MICRO_DEBUG: "true" });
    prepareEnvironment({ folder: project.folder, environment }, { debug: false });
    expect(environment).toEqual({ A: "1", MICRO_DEBUG: "false" });
  });

  it("says MICRO_DEBUG=1 as the configuration reads it [B178]", () => {
    const environment = { MICRO_DEBUG: "1" };
    expect(readEnvironment({ folder: createProject().folder, environment })["MICRO_DEBUG"]).toBe("true");
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
