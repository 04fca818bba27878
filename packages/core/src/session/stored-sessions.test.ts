import { serialize } from "node:v8";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { MapStore } from "../../fixtures/map-store.ts";
import { SECRET, SETTINGS, type Visit, visit } from "../../fixtures/sessions.ts";
import type { Session } from "../http/session.ts";
import { TimestampSigner } from "../signing.ts";
import type { SessionInterface } from "./session-interface.ts";
import type { SessionSettings } from "./session-settings.ts";
import { StoredSessions } from "./stored-sessions.ts";

let store = new MapStore();

beforeEach(() => {
  store = new MapStore();
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 12), toFake: ["Date"] });
});

afterEach(() => void vi.useRealTimers());

/** A request to an app with a store. */
function request(
  cookie: string | undefined,
  use: ((session: Session) => void) | null = null,
  settings: Partial<SessionSettings> = {},
): Promise<Visit> {
  return visit(new StoredSessions(store, { ...SETTINGS, ...settings }), cookie, use);
}

/** The cookie of a session with this data. */
async function begin(data: object, settings: Partial<SessionSettings> = {}): Promise<string> {
  const { cookie = "" } = await request(undefined, (session) => void Object.assign(session, data), settings);
  store.calls.length = 0;
  return cookie;
}

/** What the visitor with this cookie has. */
async function dataOf(cookie: string | undefined, settings: Partial<SessionSettings> = {}): Promise<object> {
  const { session } = await request(cookie, null, settings);
  return { ...session };
}

