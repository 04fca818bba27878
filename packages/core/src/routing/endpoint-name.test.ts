import { describe, expect, it } from "vitest";

import { resolveEndpoint } from "./endpoint-name.ts";

describe("resolveEndpoint [F54]", () => {
  it.each([
    ["index", "", "index"],
    ["index", "blog", "index"],
    ["blog.index", "admin", "blog.index"],
    [".index", "blog", "blog.index"],
    [".index", "admin.blog", "admin.blog.index"],
    [".blog.index", "admin", "admin.blog.index"],
    [".index", "", "index"],
  ])("of %s in the blueprint %j is %s [F54]", (endpoint, blueprint, full) => {
    expect(resolveEndpoint(endpoint, blueprint)).toBe(full);
  });
});
