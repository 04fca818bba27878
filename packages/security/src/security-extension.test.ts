import { Blueprint, Micro, render, renderStream, reply, TemplateTexts } from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { nunjucks } from "@micro-web/nunjucks";
import { describe, expect, it, vi } from "vitest";

import { defaultPolicy, strictPolicy } from "./content-security-policy.ts";
import { security } from "./security-extension.ts";
import { overrideSecurity, type SecurityHeaderOptions } from "./security-options.ts";

const HTTPS = { baseUrl: "https://example.org/" };

interface AppOptions {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly templates?: Readonly<Record<string, string>>;
}

function createApp(options: SecurityHeaderOptions = {}, { config = {}, templates = {} }: AppOptions = {}) {
  const app = new Micro(null, {
    config,
    engines: [nunjucks()],
    templateSource: new TemplateTexts(templates),
    logger: { error: () => undefined },
  }).register(security(options));
  app.get("/", () => "page");
  app.get("/nonce", (request) => request.cspNonce());
  return app;
}

async function headersOf(app: Micro, path = "/", client = {}): Promise<Record<string, string>> {
  return Object.fromEntries((await app.testClient(client).get(path)).headers);
}

const policyOf = async (app: Micro, path = "/", client = {}) =>
  (await headersOf(app, path, client))["content-security-policy"] ?? "";

