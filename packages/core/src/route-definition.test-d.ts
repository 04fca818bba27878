import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import type { MultiDict } from "./http/multi-dict.ts";
import { redirect, reply } from "./http/reply.ts";
import type { Response } from "./http/response.ts";
import { get, patch, post, put, route } from "./route-definition.ts";

const app = new Micro();
const Order = z.object({ title: z.string(), count: z.coerce.number() });

describe("the request of a view [F521]", () => {
  it("has the values of the path", () => {
    app.get("/users/<int:id>/<path:file>", ({ params }) => {
      expectTypeOf(params).toEqualTypeOf<{ readonly id: number; readonly file: string }>();
      // @ts-expect-error -- the path has no such variable
      return params.name;
    });
  });

  it("has no values where the path has no variables", () => {
    app.get("/about", ({ params }) => {
      expectTypeOf<keyof typeof params>().toEqualTypeOf<never>();
      return "about";
    });
  });

  it("has values that cannot be assigned", () => {
    app.get("/users/<int:id>", ({ params }) => {
      // @ts-expect-error -- they are read-only
      params.id = 4;
      expectTypeOf(params.id).toEqualTypeOf<number>();
      return "x";
    });
  });

  it("has query and body as they came without schemas", () => {
    app.post("/search", ({ query, body }, response) => {
      expectTypeOf(query).toEqualTypeOf<MultiDict>();
      expectTypeOf(body).toEqualTypeOf<unknown>();
      expectTypeOf(response).toEqualTypeOf<Response>();
      return "x";
    });
  });

  it("has the output of the body's schema", () => {
    app.post("/orders", { body: Order }, ({ body }) => {
      expectTypeOf(body).toEqualTypeOf<{ title: string; count: number }>();
      // @ts-expect-error -- the schema has no such key
      return body.price;
    });
  });

  it("has the outputs of all its schemas in valid [F290]", () => {
    const options = {
      params: z.object({ id: z.number() }),
      headers: z.object({ "X-Key": z.string() }),
      cookies: z.object({ theme: z.string().optional() }),
      form: z.object({ age: z.number() }),
      files: z.object({ picture: z.string() }),
    };
    app.post("/<id>", options, ({ valid }) => {
      expectTypeOf(valid).toEqualTypeOf<{
        readonly params: { id: number };
        readonly headers: { "X-Key": string };
        readonly cookies: { theme?: string | undefined };
        readonly form: { age: number };
        readonly files: { picture: string };
      }>();
      // @ts-expect-error -- the schema has no such field
      return String(valid.form.name);
    });
    app.get("/", ({ valid }) => {
      expectTypeOf(valid).toEqualTypeOf<unknown>();
      return "x";
    });
  });

  it("has a view that returns what its returns schema takes [F295]", () => {
    const returns = z.object({ id: z.number(), at: z.date().transform(String) });
    expectTypeOf(app.get("/a", { returns }, () => ({ id: 1, at: new Date() })).url()).toBeString();
    app.get("/b", { returns }, async () => ({ id: 1, at: new Date() }));
    app.get("/c", { returns }, ({ query }) => (query.has("x") ? redirect("/") : { id: 1, at: new Date() }));
    app.get("/d", { returns }, () => reply({ id: 1 }, 201));
    // @ts-expect-error -- id is a number
    app.get("/e", { returns }, () => ({ id: "1", at: new Date() }));
    // @ts-expect-error -- at is missing
    app.get("/f", { returns }, async () => ({ id: 1 }));
    // @ts-expect-error -- a text is no answer of this route
    app.get("/g", { returns }, () => "text");
  });

  it("has the output of the query's schema", () => {
    app.get("/search", { query: z.object({ page: z.coerce.number().default(1) }) }, ({ query }) => {
      expectTypeOf(query).toEqualTypeOf<{ page: number }>();
      return { page: query.page };
    });
  });

  it("has the output of the schema for params, in place of the converters'", () => {
    const params = z.object({ id: z.number().transform(String) });
    app.get("/users/<int:id>", { params }, (request) => {
      expectTypeOf(request.params).toEqualTypeOf<{ id: string }>();
      return request.params.id;
    });
  });

  it("has all of them at once, and the path's values beside a schema for the body", () => {
    app.put(
      "/users/<int:id>",
      { query: z.object({ q: z.string() }), body: Order, name: "user" },
      (request) => {
        expectTypeOf(request.params).toEqualTypeOf<{ readonly id: number }>();
        expectTypeOf(request.query).toEqualTypeOf<{ q: string }>();
        expectTypeOf(request.body).toEqualTypeOf<{ title: string; count: number }>();
        return "x";
      },
    );
  });

  it("is the same for every method and for blueprints", () => {
    const blog = new Blueprint("blog", null);
    for (const scope of [app, blog]) {
      scope.patch("/<int:id>", { body: Order }, ({ params, body }) => {
        expectTypeOf(params.id).toEqualTypeOf<number>();
        expectTypeOf(body.title).toEqualTypeOf<string>();
        return "x";
      });
      scope.delete("/<int:id>", ({ params }) => params.id.toFixed());
      scope.route("/<int:id>", { methods: ["GET", "POST"] }, ({ params }) => params.id.toFixed());
    }
  });

  it("is the same for routes as data", () => {
    expectTypeOf(get("/<int:id>", ({ params }) => params.id.toFixed()).path).toEqualTypeOf<"/<int:id>">();
    post("/<int:id>", { body: Order }, ({ params, body }) => `${params.id.toFixed()} ${body.title}`);
    put("/<name>", ({ params }) => params.name.trim());
    patch("/<name>", ({ params }) => params.name.trim());
    route("/<name>", { methods: ["GET"] }, ({ params }) => params.name.trim());
    // @ts-expect-error -- a text has no toFixed()
    get("/<name>", ({ params }) => params.name.toFixed());
  });

  it("fits a view that was written for it elsewhere [F524]", () => {
    const show = ({ params }: { params: { readonly id: number } }): string => String(params.id);
    expectTypeOf(app.get("/users/<int:id>", show).path).toEqualTypeOf<"/users/<int:id>">();
    // @ts-expect-error -- this path gives it a text
    app.get("/users/<id>", show);
    // @ts-expect-error -- this path gives it nothing
    app.get("/users", show);
  });
});

describe("the options of a route", () => {
  it("take schemas only where schemas belong", () => {
    expectTypeOf(app.post("/a", { body: Order }, () => "x").name).toEqualTypeOf<string>();
    // @ts-expect-error -- an object is no schema
    app.post("/a", { body: { title: "string" } }, () => "x");
    // @ts-expect-error -- methods are a list
    app.route("/b", { methods: "GET" }, () => "x");
    // @ts-expect-error -- there is no such option
    app.get("/c", { strictSlash: false }, () => "x");
  });

  it("need a view", () => {
    expectTypeOf(app.get).toBeCallableWith("/a", () => "x");
    // @ts-expect-error -- the view is missing
    app.get("/a");
    // @ts-expect-error -- a text is no view
    app.get("/a", "view");
  });
});
