import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { RouteHandle } from "./route-handle.ts";

const list = (): string => "list";

describe("a route handle", () => {
  it("knows path and name", () => {
    const handle = new Micro().get("/users/<int:id>", { name: "show" }, () => "x");
    expect([handle.path, handle.name, handle instanceof RouteHandle]).toEqual([
      "/users/<int:id>",
      "show",
      true,
    ]);
  });

  it("builds the path from values, and a query from the rest", () => {
    const handle = new Micro().get("/users/<int:id>/<path:file>", () => "x");
    expect(handle.url({ id: 3, file: "a b/c", tab: ["x", "y"], none: null })).toBe(
      "/users/3/a%20b/c?tab=x&tab=y",
    );
  });

  it("needs no values for a path without variables", () => {
    expect(new Micro().get("/users/", list).url()).toBe("/users/");
  });

  it("names the value that is missing (MICRO_URL_BUILD)", () => {
    const handle = new Micro().get("/users/<int:id>", { name: "show" }, () => "x");
    expect(() => handle.url({} as never)).toThrow(
      /the endpoint "show".*Did you forget to specify values \["id"\]\?.*\[MICRO_URL_BUILD\]/,
    );
  });

  it("names the value that a converter refuses (MICRO_URL_BUILD)", () => {
    const handle = new Micro().get("/users/<int:id>", { name: "show" }, () => "x");
    expect(() => handle.url({ id: 1.5 })).toThrow(/1\.5.*\[MICRO_URL_BUILD\]$/);
  });

  it("builds its own rule's URL when its view has several", () => {
    const app = new Micro();
    const [short, long] = [app.get("/l", list), app.get("/list", list)];
    expect([short.url(), long.url()]).toEqual(["/l", "/list"]);
  });

  it("builds its URL while other routes are not yet registered", () => {
    const app = new Micro();
    const first = app.get("/first", { name: "first" }, list);
    expect(first.url()).toBe("/first");
    app.get("/second", { name: "second" }, list);
    expect(first.url()).toBe("/first");
  });

  it.each(["/evil.example", "//evil.example", "\\evil.example"])(
    "never leads to another host with the value %s (A65)",
    (path) => {
      const handle = new Micro().get("/<path:path>", () => "x");
      let url = "/";
      try {
        url = handle.url({ path });
      } catch (error) {
        url = `/${String(error)}`;
      }
      expect(new URL(url, "http://own.example").host).toBe("own.example");
    },
  );

  it("puts values whose names begin with an underscore into the query", () => {
    expect(new Micro().get("/", list).url({ _page: 2 })).toBe("/?_page=2");
  });

  it("keeps building its URL after the app has begun to serve", async () => {
    const app = new Micro();
    const handle = app.get("/users/<int:id>", () => "x");
    await app.start();
    expect(handle.url({ id: 1 })).toBe("/users/1");
  });
});