/** Ends the day of a test: what follows is in real time again. */
function later(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

describe("a session in a store [F238]", () => {
  it("is kept under an id, which is all that the cookie holds", async () => {
    const { cookie = "", setCookie } = await request(undefined, (session) => (session["name"] = "ann"));
    const [[id = "", kept] = []] = store.kept;
    expect(id).toMatch(/^[\w-]{32}$/);
    expect(cookie.startsWith(`${id}.`)).toBe(true);
    expect(kept?.data).toBe('{"name":"ann"}');
    expect(setCookie).toMatch(/^session=[\w.-]+; Path=\/; HttpOnly; SameSite=Lax$/);
    const { session } = await request(cookie);
    expect([{ ...session }, session.sid, session.isNew]).toEqual([{ name: "ann" }, id, false]);
  });

  it("keeps what a cookie could not: dates, and much", async () => {
    const data = { seen: new Date(1234), text: "x".repeat(100_000) };
    expect(await dataOf(await begin(data))).toEqual(data);
  });

  it("does not ask the store without a cookie of ours (A72)", async () => {
    const forged = new TimestampSigner(["other"], "session-id").sign("x".repeat(32));
    for (const cookie of [undefined, "", "x", forged, "x".repeat(100_000), `${"x".repeat(32)}.a.b`])
      await request(cookie, (session) => void session["a"]);
    expect([store.calls, store.kept.size]).toEqual([[], 0]);
  });

  it("does not take over an id that the store does not know (A72) [F239]", async () => {
    const unknown = new TimestampSigner([SECRET], "session-id").sign("chosen-by-somebody-else");
    const { session, cookie = "" } = await request(unknown, (fresh) => (fresh["a"] = 1));
    expect(session.isNew).toBe(true);
    expect(cookie).not.toContain("chosen");
    expect([...store.kept.keys()]).not.toContain("chosen-by-somebody-else");
  });

  it("is not written when nothing changed, and no cookie is set", async () => {
    const cookie = await begin({ a: { b: 1 } });
    const { setCookie } = await request(cookie, (session) => void session["a"]);
    expect([setCookie, store.calls]).toEqual(["", ["read"]]);
  });

  it("is updated when it changed, under the same id and cookie", async () => {
    const cookie = await begin({ list: [1] });
    const { setCookie } = await request(cookie, ({ list }) => void (list as number[]).push(2));
    expect([setCookie, store.calls]).toEqual(["", ["read", "update"]]);
    expect(await dataOf(cookie)).toEqual({ list: [1, 2] });
  });

  it("is deleted with its cookie when it is cleared [B86]", async () => {
    const cookie = await begin({ a: 1 });
    const { setCookie, response } = await request(cookie, (session) => session.clear());
    expect(setCookie).toMatch(/^session=; Expires=Thu, 01 Jan 1970/);
    expect(response.headers.get("Vary")).toBe("Cookie");
    expect(store.kept.size).toBe(0);
    expect(await dataOf(cookie)).toEqual({});
  });

  it("that is cleared when it is new leaves nothing behind", async () => {
    const { setCookie } = await request(undefined, (session) => {
      session["a"] = 1;
      session.clear();
    });
    expect([setCookie, store.calls]).toEqual(["", []]);
  });

  it("cannot be read once the visitor has logged out (A277)", async () => {
    const cookie = await begin({ user: "ann" });
    await request(cookie, (session) => session.clear());
    expect(await dataOf(cookie)).toEqual({});
  });

  it("without a SECRET_KEY is empty and read-only [B80]", async () => {
    const cookie = await begin({ a: 1 });
    expect(await dataOf(cookie, { secrets: [] })).toEqual({});
    await expect(request(cookie, (session) => (session["a"] = 2), { secrets: [] })).rejects.toThrow(
      "no secret key",
    );
  });

  it("is accepted with an older secret, and its cookie signed anew [B81]", async () => {
    const cookie = await begin({ a: 1 }, { secrets: ["old"] });
    const used = await request(cookie, (session) => void session["a"], { secrets: ["new", "old"] });
    expect(await dataOf(used.cookie, { secrets: ["new"] })).toEqual({ a: 1 });
    const changed = await request(cookie, (session) => (session["a"] = 2), { secrets: ["new", "old"] });
    expect(await dataOf(changed.cookie, { secrets: ["new"] })).toEqual({ a: 2 });
  });

  it.each([
    serialize({ admin: true }).toString("latin1"),
    "(function(){ globalThis.broken = true })()",
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    "[1]",
    "null",
    "",
  ])("is read as data, whatever was put into the store: %j (A38, A370)", async (text) => {
    const cookie = await begin({ a: 1 });
    for (const entry of store.kept.values()) entry.data = text;
    const { session } = await request(cookie);
    expect([
      Reflect.get(session, "admin"),
      Reflect.get({}, "admin"),
      Reflect.get(globalThis, "broken"),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it("that the store damaged is a new one", async () => {
    const cookie = await begin({ a: 1 });
    for (const entry of store.kept.values()) entry.data = "{";
    expect(await dataOf(cookie)).toEqual({});
  });
});

describe("a session that is regenerated (A67, A276) [F239]", () => {
  it("gets a new id and keeps its data; the old id is of no use", async () => {
    const before = await begin({ cart: 1 });
    const { cookie: after = "" } = await request(before, (session) => {
      session.regenerate();
      session["user"] = "ann";
    });
    expect(after).not.toBe(before);
    expect(await dataOf(after)).toEqual({ cart: 1, user: "ann" });
    expect(await dataOf(before)).toEqual({});
    expect(store.kept.size).toBe(1);
  });

  it("keeps the end that its absolute timeout sets", async () => {
    const settings = { absoluteTimeout: 100 };
    const cookie = await begin({ a: 1 }, settings);
    later(60);
    const { cookie: after } = await request(cookie, (session) => session.regenerate(), settings);
    later(60);
    expect(await dataOf(after, settings)).toEqual({});
  });
});

describe("two requests of one session", () => {
  /** A request that is still running while `meanwhile` comes and goes. */
  async function overlap(
    cookie: string,
    use: (session: Session) => void,
    meanwhile: () => Promise<unknown>,
  ): Promise<Visit> {
    const sessions = new StoredSessions(store, SETTINGS);
    const slow: SessionInterface = {
      opens: sessions.opens,
      open: sessions.open.bind(sessions),
      save: async (session, request_, response) => {
        await meanwhile();
        await sessions.save(session, request_, response);
      },
    };
    return visit(slow, cookie, use);
  }

  it.each<[string, (session: Session) => void]>([
    ["changes", (session) => (session["late"] = true)],
    ["regenerates", (session) => session.regenerate()],
    ["only reads", (session) => void session["user"]],
  ])("do not bring back what one deletes while the other %s", async (_, use) => {
    const cookie = await begin({ user: "ann" });
    const { setCookie } = await overlap(cookie, use, () => request(cookie, (session) => session.clear()));
    expect(setCookie).toBe("");
    expect(store.kept.size).toBe(0);
  });

  it("do not bring back the id that one gives up", async () => {
    const cookie = await begin({ user: "ann" });
    let renewed: string | undefined;
    const { setCookie } = await overlap(
      cookie,
      (session) => (session["late"] = true),
      async () => {
        renewed = (await request(cookie, (session) => session.regenerate())).cookie;
      },
    );
    expect(setCookie).toBe("");
    expect(await dataOf(cookie)).toEqual({});
    expect(await dataOf(renewed)).toEqual({ user: "ann" });
  });
});

describe("the end of a session in a store [F240 W37]", () => {
  it("is its lifetime after the last change", async () => {
    const settings = { lifetime: 100 };
    const cookie = await begin({ a: 1 }, settings);
    later(60);
    await request(cookie, (session) => (session["a"] = 2), settings);
    later(60);
    await request(cookie, (session) => void session["a"], settings);
    later(39);
    expect(await dataOf(cookie, settings)).toEqual({ a: 2 });
    later(2);
    expect(await dataOf(cookie, settings)).toEqual({});
  });

  it("is the idle timeout after the last use, which writes nothing", async () => {
    const settings = { idleTimeout: 100 };
    const cookie = await begin({ a: 1 }, settings);
    for (let use = 0; use < 5; use++) {
      later(90);
      const { setCookie } = await request(cookie, (session) => expect(session["a"]).toBe(1), settings);
      expect(setCookie).toBe("");
    }
    expect(store.calls).not.toContain("update");
    later(101);
    expect(await dataOf(cookie, settings)).toEqual({});
  });

  it("does not move for requests that do not use the session", async () => {
    const settings = { idleTimeout: 100 };
    const cookie = await begin({ a: 1 }, settings);
    later(90);
    await request(cookie, null, settings);
    expect(store.calls).toEqual(["read"]);
  });

  it("is the absolute timeout after its beginning, however much it is used", async () => {
    const settings = { absoluteTimeout: 100, idleTimeout: 60 };
    const cookie = await begin({ a: 1 }, settings);
    later(50);
    await request(cookie, (session) => (session["a"] = 2), settings);
    later(49);
    expect(await dataOf(cookie, settings)).toEqual({ a: 2 });
    for (const entry of store.kept.values()) entry.endsAt += 1e9; // a store that forgets too late
    later(2);
    expect(await dataOf(cookie, settings)).toEqual({});
    expect(store.kept.size).toBe(0);
  });

  it("moves with every response to a permanent one [B83]", async () => {
    const settings = { lifetime: 100 };
    const cookie = await begin({ a: 1, _permanent: true }, settings);
    later(90);
    const { setCookie } = await request(cookie, null, settings);
    expect(setCookie).toContain("Expires=Sat, 21 Nov 2026 12:03:10 GMT");
    later(90);
    expect(await dataOf(cookie, settings)).toEqual({ a: 1, _permanent: true });
    const { setCookie: none } = await request(cookie, null, { ...settings, refreshEachRequest: false });
    expect(none).toBe("");
  });

  it("changes with whether it is permanent", async () => {
    const cookie = await begin({ a: 1 });
    const permanent = await request(cookie, (session) => (session.permanent = true));
    expect(permanent.setCookie).toContain("Expires=");
    const browser = await request(permanent.cookie, (session) => (session.permanent = false));
    expect(browser.setCookie).not.toMatch(/expires|max-age/i);
    expect(browser.setCookie).not.toBe("");
  });
});

describe("a store that fails", () => {
  it("is a 503, and logged", async () => {
    const cookie = await begin({ a: 1 });
    const logged: string[] = [];
    vi.spyOn(store, "read").mockRejectedValue(new Error("connection refused"));
    const answer = request(cookie, null, { log: (message) => void logged.push(message) });
    await expect(answer).rejects.toThrow(expect.objectContaining({ status: 503 }));
    expect(logged).toEqual(["The session store failed: Error: connection refused"]);
  });

  it("does not matter to visitors without a session", async () => {
    vi.spyOn(store, "read").mockRejectedValue(new Error("connection refused"));
    expect(await dataOf(undefined)).toEqual({});
  });
});

describe("a store that answers at once", () => {
  it("is as good as one that takes its time", async () => {
    const kept = new Map<string, string>();
    const quick = {
      read: (id: string) => kept.get(id) ?? null,
      create: (id: string, data: string) => void kept.set(id, data),
      update: (id: string, data: string) => kept.has(id) && Boolean(kept.set(id, data)),
      touch: (id: string) => kept.has(id),
      delete: (id: string) => kept.delete(id),
    };
    const sessions = new StoredSessions(quick, SETTINGS);
    const { cookie } = await visit(sessions, undefined, (session) => (session["a"] = 1));
    await visit(sessions, cookie, (session) => (session["a"] = 2));
    expect({ ...(await visit(sessions, cookie)).session }).toEqual({ a: 2 });
    await visit(sessions, cookie, (session) => session.clear());
    expect(kept.size).toBe(0);
  });
});
