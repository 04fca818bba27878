import { describe, expect, it } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import { render, type TemplateContext } from "./http/rendering.ts";
import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "./template-engine.ts";
import type { TemplateSource } from "./template-source.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import { Templates } from "./templating.ts";

/** An engine that keeps what it is given. */
class SpyEngine implements TemplateEngine, TemplateRenderer {
  readonly name: string;
  readonly extensions: readonly string[];
  readonly setups: TemplateEngineSetup[] = [];
  readonly contexts: TemplateContext[] = [];
  #answer: (context: TemplateContext) => string;

  constructor(
    name: string = "spy",
    extensions: readonly string[] = [".html"],
    answer: (context: TemplateContext) => string = () => name,
  ) {
    this.name = name;
    this.extensions = extensions;
    this.#answer = answer;
  }

  setup(setup: TemplateEngineSetup): MaybePromise<TemplateRenderer> {
    this.setups.push(setup);
    return this;
  }

  render(template: string, context: TemplateContext): string {
    this.contexts.push(context);
    return `${this.#answer(context)}:${template}`;
  }

  renderString(source: string, context: TemplateContext): string {
    this.contexts.push(context);
    return `${this.#answer(context)}:${source}`;
  }
}

function createApp(engine: TemplateEngine, config: Record<string, unknown> = {}): Micro {
  return new Micro(null, {
    engines: [engine],
    logger: new MemoryLogger(),
    config: { SECRET_KEY: "secret", ...config },
  });
}

/** What a template sees. */
async function readContext(
  context: TemplateContext = {},
  arrange: (app: Micro) => void = () => undefined,
): Promise<TemplateContext> {
  const engine = new SpyEngine();
  const app = createApp(engine);
  arrange(app);
  app.get("/page", () => render("page.html", context));
  await app.testClient().get("/page");
  return engine.contexts[0] ?? {};
}

describe("the choice of an engine [F215]", () => {
  it("is by the template's extension", async () => {
    const app = createApp(new SpyEngine("html"));
    app.templates.addEngine(new SpyEngine("text", [".txt"]));
    app.get("/html", () => render("a.html"));
    app.get("/text", () => render("a.txt"));
    const client = app.testClient();
    expect([(await client.get("/html")).text, (await client.get("/text")).text]).toEqual([
      "html:a.html",
      "text:a.txt",
    ]);
  });

  it("prefers the longest extension", async () => {
    const app = createApp(new SpyEngine("long", [".html.eta"]));
    app.templates.addEngine(new SpyEngine("short", [".eta", ".html"]));
    app.get("/", () => render("a.html.eta"));
    expect((await app.testClient().get("/")).text).toBe("long:a.html.eta");
  });

  it("prefers the engine added last among equals", async () => {
    const app = createApp(new SpyEngine("first"));
    app.templates.addEngine(new SpyEngine("second"));
    app.get("/", () => render("a.html"));
    expect((await app.testClient().get("/")).text).toBe("second:a.html");
  });

  it("says which engines there are when none fits (MICRO_TEMPLATE_ENGINE)", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger, engines: [new SpyEngine("spy", [".html", ".htm"])] });
    app.get("/", () => render("a.pug"));
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.text).toContain(
      'There is no template engine for "a.pug". Registered: spy (.html .htm). Install micro-web, which brings nunjucks, or add one with app.templates.addEngine(). [MICRO_TEMPLATE_ENGINE]',
    );
  });

  it("says that there is none at all", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger });
    app.get("/", () => render("a.html"));
    await app.testClient().get("/");
    expect(logger.text).toContain("Registered: none.");
  });

  it("is right for the thousandth name", async () => {
    const app = createApp(new SpyEngine("html"));
    app.templates.addEngine(new SpyEngine("text", [".txt"]));
    app.get("/<int:n>", ({ params }) => render(params.n % 2 === 0 ? `${params.n}.html` : `${params.n}.txt`));
    const client = app.testClient();
    const wrong: string[] = [];
    for (let n = 0; n < 1100; n++) {
      const { text } = await client.get(`/${n}`);
      if (text !== (n % 2 === 0 ? `html:${n}.html` : `text:${n}.txt`)) wrong.push(text);
    }
    expect(wrong).toEqual([]);
  });

  it("takes the default engine for a text", async () => {
    const app = createApp(new SpyEngine());
    app.get("/", (request) => app.templates.renderString("{{ x }}", { x: 1 }, request) as string); // the spy answers at once
    expect((await app.testClient().get("/")).text).toBe("spy:{{ x }}");
  });

  it("has none for a text without engines (MICRO_TEMPLATE_ENGINE)", async () => {
    const app = new Micro(null, { logger: new MemoryLogger() });
    let failure: unknown;
    app.get("/", (request) => {
      try {
        return app.templates.renderString("x", {}, request);
      } catch (error) {
        failure = error;
        return "failed";
      }
    });
    await app.testClient().get("/");
    expect(failure).toMatchObject({ code: "MICRO_TEMPLATE_ENGINE" });
  });
});

