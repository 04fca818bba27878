import { afterEach, describe, expect, it, vi } from "vitest";

import { MapStore } from "../../fixtures/map-store.ts";
import { createBodySource, createHeaders } from "../../fixtures/request.ts";
import { SECRET, signed } from "../../fixtures/sessions.ts";
import { MemoryLogger } from "../../test/memory-logger.ts";
import { Micro } from "../app.ts";
import type { MicroOptions } from "../app-options.ts";
import { dispatch } from "../dispatch.ts";
import { matchRoute } from "../match-route.ts";
import type { HttpError } from "../http-errors.ts";
import type { Request, RequestSource } from "../http/request.ts";
import type { TestClient } from "../testing/client.ts";
import type { TestResponse } from "../testing/test-response.ts";
import { createSession } from "./session.ts";
import type { SessionInterface } from "./session-interface.ts";
import { storedSessions } from "./stored-sessions.ts";

afterEach(() => void vi.useRealTimers());

/** An app with the views that the tests ask. */
function createApp(
  config: Record<string, unknown> = {},
  options: MicroOptions = {},
): { app: Micro; logger: MemoryLogger; client: TestClient } {
  const logger = new MemoryLogger();
  const app = new Micro(null, { config: { SECRET_KEY: SECRET, ...config }, logger, ...options });
  app.get("/none", () => "none");
  app.get("/read", ({ session }) => ({ user: session["user"] ?? null }));
  app.get("/vary", ({ session }, response) => {
    response.headers.append("Vary", "Accept-Encoding, Accept-Language");
    return { ...session };
  });
  app.post("/login", async (request) => {
    request.session.regenerate();
    request.session["user"] = await request.text();
    return { ...request.session };
  });
  app.post("/permanent", ({ session }) => {
    session["user"] = "ann";
    session.permanent = true;
    return "permanent";
  });
  app.post("/logout", ({ session }) => {
    session.clear();
    return "out";
  });
  return { app, logger, client: app.testClient() };
}

/** What a response says of the session: its Set-Cookie and Vary headers. */
function headersOf({ headers }: TestResponse): [setCookie: string, vary: string | null] {
  return [headers.getSetCookie().join("\n"), headers.get("Vary")];
}

