import { markup, type SessionStore, storedSessions } from "@micro-web/core";
import { describe, expect, it, vi } from "vitest";

import { createClub } from "../test/club.ts";
import { isSameText } from "./secret-text.ts";

/** Sessions in memory, to look at. */
function createStore(): SessionStore & { readonly rows: Map<string, string> } {
  const rows = new Map<string, string>();
  return {
    rows,
    read: (id) => rows.get(id) ?? null,
    create: (id, data) => void rows.set(id, data),
    update: (id, data) => rows.has(id) && rows.set(id, data).size > 0,
    touch: (id) => rows.has(id),
    delete: (id) => rows.delete(id),
  };
}

describe("the session of a login", () => {
  it("is a new one: who planted the old one has nothing (A276)", async () => {
    const store = createStore();
    const { app } = createClub({ app: { sessions: storedSessions(store) } });
    const attacker = app.testClient();
    await attacker.post("/session");
    const planted = attacker.getCookie("session")?.value ?? "";
    const victim = app.testClient();
    victim.setCookie("session", planted);
    await victim.post("/login/1");
    expect(victim.getCookie("session")?.value).not.toBe(planted);
    expect((await attacker.get("/me")).json()).toMatchObject({ name: null });
    expect((await victim.get("/me")).json()).toMatchObject({ name: "Ann" });
    expect(store.rows.size).toBe(1);
  });

  it("has nothing of the old one but messages and what the app keeps: no CSRF token (A276)", async () => {
    const { app } = createClub({ login: { keepInSession: ["cart"] } });
    const client = app.testClient();
    await client.post("/session");
    await client.session((session) =>
      Object.assign(session, { _csrf: "planted", _flashes: [["message", "Hi"]] }),
    );
    await client.session((session) => (session.permanent = true));
    await client.post("/login/1");
    expect(await client.session((session) => Object.keys(session).toSorted())).toEqual([
      "_flashes",
      "_fresh",
      "_permanent",
      "_user_id",
      "_user_stamp",
      "cart",
    ]);
  });

  it("has nothing of another user who was logged in (A67)", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1");
    await client.post("/session");
    await client.post("/login/2");
    expect((await client.get("/me")).json()).toMatchObject({ name: "Bob" });
    expect((await client.get("/session")).json()).not.toHaveProperty("cart");
  });

  it("is over in the store after logout: a copied cookie is anonymous (A277)", async () => {
    const store = createStore();
    const { app } = createClub({ app: { sessions: storedSessions(store) } });
    const client = app.testClient();
    await client.post("/login/1");
    const copied = client.getCookie("session")?.value ?? "";
    await client.post("/logout");
    const thief = app.testClient();
    thief.setCookie("session", copied);
    expect((await thief.get("/me")).json()).toMatchObject({ name: null });
    expect(store.rows.size).toBe(0);
  });

  it("in a cookie ends with what the stamp is made of, also where it was copied to (A277)", async () => {
    const { app, ann } = createClub();
    const client = app.testClient();
    await client.post("/login/1");
    const thief = app.testClient();
    thief.setCookie("session", client.getCookie("session")?.value ?? "");
    expect((await thief.get("/me")).json()).toMatchObject({ name: "Ann" });
    ann.passwordHash = "changed";
    expect((await thief.get("/me")).json()).toMatchObject({ name: null });
  });

  it("is none when a bit of it is flipped, or when it is another app's", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1");
    const cookie = client.getCookie("session")?.value ?? "";
    const { app } = createClub({ config: { SECRET_KEY: "other" } });
    for (const value of [cookie, `${cookie}x`, cookie.slice(1), "x".repeat(20_000)]) {
      const other = app.testClient();
      other.setCookie("session", value);
      expect((await other.get("/me")).json()).toMatchObject({ name: null });
    }
  });

  it("is not kept by a change of the password of nobody, or of a program", async () => {
    const { app } = createClub();
    expect((await app.testClient().post("/password/1")).json()).toEqual({ isRenewed: false, isFresh: false });
  });

  it("outlives a new secret (F41)", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1");
    const config = { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["secret of the tests"] };
    const later = createClub({ config }).app.testClient();
    later.setCookie("session", client.getCookie("session")?.value ?? "");
    expect((await later.get("/me")).json()).toMatchObject({ name: "Ann" });
  });

  it("is not made of a user id that a form brings (A376)", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1");
    await client.post("/me", { form: { userId: "2", _user_id: "2" } });
    expect((await client.get("/me?user_id=2", { headers: { "x-user-id": "2" } })).json()).toMatchObject({
      name: "Ann",
    });
  });

  it("comes back to a page of this site, whose address is escaped where a form writes it (A60)", async () => {
    const { app, auth } = createClub();
    app.get(
      "/form",
      (request) =>
        markup`<input name="next" value="${request.query.get("next") ?? ""}">${auth.nextUrl(request)}`,
    );
    const { text } = await app.testClient().get('/form?next="><script>alert(1)</script>');
    expect(text).toContain('value="&#34;&gt;&lt;script&gt;');
    expect(text).not.toContain("<script>");
  });

  it("compares secrets in the time of their length, whatever is wrong with them (A184, A328)", async () => {
    const compare = vi.spyOn(process.getBuiltinModule("node:crypto"), "timingSafeEqual");
    expect(isSameText("a secret", "a secreT")).toBe(false);
    expect(isSameText("a secret", "A secret")).toBe(false);
    expect(isSameText("a secret", "a secret")).toBe(true);
    expect(compare).toHaveBeenCalledTimes(3);
    expect(isSameText("a secret", "another length")).toBe(false);
    compare.mockRestore();
  });

  it("gives no token to a GET (A41)", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1");
    for (const path of ["/login", "/private", "/me"])
      expect((await client.get(path)).text).not.toMatch(/[\w-]{20,}/);
  });
});