describe("the setup of an engine", () => {
  it("happens once, before the first rendering", async () => {
    const engine = new SpyEngine();
    const app = createApp(engine);
    app.get("/", () => render("a.html"));
    const client = app.testClient();
    expect(engine.setups).toHaveLength(0);
    await client.get("/");
    await client.get("/");
    expect(engine.setups).toHaveLength(1);
  });

  it("happens again after one that failed", async () => {
    const engine = new SpyEngine();
    let times = 0;
    engine.setup = () => {
      if (++times === 1) throw new Error("not yet");
      return engine;
    };
    const app = createApp(engine);
    app.get("/", () => render("a.html"));
    const client = app.testClient();
    expect([(await client.get("/")).status, (await client.get("/")).status, times]).toEqual([500, 200, 2]);
  });

  it("gives globals, filters and tests, also those added after a first rendering [F197 B138]", async () => {
    const engine = new SpyEngine();
    const app = createApp(engine);
    const shout = (text: string): string => `${text}!`;
    const odd = (value: number): boolean => value % 2 === 1;
    app.templates.addFilter("shout", shout);
    await app.renderText(render("a.html"));
    app.templates.addTest("odd", odd);
    app.templates.addGlobal("site", "Movies");
    const [setup] = engine.setups;
    expect([setup?.filters.get("shout"), setup?.tests.get("odd"), setup?.globals.get("site")]).toEqual([
      shout,
      odd,
      "Movies",
    ]);
  });

  it.each([
    ["page.html", true],
    ["page.htm", true],
    ["page.xml", true],
    ["page.xhtml", true],
    ["icon.svg", true],
    ["page.html.j2", true],
    ["page.njk", true],
    ["PAGE.HTML", true],
    ["mail.txt", false],
    ["mail.txt.j2", false],
    ["data.json", false],
    ["html", false],
  ])("escapes the values in %s: %s [F193 B134]", async (name, escaped) => {
    const engine = new SpyEngine();
    const app = createApp(engine);
    app.get("/", () => render("a.html"));
    await app.testClient().get("/");
    expect(engine.setups[0]?.autoescape(name)).toBe(escaped);
  });

  it.each([
    [{}, false],
    [{ DEBUG: true }, true],
    [{ DEBUG: true, TEMPLATES_AUTO_RELOAD: false }, false],
    [{ TEMPLATES_AUTO_RELOAD: true }, true],
  ])("with %j reloads templates: %s [F206 B141]", async (config, expected) => {
    const engine = new SpyEngine();
    const app = createApp(engine, config);
    app.get("/", () => render("a.html"));
    await app.testClient().get("/");
    expect(engine.setups[0]?.autoReload).toBe(expected);
  });
});

describe("what a template sees [F195]", () => {
  it("is the view's values", async () => {
    expect(await readContext({ title: "Ran" })).toMatchObject({ title: "Ran" });
  });

  it("is request, g and config", async () => {
    const { request, g, config } = await readContext({}, (app) =>
      app.beforeRequest(({ g: globals }) => void (globals["user"] = "ann")),
    );
    expect(request).toMatchObject({ method: "GET", path: "/page" });
    expect(g).toEqual({ user: "ann" });
    expect(config).toMatchObject({ DEBUG: false });
  });

  it("is what the context processors give, unless the view gives it too [F196 B137]", async () => {
    const context = await readContext({ both: "view" }, (app) => {
      app.templates.addContextProcessor(({ path }) => ({ path, both: "processor" }));
      app.templates.addContextProcessor(() => ({ path: "second" }));
    });
    expect(context).toMatchObject({ path: "second", both: "view" });
  });

  it("is url_for, for endpoints of the app", async () => {
    const { url_for: urlFor } = await readContext({}, (app) =>
      app.get("/users/<int:id>", { name: "show" }, ({ params }) => params),
    );
    expect((urlFor as (name: string, values?: object) => string)("show", { id: 3, tab: "x" })).toBe(
      "/users/3?tab=x",
    );
  });

  it("is url_for with an anchor and a method", async () => {
    const { url_for: urlFor } = await readContext({}, (app) => app.get("/a", { name: "a" }, () => "a"));
    expect(
      (urlFor as (name: string, values?: object) => string)("a", { _anchor: "top", _method: "GET" }),
    ).toBe("/a#top");
  });

  it("is url_for as a global too, which needs SERVER_NAME without a request [F53]", async () => {
    const engine = new SpyEngine();
    const app = createApp(engine);
    app.get("/a", { name: "a" }, () => render("a.html"));
    await app.testClient().get("/a");
    const urlFor = engine.setups[0]?.globals.get("url_for") as (name: string) => string; // the app put it there
    expect(() => urlFor("a")).toThrow("MICRO_URL_SERVER_NAME");
  });

  it("is never the view's own object", async () => {
    const own = { title: "Ran" };
    const context = await readContext(own);
    expect(context).not.toBe(own);
    expect(Object.keys(own)).toEqual(["title"]);
  });
});

