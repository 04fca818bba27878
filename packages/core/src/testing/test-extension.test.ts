import { createServer } from "node:net";

import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { Blueprint } from "../blueprint.ts";
import type { Extension } from "../extension.ts";
import type { Schema } from "../validation/schema.ts";
import { type ExtensionTestOptions, testExtension, type TestedExtension } from "./test-extension.ts";

const Greeting: Schema<{ GREETING: string }> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (values) => {
      const { GREETING = "Hello" } = values as { GREETING?: unknown }; // the app gives an object
      return typeof GREETING === "string"
        ? { value: { GREETING } }
        : { issues: [{ message: "has to be text", path: ["GREETING"] }] };
    },
  },
};

interface Greeter {
  readonly greet: () => string;
}

/** An extension that does all that there is, and does it right. */
function greeter(): Extension<Greeter, { GREETING: string }, { readonly greeting: string }> {
  return {
    name: "greeter",
    requires: ["words"],
    config: Greeting,
    setup: (setup, { GREETING }) => {
      let timer: ReturnType<typeof setInterval> | undefined;
      const server = createServer();
      setup.onStart(async () => {
        timer = setInterval(() => undefined, 1000);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      });
      setup.onClose(() => {
        clearInterval(timer);
        server.close();
      });
      setup.addRequestProperty("greeting", () => GREETING);
      setup.get("/greet", ({ greeting }) => greeting);
      return { greet: () => `${GREETING}, ${String(setup.extension("words"))}!` };
    },
  };
}

const words = (): Extension<string> => ({ name: "words", setup: () => "world" });

const OPTIONS: ExtensionTestOptions<Greeter> = {
  configs: [{ GREETING: "Hi" }, { GREETING: "Hello" }],
  invalidConfigs: [{ GREETING: 3 }],
  requires: () => [words()],
  prepare: (app) => app.get("/page", (request) => String(Reflect.get(request, "greeting"))),
  observe: async (app, api) => [api.greet(), (await app.testClient().get("/page")).text],
};

/** What the kit says of an extension: the messages of the cases that fail, by the beginning of their names. */
async function faultsOf<Api>(
  createExtension: () => TestedExtension<Api>,
  options?: ExtensionTestOptions<Api>,
): Promise<string> {
  const faults: string[] = [];
  for (const { run } of testExtension(createExtension, options)) {
    await run().catch((error: unknown) => void faults.push(String(error)));
  }
  return faults.join("\n");
}

