import { Blueprint, Micro, TemplateTexts } from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { describe, expect, it } from "vitest";

import { createClub } from "../test/club.ts";
import { login } from "./login.ts";

const NOBODY = { name: null, method: null, isFresh: false };

describe("login(), as an extension", () => {
  it.each(
    testExtension(() => login({ loadUser: (id) => ({ id }) }), {
      configs: [{ REMEMBER_COOKIE_NAME: "one" }, { REMEMBER_COOKIE_NAME: "two" }],
      invalidConfigs: [
        { REMEMBER_COOKIE_NAME: "" },
        { REMEMBER_COOKIE_DURATION: -1 },
        { REMEMBER_COOKIE_DURATION: "1 day" },
        { REMEMBER_COOKIE_DOMAIN: 3 },
        { REMEMBER_COOKIE_PATH: "x" },
        { REMEMBER_COOKIE_SECURE: "yes" },
        { REMEMBER_COOKIE_HTTPONLY: 1 },
        { REMEMBER_COOKIE_SAMESITE: "loose" },
      ],
      prepare: (app) => {
        app.get("/observe", (request) => ({ user: Reflect.get(request, "user") as unknown }));
      },
      observe: async (app, api) => {
        const request = await app.testRequest("/");
        return [
          (await app.testClient().get("/observe")).json(),
          api.user(request),
          app.config.get("REMEMBER_COOKIE_NAME"),
        ];
      },
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("loginUser", () => {
  it("logs a user in, for this request and the next ones [F326 F327]", async () => {
    const { app, loads } = createClub();
    const client = app.testClient();
    expect((await client.get("/me")).json()).toEqual(NOBODY);
    expect((await client.post("/login/1")).json()).toEqual({ isIn: true, name: "Ann" });
    expect((await client.get("/me")).json()).toEqual({ name: "Ann", method: "session", isFresh: true });
    expect((await app.testClient().get("/me")).json()).toEqual(NOBODY);
    expect(loads).toEqual(["1"]);
  });

  it("keeps Flask-Login's names in the session, ids as texts [F326]", async () => {
    const { app } = createClub();
    const client = app.testClient();
    await client.post("/login/1");
    expect(await client.session((session) => ({ ...session }))).toEqual({
      _user_id: "1",
      _fresh: true,
      _user_stamp: expect.stringMatching(/^[\w-]{22}$/) as string,
    });
  });

  it("refuses a user who is not active, unless forced [F327]", async () => {
    const { app, ann } = createClub();
    const client = app.testClient();
    ann.isActive = false;
    expect((await client.post("/login/1")).json()).toEqual({ isIn: false, name: null });
    expect((await client.get("/me")).json()).toEqual(NOBODY);
    expect((await client.post("/login/1", { json: { force: true } })).json()).toEqual({
      isIn: true,
      name: "Ann",
    });
    expect((await client.get("/me")).json()).toMatchObject({ name: "Ann" });
  });

  it("is not fresh when the caller says so [F327]", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1", { json: { fresh: false } });
    expect((await client.get("/me")).json()).toEqual({ name: "Ann", method: "session", isFresh: false });
  });

  it.each([undefined, null, "", {}, Number.NaN, "x".repeat(256), true])(
    "refuses the id %j, which no session could keep (MICRO_LOGIN_USER)",
    async (id) => {
      const auth = login({ loadUser: () => null, getId: () => id as string });
      const app = new Micro(null, { config: { SECRET_KEY: "x", TESTING: true } }).register(auth);
      app.get("/", (request) => auth.loginUser(request, {}).then(String));
      await expect(app.testClient().get("/")).rejects.toThrow(
        /^A user has the id .* Give login\(\) a getId .*\[MICRO_LOGIN_USER\]$/,
      );
    },
  );

  it.each([7, 7n, "a b\r\nSet-Cookie: x=1", "é🐎", "x".repeat(255)])("keeps the id %s", async (id) => {
    const auth = login({ loadUser: (text) => ({ text }), getId: () => id });
    const app = new Micro(null, { config: { SECRET_KEY: "x", TESTING: true } }).register(auth);
    app.post("/", (request) => auth.loginUser(request, { text: "" }).then(String));
    app.get("/", ({ user }) => user?.text ?? "nobody");
    const client = app.testClient();
    const { headers } = await client.post("/");
    expect([...headers.keys()]).not.toContain("x");
    expect((await client.get("/")).text).toBe(String(id));
  });

  it("is refused in an app without it (MICRO_LOGIN_MISSING)", async () => {
    const { auth, ann } = createClub();
    const request = await new Micro().testRequest("/x");
    expect(() => auth.loginUser(request, ann)).toThrow(
      /^The extension "login" was asked about GET \/x, .* Call app.register\(\) with it\. \[MICRO_LOGIN_MISSING\]$/,
    );
  });

  it("needs a SECRET_KEY (MICRO_SESSION_NO_SECRET)", async () => {
    const client = createClub({ config: { SECRET_KEY: null } }).app.testClient();
    await expect(client.post("/login/1")).rejects.toThrow("MICRO_SESSION_NO_SECRET");
    expect((await client.get("/me")).json()).toEqual(NOBODY);
  });
});

describe("logoutUser", () => {
  it("empties the session, and the request has no user any more [F327]", async () => {
    const client = createClub().app.testClient();
    await client.post("/login/1");
    await client.post("/session");
    expect((await client.post("/logout")).json()).toEqual({ name: null });
    expect(client.getCookie("session")).toBeUndefined();
    expect((await client.get("/me")).json()).toEqual(NOBODY);
  });

  it("does nothing to visitors who are not logged in", async () => {
    expect((await createClub().app.testClient().post("/logout")).json()).toEqual({ name: null });
  });
});

describe("request.user", () => {
  it("is the user, loaded once a request however often it is read [F328 W29]", async () => {
    const { app, loads } = createClub();
    app.get("/often", (request) => {
      const users = [0, 1, 2].map(() => Reflect.get(request, "user") as { name: string });
      return users.map(({ name }) => name);
    });
    const client = app.testClient();
    await client.post("/login/1");
    expect((await client.get("/often")).json()).toEqual(["Ann", "Ann", "Ann"]);
    expect(loads).toEqual(["1"]);
  });

  it("costs visitors without a cookie nothing: no user, no session, no Vary", async () => {
    const { app, loads } = createClub();
    const response = await app.testClient().get("/public");
    expect([loads, response.headers.get("Vary"), response.headers.getSetCookie()]).toEqual([[], null, []]);
  });

  it("makes answers vary by cookie where it is read, and only there (A4 A64)", async () => {
    const { app } = createClub();
    const client = app.testClient();
    expect((await client.get("/me")).headers.get("Vary")).toBe("Cookie");
    await client.post("/login/1");
    expect((await client.get("/me")).headers.get("Vary")).toBe("Cookie");
    expect((await client.get("/private")).headers.get("Vary")).toBe("Cookie");
    expect((await client.get("/public")).headers.get("Vary")).toBeNull();
  });

  it("is nobody when the user is no more, and the id leaves the session [F326]", async () => {
    const { app, members } = createClub();
    const client = app.testClient();
    await client.post("/login/1");
    await client.post("/session");
    members.delete("1");
    expect((await client.get("/me")).json()).toEqual(NOBODY);
    expect(await client.session((session) => ({ ...session }))).toEqual({ cart: 3, language: "de" });
  });

  it("is nobody once the user is not active any more", async () => {
    const { app, ann } = createClub();
    const client = app.testClient();
    await client.post("/login/1");
    ann.isActive = false;
    expect((await client.get("/me")).json()).toEqual(NOBODY);
  });

  it("is nobody once the password has changed: all sessions of the user are over", async () => {
    const { app, ann } = createClub();
    const [one, other] = [app.testClient(), app.testClient()];
    await one.post("/login/1");
    await other.post("/login/1");
    ann.passwordHash = "another";
    expect((await one.get("/me")).json()).toEqual(NOBODY);
    expect((await other.get("/private")).status).toBe(303);
  });

  it.each([1, true, {}, "", "x".repeat(256), "__proto__", "constructor", null])(
    "is nobody for the id %j in the session, which we have not written",
    async (id) => {
      const client = createClub().app.testClient();
      await client.session((session) => Object.assign(session, { _user_id: id, _fresh: true }));
      expect((await client.get("/me")).json()).toEqual(NOBODY);
      expect(await client.session((session) => session["_user_id"])).toBeUndefined();
    },
  );

  it("is lazily loaded by a loader that answers at once, also before the hook and for static files", async () => {
    const { app, loads, auth } = createClub({ isAsync: false });
    const seen: unknown[] = [];
    app.use(async (request, _response, next) => {
      seen.push(auth.user(request)?.name);
      await next();
    });
    app.get("/file/<path:filename>", { name: "static" }, () => "file");
    const client = app.testClient();
    await client.post("/login/1");
    await client.get("/file/x");
    expect([seen, loads]).toEqual([[undefined, "Ann"], ["1"]]);
  });

  it("says so when it is read too early for a loader that takes its time (MICRO_LOGIN_ORDER)", async () => {
    const { app, auth } = createClub();
    app.get("/file/<path:filename>", { name: "x.static" }, (request) => auth.user(request)?.name ?? "");
    app.get(
      "/awaited/<path:filename>",
      { name: "static" },
      async (request) => (await auth.load(request))?.name ?? "nobody",
    );
    const client = app.testClient();
    await client.post("/login/1");
    await expect(client.get("/file/x")).rejects.toThrow(
      /^request\.user was read for GET \/file\/x before .* await auth\.load\(request\) first\. \[MICRO_LOGIN_ORDER\]$/,
    );
    expect((await client.get("/awaited/x")).text).toBe("Ann");
  });

  it("fails where it is read when a loader that answers at once does", async () => {
    const { app } = createClub({
      login: {
        loadUser: () => {
          throw new Error("database is locked");
        },
      },
    });
    const client = app.testClient();
    await client.post("/login/1");
    expect((await client.get("/public")).text).toBe("for everybody");
    await expect(client.get("/me")).rejects.toThrow("database is locked");
  });

  it("fails where it is read when the database does, and pages without it work", async () => {
    const { app, auth } = createClub({
      login: { loadUser: () => Promise.reject(new Error("database is down")) },
      config: { TESTING: false, PROPAGATE_EXCEPTIONS: false },
      app: { logger: { error: () => undefined } },
    });
    app.onError(500, (_error, request) => `sorry, ${auth.user(request)?.name ?? "stranger"}`);
    const client = app.testClient();
    await client.post("/login/1");
    expect((await client.get("/public")).text).toBe("for everybody");
    const response = await client.get("/me");
    expect([response.status, response.text]).toEqual([500, "sorry, stranger"]);
    expect((await client.get("/private")).status).toBe(500);
  });
});

describe("current_user in templates", () => {
  const TEXT =
    "{{ current_user.name }}|{{ current_user.is_authenticated }}|{{ current_user.is_anonymous }}|{{ current_user.get_id() }}";
  const engine = {
    name: "eval",
    extensions: [".html"],
    setup: () => ({
      render: (_name: string, context: Record<string, unknown>) => context["show"] as string,
      renderString: (_source: string, context: Record<string, unknown>) => {
        const user = context["current_user"] as Record<string, unknown> & { get_id(): unknown };
        const values = [user["name"], user["is_authenticated"], user["is_anonymous"], user.get_id()];
        return JSON.stringify([
          ...values,
          "name" in user,
          Object.keys(user),
          user["is_active"],
          user["x"] ?? "-",
        ]);
      },
    }),
  };

  it("is the user with Flask-Login's members, or an anonymous one [F328]", async () => {
    const { app, auth } = createClub({ isAsync: false });
    app.templates.addEngine(engine);
    app.get("/page", async (request) => app.templates.renderString(TEXT, {}, request));
    const client = app.testClient();
    expect(JSON.parse((await client.get("/page")).text)).toEqual([
      null,
      false,
      true,
      null,
      false,
      [],
      false,
      "-",
    ]);
    await client.post("/login/1");
    expect(JSON.parse((await client.get("/page")).text)).toEqual([
      "Ann",
      true,
      false,
      "1",
      true,
      ["id", "name", "passwordHash", "isActive", "roles", "permissions"],
      true,
      "-",
    ]);
    expect(auth.name).toBe("login");
  });

  it("is not asked for by pages that do not look at it", async () => {
    const templateSource = new TemplateTexts({ "page.html": "x" });
    const { app, loads } = createClub({ app: { templateSource } });
    app.templates.addEngine({ ...engine, setup: () => ({ render: () => "page" }) } as never); // an engine of the test
    app.get("/page", async (request) =>
      app.templates.render({ template: "page.html", context: {} } as never, request),
    );
    const response = await app.testClient().get("/page");
    expect([response.text, response.headers.get("Vary"), loads]).toEqual(["page", null, []]);
  });
});

describe("several kinds of users [F332]", () => {
  function createShop() {
    const { app, auth } = createClub();
    const admins = login({ name: "admin", loadUser: (id) => ({ id, level: 3 }), loginView: "/admin/login" });
    const shop = app.register(admins);
    shop.post("/admin/login", { name: "admin_login" }, (request) =>
      admins.loginUser(request, { id: "9", level: 3 }).then(String),
    );
    shop.post("/admin/logout", { name: "admin_logout" }, (request) =>
      admins.logoutUser(request).then(() => "out"),
    );
    shop.get("/both", (request) => [auth.user(request)?.name ?? null, request.admin?.level ?? null]);
    shop.get("/admin", { use: [admins.loginRequired] }, () => "admin");
    return { app: shop, client: shop.testClient(), auth, admins };
  }

  it("are logged in and out apart from each other", async () => {
    const { client } = createShop();
    await client.post("/login/1");
    expect((await client.get("/both")).json()).toEqual(["Ann", null]);
    expect((await client.get("/admin")).location).toBe("/admin/login?next=%2Fadmin");
    await client.post("/admin/login");
    expect((await client.get("/both")).json()).toEqual(["Ann", 3]);
    await client.post("/login/2");
    expect((await client.get("/both")).json()).toEqual(["Bob", 3]);
    await client.post("/admin/logout");
    expect((await client.get("/both")).json()).toEqual(["Bob", null]);
  });

  it("are no danger to each other: an id of one is none of the other", async () => {
    const { client } = createShop();
    await client.post("/admin/login");
    expect((await client.get("/private")).status).toBe(303);
    expect((await client.get("/me")).json()).toEqual(NOBODY);
  });

  it("may each have a blueprint of its own", async () => {
    const admins = login({ name: "admin", loadUser: (id) => ({ id }) });
    const part = new Blueprint("part", null, { prefix: "/part" }).register(admins);
    part.beforeRequest(admins.loginRequired);
    part.get("/", ({ admin }) => admin?.id ?? "");
    const app = new Micro(null, { config: { SECRET_KEY: "x" } }).mount(part);
    app.get("/", () => "outside");
    expect((await app.testClient().get("/part/")).status).toBe(401);
    expect((await app.testClient().get("/")).text).toBe("outside");
  });
});
