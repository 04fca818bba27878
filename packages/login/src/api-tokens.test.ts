import { afterEach, describe, expect, it, vi } from "vitest";

import { createClub } from "../test/club.ts";
import { ApiTokens } from "./api-tokens.ts";
import { MemoryApiTokenStore } from "./memory-api-token-store.ts";
import { basicAuth, bearerAuth, headerAuth } from "./request-loader.ts";

afterEach(() => void vi.useRealTimers());

const JSON_ONLY = { accept: "application/json" };

function createTokenClub(
  options: ConstructorParameters<typeof ApiTokens>[0] = { store: new MemoryApiTokenStore() },
) {
  const apiTokens = new ApiTokens(options);
  const club = createClub({ login: { apiTokens } });
  const { app, auth } = club;
  app.get("/token", (request) => ({ name: auth.token(request)?.name ?? null, method: auth.method(request) }));
  app.post("/posts", { use: [auth.abilitiesRequired("posts:read", "posts:write")] }, () => "posted");
  const get = (text: string, path = "/api/me") =>
    app.testClient().get(path, { auth: { bearer: text }, headers: JSON_ONLY });
  return { ...club, apiTokens, get, store: options.store };
}

describe("ApiTokens [F338]", () => {
  it("lets programs act for users", async () => {
    const { apiTokens, get } = createTokenClub();
    const { text, token } = await apiTokens.create(1, { name: "laptop" });
    expect(text).toMatch(/^mwt_[\w-]{22}\.[\w-]{43}$/);
    expect((await get(text)).json()).toEqual({ name: "Ann" });
    expect((await get(text, "/token")).json()).toEqual({ name: "laptop", method: "request" });
    expect(token).toMatchObject({ userId: "1", abilities: ["*"], expiresAt: null, lastUsedAt: null });
  });

  it("keeps no session for them, and they are not fresh", async () => {
    const { apiTokens, app } = createTokenClub();
    const { text } = await apiTokens.create(1);
    const client = app.testClient({ headers: { ...JSON_ONLY, authorization: `Bearer ${text}` } });
    const response = await client.get("/me");
    expect(response.json()).toEqual({ name: "Ann", method: "request", isFresh: false });
    expect(response.headers.getSetCookie()).toEqual([]);
    expect((await client.get("/fresh")).status).toBe(401);
    expect((await client.post("/confirm/1")).json()).toEqual({ isConfirmed: false });
  });

  it("keeps a hash: whoever reads the store has no token", async () => {
    const store = new MemoryApiTokenStore();
    const { apiTokens } = createTokenClub({ store });
    const { text, token } = await apiTokens.create(1);
    expect(JSON.stringify(store.find(token.id))).not.toContain(text.split(".")[1]);
    expect(token.hash).toMatch(/^[\w-]{43}$/);
  });

  it("refuses what is no token of its own, and any that is changed (A278)", async () => {
    const { apiTokens, get } = createTokenClub();
    const { text } = await apiTokens.create(1);
    const [head = "", secret = ""] = text.split(".");
    const changed = `${secret.startsWith("A") ? "B" : "A"}${secret.slice(1)}`;
    for (const wrong of [
      `${head}.${changed}`,
      head,
      `${head}.`,
      secret,
      `x${text}`,
      `${text}x`,
      "a",
      "x".repeat(5000),
    ])
      expect((await get(wrong)).status).toBe(401);
    const other = await apiTokens.create(2);
    expect((await get(`${head}.${other.text.split(".")[1]}`)).status).toBe(401);
    const response = await get("wrong");
    expect([response.status, response.headers.get("WWW-Authenticate")]).toEqual([401, "Bearer"]);
  });

  it("takes them from the scheme Bearer alone (A314)", async () => {
    const { apiTokens, app } = createTokenClub();
    const { text } = await apiTokens.create(1);
    for (const authorization of [
      `Basic ${text}`,
      `Token ${text}`,
      text,
      `Bearer`,
      `Bearer `,
      `Bearer ${text} x`,
    ])
      expect((await app.testClient().get("/api/me", { headers: { authorization } })).status).toBe(401);
    const spelled = { headers: { authorization: `bearer ${text}` } };
    expect((await app.testClient().get("/api/me", spelled)).status).toBe(200);
  });

  it("ends them by time", async () => {
    const { apiTokens, get } = createTokenClub({
      store: new MemoryApiTokenStore(),
      lifetime: 100,
      prefix: "acme",
    });
    const [short, standard, eternal] = [
      await apiTokens.create(1, { expiresIn: 10 }),
      await apiTokens.create(1),
      await apiTokens.create(1, { expiresIn: null }),
    ];
    expect(short.text).toMatch(/^acme_/);
    const statuses = async () =>
      Promise.all([short, standard, eternal].map(async ({ text }) => (await get(text)).status));
    expect(await statuses()).toEqual([200, 200, 200]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 50_000 });
    expect(await statuses()).toEqual([401, 200, 200]);
    vi.setSystemTime(Date.now() + 100_000);
    expect(await statuses()).toEqual([401, 401, 200]);
  });

  it("notes when they were used, once a minute", async () => {
    const store = new MemoryApiTokenStore();
    const { apiTokens } = createTokenClub({ store });
    const touch = vi.spyOn(store, "touch");
    const { text, token } = await apiTokens.create(1);
    for (let time = 0; time < 3; time++) await apiTokens.verify(text);
    expect(touch).toHaveBeenCalledTimes(1);
    expect(store.find(token.id)?.lastUsedAt).toBeGreaterThan(Date.now() - 10_000);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 61_000 });
    await apiTokens.verify(text);
    expect(touch).toHaveBeenCalledTimes(2);
  });

  it("lists and revokes those of a user, and nobody else's", async () => {
    const { apiTokens, get } = createTokenClub();
    const [one, two, other] = [
      await apiTokens.create(1),
      await apiTokens.create("1"),
      await apiTokens.create(2),
    ];
    expect((await apiTokens.list(1)).map(({ id }) => id)).toEqual([one.token.id, two.token.id]);
    expect(await apiTokens.revoke(1, other.token.id)).toBe(false);
    expect(await apiTokens.revoke(1, "none")).toBe(false);
    expect(await apiTokens.revoke(1, one.token.id)).toBe(true);
    expect((await get(one.text)).status).toBe(401);
    expect((await get(two.text)).status).toBe(200);
    expect(await apiTokens.revokeAll(1)).toBe(1);
    expect((await get(two.text)).status).toBe(401);
    expect((await get(other.text)).json()).toEqual({ name: "Bob" });
  });

  it("ends them with their user", async () => {
    const { apiTokens, get, members, bob } = createTokenClub();
    const [one, two] = [await apiTokens.create(1), await apiTokens.create(2)];
    members.delete("1");
    bob.isActive = false;
    expect((await get(one.text)).status).toBe(401);
    expect((await get(two.text)).status).toBe(401);
    expect((await get(one.text, "/token")).json()).toEqual({ name: null, method: null });
  });

  it("limits them to their abilities, which sessions have all", async () => {
    const { apiTokens, app, auth, ann } = createTokenClub();
    const post = async (abilities?: string[]) => {
      const { text } = await apiTokens.create(1, abilities === undefined ? {} : { abilities });
      return (await app.testClient().post("/posts", { auth: { bearer: text } })).status;
    };
    expect(await post(["posts:read"])).toBe(403);
    expect(await post([])).toBe(403);
    expect(await post(["posts:write", "posts:read", "x"])).toBe(200);
    expect(await post()).toBe(200);
    const client = app.testClient({ headers: JSON_ONLY });
    expect((await client.post("/posts")).status).toBe(401);
    await auth.loginAs(client, ann);
    expect((await client.post("/posts")).text).toBe("posted");
  });

  it("asks sessions first", async () => {
    const { apiTokens, app, auth, bob } = createTokenClub();
    const { text } = await apiTokens.create(1);
    const client = app.testClient();
    await auth.loginAs(client, bob);
    const response = await client.get("/token", { auth: { bearer: text } });
    expect(response.json()).toEqual({ name: null, method: "session" });
  });
});

