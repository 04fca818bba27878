import { describe, expect, it } from "vitest";

import { createUrlMap } from "../../fixtures/routing.ts";
import { HostPolicy } from "./host-policy.ts";
import { configuredBase, type UrlBase } from "./url-base.ts";

const request: UrlBase = { scheme: "http", host: "example.org:5000", rootPath: "" };
const mounted: UrlBase = { ...request, rootPath: "/app/" };

describe("the scheme and host of a URL [F52 B34 B36]", () => {
  const urls = createUrlMap({ index: "/", user: "/users/<name>" });

  it("are left out within a request", () => {
    expect(urls.build("index", {}, { base: request })).toBe("/");
  });

  it("are there when asked for, with the port [F52 B34]", () => {
    const options = { base: request, external: true };
    expect(urls.build("index", {}, options)).toBe("http://example.org:5000/");
    expect(urls.build("user", { name: "test x" }, options)).toBe("http://example.org:5000/users/test%20x");
    expect(urls.build("user", { name: "x:y" }, options)).toBe("http://example.org:5000/users/x:y");
  });

  it("are there with a scheme of its own, for that URL only [F52 B36]", () => {
    const built = [
      urls.build("index", {}, { base: request, scheme: "https" }),
      urls.build("index", {}, { base: request, external: true }),
      urls.build("index", {}, { base: request, scheme: "https", external: true }),
      urls.build("index", {}, { base: request }),
    ];
    expect(built).toEqual([
      "https://example.org:5000/",
      "http://example.org:5000/",
      "https://example.org:5000/",
      "/",
    ]);
  });

  it("cannot be asked for and left out at once [F52 B36]", () => {
    const options = { base: request, scheme: "https", external: false };
    expect(() => urls.build("index", {}, options)).toThrow(
      expect.objectContaining({ code: "MICRO_URL_OPTIONS" }),
    );
  });

  it.each(["javascript", "ftp", "http", "ws", ""])("are never those of another protocol: %j", (scheme) => {
    expect(urls.build("index", {}, { base: request, scheme })).toBe("http://example.org:5000/");
  });

  it("are https for a secure socket", () => {
    expect(urls.build("index", {}, { base: { ...request, scheme: "wss" }, external: true })).toMatch(
      /^https:/,
    );
  });

  it("stand before query and anchor [B35]", () => {
    const url = urls.build("index", { q: "a b" }, { base: mounted, external: true, anchor: "x y" });
    expect(url).toBe("http://example.org:5000/app/?q=a+b#x%20y");
  });
});

describe("what the app is mounted under", () => {
  const urls = createUrlMap({ index: "/", user: "/users/<name>" });

  it.each([
    ["", "/users/a"],
    ["/", "/users/a"],
    ["/app", "/app/users/a"],
    ["/app/", "/app/users/a"],
    ["//evil.example", "/evil.example/users/a"],
  ])("%j is put in front of a path: %s [B31]", (rootPath, url) => {
    expect(urls.build("user", { name: "a" }, { base: { ...request, rootPath } })).toBe(url);
  });

  it("ends with a slash for the root of the app", () => {
    expect(urls.build("index", {}, { base: mounted })).toBe("/app/");
  });
});

describe("a URL outside a request [F53 B42 B43]", () => {
  const urls = createUrlMap({ index: "/", user: "/users/<name>" });

  it("has scheme and host of the configuration [F53 B42]", () => {
    const base =
      configuredBase({
        SERVER_NAME: "Example.org",
        APPLICATION_ROOT: "/app",
        PREFERRED_URL_SCHEME: "https",
      }) ?? undefined;
    expect(urls.build("user", { name: "a" }, { base })).toBe("https://example.org/app/users/a");
    expect(urls.build("user", { name: "a" }, { base, external: false })).toBe("/app/users/a");
  });

  it("has http and no root by default", () => {
    const base = configuredBase({ SERVER_NAME: "localhost:5000" }) ?? undefined;
    expect(urls.build("index", {}, { base })).toBe("http://localhost:5000/");
  });

  it.each([{}, { SERVER_NAME: null }, { SERVER_NAME: "" }])("has none of %j", (config) => {
    expect(configuredBase(config)).toBeNull();
  });

  it.each([{ external: true }, { scheme: "https" }])(
    "is refused with %j when no host is known, with what to set [F53 B43]",
    (options) => {
      expect(() => urls.build("index", {}, options)).toThrow(
        expect.objectContaining({
          code: "MICRO_URL_SERVER_NAME",
          message: expect.stringMatching(/SERVER_NAME.*APPLICATION_ROOT.*PREFERRED_URL_SCHEME/),
        }),
      );
    },
  );

  it("is a path when nothing else is asked for", () => {
    expect(urls.build("index")).toBe("/");
  });
});

