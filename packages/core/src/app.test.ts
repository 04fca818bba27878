import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import * as z from "zod";

import { createFolder, removeFolder, writeFile } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { get } from "./route-definition.ts";

const view = (): string => "x";

describe("new Micro [F1]", () => {
  it("needs nothing", async () => {
    expect((await new Micro().testClient().get("/")).status).toBe(404);
  });

  it("takes the folder of its module for its root", () => {
    expect(new Micro({ dirname: "/srv/app" }).rootPath).toBe("/srv/app");
    expect(new Micro({ url: "file:///srv/app/main.js" }).rootPath).toBe("/srv/app");
    expect(new Micro().rootPath).toBe("");
  });

  it("loads configuration over the defaults", () => {
    const app = new Micro(null, { config: { DEBUG: true, OWN: 1, lower: 2 } });
    expect([
      app.config.get("DEBUG"),
      app.config.get("OWN"),
      app.config.get("lower"),
      app.config.get("TESTING"),
    ]).toEqual([true, 1, undefined, false]);
  });

  it("loads the environment over the configuration", () => {
    vi.stubEnv("MICRO_MAX_FORM_PARTS", "7");
    expect(new Micro(null, { config: { MAX_FORM_PARTS: 5 } }).config.get("MAX_FORM_PARTS")).toBe(7);
  });

  it("checks its configuration by a schema and names every bad key [F7 W34]", () => {
    const configSchema = z.object({ DATABASE_URL: z.url(), WORKERS: z.coerce.number().default(2) });
    expect(() => new Micro(null, { configSchema, config: { WORKERS: "many" } })).toThrow(
      /does not fit the app's configSchema:\n {2}DATABASE_URL: .*\n {2}WORKERS: /,
    );
    vi.stubEnv("MICRO_DATABASE_URL", "postgres://localhost/x");
    expect(new Micro(null, { configSchema }).config.WORKERS).toBe(2);
  });

  it("does not start with configuration that is not valid [F7]", async () => {
    await expect(new Micro(null, { config: { DEBUG: 1, TESTING: 2 } }).start()).rejects.toThrow(
      /DEBUG is 1: .*\n {2}TESTING is 2: /s,
    );
  });

  it("has an instance folder beside the module, or where it is told [F8 B154]", () => {
    expect(new Micro({ dirname: "/srv/app" }).instancePath).toBe("/srv/app/instance");
    expect(new Micro({ dirname: "/srv/app" }, { instancePath: "/var/app" }).instancePath).toBe("/var/app");
    expect(new Micro(null).instancePath).toBe("");
    expect(new Micro({ dirname: "/srv/app/src" }).instancePath).toBe("/srv/app/instance");
  });

  it("refuses a relative instance folder [F8 B154]", () => {
    expect(() => new Micro(null, { instancePath: "var" })).toThrow(
      expect.objectContaining({ code: "MICRO_CONFIG_INVALID" }),
    );
  });

  it("loads files from its folder, or from the instance folder [F8 B154]", () => {
    const folder = createFolder();
    writeFile(folder, "own.json", '{"A": 1}');
    writeFile(folder, "instance/own.json", '{"A": 2}');
    const meta = { dirname: folder };
    expect(new Micro(meta).config.loadFile("own.json").get("A")).toBe(1);
    expect(new Micro(meta, { instanceRelativeConfig: true }).config.loadFile("own.json").get("A")).toBe(2);
    removeFolder(folder);
  });

  it("loads a file between the configuration and the environment [F4]", () => {
    const folder = createFolder();
    writeFile(folder, "own.json", '{"A": 2, "B": 2}');
    vi.stubEnv("MICRO_B", "3");
    const options = { config: { A: 1, B: 1, C: 1 }, configFile: "own.json" };
    expect(new Micro({ dirname: folder }, options).config.toObject()).toMatchObject({ A: 2, B: 3, C: 1 });
    const optional = { configFile: { path: "none.json", isOptional: true } };
    expect(new Micro({ dirname: folder }, optional).config.get("A")).toBeUndefined();
    expect(() => new Micro({ dirname: folder }, { configFile: "none.json" })).toThrow("MICRO_CONFIG_FILE");
    removeFolder(folder);
  });

  it("is called by its folder, or as it is told [F22]", () => {
    expect(new Micro({ dirname: "/srv/shop" }).name).toBe("shop");
    expect(new Micro({ dirname: "/srv/shop/src" }).name).toBe("shop");
    expect(new Micro(null).name).toBe("app");
    expect(new Micro(null, { name: "shop" }).name).toBe("shop");
  });

  it("needs no environment", () => {
    vi.stubGlobal("process", undefined);
    const app = new Micro();
    vi.unstubAllGlobals();
    expect(app.config.get("DEBUG")).toBe(false);
  });

  it("keeps two apps apart [F2]", async () => {
    const [one, two] = [
      new Micro(null, { config: { NAME: "one" } }),
      new Micro(null, { config: { NAME: "two" } }),
    ];
    for (const app of [one, two]) app.get("/", () => String(app.config.get("NAME")));
    expect([(await one.testClient().get("/")).text, (await two.testClient().get("/")).text]).toEqual([
      "one",
      "two",
    ]);
  });

  it("writes errors to the console without another logger", async () => {
    const error = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const app = new Micro();
    app.get("/", () => {
      throw new Error("seen");
    });
    await app.testClient().get("/");
    expect(error).toHaveBeenCalledWith(expect.stringContaining("seen"));
  });
});

