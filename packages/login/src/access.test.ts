import { Blueprint, type Micro, redirect } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { type Club, type ClubOptions, createClub, type Member } from "../test/club.ts";

const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };

/** A client that is logged in as Ann. @param prepare - Adds views. */
async function createMemberClient(
  options: ClubOptions = {},
  prepare: (club: Club) => void = () => undefined,
): Promise<Club & { client: ReturnType<Micro["testClient"]> }> {
  const club = createClub(options);
  prepare(club);
  const client = club.app.testClient({ headers: BROWSER });
  await club.auth.loginAs(client, club.ann);
  return { ...club, client };
}

describe("loginRequired", () => {
  it("lets users through, as a wrapper and as the hook of a blueprint [F329]", async () => {
    const { client } = await createMemberClient();
    expect((await client.get("/private")).text).toBe("for Ann");
    expect((await client.get("/api/me")).json()).toEqual({ name: "Ann" });
  });

  it("sends browsers to the login view, with `next` and a message [F329]", async () => {
    const client = createClub().app.testClient({ headers: BROWSER });
    const response = await client.get("/private?page=2&q=a%26b");
    expect([response.status, response.location]).toEqual([
      303,
      "/login?next=%2Fprivate%3Fpage%3D2%26q%3Da%2526b",
    ]);
    expect((await client.get(response.location ?? "")).json()).toEqual({
      messages: [{ category: "message", message: "Please log in to access this page." }],
    });
  });

  it.each([
    ["scripts that fetch", { accept: "*/*", "sec-fetch-dest": "empty" }],
    ["XMLHttpRequest", { accept: "*/*", "x-requested-with": "XMLHttpRequest" }],
    ["who wants JSON", { accept: "application/json" }],
    ["who sends JSON", { ...BROWSER, "content-type": "application/json" }],
    ["who brings credentials of its own", { ...BROWSER, authorization: "Bearer wrong" }],
  ])("answers %s with 401 [F329]", async (_who, headers) => {
    const response = await createClub().app.testClient().get("/private", { headers });
    expect([response.status, response.headers.getSetCookie()]).toEqual([401, []]);
  });

  it.each([
    {},
    BROWSER,
    { ...BROWSER, "sec-fetch-dest": "document" },
    { "sec-fetch-dest": "empty", accept: "text/html" },
  ])("redirects with the headers %j", async (headers) => {
    expect((await createClub().app.testClient().get("/private", { headers })).status).toBe(303);
  });

  it("answers 401 to all without a login view, which a handler may answer [F329]", async () => {
    const { app } = createClub({ login: { loginView: null } });
    app.onError(401, (error) => `handled: ${error.message}`);
    const response = await app.testClient({ headers: BROWSER }).get("/private");
    expect([response.status, response.text]).toEqual([401, "handled: Please log in to access this page."]);
  });

  it("answers HEAD as GET (A290)", async () => {
    const { app } = createClub({ login: { loginView: null } });
    for (const path of ["/private", "/api/me"]) expect((await app.testClient().head(path)).status).toBe(401);
    expect((await createClub().app.testClient().head("/private")).status).toBe(303);
  });

  it("lets no method past: OPTIONS of a blueprint with the hook is refused too", async () => {
    const { app } = createClub({ login: { loginView: null } });
    expect((await app.testClient().options("/api/me")).status).toBe(401);
  });

  it("leads back to nothing after a form: its page cannot be asked for by a link", async () => {
    const { app, auth } = createClub();
    app.post("/save", { use: [auth.loginRequired] }, () => "saved");
    expect((await app.testClient({ headers: BROWSER }).post("/save", { form: { a: "1" } })).location).toBe(
      "/login",
    );
  });

  it("leaves out a `next` that is too long for a URL", async () => {
    const client = createClub().app.testClient({ headers: BROWSER });
    expect((await client.get(`/private?${"x".repeat(3000)}`)).location).toBe("/login");
  });

  it("comes before the validation of the request", async () => {
    const { app, auth } = createClub({ login: { loginView: null } });
    const body = {
      "~standard": { version: 1 as const, vendor: "x", validate: () => ({ issues: [{ message: "x" }] }) },
    };
    app.post("/save", { use: [auth.loginRequired], body }, () => "saved");
    expect((await app.testClient().post("/save", { json: {} })).status).toBe(401);
  });

  it("has a login view for each blueprint, or none for an API [F329]", async () => {
    const { app, auth } = createClub({
      login: { loginViews: { api: null, shop: "shop.login", "shop.admin": "/staff" } },
    });
    const shop = new Blueprint("shop", null, { prefix: "/shop" });
    shop.get("/login", { name: "login" }, () => "shop");
    shop.get("/", { use: [auth.loginRequired] }, () => "x");
    const admin = new Blueprint("admin", null, { prefix: "/admin" });
    admin.get("/", { use: [auth.loginRequired] }, () => "x");
    app.mount(shop.mount(admin));
    const client = app.testClient({ headers: BROWSER });
    expect((await client.get("/api/me")).status).toBe(401);
    expect((await client.get("/shop/")).location).toBe("/shop/login?next=%2Fshop%2F");
    expect((await client.get("/shop/admin/")).location).toBe("/staff?next=%2Fshop%2Fadmin%2F");
    expect((await client.get("/private")).location).toBe("/login?next=%2Fprivate");
  });

  it("takes a route for the login view, and keeps the query that it has", async () => {
    const { app } = createClub({ login: { loginView: "/login?theme=dark" } });
    expect((await app.testClient().get("/private")).location).toBe("/login?theme=dark&next=%2Fprivate");
    const other = createClub({
      login: { loginView: { endpoint: "login" }, loginMessage: null },
    }).app.testClient();
    expect((await other.get("/private")).location).toBe("/login?next=%2Fprivate");
    expect((await other.get("/login")).json()).toEqual({ messages: [] });
  });

  it("says another message in another category", async () => {
    const { app } = createClub({ login: { loginMessage: "Bitte anmelden.", messageCategory: "warning" } });
    const client = app.testClient();
    await client.get("/private");
    expect((await client.get("/login")).json()).toEqual({
      messages: [{ category: "warning", message: "Bitte anmelden." }],
    });
  });

  it("says it once to who opens ten tabs", async () => {
    const client = createClub().app.testClient({ headers: BROWSER });
    for (let tab = 0; tab < 10; tab++) await client.get("/private");
    expect((await client.get("/login")).json()).toEqual({
      messages: [{ category: "message", message: "Please log in to access this page." }],
    });
  });

  it("answers as the app says instead [F329]", async () => {
    const { app } = createClub({
      login: { onUnauthorized: (request) => redirect(`https://sso.example/?to=${request.path}`) },
    });
    expect((await app.testClient().get("/private")).location).toBe("https://sso.example/?to=/private");
  });

  it("keeps the prefix of an app that is mounted", async () => {
    const { app } = createClub({ login: { loginView: "/login" } });
    const response = await app.testClient({ baseUrl: "http://localhost/club" }).get("/private");
    expect(response.location).toBe("/club/login?next=%2Fclub%2Fprivate");
  });
});

