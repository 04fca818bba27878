import { describe, expect, it } from "vitest";

import { createRouter } from "../../fixtures/routing.ts";
import { HostPolicy } from "./host-policy.ts";
import { findDetour } from "./url-check.ts";

describe("findDetour [F59]", () => {
  const router = createRouter([
    { path: "/<name>", endpoint: "user" },
    { path: "/about", endpoint: "about" },
    { path: "/blog/", endpoint: "blog" },
    { path: "/send", endpoint: "send", methods: ["POST"] },
  ]);

  it.each(["/ann", "/ann?q=1", "/ann#x", "http://example.org/ann", "https://example.org:5000/ann?about"])(
    "finds nothing wrong with %s, which leads back [F59]",
    (url) => {
      expect(findDetour(router, { endpoint: "user", url })).toBeNull();
    },
  );

  it("names the rule that takes the URL (werkzeug#3094) [F59]", () => {
    expect(findDetour(router, { endpoint: "user", url: "/about" })).toBe(
      'The URL /about was built for "user", but leads to "about" (/about).',
    );
  });

  it("says when no route takes it", () => {
    expect(findDetour(router, { endpoint: "user", url: "/a/b" })).toBe(
      'The URL /a/b was built for "user", but leads to no route.',
    );
  });

  it("takes a redirect for the right way", () => {
    expect(findDetour(router, { endpoint: "blog", url: "/blog" })).toBeNull();
  });

  it("looks at the methods there are", () => {
    expect(findDetour(router, { endpoint: "send", url: "/send", method: "POST" })).toBeNull();
    const posts = createRouter([{ path: "/p", endpoint: "p", methods: ["POST"] }]);
    expect(findDetour(posts, { endpoint: "p", url: "/p" })).toBeNull();
    expect(findDetour(posts, { endpoint: "q", url: "/p" })).toContain('leads to "p"');
  });

  it("says when its own endpoint finds other values in it", () => {
    const own = createRouter([
      { path: "/<int(max=5):number>", endpoint: "x" },
      { path: "/<name>", endpoint: "x" },
    ]);
    expect(findDetour(own, { endpoint: "x", url: "/3", values: { number: 3 } })).toBeNull();
    expect(findDetour(own, { endpoint: "x", url: "/3" })).toBeNull();
    expect(findDetour(own, { endpoint: "x", url: "/3", values: { name: "3" } })).toBe(
      'The URL /3 was built for "x", but leads to its rule /<int(max=5):number> with other values.',
    );
  });

  it("takes values that a rule cannot write for other values", () => {
    const own = createRouter([{ path: "/<int:number>", endpoint: "x" }]);
    expect(findDetour(own, { endpoint: "x", url: "/3", values: { number: "three" } })).toContain(
      "other values",
    );
  });

  it("leaves out what the app is mounted under", () => {
    expect(findDetour(router, { endpoint: "about", url: "/app/about", rootPath: "/app/" })).toBeNull();
  });

  it("looks at the URL's host, else the request's", () => {
    const hosts = new HostPolicy({ hostMatching: true });
    const served = createRouter([{ path: "/", endpoint: "a", host: "a.test" }], undefined, hosts);
    expect(findDetour(served, { endpoint: "a", url: "http://a.test/" })).toBeNull();
    expect(findDetour(served, { endpoint: "a", url: "/", host: "a.test" })).toBeNull();
    expect(findDetour(served, { endpoint: "a", url: "/", host: "b.test" })).toContain("no route");
  });
});
