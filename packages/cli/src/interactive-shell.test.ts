import { afterEach, describe, expect, it } from "vitest";

import { appSource, createProject, removeProjects } from "../test/project.ts";
import { createRecordingShell } from "../test/shell.ts";
import { main } from "./main.ts";

const APP = `${appSource("", { close: `globalThis.trace.push("closed");` })}
globalThis.trace = [];
app.makeShellContext = () => ({ app, answer: 42 });
app.testClient = () => "the client";
app.runInContext = async (task) => { globalThis.trace.push("in"); await task(); globalThis.trace.push("out"); };
`;

describe("micro shell", () => {
  afterEach(() => {
    removeProjects();
    Reflect.deleteProperty(globalThis, "trace");
  });

  it("reads lines in the context of the app, with its names, and closes it in the end [F23 F375]", async () => {
    const project = createProject({ "app.mjs": APP });
    const read: object[] = [];
    const readLines = async (names: object): Promise<void> => void read.push(names);
    const shell = { ...createRecordingShell(project.folder), readLines };
    expect(await main(["shell"], shell)).toBe(0);
    expect(shell.printed).toEqual(["app of app.mjs, with client, app, answer. Ctrl+D ends."]);
    expect(read).toEqual([
      { client: "the client", app: expect.objectContaining({ handle: expect.any(Function) }), answer: 42 },
    ]);
    expect(Reflect.get(globalThis, "trace")).toEqual(["in", "out", "closed"]);
  });

  it("ends at once where there is nothing to read", async () => {
    const shell = createRecordingShell(createProject({ "app.mjs": APP }).folder);
    expect(await main(["shell"], shell)).toBe(0);
  });
});
