import { afterEach, describe, expect, it, vi } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { requestWith, SECRET, SETTINGS, signed, type Visit, visit } from "../../fixtures/sessions.ts";
import type { Session } from "../http/session.ts";
import { TimestampSigner } from "../signing.ts";
import { CookieSessions } from "./cookie-sessions.ts";
import type { SessionSettings } from "./session-settings.ts";

type Change = (session: Session) => void;

/** The sessions of an app with these settings. */
function createSessions(settings: Partial<SessionSettings> = {}): CookieSessions {
  return new CookieSessions({ ...SETTINGS, ...settings });
}

/** The session of a request with this cookie. */
function open(cookie: string | undefined, settings: Partial<SessionSettings> = {}): Session {
  return createSessions(settings).open(requestWith(cookie));
}

/** A request with this cookie whose view changes the session. */
function change(
  cookie: string | undefined,
  use: Change,
  settings: Partial<SessionSettings> = {},
): Promise<Visit> {
  return visit(createSessions(settings), cookie, use);
}

/** The cookie of a session with this data. */
async function cookieOf(data: object, settings: Partial<SessionSettings> = {}): Promise<string> {
  const { cookie = "" } = await change(undefined, (session) => void Object.assign(session, data), settings);
  return cookie;
}

afterEach(() => void vi.useRealTimers());

