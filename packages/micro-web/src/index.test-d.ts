import type { Micro as CoreMicro } from "@micro-web/core";
import { describe, expectTypeOf, it } from "vitest";

import { Blueprint, get, Micro } from "./index.ts";

describe("Micro", () => {
  it("is made like that of core", () => {
    expectTypeOf(Micro).constructorParameters.toEqualTypeOf<ConstructorParameters<typeof CoreMicro>>();
    expectTypeOf(new Micro(import.meta)).toEqualTypeOf<Micro>();
  });

  it("knows the endpoints of its tables and blueprints", () => {
    const blog = new Blueprint("blog", import.meta, { prefix: "/blog" }).routes({ list: get("/", () => []) });
    const app = new Micro(import.meta)
      .routes({ show: get("/movies/<int:id>", ({ params }) => ({ id: params.id.toFixed() })) })
      .mount(blog);
    expectTypeOf(app.urlFor("show", { id: 3 })).toBeString();
    expectTypeOf(app.urlFor("blog.list")).toBeString();
    // @ts-expect-error -- the id is a number
    app.urlFor("show", { id: "3" });
    // @ts-expect-error -- the id is missing
    app.urlFor("show");
    // @ts-expect-error -- there is no such endpoint
    app.urlFor("blog.show");
  });

  it("stays a Micro when it learns endpoints", () => {
    const app: Micro<{ readonly home: "/" }> = new Micro(null).routes({ home: get("/", () => "") });
    expectTypeOf(app.urlFor("home")).toBeString();
  });
});
