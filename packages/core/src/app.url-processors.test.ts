import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";

describe("url value preprocessors", () => {
  it("see the matched values before any hook, and may take some away [F57 F155 B44]", async () => {
    const app = new Micro();
    const trace: string[] = [];
    app.urlValuePreprocessor((endpoint, values, request) => {
      trace.push(`preprocess ${endpoint}`);
      request.g["language"] = values["language"];
      delete values["language"];
    });
    app.beforeRequest(({ g }) => void trace.push(`before ${String(g["language"])}`));
    app.get("/<language>/about", { name: "about" }, ({ params, g }) => ({ params, language: g["language"] }));
    expect((await app.testClient().get("/de/about")).text).toBe('{"params":{},"language":"de"}');
    expect(trace).toEqual(["preprocess about", "before de"]);
  });

  it("of a blueprint see its own routes only, the app's first [B44 B46]", async () => {
    const app = new Micro();
    const trace: string[] = [];
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    app.urlValuePreprocessor(() => void trace.push("app"));
    blog.urlValuePreprocessor(() => void trace.push("blog"));
    app.get("/<a>", () => "x");
    blog.get("/<a>", () => "x");
    blog.appUrlValuePreprocessor(() => void trace.push("blog for the app"));
    app.mount(blog);
    await app.testClient().get("/1");
    expect(trace.splice(0)).toEqual(["app", "blog for the app"]);
    await app.testClient().get("/blog/1");
    expect(trace).toEqual(["app", "blog for the app", "blog"]);
  });

  it("do not run where nothing matched, while before-request hooks do [F155 B96]", async () => {
    const app = new Micro();
    const trace: string[] = [];
    app.urlValuePreprocessor(() => void trace.push("preprocess"));
    app.beforeRequest(() => void trace.push("before"));
    expect((await app.testClient().get("/none")).status).toBe(404);
    expect(trace).toEqual(["before"]);
  });
});

describe("url defaults", () => {
  it("fill in what a URL lacks [F57 B44]", () => {
    const app = new Micro();
    app.urlDefaults((endpoint, values) => {
      values["language"] ??= "en";
    });
    const about = app.get("/<language>/about", { name: "about" }, () => "x");
    expect(app.buildUrl("about")).toBe("/en/about");
    expect(app.buildUrl("about", { language: "de" })).toBe("/de/about");
    expect(about.url({ language: "fr" })).toBe("/fr/about");
  });

  it("of a blueprint apply to its endpoints only [F57 B45]", () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/<language>" });
    blog.urlDefaults((endpoint, values) => {
      values["language"] ??= "en";
    });
    blog.get("/posts", { name: "posts" }, () => "x");
    app.get("/plain", { name: "plain" }, () => "x");
    app.mount(blog);
    expect(app.buildUrl("blog.posts")).toBe("/en/posts");
    expect(app.buildUrl("plain")).toBe("/plain");
  });

  it("of a blueprint apply to the whole app where it says so [B46]", () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.appUrlDefaults((endpoint, values) => {
      values["language"] ??= "en";
    });
    app.get("/<language>/about", { name: "about" }, () => "x");
    app.mount(blog);
    expect(app.buildUrl("about")).toBe("/en/about");
  });

  it("given at mounting are the values of its rules [F139 B121]", async () => {
    const app = new Micro();
    const blog = new Blueprint("blog", null, { urlDefaults: { kind: "own", from: "blueprint" } });
    blog.get("/show", { defaults: { from: "route" } }, ({ params }) => params);
    app.mount(blog, { prefix: "/a", urlDefaults: { kind: "a" } }).mount(blog, { prefix: "/b", name: "b" });
    const client = app.testClient();
    expect(await (await client.get("/a/show")).json()).toEqual({ kind: "a", from: "route" });
    expect(await (await client.get("/b/show")).json()).toEqual({ kind: "own", from: "route" });
  });
});
