import { afterEach, describe, expect, it } from "vitest";

import { createProject, type Project, removeProjects } from "../../test/project.ts";
import { createRecordingShell } from "../../test/shell.ts";
import { main } from "../main.ts";
import { readPackageCommands } from "./package-commands.ts";

const MODULE = `export const command = { description: "Tells the times.", run: (words) => { globalThis.told = words; return 7; } };`;

function packageFiles(name: string, commands: object, module: string = MODULE): Record<string, string> {
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify({ name, type: "module", micro: { commands } }),
    [`node_modules/${name}/command.js`]: module,
  };
}

function createWith(names: string[], files: Record<string, string>): Project {
  const dependencies = Object.fromEntries(names.map((name) => [name, "1.0.0"]));
  return createProject({ "package.json": JSON.stringify({ type: "module", dependencies }), ...files });
}

describe("the commands of installed packages [F378]", () => {
  afterEach(() => {
    removeProjects();
    Reflect.deleteProperty(globalThis, "told");
  });

  it("are those that their package.json names", async () => {
    const project = createWith(["times"], packageFiles("times", { timing: "./command.js" }));
    const commands = await readPackageCommands(project.path(""));
    expect([...commands].map(([name, { description }]) => [name, description])).toEqual([
      ["timing", "Tells the times."],
    ]);
  });

  it("run without an app, with the words after their name", async () => {
    const project = createWith(["times"], packageFiles("times", { timing: "./command.js" }));
    const shell = createRecordingShell(project.folder);
    expect(await main(["timing", "--last", "3"], shell)).toBe(7);
    expect(Reflect.get(globalThis, "told")).toEqual(["--last", "3"]);
  });

  it("are of a package in a folder above, as in a workspace", async () => {
    const project = createProject({
      ...packageFiles("times", { timing: "./command.js" }),
      "apps/site/package.json": JSON.stringify({ devDependencies: { times: "1", missing: "1" } }),
    });
    expect([...(await readPackageCommands(project.path("apps/site"))).keys()]).toEqual(["timing"]);
  });

  it("are none where there is no project, or no package.json that can be read", async () => {
    expect((await readPackageCommands("/")).size).toBe(0);
    expect((await readPackageCommands(createProject({ "package.json": "{" }).folder)).size).toBe(0);
  });

  it("are refused when two packages bring one of the same name", async () => {
    const files = {
      ...packageFiles("a", { timing: "./command.js" }),
      ...packageFiles("b", { timing: "./command.js" }),
    };
    await expect(readPackageCommands(createWith(["a", "b"], files).folder)).rejects.toThrow(
      'The packages a and b both bring the command "micro timing". Remove one of them. [MICRO_COMMAND_CONFLICT]',
    );
  });

  it.each([
    ["throws", `throw new RangeError("too old");`, "cannot be imported, too old"],
    ["throws what is no error", `throw "late";`, "cannot be imported, late"],
    ["has no command", `export const other = 1;`, 'has no export "command"'],
    ["has something else", `export const command = { description: "x" };`, 'has no export "command"'],
  ])("say so when their module %s", async (_what, module, reason) => {
    const project = createWith(["times"], packageFiles("times", { timing: "./command.js" }, module));
    await expect(readPackageCommands(project.folder)).rejects.toThrow(reason);
    const shell = createRecordingShell(project.folder);
    expect(await main(["--help"], shell)).toBe(0);
    expect(shell.warned.join("\n")).toContain("[MICRO_COMMAND_MODULE]");
    expect(shell.warned.join("\n")).toContain("[MICRO_APP_NOT_FOUND]");
  });
});