describe("a hook on the blueprint of the login view", () => {
  it.each(["auth.login", "/auth/login", { endpoint: "auth.login" }])(
    "lets visitors log in there, and nowhere else: %j",
    async (loginView) => {
      const { app, auth } = createClub({ login: { loginView } });
      const part = new Blueprint("auth", null, { prefix: "/auth" });
      part.beforeRequest(auth.loginRequired);
      part.get("/login", { name: "login" }, () => "who are you?");
      part.post("/login", { name: "submit" }, () => "let me see");
      part.get("/login/other", () => "x");
      part.get("/again", { use: [auth.loginRequired] }, () => "x");
      const client = app.mount(part).testClient({ headers: BROWSER });
      expect((await client.get("/auth/login?next=%2F")).text).toBe("who are you?");
      expect((await client.post("/auth/login")).text).toBe("let me see");
      expect((await client.get("/auth/login/other")).status).toBe(303);
      expect((await client.get("/auth/again")).status).toBe(303);
    },
  );
});

describe("freshLoginRequired as a hook", () => {
  it("lets stale logins show their password on the refresh view", async () => {
    const { app, auth, ann } = createClub({ login: { refreshView: "safe.again" } });
    const part = new Blueprint("safe", null, { prefix: "/safe" });
    part.beforeRequest(auth.freshLoginRequired);
    part.get("/again", { name: "again" }, () => "your password?");
    part.get("/", () => "x");
    const client = app.mount(part).testClient({ headers: BROWSER });
    await auth.loginAs(client, ann, { fresh: false });
    expect((await client.get("/safe/")).location).toBe("/safe/again?next=%2Fsafe%2F");
    expect((await client.get("/safe/again")).text).toBe("your password?");
  });
});