describe("security(), as an extension [F250]", () => {
  it.each(
    testExtension(security, {
      configs: [{ SECURITY_HTTPS_REDIRECT: true }, { SECURITY_HTTPS_REDIRECT: false }],
      invalidConfigs: [
        { SECURITY_HSTS_SECONDS: -1 },
        { SECURITY_HSTS_SECONDS: 0.5 },
        { SECURITY_HSTS_SECONDS: "1 year" },
        { SECURITY_HTTPS_REDIRECT: "yes" },
        { SECURITY_SECURE_COOKIES: 1 },
      ],
      prepare: (app) => void app.get("/", () => "x"),
      observe: async (app) => (await app.testClient().get("/")).status,
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("the headers [F250]", () => {
  it("are those that help and break nothing, on every answer", async () => {
    const expected = {
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "referrer-policy": "strict-origin-when-cross-origin",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "permissions-policy":
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
      "content-security-policy":
        "default-src 'self'; base-uri 'self'; font-src 'self' data:; form-action 'self'; img-src 'self' data:; object-src 'none'; script-src 'self'; script-src-attr 'none'; style-src 'self'; frame-ancestors 'self'",
    };
    const app = createApp();
    app.get("/json", () => ({ a: 1 }));
    app.get("/throw", () => {
      throw new Error("no");
    });
    for (const path of ["/", "/json", "/none", "/throw"])
      expect(await headersOf(app, path)).toMatchObject(expected);
    expect(await headersOf(app)).not.toHaveProperty("strict-transport-security");
  });

  it("are more on https: HSTS for a year with subdomains, and http URLs of pages upgraded", async () => {
    const headers = await headersOf(createApp(), "/", HTTPS);
    expect(headers["strict-transport-security"]).toBe("max-age=31536000; includeSubDomains");
    expect(headers["content-security-policy"]).toMatch(/; upgrade-insecure-requests$/);
  });

  it("do not lock a developer out of http by HSTS", async () => {
    const headers = await headersOf(createApp({}, { config: { DEBUG: true } }), "/", {
      baseUrl: "https://localhost/",
    });
    expect(headers).not.toHaveProperty("strict-transport-security");
  });

  it("of HSTS can be had otherwise", async () => {
    const hsts = async (options: SecurityHeaderOptions, config = {}) =>
      (await headersOf(createApp(options, { config }), "/", HTTPS))["strict-transport-security"];
    expect(await hsts({ strictTransportSecurity: false })).toBeUndefined();
    expect(await hsts({}, { SECURITY_HSTS_SECONDS: 0 })).toBeUndefined();
    const short = { strictTransportSecurity: { includeSubDomains: false } };
    expect(await hsts(short, { SECURITY_HSTS_SECONDS: 60 })).toBe("max-age=60");
    expect(
      await hsts({ strictTransportSecurity: { preload: true } }, { SECURITY_HSTS_SECONDS: 63072000 }),
    ).toBe("max-age=63072000; includeSubDomains; preload");
  });

  it.each([
    [{ strictTransportSecurity: { preload: true } }, { SECURITY_HSTS_SECONDS: 60 }],
    [{ strictTransportSecurity: { preload: true, includeSubDomains: false } }, {}],
    [{ referrerPolicy: "no-referrer\r\nX: y" }, {}],
    [{ permissionsPolicy: { camera: ["https://\u20ac"] } }, {}],
    [{ contentSecurityPolicy: { imgSrc: ["https://a.example; script-src *"] } }, {}],
    [{ contentSecurityPolicy: { imgSrc: ["a, script-src *"] } }, {}],
    [{ contentSecurityPolicy: { imgSrc: [""] } }, {}],
    [{ contentSecurityPolicy: { imgSrc: ["a b"] } }, {}],
    [{ contentSecurityPolicy: { reportUri: ["/r\n"] } }, {}],
    [{ frameAncestors: ["self https://x"] }, {}],
  ] as const)("that nobody could send are an error at once: %j with %j", (options, config) => {
    expect(() => createApp(options, { config })).toThrow(
      expect.objectContaining({ code: "MICRO_SECURITY_OPTION" }),
    );
  });

  it("can each be left out", async () => {
    const headers = await headersOf(
      createApp({
        contentSecurityPolicy: false,
        frameAncestors: false,
        referrerPolicy: false,
        crossOriginOpenerPolicy: false,
        crossOriginResourcePolicy: false,
        permissionsPolicy: false,
      }),
    );
    expect(Object.keys(headers).toSorted()).toEqual([
      "content-length",
      "content-type",
      "x-content-type-options",
    ]);
  });

  it("have the values that they are given", async () => {
    const headers = await headersOf(
      createApp({
        referrerPolicy: "same-origin",
        crossOriginOpenerPolicy: "same-origin-allow-popups",
        crossOriginResourcePolicy: "cross-origin",
        permissionsPolicy: { camera: [], geolocation: ["self", "https://maps.example"], fullscreen: ["*"] },
        reportingEndpoints: { csp: "https://reports.example/csp" },
      }),
    );
    expect(headers).toMatchObject({
      "referrer-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin-allow-popups",
      "cross-origin-resource-policy": "cross-origin",
      "permissions-policy": 'camera=(), geolocation=(self "https://maps.example"), fullscreen=*',
      "reporting-endpoints": 'csp="https://reports.example/csp"',
    });
  });

  it("that a view sets itself stay as they are", async () => {
    const app = createApp();
    const own = {
      "content-security-policy": "default-src 'none'",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-resource-policy": "cross-origin",
    };
    app.get("/own", () => reply("x", 200, own));
    expect(await headersOf(app, "/own")).toMatchObject(own);
  });

  it("let others embed what they may read by CORS", async () => {
    const app = createApp();
    app.get("/shared", () => reply("x", 200, { "Access-Control-Allow-Origin": "*" }));
    expect(await headersOf(app, "/shared")).not.toHaveProperty("cross-origin-resource-policy");
  });
});

describe("frameAncestors [F250]", () => {
  it.each([
    [["none"], "DENY", "'none'"],
    [["self"], "SAMEORIGIN", "'self'"],
    [["self", "https://partner.example"], undefined, "'self' https://partner.example"],
    [false, undefined, undefined],
  ] as const)(
    "%j is said in both headers as far as they can",
    async (frameAncestors, frameOptions, ancestors) => {
      const headers = await headersOf(createApp({ frameAncestors }));
      expect(headers["x-frame-options"]).toBe(frameOptions);
      expect(/frame-ancestors ([^;]+)/.exec(headers["content-security-policy"] ?? "")?.[1]).toBe(ancestors);
    },
  );

  it("hold without another policy", async () => {
    expect(await policyOf(createApp({ contentSecurityPolicy: false }))).toBe("frame-ancestors 'self'");
  });
});

describe("the Content-Security-Policy [F251]", () => {
  it("takes sources in addition, from what counts in place of a directive too", async () => {
    const policy = await policyOf(
      createApp({
        contentSecurityPolicy: {
          imgSrc: ["https://images.example"],
          connectSrc: ["https://api.example"],
          scriptSrcElem: ["https://cdn.example", "sha256-abc="],
          objectSrc: ["self"],
          fontSrc: ["none"],
          styleSrc: false,
          formAction: undefined,
          upgradeInsecureRequests: false,
        },
      }),
      "/",
      HTTPS,
    );
    expect(policy).toContain("img-src 'self' data: https://images.example;");
    expect(policy).toContain("connect-src 'self' https://api.example");
    expect(policy).toContain("script-src-elem 'self' https://cdn.example 'sha256-abc='");
    expect(policy).toContain("object-src 'self';");
    expect(policy).toContain("font-src 'none';");
    expect(policy).toContain("form-action 'self';");
    expect(policy).not.toContain("style-src");
    expect(policy).not.toContain("upgrade-insecure-requests");
  });

  it("is replaced by what a function makes of it", async () => {
    const app = createApp({ contentSecurityPolicy: () => strictPolicy });
    app.get("/page", (request) => `<script nonce="${request.cspNonce()}"></script>`);
    const nonce = /'nonce-([^']+)'/.exec(await policyOf(app, "/page"))?.[1];
    expect(nonce).toMatch(/^[\w-]{24}$/);
    expect(await policyOf(app)).toContain("script-src 'strict-dynamic';");
    const bare = createApp({ contentSecurityPolicy: () => ({ sandbox: [], defaultSrc: ["none"] }) });
    expect(await policyOf(bare)).toBe("sandbox; default-src 'none'; frame-ancestors 'self'");
  });

  it("knows the keywords, and the words of Trusted Types", async () => {
    const contentSecurityPolicy = () => ({
      requireTrustedTypesFor: ["script"],
      trustedTypes: ["default", "allow-duplicates"],
      scriptSrc: ["nonce"],
      reportTo: ["csp"],
      sandbox: ["allow-scripts"],
      defaultSrc: ["'self'"],
    });
    expect(await policyOf(createApp({ contentSecurityPolicy, frameAncestors: false }))).toBe(
      "require-trusted-types-for 'script'; trusted-types default 'allow-duplicates'; script-src 'none'; report-to csp; sandbox allow-scripts; default-src 'self'",
    );
  });

  it("can be one that only reports, with or without one that holds", async () => {
    const report = { contentSecurityPolicyReportOnly: { scriptSrc: ["none"], reportUri: ["/csp"] } };
    const both = await headersOf(createApp(report));
    expect(both["content-security-policy"]).toContain("script-src 'self'");
    expect(both["content-security-policy-report-only"]).toMatch(
      /default-src 'self'.*script-src 'none'.*report-uri \/csp$/,
    );
    const alone = await headersOf(
      createApp({
        contentSecurityPolicy: false,
        contentSecurityPolicyReportOnly: () => defaultPolicy,
        frameAncestors: false,
      }),
    );
    expect(alone).not.toHaveProperty("content-security-policy");
    expect(alone["content-security-policy-report-only"]).toContain("default-src 'self'");
  });
});

describe("the nonce [F251]", () => {
  it("is another one for each response, the same within one, and in the header only when it is used", async () => {
    const app = createApp({}, { templates: { "a.html": "{{ csp_nonce() }} {{ csp_nonce() }}" } });
    app.get("/page", () => render("a.html"));
    const seen = new Set<string>();
    for (let index = 0; index < 5; index++) {
      const { text, headers } = await app.testClient().get("/page");
      const [first = "", second] = text.split(" ");
      expect(second).toBe(first);
      expect(headers.get("content-security-policy")).toContain(
        `script-src 'self' 'nonce-${first}'; script-src-attr`,
      );
      expect(headers.get("content-security-policy")).toContain(`style-src 'self' 'nonce-${first}'`);
      seen.add(first);
    }
    expect(seen.size).toBe(5);
    expect(await policyOf(app)).not.toContain("nonce");
  });

  it("keeps its page out of caches, unless the view has said something", async () => {
    const app = createApp();
    app.get("/own", (request, response) => {
      response.headers.set("Cache-Control", "no-store");
      return request.cspNonce();
    });
    expect((await headersOf(app, "/nonce"))["cache-control"]).toBe("private, no-cache");
    expect((await headersOf(app, "/own"))["cache-control"]).toBe("no-store");
    expect(await headersOf(app)).not.toHaveProperty("cache-control");
  });

  it("is there for what asks late: a template in pieces", async () => {
    const app = createApp({}, { templates: { "a.html": "<p>{{ later() }}</p>{{ csp_nonce() }}" } });
    app.get("/stream", () => renderStream("a.html", { later: async () => Promise.resolve("x") }));
    const { text, headers } = await app.testClient().get("/stream");
    expect(headers.get("content-security-policy")).toContain(`'nonce-${text.slice("<p>x</p>".length)}'`);
  });

  it("is seen by imported templates", async () => {
    const templates = {
      "m.html": "{% macro script() %}{{ csp_nonce() }}{% endmacro %}",
      "a.html": "{% from 'm.html' import script %}{{ script() }}",
    };
    const app = createApp({}, { templates });
    app.get("/page", () => render("a.html"));
    expect((await app.testClient().get("/page")).text).toMatch(/^[\w-]{24}$/);
  });

  it("does not come with a 304, whose page has that of its own policy", async () => {
    const app = createApp();
    app.get("/tagged", (request, response) => {
      response.setEtag("1");
      return response.makeConditional(request).status === 304 ? reply("", 304) : request.cspNonce();
    });
    const client = app.testClient();
    const { headers } = await client.get("/tagged", { headers: { "If-None-Match": '"1"' } });
    expect([headers.has("content-security-policy"), headers.get("x-frame-options")]).toEqual([
      false,
      "SAMEORIGIN",
    ]);
  });
});

describe("overrideSecurity() [F250 F251]", () => {
  it("changes the headers of one view: sources are added, the rest is replaced", async () => {
    const app = createApp({ contentSecurityPolicy: { imgSrc: ["https://a.example"] } });
    const meta = overrideSecurity({
      contentSecurityPolicy: { imgSrc: ["https://b.example"] },
      frameAncestors: false,
      referrerPolicy: "no-referrer",
    });
    app.get("/map", { meta }, () => "map");
    const headers = await headersOf(app, "/map");
    expect(headers["content-security-policy"]).toContain(
      "img-src 'self' data: https://a.example https://b.example;",
    );
    expect(headers["content-security-policy"]).not.toContain("frame-ancestors");
    expect(headers).not.toHaveProperty("x-frame-options");
    expect(headers["referrer-policy"]).toBe("no-referrer");
    expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
    expect(await policyOf(app)).not.toContain("b.example");
  });

  it("can leave the policy out, or give one where the app has none", async () => {
    const app = createApp();
    app.get("/free", { meta: overrideSecurity({ contentSecurityPolicy: false }) }, () => "x");
    expect(await policyOf(app, "/free")).toBe("frame-ancestors 'self'");
    const bare = createApp({ contentSecurityPolicy: false });
    bare.get(
      "/strict",
      { meta: overrideSecurity({ contentSecurityPolicy: { defaultSrc: ["none"] } }) },
      () => "x",
    );
    expect(await policyOf(bare, "/strict")).toBe("default-src 'none'; frame-ancestors 'self'");
  });

  it("of something that cannot be sent is an error when the app starts", async () => {
    const app = createApp();
    app.get("/x", { meta: overrideSecurity({ contentSecurityPolicy: { imgSrc: [" "] } }) }, () => "x");
    await expect(app.start()).rejects.toThrow("MICRO_SECURITY_OPTION");
  });

  it("is for this extension alone: what stands there otherwise is no override", async () => {
    const app = createApp();
    app.get("/odd", { meta: { security: "high" } }, () => "x");
    expect(await headersOf(app, "/odd")).toMatchObject({ "x-frame-options": "SAMEORIGIN" });
  });

  it("may be done for a blueprint, whose headers are then its own", async () => {
    const embed = new Blueprint("embed", null, { prefix: "/embed" }).register(
      security({ frameAncestors: false }),
    );
    embed.get("/", (request) => request.cspNonce());
    const app = createApp().mount(embed);
    const { text, headers } = await app.testClient().get("/embed/");
    expect(headers.has("x-frame-options")).toBe(false);
    expect(headers.get("content-security-policy")).toContain(`'nonce-${text}'`);
    expect(await headersOf(app)).toMatchObject({ "x-frame-options": "SAMEORIGIN" });
  });
});

describe("SECURITY_HTTPS_REDIRECT [F250]", () => {
  const config = { SECURITY_HTTPS_REDIRECT: true };

  it.each([
    ["http://example.org/", "/a/b?c=d&e", "https://example.org/a/b?c=d&e"],
    ["http://example.org:8080/", "/", "https://example.org/"],
    ["http://[::1]:8080/", "/x", "https://[::1]/x"],
    ["http://example.org/", "//evil.example/", "https://example.org//evil.example/"],
    ["http://example.org/", `/${"x".repeat(4000)}`, `https://example.org/${"x".repeat(4000)}`],
  ])("sends %s%s to the same place on https, whatever the method", async (baseUrl, path, location) => {
    const app = createApp({}, { config });
    app.post("/a/b", () => "posted");
    const response = await app
      .testClient({ baseUrl })
      .get(path.startsWith("//") ? `${baseUrl.slice(0, -1)}${path}` : path);
    expect([response.status, response.headers.get("location")]).toEqual([308, location]);
  });

  it("leaves alone what came by https, what a proxy only claims to, debug, and views that say so [A81]", async () => {
    const app = createApp({}, { config });
    app.get("/health", { meta: overrideSecurity({ redirectsToHttps: false }) }, () => "ok");
    expect((await app.testClient(HTTPS).get("/")).status).toBe(200);
    const claimed = { headers: { "X-Forwarded-Proto": "https" } };
    expect((await app.testClient(claimed).get("/")).status).toBe(308);
    expect((await app.testClient().get("/health")).status).toBe(200);
    const debug = createApp({}, { config: { ...config, DEBUG: true } });
    expect((await debug.testClient().get("/")).status).toBe(200);
  });
});

describe("the session cookie [F255]", () => {
  const flagOf = async (config: Readonly<Record<string, unknown>>) => {
    const app = createApp({}, { config: { SECRET_KEY: "secret", ...config } });
    app.get("/in", ({ session }) => ((session["user"] = 1), "in"));
    return (await headersOf(app, "/in", HTTPS))["set-cookie"]?.includes("Secure");
  };

  it("is sent over https alone in production, unless told otherwise", async () => {
    expect(await flagOf({})).toBe(false);
    expect(await flagOf({ SECURITY_SECURE_COOKIES: true })).toBe(true);
    vi.stubEnv("NODE_ENV", "production");
    expect(await flagOf({})).toBe(true);
    expect(await flagOf({ SECURITY_SECURE_COOKIES: false })).toBe(false);
    expect(await flagOf({ TESTING: true })).toBe(false);
  });

  it("is HttpOnly and SameSite=Lax always", async () => {
    const app = createApp({}, { config: { SECRET_KEY: "secret" } });
    app.get("/in", ({ session }) => ((session["user"] = 1), "in"));
    expect((await headersOf(app, "/in"))["set-cookie"]).toMatch(
      /; HttpOnly; .*SameSite=Lax|SameSite=Lax.*HttpOnly/,
    );
  });
});
