import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { get } from "./route-definition.ts";

const view = (): string => "x";

describe("new Blueprint [F138]", () => {
  it("keeps name and prefix", () => {
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    expect([blog.name, blog.prefix]).toEqual(["blog", "/blog"]);
  });

  it("has no prefix and no folders by default", () => {
    const bare = new Blueprint("bare");
    expect([bare.prefix, bare["~registry"].folders]).toEqual([
      "",
      { templates: "", static: "", staticPrefix: "/static", staticLocation: "" },
    ]);
  });

  it("has its templates beside its module, and static files where it says", () => {
    const blog = new Blueprint("blog", { dirname: "/srv/blog" }, { staticFolder: "assets" });
    expect(blog["~registry"].folders).toMatchObject({
      templates: "/srv/blog/templates",
      static: "/srv/blog/assets",
    });
  });

  it.each(["", "a.b", "a b", "1st", "-x", "blög", "a/b", "a:b"])(
    "refuses the name %j (MICRO_BLUEPRINT_NAME) [B122]",
    (name) => {
      expect(() => new Blueprint(name)).toThrow(
        `A blueprint cannot be named ${JSON.stringify(name)}: the name is a part of endpoint names such as "blog.show". Use letters, digits, '-' and '_'. [MICRO_BLUEPRINT_NAME]`,
      );
    },
  );

  it.each(["blog", "Blog2", "blog-posts", "_private", "a_b"])("accepts the name %s", (name) => {
    expect(new Blueprint(name).name).toBe(name);
  });

  it.each([
    ["blog", "/blog"],
    ["/blog/", "/blog"],
    ["blog/", "/blog"],
    ["//blog", "/blog"],
  ])("refuses the prefix %j and offers %s (MICRO_PATH_SYNTAX)", (prefix, better) => {
    expect(() => new Blueprint("blog", null, { prefix })).toThrow(
      `The prefix ${JSON.stringify(prefix)} is not valid: a prefix starts with a slash and does not end with one. Write ${JSON.stringify(better)}. [MICRO_PATH_SYNTAX]`,
    );
  });

  it("offers no prefix in place of a slash", () => {
    expect(() => new Blueprint("blog", null, { prefix: "/" })).toThrow(
      /Write "" or leave it out|Leave it out|Write ""/i,
    );
  });
});

describe("mount", () => {
  it("puts the routes below the prefix, under the name", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.get("/<int:id>", { name: "show" }, ({ params }) => params);
    app.mount(blog);
    expect((await app.testClient().get("/blog/5")).json()).toEqual({ id: 5 });
    expect(app.buildUrl("blog.show", { id: 5 })).toBe("/blog/5");
  });

  it("takes another prefix and name [F140 B128]", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.get("/", { name: "index" }, ({ endpoint }) => endpoint);
    app.mount(blog, { prefix: "/news", name: "news" });
    const client = app.testClient();
    expect((await client.get("/news/")).text).toBe("news.index");
    expect((await client.get("/blog/")).status).toBe(404);
  });

  it.each([
    [{ prefix: "news" }, "MICRO_PATH_SYNTAX"],
    [{ name: "a.b" }, "MICRO_BLUEPRINT_NAME"],
  ])("refuses %j (%s)", (options, code) => {
    expect(() => new Micro().mount(new Blueprint("blog"), options)).toThrow(code);
  });

  it("refuses a blueprint in itself (MICRO_BLUEPRINT_CYCLE) [B131]", () => {
    const blog = new Blueprint("blog");
    expect(() => blog.mount(blog as never)).toThrow(
      'The blueprint "blog" would be mounted into itself. Mount it elsewhere. [MICRO_BLUEPRINT_CYCLE]',
    );
  });

  it("refuses a blueprint in one that it holds (MICRO_BLUEPRINT_CYCLE)", () => {
    const [outer, middle, inner] = [new Blueprint("outer"), new Blueprint("middle"), new Blueprint("inner")];
    outer.mount(middle);
    middle.mount(inner);
    expect(() => inner.mount(outer as never)).toThrow("MICRO_BLUEPRINT_CYCLE");
  });

  it("takes routes that are registered after it, until the app starts", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    app.mount(blog);
    blog.get("/later", view);
    expect((await app.testClient().get("/blog/later")).status).toBe(200);
  });

  it("gives the blueprint's endpoints to urlFor", () => {
    const blog = new Blueprint("blog", null, { prefix: "/blog" }).routes({
      show: get("/<int:id>", ({ params }) => ({ id: params.id })),
    });
    const app = new Micro().mount(blog);
    expect(app.urlFor("blog.show", { id: 3 })).toBe("/blog/3");
  });

  it("lets one blueprint serve in two apps", async () => {
    const shared = new Blueprint("shared", null, { prefix: "/shared" });
    shared.get("/", { name: "index" }, ({ host }) => host);
    const apps = [new Micro(), new Micro()];
    for (const app of apps) app.mount(shared);
    for (const app of apps) expect((await app.testClient().get("/shared/")).status).toBe(200);
  });
});

