import { afterEach, describe, expect, it } from "vitest";

import { createProject, type Project, removeProjects } from "../../test/project.ts";
import { readServerFile } from "./config-file.ts";

describe("readServerFile", () => {
  afterEach(removeProjects);

  function read(files: Record<string, string>, given?: string): ReturnType<typeof readServerFile> {
    return readServerFile(createProject(files).folder, given);
  }

  it("has nothing where there is no file", async () => {
    expect(await read({})).toEqual({ path: "", values: {}, hooks: {} });
  });

  it("reads micro.server.js, or the file that is named [F410]", async () => {
    const text = `export const server = { bind: ":80", workers: 3, maxMemory: "1G", hooks: { whenReady() {} } };`;
    expect(await read({ "micro.server.js": text })).toMatchObject({
      path: expect.stringMatching(/micro\.server\.js$/),
      values: { bind: [":80"], workers: 3, maxMemory: 1024 ** 3 },
      hooks: { whenReady: expect.any(Function) },
    });
    const other = { "server/live.mjs": "export default { socketMode: '600', maxRequests: undefined };" };
    expect((await read(other, "server/live.mjs")).values).toEqual({ socketMode: 0o600 });
  });

  it("reads it as it is now [F413]", async () => {
    const project: Project = createProject({ "micro.server.mjs": "export const server = { workers: 1 };" });
    expect((await readServerFile(project.folder, undefined)).values).toEqual({ workers: 1 });
    project.write("micro.server.mjs", "export const server = { workers: 2 };");
    expect((await readServerFile(project.folder, undefined)).values).toEqual({ workers: 2 });
  });

  it.each([
    [
      "export const nix = 1;",
      /^micro\.server\.mjs exports no settings\. Write "export const server = defineServer/,
    ],
    ["export const server = 1;", /exports no settings/],
    ["export const server = { worker: 1 };", /has "worker", which is no setting\. Did you mean "workers"\?/],
    [
      "export const server = { workers: -1 };",
      /^workers of micro\.server\.mjs is -1\. Give it a whole number/,
    ],
    ["export const server = { workers: {} };", /is \{\}\. Give it a text or a number\./],
    [
      "export const server = { bind: ['a b'] };",
      /^bind of micro\.server\.mjs is \["a b"\]\. Write HOST:PORT/,
    ],
    [
      "export const server = { hooks: 1 };",
      /^The hook "hooks" of micro\.server\.mjs is none\. Hooks are functions/,
    ],
    ["export const server = { hooks: { whenRead() {} } };", /"whenRead" .*Did you mean "whenReady"\?/],
    ["export const server = { hooks: { onExit: 1 } };", /The hook "onExit" .*Hooks are functions/],
    [
      "throw new Error('boom');",
      /^micro\.server\.mjs cannot be imported\. Correct it; nothing was changed\./,
    ],
  ])("says what is wrong with %s", async (text, message) => {
    const reading = read({ "micro.server.mjs": text });
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow("[MICRO_SERVE_CONFIG]");
  });

  it("says that the named file does not exist", async () => {
    await expect(read({}, "nix.ts")).rejects.toThrow(/^There is no file .*nix\.ts, which --config names/);
  });
});
