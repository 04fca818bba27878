import { Micro, TimedSerializer } from "@micro-web/core";
import { afterEach, describe, expect, it, vi } from "vitest";

import { type Club, type ClubOptions, createClub } from "../test/club.ts";
import { login } from "./login.ts";
import { MemoryRememberStore } from "./memory-remember-store.ts";
import { digestOf } from "./secret-text.ts";

type Client = ReturnType<Club["app"]["testClient"]>;

afterEach(() => void vi.useRealTimers());

/** Ann's browser, which remembers her. */
async function remember(options: ClubOptions = {}): Promise<Club & { client: Client }> {
  const club = createClub(options);
  const client = club.app.testClient();
  await client.post("/login/1", { json: { remember: true } });
  return { ...club, client };
}

/** Another browser with that cookie, and no session. */
function copyTo({ app }: Club, cookie: string): Client {
  const client = app.testClient();
  client.setCookie("remember_token", cookie);
  return client;
}

const cookieOf = (client: Client): string => client.getCookie("remember_token")?.value ?? "";
const nameOf = async (client: Client): Promise<unknown> =>
  ((await client.get("/me")).json() as { name: unknown }).name;

/** Time goes on, timers do not. */
function setTime(time: number): void {
  vi.useFakeTimers({ toFake: ["Date"], now: time });
}

const KINDS: readonly (readonly [string, () => ClubOptions])[] = [
  ["a signed cookie", () => ({})],
  ["a token of a store", () => ({ login: { rememberStore: new MemoryRememberStore() } })],
];