describe("nested blueprints", () => {
  const create = (): { app: Micro; trace: string[] } => {
    const trace: string[] = [];
    const app = new Micro();
    const parent = new Blueprint("parent", null, { prefix: "/parent" });
    const child = new Blueprint("child", null, { prefix: "/child" });
    const sibling = new Blueprint("sibling", null, { prefix: "/sibling" });
    for (const [scope, name] of [
      [app, "app"],
      [parent, "parent"],
      [child, "child"],
      [sibling, "sibling"],
    ] as const) {
      for (const count of [1, 2]) {
        scope.beforeRequest(() => void trace.push(`before ${name} ${count}`));
        scope.afterRequest(() => void trace.push(`after ${name} ${count}`));
        scope.teardownRequest(() => void trace.push(`teardown ${name} ${count}`));
      }
      scope.get("/view", { name: "view" }, ({ endpoint, blueprint }) => {
        trace.push("view");
        return `${endpoint} in ${blueprint}`;
      });
    }
    parent.mount(child);
    parent.mount(sibling);
    app.mount(parent);
    return { app, trace };
  };

  it("chain names and prefixes [B126]", async () => {
    const { app } = create();
    expect((await app.testClient().get("/parent/child/view")).text).toBe("parent.child.view in parent.child");
    expect(app.buildUrl("parent.child.view")).toBe("/parent/child/view");
  });

  it("run hooks from the app inward and back outward, teardown too [F143 F152 B125]", async () => {
    const { app, trace } = create();
    await app.testClient().get("/parent/child/view");
    expect(trace).toEqual([
      "before app 1",
      "before app 2",
      "before parent 1",
      "before parent 2",
      "before child 1",
      "before child 2",
      "view",
      "after child 2",
      "after child 1",
      "after parent 2",
      "after parent 1",
      "after app 2",
      "after app 1",
      "teardown child 2",
      "teardown child 1",
      "teardown parent 2",
      "teardown parent 1",
      "teardown app 2",
      "teardown app 1",
    ]);
  });

  it("keep their hooks from the app's own views [F143 F151 B125]", async () => {
    const { app, trace } = create();
    await app.testClient().get("/view");
    expect(new Set(trace.map((line) => line.split(" ")[1]).filter(Boolean))).toEqual(new Set(["app"]));
  });

  it("keep their hooks from their siblings [F143 F151 B125]", async () => {
    const { app, trace } = create();
    await app.testClient().get("/parent/sibling/view");
    expect(trace.some((line) => line.includes("child"))).toBe(false);
  });

  it("take the prefix of each mount [B128]", async () => {
    const app = new Micro();
    const parent = new Blueprint("parent", null, { prefix: "/parent" });
    const child = new Blueprint("child", null, { prefix: "/child" });
    child.get("/", { name: "index" }, view);
    parent.mount(child, { prefix: "/kid" });
    app.mount(parent, { prefix: "/elder" });
    expect(app.buildUrl("parent.child.index")).toBe("/elder/kid/");
  });

  it("may be mounted twice in one parent under two names [F140 B130]", async () => {
    const app = new Micro();
    const parent = new Blueprint("parent", null, { prefix: "/parent" });
    const child = new Blueprint("child", null, { prefix: "/a" });
    child.get("/", { name: "index" }, ({ endpoint }) => endpoint);
    parent.mount(child);
    parent.mount(child, { name: "other", prefix: "/b" });
    app.mount(parent);
    expect((await app.testClient().get("/parent/b/")).text).toBe("parent.other.index");
  });

  it("may have prefixes with variables", async () => {
    const app = new Micro();
    const org = new Blueprint("org", null, { prefix: "/<org>" });
    const repo = new Blueprint("repo", null, { prefix: "/<int:repo>" });
    repo.get("/issues", { name: "issues" }, ({ params }) => params);
    org.mount(repo);
    app.mount(org);
    expect((await app.testClient().get("/acme/7/issues")).json()).toEqual({ org: "acme", repo: 7 });
    expect(app.buildUrl("org.repo.issues", { org: "acme", repo: 7 })).toBe("/acme/7/issues");
  });
});

