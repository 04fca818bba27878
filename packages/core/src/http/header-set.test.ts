import { describe, expect, it } from "vitest";

import { HeaderSet, PolicyDirectives } from "./header-set.ts";
import { ResponseHeaders } from "./headers.ts";

describe("HeaderSet", () => {
  it("adds a name once, in any case [F106]", () => {
    const headers = new ResponseHeaders();
    const vary = new HeaderSet(headers, "Vary").add("Cookie").add("cookie").add("Accept");
    expect([headers.get("Vary"), vary.size, vary.has("COOKIE"), String(vary)]).toEqual([
      "Cookie, Accept",
      2,
      true,
      "Cookie, Accept",
    ]);
  });

  it("takes a name away, and the header with the last", () => {
    const headers = new ResponseHeaders().append("Allow", "GET").append("Allow", "PUT, ");
    const allow = new HeaderSet(headers, "Allow").delete("get");
    expect([...allow]).toEqual(["PUT"]);
    expect(allow.delete("PUT").size).toBe(0);
    expect(headers.has("Allow")).toBe(false);
  });

  it("replaces all names", () => {
    const headers = new ResponseHeaders().set("Allow", "GET");
    new HeaderSet(headers, "Allow").assign(["PUT", "HEAD"]);
    expect(headers.get("Allow")).toBe("PUT, HEAD");
  });
});

describe("PolicyDirectives", () => {
  it("sets, reads and takes away directives [F106]", () => {
    const headers = new ResponseHeaders();
    const policy = new PolicyDirectives(headers, "Content-Security-Policy");
    policy.set("default-src", "'self'").set("upgrade-insecure-requests", "");
    expect(String(policy)).toBe("default-src 'self'; upgrade-insecure-requests");
    expect([policy.get("default-src"), policy.get("img-src")]).toEqual(["'self'", undefined]);
    policy.delete("default-src").delete("upgrade-insecure-requests");
    expect(headers.has("Content-Security-Policy")).toBe(false);
    expect(String(policy)).toBe("");
  });
});
