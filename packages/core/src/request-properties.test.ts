import { describe, expect, it } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import type { AppSetup, Extension } from "./extension.ts";

/** Installs one registration as an extension. */
function useSetup(app: Micro, register: (setup: AppSetup) => void): void {
  app.use({ name: "probe", setup: register });
}

describe("a request property [F534]", () => {
  function createApp(compute: () => unknown): Micro {
    const app = new Micro(null, { logger: new MemoryLogger() });
    useSetup(app, (setup) => setup.addRequestProperty("user", compute));
    return app;
  }

  /** What the extension added; an app would declare its type. */
  const userOf = (request: object): unknown => (request as { user: unknown }).user;

  it("is on every request", async () => {
    const app = createApp(() => "ann");
    app.get("/", (request) => String(userOf(request)));
    expect((await app.testClient().get("/")).text).toBe("ann");
  });

  it("is computed when it is first read, once a request", async () => {
    let times = 0;
    const app = createApp(() => ++times);
    app.get("/none", () => "x");
    app.get("/twice", (request) => [userOf(request), userOf(request)]);
    const client = app.testClient();
    await client.get("/none");
    expect((await client.get("/twice")).json()).toEqual([1, 1]);
    expect((await client.get("/twice")).json()).toEqual([2, 2]);
  });

  it("is computed each time it is read, when it is live", async () => {
    let times = 0;
    const app = new Micro();
    useSetup(app, (setup) => setup.addRequestProperty("user", () => ++times, { isLive: true }));
    app.get("/twice", (request) => [userOf(request), userOf(request)]);
    expect((await app.testClient().get("/twice")).json()).toEqual([1, 2]);
  });

  it("is computed from the request", async () => {
    const app = new Micro();
    useSetup(app, (setup) =>
      setup.addRequestProperty("user", ({ headers }) => headers.get("x-user") ?? "nobody"),
    );
    app.get("/", (request) => String(userOf(request)));
    expect((await app.testClient().get("/", { headers: { "x-user": "bob" } })).text).toBe("bob");
  });

  it("that fails is an error of the view that reads it", async () => {
    const app = createApp(() => {
      throw new Error("no user");
    });
    app.get("/", (request) => String(userOf(request)));
    expect((await app.testClient().get("/")).status).toBe(500);
  });

  it.each(["path", "session", "setSession", "constructor"])(
    "cannot take the place of what requests have: %s (MICRO_REQUEST_PROPERTY)",
    (name) => {
      expect(() => useSetup(new Micro(), (setup) => setup.addRequestProperty(name, () => 1))).toThrow(
        `The extension "probe" adds the property "${name}" to requests, which is one of Micro's own. Give it another name. [MICRO_REQUEST_PROPERTY]`,
      );
    },
  );

  it("cannot take the place of another extension's (MICRO_REQUEST_PROPERTY)", () => {
    const app = createApp(() => "ann");
    const other: Extension = { name: "other", setup: (setup) => setup.addRequestProperty("user", () => 1) };
    expect(() => app.use(other)).toThrow(
      'The extension "other" adds the property "user" to requests, which is that of the extension "probe".',
    );
  });

  it("leaves requests of other apps alone", async () => {
    createApp(() => "ann");
    const app = new Micro();
    app.get("/", (request) => ({ has: "user" in request }));
    expect((await app.testClient().get("/")).json()).toEqual({ has: false });
  });

  it("cannot be added once the app serves, when nothing would heed it (MICRO_APP_FROZEN)", async () => {
    const app = new Micro();
    const setups: AppSetup[] = [];
    useSetup(app, (setup) => void setups.push(setup));
    await app.start();
    expect(() => setups[0]?.addRequestProperty("late", () => 1)).toThrow("MICRO_APP_FROZEN");
  });
});