describe("isRequired: true", () => {
  it("asks for a login everywhere but on the login view and where a route says no [F329]", async () => {
    const { app, auth, ann } = createClub({ login: { isRequired: true } });
    app.get("/files/<path:filename>", { name: "static" }, () => "style");
    const client = app.testClient({ headers: BROWSER });
    expect((await client.get("/public")).location).toBe("/login?next=%2Fpublic");
    expect((await client.head("/me")).status).toBe(303);
    expect((await client.get("/login")).status).toBe(200);
    expect((await client.post("/login")).status).toBe(405);
    expect((await client.get("/files/style")).text).toBe("style");
    expect((await client.get("/none")).status).toBe(404);
    await auth.loginAs(client, ann);
    expect((await client.get("/public")).text).toBe("for everybody");
  });
});

describe("freshLoginRequired", () => {
  it("lets fresh logins through and sends others to the refresh view [F329]", async () => {
    const { client, auth, ann } = await createMemberClient({ login: { refreshView: "/again" } });
    expect((await client.get("/fresh")).text).toBe("fresh");
    await auth.loginAs(client, ann, { fresh: false });
    expect((await client.get("/private")).status).toBe(200);
    expect((await client.get("/fresh")).location).toBe("/again?next=%2Ffresh");
    expect((await client.get("/login")).json()).toEqual({
      messages: [{ category: "message", message: "Please reauthenticate to access this page." }],
    });
    expect((await client.post("/confirm/1")).json()).toEqual({ isConfirmed: true });
    expect((await client.get("/fresh")).text).toBe("fresh");
  });

  it("sends visitors to the login view, and those of no refresh view too", async () => {
    const { app, auth, ann } = createClub();
    const client = app.testClient({ headers: BROWSER });
    expect((await client.get("/fresh")).location).toBe("/login?next=%2Ffresh");
    await auth.loginAs(client, ann, { fresh: false });
    expect((await client.get("/fresh")).location).toBe("/login?next=%2Ffresh");
    expect((await client.get("/fresh", { headers: { accept: "application/json" } })).status).toBe(401);
  });

  it("answers as the app says instead", async () => {
    const { client, auth, ann } = await createMemberClient({ login: { onNeedsRefresh: () => "once more" } });
    await auth.loginAs(client, ann, { fresh: false });
    expect((await client.get("/fresh")).text).toBe("once more");
  });

  it("is not satisfied by the password of somebody else (A45)", async () => {
    const { client, auth, ann } = await createMemberClient();
    await auth.loginAs(client, ann, { fresh: false });
    expect((await client.post("/confirm/2")).json()).toEqual({ isConfirmed: false });
    expect((await client.get("/fresh")).status).toBe(303);
    expect((await client.get("/me")).json()).toMatchObject({ name: "Ann", isFresh: false });
  });
});

describe("confirmLogin", () => {
  it("confirms nothing for visitors", async () => {
    expect((await createClub().app.testClient().post("/confirm/1")).json()).toEqual({ isConfirmed: false });
  });
});

describe("requireUser", () => {
  it("gives a user, or answers as loginRequired does [F328 W29]", async () => {
    const { app, auth } = createClub();
    app.get("/name", (request) => auth.requireUser(request).name);
    const client = app.testClient({ headers: BROWSER });
    expect((await client.get("/name")).location).toBe("/login?next=%2Fname");
    expect((await client.get("/name", { headers: { accept: "application/json" } })).status).toBe(401);
    await client.post("/login/1");
    expect((await client.get("/name")).text).toBe("Ann");
  });

  it("lets errors of the app's own answer through", async () => {
    const { app, auth } = createClub({
      login: {
        onUnauthorized: () => {
          throw new TypeError("mine");
        },
      },
    });
    app.get("/name", (request) => auth.requireUser(request).name);
    await expect(app.testClient().get("/name")).rejects.toThrow("mine");
  });
});

