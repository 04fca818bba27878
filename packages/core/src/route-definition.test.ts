import { describe, expect, it } from "vitest";

import { get, patch, post, put, route, splitRouteArguments } from "./route-definition.ts";

const view = (): string => "x";

describe("a route as data", () => {
  it.each([
    ["get", get, "GET"],
    ["post", post, "POST"],
    ["put", put, "PUT"],
    ["patch", patch, "PATCH"],
  ] as const)("made by %s has that method", (...[, define, method]) => {
    expect(define("/x", view)).toEqual({ path: "/x", methods: [method], options: {}, view });
  });

  it("made by route has the methods of its options", () => {
    expect(route("/x", { methods: ["DELETE"] }, view).methods).toEqual(["DELETE"]);
  });

  it("made by route without methods has GET", () => {
    expect(route("/x", view).methods).toEqual(["GET"]);
  });

  it("keeps its options", () => {
    const options = { name: "x", defaults: { page: 1 } };
    expect(get("/x", options, view).options).toBe(options);
  });

  it("without a view is refused (MICRO_HOOK_INVALID)", () => {
    expect(() => get("/x", undefined as never)).toThrow(
      "The route /x was given a undefined as its view. Give it a function. [MICRO_HOOK_INVALID]",
    );
  });
});

describe("splitRouteArguments", () => {
  it("takes one function for the view", () => {
    expect(splitRouteArguments("/x", [view])).toEqual({ options: {}, view });
  });

  it("takes options before the view", () => {
    expect(splitRouteArguments("/x", [{ name: "a" }, view])).toEqual({ options: { name: "a" }, view });
  });

  it.each([undefined, null])("takes %s for no options", (nothing) => {
    expect(splitRouteArguments("/x", [nothing, view])).toEqual({ options: {}, view });
  });

  it.each([[[]], [[{ name: "a" }]], [[view, {}]], [["a", "b"]]])(
    "refuses %j (MICRO_HOOK_INVALID)",
    (rest: unknown[]) => {
      expect(() => splitRouteArguments("/x", rest)).toThrow("MICRO_HOOK_INVALID");
    },
  );
});
