import { describe, expect, it, vi } from "vitest";

import { createApp, METHODS, SAME_ORIGIN, tokenOf } from "../test/csrf-app.ts";
import type { CsrfProtection } from "./csrf-protection.ts";

describe("the token [F247 F248]", () => {
  it("is other text each time, and all of them are valid [A134]", async () => {
    const client = createApp().testClient();
    const tokens = [await tokenOf(client), await tokenOf(client), await tokenOf(client)];
    expect(new Set(tokens).size).toBe(3);
    for (const [index] of tokens.entries()) {
      const shared = tokens.map((token) => token.slice(index * 24, index * 24 + 20));
      expect(new Set(shared).size).toBeGreaterThan(1);
    }
    for (const csrf_token of tokens)
      expect((await client.post("/form", { form: { csrf_token } })).text).toBe("done");
  });

  it("has characters that need no escape anywhere, whatever the cookies say [A129]", async () => {
    for (const cookie of ['csrf="><script>', 'session="><script>', "csrf_token=x; _csrf=<b>"]) {
      const { text } = await createApp().testClient().get("/form", { headers: { cookie } });
      expect(text).toMatch(/^[\w-]{72}$/);
    }
  });

  it.each(["X-CSRFToken", "X-CSRF-Token", "x-csrf-token"])("is taken from the header %s", async (name) => {
    const client = createApp().testClient();
    const headers = { [name]: await tokenOf(client) };
    for (const method of METHODS)
      expect((await client.request(method, "/form", { headers, json: {} })).text).toBe("done");
  });

  it("is taken from the form field, which the view still sees", async () => {
    const client = createApp().testClient();
    const csrf_token = await tokenOf(client);
    expect((await client.post("/echo", { form: { csrf_token, a: "b" } })).json()).toEqual({
      csrf_token,
      a: "b",
    });
  });

  it("is taken from a multipart form", async () => {
    const client = createApp().testClient();
    const form = { csrf_token: await tokenOf(client), file: new File(["x"], "a.txt") };
    expect((await client.post("/form", { form })).text).toBe("done");
  });

  it("is not looked for in the URL, where logs and other sites would see it", async () => {
    const client = createApp().testClient();
    expect((await client.post(`/form?csrf_token=${await tokenOf(client)}`)).status).toBe(403);
  });

  it.each([undefined, "", " ", "x", "-".repeat(72), "_".repeat(72), "a".repeat(71), "a".repeat(100_000)])(
    "is not %j [A48]",
    async (token) => {
      const app = createApp();
      const client = app.testClient();
      await tokenOf(client);
      const headers = token === undefined ? {} : { "X-CSRFToken": token.slice(0, 8000) };
      expect((await client.post("/form", { headers })).status).toBe(403);
      const request = await app.testRequest("/", { method: "POST" });
      const protection = app.extensions["csrf"] as CsrfProtection; // the API of csrf()
      expect(protection.isValid(request, token)).toBe(false);
    },
  );

  it("is no other one with a bit changed, and no longer or shorter one", async () => {
    const client = createApp().testClient();
    const token = await tokenOf(client);
    const post = async (csrf_token: string) => (await client.post("/form", { form: { csrf_token } })).status;
    expect(await post(token)).toBe(200);
    for (let index = 0; index < token.length; index += 7) {
      const other = token[index] === "A" ? "B" : "A";
      expect(await post(token.slice(0, index) + other + token.slice(index + 1))).toBe(403);
    }
    expect(await post(`${token}A`)).toBe(403);
    expect(await post(token.slice(0, -1))).toBe(403);
    expect(await post(`${token}=`)).toBe(403);
  });

  it("is bound to the session: that of another visitor is none [A236]", async () => {
    const app = createApp();
    const [ann, eve] = [app.testClient(), app.testClient()];
    const tokenOfEve = await tokenOf(eve);
    await tokenOf(ann);
    expect((await ann.post("/form", { form: { csrf_token: tokenOfEve } })).status).toBe(403);
  });

  it("is helped by no cookie that a sibling host has tossed: neither one of the token nor a session of the attacker's [A236]", async () => {
    const app = createApp();
    const eve = app.testClient();
    const token = await tokenOf(eve);
    const session = eve.cookies.get("session") ?? "";
    const headers = { Origin: "http://evil.localhost", "Sec-Fetch-Site": "same-site" };
    const post = async (cookie: string, more = {}) => {
      const options = { form: { csrf_token: token }, headers: { cookie, ...more } };
      return (await app.testClient().post("/form", options)).status;
    };
    expect(await post(`csrf_token=${token}; csrf=${token}`)).toBe(403);
    expect(await post(`session=${session}`, headers)).toBe(403);
    expect(await post(`session=${session}`, { Origin: "http://evil.localhost" })).toBe(403);
  });

  it("ends after CSRF_TIME_LIMIT seconds, an hour unless told otherwise", async () => {
    const statusesOf = async (config: Readonly<Record<string, unknown>>) => {
      vi.useFakeTimers({ now: 1_000_000_000_000 });
      const client = createApp({ config }).testClient();
      const csrf_token = await tokenOf(client);
      const statuses: number[] = [];
      for (const seconds of [3590, 20, 3600, 1e6]) {
        vi.setSystemTime(Date.now() + seconds * 1000);
        statuses.push((await client.post("/form", { form: { csrf_token } })).status);
      }
      vi.useRealTimers();
      return statuses;
    };
    expect(await statusesOf({})).toEqual([200, 403, 403, 403]);
    expect(await statusesOf({ CSRF_TIME_LIMIT: 7200 })).toEqual([200, 200, 403, 403]);
    expect(await statusesOf({ CSRF_TIME_LIMIT: null })).toEqual([200, 200, 200, 200]);
  });

  it("is another one after session.regenerate(): what was known before the login is worth nothing [A276]", async () => {
    const client = createApp().testClient();
    const before = await tokenOf(client);
    expect((await client.post("/login", SAME_ORIGIN)).text).toBe("in");
    expect((await client.post("/form", { form: { csrf_token: before } })).status).toBe(403);
    expect((await client.post("/form", { form: { csrf_token: await tokenOf(client) } })).status).toBe(200);
  });

  it("of the page that answers a login is a new one, also when a hook has made one before", async () => {
    const app = createApp();
    const seen: string[] = [];
    app.beforeRequest((request) => void seen.push(request.csrfToken()));
    app.post("/in", (request) => {
      request.session.regenerate();
      return request.csrfToken();
    });
    app.post("/in-quietly", (request) => {
      request.session.regenerate();
      return "in";
    });
    const client = app.testClient();
    const { text: token } = await client.post("/in", SAME_ORIGIN);
    const post = async (csrf_token = "") => (await client.post("/form", { form: { csrf_token } })).status;
    expect(await post(token)).toBe(200);
    expect(await post(seen[0])).toBe(403);
    await client.post("/in-quietly", SAME_ORIGIN);
    expect(await post(token)).toBe(403);
  });

  it("survives a change of SECRET_KEY whose old value is in SECRET_KEY_FALLBACKS", async () => {
    const client = createApp({ config: { SECRET_KEY: "old" } }).testClient();
    const token = await tokenOf(client);
    const cookie = `session=${client.cookies.get("session")}`;
    const post = async (config: Readonly<Record<string, unknown>>) => {
      const options = { form: { csrf_token: token }, headers: { cookie } };
      return (
        await createApp({ config: { ...config } })
          .testClient()
          .post("/form", options)
      ).status;
    };
    expect(await post({ SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["old"] })).toBe(200);
    expect(await post({ SECRET_KEY: "new" })).toBe(403);
  });

  it("made by one worker is valid on every other one with the same SECRET_KEY (F42)", async () => {
    const workers = [createApp({ token: "always" }), createApp({ token: "always" })];
    const [first, second] = workers.map((app) => app.testClient({ headers: SAME_ORIGIN.headers }));
    if (first === undefined || second === undefined) return;
    for (let index = 0; index < 20; index++) {
      const [asked, sent] = index % 2 === 0 ? [first, second] : [second, first];
      const csrf_token = await tokenOf(asked);
      sent.setCookie("session", asked.cookies.get("session") ?? "");
      expect((await sent.post("/form", { form: { csrf_token } })).status).toBe(200);
    }
  });

  it("of several tabs are valid side by side", async () => {
    const client = createApp({ token: "always" }).testClient();
    const tabs = [await tokenOf(client), await tokenOf(client)];
    for (const csrf_token of [...tabs, ...tabs])
      expect((await client.post("/form", { form: { csrf_token }, ...SAME_ORIGIN })).status).toBe(200);
  });

  it("is asked for always where that is said, also of the app's own pages", async () => {
    const client = createApp({ token: "always" }).testClient();
    expect((await client.post("/form", SAME_ORIGIN)).status).toBe(403);
    const headers = { ...SAME_ORIGIN.headers, "X-CSRFToken": await tokenOf(client) };
    expect((await client.post("/form", { headers })).status).toBe(200);
    expect(
      (await client.post("/form", { headers: { ...headers, "Sec-Fetch-Site": "same-site" } })).status,
    ).toBe(403);
  });

  it("has the names of field and headers that it is given", async () => {
    const client = createApp({ fieldName: "_token", headerNames: ["X-My-Token"] }).testClient();
    const token = await tokenOf(client);
    expect((await client.post("/form", { form: { _token: token } })).status).toBe(200);
    expect((await client.post("/form", { headers: { "X-My-Token": token } })).status).toBe(200);
    expect((await client.post("/form", { form: { csrf_token: token } })).status).toBe(403);
  });
});