describe("withUser", () => {
  it("gives views a user [F328 W29]", async () => {
    const { app, auth } = createClub();
    app.get(
      "/hello/<int:times>",
      auth.withUser(({ user, params }) => `${user.name} ${params.times + 1}`),
    );
    const client = app.testClient({ headers: BROWSER });
    expect((await client.get("/hello/3")).status).toBe(303);
    await client.post("/login/1");
    expect((await client.get("/hello/3")).text).toBe("Ann 4");
  });
});

describe("roles and permissions [F336]", () => {
  const createRoleClient = (changes: Partial<Member>) =>
    createMemberClient({}, ({ app, auth, ann }) => {
      Object.assign(ann, changes);
      app.get("/both", { use: [auth.rolesRequired("editor", "admin")] }, () => "x");
      app.get("/any", { use: [auth.rolesAccepted("editor", "admin")] }, () => "x");
      app.get("/all", { use: [auth.permissionsRequired("read", "write")] }, () => "x");
      app.get("/some", { use: [auth.permissionsAccepted("read", "write")] }, () => "x");
      app.get("/ask", (request) => [auth.hasRole(request, "admin"), auth.hasPermission(request, "read")]);
    });

  it.each([
    [{ roles: ["editor", "admin"] }, [200, 200, 403, 403]],
    [{ roles: ["admin"] }, [403, 200, 403, 403]],
    [{ roles: ["administrator", "__proto__"] }, [403, 403, 403, 403]],
    [{ permissions: ["read", "write"] }, [403, 403, 200, 200]],
    [{ permissions: ["write"] }, [403, 403, 403, 200]],
    [{ roles: "editor admin" as never, permissions: [1, null] as never }, [403, 403, 403, 403]],
  ])("of %j open %j", async (changes, statuses) => {
    const { client } = await createRoleClient(changes);
    const paths = ["/both", "/any", "/all", "/some"];
    expect(await Promise.all(paths.map(async (path) => (await client.get(path)).status))).toEqual(statuses);
  });

  it("are asked for in views, and visitors have none", async () => {
    const { client, app } = await createRoleClient({ roles: ["admin"], permissions: ["read"] });
    expect((await client.get("/ask")).json()).toEqual([true, true]);
    expect((await app.testClient().get("/ask")).json()).toEqual([false, false]);
    expect((await app.testClient({ headers: BROWSER }).get("/any")).status).toBe(303);
  });

  it("come from wherever the app has them", async () => {
    const { client } = await createMemberClient(
      { login: { getRoles: ({ name }) => [`is ${name}`], getPermissions: () => new Set(["see"]) } },
      ({ app, auth }) => {
        app.get("/x", { use: [auth.rolesRequired("is Ann"), auth.permissionsRequired("see")] }, () => "x");
      },
    );
    expect((await client.get("/x")).text).toBe("x");
  });
});

describe("policies [F336]", () => {
  interface Post {
    readonly authorId: number;
  }
  const editPost = async (member: Member, post: Post) => post.authorId === member.id;

  const createPostClient = () =>
    createMemberClient({}, ({ app, auth }) => {
      app.get("/posts/<int:id>", async (request) => {
        const post = { authorId: request.params.id };
        return { mayEdit: await auth.allows(request, editPost, post) };
      });
      app.post("/posts/<int:id>", async (request) => {
        const member = await auth.authorize(request, editPost, { authorId: request.params.id });
        return `saved by ${member.name}`;
      });
      app.post("/x", (request) => auth.authorize(request, () => "yes" as never).then(() => "x"));
    });

  it("let the right user, answer others 403 and visitors as loginRequired does", async () => {
    const { client, app } = await createPostClient();
    expect((await client.get("/posts/1")).json()).toEqual({ mayEdit: true });
    expect((await client.get("/posts/2")).json()).toEqual({ mayEdit: false });
    expect((await client.post("/posts/1")).text).toBe("saved by Ann");
    expect((await client.post("/posts/2")).status).toBe(403);
    const visitor = app.testClient({ headers: BROWSER });
    expect((await visitor.get("/posts/1")).json()).toEqual({ mayEdit: false });
    expect((await visitor.post("/posts/1")).status).toBe(303);
  });

  it("let nobody who is let by less than true", async () => {
    const { client } = await createPostClient();
    expect((await client.post("/x")).status).toBe(403);
  });
});

