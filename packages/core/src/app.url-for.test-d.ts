import { describe, expectTypeOf, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { get, post } from "./route-definition.ts";

const app = new Micro().routes({
  index: get("/", () => "x"),
  show: get("/users/<int:id>", ({ params }) => ({ id: params.id })),
  file: get("/files/<path:name>", ({ params }) => params.name),
  save: post("/users", () => "x"),
});

describe("Micro.urlFor [F522 W1]", () => {
  it("knows the endpoints of a table and their values", () => {
    expectTypeOf(app.urlFor("index")).toEqualTypeOf<string>();
    app.urlFor("index", { page: 2 });
    app.urlFor("show", { id: 3 });
    app.urlFor("show", { id: 3, tab: "posts" });
    app.urlFor("file", { name: "a/b" });
    app.urlFor("save");
  });

  it("knows no other endpoint", () => {
    expectTypeOf(app.urlFor).parameter(0).toEqualTypeOf<"index" | "show" | "file" | "save">();
    // @ts-expect-error -- there is none of that name
    app.urlFor("shwo", { id: 3 });
    // @ts-expect-error -- an endpoint is no path
    app.urlFor("/users/<int:id>", { id: 3 });
    const name: string = "show";
    // @ts-expect-error -- a name that is only known at run time goes to buildUrl()
    app.urlFor(name);
    app.buildUrl(name, { id: 3 });
  });

  it("needs the values of the endpoint's path", () => {
    expectTypeOf(app.urlFor("show", { id: 3 })).toEqualTypeOf<string>();
    // @ts-expect-error -- the id is missing
    app.urlFor("show");
    // @ts-expect-error -- the id is missing
    app.urlFor("show", { tab: "posts" });
    // @ts-expect-error -- a text is no int
    app.urlFor("show", { id: "3" });
    // @ts-expect-error -- a number is no path
    app.urlFor("file", { name: 3 });
  });

  it("is another for an app with other endpoints", () => {
    expectTypeOf(app).toExtend<Micro>();
    // @ts-expect-error -- the app has no such endpoint
    const other: Micro<{ readonly none: "/none" }> = app;
    expectTypeOf(other).toExtend<Micro>();
  });

  it("knows nothing before there is a table", () => {
    expectTypeOf(new Micro().urlFor).parameter(0).toEqualTypeOf<never>();
    // @ts-expect-error -- there is no endpoint yet
    new Micro().urlFor("show");
  });

  it("knows the tables of several calls", () => {
    const larger = app.routes({ edit: get("/users/<int:id>/edit", () => "x") });
    expectTypeOf(larger.urlFor("edit", { id: 3 })).toEqualTypeOf<string>();
    larger.urlFor("show", { id: 3 });
    // @ts-expect-error -- the id is missing
    larger.urlFor("edit");
  });
});

describe("the endpoints of a mounted blueprint [F522 W1]", () => {
  const blog = new Blueprint("blog", null, { prefix: "/blog" }).routes({
    index: get("/", () => "x"),
    show: get("/<int:id>", () => "x"),
  });

  it("have its name in front", () => {
    const mounted = new Micro().mount(blog);
    expectTypeOf(mounted.urlFor("blog.index")).toEqualTypeOf<string>();
    mounted.urlFor("blog.show", { id: 3 });
    // @ts-expect-error -- the id is missing
    mounted.urlFor("blog.show");
    // @ts-expect-error -- without the blueprint's name there is none
    mounted.urlFor("show", { id: 3 });
  });

  it("have the name they are mounted under", () => {
    const mounted = new Micro().mount(blog, { name: "news", prefix: "/news" });
    expectTypeOf(mounted.urlFor("news.show", { id: 3 })).toEqualTypeOf<string>();
    // @ts-expect-error -- it is mounted under another name
    mounted.urlFor("blog.show", { id: 3 });
  });

  it("have the variables of the prefix", () => {
    const mounted = new Micro().mount(blog, { prefix: "/<lang>/blog" });
    expectTypeOf(mounted.urlFor("blog.show", { lang: "en", id: 3 })).toEqualTypeOf<string>();
    // @ts-expect-error -- the language is missing
    mounted.urlFor("blog.show", { id: 3 });
  });

  it("have all names on the way where blueprints nest", () => {
    const admin = new Blueprint("admin", null, { prefix: "/admin" }).mount(blog);
    const mounted = new Micro().mount(admin);
    expectTypeOf(mounted.urlFor("admin.blog.show", { id: 3 })).toEqualTypeOf<string>();
    // @ts-expect-error -- the outer name is missing
    mounted.urlFor("blog.show", { id: 3 });
  });
});
