import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Micro } from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { sessionStoreChecks } from "@micro-web/sessions/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { keyValue } from "./key-value-extension.ts";
import { KeyValueSessions } from "./key-value-sessions.ts";
import { KeyValueStore } from "./key-value-store.ts";

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-key-value-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Keeps what an app logs. */
function createLogger(): { error: (message: string) => void; messages: string[] } {
  const messages: string[] = [];
  return { messages, error: (message) => void messages.push(message) };
}

describe("keyValue, as an extension [F543]", () => {
  it.each(
    testExtension(keyValue, {
      configs: [{ KEY_VALUE_SESSIONS: false }, { KEY_VALUE_SESSIONS: true }],
      invalidConfigs: [{ KEY_VALUE_INTERVAL: 0 }, { KEY_VALUE_FILE: 5 }],
      prepare: (app) =>
        app.post("/", ({ session }) => {
          session["user"] = "ann";
          return "ok";
        }),
      observe: async (app, store) => {
        await app.testClient().post("/");
        store.set("answer", 42);
        return store.keys().map((key) => key.replace(/^session:.*/, "session"));
      },
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());

  it("opens and closes its file with the app", async () => {
    const file = join(folder, "values.json");
    for (const expected of [1, 2, 3]) {
      const app = new Micro(null, { config: { KEY_VALUE_FILE: file } });
      const store = app.use(keyValue());
      await app.start();
      expect(store.increment("starts")).toBe(expected);
      await app.close();
    }
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual([["starts", { value: 3, end: null }]]);
  });

  it("keeps the app from starting when its file is something else", async () => {
    const file = join(folder, "values.json");
    writeFileSync(file, "<html>");
    const app = new Micro(null, { config: { KEY_VALUE_FILE: file } });
    app.use(keyValue());
    await expect(app.start()).rejects.toThrow(`${file} is no file of a key-value store.`);
  });

  it("is unhealthy while its file cannot be written", async () => {
    const logger = createLogger();
    const config = { KEY_VALUE_FILE: join(folder, "none", "values.json") };
    const app = new Micro(null, { config, logger });
    const store = app.use(keyValue());
    await app.start();
    expect(await app.health.check()).toEqual({
      isHealthy: true,
      isStopping: false,
      checks: { "key-value": "ok" },
    });
    store.set("a", 1);
    await expect(store.flush()).rejects.toThrow("ENOENT");
    expect(await app.health.check()).toEqual({
      isHealthy: false,
      isStopping: false,
      checks: { "key-value": "failed" },
    });
    expect(logger.messages).toEqual(['The health check "key-value" failed.']);
    await expect(app.close()).rejects.toThrow("Functions that close the app failed.");
  });

  it("adds a command for the values, and gives the store to micro shell", async () => {
    const app = new Micro(null);
    const store = app.use(keyValue());
    store.set("movies", ["Ran"]);
    expect((await app.testCommand(["key-value", "list"])).stdout).toBe("movies\n");
    expect((await app.testCommand(["key-value", "get", "movies"])).stdout).toBe('["Ran"]\n');
    expect(await app.testCommand(["key-value", "get", "books"])).toMatchObject({
      exitCode: 1,
      stderr: 'There is no value under "books".\n',
    });
    expect(app.makeShellContext()).toMatchObject({ store });
  });

  it("keeps the sessions of the app, if that is asked for [F534 F541]", async () => {
    const app = new Micro(null, { config: { KEY_VALUE_SESSIONS: true, SECRET_KEY: "test" } });
    const store = app.use(keyValue());
    app.post("/login", ({ session }) => {
      session["user"] = "ann";
      return "welcome";
    });
    app.get("/", ({ session }) => String(session["user"]));
    const client = app.testClient();
    await client.post("/login");
    expect((await client.get("/")).text).toBe("ann");
    expect(store.keys()).toEqual([expect.stringMatching(/^session:/)]);
  });
});

describe("KeyValueStore", () => {
  const options = { file: "", interval: 1000 };

  it("keeps values, for as long as it is told", async () => {
    const store = new KeyValueStore(options);
    store.set("short", 1, 0.02);
    store.set("long", 2, 60);
    expect([store.get("short"), store.get("long"), store.get("none")]).toEqual([1, 2, undefined]);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([store.get("short"), store.keys(), store.delete("short")]).toEqual([undefined, ["long"], false]);
  });

  it("counts, and forgets", () => {
    const store = new KeyValueStore(options);
    expect([store.increment("a"), store.increment("a", 4), store.delete("a"), store.get("a")]).toEqual([
      1,
      5,
      true,
      undefined,
    ]);
  });

  it("writes its file now and then", async () => {
    const file = join(folder, "values.json");
    const store = new KeyValueStore({ file, interval: 5 });
    await store.open();
    store.set("a", 1);
    await expect.poll(() => readFileSync(file, "utf8")).toContain('"a"');
    await store.close();
  });
});

describe("KeyValueSessions [F541]", () => {
  it.each(sessionStoreChecks)("$name", async ({ run }) => {
    const store = new KeyValueStore({ file: "", interval: 1000 });
    await expect(run(new KeyValueSessions(store))).resolves.toBeUndefined();
  });
});