describe("a session that is saved [F231]", () => {
  it("comes back with the next request", async () => {
    const cookie = await cookieOf({ user: { id: 3, name: "café" } });
    expect({ ...open(cookie) }).toEqual({ user: { id: 3, name: "café" } });
  });

  it("has the cookie's name and attributes [F236]", async () => {
    const cookie = {
      path: "/app",
      httpOnly: false,
      secure: true,
      sameSite: "strict",
      partitioned: false,
    } as const;
    const { setCookie } = await change(undefined, (session) => (session["a"] = 1), {
      cookieName: "sid",
      cookie,
    });
    const attributes = setCookie.split("; ");
    expect(attributes[0]).toMatch(/^sid=[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(attributes.slice(1).toSorted()).toEqual(["Path=/app", "SameSite=Strict", "Secure"]);
  });

  it("is written only when it changed [B75]", async () => {
    const { setCookie } = await change(signed('{"a":{"b":[1]}}'), (session) => void session["a"]);
    expect(setCookie).toBe("");
  });

  it("is written when something deep in it changed [F233 W24]", async () => {
    const { cookie } = await change(signed('{"cart":{"items":[1]}}'), ({ cart }) => {
      if (typeof cart === "object" && cart !== null && "items" in cart && Array.isArray(cart.items))
        cart.items.push(2);
    });
    expect({ ...open(cookie) }).toEqual({ cart: { items: [1, 2] } });
  });

  it("is not written when a change was taken back", async () => {
    const { setCookie } = await change(signed('{"a":1}'), (session) => {
      session["a"] = 2;
      session["a"] = 1;
    });
    expect(setCookie).toBe("");
  });

  it.each<[string, Change]>([
    ["what was in it was deleted", (session) => delete session["a"]],
    ["it was cleared", (session) => session.clear()],
    ["what was in it is undefined", (session) => (session["a"] = undefined)],
  ])("is deleted with its attributes when %s [F232 B86]", async (_, empty) => {
    const cookie = { ...SETTINGS.cookie, path: "/app", domain: "example.org" };
    const { setCookie } = await change(signed('{"a":1}'), empty, { cookie });
    expect(setCookie.split("; ").toSorted()).toEqual([
      "Domain=example.org",
      "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
      "HttpOnly",
      "Max-Age=0",
      "Path=/app",
      "SameSite=Lax",
      "session=",
    ]);
  });

  it("is not written when it was empty and still is", async () => {
    expect((await change(undefined, () => undefined)).setCookie).toBe("");
    expect((await change("garbage", (session) => session.clear())).setCookie).toBe("");
    expect((await change(undefined, (session) => (session["a"] = undefined))).setCookie).toBe("");
  });

  it("makes the response vary by cookie when it is written [B76]", async () => {
    expect((await change(undefined, (session) => (session["a"] = 1))).response.headers.get("Vary")).toBe(
      "Cookie",
    );
  });

  it("is compressed when that makes a long one shorter", async () => {
    const data = { text: "long ".repeat(200) };
    const cookie = await cookieOf(data);
    expect(cookie).toMatch(/^\.eJ/);
    expect(cookie.length).toBeLessThan(200);
    expect({ ...open(cookie) }).toEqual(data);
  });
});

describe("a session that does not fit into a cookie", () => {
  /** Does not compress. */
  const noise = (length: number): string =>
    Array.from({ length }, (_, index) =>
      String.fromCharCode(33 + ((index * index * 31 + index * 7) % 90)),
    ).join("");
  const refuse: Change = (session) =>
    (session["text"] = Array.from(crypto.getRandomValues(new Uint8Array(3600))).join());

  it("is an error in development and under test, with the bytes [F244]", async () => {
    const isTooLarge = expect.objectContaining({ code: "MICRO_SESSION_TOO_LARGE" });
    await expect(change(undefined, refuse)).rejects.toThrow(isTooLarge);
    await expect(change(undefined, refuse)).rejects.toThrow(/a cookie of \d{4,5} bytes.*over 4093/);
  });

  it("is not sent in production but logged, with what to do [F244]", async () => {
    const logged: string[] = [];
    const settings = { isStrict: false, log: (message: string) => void logged.push(message) };
    expect((await change(undefined, refuse, settings)).setCookie).toBe("");
    expect(logged).toEqual([
      expect.stringMatching(/was not saved. Keep less in it.*MICRO_SESSION_TOO_LARGE/),
    ]);
  });

  it("fits while name, value and attributes have 4,093 bytes, or as many as the app allows", async () => {
    const { setCookie } = await change(undefined, (session) => (session["text"] = noise(300)));
    const exact = { maxCookieSize: setCookie.length };
    expect((await change(undefined, (session) => (session["text"] = noise(300)), exact)).setCookie).toBe(
      setCookie,
    );
    await expect(change(undefined, (session) => (session["text"] = noise(303)), exact)).rejects.toThrow(
      "MICRO_SESSION_TOO_LARGE",
    );
  });

  it("is sent when the check is switched off", async () => {
    const { setCookie } = await change(undefined, refuse, { maxCookieSize: 0 });
    expect(setCookie.length).toBeGreaterThan(4093);
  });
});

describe("a session without a SECRET_KEY [F235 B80]", () => {
  const settings = { secrets: [] };
  const isSecretless = expect.objectContaining({ code: "MICRO_SESSION_NO_SECRET" });

  it("can be read and is empty", async () => {
    for (const cookie of [undefined, signed('{"a":1}')]) {
      const session = open(cookie, settings);
      expect({ ...session }).toEqual({});
      expect(session["a"]).toBeUndefined();
      expect("a" in session).toBe(false);
      expect(Reflect.ownKeys(session)).toEqual([]);
      expect([session.isNew, session.isModified, session.permanent, session.sid]).toEqual([
        true,
        false,
        false,
        "",
      ]);
    }
    const { setCookie } = await change(signed('{"a":1}'), () => undefined, settings);
    expect(setCookie).toBe("");
  });

  it.each<[string, Change]>([
    ["set", (session) => (session["a"] = 1)],
    ["defined", (session) => Object.defineProperty(session, "a", { value: 1 })],
    ["made permanent", (session) => (session.permanent = true)],
    ["cleared", (session) => session.clear()],
    ["regenerated", (session) => session.regenerate()],
  ])("is an error where it is %s", (_, use) => {
    const session = open(undefined, settings);
    expect(() => use(session)).toThrow(isSecretless);
    expect(() => use(session)).toThrow("The session is unavailable because no secret key was set.");
  });

  it("is never asked for", () => {
    expect(createSessions(settings).needsSession(requestWith(signed('{"_permanent":true}')))).toBe(false);
  });
});

describe("a session cookie that is not ours is an anonymous session (A30, A337)", () => {
  it.each([
    ["empty", ""],
    ["garbage", "\0garbage"],
    ["dots", "..."],
    ["long", "x".repeat(100_000)],
    ["long and dotted", "a.".repeat(50_000)],
    ["chunked", "__chunked__999999"],
    ["without a signature", Buffer.from('{"a":1}').toString("base64url")],
    ["with an empty signature", `${Buffer.from('{"a":1}').toString("base64url")}.awGHwA.`],
    ["of another secret", signed('{"a":1}', { secret: "another-secret" })],
    ["of another purpose", signed('{"a":1}', { salt: "email-confirm" })],
    ["cut off", signed('{"a":1}').slice(0, -1)],
    ["changed", signed('{"a":1}').replace(/^./, "f")],
  ])("when it is %s", (_, cookie) => {
    const session = open(cookie);
    expect({ ...session }).toEqual({});
    expect(session.isNew).toBe(true);
  });

  it("when any single bit of it is flipped", () => {
    const cookies = [signed('{"user":"ann","_permanent":true}'), signed(`{"text":"${"x".repeat(50)}"}`)];
    for (const cookie of cookies) {
      for (let bit = 0; bit < cookie.length * 8; bit++) {
        const code = cookie.charCodeAt(bit >> 3) ^ (1 << (bit & 7));
        const forged = cookie.slice(0, bit >> 3) + String.fromCharCode(code) + cookie.slice((bit >> 3) + 1);
        const { isNew, ...data } = open(forged);
        expect([isNew, data]).toEqual([true, {}]);
      }
    }
  });

  it.each([
    "",
    "x",
    "{",
    "[]",
    "[1]",
    "null",
    "1",
    '"text"',
    "\ufffd",
    '{" d":1}',
    '{"a":{" map":1}}',
    '{" n":"x"}',
  ])("when it holds %j, signed by us", (json) => {
    expect({ ...open(signed(json)) }).toEqual({});
  });

  it("when it holds bytes that are no UTF-8, signed by us", () => {
    const token = new TimestampSigner([SECRET], "cookie-session").sign("_w");
    expect({ ...open(token) }).toEqual({});
  });

  it("when its name is another", () => {
    expect({ ...createSessions().open(requestWith(signed('{"a":1}'), "other")) }).toEqual({});
  });

  it("and is replaced when it changes", async () => {
    const { cookie } = await change("garbage", (session) => (session["a"] = 1));
    expect({ ...open(cookie) }).toEqual({ a: 1 });
  });
});

describe("the names in a session", () => {
  it("may be any, without touching a prototype", () => {
    const session = open(signed('{"__proto__":{"admin":true},"constructor":1,"clear":2}'));
    expect(Object.keys(session)).toEqual(["__proto__", "constructor", "clear"]);
    expect(session["admin"]).toBeUndefined();
    expect(Reflect.get({}, "admin")).toBeUndefined();
    expect(session.isModified).toBe(false);
  });

  it("are kept, also those of controls and prototypes", async () => {
    const json = '{"__proto__":{"__proto__":1},"constructor":1,"isNew":2,"sid":3}';
    const { cookie = "" } = await change(signed(json), (session) => (session["a"] = 1));
    const session = open(cookie);
    expect(Object.entries(session)).toEqual([
      ["__proto__", expect.anything()],
      ["constructor", 1],
      ["isNew", 2],
      ["sid", 3],
      ["a", 1],
    ]);
  });
});

describe("the lifetime of a session", () => {
  it.each([
    [0, { a: 1 }],
    [3590, { a: 1 }],
    [3602, {}],
    [1e9, {}],
  ])("counts from when it was last written: after %i seconds %j (A277) [B82]", (age, data) => {
    expect({ ...open(signed('{"a":1}', { age }), { lifetime: 3600 }) }).toEqual(data);
  });

  it("begins anew when it is written", async () => {
    const old = signed('{"a":1}', { age: 3590 });
    const { cookie = "" } = await change(old, (session) => (session["a"] = 2));
    const signer = new TimestampSigner([SECRET], "cookie-session");
    expect(Date.now() / 1000 - (signer.verify(cookie)?.signedAt ?? 0)).toBeLessThan(5);
  });
});

describe("a permanent session", () => {
  const NOW = Date.UTC(2026, 10, 21, 12);

  it("has a cookie that outlives the browser, others do not [B82]", async () => {
    vi.useFakeTimers({ now: NOW });
    const permanent = await change(
      undefined,
      (session) => {
        session["a"] = 1;
        session.permanent = true;
      },
      { lifetime: 3600 },
    );
    expect(permanent.setCookie).toContain("; Expires=Sat, 21 Nov 2026 13:00:00 GMT;");
    expect(open(permanent.cookie).permanent).toBe(true);
    const browser = await change(permanent.cookie, (session) => (session.permanent = false));
    expect(browser.setCookie).not.toMatch(/expires|max-age/i);
    expect(open(browser.cookie).permanent).toBe(false);
    vi.useRealTimers();
  });

  it("is written with every response, also when nothing asked for it [F232 B77 B83]", async () => {
    const cookie = signed('{"_permanent":true,"a":1}');
    const refreshed = await visit(createSessions(), cookie);
    expect(refreshed.setCookie).toContain("Expires=");
    expect(refreshed.response.headers.get("Vary")).toBe("Cookie");
    expect(createSessions().needsSession(requestWith(cookie))).toBe(true);
  });

  it("is written only when it changed if the app wants that [B83]", async () => {
    const settings = { refreshEachRequest: false };
    const cookie = signed('{"_permanent":true,"a":1}');
    expect((await change(cookie, (session) => void session["a"], settings)).setCookie).toBe("");
    expect(createSessions(settings).needsSession(requestWith(cookie))).toBe(false);
    expect((await change(cookie, (session) => (session["a"] = 2), settings)).setCookie).toContain("Expires=");
  });

  it("may be compressed, which its payload does not tell", async () => {
    const cookie = await cookieOf({ text: "long ".repeat(200), _permanent: true });
    expect(createSessions().needsSession(requestWith(cookie))).toBe(true);
  });

  it("is found wherever it says so, in a cookie of any name and among others", () => {
    for (let length = 0; length < 12; length++) {
      for (const json of [
        `{"${"x".repeat(length)}":1,"_permanent":true,"b":2}`,
        `{"${"x".repeat(length)}":1,"_permanent":true}`,
      ]) {
        const header = `a=1; session=${signed(json)}; b=2`;
        expect(createSessions().needsSession(createRequest({ headers: { Cookie: header } }))).toBe(true);
      }
    }
  });

  it.each(["", "x", ".x", "a.b.c", signed('{"a":1}'), signed('{"_permanent":false}'), "x".repeat(100_000)])(
    "is not looked for in %.20j",
    (cookie) => {
      const header = `a=1; other=${cookie}`;
      expect(createSessions().needsSession(createRequest({ headers: { Cookie: header } }))).toBe(false);
    },
  );

  it("is not looked for without a cookie", () => {
    expect(createSessions().needsSession(requestWith(undefined))).toBe(false);
  });
});

describe("the idle timeout [F240 W37]", () => {
  const settings = { idleTimeout: 600 };

  it("ends a session that was not used for so long", () => {
    expect({ ...open(signed('{"a":1}', { age: 595 }), settings) }).toEqual({ a: 1 });
    expect({ ...open(signed('{"a":1}', { age: 602 }), settings) }).toEqual({});
  });

  it("is prolonged by use, with few writes", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 21) });
    let cookie = await cookieOf({ a: 1 }, settings);
    let writes = 0;
    for (let second = 0; second < 3600; second += 5) {
      vi.advanceTimersByTime(5000);
      const used = await change(cookie, (session) => expect(session["a"]).toBe(1), settings);
      if (used.cookie !== undefined) writes++;
      cookie = used.cookie ?? cookie;
    }
    expect(writes).toBe(360);
    vi.advanceTimersByTime(601_000);
    expect({ ...open(cookie, settings) }).toEqual({});
    vi.useRealTimers();
  });

  it("is not prolonged by requests that do not use the session", async () => {
    expect((await visit(createSessions(settings), signed('{"a":1}', { age: 300 }))).setCookie).toBe("");
  });
});

