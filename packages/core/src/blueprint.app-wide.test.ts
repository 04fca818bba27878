import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint, type MountPlace } from "./blueprint.ts";
import { CommandGroup } from "./command.ts";
import { renderString } from "./http/rendering.ts";

class OutOfStock extends Error {}

const view = (): string => "x";

/** An app and two blueprints, each with a page; what the hooks of `blog` do is kept. */
function create(): { app: Micro; blog: Blueprint; news: Blueprint; trace: string[] } {
  const app = new Micro(null, { logger: { error: () => undefined } });
  const blog = new Blueprint("blog", null, { prefix: "/blog" });
  const news = new Blueprint("news", null, { prefix: "/news" });
  for (const scope of [app, blog, news]) {
    scope.get("/page", { name: "page" }, view);
    scope.get("/fail", () => {
      throw new OutOfStock();
    });
  }
  return { app, blog, news, trace: [] };
}

describe("the hooks of a blueprint", () => {
  it("are for its own views, its app hooks for all [F143 B125]", async () => {
    const { app, blog, news, trace } = create();
    blog.beforeRequest(() => void trace.push("before"));
    blog.afterRequest(() => void trace.push("after"));
    blog.teardownRequest(() => void trace.push("teardown"));
    blog.beforeAppRequest(() => void trace.push("app before"));
    blog.afterAppRequest(() => void trace.push("app after"));
    blog.teardownAppRequest(() => void trace.push("app teardown"));
    app.mount(blog).mount(news);
    const client = app.testClient();
    await client.get("/blog/page");
    expect(trace.splice(0)).toEqual([
      "app before",
      "before",
      "after",
      "app after",
      "teardown",
      "app teardown",
    ]);
    for (const path of ["/page", "/news/page", "/none"]) {
      await client.get(path);
      expect(trace.splice(0)).toEqual(["app before", "app after", "app teardown"]);
    }
  });

  it("for values of URLs are for its own, and for all with its app hooks [F143]", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/<lang>/blog" });
    const shop = new Blueprint("shop", null, { prefix: "/<lang>/shop" });
    const seen: string[] = [];
    for (const scope of [blog, shop]) scope.get("/<int:id>", { name: "show" }, ({ params }) => params);
    blog.appUrlValuePreprocessor((endpoint) => void seen.push(endpoint));
    blog.urlValuePreprocessor((_, values) => {
      delete values["lang"];
    });
    blog.urlDefaults((_, values) => {
      values["id"] ??= 1;
    });
    blog.appUrlDefaults((_, values) => {
      values["lang"] ??= "en";
    });
    app.mount(blog).mount(shop);
    expect(app.buildUrl("blog.show")).toBe("/en/blog/1");
    expect(app.buildUrl("shop.show", { id: 2 })).toBe("/en/shop/2");
    expect(() => app.buildUrl("shop.show")).toThrow("MICRO_URL_BUILD");
    const client = app.testClient();
    expect((await client.get("/de/blog/3")).json()).toEqual({ id: 3 });
    expect((await client.get("/de/shop/3")).json()).toEqual({ lang: "de", id: 3 });
    expect(seen).toEqual(["blog.show", "shop.show"]);
  });

  it("are the app's once, however often and deep the blueprint is mounted [F143 F149]", async () => {
    const { app, blog, trace } = create();
    const outer = new Blueprint("outer", null, { prefix: "/outer" });
    blog.beforeAppRequest(() => void trace.push("before"));
    outer.mount(blog);
    app.mount(outer).mount(blog).mount(blog, { name: "again", prefix: "/again" });
    await app.testClient().get("/page");
    expect(trace).toEqual(["before"]);
  });

  it.each(["beforeAppRequest", "afterAppRequest", "teardownAppRequest", "appUrlDefaults", "appUrlValuePreprocessor"] as const)(
    "have to be functions, at once: %s (MICRO_HOOK_INVALID)", (method) => {
      expect(() => new Blueprint("blog")[method]("x" as never)).toThrow(`${method}() was given a string.`);
    },
  ); // prettier-ignore
});

