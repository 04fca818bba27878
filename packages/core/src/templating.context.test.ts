import { describe, expect, it } from "vitest";

import { dollarEngine } from "../test/dollar-engine.ts";
import { Micro } from "./app.ts";
import type { MicroOptions } from "./app-options.ts";
import { Blueprint } from "./blueprint.ts";
import type { AppSetup } from "./extension.ts";
import { render, renderStream, renderString } from "./http/rendering.ts";
import type { TemplateEngineSetup } from "./template-engine.ts";
import { TemplateTexts } from "./template-source.ts";

function createApp(templates: Readonly<Record<string, string>> = {}, options: MicroOptions = {}): Micro {
  const templateSource = new TemplateTexts(templates);
  return new Micro(null, {
    engines: [dollarEngine()],
    templateSource,
    logger: { error: () => undefined },
    ...options,
  });
}

describe("context processors [F196 B137]", () => {
  it("add values, below those of the view", async () => {
    const app = createApp({ "a.html": "${a} ${b}" });
    app.templates.addContextProcessor(() => ({ a: "processor", b: "processor" }));
    app.get("/", () => render("a.html", { b: "view" }));
    expect((await app.testClient().get("/")).text).toBe("processor view");
  });

  it("may be asynchronous", async () => {
    const app = createApp({ "a.html": "${user} ${path} ${b}" });
    app.templates.addContextProcessor(async () => ({ user: await Promise.resolve("ann"), path: "lost" }));
    app.templates.addContextProcessor(({ path }) => ({ path }));
    app.get("/", () => render("a.html", { b: 1 }));
    expect((await app.testClient().get("/")).text).toBe("ann / 1");
  });

  it("that reject make a 500", async () => {
    const app = createApp({ "a.html": "" });
    app.templates.addContextProcessor(() => Promise.reject(new Error("no")));
    app.get("/", () => render("a.html"));
    expect((await app.testClient().get("/")).status).toBe(500);
  });

  it("name what imported templates see too, those of blueprints as well", async () => {
    const engine = dollarEngine();
    const seen: (readonly string[])[] = [];
    const watched = {
      ...engine,
      setup: (setup: TemplateEngineSetup) => (seen.push(setup.standardNames), engine.setup(setup)),
    };
    const app = createApp({ "a.html": "" }, { engines: [watched] });
    app.templates.addContextProcessor(() => ({ token: 1 }), { importedNames: ["token"] });
    const blueprint = new Blueprint("admin", null, { prefix: "/admin" });
    app.mount(blueprint);
    blueprint.register({
      name: "nonce",
      setup: ({ templates }: AppSetup) =>
        templates.addContextProcessor(() => ({ nonce: 1 }), { importedNames: ["nonce"] }),
    });
    await app.start();
    expect(seen[0]).toEqual(expect.arrayContaining(["request", "token", "nonce"]));
  });

  it("of a blueprint are for its views only, and the innermost wins [B127 B132]", async () => {
    const app = createApp({ "a.html": "${from}|${outer}" });
    const parent = new Blueprint("parent", null, { prefix: "/parent" });
    const child = new Blueprint("child", null, { prefix: "/child" });
    for (const scope of [app, parent, child]) scope.get("/", () => render("a.html"));
    parent.mount(child);
    app.mount(parent);
    app.mount(new Blueprint("other", null, { prefix: "/other" }));
    app.templates.addContextProcessor(() => ({ from: "child" }), { blueprint: "parent.child" });
    app.templates.addContextProcessor(() => ({ from: "parent", outer: "yes" }), { blueprint: "parent" });
    app.templates.addContextProcessor(() => ({ from: "app" }));
    const client = app.testClient();
    const texts = [];
    for (const path of ["/", "/parent/", "/parent/child/", "/parent/"])
      texts.push((await client.get(path)).text);
    expect(texts).toEqual(["app|", "parent|yes", "child|yes", "parent|yes"]);
  });
});