describe("the headers of a response", () => {
  it("are untouched by a session that nobody asked for [B76]", async () => {
    const { client } = createApp();
    await client.post("/login", { body: "ann" });
    expect(headersOf(await client.get("/none"))).toEqual(["", null]);
  });

  it("vary by cookie when the session was read, without a cookie being set [A64 B75 B76]", async () => {
    const { client } = createApp();
    expect(headersOf(await client.get("/read"))).toEqual(["", "Cookie"]);
    await client.post("/login", { body: "ann" });
    expect(headersOf(await client.get("/read"))).toEqual(["", "Cookie"]);
  });

  it("do not vary by cookie when code has looked into the session for later", async () => {
    const { app, client } = createApp();
    app.beforeRequest((request) => {
      request.g.user = request.peekSession()["user"];
    });
    await client.post("/login", { body: "ann" });
    expect((await client.get("/none")).headers.get("Vary")).toBeNull();
    const response = await client.get("/read");
    expect([response.json(), response.headers.get("Vary")]).toEqual([{ user: "ann" }, "Cookie"]);
  });

  it("vary by cookie once, beside what else they vary by [B76]", async () => {
    const { app, client } = createApp();
    app.get("/varies", ({ session }, response) => {
      response.headers.set("Vary", "Accept, cookie");
      session["user"] = "ann";
      return "x";
    });
    expect(headersOf(await client.get("/vary"))[1]).toBe("Accept-Encoding, Accept-Language, Cookie");
    expect(headersOf(await client.get("/varies"))[1]).toBe("Accept, cookie");
  });

  it.each([
    ["get", (session: Record<string, unknown>) => void session["a"], false],
    ["in", (session: Record<string, unknown>) => void ("a" in session), false],
    ["set", (session: Record<string, unknown>) => void (session["a"] = 1), true],
    ["default", (session: Record<string, unknown>) => void (session["a"] ??= 1), true],
    ["clear", (session: { clear(): void }) => session.clear(), false],
  ] as const)("vary by cookie on %s [A64 B76]", async (_, use, writes) => {
    const { app, client } = createApp();
    app.get("/", (request) => {
      use(request.session);
      return "x";
    });
    const [setCookie, vary] = headersOf(await client.get("/"));
    expect([setCookie !== "", vary]).toEqual([writes, "Cookie"]);
  });

  it("refresh a permanent session that nobody asked for, and vary [B77 B83]", async () => {
    const { client } = createApp();
    await client.post("/permanent");
    const [setCookie, vary] = headersOf(await client.get("/none"));
    expect([setCookie, vary]).toEqual([expect.stringContaining("Expires="), "Cookie"]);
    const { client: quiet } = createApp({ SESSION_REFRESH_EACH_REQUEST: false });
    await quiet.post("/permanent");
    expect(headersOf(await quiet.get("/none"))).toEqual(["", null]);
  });

  it("do not refresh a forged permanent session", async () => {
    const { client } = createApp();
    client.cookies.set("session", signed('{"_permanent":true}', { secret: "other" }));
    expect(headersOf(await client.get("/none"))).toEqual(["", null]);
  });

  it("have the session as after-request hooks left it [B84]", async () => {
    const { app, client } = createApp();
    app.afterRequest(({ session }) => {
      session["user"] = "hook";
    });
    await client.get("/none");
    expect((await client.get("/read")).json()).toEqual({ user: "hook" });
  });

  it("keep changes that a view made before it failed", async () => {
    const { app, client } = createApp();
    app.get("/fail", ({ session }) => {
      session["user"] = "failed";
      throw new Error("late");
    });
    expect((await client.get("/fail")).status).toBe(500);
    expect((await client.get("/read")).json()).toEqual({ user: "failed" });
  });
});

