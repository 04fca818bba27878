import { describe, expect, it } from "vitest";

import { createRouter, createRule, type MatchSummary, summarize } from "../../fixtures/routing.ts";
import { HostPolicy } from "./host-policy.ts";
import type { Router } from "./router.ts";

/** What a router says about `GET http://host/path`. */
function at(router: Router<string>, host: string, path: string): MatchSummary {
  return summarize(router.match("GET", path, host));
}

describe("subdomain matching [F45 B26 B27 B28]", () => {
  const hosts = new HostPolicy({ subdomainMatching: true, serverName: "app.test:5000" });
  const router = createRouter(
    [
      { path: "/", endpoint: "index" },
      { path: "/", endpoint: "static", subdomain: "static" },
      { path: "/<word>", endpoint: "lookup", subdomain: "<lang>" },
      { path: "/users/<int:id>", endpoint: "user", subdomain: "<int:tenant>.tenants" },
    ],
    undefined,
    hosts,
  );

  it("serves a rule on its subdomain only [F45 B26]", () => {
    expect(at(router, "app.test:5000", "/")).toEqual(["index", {}]);
    expect(at(router, "static.app.test:5000", "/")).toEqual(["static", {}]);
    expect(at(router, "other.app.test:5000", "/")).toBe(404);
  });

  it("gives the variables of a subdomain to the view [F45 B27]", () => {
    expect(at(router, "en.app.test:5000", "/hello")).toEqual(["lookup", { lang: "en", word: "hello" }]);
    expect(at(router, "7.tenants.app.test:5000", "/users/3")).toEqual(["user", { tenant: 7, id: 3 }]);
    expect(at(router, "x.tenants.app.test:5000", "/users/3")).toBe(404);
  });

  it("tries a pattern for what the named subdomain does not have", () => {
    expect(at(router, "static.app.test:5000", "/x")).toEqual(["lookup", { lang: "static", word: "x" }]);
  });

  it.each(["app.test", "static.app.test:80", "evil.example", "127.0.0.1:5000", "", "[::1]:5000"])(
    "serves nothing to the foreign host %j [B28]",
    (host) => {
      expect(at(router, host, "/")).toBe(404);
    },
  );

  it("does not serve the default subdomain's rules elsewhere", () => {
    const www = new HostPolicy({ subdomainMatching: true, serverName: "app.test", defaultSubdomain: "www" });
    const site = createRouter(["/"], undefined, www);
    expect(at(site, "www.app.test", "/")).toEqual(["/", {}]);
    expect(at(site, "app.test", "/")).toBe(404);
  });

  it("answers 405 with the methods of all rules of the host", () => {
    const several = createRouter(
      [
        { path: "/x", methods: ["GET"], subdomain: "api" },
        { path: "/x", methods: ["POST"], subdomain: "<any>" },
        { path: "/x", methods: ["PUT"] },
      ],
      undefined,
      hosts,
    );
    expect(summarize(several.match("DELETE", "/x", "api.app.test:5000"))).toEqual({
      allow: ["GET", "HEAD", "POST"],
    });
    expect(summarize(several.match("POST", "/x", "api.app.test:5000"))).toEqual(["/x", { any: "api" }]);
  });

  it("redirects to the right slashes within the host", () => {
    const slashed = createRouter([{ path: "/a/", subdomain: "<x>" }], undefined, hosts);
    expect(at(slashed, "b.app.test:5000", "/a")).toBe("/a/");
    expect(at(slashed, "b.app.test:5000", "//a//")).toBe("/a/");
    expect(at(slashed, "b.app.test:5000", "")).toBe(404);
  });
});