describe("the absolute timeout [F240 W37]", () => {
  const settings = { absoluteTimeout: 3600 };

  it("ends a session however much it is used", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 21) });
    let cookie = await cookieOf({ count: 0 }, settings);
    const counts: unknown[] = [];
    for (let minute = 0; minute < 60; minute += 15) {
      const used = await change(
        cookie,
        (session) => {
          counts.push(session["count"]);
          session["count"] = Number(session["count"]) + 1;
          session.regenerate();
        },
        settings,
      );
      cookie = used.cookie ?? cookie;
      vi.advanceTimersByTime(15 * 60_000);
    }
    expect(counts).toEqual([0, 1, 2, 3]);
    expect({ ...open(cookie, settings) }).toEqual({});
    vi.useRealTimers();
  });

  it("is not visible in the data, and starts anew when the session is cleared", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 21) });
    const first = await cookieOf({ a: 1 }, settings);
    expect({ ...open(first, settings) }).toEqual({ a: 1 });
    vi.advanceTimersByTime(3000_000);
    const { cookie } = await change(
      first,
      (session) => {
        session.clear();
        session["b"] = 2;
      },
      settings,
    );
    vi.advanceTimersByTime(3000_000);
    expect({ ...open(cookie, settings) }).toEqual({ b: 2 });
    vi.useRealTimers();
  });

  it("counts from the last writing for a session that does not say when it began", () => {
    expect({ ...open(signed('{"a":1}', { age: 3500 }), settings) }).toEqual({ a: 1 });
    expect({ ...open(signed('{"a":1}', { age: 3601 }), settings) }).toEqual({});
  });

  it("bounds the expiry of a permanent cookie", async () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 12) });
    const { setCookie } = await change(undefined, (session) => (session.permanent = true), settings);
    expect(setCookie).toContain("Expires=Sat, 21 Nov 2026 13:00:00 GMT");
    vi.useRealTimers();
  });
});

