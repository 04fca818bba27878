import { describe, expect, it } from "vitest";

import { RequestCacheControl, ResponseCacheControl } from "./cache-control.ts";
import { ResponseHeaders } from "./headers.ts";

describe("RequestCacheControl", () => {
  it("reads directives [F88]", () => {
    const control = new RequestCacheControl('Max-Age=60, no-cache, max-stale, min-fresh=5, ext="a, b"');
    expect(control).toMatchObject({ maxAge: 60, noCache: true, maxStale: Infinity, minFresh: 5 });
    expect([control.get("EXT"), control.get("none")]).toEqual(["a, b", undefined]);
  });

  it("reads what is not there as not there", () => {
    expect(new RequestCacheControl(undefined)).toMatchObject({
      maxAge: undefined,
      maxStale: undefined,
      minFresh: undefined,
      noCache: false,
      noStore: false,
      noTransform: false,
      onlyIfCached: false,
    });
  });

  it.each(["max-age=x", "max-age=-1", "max-age=", "max-age", "=5", '"'])("reads no age in %j", (header) => {
    expect(new RequestCacheControl(header).maxAge).toBeUndefined();
  });

  it("stops at what is no directive", () => {
    expect(new RequestCacheControl("no-store, ?, no-cache")).toMatchObject({ noStore: true, noCache: false });
  });
});

describe("ResponseCacheControl", () => {
  const flags = [
    "public",
    "private",
    "noCache",
    "noStore",
    "noTransform",
    "mustRevalidate",
    "immutable",
  ] as const;
  const ages = ["maxAge", "sharedMaxAge", "staleWhileRevalidate", "staleIfError"] as const;

  it.each(flags)("has the directive %s, which can be set and taken away [F106]", (flag) => {
    const headers = new ResponseHeaders();
    const control = new ResponseCacheControl(headers);
    expect(control[flag]).toBe(false);
    control[flag] = true;
    expect(control[flag]).toBe(true);
    control[flag] = false;
    expect(headers.has("Cache-Control")).toBe(false);
  });

  it.each(ages)("has seconds for %s [F106]", (age) => {
    const control = new ResponseCacheControl(new ResponseHeaders());
    control[age] = 60;
    expect(control[age]).toBe(60);
    control[age] = undefined;
    expect(control[age]).toBeUndefined();
  });

  it("writes one header, and keeps what was there", () => {
    const headers = new ResponseHeaders().set("Cache-Control", "no-cache").append("Cache-Control", "x=1");
    const control = new ResponseCacheControl(headers);
    control.maxAge = 3600;
    control.set("private", "set-cookie, x");
    expect(headers.getAll("Cache-Control")).toEqual(['no-cache, x=1, max-age=3600, private="set-cookie, x"']);
    expect(control.get("private")).toBe("set-cookie, x");
  });
});