describe("the configuration of the session cookie [F236 B78 B79]", () => {
  const config = {
    SESSION_COOKIE_NAME: "sid",
    SESSION_COOKIE_DOMAIN: "example.org",
    SESSION_COOKIE_PATH: "/app",
    SESSION_COOKIE_HTTPONLY: false,
    SESSION_COOKIE_SECURE: true,
    SESSION_COOKIE_SAMESITE: "Strict",
    SESSION_COOKIE_PARTITIONED: true,
  };
  const attributes = ["Domain=example.org", "Partitioned", "Path=/app", "SameSite=Strict", "Secure"];

  it("is on the cookie, and on the one that deletes it", async () => {
    const { client } = createApp(config);
    const [set] = headersOf(await client.post("/login", { body: "ann" }));
    const [pair = "", ...found] = set.split("; ");
    expect(found.toSorted()).toEqual(attributes);
    const { client: next } = createApp(config);
    const [deleted] = headersOf(await next.post("/logout", { headers: { Cookie: pair } }));
    expect(deleted.split("; ").toSorted()).toEqual([
      "Domain=example.org",
      "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
      "Max-Age=0",
      ...attributes.slice(1),
      "sid=",
    ]);
  });

  it.each([
    ["lax", "; SameSite=Lax"],
    ["Strict", "; SameSite=Strict"],
    ["none", "; SameSite=None"],
    [null, ""],
  ])("SESSION_COOKIE_SAMESITE %j is %j [B79]", async (sameSite, attribute) => {
    const { client } = createApp({ SESSION_COOKIE_SAMESITE: sameSite });
    const [set] = headersOf(await client.post("/login", { body: "ann" }));
    expect(set.split("HttpOnly")[1]).toBe(attribute);
  });

  it("gives the cookie the path of APPLICATION_ROOT unless it says otherwise", async () => {
    const { client } = createApp({ APPLICATION_ROOT: "/shop" });
    expect(headersOf(await client.post("/login", { body: "ann" }))[0]).toContain("; Path=/shop;");
  });

  it.each([
    [{ SESSION_COOKIE_SAMESITE: "sometimes" }, "SESSION_COOKIE_SAMESITE"],
    [{ SESSION_COOKIE_SAMESITE: "" }, "SESSION_COOKIE_SAMESITE"],
    [{ SESSION_COOKIE_NAME: "__Host-session" }, "SESSION_COOKIE_SECURE"],
    [{ SESSION_COOKIE_NAME: "__Secure-session" }, "SESSION_COOKIE_SECURE"],
    [
      { SESSION_COOKIE_NAME: "__Host-session", SESSION_COOKIE_SECURE: true, SESSION_COOKIE_PATH: "/a" },
      "the path /",
    ],
    [
      {
        SESSION_COOKIE_NAME: "__Host-session",
        SESSION_COOKIE_SECURE: true,
        SESSION_COOKIE_DOMAIN: "example.org",
      },
      "no SESSION_COOKIE_DOMAIN",
    ],
    [{ SESSION_IDLE_TIMEOUT: -1 }, "SESSION_IDLE_TIMEOUT"],
    [{ SESSION_ABSOLUTE_TIMEOUT: "1h" }, "SESSION_ABSOLUTE_TIMEOUT"],
  ])("%j is refused when the app starts [B79]", async (wrong, named) => {
    const { app } = createApp(wrong);
    await expect(app.start()).rejects.toThrow(expect.objectContaining({ code: "MICRO_CONFIG_INVALID" }));
    await expect(createApp(wrong).app.start()).rejects.toThrow(named);
  });

  it("may have the prefix that binds the cookie to its host", async () => {
    const { client } = createApp({ SESSION_COOKIE_NAME: "__Host-session", SESSION_COOKIE_SECURE: true });
    expect(headersOf(await client.post("/login", { body: "ann" }))[0]).toMatch(
      /^__Host-session=.*; Path=\/; .*Secure/,
    );
  });
});

describe("a session in the cookie", () => {
  it("is not parsed for a request that does not use it", async () => {
    const { app, client } = createApp();
    await client.post("/login", { body: "ann" });
    const opened: unknown[] = [];
    app.signals.requestFinished.connect(({ request }) => void opened.push(request.openedSession));
    await client.get("/none");
    expect(opened.filter((session) => session !== undefined)).toEqual([]);
  });
});