describe("abilitiesRequired without API tokens", () => {
  it("lets users through", async () => {
    const { app, auth } = createClub();
    app.get("/x", { use: [auth.abilitiesRequired("x")] }, (request) => [auth.token(request)]);
    const client = app.testClient();
    await client.post("/login/1");
    expect((await client.get("/x")).json()).toEqual([null]);
  });
});

describe("request loaders [F326 F338]", () => {
  function createLoaderClub() {
    const asked: string[] = [];
    const club = createClub({
      login: {
        fromRequest: [
          bearerAuth((token) => {
            asked.push(`bearer ${token}`);
            return club.members.get(token);
          }),
          basicAuth(async (name, password) => {
            asked.push(`basic ${name} ${password}`);
            return password === "right" ? club.members.get(name) : null;
          }),
          headerAuth("X-Api-Key", (key) => club.members.get(key)),
        ],
      },
    });
    return { ...club, asked, client: club.app.testClient({ headers: JSON_ONLY }) };
  }

  it("find users by a token, by name and password, by a header", async () => {
    const { client } = createLoaderClub();
    expect((await client.get("/api/me", { auth: { bearer: "1" } })).json()).toEqual({ name: "Ann" });
    expect((await client.get("/api/me", { auth: { user: "2", password: "right" } })).json()).toEqual({
      name: "Bob",
    });
    expect((await client.get("/api/me", { headers: { "x-api-key": "2" } })).json()).toEqual({ name: "Bob" });
  });

  it("refuse others, with the challenges that there are", async () => {
    const { client } = createLoaderClub();
    const answers = [
      await client.get("/api/me"),
      await client.get("/api/me", { auth: { bearer: "9" } }),
      await client.get("/api/me", { auth: { user: "2", password: "wrong" } }),
      await client.get("/api/me", { headers: { "x-api-key": "9" } }),
    ];
    for (const { status, headers } of answers)
      expect([status, headers.get("WWW-Authenticate")]).toEqual([
        401,
        'Bearer, Basic realm="login", charset="UTF-8"',
      ]);
  });

  it("are not asked without credentials: an empty token, name or header (A50)", async () => {
    const { client, asked } = createLoaderClub();
    for (const authorization of ["Bearer", "Bearer ", "Basic", "Basic Og==", "Basic %", "", "bearer"])
      expect((await client.get("/api/me", { headers: { authorization, "x-api-key": "" } })).status).toBe(401);
    expect(asked).toEqual([]);
  });

  it("may be one function, which is asked for each request without a session", async () => {
    const { app } = createClub({
      login: { fromRequest: ({ path }) => (path === "/me" ? { name: "me" } : null) as never },
    });
    expect((await app.testClient().get("/me")).json()).toMatchObject({ name: "me", method: "request" });
    expect((await app.testClient().get("/private")).status).toBe(303);
  });
});

describe("the store of API tokens", () => {
  it("may be shared by two kinds of tokens: one with the prefix of the other is none of it", async () => {
    const store = new MemoryApiTokenStore();
    const [users, admins] = [new ApiTokens({ store }), new ApiTokens({ store, prefix: "admin" })];
    const { text } = await users.create(1);
    expect(await admins.verify(text)).toBeNull();
    expect(await admins.verify(text.replace("mwt_", "admin_"))).toBeNull();
    expect(await users.verify(text)).toMatchObject({ userId: "1" });
  });
});