describe("the secrets of sessions [F10]", () => {
  const settings = { secrets: ["new", "old", "older"] };

  it.each(["new", "old", "older"])("accept a cookie signed with %s (A5) [B81]", (secret) => {
    expect({ ...open(signed('{"a":1}', { secret }), settings) }).toEqual({ a: 1 });
  });

  it("sign with the current one only (A5) [B81]", async () => {
    const { cookie } = await change(
      signed('{"a":1}', { secret: "older" }),
      (session) => (session["a"] = 2),
      settings,
    );
    expect({ ...open(cookie, { secrets: ["new"] }) }).toEqual({ a: 2 });
    expect({ ...open(cookie, { secrets: ["old", "older"] }) }).toEqual({});
  });

  it("sign a session that is used and was signed with an older one anew", async () => {
    const { cookie } = await change(
      signed('{"a":1}', { secret: "old" }),
      (session) => void session["a"],
      settings,
    );
    expect({ ...open(cookie, { secrets: ["new"] }) }).toEqual({ a: 1 });
  });

  it("do not accept one that was dropped (A5)", () => {
    expect({ ...open(signed('{"a":1}', { secret: "old" }), { secrets: ["new"] }) }).toEqual({});
  });
});

describe("an encrypted session [F241]", () => {
  const use = (settings: Partial<SessionSettings> = {}): CookieSessions =>
    new CookieSessions({ ...SETTINGS, ...settings }, { isEncrypted: true });

  /** The cookie of a session with a secret in it. */
  async function seal(text: string, settings: Partial<SessionSettings> = {}): Promise<string> {
    const { cookie = "" } = await visit(use(settings), undefined, (session) => (session["secret"] = text));
    return cookie;
  }

  it("comes back, and cannot be read from its cookie", async () => {
    for (const text of ["xyzzy", "long ".repeat(300)]) {
      const cookie = await seal(text);
      expect({ ...use().open(requestWith(cookie)) }).toEqual({ secret: text });
      const readable = cookie.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
      expect(readable.join("\n")).not.toMatch(/xyzzy|long|secret/);
    }
  });

  it("looks different each time", async () => {
    expect(await seal("x")).not.toBe(await seal("x"));
  });

  it("is an anonymous session when any single bit of it is flipped (A30)", async () => {
    const cookie = await seal("x");
    for (let bit = 0; bit < cookie.length * 8; bit++) {
      const code = cookie.charCodeAt(bit >> 3) ^ (1 << (bit & 7));
      const forged = cookie.slice(0, bit >> 3) + String.fromCharCode(code) + cookie.slice((bit >> 3) + 1);
      expect({ ...use().open(requestWith(forged)) }).toEqual({});
    }
  });

  it("is not a signed one, nor the reverse", async () => {
    expect({ ...open(await seal("x")) }).toEqual({});
    expect({ ...use().open(requestWith(signed('{"a":1}'))) }).toEqual({});
    const signer = new TimestampSigner([SECRET], "encrypted-session");
    for (const payload of ["", "x", "A".repeat(100)])
      expect({ ...use().open(requestWith(signer.sign(payload))) }).toEqual({});
  });

  it("is read with an older secret [B81]", async () => {
    const cookie = await seal("x", { secrets: ["old"] });
    expect({ ...use({ secrets: ["new", "old"] }).open(requestWith(cookie)) }).toEqual({ secret: "x" });
    expect({ ...use({ secrets: ["new"] }).open(requestWith(cookie)) }).toEqual({});
  });

  it("is prolonged when it is permanent", async () => {
    const { cookie } = await visit(use(), undefined, (session) => (session.permanent = true));
    expect(use().needsSession(requestWith(cookie))).toBe(true);
    expect(use().needsSession(requestWith(cookie, "other"))).toBe(false);
  });
});

describe("a session that is regenerated", () => {
  it("is signed anew and keeps its data [F239]", async () => {
    const { cookie } = await change(signed('{"a":1}', { age: 10 }), (session) => session.regenerate());
    expect({ ...open(cookie) }).toEqual({ a: 1 });
  });

  it("says so for the rest of the request", async () => {
    const seen: boolean[] = [];
    await change(signed('{"a":1}', { age: 10 }), (session) => {
      seen.push(session.isRegenerated);
      session.regenerate();
      seen.push(session.isRegenerated);
    });
    expect(seen).toEqual([false, true]);
  });
});

describe("the name of the cookie", () => {
  class BrandSessions extends CookieSessions {
    override cookieName({ host }: { readonly host: string }): string {
      return host === "localhost" ? "shop" : "session";
    }
  }

  it("may depend on the request [B88]", () => {
    const sessions = new BrandSessions(SETTINGS);
    expect({ ...sessions.open(requestWith(signed('{"a":1}'), "shop")) }).toEqual({ a: 1 });
    expect({ ...sessions.open(requestWith(signed('{"a":1}'), "session")) }).toEqual({});
  });
});
