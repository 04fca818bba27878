import { describe, expectTypeOf, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import type { RouteHandle } from "./route-handle.ts";

const app = new Micro();

describe("RouteHandle.url [F525 W1]", () => {
  it("is typed by the path it was registered with", () => {
    const show = app.get("/users/<int:id>", ({ params }) => ({ id: params.id }));
    expectTypeOf(show).toEqualTypeOf<RouteHandle<"/users/<int:id>">>();
    expectTypeOf(show.path).toEqualTypeOf<"/users/<int:id>">();
    expectTypeOf(show.url({ id: 3 })).toEqualTypeOf<string>();
    show.url({ id: 3, tab: "posts" });
  });

  it("needs the values of its path", () => {
    const show = app.get("/users/<int:id>", () => "x");
    expectTypeOf(show.url({ id: 3 })).toEqualTypeOf<string>();
    // @ts-expect-error -- the id is missing
    show.url();
    // @ts-expect-error -- the id is missing
    show.url({ tab: "posts" });
    // @ts-expect-error -- a text is no int
    show.url({ id: "3" });
  });

  it("needs nothing for a path without variables", () => {
    const index = app.get("/", () => "x");
    expectTypeOf(index.url()).toEqualTypeOf<string>();
    index.url({ page: 2 });
  });

  it("is typed for a route with options, too", () => {
    const show = app.route("/<name>/<path:file>", { methods: ["GET", "POST"] }, () => "x");
    expectTypeOf(show.url({ name: "a", file: "b/c" })).toEqualTypeOf<string>();
    // @ts-expect-error -- the file is missing
    show.url({ name: "a" });
  });

  it("is typed for a blueprint's route", () => {
    const show = new Blueprint("blog", null, { prefix: "/blog" }).get("/<int:id>", () => "x");
    expectTypeOf(show.url({ id: 3 })).toEqualTypeOf<string>();
    // @ts-expect-error -- the id is missing
    show.url({});
  });
});
