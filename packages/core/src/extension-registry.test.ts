import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import type { Extension } from "./extension.ts";

/** Writes its name down when it is set up. */
function extension(name: string, requires: readonly string[], trace: string[] = []): Extension<string> {
  return {
    name,
    requires,
    setup: () => {
      trace.push(name);
      return name;
    },
  };
}

describe("app.register [F535]", () => {
  it.each([
    ["c b a", "a b c"],
    ["a b c", "a b c"],
    ["b c a", "a b c"],
    ["d c b a", "d a b c"],
  ])("sets up %s as %s: each after what it requires", (given, expected) => {
    const trace: string[] = [];
    const requires: Record<string, string[]> = { a: [], b: ["a"], c: ["b", "a"], d: [] };
    new Micro().register(...given.split(" ").map((name) => extension(name, requires[name] ?? [], trace)));
    expect(trace.join(" ")).toBe(expected);
  });

  it("sets up what an extension wants before it, when it is given that too", () => {
    const trace: string[] = [];
    const forms = { ...extension("forms", [], trace), after: ["csrf", "none"] };
    new Micro().register(forms, extension("csrf", [], trace));
    new Micro().register(forms);
    expect(trace).toEqual(["csrf", "forms", "forms"]);
  });

  it("counts those that are registered already, and gives the app", () => {
    const app = new Micro();
    app.use(extension("a", []));
    expect(app.register(extension("b", ["a"]))).toBe(app);
    expect(app.extensions).toEqual({ a: "a", b: "b" });
  });

  it.each([
    [
      [
        ["a", "b"],
        ["b", "a"],
      ],
      '"a" requires "b" requires "a"',
    ],
    [[["a", "a"]], '"a" requires "a"'],
    [
      [
        ["x", "a"],
        ["a", "b"],
        ["b", "c"],
        ["c", "a"],
      ],
      '"a" requires "b" requires "c" requires "a"',
    ],
  ])("names the cycle of %j (MICRO_EXTENSION_CYCLE)", (pairs, names) => {
    const trace: string[] = [];
    const extensions = pairs.map(([name = "", required = ""]) => extension(name, [required], trace));
    expect(() => new Micro().register(...extensions)).toThrow(
      `Extensions require each other: ${names}. Remove one of these requirements. [MICRO_EXTENSION_CYCLE]`,
    );
    expect(trace).toEqual([]);
  });

  it("names the one that is missing, and one that is nearly it (MICRO_EXTENSION_MISSING)", () => {
    expect(() => new Micro().register(extension("orm", []), extension("admin", ["ormm"]))).toThrow(
      'The extension "admin" requires "ormm", which is not registered. Did you mean "orm"? Call app.use() with it first, or app.register() with both. [MICRO_EXTENSION_MISSING]',
    );
  });

  it("refuses one twice (MICRO_EXTENSION_DUPLICATE), and what is none (MICRO_EXTENSION_INVALID)", () => {
    const twice = extension("a", []);
    expect(() => new Micro().register(twice, { ...twice })).toThrow("MICRO_EXTENSION_DUPLICATE");
    expect(() => new Micro().register(extension as never)).toThrow("MICRO_EXTENSION_INVALID");
  });

  it("is too late once the app has started (MICRO_APP_FROZEN)", async () => {
    const app = new Micro();
    await app.start();
    expect(() => app.register(extension("a", []))).toThrow(
      /register\(\) was called on the app.*MICRO_APP_FROZEN/,
    );
    expect(() => app.use(extension("a", []))).toThrow(/use\(\) was called on the app.*MICRO_APP_FROZEN/);
  });
});

describe("an extension whose setup returns a promise [F536]", () => {
  /** Registers a route after a while. */
  function slow(fail?: Error): Extension<Promise<string>> {
    return {
      name: "slow",
      setup: async (setup) => {
        await new Promise((resolve) => setTimeout(resolve, 5));
        if (fail !== undefined) throw fail;
        setup.get("/slow", () => "there");
        return "ready";
      },
    };
  }

  it("is waited for before the app starts", async () => {
    const app = new Micro();
    void app.use(slow());
    expect((await app.testClient().get("/slow")).text).toBe("there");
    expect(app.extensions).toEqual({ slow: "ready" });
  });

  it("gives the promise of its API to whoever registers it", async () => {
    expect(await new Micro().use(slow())).toBe("ready");
  });

  it("keeps the app from starting when it fails, whether or not somebody waits for it", async () => {
    const app = new Micro();
    app.register(slow(new Error("no network")));
    await expect(app.start()).rejects.toThrow("no network");
  });
});

describe("the start of extensions [F536]", () => {
  it("waits for each, in order of registration, and an app whose extension fails does not start", async () => {
    const trace: string[] = [];
    const starting = (name: string, milliseconds: number): Extension => ({
      name,
      setup: (setup) =>
        setup.onStart(async () => {
          await new Promise((resolve) => setTimeout(resolve, milliseconds));
          if (milliseconds === 0) throw new Error(`${name} cannot start`);
          trace.push(name);
        }),
    });
    const app = new Micro().register(starting("a", 5), starting("b", 1), starting("c", 0), starting("d", 1));
    await expect(app.start()).rejects.toThrow("c cannot start");
    expect(trace).toEqual(["a", "b"]);
  });
});
