import { describe, expect, it } from "vitest";

import { parseCookies } from "./http/cookies.ts";
import { Response } from "./http/response.ts";
import { type CookieSession, CookieSessions, type SessionSettings } from "./session.ts";
import { TimestampSigner } from "./signing.ts";

const SECRET = "a-secret-of-32-bytes-for-testing";
const SETTINGS: SessionSettings = {
  secretKey: SECRET,
  secretKeyFallbacks: [],
  cookieName: "session",
  cookie: { path: "/", httpOnly: true, sameSite: "lax" },
  lifetime: 3600,
};

/** The sessions of an app with these settings. */
function createSessions(settings: Partial<SessionSettings> = {}): CookieSessions {
  return new CookieSessions({ ...SETTINGS, ...settings });
}

/** The session of a request with this cookie. */
function open(cookie: string | undefined, settings: Partial<SessionSettings> = {}): CookieSession {
  return createSessions(settings).open({ cookies: cookie === undefined ? {} : { session: cookie } });
}

/** The Set-Cookie header after `change`; "" when there is none. */
function save(session: CookieSession, settings: Partial<SessionSettings> = {}): string {
  const response = new Response();
  createSessions(settings).save(session, response);
  return response.headers.get("Set-Cookie") ?? "";
}

/** The value of a Set-Cookie header. */
function valueOf(setCookie: string): string {
  return parseCookies(setCookie.split("; ")[0])["session"] ?? "";
}

/** A cookie of some JSON, signed as the session's are. */
function signed(json: string, { secret = SECRET, salt = "cookie-session", age = 0 } = {}): string {
  const signer = new TimestampSigner([secret], salt);
  return signer.sign(Buffer.from(json).toString("base64url"), Date.now() - age * 1000);
}

describe("a session that is saved", () => {
  it("comes back with the next request", () => {
    const first = open(undefined);
    first.data["user"] = { id: 3, name: "café" };
    const second = open(valueOf(save(first)));
    expect(second.data).toEqual({ user: { id: 3, name: "café" } });
  });

  it("has the cookie's name and attributes", () => {
    const settings = {
      cookieName: "sid",
      cookie: { path: "/app", secure: true, sameSite: "strict" as const },
    };
    const session = createSessions(settings).open({ cookies: {} });
    session.data["a"] = 1;
    const attributes = save(session, settings).split("; ");
    expect(attributes[0]).toMatch(/^sid=[\w-]+\.[\w-]+\.[\w-]+$/);
    expect(attributes.slice(1).toSorted()).toEqual(["Path=/app", "SameSite=Strict", "Secure"]);
  });

  it("is written only when it changed", () => {
    const session = open(signed('{"a":{"b":[1]}}'));
    expect(session.data["a"]).toEqual({ b: [1] });
    expect(save(session)).toBe("");
  });

  it("is written when something deep in it changed", () => {
    const session = open(signed('{"cart":{"items":[1]}}'));
    const cart: unknown = session.data["cart"];
    if (typeof cart === "object" && cart !== null && "items" in cart && Array.isArray(cart.items))
      cart.items.push(2);
    expect(open(valueOf(save(session))).data).toEqual({ cart: { items: [1, 2] } });
  });

  it("is not written when a change was taken back", () => {
    const session = open(signed('{"a":1}'));
    session.data["a"] = 2;
    session.data["a"] = 1;
    expect(save(session)).toBe("");
  });

  it("is deleted when it was emptied, with its attributes", () => {
    const session = open(signed('{"a":1}'));
    delete session.data["a"];
    expect(save(session)).toMatch(/^session=; .*Max-Age=0/);
    expect(save(session)).toContain("HttpOnly");
  });

  it("is not written when it was empty and still is", () => {
    expect(save(open(undefined))).toBe("");
  });

  it("makes the response vary by cookie, changed or not (A4, A64)", () => {
    const response = new Response();
    response.headers.set("Vary", "Accept");
    createSessions().save(open(undefined), response);
    expect(response.headers.get("Vary")).toBe("Accept, Cookie");
  });

  it("holds what JSON holds", () => {
    const session = open(undefined);
    Object.assign(session.data, { date: new Date(0), none: undefined, null: null, list: [1, "x", true] });
    expect(open(valueOf(save(session))).data).toEqual({
      date: "1970-01-01T00:00:00.000Z",
      null: null,
      list: [1, "x", true],
    });
  });

  it("is refused when it does not fit into a cookie", () => {
    const session = open(undefined);
    session.data["text"] = "x".repeat(4000);
    expect(() => save(session)).toThrow(expect.objectContaining({ code: "MICRO_SESSION_TOO_LARGE" }));
    expect(() => save(session)).toThrow(/a cookie of \d{4} bytes/);
  });

  it("fits while name and value have 4,093 bytes, which every browser keeps", () => {
    const session = open(undefined);
    session.data["text"] = "x".repeat(3027);
    const cookie = valueOf(save(session));
    expect("session".length + cookie.length).toBe(4093);
    expect(open(cookie).data["text"]).toHaveLength(3027);
    session.data["text"] = "x".repeat(3028);
    expect(() => save(session)).toThrow(expect.objectContaining({ code: "MICRO_SESSION_TOO_LARGE" }));
  });
});