describe("the error handlers of a blueprint", () => {
  it("are for its own views, those of onAppError for all [F144 B110]", async () => {
    const { app, blog, news } = create();
    blog.onError(OutOfStock, () => "the blog's");
    blog.onAppError(OutOfStock, () => "the app's");
    blog.onAppError(404, () => "no such page");
    app.mount(blog).mount(news);
    const client = app.testClient();
    const texts = [];
    for (const path of ["/blog/fail", "/news/fail", "/fail", "/none", "/blog/none"])
      texts.push((await client.get(path)).text);
    expect(texts).toEqual(["the blog's", "the app's", "the app's", "no such page", "no such page"]);
  });

  it("leave a 404 or 405 below its prefix to the app when it has none, unlike others' below theirs [F145 B110 W4]", async () => {
    const { app, blog, news } = create();
    app.onError(404, () => "the app's 404");
    news.onError(404, () => "the news' 404");
    news.onError(405, () => "the news' 405");
    app.mount(blog).mount(news);
    const client = app.testClient();
    expect((await client.get("/blog/none")).text).toBe("the app's 404");
    expect((await client.get("/news/none")).text).toBe("the news' 404");
    expect((await client.post("/news/page")).text).toBe("the news' 405");
    expect([(await client.post("/blog/page")).status, (await client.get("/none")).text]).toEqual([
      405,
      "the app's 404",
    ]);
  });
});

describe("the templates of an app", () => {
  it("have the filters, tests and globals that a blueprint adds, once it is mounted [F150]", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog");
    let names: string[] = [];
    app.templates.addEngine({
      name: "spy",
      extensions: [".html"],
      setup: ({ filters, tests, globals }) => {
        names = [...filters.keys(), ...tests.keys(), ...globals.keys()];
        return { render: view, renderString: view };
      },
    });
    blog.appTemplateFilter("shout", (text: string) => text.toUpperCase());
    blog.appTemplateTest("loud", (text: string) => text === text.toUpperCase());
    blog.appTemplateGlobal("site", "Movies");
    app.mount(blog);
    await app.renderText(renderString("x"));
    expect(names).toEqual(expect.arrayContaining(["shout", "loud", "site"]));
  });
});

describe("onMount", () => {
  it("runs for each place, with what comes into the app and whether it is the first [F149]", async () => {
    const app = new Micro();
    const outer = new Blueprint("outer", null, { prefix: "/outer" });
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    const places: MountPlace[] = [];
    blog.onMount((setup, place) => {
      places.push(place);
      setup.get(`/about-${place.name}`, { name: `about-${place.name}` }, () => place.prefix);
    });
    outer.mount(blog);
    app.mount(blog);
    app.mount(outer);
    expect(places).toEqual([
      { name: "blog", prefix: "/blog", isFirst: true },
      { name: "outer.blog", prefix: "/outer/blog", isFirst: false },
    ]);
    expect((await app.testClient().get("/about-outer.blog")).text).toBe("/outer/blog");
  });

  it("runs once in each of two apps, as the first [F149]", () => {
    const blog = new Blueprint("blog");
    const firsts: boolean[] = [];
    blog.onMount((_, { isFirst }) => void firsts.push(isFirst));
    new Micro().mount(blog);
    new Micro().mount(blog);
    expect(firsts).toEqual([true, true]);
  });

  it("runs at once where the blueprint is mounted already [F149]", () => {
    const blog = new Blueprint("blog");
    new Micro().mount(blog);
    const names: string[] = [];
    blog.onMount((_, { name }) => void names.push(name));
    expect(names).toEqual(["blog"]);
  });

  it("wants a function (MICRO_HOOK_INVALID)", () => {
    expect(() => new Blueprint("blog").onMount(1 as never)).toThrow("onMount() was given a number.");
  });
});