describe("the static folder of an app", () => {
  let folder: string;

  beforeEach(() => {
    folder = createFolder({ "static/style.css": "a{}", "assets/app.js": "1", "blog/static/blog.css": "b{}" });
  });

  afterEach(() => removeFolder(folder));

  it("is served at /static under the endpoint static", async () => {
    const app = new Micro({ dirname: folder });
    const response = await app.testClient().get(app.buildUrl("static", { filename: "style.css" }));
    expect([response.path, response.text, response.headers.get("content-type")]).toEqual([
      "/static/style.css",
      "a{}",
      "text/css; charset=utf-8",
    ]);
  });

  it("may be another one, at another place", async () => {
    const app = new Micro({ dirname: folder }, { staticFolder: "assets", staticPrefix: "/a" });
    expect((await app.testClient().get("/a/app.js")).text).toBe("1");
    expect((await app.testClient().get("/static/style.css")).status).toBe(404);
  });

  it("is not served when it is null", async () => {
    const app = new Micro({ dirname: folder }, { staticFolder: null });
    expect([app.listRoutes(), (await app.testClient().get("/static/style.css")).status]).toEqual([[], 404]);
  });

  it("is not served without a root", () => {
    expect(new Micro().listRoutes()).toEqual([]);
  });

  it.each([
    [null, "no-cache"],
    [3600, "public, max-age=3600"],
  ])("says Cache-Control by SEND_FILE_MAX_AGE_DEFAULT %s", async (maxAge, expected) => {
    const app = new Micro({ dirname: folder });
    app.config.load({ SEND_FILE_MAX_AGE_DEFAULT: maxAge });
    expect((await app.testClient().get("/static/style.css")).headers.get("cache-control")).toBe(expected);
  });

  it("is joined by that of a blueprint, below its prefix [F147]", async () => {
    const app = new Micro({ dirname: folder });
    const blog = new Blueprint(
      "blog",
      { dirname: `${folder}/blog` },
      { prefix: "/blog", staticFolder: "static" },
    );
    app.mount(blog);
    expect(app.buildUrl("blog.static", { filename: "blog.css" })).toBe("/blog/static/blog.css");
    expect((await app.testClient().get("/blog/static/blog.css")).text).toBe("b{}");
  });

  it("is that of a blueprint at each place where it is mounted", async () => {
    const app = new Micro();
    const blog = new Blueprint(
      "blog",
      { dirname: `${folder}/blog` },
      { prefix: "/a", staticFolder: "static" },
    );
    app.mount(blog).mount(blog, { name: "other", prefix: "/b" });
    expect((await app.testClient().get("/b/static/blog.css")).text).toBe("b{}");
  });

  it("is served by a blueprint with the configuration of the app that was asked", async () => {
    const blog = new Blueprint(
      "blog",
      { dirname: `${folder}/blog` },
      { prefix: "/blog", staticFolder: "static" },
    );
    const apps = [60, 120].map((maxAge) =>
      new Micro(null, { config: { SEND_FILE_MAX_AGE_DEFAULT: maxAge } }).mount(blog),
    );
    const seen: unknown[] = [];
    for (const app of apps)
      seen.push((await app.testClient().get("/blog/static/blog.css")).headers.get("cache-control"));
    expect(seen).toEqual(["public, max-age=60", "public, max-age=120"]);
  });

  it("shows a file that changed", async () => {
    const client = new Micro({ dirname: folder }).testClient();
    await client.get("/static/style.css");
    writeFile(folder, "static/style.css", "changed{}");
    expect((await client.get("/static/style.css")).text).toBe("changed{}");
  });
});

