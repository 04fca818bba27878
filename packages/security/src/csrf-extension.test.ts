import {
  Blueprint,
  Micro,
  render,
  type Schema,
  type SessionStore,
  storedSessions,
  TemplateTexts,
} from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { describe, expect, it } from "vitest";

import { createApp, METHODS, SAME_ORIGIN, tokenOf } from "../test/csrf-app.ts";
import { csrf } from "./csrf-extension.ts";

const CONTENT_TYPES = [
  "application/x-www-form-urlencoded",
  "Application/X-WWW-Form-Urlencoded",
  "multipart/form-data; boundary=b",
  "text/plain",
  "TEXT/PLAIN;charset=utf-8",
  "application/json",
  "",
];

describe("csrf(), as an extension [F247]", () => {
  it.each(
    testExtension(csrf, {
      configs: [{ CSRF_ENABLED: true }, { CSRF_ENABLED: false }],
      invalidConfigs: [
        { CSRF_ENABLED: "yes" },
        { CSRF_CHECK_DEFAULT: 1 },
        { CSRF_TIME_LIMIT: 0 },
        { CSRF_TIME_LIMIT: "3600" },
        { CSRF_TRUSTED_ORIGINS: ["example.org"] },
        { CSRF_TRUSTED_ORIGINS: ["https://example.org/path"] },
        { CSRF_TRUSTED_ORIGINS: ["*"] },
        { CSRF_TRUSTED_ORIGINS: ["null"] },
        { CSRF_TRUSTED_ORIGINS: 5 },
      ],
      prepare: (app) => void app.post("/", () => "done"),
      observe: async (app) => (await app.testClient().post("/")).status,
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("a request of an unsafe method", () => {
  it.each(METHODS.flatMap((method) => CONTENT_TYPES.map((type) => [method, type])))(
    "is refused when nothing says where it comes from: %s of %j [F247 A300 A345]",
    async (method, type) => {
      const headers = type === "" ? {} : { "content-type": type };
      const body = type.startsWith("multipart") ? "--b--\r\n" : "a=b";
      const response = await createApp().testClient().request(method, "/form", { body, headers });
      expect(response.status).toBe(403);
    },
  );

  it.each(["GET", "HEAD", "OPTIONS"])("is none for %s, which passes from anywhere", async (method) => {
    const headers = { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" };
    expect((await createApp().testClient().request(method, "/form", { headers })).status).toBe(200);
  });

  it("is left to the 404 and the 405 of the router", async () => {
    const client = createApp().testClient();
    expect((await client.post("/none")).status).toBe(404);
    expect((await client.post("/plain")).status).toBe(405);
  });
});

describe("the session", () => {
  it("begins with the first token, and with nothing else", async () => {
    const client = createApp().testClient();
    const plain = await client.get("/plain");
    const refused = await client.post("/form");
    const passed = await client.post("/form", SAME_ORIGIN);
    for (const { headers } of [plain, refused, passed]) expect(headers.has("set-cookie")).toBe(false);
    expect(plain.headers.has("vary")).toBe(false);
    const form = await client.get("/form");
    expect(form.headers.getSetCookie()).toHaveLength(1);
    expect((await client.get("/form")).headers.has("set-cookie")).toBe(false);
  });

  it("makes the page that has a token no page for shared caches", async () => {
    const client = createApp().testClient();
    for (let index = 0; index < 2; index++) {
      const { headers } = await client.get("/form");
      expect([headers.get("vary"), headers.get("cache-control")]).toEqual(["Cookie", "private"]);
    }
    const app = createApp();
    app.get(
      "/own",
      (request, { headers }) => (headers.set("Cache-Control", "no-store"), request.csrfToken()),
    );
    expect((await app.testClient().get("/own")).headers.get("cache-control")).toBe("no-store");
  });

  it("may be kept in a store", async () => {
    const kept = new Map<string, string>();
    const store: SessionStore = {
      read: async (id) => Promise.resolve(kept.get(id) ?? null),
      create: async (id, data) => void (await Promise.resolve(kept.set(id, data))),
      update: async (id, data) => Promise.resolve(kept.has(id) && kept.set(id, data) === kept),
      touch: async (id) => Promise.resolve(kept.has(id)),
      delete: async (id) => Promise.resolve(kept.delete(id)),
    };
    const client = createApp({ token: "always", app: { sessions: storedSessions(store) } }).testClient(
      SAME_ORIGIN,
    );
    const before = await tokenOf(client);
    const post = async (csrf_token: string, path = "/form") =>
      (await client.post(path, { form: { csrf_token } })).status;
    expect([await post(before), await post(before, "/login"), await post(before)]).toEqual([200, 200, 403]);
    expect(await post(await tokenOf(client))).toBe(200);
  });

  it("is needed for a token: without a SECRET_KEY the error says so, and requests are refused", async () => {
    const client = createApp({ config: { SECRET_KEY: null } }).testClient();
    await expect(client.get("/form")).rejects.toThrow("no secret key was set");
    expect((await client.post("/form", { form: { csrf_token: "x" } })).status).toBe(403);
    expect((await client.post("/form", SAME_ORIGIN)).status).toBe(200);
  });

  it("with something else under the name of the secret has none", async () => {
    const app = createApp();
    for (const value of [5, "", "x", null, "!".repeat(32), ["a"]]) {
      const client = app.testClient();
      await client.session((session) => void (session["_csrf"] = value));
      expect((await client.post("/form", { form: { csrf_token: "a".repeat(72) } })).status).toBe(403);
      expect((await client.post("/form", { form: { csrf_token: await tokenOf(client) } })).status).toBe(200);
    }
  });
});

describe("the field of the token", () => {
  /** Takes a name and nothing else, as a strict schema of any library does. */
  const strict: Schema<{ name: string }> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => {
        const keys = Object.keys(Object(value)).filter((key) => key !== "name");
        if (keys.length > 0) return { issues: keys.map((key) => ({ message: "Unknown.", path: [key] })) };
        return { value: { name: String(Reflect.get(Object(value), "name")) } };
      },
    },
  };

  it.each([
    ["a program that sends it", {}, {}],
    ["a browser that sends it, too", { "Sec-Fetch-Site": "same-origin" }, {}],
    ["a view that is exempt, too", {}, { csrf: false }],
  ])("is the protection's, not the schema's, for %s [F247 A300]", async (_, headers, meta) => {
    const app = createApp();
    app.post("/strict", { form: strict, meta }, ({ valid }) => valid.form);
    app.post("/body", { body: strict, meta }, ({ body }) => body);
    const client = app.testClient({ headers: { ...headers } });
    const form = { name: "Ann", csrf_token: await tokenOf(client) };
    for (const path of ["/strict", "/body"]) {
      const response = await client.post(path, { form });
      expect([response.status, response.text]).toEqual([200, '{"name":"Ann"}']);
      expect((await client.post(path, { form: { ...form, admin: "1" } })).status).toBe(422);
    }
    expect((await client.post("/echo", { form })).json()).toEqual(form);
  });

  it("has the name that the app gives it", async () => {
    const app = createApp({ fieldName: "proof" });
    app.get("/field", ({ csrfField }) => csrfField);
    app.post("/strict", { form: strict }, ({ valid }) => valid.form);
    const client = app.testClient();
    expect((await client.get("/field")).text).toBe("proof");
    const proof = await tokenOf(client);
    expect((await client.post("/strict", { form: { name: "Ann", proof } })).status).toBe(200);
    expect((await client.post("/strict", { form: { name: "Ann", proof, csrf_token: "x" } })).status).toBe(
      422,
    );
  });
});

describe("what is exempt", () => {
  it("is a request with a bearer token and without a cookie, which no page of another site can make", async () => {
    const client = createApp().testClient({ useCookies: false });
    const post = async (headers: Record<string, string>) => (await client.post("/form", { headers })).status;
    expect(await post({ Authorization: "Bearer abc" })).toBe(200);
    expect(await post({ Authorization: "Bearer abc", "Sec-Fetch-Site": "cross-site" })).toBe(200);
    expect(await post({ Authorization: "Token abc" })).toBe(200);
    expect(await post({ Authorization: "Bearer abc", Cookie: "session=x" })).toBe(403);
    expect(await post({ Authorization: "Bearer abc", Cookie: "a=b", Origin: "https://evil.example" })).toBe(
      403,
    );
  });

  it.each(["Basic dTpw", 'Digest username="u"', "Negotiate YWJj", "NTLM YWJj", "Bearer ", "Bearer", "", "x"])(
    "is not what a browser sends by itself, and not what is no token: %j",
    async (authorization) => {
      const headers = { Authorization: authorization };
      expect((await createApp().testClient().post("/form", { headers })).status).toBe(403);
    },
  );

  it("is a view that says so", async () => {
    const app = createApp();
    app.post("/hook", { meta: { csrf: false } }, () => "hook");
    app.post("/odd", { meta: { csrf: true } }, () => "odd");
    const headers = { Origin: "https://stripe.example" };
    expect((await app.testClient().post("/hook", { headers })).text).toBe("hook");
    expect((await app.testClient().post("/odd", { headers })).status).toBe(403);
  });

  it("is a blueprint with all that is in it, or an endpoint, by its name", async () => {
    const [api, v1, pay] = ["api", "v1", "pay"].map(
      (name) => new Blueprint(name, null, { prefix: `/${name}` }),
    );
    const app = createApp({ exempt: ["api", "pay.callback"] });
    for (const blueprint of [api, v1, pay])
      blueprint?.post("/callback", { name: "callback" }, () => "called");
    pay?.post("/other", { name: "other" }, () => "other");
    if (v1 !== undefined) api?.mount(v1);
    for (const blueprint of [api, pay]) if (blueprint !== undefined) app.mount(blueprint);
    const post = async (path: string) => (await app.testClient().post(path)).status;
    expect(await Promise.all(["/api/callback", "/api/v1/callback", "/pay/callback"].map(post))).toEqual([
      200, 200, 200,
    ]);
    expect(await Promise.all(["/pay/other", "/form"].map(post))).toEqual([403, 403]);
  });

  it("has to be there: a name that nothing has is an error when the app starts", async () => {
    const app = createApp({ exempt: ["ap"] });
    await expect(app.start()).rejects.toThrow(
      expect.objectContaining({ code: "MICRO_CSRF_EXEMPT", message: expect.stringContaining('"ap"') }),
    );
  });

  it("is everything when CSRF_ENABLED is off, as tests have it", async () => {
    const client = createApp({ config: { CSRF_ENABLED: false } }).testClient();
    expect((await client.post("/form", { headers: { Origin: "https://evil.example" } })).status).toBe(200);
    expect(await tokenOf(client)).toMatch(/^[\w-]{72}$/);
  });

  it("is every other view of an app when a blueprint alone has the extension", async () => {
    const admin = new Blueprint("admin", null, { prefix: "/admin" }).register(csrf());
    admin.post("/", () => "admin");
    const app = new Micro(null, { config: { SECRET_KEY: "x" } }).mount(admin);
    app.post("/", () => "open");
    expect((await app.testClient().post("/")).status).toBe(200);
    expect((await app.testClient().post("/admin/")).status).toBe(403);
  });
});

describe("templates [F248]", () => {
  const PAGE = '{{ csrf_meta_tag() }}<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">';
  const show = async (source: string) => {
    const { nunjucks } = await import("@micro-web/nunjucks");
    const templateSource = new TemplateTexts({ "page.html": source });
    const app = createApp({ app: { templateSource, engines: [nunjucks()] } });
    app.get("/page", () => render("page.html"));
    const client = app.testClient();
    return { client, text: (await client.get("/page")).text };
  };

  it("have csrf_token() and csrf_meta_tag()", async () => {
    const { client, text } = await show(PAGE);
    const [meta = "", field = ""] = [...text.matchAll(/(?:content|value)="([\w-]{72})"/g)].map(
      ([, token]) => token,
    );
    expect(text).toBe(
      `<meta name="csrf-token" content="${meta}"><input type="hidden" name="csrf_token" value="${field}">`,
    );
    expect((await client.post("/form", { form: { csrf_token: field } })).status).toBe(200);
    expect((await client.post("/form", { headers: { "X-CSRFToken": meta } })).status).toBe(200);
  });

  it("have Django's tag, which is the hidden field", async () => {
    const { client, text } = await show("{% csrf_token %}");
    const [, token = ""] = /^<input type="hidden" name="csrf_token" value="([\w-]{72})">$/.exec(text) ?? [];
    expect((await client.post("/form", { form: { csrf_token: token } })).status).toBe(200);
  });

  it("that are imported have them too", async () => {
    const { nunjucks } = await import("@micro-web/nunjucks");
    const templateSource = new TemplateTexts({
      "macros.html": "{% macro hidden() %}{{ csrf_token() }}{% endmacro %}",
      "page.html": "{% from 'macros.html' import hidden %}{{ hidden() }}",
    });
    const app = createApp({ app: { templateSource, engines: [nunjucks()] } });
    app.get("/page", () => render("page.html"));
    expect((await app.testClient().get("/page")).text).toMatch(/^[\w-]{72}$/);
  });

  it("that do not use them begin no session", async () => {
    const { client } = await show("plain");
    expect((await client.get("/page")).headers.has("set-cookie")).toBe(false);
  });
});

describe("a token after session.clear()", () => {
  it("is of the session as it is then, though there was one before in the same request", async () => {
    const app = createApp();
    app.get("/again", (request) => {
      request.csrfToken();
      request.session.clear();
      return request.csrfToken();
    });
    const client = app.testClient();
    const { text } = await client.get("/again");
    expect((await client.post("/form", { form: { csrf_token: text } })).status).toBe(200);
  });
});