describe("a registration on a mounted blueprint", () => {
  it("takes effect until the app serves, where Flask refuses it [F142]", async () => {
    const { app, blog, trace } = create();
    const inner = new Blueprint("inner", null, { prefix: "/inner" });
    app.mount(blog);
    blog.mount(inner);
    inner.get("/page", view);
    inner.beforeRequest(() => void trace.push("inner"));
    blog.beforeRequest(() => void trace.push("blog"));
    inner.beforeAppRequest(() => void trace.push("app"));
    await app.testClient().get("/blog/inner/page");
    expect(trace).toEqual(["app", "blog", "inner"]);
  });

  it.each([
    ["beforeRequest", (blog: Blueprint) => blog.beforeRequest(view)],
    ["beforeAppRequest", (blog: Blueprint) => blog.beforeAppRequest(view)],
    ["afterAppRequest", (blog: Blueprint) => blog.afterAppRequest(view)],
    ["teardownAppRequest", (blog: Blueprint) => blog.teardownAppRequest(view)],
    ["onAppError", (blog: Blueprint) => blog.onAppError(404, view)],
    ["appUrlDefaults", (blog: Blueprint) => blog.appUrlDefaults(() => undefined)],
    ["appUrlValuePreprocessor", (blog: Blueprint) => blog.appUrlValuePreprocessor(() => undefined)],
    ["contextProcessor", (blog: Blueprint) => blog.contextProcessor(() => ({}))],
    ["appContextProcessor", (blog: Blueprint) => blog.appContextProcessor(() => ({}))],
    ["appTemplateFilter", (blog: Blueprint) => blog.appTemplateFilter("f", view)],
    ["appTemplateTest", (blog: Blueprint) => blog.appTemplateTest("t", view)],
    ["appTemplateGlobal", (blog: Blueprint) => blog.appTemplateGlobal("g", 1)],
    ["use", (blog: Blueprint) => blog.use((...[, , next]) => next())],
    ["onMount", (blog: Blueprint) => blog.onMount(() => undefined)],
    ["command", (blog: Blueprint) => blog.command("c", { description: "C.", run: () => 0 })],
    ["urlDefaults", (blog: Blueprint) => blog.urlDefaults(() => undefined)],
    ["urlValuePreprocessor", (blog: Blueprint) => blog.urlValuePreprocessor(() => undefined)],
    ["rule", (blog: Blueprint) => blog.rule("/x", { name: "x" })],
    ["endpoint", (blog: Blueprint) => blog.endpoint("x", view)],
  ])(
    "is refused by its name when the app serves: %s (MICRO_APP_FROZEN) [F142 B15]",
    async (name, register) => {
      const { app, blog } = create();
      app.mount(blog);
      await app.start();
      expect(() => register(blog)).toThrow(`${name}() was called on the blueprint "blog" after it had begun`);
    },
  );
});

describe("the commands of a blueprint", () => {
  const command = { description: "Imports.", run: () => 0 };
  /** The words that run the command. */
  const wordsOf = (app: Micro): string[] =>
    [...app.commands].flatMap(([word, known]) =>
      known instanceof CommandGroup ? [...known.commands.keys()].map((name) => `${word} ${name}`) : [word],
    );

  it("stand under its name [F148]", async () => {
    const blog = new Blueprint("blog");
    const words: (readonly string[])[] = [];
    blog.command("import", { ...command, run: (given) => void words.push(given) });
    const app = new Micro().mount(blog);
    expect(wordsOf(app)).toEqual(["blog import"]);
    await app.commands.get("blog")?.run(["import", "a", "b"]);
    expect(words).toEqual([["a", "b"]]);
  });

  it("stand under the full name of each place, or under the group it was given [F148]", () => {
    const blog = new Blueprint("blog");
    const tools = new Blueprint("tools", null, { commandGroup: "admin" });
    const outer = new Blueprint("outer");
    blog.command("import", command);
    tools.command("check", command);
    outer.mount(blog);
    const app = new Micro().mount(outer).mount(blog, { name: "news" }).mount(tools);
    expect(wordsOf(app)).toEqual(["outer.blog import", "news import", "admin check"]);
  });

  it("stand alone with commandGroup: null [F148]", () => {
    const blog = new Blueprint("blog", null, { commandGroup: null });
    blog.command("import", command);
    expect(wordsOf(new Micro().mount(blog))).toEqual(["import"]);
  });
});