describe("urlFor and buildUrl", () => {
  const create = (): Micro<{ home: "/"; show: "/users/<int:id>" }> =>
    new Micro().routes({
      home: get("/", view),
      show: get("/users/<int:id>", ({ params }) => ({ id: params.id })),
    });

  it("build the URLs of a table", () => {
    const app = create();
    expect([
      app.urlFor("home"),
      app.urlFor("show", { id: 3 }),
      app.urlFor("show", { id: 3, tab: "x y" }),
    ]).toEqual(["/", "/users/3", "/users/3?tab=x+y"]);
  });

  it("offer the nearest name for an unknown one (MICRO_URL_BUILD, A62)", () => {
    expect(() => create().buildUrl("shwo")).toThrow(
      /the endpoint "shwo"\. Did you mean "show" instead\? \[MICRO_URL_BUILD\]$/,
    );
  });

  it.each(["__proto__", "constructor", "toString"])("know no endpoint %s (A62)", (name) => {
    expect(() => create().buildUrl(name)).toThrow("MICRO_URL_BUILD");
  });

  it("add an anchor", () => {
    expect(create().buildUrl("home", {}, { anchor: "a b" })).toBe("/#a%20b");
  });

  it("choose the rule of a method", () => {
    const app = new Micro();
    app.get("/x/<id>", { name: "x" }, view);
    app.post("/x", { name: "x" }, view);
    expect(app.buildUrl("x", { id: "1" }, { method: "GET" })).toBe("/x/1");
    expect(app.buildUrl("x", {}, { method: "post" })).toBe("/x");
  });

  it("leave out null and undefined, and repeat lists (A232)", () => {
    expect(create().buildUrl("home", { a: null, b: undefined, c: [1, 2] })).toBe("/?c=1&c=2");
  });

  it("put values whose names begin with an underscore into the query", () => {
    expect(create().buildUrl("home", { _page: 2 })).toBe("/?_page=2");
  });

  it("fill variables whose names begin with an underscore", () => {
    const app = new Micro();
    app.get("/<_id>", { name: "odd" }, view);
    expect(app.buildUrl("odd", { _id: "a" })).toBe("/a");
  });
});

describe("a custom converter", () => {
  it("is used both ways", async () => {
    const app = new Micro();
    app.addConverter("list", () => ({
      pattern: "[^/]+",
      parse: (text) => text.split(","),
      format: (value) => (value as string[]).join(","),
    }));
    const handle = app.get("/<list:names>", ({ params }) => params);
    expect((await app.testClient().get("/a,b")).json()).toEqual({ names: ["a", "b"] });
    expect(handle.url({ names: ["c", "d"] })).toBe("/c,d");
  });
});

describe("the blueprints' templates", () => {
  it("come after the app's, in order of mounting, each folder once [F146]", async () => {
    const folder = createFolder({
      "templates/a.html": "app",
      "one/templates/a.html": "one",
      "one/templates/b.html": "one",
      "two/templates/b.html": "two",
    });
    const app = new Micro({ dirname: folder });
    const blueprints = ["one", "two"].map(
      (name) => new Blueprint(name, { dirname: `${folder}/${name}` }, { prefix: `/${name}` }),
    );
    for (const blueprint of blueprints) app.mount(blueprint);
    app.mount(blueprints[0] ?? new Blueprint("none"), { name: "again", prefix: "/again" });
    let places: readonly string[] = [];
    const read: (string | undefined)[] = [];
    app.templates.addEngine({
      name: "spy",
      extensions: [".html"],
      setup: ({ source }) => {
        places = source.places;
        read.push(source.get("a.html")?.source, source.get("b.html")?.source);
        return { render: () => "x", renderString: () => "x" };
      },
    });
    app.get("/", (request) => app.templates.renderString("x", {}, request) as string); // the spy answers at once
    await app.testClient().get("/");
    removeFolder(folder);
    expect(places).toEqual([`${folder}/templates`, `${folder}/one/templates`, `${folder}/two/templates`]);
    expect(read).toEqual(["app", "one"]);
  });
});
