import { MicroError } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { loadApp } from "./app-loader.ts";

const one = { name: "one", handle() {}, fetch() {}, start() {} };
const two = { ...one, name: "two" };

/** Loads the app of a module with the given exports. */
function load(exports: Record<string, unknown>, name = ""): ReturnType<typeof loadApp> {
  return loadApp({ file: "/srv/site.ts", name, source: "--app" }, async () => exports);
}

describe("loadApp", () => {
  it("takes the export named app, then application [B172 F372]", async () => {
    expect(await load({ other: two, application: two, app: one })).toEqual({ app: one, title: "app" });
    expect(await load({ other: two, application: one })).toEqual({ app: one, title: "application" });
  });

  it("takes the only app, however often it is exported, before any factory [B172 F372]", async () => {
    expect(await load({ createApp: () => two, site: one, default: one, number: 1 })).toEqual({
      app: one,
      title: "site",
    });
  });

  it("takes a default export, an app or a factory [B172]", async () => {
    expect(await load({ default: one })).toEqual({ app: one, title: "default" });
    expect(await load({ default: () => one })).toEqual({ app: one, title: "default()" });
  });

  it.each(["createApp", "makeApp"])("calls the factory %s [B172 F372]", async (name) => {
    expect(await load({ helper() {}, [name]: () => one })).toEqual({ app: one, title: `${name}()` });
  });

  it("waits for a factory", async () => {
    expect((await load({ createApp: async () => two })).app).toBe(two);
  });

  it("takes the export that is named, an app or a factory", async () => {
    expect(await load({ app: one, second: two }, "second")).toEqual({ app: two, title: "second" });
    expect(await load({ app: one, build: () => two }, "build")).toEqual({ app: two, title: "build()" });
  });

  it("asks which of several apps is meant [B172 F372]", async () => {
    await expect(load({ blog: one, shop: two })).rejects.toThrow(
      "site.ts exports several apps: blog, shop. Choose one: --app site.ts:blog [MICRO_APP_AMBIGUOUS]",
    );
  });

  it("says what to export when there is no app", async () => {
    await expect(load({ movies: [], create() {} })).rejects.toThrow(
      'site.ts exports no app. Write "export const app = new Micro(import.meta);", or a function createApp() that ' +
        "returns it. It exports movies, create.",
    );
    await expect(load({})).rejects.toThrow("It exports nothing.");
  });

  it("says what there is when the name is wrong [B173]", async () => {
    await expect(load({ app: one }, "site")).rejects.toThrow(
      'site.ts has no export "site". It exports app. [MICRO_APP_EXPORT]',
    );
  });

  it("refuses an export that is neither an app nor a function", async () => {
    await expect(load({ app: one, title: "Movies" }, "title")).rejects.toThrow(
      'The export "title" of site.ts is neither an app nor a function that makes one. It exports app, title.',
    );
  });

  it("calls the factory with the values of the reference [B173 F372]", async () => {
    const build = (name: string, count: number): unknown => ({ ...one, name, count });
    const reference = { file: "/srv/site.ts", name: "build", values: ["x", 2], source: "--app" };
    expect((await loadApp(reference, async () => ({ build }))).app).toMatchObject({ name: "x", count: 2 });
  });

  it("refuses values for what is no function [B173]", async () => {
    const reference = { file: "/srv/site.ts", name: "app", values: [], source: "--app" };
    await expect(loadApp(reference, async () => ({ app: one }))).rejects.toThrow(
      'The export "app" of site.ts is no function. It exports app. [MICRO_APP_EXPORT]',
    );
  });

  it("shows what a factory throws that has all it declares [B173]", async () => {
    const cause = new Error("no database");
    const loading = load({ createApp: () => Promise.reject(cause) });
    await expect(loading).rejects.toMatchObject({ code: "MICRO_APP_FACTORY", cause, showsCause: true });
    await expect(loading).rejects.toThrow(
      /^createApp\(\) of site\.ts failed\. Correct what is shown below\./,
    );
  });

  it("tells a module that cannot be read from one that fails [B173]", async () => {
    const file = { file: "/srv/site.ts", name: "", source: "--app" };
    await expect(loadApp(file, () => Promise.reject(new SyntaxError("here")))).rejects.toThrow(
      /^site\.ts cannot be imported: it, or a module that it imports, cannot be read\..*\[MICRO_APP_IMPORT\]$/,
    );
    await expect(loadApp(file, () => Promise.reject(new RangeError("here")))).rejects.toThrow(
      /^site\.ts cannot be imported: an error was thrown while it ran\./,
    );
  });

  it("passes on what Micro says in a factory or a module", async () => {
    const error = new MicroError("MICRO_PATH_SYNTAX", "Write <id>.");
    await expect(load({ createApp: () => Promise.reject(error) })).rejects.toBe(error);
    const file = { file: "/srv/site.ts", name: "", source: "--app" };
    await expect(loadApp(file, () => Promise.reject(error))).rejects.toBe(error);
  });

  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [{}, "object"],
  ])("refuses a factory that returns %s [B173]", async (result, text) => {
    await expect(load({ createApp: () => result })).rejects.toThrow(
      `createApp() of site.ts returned ${text}, which is no app. Return the app that it makes.`,
    );
  });
});
