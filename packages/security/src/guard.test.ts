import { Blueprint, Micro } from "@micro-web/core";
import { describe, expect, it, vi } from "vitest";

import { basicAuth, bearerAuth, type Guard } from "./guard.ts";

function createApp<User>(guard: Guard<User>) {
  const app = new Micro();
  app.get("/", { use: [guard] }, (request) => ({ user: guard.user(request) }));
  app.get("/open", (request) => ({ user: guard.user(request) ?? null }));
  return app.testClient();
}

const basic = (text: string) => ({
  headers: { Authorization: `Basic ${Buffer.from(text).toString("base64")}` },
});

describe("basicAuth [F259]", () => {
  const client = createApp(
    basicAuth({ users: { ann: "pass:word", "": "x", empty: "" }, realm: 'the "staff"' }),
  );

  it("lets users in by their passwords, and says who it is", async () => {
    expect((await client.get("/", basic("ann:pass:word"))).json()).toEqual({ user: "ann" });
    expect((await client.get("/open", basic("ann:pass:word"))).json()).toEqual({ user: null });
  });

  it.each([
    "ann:",
    "ann:pass",
    "ann:pass:word ",
    "Ann:pass:word",
    "bob:pass:word",
    ":x",
    "empty:",
    "constructor:",
    "__proto__:x",
    "",
  ])("refuses %j, and says how to come in", async (text) => {
    const { status, headers } = await client.get("/", basic(text));
    expect([status, headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="the \\"staff\\"", charset="UTF-8"',
    ]);
  });

  it.each(["", "Basic", "Basic ", "Basic !", "Bearer abc", "basic YW5u"])(
    "asks nobody about the header %j [A50]",
    async (authorization) => {
      const verify = vi.fn<() => string>(() => "user");
      const { status } = await createApp(basicAuth({ verify })).get("/", { headers: { authorization } });
      expect([status, verify.mock.calls.length]).toEqual([401, 0]);
    },
  );

  it("asks a function of the app's own, which may take its time", async () => {
    const guard = basicAuth({
      verify: async (name, password) => Promise.resolve(password === "right" ? { id: 3, name } : null),
    });
    const other = createApp(guard);
    expect((await other.get("/", basic("ann:right"))).json()).toEqual({ user: { id: 3, name: "ann" } });
    expect((await other.get("/", basic("ann:wrong"))).status).toBe(401);
  });
});

describe("bearerAuth [F259]", () => {
  const client = createApp(bearerAuth({ tokens: ["one", "two", ""] }));

  it("lets tokens in", async () => {
    for (const token of ["one", "two"])
      expect((await client.get("/", { auth: { bearer: token } })).json()).toEqual({ user: token });
  });

  it("refuses others, and says what was wrong", async () => {
    const wrong = await client.get("/", { auth: { bearer: "three" } });
    expect([wrong.status, wrong.headers.get("www-authenticate")]).toEqual([
      401,
      'Bearer realm="Restricted", error="invalid_token"',
    ]);
    const none = await client.get("/");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="Restricted"']);
  });

  it.each(["Bearer", "Bearer ", "Bearer  ", "bearer", "", "Basic dTpw", "Bearer a b"])(
    "asks nobody about the header %j [A50]",
    async (authorization) => {
      const verify = vi.fn<() => string>(() => "user");
      const { status } = await createApp(bearerAuth({ verify })).get("/", { headers: { authorization } });
      expect([status, verify.mock.calls.length]).toEqual([401, 0]);
    },
  );
});

describe("a guard [F259]", () => {
  it("stands before a view, a blueprint or a whole app", async () => {
    const guard = bearerAuth({
      verify: async (token) => Promise.resolve(token === "one" ? token : (undefined as never)),
    });
    const api = new Blueprint("api", null, { prefix: "/api" });
    api.beforeRequest(guard);
    api.get("/", (request) => guard.user(request) ?? "");
    const app = new Micro().mount(api);
    app.get("/", () => "open");
    const client = app.testClient();
    const options = { auth: { bearer: "one" } };
    expect([(await client.get("/api/")).status, (await client.get("/api/", options)).text]).toEqual([
      401,
      "one",
    ]);
    expect((await client.get("/")).text).toBe("open");
    const whole = new Micro();
    whole.use(basicAuth({ users: { ann: "x" } }));
    whole.get("/", () => "in");
    expect((await whole.testClient().get("/")).status).toBe(401);
    expect((await whole.testClient().get("/", basic("ann:x"))).text).toBe("in");
  });
});
