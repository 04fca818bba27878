import { describe, expect, it } from "vitest";

import { HostPolicy, normalizeHost, toAscii } from "./host-policy.ts";

describe("normalizeHost", () => {
  it.each([
    ["example.org", "example.org"],
    ["EXAMPLE.org", "example.org"],
    ["example.org.", "example.org"],
    ["example.org.:5000", "example.org:5000"],
    ["example.org:80", "example.org"],
    ["example.org:443", "example.org"],
    ["example.org:", "example.org"],
    ["example.org:8080", "example.org:8080"],
    ["[::1]:5000", "[::1]:5000"],
    ["[2001:DB8::1]:80", "[2001:db8::1]"],
    ["127.0.0.1:5000", "127.0.0.1:5000"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["www.BÜCHER.example:5000", "www.xn--bcher-kva.example:5000"],
    ["", ""],
  ])("of %j is %j", (host, normal) => {
    expect(normalizeHost(host)).toBe(normal);
  });
});

describe("toAscii", () => {
  it("leaves a label that is no name as it is", () => {
    expect(toAscii("a\u{ff0f}b.example")).toBe("a\u{ff0f}b.example");
  });
});

describe("HostPolicy.partOf [F45 B26 B27 B28]", () => {
  const subdomains = new HostPolicy({ subdomainMatching: true, serverName: "Example.org:5000" });

  it.each([
    ["example.org:5000", ""],
    ["api.example.org:5000", "api"],
    ["API.Example.ORG:5000", "api"],
    ["a.b.example.org:5000", "a.b"],
  ])("is for %s the subdomain %j of SERVER_NAME [B26 B27]", (host, part) => {
    expect(subdomains.partOf(host)).toBe(part);
  });

  it.each([
    "example.org",
    "api.example.org",
    "api.example.org:5001",
    "other.example",
    "badexample.org:5000",
    "",
    "127.0.0.1:5000",
    `${"a".repeat(300)}.example.org:5000`,
  ])("is null for the foreign host %j [B28]", (host) => {
    expect(subdomains.partOf(host)).toBeNull();
  });

  it("has no subdomains without SERVER_NAME, as every host is the one", () => {
    expect(new HostPolicy({ subdomainMatching: true }).partOf("api.example.org")).toBe("");
  });

  it("is the whole host where hosts are matched", () => {
    expect(new HostPolicy({ hostMatching: true }).partOf("API.example.org.:5000")).toBe(
      "api.example.org:5000",
    );
  });
});

describe("HostPolicy.patternOf [B29]", () => {
  const both = { path: "/", host: "example.org", subdomain: "api" };

  it("is null for a rule without a host, or in an app that looks at none", () => {
    expect(new HostPolicy().patternOf({ path: "/" })).toBeNull();
    expect(new HostPolicy({ hostMatching: true }).patternOf({ path: "/" })).toBeNull();
  });

  it("looks at what the app matches and ignores the other [B29]", () => {
    expect(new HostPolicy({ hostMatching: true }).patternOf(both)).toBe("example.org");
    expect(new HostPolicy({ subdomainMatching: true, serverName: "a" }).patternOf(both)).toBe("api");
  });

  it("is the default for a rule without a subdomain", () => {
    const hosts = new HostPolicy({ subdomainMatching: true, serverName: "a", defaultSubdomain: "WWW" });
    expect(hosts.patternOf({ path: "/" })).toBe("www");
    expect(hosts.patternOf({ path: "/", subdomain: "" })).toBe("");
  });

  it.each([
    [{ path: "/", host: "a" }, "hostMatching: true"],
    [{ path: "/", subdomain: "a" }, "subdomainMatching: true"],
  ])("refuses %j where the app does not look at it", (rule, missing) => {
    expect(() => new HostPolicy().patternOf(rule)).toThrow(
      expect.objectContaining({ code: "MICRO_ROUTE_HOST", message: expect.stringContaining(missing) }),
    );
  });

  it("refuses a subdomain of nothing", () => {
    expect(() => new HostPolicy({ subdomainMatching: true }).patternOf(both)).toThrow("Set SERVER_NAME");
  });

  it("refuses to match hosts and subdomains", () => {
    expect(() => new HostPolicy({ hostMatching: true, subdomainMatching: true })).toThrow("MICRO_ROUTE_HOST");
  });
});

describe("HostPolicy.hostOf", () => {
  it("is a subdomain of SERVER_NAME, else of the request's host", () => {
    const hosts = new HostPolicy({ subdomainMatching: true, serverName: "example.org:5000" });
    expect(hosts.hostOf("api", "x.example")).toBe("api.example.org:5000");
    expect(hosts.hostOf("", "x.example")).toBe("example.org:5000");
    expect(new HostPolicy({ subdomainMatching: true }).hostOf("", "X.example:80")).toBe("x.example");
  });

  it.each(["a/b", "evil.example/", "a@b", "a b", "a\\b", "a?b", "a#b", ""])("is never %j", (part) => {
    expect(() => new HostPolicy({ hostMatching: true }).hostOf(part, "example.org")).toThrow(TypeError);
  });
});