describe("a session interface of the app's own [F237 B87]", () => {
  /** Opens and saves as told. */
  function createInterface(
    open: SessionInterface["open"],
    save: SessionInterface["save"] = () => undefined,
  ): MicroOptions {
    return { sessions: () => ({ opens: "before-hooks", open, save }) };
  }

  it("knows the endpoint of the request it opens the session of", async () => {
    const endpoints: string[] = [];
    const { client } = createApp(
      {},
      createInterface(({ endpoint }) => (endpoints.push(endpoint), createSession())),
    );
    await client.get("/none");
    await client.get("/nowhere");
    expect(endpoints).toEqual(["none", ""].map((name) => expect.stringContaining(name)));
  });

  it("opens the session before the first hook", async () => {
    const order: string[] = [];
    const options = createInterface(async () => {
      order.push("open");
      return createSession({ text: '{"user":"ann"}' });
    });
    const { app, client } = createApp({}, options);
    app.beforeRequest(({ session }) => void order.push(`hook ${String(session["user"])}`));
    expect((await client.get("/read")).json()).toEqual({ user: "ann" });
    expect(order).toEqual(["open", "hook ann"]);
  });

  it("may take its time to save; the response waits", async () => {
    const order: string[] = [];
    const options = createInterface(
      () => createSession(),
      async (session, request, response) => {
        await new Promise((resolve) => setImmediate(resolve));
        order.push("saved");
        response.headers.set("X-Saved", `${request.path} ${JSON.stringify(session)}`);
      },
    );
    const { app, client } = createApp({}, options);
    app.teardownRequest(() => void order.push("teardown"));
    const response = await client.post("/login", { body: "ann" });
    expect(response.headers.get("X-Saved")).toBe('/login {"user":"ann"}');
    expect(order).toEqual(["saved", "teardown"]);
  });

  it.each<[string, SessionInterface["open"]]>([
    ["at once", () => { throw new Error("no store"); }], // prettier-ignore
    ["later", async () => { throw new Error("no store"); }], // prettier-ignore
  ])("that cannot open a session, %s, is a 500; the request is torn down [B88]", async (_, open) => {
    const { app, client, logger } = createApp({}, createInterface(open));
    const errors: unknown[] = [];
    app.teardownRequest((_request, error) => void errors.push(String(error)));
    expect((await client.get("/read")).status).toBe(500);
    expect(errors).toEqual(["Error: no store"]);
    expect(logger.text).toContain("no store");
  });

  it("that cannot open a session leaves error pages an empty one, which cannot be changed", async () => {
    const { app, client, logger } = createApp(
      {},
      createInterface(async () => {
        throw new Error("no store");
      }),
    );
    app.onError(500, ({ cause }: HttpError, { session }: Request) => {
      expect(() => (session["a"] = 1)).toThrow("MICRO_SESSION_UNAVAILABLE");
      return `${String(cause)}, user ${String(session["user"])}`;
    });
    const response = await client.get("/read");
    expect([response.status, response.text]).toEqual([500, "Error: no store, user undefined"]);
    expect(logger.text).not.toContain("MICRO_SESSION");
  });

  it.each<[string, SessionInterface["save"]]>([
    ["at once", () => { throw new Error("disk full"); }], // prettier-ignore
    ["later", async () => { throw new Error("disk full"); }], // prettier-ignore
  ])("that cannot save, %s, is a 500 that is logged, once", async (_, save) => {
    const { app, client, logger } = createApp(
      {},
      createInterface(() => createSession(), save),
    );
    app.onError(500, (_, { session }) => ({ ...session }));
    expect((await client.post("/login", { body: "ann" })).status).toBe(500);
    expect(logger.text.match(/disk full/g)).toHaveLength(1);
  });
});

describe("sessions of an app in a store", () => {
  it("work as those in cookies do", async () => {
    const store = new MapStore();
    const { client } = createApp({}, { sessions: storedSessions(store) });
    expect((await client.get("/read")).json()).toEqual({ user: null });
    expect(headersOf(await client.get("/none"))).toEqual(["", null]);
    expect(store.calls).toEqual([]);
    await client.post("/login", { body: "ann" });
    expect((await client.get("/read")).json()).toEqual({ user: "ann" });
    expect(headersOf(await client.get("/none"))).toEqual(["", null]);
    await client.post("/logout");
    expect((await client.get("/read")).json()).toEqual({ user: null });
    expect(client.cookies.get("session")).toBeUndefined();
  });

  it("are there in test requests, and change outside of requests [B89]", async () => {
    const { app, client } = createApp({}, { sessions: storedSessions(new MapStore()) });
    await client.session((session) => (session["user"] = "ann"));
    expect((await client.get("/read")).json()).toEqual({ user: "ann" });
    expect((await app.testRequest("/read")).session["user"]).toBeUndefined();
  });

  it("may be chosen by an extension", async () => {
    const store = new MapStore();
    const { app, client } = createApp();
    app.use({ name: "store", setup: (setup) => setup.setSessions(storedSessions(store)) });
    await client.post("/login", { body: "ann" });
    expect(store.kept.size).toBe(1);
  });

  it("get a new id at login: who planted the old one has nothing (A276) [F239]", async () => {
    const store = new MapStore();
    const { app, client } = createApp({}, { sessions: storedSessions(store) });
    await client.post("/login", { body: "mallory" });
    const planted = client.cookies.get("session") ?? "";
    await client.post("/login", { body: "ann" });
    const mallory = app.testClient();
    mallory.cookies.set("session", planted);
    expect((await mallory.get("/read")).json()).toEqual({ user: null });
    expect((await client.get("/read")).json()).toEqual({ user: "ann" });
  });

  it("are prolonged when they are permanent and nobody asked", async () => {
    const store = new MapStore();
    const { client } = createApp({}, { sessions: storedSessions(store) });
    await client.post("/permanent");
    store.calls.length = 0;
    expect(headersOf(await client.get("/none"))).toEqual([expect.stringContaining("Expires="), "Cookie"]);
    expect(store.calls).toEqual(["read", "touch"]);
  });
});