describe("nextUrl", () => {
  it.each([
    ["/account?tab=2", "/account?tab=2"],
    ["account", "/"],
    ["", "/"],
    ["//evil.example", "/"],
    ["///evil.example", "/"],
    ["https://evil.example/", "/"],
    ["http:evil.example", "/"],
    ["https:///evil.example", "/"],
    ["/\\evil.example", "/"],
    ["\\\\evil.example", "/"],
    ["http://localhost@evil.example/", "/"],
    ["http://user@localhost/", "/"],
    ["\njavascript:alert(1)", "/"],
    ["javascript:alert(1)", "/"],
    ["\u0008//evil.example", "/"],
    ["/.//evil.example", "/"],
    ["/%5cevil.example", "/"],
    ["http:999999999", "/"],
    ["/a\r\nSet-Cookie: x=1", "/"],
    ["http://localhost/me", "/me"],
    ["http://good.com%40evil.com", "/"],
    ["http://evil.com\\.localhost", "/"],
  ])("makes of next=%j the path %j (A44 A53 A69 A216 A283 A354)", async (next, expected) => {
    const { app, auth } = createClub();
    app.get("/to", (request) => redirect(auth.nextUrl(request)));
    const response = await app.testClient().get("/to", { query: { next } });
    expect(response.location).toBe(expected);
  });

  it("has a fallback of the app's own", async () => {
    const { app, auth } = createClub();
    app.get("/to", (request) => redirect(auth.nextUrl(request, "/home")));
    expect((await app.testClient().get("/to")).location).toBe("/home");
  });
});

describe("signals [F333]", () => {
  it("tell what happens", async () => {
    const { app, auth, ann } = createClub();
    const seen: string[] = [];
    auth.signals.userLoggedIn.connect(({ user }) => seen.push(`in ${user.name}`));
    auth.signals.userLoggedOut.connect(({ user }) => seen.push(`out ${user?.name ?? "nobody"}`));
    auth.signals.unauthorized.connect(({ request }) => seen.push(`unauthorized ${request.path}`));
    auth.signals.needsRefresh.connect(({ request }) => seen.push(`refresh ${request.path}`));
    auth.signals.loginConfirmed.connect(({ user }) => seen.push(`confirmed ${user.name}`));
    const client = app.testClient();
    await client.get("/private");
    await client.post("/login/1");
    await client.post("/logout");
    await auth.loginAs(client, ann, { fresh: false });
    await client.get("/fresh");
    await client.post("/confirm/1");
    await app.testClient().post("/logout");
    expect(seen).toEqual([
      "unauthorized /private",
      "in Ann",
      "out Ann",
      "refresh /fresh",
      "confirmed Ann",
      "out nobody",
    ]);
  });
});

describe("loginAs [F334]", () => {
  it("logs a test client in, fresh or not, and keeps what its session has", async () => {
    const { app, auth, ann, bob } = createClub();
    const client = app.testClient();
    await client.session((session) => (session["cart"] = 3));
    await auth.loginAs(client, ann);
    expect((await client.get("/me")).json()).toEqual({ name: "Ann", method: "session", isFresh: true });
    expect((await client.get("/session")).json()).toMatchObject({ cart: 3 });
    await auth.loginAs(client, bob, { fresh: false });
    expect((await client.get("/me")).json()).toEqual({ name: "Bob", method: "session", isFresh: false });
  });
});

describe("isRequired: true and endpoints called static", () => {
  it("leaves a folder of files open, and no view that is called like one", async () => {
    const { app } = createClub({ login: { isRequired: true } });
    const pages = new Blueprint("pages", null, { prefix: "/pages" });
    pages.get("/plans", { name: "static" }, () => "secret plans");
    app.mount(pages);
    expect((await app.testClient().get("/pages/plans")).status).toBe(303);
  });
});