describe("the session in a template", () => {
  async function ask(
    look: (session: Record<string, unknown>) => unknown,
  ): Promise<{ vary: string | null; text: string }> {
    const app = createApp(
      new SpyEngine(
        "x",
        [".html"],
        ({ session }) => JSON.stringify(look(session as Record<string, unknown>)) ?? "",
      ),
    );
    app.get("/login", ({ session }) => {
      session["user"] = "ann";
      return "in";
    });
    app.get("/", () => render("a.html"));
    const client = app.testClient();
    await client.get("/login");
    const response = await client.get("/");
    return { vary: response.headers.get("vary"), text: response.text };
  }

  it("is not opened, and the response does not vary, while nothing looks into it", async () => {
    expect((await ask(() => 1)).vary).toBeNull();
  });

  it.each([
    ["a value", (session: Record<string, unknown>) => session["user"], '"ann"'],
    ["whether there is a value", (session: Record<string, unknown>) => "user" in session, "true"],
    ["its keys", (session: Record<string, unknown>) => Object.keys(session), '["user"]'],
    ["all of it", (session: Record<string, unknown>) => session, '{"user":"ann"}'],
    [
      "whether it has its own value",
      (session: Record<string, unknown>) => Object.hasOwn(session, "user"),
      "true",
    ],
  ])("makes the response vary when a template reads %s (A4)", async (_, look, expected) => {
    const { vary, text } = await ask(look);
    expect([vary, text]).toEqual(["Cookie", `${expected}:a.html`]);
  });
});

describe("get_flashed_messages in a template", () => {
  type Get = (...options: unknown[]) => unknown;

  async function ask(...options: unknown[]): Promise<unknown> {
    const app = createApp(
      new SpyEngine("x", [".html"], ({ get_flashed_messages: get }) =>
        JSON.stringify((get as Get)(...options)),
      ),
    );
    app.get("/flash", (request) => {
      request.flash("Saved.");
      request.flash("Broken.", "error");
      return "flashed";
    });
    app.get("/", () => render("a.html"));
    const client = app.testClient();
    await client.get("/flash");
    const first = (await client.get("/")).text;
    expect((await client.get("/")).text, "messages are shown once").toBe("[]:a.html");
    return JSON.parse(first.replace(/:a\.html$/, ""));
  }

  it("gives the messages", async () => {
    expect(await ask()).toEqual(["Saved.", "Broken."]);
  });

  it.each([
    ["by position", [true]],
    ["by name", [{ with_categories: true }]],
  ])("gives categories too when they are asked for %s", async (_, options) => {
    expect(await ask(...options)).toEqual([
      ["message", "Saved."],
      ["error", "Broken."],
    ]);
  });

  it.each([
    ["by position", [false, ["error"]]],
    ["by name", [{ category_filter: ["error", "info"] }]],
  ])("gives the messages of categories that are asked for %s", async (_, options) => {
    expect(await ask(...options)).toEqual(["Broken."]);
  });

  it("takes an empty filter for none", async () => {
    expect(await ask({ category_filter: [] })).toEqual(["Saved.", "Broken."]);
  });
});

describe("a list of templates", () => {
  const source = (names: readonly string[]): TemplateSource => ({
    get: () => null,
    version: (name) => (names.includes(name) ? 1 : null),
    list: () => [...names],
    places: ["/srv/templates"],
  });

  it("stands for its first that exists [F189 B140]", () => {
    const services = {
      buildUrl: () => "/",
      config: () => ({}),
      autoReload: () => false,
      source: source(["b.html"]),
    };
    const templates = new Templates(services, [new SpyEngine()]);
    expect(templates.render(render(["a.html", "b.html"]), { g: {} } as never)).toBe("spy:b.html");
  });

  it("that does not exist at all names them (MICRO_TEMPLATE_NOT_FOUND) [F189 B140]", async () => {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger, engines: [new SpyEngine()] });
    app.get("/", () => render(["a.html", "b.html"]));
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.text).toContain('There is no template "a.html, b.html".');
  });
});