/** A request as a gateway gives it. */
function sourceOf(target: string, cookie: string): RequestSource {
  return Object.assign(createBodySource(undefined), {
    method: "GET",
    target,
    scheme: "http",
    host: "localhost",
    remoteAddress: "",
    signal: new AbortController().signal,
    headers: createHeaders(cookie === "" ? {} : { Cookie: cookie }),
  });
}

describe("an empty secret", () => {
  it("is none: nobody signs sessions with it (A373)", async () => {
    const app = new Micro(null, { config: { SECRET_KEY: "" }, logger: { error: () => undefined } });
    app.get("/read", ({ session }) => ({ ...session }));
    app.get("/write", ({ session }) => ((session["a"] = 1), "written"));
    expect((await app.testClient().get("/write")).status).toBe(500);
    const Cookie = `session=${signed('{"admin":1}', { secret: "" })}`;
    expect((await app.testClient().get("/read", { headers: { Cookie } })).json()).toEqual({});
  });

  it("among the older ones verifies nothing (A373)", async () => {
    const app = new Micro(null, { config: { SECRET_KEY: SECRET, SECRET_KEY_FALLBACKS: [""] } });
    app.get("/read", ({ session }) => ({ ...session }));
    const read = async (secret: string): Promise<unknown> => {
      const Cookie = `session=${signed('{"admin":1}', { secret })}`;
      return (await app.testClient().get("/read", { headers: { Cookie } })).json();
    };
    expect([await read(""), await read(SECRET)]).toEqual([{}, { admin: 1 }]);
  });
});

describe("many visitors at once", () => {
  it.each([
    ["cookies", 20_000, {}],
    ["a store", 20_000, { sessions: storedSessions(new MapStore()) }],
  ] as const)(
    "with sessions in %s never see each other's (A318)",
    async (_, requests, options) => {
      const app = new Micro(null, { config: { SECRET_KEY: SECRET }, ...options });
      app.get("/<name>", async (request) => {
        const { session, params } = request;
        const before = request.flashedMessages().map(({ message }) => String(message));
        const owner = session["owner"] ?? params.name;
        await new Promise(setImmediate); // others run meanwhile
        session["owner"] ??= params.name;
        request.flash(params.name);
        return { owner, before };
      });
      const pipeline = await app.start();
      const visitors = Array.from({ length: 500 }, (_unused, index) => ({ name: `v${index}`, cookie: "" }));
      let wrong = 0;
      for (let round = 0; round < requests / visitors.length; round++) {
        await Promise.all(
          visitors.map(async (visitor) => {
            const exchange = matchRoute(pipeline, sourceOf(`/${visitor.name}`, visitor.cookie));
            await dispatch(exchange);
            const { response } = exchange;
            const expected = { owner: visitor.name, before: round === 0 ? [] : [visitor.name] };
            if (response.body !== JSON.stringify(expected)) wrong++;
            visitor.cookie = response.headers.get("Set-Cookie")?.split(";")[0] ?? visitor.cookie;
          }),
        );
      }
      expect(wrong).toBe(0);
    },
    60_000,
  );
});