describe("a session without a SECRET_KEY", () => {
  const settings = { secretKey: null };
  const isSecretless = expect.objectContaining({ code: "MICRO_SESSION_NO_SECRET" });

  it("can be read and is empty", () => {
    expect(open(undefined, settings).data).toEqual({});
    expect(open(signed('{"a":1}'), settings).data).toEqual({});
    expect(open(undefined, settings).flashedMessages()).toEqual([]);
    expect(save(open(undefined, settings), settings)).toBe("");
  });

  it("cannot be changed", () => {
    const session = open(undefined, settings);
    session.data["a"] = 1;
    expect(() => save(session, settings)).toThrow(isSecretless);
    expect(() => save(session, settings)).toThrow("MICRO_SECRET_KEY in the environment");
  });

  it("cannot take a flashed message", () => {
    expect(() => open(undefined, settings).flash("x", "message")).toThrow(isSecretless);
  });
});

describe("a session cookie that is not ours is an anonymous session", () => {
  it.each([
    ["empty", ""],
    ["garbage", "\0garbage"],
    ["dots", "..."],
    ["long", "x".repeat(100_000)],
    ["without a signature", Buffer.from('{"a":1}').toString("base64url")],
    ["with an empty signature", `${Buffer.from('{"a":1}').toString("base64url")}.awGHwA.`],
    ["of another secret", signed('{"a":1}', { secret: "another-secret" })],
    ["of another purpose", signed('{"a":1}', { salt: "email-confirm" })],
    ["cut off", signed('{"a":1}').slice(0, -1)],
    ["changed", signed('{"a":1}').replace(/^./, "f")],
  ])("when it is %s (A30, A337)", (_, cookie) => {
    expect(open(cookie).data).toEqual({});
  });

  it.each(["", "x", "{", "[]", "[1]", "null", "1", '"text"', "\ufffd"])(
    "when it holds %j, signed by us (A337)",
    (json) => {
      expect(open(signed(json)).data).toEqual({});
    },
  );

  it("when it holds bytes that are no UTF-8, signed by us", () => {
    const token = new TimestampSigner([SECRET], "cookie-session").sign("_w");
    expect(open(token).data).toEqual({});
  });

  it("when its name is another", () => {
    expect(createSessions().open({ cookies: { other: signed('{"a":1}') } }).data).toEqual({});
  });

  it("and is replaced when it changes", () => {
    const session = open("garbage");
    session.data["a"] = 1;
    expect(open(valueOf(save(session))).data).toEqual({ a: 1 });
  });
});

describe("the lifetime of a session", () => {
  it.each([
    [0, { a: 1 }],
    [3590, { a: 1 }],
    [3602, {}],
    [1e9, {}],
  ])("counts from when it was last written: after %i seconds %j (A277)", (age, data) => {
    expect(open(signed('{"a":1}', { age })).data).toEqual(data);
  });

  it("begins anew when it is written", () => {
    const session = open(signed('{"a":1}', { age: 3590 }));
    session.data["a"] = 2;
    const [, time = ""] = valueOf(save(session)).split(".");
    expect(Date.now() / 1000 - Buffer.from(time, "base64url").readUIntBE(0, 4)).toBeLessThan(5);
  });
});

describe("the secrets of sessions", () => {
  const settings = { secretKey: "new", secretKeyFallbacks: ["old", "older"] };

  it.each(["new", "old", "older"])("accept a cookie signed with %s (A5)", (secret) => {
    expect(open(signed('{"a":1}', { secret }), settings).data).toEqual({ a: 1 });
  });

  it("sign with the current one only (A5)", () => {
    const session = open(signed('{"a":1}', { secret: "older" }), settings);
    session.data["a"] = 2;
    const cookie = valueOf(save(session, settings));
    expect(open(cookie, { secretKey: "new" }).data).toEqual({ a: 2 });
    expect(open(cookie, { secretKey: "old" }).data).toEqual({});
    expect(open(cookie, { secretKey: "older" }).data).toEqual({});
  });

  it("forget a session with the secret that signed it (A5)", () => {
    expect(open(signed('{"a":1}', { secret: "oldest" }), settings).data).toEqual({});
  });
});

describe("the data of a session", () => {
  it("is not shared between requests", () => {
    const cookie = signed('{"list":[]}');
    const [one, other] = [open(cookie), open(cookie)];
    one.data["list"] = [1];
    expect(other.data).toEqual({ list: [] });
  });

  it("cannot reach a prototype (A330)", () => {
    const session = open(signed('{"__proto__":{"admin":true},"a":1}'));
    expect(session.data["admin"]).toBeUndefined();
    expect(Object.prototype).not.toHaveProperty("admin");
    expect(session.data["a"]).toBe(1);
  });
});