describe("testExtension [F543]", () => {
  it.each(testExtension(greeter, OPTIONS))("passes an extension that $name", ({ run }) =>
    expect(run()).resolves.toBeUndefined(),
  );

  it.each(testExtension(() => ({ name: "plain", setup: () => undefined })))(
    "needs no options for a small extension that $name",
    ({ run }) => expect(run()).resolves.toBeUndefined(),
  );

  it.each<[string, () => TestedExtension<unknown>, ExtensionTestOptions<unknown>, string]>([
    [
      "a name that is none",
      () => ({ name: " x", setup: () => 1 }),
      {},
      'is named " x": use letters and dashes.',
    ],
    [
      "a name that changes",
      () => ({ name: `x${Math.random()}`, setup: () => 1 }),
      {},
      "has another name each time it is made.",
    ],
    [
      "a requirement that the test does not make",
      () => ({ name: "needy", requires: ["orm"], setup: () => 1 }),
      {},
      'requires "orm": have the option requires make it.',
    ],
    [
      "a requirement of itself",
      () => ({ name: "vain", requires: ["vain"], setup: () => 1 }),
      { requires: () => [{ name: "vain", setup: () => 1 }] },
      'Extensions require each other: "vain" requires "vain".',
    ],
    [
      "a schema that refuses nothing",
      () => ({ ...greeter(), requires: [] }),
      { invalidConfigs: [{ GREETING: "fits" }] },
      "throws nothing instead of a MicroError MICRO_CONFIG_INVALID.",
    ],
    [
      "a schema of which the test says nothing",
      () => ({ ...greeter(), requires: [] }),
      {},
      "has a config schema: give the test invalidConfigs that it has to refuse.",
    ],
    [
      "no schema though the test has invalid configurations",
      () => ({ name: "loose", setup: () => 1 }),
      { invalidConfigs: [{ LOOSE: 1 }] },
      "has no config schema to refuse invalidConfigs.",
    ],
  ])("finds %s", async (...[, createExtension, options, message]) => {
    expect(await faultsOf(createExtension, options)).toContain(message);
  });

  it("finds what two apps share", async () => {
    let last = "";
    const shared = (): Extension<() => string, { GREETING: string }> => ({
      name: "shared",
      config: Greeting,
      setup: (_setup, { GREETING }) => {
        last = GREETING;
        return () => last;
      },
    });
    const { configs = [{}, {}], invalidConfigs = [] } = OPTIONS;
    const faults = await faultsOf(shared, { configs, invalidConfigs, observe: (_app, api) => api() });
    expect(faults).toContain(
      'does something else in two apps at once than in one: ["Hello","Hello"] instead of ["Hi","Hello"].',
    );
  });

  it("finds what one app does to another", async () => {
    let count = 0;
    const counting = (): Extension<() => number> => ({ name: "counting", setup: () => () => count++ });
    const reset = (): void => void (count = 0);
    const faults = await faultsOf(counting, { observe: (_app, api) => api(), prepare: reset });
    expect(faults).toContain("does something else in");
  });

  it("finds that the configurations make no difference", async () => {
    const faults = await faultsOf(() => ({ name: "deaf", setup: () => "same" }), {
      configs: [{ A: 1 }, { A: 2 }],
      observe: (_app, api) => api,
    });
    expect(faults).toContain("does the same with both configurations");
  });

  it("finds what depends on the order of registration", async () => {
    const picky = (): Extension<string> => ({
      name: "picky",
      setup: ({ extension }) => String(extension("words")),
    });
    const options = { requires: () => [words()], observe: (_app: Micro, api: string) => api };
    expect(await faultsOf(picky, options)).toContain(
      'does something else when it is registered before others: "undefined" instead of "world".',
    );
  });

  it("finds what is opened before the start, with its place", async () => {
    const hasty = (): Extension<void> => ({
      name: "hasty",
      setup: (setup) => {
        const timer = setInterval(() => undefined, 1000);
        setup.onClose(() => clearInterval(timer));
      },
    });
    expect(await faultsOf(hasty)).toMatch(
      /opens a timer \(at .*test-extension\.test\.ts:\d+:\d+\) in its setup: open it in setup\.onStart\(\)\./,
    );
  });

  it("finds what is left open: timers, servers", async () => {
    const closings: (() => void)[] = [];
    const leaky = (): Extension<void> => ({
      name: "leaky",
      setup: (setup) =>
        setup.onStart(async () => {
          const timer = setTimeout(() => undefined, 60_000);
          const server = createServer();
          await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
          closings.push(() => {
            clearTimeout(timer);
            server.close();
          });
        }),
    });
    const faults = await faultsOf(leaky);
    for (const close of closings) close();
    expect(faults).toMatch(/leaves open: a timer \(at .*\), a server.*\. Close it in setup\.onClose\(\)\./);
  });

  it("finds listeners that are left on the process", async () => {
    const quiet = (): Extension<void> => ({
      name: "quiet",
      setup: (setup) => setup.onStart(() => void process.on("exit", onExit)),
    });
    const check = testExtension(quiet).find(({ name }) => name.startsWith("opens nothing"));
    await expect(check?.run()).rejects.toThrow("The extension leaves listeners on the process");
    process.off("exit", onExit);
  });

  it("finds a close that needs a start", async () => {
    const eager = (): Extension<void> => ({
      name: "eager",
      setup: (setup) => {
        let server: ReturnType<typeof createServer> | undefined;
        setup.onStart(() => void (server = createServer()));
        setup.onClose(() => {
          if (server === undefined) throw new Error("there is no server");
        });
      },
    });
    expect(await faultsOf(eager)).toContain("Functions that close the app failed.");
  });

  it("finds what an extension of a blueprint does to the rest of the app", async () => {
    const spreading = (): Extension<void> => ({
      name: "spreading",
      setup: (setup) =>
        setup.onStart(() => undefined) ??
        setup.signals.requestFinished.connect(({ response }) => response.headers.set("X-Spread", "1")),
    });
    expect(await faultsOf(spreading)).toContain("changes answers outside of the blueprint");
  });

  it("takes it that an extension of the whole app refuses blueprints, and nothing else that fails", async () => {
    const sessions = (): Extension<void> => ({
      name: "sessions",
      setup: (setup) => setup.setJson({ stringify: String, parse: JSON.parse, mimetype: "x" }),
    });
    expect(await faultsOf(sessions)).toBe("");
    const broken = (): Extension<void> => ({
      name: "broken",
      setup: () => {
        throw new Error("broken");
      },
    });
    expect(await faultsOf(broken)).toContain("Error: broken");
  });

  it("makes apps as it is told", async () => {
    const made: Micro[] = [];
    const createApp = (options: { config: object }): Micro => {
      const app = new Micro(null, options);
      app.mount(new Blueprint(`own${made.push(app)}`));
      return app;
    };
    expect(await faultsOf(() => ({ name: "plain", setup: () => undefined }), { createApp })).toBe("");
    expect(made.length).toBeGreaterThan(5);
    expect(made[0]?.config).toMatchObject({ TESTING: true });
  });
});

function onExit(): void {}