describe.each(KINDS)("remember-me with %s [F330]", (_kind, options) => {
  it("knows the user again when the session is over, in a new one that is not fresh", async () => {
    const { client } = await remember(options());
    client.deleteCookie("session");
    expect((await client.get("/me")).json()).toEqual({ name: "Ann", method: "remember", isFresh: false });
    expect((await client.get("/me")).json()).toEqual({ name: "Ann", method: "session", isFresh: false });
    expect((await client.get("/fresh")).status).toBe(303);
  });

  it("has Flask-Login's cookie: remember_token, 365 days, hidden from scripts", async () => {
    const { app } = createClub(options());
    const { headers } = await app.testClient().post("/login/1", { json: { remember: true } });
    const cookie = headers.getSetCookie().find((header) => header.startsWith("remember_token="));
    expect(cookie).toMatch(/^remember_token=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("is configured with Flask-Login's names", async () => {
    const { app } = createClub({
      ...options(),
      config: {
        REMEMBER_COOKIE_NAME: "known",
        REMEMBER_COOKIE_DURATION: 60,
        REMEMBER_COOKIE_DOMAIN: "example.org",
        REMEMBER_COOKIE_PATH: "/club",
        REMEMBER_COOKIE_SECURE: true,
        REMEMBER_COOKIE_HTTPONLY: false,
        REMEMBER_COOKIE_SAMESITE: "Strict",
      },
    });
    const { headers } = await app.testClient().post("/login/1", { json: { remember: true } });
    expect(headers.getSetCookie().find((header) => header.startsWith("known="))).toMatch(
      /^known=[^;]+; Max-Age=60; Domain=example.org; Path=\/club; Secure; SameSite=Strict$/,
    );
  });

  it("is as secure as the session's cookie, unless it says otherwise", async () => {
    const { app } = createClub({ ...options(), config: { SESSION_COOKIE_SECURE: true } });
    const { headers } = await app.testClient().post("/login/1", { json: { remember: true } });
    expect(headers.getSetCookie().find((header) => header.startsWith("remember_token="))).toContain(
      "; Secure",
    );
  });

  it("is over after its duration, whatever the browser says", async () => {
    const started = Date.now();
    const club = createClub(options());
    const client = club.app.testClient();
    await client.post("/login/1", { json: { remember: true, duration: 100 } });
    const cookie = cookieOf(client);
    setTime(started + 102_000);
    expect(await nameOf(copyTo(club, cookie))).toBeNull();
    setTime(started + 50_000);
    expect(await nameOf(copyTo(club, cookie))).toBe(options().login === undefined ? "Ann" : null);
  });

  it("is prolonged by a visit when REMEMBER_COOKIE_REFRESH_EACH_REQUEST says so", async () => {
    const started = Date.now();
    const config = { REMEMBER_COOKIE_REFRESH_EACH_REQUEST: true, REMEMBER_COOKIE_DURATION: 100 };
    const club = await remember({ ...options(), config });
    setTime(started + 80_000);
    club.client.deleteCookie("session");
    expect(await nameOf(club.client)).toBe("Ann");
    const cookie = cookieOf(club.client);
    setTime(started + 160_000);
    expect(await nameOf(copyTo(club, cookie))).toBe("Ann");
  });

  it("ends at logout", async () => {
    const club = await remember(options());
    await club.client.post("/logout");
    expect(cookieOf(club.client)).toBe("");
    expect(await nameOf(club.client)).toBeNull();
  });

  it("ends with the password [F330]", async () => {
    const club = await remember(options());
    const cookie = cookieOf(club.client);
    club.ann.passwordHash = "another";
    const client = copyTo(club, cookie);
    expect(await nameOf(client)).toBeNull();
    expect(cookieOf(client)).toBe("");
  });

  it("and its session stay where the password was changed, and end elsewhere", async () => {
    const club = await remember(options());
    const [old, other] = [cookieOf(club.client), club.app.testClient()];
    await other.post("/login/1", { json: { remember: true } });
    expect((await club.client.post("/password/2")).json()).toEqual({ isRenewed: false, isFresh: true });
    expect((await club.client.post("/password/1")).json()).toEqual({ isRenewed: true, isFresh: true });
    expect(await nameOf(club.client)).toBe("Ann");
    expect(await nameOf(other)).toBeNull();
    expect(await nameOf(copyTo(club, old))).toBeNull();
    club.client.deleteCookie("session");
    expect(await nameOf(club.client)).toBe("Ann");
  });

  it("does not bring back a user who is no more, or not active", async () => {
    const club = await remember(options());
    club.ann.isActive = false;
    expect(await nameOf(copyTo(club, cookieOf(club.client)))).toBeNull();
    const other = await remember(options());
    other.members.delete("1");
    expect(await nameOf(copyTo(other, cookieOf(other.client)))).toBeNull();
  });

  it("does not stay behind when somebody else logs in", async () => {
    const { client } = await remember(options());
    await client.post("/login/2");
    expect(cookieOf(client)).toBe("");
    client.deleteCookie("session");
    expect(await nameOf(client)).toBeNull();
  });

  it("is of the last user who wanted it", async () => {
    const { client } = await remember(options());
    await client.post("/login/2", { json: { remember: true } });
    client.deleteCookie("session");
    expect(await nameOf(client)).toBe("Bob");
  });

  it("gives a new session, without what was in the old one: a planted CSRF token (A276)", async () => {
    const { client } = await remember(options());
    client.deleteCookie("session");
    await client.session((session) => (session["_csrf"] = "planted"));
    expect(await nameOf(client)).toBe("Ann");
    expect(await client.session((session) => Object.keys(session))).not.toContain("_csrf");
  });

  it.each([
    "",
    "x",
    "a.b",
    ".",
    "..",
    "null",
    "[]",
    "%00",
    "x".repeat(5000),
    "__proto__",
    "é",
    "AAAA.BBBB.CCCC",
  ])("is nothing for the cookie %j, which is deleted at most", async (cookie) => {
    const client = copyTo(createClub(options()), encodeURIComponent(cookie));
    const response = await client.get("/me");
    expect(response.json()).toMatchObject({ name: null });
    expect(client.getCookie("session")).toBeUndefined();
  });

  it("is nothing with any part of it changed", async () => {
    const club = await remember(options());
    const cookie = cookieOf(club.client);
    for (let index = 0; index < cookie.length; index += 7) {
      const other = cookie[index] === "A" ? "B" : "A";
      const changed = cookie.slice(0, index) + other + cookie.slice(index + 1);
      if (cookie.length - index < 2) continue; // the last character of base64 has spare bits
      expect(await nameOf(copyTo(await remember(options()), changed))).toBeNull();
    }
    for (const part of [cookie.slice(1), cookie.slice(0, -1), `${cookie}x`, cookie.toLowerCase()])
      expect(await nameOf(copyTo(club, part))).toBeNull();
  });

  it("is told to signals", async () => {
    const { client, auth } = await remember(options());
    const seen: string[] = [];
    auth.signals.userRemembered.connect(({ user }) => seen.push(user.name));
    client.deleteCookie("session");
    await client.get("/me");
    expect(seen).toEqual(["Ann"]);
  });
});

describe("a signed remember-me cookie", () => {
  it("is refused where nothing could ever end it (MICRO_LOGIN_REMEMBER)", async () => {
    const { app } = createClub({ login: { getStamp: undefined } as never });
    await expect(app.testClient().post("/login/1", { json: { remember: true } })).rejects.toThrow(
      /^loginUser\(\) was asked to remember a user, .* Give login\(\) a getStamp, .*\[MICRO_LOGIN_REMEMBER\]$/,
    );
    expect((await app.testClient().post("/login/1")).json()).toMatchObject({ isIn: true });
  });

  it("of another app, guard or purpose is none", async () => {
    const club = await remember();
    const session = club.client.getCookie("session")?.value ?? "";
    expect(await nameOf(copyTo(club, session))).toBeNull();
    const other = createClub({ config: { SECRET_KEY: "other" } });
    expect(await nameOf(copyTo(other, cookieOf(club.client)))).toBeNull();
    const withoutSecret = createClub({ config: { SECRET_KEY: null } });
    expect(await nameOf(copyTo(withoutSecret, cookieOf(club.client)))).toBeNull();
  });

  it("with anything else in it that we have signed is none", async () => {
    const club = createClub({ login: { getStamp: undefined } as never });
    const serializer = new TimedSerializer("secret of the tests", { salt: "micro-login.remember.user" });
    const later = Date.now() / 1000 + 1000;
    for (const value of [
      null,
      "1",
      {},
      ["1"],
      [1, "", later],
      ["1", null, later],
      ["1", "", "x"],
      ["1", "", later],
    ])
      expect(await nameOf(copyTo(club, serializer.sign(value)))).toBeNull();
  });

  it("outlives a new secret (F41)", async () => {
    const club = await remember();
    const config = { SECRET_KEY: "new", SECRET_KEY_FALLBACKS: ["secret of the tests"] };
    expect(await nameOf(copyTo(createClub({ config }), cookieOf(club.client)))).toBe("Ann");
  });
});

describe("a remember-me token of a store", () => {
  async function rememberInStore(): Promise<Club & { client: Client; store: MemoryRememberStore }> {
    const store = new MemoryRememberStore();
    return { ...(await remember({ login: { rememberStore: store } })), store };
  }

  it("is not kept: whoever reads the store cannot log in", async () => {
    const { client, store } = await rememberInStore();
    const [series = "", token = ""] = cookieOf(client).split(".");
    const kept = JSON.stringify(store.find(digestOf(`user ${series}`).slice(0, 22)));
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(series);
    expect(kept).toContain('"userId":"1"');
  });

  it("is replaced when it is used", async () => {
    const { client } = await rememberInStore();
    const first = cookieOf(client);
    client.deleteCookie("session");
    await client.get("/me");
    expect(cookieOf(client)).not.toBe(first);
    expect(cookieOf(client).split(".")[0]).toBe(first.split(".")[0]);
    client.deleteCookie("session");
    expect(await nameOf(client)).toBe("Ann");
  });

  it("is good for tabs that open at once, each of which gets a session, and one the next token", async () => {
    const club = await rememberInStore();
    const cookie = cookieOf(club.client);
    const tabs = Array.from({ length: 10 }, () => copyTo(club, cookie));
    expect(await Promise.all(tabs.map(nameOf))).toEqual(tabs.map(() => "Ann"));
    const next = new Set(tabs.map(cookieOf).filter((value) => value !== cookie));
    expect(next.size).toBe(1);
    expect(await nameOf(copyTo(club, [...next][0] ?? ""))).toBe("Ann");
  });

  it("that is shown again later was stolen: all browsers forget the user, and signals tell it", async () => {
    const club = await rememberInStore();
    const other = club.app.testClient();
    await other.post("/login/1", { json: { remember: true } });
    const stolen: string[] = [];
    club.auth.signals.rememberTokenStolen.connect(({ userId }) => stolen.push(userId));
    const cookie = cookieOf(club.client);
    const thief = copyTo(club, cookie);
    expect(await nameOf(thief)).toBe("Ann");
    setTime(Date.now() + 61_000);
    club.client.deleteCookie("session");
    expect(await nameOf(club.client)).toBeNull();
    expect(stolen).toEqual(["1"]);
    for (const browser of [thief, other]) {
      browser.deleteCookie("session");
      expect(await nameOf(browser)).toBeNull();
    }
    expect(club.store.size).toBe(0);
  });

  it("with another token counts as stolen, but revokes nothing at logout", async () => {
    const club = await rememberInStore();
    const [series = ""] = cookieOf(club.client).split(".");
    const guess = club.app.testClient();
    await guess.post("/login/2");
    guess.setCookie("remember_token", `${series}.${"A".repeat(43)}`);
    await guess.post("/logout");
    expect(club.store.size).toBe(1);
    expect(await nameOf(copyTo(club, `${series}.${"A".repeat(43)}`))).toBeNull();
    expect(club.store.size).toBe(0);
  });

  it("is revoked with all others of the user", async () => {
    const club = await rememberInStore();
    expect(await club.auth.forgetUser(club.ann)).toBe(1);
    expect(await nameOf(copyTo(club, cookieOf(club.client)))).toBeNull();
    expect(await createClub().auth.forgetUser(club.ann)).toBe(0);
  });

  it("is gone from the store at logout, and when another user logs in", async () => {
    const one = await rememberInStore();
    await one.client.post("/logout");
    expect(one.store.size).toBe(0);
    const two = await rememberInStore();
    await two.client.post("/login/2", { json: { remember: true } });
    expect(two.store.size).toBe(1);
  });

  it("lasts without stamps too", async () => {
    const store = new MemoryRememberStore();
    const { client } = await remember({ login: { rememberStore: store, getStamp: undefined } as never });
    client.deleteCookie("session");
    expect(await nameOf(client)).toBe("Ann");
  });

  it("of a store that fails is an error where the user is asked for, and of no other page", async () => {
    const club = await rememberInStore();
    vi.spyOn(club.store, "find").mockImplementation(() => {
      throw new Error("store is down");
    });
    const client = copyTo(club, cookieOf(club.client));
    expect((await client.get("/public")).text).toBe("for everybody");
    await expect(client.get("/me")).rejects.toThrow("store is down");
  });

  it("that another request has just revoked logs nobody in", async () => {
    const club = await rememberInStore();
    const cookie = cookieOf(club.client);
    vi.spyOn(club.store, "replace").mockImplementation((series) => {
      club.store.delete(series.series);
      return false;
    });
    expect(await nameOf(copyTo(club, cookie))).toBeNull();
  });
});

describe("the store of remember-me tokens", () => {
  it("may be shared by two kinds of users: the token of one is none of the other, also without stamps", async () => {
    const rememberStore = new MemoryRememberStore();
    const options = { loadUser: (id: string) => ({ id }), rememberStore };
    const [users, admins] = [login(options), login({ ...options, name: "admin" })];
    const app = new Micro(null, { config: { SECRET_KEY: "secret of the tests" } }).register(users, admins);
    app.post("/login", async (request) => ({
      isIn: await users.loginUser(request, { id: "1" }, { remember: true }),
    }));
    app.get("/admin", (request) => ({ id: admins.user(request)?.id ?? null }));
    const client = app.testClient();
    await client.post("/login");
    client.setCookie("remember_token_admin", cookieOf(client));
    expect((await client.get("/admin")).json()).toEqual({ id: null });
    expect(rememberStore.size).toBe(1);
  });

  it("does not cry theft because the user could not be loaded when the token was used", async () => {
    const rememberStore = new MemoryRememberStore();
    let isDown = false;
    const club = await remember({
      login: {
        rememberStore,
        loadUser: (id) => {
          if (isDown) throw new Error("the database is down");
          return club.members.get(id);
        },
      },
      config: { TESTING: false },
    });
    const { client, auth } = club;
    client.deleteCookie("session");
    isDown = true;
    expect((await client.get("/me")).status).toBe(500);
    isDown = false;
    setTime(Date.now() + 3_600_000);
    let thefts = 0;
    auth.signals.rememberTokenStolen.connect(() => thefts++);
    expect(await nameOf(client)).toBe("Ann");
    expect(thefts).toBe(0);
  });

  it("that fails lets nobody in by half", async () => {
    const rememberStore = new MemoryRememberStore();
    const { app } = createClub({ login: { rememberStore }, config: { TESTING: false } });
    vi.spyOn(rememberStore, "create").mockImplementation(() => {
      throw new Error("the database is down");
    });
    const client = app.testClient();
    expect((await client.post("/login/1", { json: { remember: true } })).status).toBe(500);
    expect(await nameOf(client)).toBeNull();
  });
});