describe("host matching [F46 B29]", () => {
  const hosts = new HostPolicy({ hostMatching: true });
  const router = createRouter(
    [
      { path: "/", endpoint: "index", host: "app.test" },
      { path: "/", endpoint: "lang", host: "<lang>.app.test" },
      { path: "/page/", endpoint: "page", defaults: { page: 1 }, host: "app.<domain>" },
      { path: "/page/<int:page>/", endpoint: "page", host: "pages.<domain>" },
      { path: "/", endpoint: "dev", host: "localhost:5000" },
      { path: "/", endpoint: "six", host: "[::1]:5000" },
      { path: "/", endpoint: "books", host: "Bücher.example" },
      { path: "/health", endpoint: "health" },
    ],
    undefined,
    hosts,
  );

  it.each([
    ["app.test", "/", ["index", {}]],
    ["APP.test", "/", ["index", {}]],
    ["app.test.", "/", ["index", {}]],
    ["app.test:80", "/", ["index", {}]],
    ["app.test:443", "/", ["index", {}]],
    ["app.test:81", "/", 404],
    ["en.app.test", "/", ["lang", { lang: "en" }]],
    ["app.personal.test", "/page/", ["page", { domain: "personal.test", page: 1 }]],
    ["app.other.test", "/page", "/page/"],
    ["localhost:5000", "/", ["dev", {}]],
    ["localhost", "/", 404],
    ["[::1]:5000", "/", ["six", {}]],
    ["xn--bcher-kva.example", "/", ["books", {}]],
  ])("answers http://%s%s with %j [F46 B29]", (host, path, answer) => {
    expect(at(router, host, path)).toEqual(answer);
  });

  it("serves a rule without a host on every host", () => {
    expect(at(router, "whatever.example", "/health")).toEqual(["health", {}]);
    expect(at(router, "", "/health")).toEqual(["health", {}]);
  });

  it("redirects to the host of the preferred rule [F44]", () => {
    expect(at(router, "pages.x.test", "/page/1/")).toBe("//app.x.test/page/");
    expect(at(router, "pages.x.test", "/page/2/")).toEqual(["page", { domain: "x.test", page: 2 }]);
  });

  it("serves nothing to a host that is too long", () => {
    expect(at(router, `${"a".repeat(300)}.app.test`, "/")).toBe(404);
  });

  it("tries more precise hosts first, whatever the order of registration", () => {
    const several = createRouter(
      [
        { path: "/", endpoint: "any", host: "<any>" },
        { path: "/", endpoint: "org", host: "<name>.org" },
        { path: "/", endpoint: "longer", host: "<name>.example.org" },
        { path: "/", endpoint: "exact", host: "a.example.org" },
      ],
      undefined,
      hosts,
    );
    const answers = ["a.example.org", "b.example.org", "b.org", "b.net"].map((host) =>
      at(several, host, "/"),
    );
    expect(answers.map((answer) => (Array.isArray(answer) ? answer[0] : answer))).toEqual([
      "exact",
      "longer",
      "org",
      "any",
    ]);
  });

  it("answers a path that is none before it looks for more hosts", () => {
    expect(at(router, "app.test", "/%zz")).toBe(400);
  });
});

describe("an app that does not look at hosts", () => {
  it("serves every host [B28]", () => {
    const router = createRouter(["/"]);
    expect(at(router, "evil.example", "/")).toEqual(["/", {}]);
  });
});

describe("the host of a rule", () => {
  const hosts = new HostPolicy({ hostMatching: true });

  it.each(["http://a", "a/b", "a b", "a@b", "a?b", "a\\b", "<a", "a>", "<a>.<a>", "%41"])(
    "is refused when it is none: %j",
    (host) => {
      expect(() => createRule("/", { host, hosts })).toThrow(
        expect.objectContaining({
          code: "MICRO_PATH_SYNTAX",
          message: expect.stringContaining(`The host ${JSON.stringify(host)}`),
        }),
      );
    },
  );

  it("has no variable of the path", () => {
    expect(() => createRule("/<id>", { host: "<id>.test", hosts })).toThrow("Give each a name of its own");
  });

  it("is named when a converter in it is wrong", () => {
    expect(() => createRule("/", { host: "<int(x=1):id>.test", hosts })).toThrow(
      /<int:id> of the host "<int\(x=1\):id>\.test"/,
    );
  });
});