describe("what a blueprint gives templates [B132]", () => {
  it("is for its own views, under each name it is mounted", async () => {
    const app = createApp({ "a.html": "${secret}" });
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    const inner = new Blueprint("inner", null, { prefix: "/inner" });
    blog.contextProcessor(() => ({ secret: "blog" }));
    inner.contextProcessor(({ blueprint }) => ({ secret: blueprint }));
    for (const scope of [app, blog, inner]) scope.get("/", () => render("a.html"));
    blog.mount(inner);
    app.mount(blog);
    app.mount(blog, { name: "news", prefix: "/news" });
    const client = app.testClient();
    const texts = [];
    for (const path of ["/", "/blog/", "/news/", "/blog/inner/", "/news/inner/"]) {
      texts.push((await client.get(path)).text);
    }
    expect(texts).toEqual(["", "blog", "blog", "blog.inner", "news.inner"]);
  });

  it("is for all templates with its app methods [F150]", async () => {
    const app = createApp({ "a.html": "${site} ${user}" });
    const blog = new Blueprint("blog");
    blog.appTemplateGlobal("site", "Movies");
    blog.appContextProcessor(() => ({ user: "ann" }));
    app.mount(blog);
    app.get("/", () => render("a.html"));
    expect((await app.testClient().get("/")).text).toBe("Movies ann");
  });
});

describe("rendering without a request [B136]", () => {
  it("sees globals, config and what processors give that need no request", async () => {
    const app = createApp({}, { config: { WORLD_NAME: "Special World" } });
    app.templates.addGlobal("site", "Movies");
    app.templates.addContextProcessor(() => ({ foo: 42 }));
    app.templates.addContextProcessor(({ path }) => ({ foo: path }));
    expect(await app.renderText(renderString("Hello ${site} ${foo}"))).toBe("Hello Movies 42");
  });

  it("has no request and no session, an empty g and no messages", async () => {
    const seen: Record<string, unknown>[] = [];
    const app = createApp({ "a.html": "a" }, { config: { WORLD_NAME: "Special World" } });
    app.signals.templateRendered.connect(({ context }) => seen.push(context));
    await app.renderText(render("a.html"));
    const { request, session, g, config, get_flashed_messages: messages } = seen[0] ?? {};
    expect([request, session, g]).toEqual([undefined, undefined, {}]);
    expect(config).toMatchObject({ WORLD_NAME: "Special World" });
    expect(typeof messages === "function" && Reflect.apply(messages, undefined, [])).toEqual([]);
  });

  it("works before the app has started, and lets registration go on [B138]", async () => {
    const app = createApp({ "a.html": "${site}" });
    expect(await app.renderText(render("a.html"))).toBe("");
    app.templates.addGlobal("site", "Movies");
    expect(await app.renderText(render("a.html"))).toBe("Movies");
  });

  it("names the template that is missing", async () => {
    await expect(createApp().renderText(render("nix.html"))).rejects.toThrow(
      /^There is no template "nix.html"\. Searched in: memory\. \[/,
    );
  });
});

describe("signals of renderings [B169]", () => {
  it("tell the template and its context, before and after", async () => {
    const app = createApp({ "a.html": "${title} ${added}" });
    const heard: unknown[] = [];
    app.signals.beforeRenderTemplate.connect(({ template, context, request }) => {
      heard.push(["before", template, context["title"], request?.path]);
      context["added"] = "by signal";
    });
    app.signals.templateRendered.connect(({ template, context }) =>
      heard.push(["after", template, context["added"]]),
    );
    app.get("/", () => render(["nix.html", "a.html"], { title: "Ran" }));
    expect((await app.testClient().get("/")).text).toBe("Ran by signal");
    expect(heard).toEqual([
      ["before", "a.html", "Ran", "/"],
      ["after", "a.html", "by signal"],
    ]);
  });

  it("tell of texts and streams too", async () => {
    const app = createApp({ "a.html": "a" });
    const heard: string[] = [];
    app.signals.templateRendered.connect(({ template }) => heard.push(template));
    app.get("/text", () => renderString("text"));
    app.get("/stream", () => renderStream("a.html"));
    const client = app.testClient();
    expect([(await client.get("/text")).text, (await client.get("/stream")).text]).toEqual(["text", "a"]);
    expect(heard).toEqual(["", "a.html"]);
  });

  it("do not tell of a rendering that failed", async () => {
    const app = createApp();
    const heard: string[] = [];
    app.signals.templateRendered.connect(({ template }) => heard.push(template));
    app.get("/", () => render("nix.html"));
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(heard).toEqual([]);
  });
});
