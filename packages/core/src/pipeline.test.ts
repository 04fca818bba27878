import { describe, expect, it, vi } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import type { TestResponse } from "./testing/test-response.ts";

const SECRET_KEY = "a secret that stays the same";

function createApp(config: Record<string, unknown> = {}): { app: Micro; logger: MemoryLogger } {
  const logger = new MemoryLogger();
  return { app: new Micro(null, { logger, config: { SECRET_KEY, ...config } }), logger };
}

function cookieOf(response: TestResponse): string {
  return response.headers.getSetCookie()[0] ?? "";
}

describe("the log of an error", () => {
  it("names method, path and stack", async () => {
    const { app, logger } = createApp();
    app.put("/users/<int:id>", () => {
      throw new Error("broken");
    });
    await app.testClient().put("/users/5");
    expect(logger.messages).toHaveLength(1);
    expect(logger.messages[0]).toMatch(
      /^Exception on \/users\/5 \[PUT\]\nError: broken\n +at .*pipeline\.test\.ts/,
    );
  });

  it("shows the causes", async () => {
    const { app, logger } = createApp();
    app.get("/", () => {
      throw new Error("outer", { cause: new Error("middle", { cause: "inner" }) });
    });
    await app.testClient().get("/");
    expect(logger.text).toMatch(/Error: outer[^]*Caused by: Error: middle[^]*Caused by: inner/);
  });

  it("shows the errors of an AggregateError", async () => {
    const { app, logger } = createApp();
    app.get("/", () => Promise.any([Promise.reject(new Error("one")), Promise.reject(new Error("two"))]));
    await app.testClient().get("/");
    expect(logger.text).toMatch(/Error: one[^]*Error: two/);
  });

  it.each([
    ["a line feed", "%0A", "\\n"],
    ["a carriage return", "%0D", "\\r"],
    ["an escape", "%1B", "\\u001b"],
    ["a quote", "%22", '\\"'],
    ["a backslash", "%5C", "\\\\"],
  ])("escapes %s in the path (A33, A105)", async (_, encoded, escaped) => {
    const { app, logger } = createApp();
    app.get("/x/<rest>", () => {
      throw new Error("broken");
    });
    await app.testClient().get(`/x/a${encoded}b`);
    expect(logger.messages[0]?.split("\n")[0]).toBe(`Exception on /x/a${escaped}b [GET]`);
  });

  it("says when it came while the response was sent", async () => {
    const { app, logger } = createApp();
    app.get("/", async function* chunks() {
      yield "a";
      throw new Error("broken");
    });
    await app
      .testClient()
      .get("/")
      .catch(() => undefined);
    expect(logger.messages[0]).toMatch(/^Exception .*\nError: broken/);
  });
});

