import { describe, expect, it } from "vitest";

import { createRouter, matchOf } from "../../fixtures/routing.ts";

describe("methods [F30 F32]", () => {
  it("tell rules of one path apart", () => {
    const router = createRouter([
      { path: "/x", methods: ["GET"], endpoint: "read" },
      { path: "/x", methods: ["POST"], endpoint: "write" },
    ]);
    expect(matchOf(router, "/x", "GET")).toEqual(["read", {}]);
    expect(matchOf(router, "/x", "POST")).toEqual(["write", {}]);
  });

  it("tell rules with variables apart", () => {
    const router = createRouter([
      { path: "/<int:id>", methods: ["GET"], endpoint: "read" },
      { path: "/<int:id>", methods: ["DELETE"], endpoint: "remove" },
    ]);
    expect(matchOf(router, "/3", "DELETE")).toEqual(["remove", { id: 3 }]);
  });

  it("have HEAD with GET", () => {
    expect(matchOf(createRouter(["/x", "/y/<z>"]), "/x", "HEAD")).toEqual(["/x", {}]);
    expect(matchOf(createRouter(["/x", "/y/<z>"]), "/y/1", "HEAD")).toEqual(["/y/<z>", { z: "1" }]);
  });

  it("do not have HEAD with POST", () => {
    expect(matchOf(createRouter([{ path: "/x", methods: ["POST"] }]), "/x", "HEAD")).toEqual({
      allow: ["POST"],
    });
  });

  it("may be any token", () => {
    expect(matchOf(createRouter([{ path: "/x", methods: ["QUERY"] }]), "/x", "QUERY")).toEqual(["/x", {}]);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "get"])(
    "are not found under %s (A286)",
    (method) => {
      expect(matchOf(createRouter(["/x", "/y/<z>"]), "/x", method)).toEqual({ allow: ["GET", "HEAD"] });
      expect(matchOf(createRouter(["/x", "/y/<z>"]), "/y/1", method)).toEqual({ allow: ["GET", "HEAD"] });
    },
  );
});

describe("the allowed methods of a path [F32 B8]", () => {
  it("are those of its rule", () => {
    const router = createRouter([{ path: "/x", methods: ["GET", "PUT"] }]);
    expect(matchOf(router, "/x", "DELETE")).toEqual({ allow: ["GET", "HEAD", "PUT"] });
  });

  it("are those of all rules with the path", () => {
    const router = createRouter([
      { path: "/x", methods: ["GET"] },
      { path: "/x", methods: ["POST"] },
      { path: "/y", methods: ["DELETE"] },
    ]);
    expect(matchOf(router, "/x", "PATCH")).toEqual({ allow: ["GET", "HEAD", "POST"] });
  });

  it("are those of all rules that fit the path, with variables or without", () => {
    const router = createRouter([
      { path: "/<foo>", methods: ["GET"] },
      { path: "/foo", methods: ["POST"] },
      { path: "/<path:rest>", methods: ["PUT"] },
    ]);
    expect(matchOf(router, "/foo", "--")).toEqual({ allow: ["GET", "HEAD", "POST", "PUT"] });
  });

  it("are not those of a rule whose converter refuses", () => {
    const router = createRouter([
      { path: "/<int(max=9):id>", methods: ["GET"] },
      { path: "/<name>", methods: ["POST"] },
    ]);
    expect(matchOf(router, "/10", "PUT")).toEqual({ allow: ["POST"] });
  });

  it("are not those of a rule that would only redirect", () => {
    const router = createRouter([
      { path: "/bar/", methods: ["GET"] },
      { path: "/bar", methods: ["POST"] },
    ]);
    expect(matchOf(router, "/bar", "PUT")).toEqual({ allow: ["POST"] });
  });

  it("are none for a path that only a redirect would lead to", () => {
    expect(matchOf(createRouter([{ path: "/bar/", methods: ["GET"] }]), "/bar", "POST")).toBe(404);
  });

  it("are those of a rule that is lenient about the slash", () => {
    const router = createRouter([{ path: "/bar/", methods: ["GET"], strictSlashes: false }]);
    expect(matchOf(router, "/bar", "POST")).toEqual({ allow: ["GET", "HEAD"] });
  });

  it("are not shared between requests", () => {
    const router = createRouter([
      { path: "/x", methods: ["GET"] },
      { path: "/<y>", methods: ["POST"] },
    ]);
    const first = router.match("PUT", "/x");
    const second = router.match("PUT", "/z");
    expect(first.kind === "none" && [...first.allowed].toSorted()).toEqual(["GET", "HEAD", "POST"]);
    expect(second.kind === "none" && [...second.allowed]).toEqual(["POST"]);
  });
});
