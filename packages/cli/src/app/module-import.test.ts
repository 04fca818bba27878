import { afterEach, describe, expect, it, vi } from "vitest";

import { createProject, removeProjects } from "../../test/project.ts";
import { importFile, type ModuleRuntime, prepareImport } from "./module-import.ts";

/** A runtime whose imports end, one after the other, as given. */
function runtimeOf(options: Partial<ModuleRuntime> & { results?: unknown[] }): ModuleRuntime {
  const results = [...(options.results ?? [])];
  return {
    stripsTypes: true,
    registerTsx: async () => true,
    import: vi.fn<ModuleRuntime["import"]>(async () => {
      const result = results.shift();
      if (result instanceof Error) throw result;
      return { result };
    }),
    ...options,
  };
}

function failure(code: string, message = "no", properties = {}): Error {
  return Object.assign(new Error(message), { code, ...properties });
}

describe("importFile", () => {
  afterEach(removeProjects);

  it("imports a module", async () => {
    const project = createProject({ "my app.mjs": "export const answer = 42;" });
    expect(await importFile(project.path("my app.mjs"))).toMatchObject({ answer: 42 });
  });

  it("leaves TypeScript to Node where it can strip the types", async () => {
    const registerTsx = vi.fn<ModuleRuntime["registerTsx"]>();
    expect(await importFile("/srv/app.ts", runtimeOf({ registerTsx, results: [1] }))).toEqual({ result: 1 });
    expect(registerTsx).not.toHaveBeenCalled();
  });

  it("lets tsx compile it from the start where Node cannot", async () => {
    const registerTsx = vi.fn<ModuleRuntime["registerTsx"]>(async () => true);
    await importFile("/srv/app.ts", runtimeOf({ stripsTypes: false, registerTsx, results: [1] }));
    expect(registerTsx).toHaveBeenCalledExactlyOnceWith("/srv/app.ts");
  });

  it("prepares tsx ahead where it will be needed [F390]", async () => {
    const registerTsx = vi.fn<ModuleRuntime["registerTsx"]>(async () => true);
    for (const stripsTypes of [true, false])
      for (const file of ["/srv/app.ts", "/srv/app.js"])
        await prepareImport(file, runtimeOf({ stripsTypes, registerTsx }));
    await prepareImport("/srv/app.js");
    expect(registerTsx).toHaveBeenCalledExactlyOnceWith("/srv/app.ts");
  });

  it("says of what is used too early that modules may import each other in a circle", async () => {
    const error = new ReferenceError("Cannot access 'a' before initialization");
    await expect(importFile("/srv/app.mjs", runtimeOf({ results: [error] }))).rejects.toMatchObject({
      message: expect.stringMatching(
        /in a circle, move what both need into a third one\. \[MICRO_APP_IMPORT\]$/,
      ),
      cause: error,
      showsCause: true,
    });
  });

  it("needs no tsx for JavaScript", async () => {
    const registerTsx = vi.fn<ModuleRuntime["registerTsx"]>();
    await importFile("/srv/app.js", runtimeOf({ stripsTypes: false, registerTsx, results: [1] }));
    expect(registerTsx).not.toHaveBeenCalled();
  });

  it.each(["ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING"])(
    "falls back to tsx for what Node cannot strip: %s",
    async (code) => {
      const runtime = runtimeOf({ results: [failure(code), 1] });
      expect(await importFile("/srv/app.ts", runtime)).toEqual({ result: 1 });
    },
  );

  it("says what to do when neither works", async () => {
    const error = failure("ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX", "TypeScript enum is not supported");
    const runtime = runtimeOf({ results: [error], registerTsx: async () => false });
    await expect(importFile("/srv/app.ts", runtime)).rejects.toThrow(
      `app.ts cannot be imported. TypeScript enum is not supported: Node ${process.version} cannot run this ` +
        "TypeScript by itself. Install tsx beside the app (npm install --save-dev tsx), or use Node 22.18 or newer",
    );
  });

  it("says so for JavaScript that imports TypeScript", async () => {
    const runtime = runtimeOf({
      stripsTypes: false,
      results: [failure("ERR_UNKNOWN_FILE_EXTENSION", 'Unknown ".ts"')],
    });
    await expect(importFile("/srv/app.js", runtime)).rejects.toThrow(
      'app.js cannot be imported. Unknown ".ts": Node v',
    );
  });

  describe("when a module is not found", () => {
    function notFound(name: string, project = createProject()): Error {
      const url = new URL(`file://${project.path(name)}`).href;
      return failure("ERR_MODULE_NOT_FOUND", `Cannot find module ${name}`, { url });
    }

    it.each(["models.js", "models", "shop"])("falls back to tsx when %s is TypeScript", async (name) => {
      const project = createProject({ "models.ts": "", "shop/index.ts": "" });
      const runtime = runtimeOf({ results: [notFound(name, project), 1] });
      expect(await importFile(project.path("app.ts"), runtime)).toEqual({ result: 1 });
    });

    it("names the file that is there when tsx is not installed", async () => {
      const project = createProject({ "models.ts": "" });
      const runtime = runtimeOf({
        results: [notFound("models.js", project)],
        registerTsx: async () => false,
      });
      await expect(importFile(project.path("app.ts"), runtime)).rejects.toThrow(
        "app.ts cannot be imported. Cannot find module models.js; there is models.ts. Import it by that name. Or: " +
          "Install tsx beside the app (npm install --save-dev tsx).",
      );
    });

    it("passes the error on when there is no such file", async () => {
      const error = notFound("models.ts");
      await expect(importFile("/srv/app.ts", runtimeOf({ results: [error] }))).rejects.toBe(error);
    });

    it("passes the error on when it is a package", async () => {
      const error = failure("ERR_MODULE_NOT_FOUND");
      await expect(importFile("/srv/app.ts", runtimeOf({ results: [error] }))).rejects.toBe(error);
    });
  });

  it("passes on what the module throws", async () => {
    const error = failure("ECONNREFUSED");
    await expect(importFile("/srv/app.ts", runtimeOf({ results: [error] }))).rejects.toBe(error);
    const plain = new Error("no");
    await expect(importFile("/srv/app.ts", runtimeOf({ results: [plain] }))).rejects.toBe(plain);
  });

  it("passes on what is thrown and no error", async () => {
    const runtime = runtimeOf({
      import: () => Promise.reject("no"),
    });
    await expect(importFile("/srv/app.ts", runtime)).rejects.toBe("no");
  });

  it("finds the place of a mistake in the grammar of JavaScript", async () => {
    const project = createProject({ "app.js": "const a = 1;\nfoo bar;\n" });
    const error = new SyntaxError("Unexpected identifier");
    await expect(importFile(project.path("app.js"), runtimeOf({ results: [error] }))).rejects.toBe(error);
    expect(error.stack).toMatch(/app\.js:2\nfoo bar;\n {4}\^\^\^\n\nSyntaxError: Unexpected identifier/);
  });

  it("keeps the place that Node gives", async () => {
    const error = new SyntaxError("no export");
    error.stack = "file:///srv/app.js:1\nimport\n^\nSyntaxError: no export";
    await expect(importFile("/srv/app.js", runtimeOf({ results: [error] }))).rejects.toBe(error);
    expect(error.stack).toBe("file:///srv/app.js:1\nimport\n^\nSyntaxError: no export");
  });
});