describe("the session cookie", () => {
  function createSessionApp(config: Record<string, unknown> = {}): Micro {
    const { app } = createApp(config);
    app.get("/set", ({ session }) => {
      session["user"] = "ann";
      return "set";
    });
    app.get("/get", ({ session }) => ({ user: session["user"] ?? null }));
    app.get("/clear", ({ session }) => {
      delete session["user"];
      return "cleared";
    });
    app.get("/none", () => "none");
    return app;
  }

  it("comes back", async () => {
    const client = createSessionApp().testClient();
    await client.get("/set");
    expect((await client.get("/get")).json()).toEqual({ user: "ann" });
  });

  it("has safe attributes by default", async () => {
    expect(cookieOf(await createSessionApp().testClient().get("/set"))).toMatch(
      /^session=[^;]+; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it("has the attributes of the configuration", async () => {
    const config = {
      SESSION_COOKIE_NAME: "s",
      SESSION_COOKIE_DOMAIN: "example.org",
      SESSION_COOKIE_PATH: "/app",
      SESSION_COOKIE_SECURE: true,
      SESSION_COOKIE_HTTPONLY: false,
      SESSION_COOKIE_SAMESITE: "strict",
    };
    const cookie = cookieOf(await createSessionApp(config).testClient().get("/set"));
    for (const part of ["s=", "Domain=example.org", "Path=/app", "Secure", "SameSite=Strict"])
      expect(cookie).toContain(part);
    expect(cookie).not.toContain("HttpOnly");
  });

  it("is deleted with the same attributes when the session is emptied", async () => {
    const client = createSessionApp({ SESSION_COOKIE_PATH: "/app" }).testClient({
      baseUrl: "http://localhost/app",
    });
    await client.get("/set");
    expect(cookieOf(await client.get("/clear"))).toMatch(/^session=;.*Max-Age=0.*Path=\/app/);
    expect(client.cookies.size).toBe(0);
  });

  it("is not set when nothing changed", async () => {
    const client = createSessionApp().testClient();
    await client.get("/set");
    expect(cookieOf(await client.get("/get"))).toBe("");
  });

  it("makes the response vary when the session was read", async () => {
    expect((await createSessionApp().testClient().get("/get")).headers.get("vary")).toBe("Cookie");
  });

  it("does not make the response vary when the session was not asked for", async () => {
    expect((await createSessionApp().testClient().get("/none")).headers.get("vary")).toBeNull();
  });

  it("is accepted under an older key, and renewed under the new one (A5)", async () => {
    const old = createSessionApp({ SECRET_KEY: "old" }).testClient();
    await old.get("/set");
    const client = createSessionApp({
      SECRET_KEY: "new",
      SECRET_KEY_FALLBACKS: ["older", "old"],
    }).testClient();
    client.cookies.set("session", old.cookies.get("session") ?? "");
    expect((await client.get("/get")).json()).toEqual({ user: "ann" });
  });

  it.each(["garbage", "a.b.c", "", "%00", "a".repeat(5000), "e30.AAAA.AAAA"])(
    "%j is an empty session, never an error (A337)",
    async (value) => {
      const client = createSessionApp().testClient();
      client.cookies.set("session", value);
      const response = await client.get("/get");
      expect([response.status, response.json()]).toEqual([200, { user: null }]);
    },
  );

  it("is good on every worker with the same key (F41, F42)", async () => {
    const apps = [
      createSessionApp(),
      createSessionApp({ SECRET_KEY: "new", SECRET_KEY_FALLBACKS: [SECRET_KEY] }),
      createSessionApp(),
    ];
    const client = createSessionApp().testClient();
    await client.get("/set");
    const users: unknown[] = [];
    for (let count = 0; count < 30; count++) {
      const worker = apps[count % apps.length]?.testClient();
      worker?.cookies.set("session", client.cookies.get("session") ?? "");
      users.push((await worker?.get("/get"))?.json<{ user: string }>().user);
    }
    expect(new Set(users)).toEqual(new Set(["ann"]));
  });

  it("is an empty session when there is no SECRET_KEY", async () => {
    expect((await createSessionApp({ SECRET_KEY: null }).testClient().get("/get")).json()).toEqual({
      user: null,
    });
  });
});

describe("TRUSTED_HOSTS from the environment", () => {
  it("may be one name as text", async () => {
    const { app } = createApp();
    app.config.loadEnvironment({ MICRO_TRUSTED_HOSTS: "example.org" });
    app.get("/", () => "x");
    const statuses: number[] = [];
    for (const host of ["example.org", "evil.example"])
      statuses.push((await app.fetch(new Request(`http://${host}/`))).status);
    expect(statuses).toEqual([200, 400]);
  });
});

describe("an app in debug", () => {
  async function statusAt(
    host: string,
    config: Record<string, unknown>,
    options: object = {},
  ): Promise<number> {
    const app = new Micro(null, { ...options, config: { DEBUG: true, ...config } });
    app.get("/", () => "x");
    return (await app.fetch(new Request(`http://${host}/`))).status;
  }

  it.each(["localhost", "localhost:5000", "app.localhost", "127.0.0.1", "127.1.2.3:80", "[::1]:5000"])(
    "answers at %s, which is this machine [A75]",
    async (host) => {
      expect(await statusAt(host, {})).toBe(200);
    },
  );

  it.each(["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "1.2.3.4", "[2001:db8::1]"])(
    "does not answer at %s, which another site may have made a name of this machine [A19 A75]",
    async (host) => {
      expect(await statusAt(host, {})).toBe(400);
    },
  );

  it("answers at its SERVER_NAME, at the hosts of DEBUG_HOSTS, and those of its routes", async () => {
    expect(await statusAt("shop.example", { SERVER_NAME: "shop.example" })).toBe(200);
    expect(await statusAt("admin.shop.example", { SERVER_NAME: "shop.example" })).toBe(200);
    expect(await statusAt("192.168.1.9", { DEBUG_HOSTS: ["192.168.1.9"] })).toBe(200);
    expect(await statusAt("any.example", { SERVER_NAME: "shop.example" }, { hostMatching: true })).toBe(200);
  });

  it("answers at TRUSTED_HOSTS alone when it has them", async () => {
    expect(await statusAt("good.example", { TRUSTED_HOSTS: ["good.example"] })).toBe(200);
    expect(await statusAt("localhost", { TRUSTED_HOSTS: ["good.example"] })).toBe(400);
  });

  it("does not start where NODE_ENV is production", async () => {
    vi.stubEnv("NODE_ENV", "production");
    await expect(statusAt("localhost", {})).rejects.toThrow("[MICRO_DEBUG_PRODUCTION]");
  });
});

describe("a limit in the configuration", () => {
  it.each(["1MB", -1, Number.NaN, null])(
    "that is %j refuses to start (MICRO_CONFIG_INVALID)",
    async (value) => {
      const app = new Micro(null, { config: { MAX_CONTENT_LENGTH: value } });
      await expect(app.start()).rejects.toThrow(/MAX_CONTENT_LENGTH.*\[MICRO_CONFIG_INVALID\]$/);
    },
  );
});
