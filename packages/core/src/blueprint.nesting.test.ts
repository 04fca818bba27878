import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createFolder, removeFolder } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { abort } from "./http-errors.ts";

const view = (): string => "x";

/** The texts of some paths. */
async function textsOf(app: Micro, paths: readonly string[]): Promise<string[]> {
  const texts = [];
  for (const path of paths) texts.push((await app.testClient().get(path)).text);
  return texts;
}

describe("prefix and path", () => {
  it.each([
    ["/foo", "/bar", "/foo/bar"],
    ["/foo", "/", "/foo/"],
    ["/foo", "", "/foo"],
    ["", "/", "/"],
    ["", "/bar", "/bar"],
    ["/<lang>", "/<int:id>", "/<lang>/<int:id>"],
  ])("%j and %j join to %s, with one slash between them [B120]", (prefix, path, joined) => {
    const blog = new Blueprint("blog", null, { prefix });
    blog.get(path, view);
    expect(new Micro().mount(blog).listRoutes()[0]?.path).toBe(joined);
  });

  it.each(["/foo/", "/foo//", "foo", "foo/", "//foo"])(
    "are refused where they would join with more or less than one slash, and the right one is offered: %j (MICRO_PATH_SYNTAX) [B120]",
    (prefix) => {
      const message = `The prefix ${JSON.stringify(prefix)} is not valid: a prefix starts with a slash and does not end with one. Write "/foo".`;
      expect(() => new Blueprint("blog", null, { prefix })).toThrow(message);
      expect(() => new Micro().mount(new Blueprint("blog"), { prefix })).toThrow(message);
    },
  );

  it("are refused when the path has no slash at its start (MICRO_PATH_SYNTAX) [B120]", () => {
    expect(() => new Blueprint("blog", null, { prefix: "/foo" }).get("bar", view)).toThrow(
      "MICRO_PATH_SYNTAX",
    );
  });

  it("of a route alone may be empty: it is the prefix without a slash [B120]", async () => {
    const blog = new Blueprint("blog", null, { prefix: "/foo" });
    blog.get("", { name: "index" }, ({ path }) => path);
    const app = new Micro().mount(blog);
    expect((await app.testClient().get("/foo")).text).toBe("/foo");
    expect((await app.testClient().get("/foo/")).status).toBe(404);
    expect(app.buildUrl("blog.index")).toBe("/foo");
  });
});

describe("nested blueprints", () => {
  it("add up prefixes and names, and ask for error handlers from the inside out [B126]", async () => {
    const app = new Micro();
    const parent = new Blueprint("parent", null, { prefix: "/parent" });
    const child = new Blueprint("child", null, { prefix: "/child" });
    const grandchild = new Blueprint("grandchild", null, { prefix: "/grandchild" });
    for (const scope of [parent, child, grandchild]) {
      scope.get("/", { name: "index" }, ({ endpoint }) => endpoint);
      scope.get("/forbidden", () => abort(403));
    }
    parent.onError(403, () => "parent no");
    grandchild.onError(403, () => "grandchild no");
    parent.mount(child);
    child.mount(grandchild);
    app.mount(parent);
    const below = ["/parent/", "/parent/child/", "/parent/child/grandchild/"];
    expect(await textsOf(app, below)).toEqual([
      "parent.index",
      "parent.child.index",
      "parent.child.grandchild.index",
    ]);
    expect(
      await textsOf(
        app,
        below.map((path) => `${path}forbidden`),
      ),
    ).toEqual(["parent no", "parent no", "grandchild no"]);
    expect(app.buildUrl("parent.child.grandchild.index")).toBe("/parent/child/grandchild/");
  });

  it.each([
    [undefined, undefined, "/parent/child/"],
    ["/p", undefined, "/p/child/"],
    [undefined, "/c", "/parent/c/"],
    ["/p", "/c", "/p/c/"],
    ["", "", "/"],
  ])(
    "mounted at %j and %j are found at %s: a mount's prefix replaces the own [B128]",
    (outer, inner, url) => {
      const app = new Micro();
      const parent = new Blueprint("parent", null, { prefix: "/parent" });
      const child = new Blueprint("child", null, { prefix: "/child" });
      child.get("/", { name: "index" }, view);
      parent.mount(child, inner === undefined ? {} : { prefix: inner });
      app.mount(parent, outer === undefined ? {} : { prefix: outer });
      expect(app.buildUrl("parent.child.index")).toBe(url);
    },
  );

  it("mounted again under another name have other endpoints and the same handlers [F140 B130 B131]", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    const inner = new Blueprint("inner", null, { prefix: "/inner" });
    for (const scope of [blog, inner]) {
      scope.get("/", { name: "index" }, ({ endpoint }) => endpoint);
      scope.get("/forbidden", () => abort(403));
    }
    blog.onError(403, (_, { blueprint }) => `no, says ${blueprint}`);
    blog.mount(inner);
    app.mount(blog).mount(blog, { name: "news", prefix: "/news" });
    expect(await textsOf(app, ["/blog/", "/news/", "/news/inner/"])).toEqual([
      "blog.index",
      "news.index",
      "news.inner.index",
    ]);
    expect(await textsOf(app, ["/blog/forbidden", "/news/forbidden", "/news/inner/forbidden"])).toEqual([
      "no, says blog",
      "no, says news",
      "no, says news.inner",
    ]);
  });

  it("may have one name at two places, and not twice at one [F140 B130]", async () => {
    const [one, two] = [
      new Blueprint("one", null, { prefix: "/1" }),
      new Blueprint("two", null, { prefix: "/2" }),
    ];
    for (const outer of [one, two]) outer.mount(new Blueprint("same", null, { prefix: "/same" }));
    const app = new Micro().mount(one).mount(two);
    expect(() => app.listRoutes()).not.toThrow();
    two.mount(new Blueprint("same", null, { prefix: "/other" }));
    expect(() => app.listRoutes()).toThrow(
      /Two blueprints are mounted under the name "two\.same", at .*nesting\.test\.ts.* and at .*nesting\.test\.ts/,
    );
  });
});