describe("session protection [F331]", () => {
  const OTHER = { remoteAddress: "203.0.113.9" };

  it("is off unless asked for", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1");
    expect((await client.get("/me", OTHER)).json()).toMatchObject({ name: "Ann", isFresh: true });
  });

  it('"basic" takes the freshness of a login that comes from elsewhere', async () => {
    const { app, auth } = createClub({ login: { sessionProtection: "basic" } });
    let count = 0;
    auth.signals.sessionProtected.connect(() => count++);
    const client = app.testClient();
    await client.post("/login/1");
    expect((await client.get("/me")).json()).toMatchObject({ name: "Ann", isFresh: true });
    expect((await client.get("/me", OTHER)).json()).toMatchObject({ name: "Ann", isFresh: false });
    expect((await client.get("/me")).json()).toMatchObject({ name: "Ann", isFresh: false });
    expect(count).toBe(1);
  });

  it('"strong" takes the login, and the remember-me cookie', async () => {
    const { app } = createClub({ login: { sessionProtection: "strong" } });
    const client = app.testClient();
    await client.post("/login/1", { json: { remember: true } });
    expect((await client.get("/me", { headers: { "user-agent": "another" } })).json()).toMatchObject({
      name: null,
    });
    expect(client.getCookie("remember_token")).toBeUndefined();
    expect((await client.get("/me")).json()).toMatchObject({ name: null });
  });

  it("binds a session that is not bound yet to its first visitor", async () => {
    const { app, auth, ann } = createClub({
      login: { sessionProtection: "strong", addressOf: ({ headers }) => headers.get("x-real-ip") ?? "" },
    });
    const client = app.testClient();
    await auth.loginAs(client, ann);
    expect((await client.get("/me", { headers: { "x-real-ip": "1" } })).json()).toMatchObject({
      name: "Ann",
    });
    expect((await client.get("/me", { headers: { "x-real-ip": "2" } })).json()).toMatchObject({ name: null });
  });
});
