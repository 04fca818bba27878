import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Micro } from "@micro-web/core";
import { findRedisServer, type RedisServer, startRedis } from "../test/redis-server.ts";
import { RedisStore } from "./redis-store.ts";
import { sessions } from "./session-extension.ts";
import { sessionStoreChecks } from "./store-checks.ts";

const program = findRedisServer();

/** One that says nothing when the server is away, which it is in a test. */
const createTestClient = (url: string) =>
  createClient({ url, socket: { reconnectStrategy: 50 } }).on("error", () => undefined);

describe.skipIf(program === null)("RedisStore, with a real Redis [F238]", () => {
  let server: RedisServer;
  let client: ReturnType<typeof createTestClient>;

  beforeAll(async () => {
    server = await startRedis(program ?? "");
    client = createTestClient(server.url);
    await client.connect();
  });

  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  it.each(sessionStoreChecks)("$name", async ({ run }) => {
    await expect(run(new RedisStore(client))).resolves.toBeUndefined();
  });

  it("keeps sessions under a prefix, for as long as it was told", async () => {
    await new RedisStore(client, { prefix: "shop:" }).create("id", "data", 60);
    expect(await client.get("shop:id")).toBe("data");
    expect(await client.pTTL("shop:id")).toBeGreaterThan(58_000);
    await new RedisStore(client).create("soon", "data", 0);
    expect(await new RedisStore(client).touch("none", 60)).toBe(false);
  });

  it("keeps the sessions of an app, and fails at once while Redis is away", async () => {
    const logged: string[] = [];
    const app = new Micro(null, {
      config: { SECRET_KEY: "secret" },
      logger: { error: (message) => void logged.push(message) },
    });
    app.use(sessions({ store: new RedisStore(client) }));
    app.get("/count", ({ session }) => {
      session["count"] = Number(session["count"] ?? 0) + 1;
      return { count: session["count"] };
    });
    app.get("/none", () => "none");
    const visitor = app.testClient();
    await visitor.get("/count");
    expect((await visitor.get("/count")).json()).toEqual({ count: 2 });
    await server.stop();
    while (client.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
    const started = performance.now();
    expect((await visitor.get("/count")).status).toBe(503);
    expect(performance.now() - started).toBeLessThan(250);
    expect(logged).toEqual(["The session store failed: Error: Redis is not connected."]);
    expect((await app.testClient().get("/none")).text).toBe("none");
    server = await startRedis(program ?? "", Number(new URL(server.url).port));
    while (!client.isReady) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await visitor.get("/count")).json()).toEqual({ count: 1 });
  });
});