describe("error handlers of blueprints [F144 B109 B126]", () => {
  const create = (): Micro => {
    const app = new Micro();
    const parent = new Blueprint("parent", null, { prefix: "/parent" });
    const child = new Blueprint("child", null, { prefix: "/child" });
    for (const scope of [app, parent, child]) {
      scope.get("/range", () => {
        throw new RangeError("range");
      });
      scope.get("/type", () => {
        throw new TypeError("type");
      });
    }
    app.onError(RangeError, () => "app range");
    app.onError(TypeError, () => "app type");
    app.onError(404, () => "app 404");
    parent.onError(RangeError, () => "parent range");
    parent.onError(404, () => "parent 404");
    child.onError(Error, () => "child error");
    parent.mount(child);
    app.mount(parent);
    return app;
  };

  it.each([
    ["/range", "app range"],
    ["/parent/range", "parent range"],
    ["/parent/type", "app type"],
    ["/parent/child/range", "child error"],
    ["/parent/none", "parent 404"],
    ["/parent/child/none", "parent 404"],
    ["/none", "app 404"],
  ])("answer %s with %s", async (path, text) => {
    expect((await create().testClient().get(path)).text).toBe(text);
  });

  it("are asked inside out for the 500 of an unhandled error", async () => {
    const app = new Micro(null, { logger: { error: () => undefined } });
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    app.onError(500, () => "app");
    blog.onError(500, () => "blog");
    for (const scope of [app, blog]) {
      scope.get("/fail", () => {
        throw new Error("x");
      });
    }
    app.mount(blog);
    const client = app.testClient();
    expect([(await client.get("/fail")).text, (await client.get("/blog/fail")).text]).toEqual([
      "app",
      "blog",
    ]);
  });

  it("do not answer errors of other blueprints", async () => {
    const app = new Micro();
    const [one, two] = [
      new Blueprint("one", null, { prefix: "/one" }),
      new Blueprint("two", null, { prefix: "/two" }),
    ];
    one.onError(404, () => "one");
    app.mount(one);
    app.mount(two);
    expect((await app.testClient().get("/two/none")).text).not.toBe("one");
  });
});

describe("the handle of a blueprint's route", () => {
  it("builds its URL where the blueprint was mounted first", () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    const show = blog.get("/<int:id>", ({ params }) => params);
    app.mount(blog, { prefix: "/first" });
    app.mount(blog, { prefix: "/second", name: "again" });
    expect(show.url({ id: 3, tab: "x" })).toBe("/first/3?tab=x");
  });

  it("builds its URL through all parents", () => {
    const app = new Micro();
    const outer = new Blueprint("outer", null, { prefix: "/outer" });
    const inner = new Blueprint("inner", null, { prefix: "/inner" });
    const handle = inner.get("/x", view);
    outer.mount(inner);
    app.mount(outer);
    expect(handle.url()).toBe("/outer/inner/x");
  });

  it("uses the app's converters", () => {
    const app = new Micro();
    app.addConverter("hex", () => ({
      pattern: "[0-9a-f]+",
      parse: (text) => Number.parseInt(text, 16),
      format: (value) => Number(value).toString(16),
    }));
    const colors = new Blueprint("colors", null, { prefix: "/colors" });
    const show = colors.get("/<hex:color>", ({ params }) => params);
    app.mount(colors);
    expect(show.url({ color: 255 })).toBe("/colors/ff");
  });

  it("says that the blueprint is not mounted (MICRO_URL_BUILD)", () => {
    const handle = new Blueprint("blog").get("/x", view);
    expect(() => handle.url()).toThrow(
      'No URL can be built for a route of the blueprint "blog": it is not mounted. Call app.mount() with it first. [MICRO_URL_BUILD]',
    );
  });

  it("says so too when only its parent is not mounted", () => {
    const parent = new Blueprint("parent");
    const child = new Blueprint("child");
    const handle = child.get("/x", view);
    parent.mount(child);
    expect(() => handle.url()).toThrow('the blueprint "parent": it is not mounted');
  });
});