describe("a 404 or 405 in the space of nested blueprints", () => {
  /** Each scope answers both with its name, except those that are left out. */
  function create({ without = "" }: { without?: string } = {}): Micro {
    const app = new Micro();
    const tenant = new Blueprint("tenant", null, { prefix: "/at-<tenant>" });
    const shop = new Blueprint("shop", null, { prefix: "/shop-<int:shop>" });
    const cart = new Blueprint("cart", null, { prefix: "/cart" });
    for (const [scope, name] of [[app, "app"], [tenant, "tenant"], [shop, "shop"], [cart, "cart"]] as const) {
      scope.post("/form", view);
      if (name === without) continue;
      scope.onError(404, () => `404 of ${name}`);
      scope.onError(405, ({ headers }) => `405 of ${name}, ${headers["Allow"]}`);
    }
    shop.mount(cart);
    tenant.mount(shop);
    app.mount(tenant);
    return app;
  } // prettier-ignore

  it("is answered by the innermost whose prefix the path has, variables and all [F145 W4]", async () => {
    expect(
      await textsOf(create(), [
        "/",
        "/at-acme/none",
        "/at-acme/shop-x/none",
        "/at-acme/shop-3/none",
        "/at-acme/shop-3/cart",
        "/at-acme/shop-3/cart/none/deep",
      ]),
    ).toEqual(["404 of app", "404 of tenant", "404 of tenant", "404 of shop", "404 of cart", "404 of cart"]);
    expect(
      await textsOf(create(), [
        "/form",
        "/at-acme/form",
        "/at-acme/shop-3/form",
        "/at-acme/shop-3/cart/form",
      ]),
    ).toEqual([
      "405 of app, OPTIONS, POST",
      "405 of tenant, OPTIONS, POST",
      "405 of shop, OPTIONS, POST",
      "405 of cart, OPTIONS, POST",
    ]);
  });

  it("goes outward to the next that has a handler [F145 W4]", async () => {
    const paths = ["/at-acme/shop-3/none", "/at-acme/shop-3/form"];
    expect(await textsOf(create({ without: "shop" }), paths)).toEqual([
      "404 of tenant",
      "405 of tenant, OPTIONS, POST",
    ]);
  });

  it("is JSON for an API and a page for the rest (flask#503) [F145 W4]", async () => {
    const app = new Micro();
    const api = new Blueprint("api", null, { prefix: "/api" });
    api.onError(404, ({ reason }) => ({ error: reason }));
    app.onError(404, () => "<h1>Nothing here</h1>");
    app.mount(api);
    const client = app.testClient();
    const inApi = await client.get("/api/none");
    expect([inApi.status, inApi.json()]).toEqual([404, { error: "Not Found" }]);
    const elsewhere = await client.get("/none");
    expect([elsewhere.status, elsewhere.text]).toEqual([404, "<h1>Nothing here</h1>"]);
  });

  it("of a blueprint that is mounted twice is its own at both places [F145 W4]", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.onError(404, (_, { blueprint }) => blueprint);
    app.mount(blog).mount(blog, { name: "news", prefix: "/news" });
    expect(await textsOf(app, ["/blog/none", "/news/none"])).toEqual(["blog", "news"]);
  });
});

describe("the static files of a blueprint", () => {
  let folder: string;
  beforeAll(() => {
    folder = createFolder({ "static/a.css": "app", "blog/static/a.css": "blog" });
  });
  afterAll(() => removeFolder(folder));

  it("are at its prefix, its endpoint is its own [F147]", async () => {
    const app = new Micro({ dirname: folder });
    const outer = new Blueprint("outer", null, { prefix: "/outer" });
    const blog = new Blueprint(
      "blog",
      { dirname: `${folder}/blog` },
      { prefix: "/blog", staticFolder: "static", staticPrefix: "/files" },
    );
    outer.mount(blog);
    app.mount(outer);
    expect(app.buildUrl("outer.blog.static", { filename: "a.css" })).toBe("/outer/blog/files/a.css");
    expect(await textsOf(app, ["/outer/blog/files/a.css", "/static/a.css"])).toEqual(["blog", "app"]);
  });

  it("without a prefix would be the app's, which is refused with both places, where Flask hides them [F147]", async () => {
    const app = new Micro({ dirname: folder });
    app.mount(new Blueprint("blog", { dirname: `${folder}/blog` }, { staticFolder: "static" }));
    await expect(app.start()).rejects.toThrow(
      /The rule \/static\/<path:filename> is registered twice for GET: at .*nesting\.test\.ts:\d+:\d+ and at .*nesting\.test\.ts:\d+:\d+\. /,
    );
  });
});