describe("the URL of a rule with a subdomain", () => {
  const hosts = new HostPolicy({ subdomainMatching: true, serverName: "example.org:5000" });
  const urls = createUrlMap(
    {
      index: "/",
      wiki: [{ path: "/wiki", subdomain: "wiki" }],
      user: [{ path: "/posts", subdomain: "<user>" }],
      tenant: [{ path: "/", subdomain: "<int:tenant>" }],
    },
    hosts,
  );
  const on = (host: string): { base: UrlBase } => ({ base: { ...request, host } });

  it("is a path on that subdomain, and has the host elsewhere [F45]", () => {
    expect(urls.build("wiki", {}, on("wiki.example.org:5000"))).toBe("/wiki");
    expect(urls.build("wiki", {}, on("example.org:5000"))).toBe("http://wiki.example.org:5000/wiki");
    expect(urls.build("wiki", {}, on("evil.example"))).toBe("http://wiki.example.org:5000/wiki");
    expect(urls.build("index", {}, on("wiki.example.org:5000"))).toBe("http://example.org:5000/");
  });

  it("is filled with values, as the path is", () => {
    expect(urls.build("user", { user: "Ann", page: 2 }, on("example.org:5000"))).toBe(
      "http://ann.example.org:5000/posts?page=2",
    );
    expect(urls.build("user", { user: "ann" }, on("ann.example.org:5000"))).toBe("/posts");
    expect(urls.build("user", { user: "bücher" }, on("example.org:5000"))).toBe(
      "http://xn--bcher-kva.example.org:5000/posts",
    );
  });

  it.each(["evil.example/", "evil.example#", "a@b", "a b", "a/b", "a?b", "", "a\\b", "a:1"])(
    "does not lead to another host for %j (A65)",
    (user) => {
      expect(() => urls.build("user", { user }, on("example.org:5000"))).toThrow(
        /MICRO_URL_BUILD|is not a host/,
      );
    },
  );

  it("is refused where its converter refuses, or a value is missing", () => {
    expect(() => urls.build("tenant", { tenant: "x" }, on("example.org:5000"))).toThrow(/in \/ "x"/i);
    expect(() => urls.build("tenant", {}, on("example.org:5000"))).toThrow('values ["tenant"]');
  });

  it("needs to know a host", () => {
    expect(() => urls.build("wiki")).toThrow("MICRO_URL_SERVER_NAME");
  });
});

describe("the URL of a rule with a host", () => {
  const hosts = new HostPolicy({ hostMatching: true });
  const urls = createUrlMap(
    {
      page: [
        { path: "/page/", host: "a.test", defaults: { page: 1 } },
        { path: "/page/", host: "b.test", defaults: { page: 1 } },
      ],
      health: "/health",
    },
    hosts,
  );

  it("is that of the request's host, if there is one [F46]", () => {
    expect(urls.build("page", {}, { base: { ...request, host: "b.test" } })).toBe("/page/");
    expect(urls.build("page", {}, { base: { ...request, host: "c.test" } })).toBe("http://a.test/page/");
  });

  it("is that of every host for a rule without one", () => {
    expect(urls.build("health", {}, { base: request })).toBe("/health");
    expect(urls.build("health", {}, { base: request, external: true })).toBe(
      "http://example.org:5000/health",
    );
  });
});
