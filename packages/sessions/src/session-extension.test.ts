import { Micro, type SessionStore } from "@micro-web/core";
import { describe, expect, it, vi } from "vitest";

import { MemoryStore } from "./memory-store.ts";
import { sessions } from "./session-extension.ts";

/** Runs `micro session-cleanup` of an app with this store; what it printed. */
async function cleanUp(store: SessionStore): Promise<string> {
  const app = new Micro();
  app.use(sessions({ store }));
  const print = vi.spyOn(console, "log").mockReturnValue();
  await app.commands.get("session-cleanup")?.run([]);
  return print.mock.calls.flat().join("\n");
}

describe("sessions()", () => {
  it("keeps the sessions of an app in its store, and gives the store", async () => {
    const store = new MemoryStore();
    const app = new Micro(null, { config: { SECRET_KEY: "secret" } });
    expect(app.use(sessions({ store }))).toBe(store);
    app.get("/", ({ session }) => ((session["seen"] = new Set([1])), "x"));
    await app.testClient().get("/");
    expect(store.size).toBe(1);
  });

  it("serves several apps with one store", async () => {
    const extension = sessions({ store: new MemoryStore() });
    for (let index = 0; index < 2; index++) expect(new Micro().use(extension)).toBeInstanceOf(MemoryStore);
  });

  it("adds a command that removes what is over [F238]", async () => {
    const store = new MemoryStore();
    store.create("over", "x", -1);
    store.create("live", "x", 60);
    expect(await cleanUp(store)).toBe("Removed 1.");
    expect(store.size).toBe(1);
  });

  it("says that a store does that on its own", async () => {
    const store = Object.assign(new MemoryStore(), { cleanup: undefined });
    expect(await cleanUp(store)).toBe("The store removes them on its own.");
  });
});
