import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { dollarEngine } from "../test/dollar-engine.ts";
import { MemoryLogger } from "../test/memory-logger.ts";
import { createFolder, removeFolder } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import type { MicroOptions } from "./app-options.ts";
import { Blueprint } from "./blueprint.ts";
import { MicroError } from "./errors.ts";
import { Markup } from "./http/markup.ts";
import { render, renderBlock, renderStream } from "./http/rendering.ts";
import type { TemplateEngine, TemplateEngineSetup, TemplateRenderer } from "./template-engine.ts";
import { TemplateTexts } from "./template-source.ts";

const TEMPLATES = { "a.html": "a ${title}", "mail.txt": "<${title}>" };

function createApp(options: MicroOptions = {}): Micro {
  return new Micro(null, {
    engines: [dollarEngine()],
    templateSource: new TemplateTexts(TEMPLATES),
    logger: new MemoryLogger(),
    ...options,
  });
}

/** An engine with a renderer of one's own. */
function engineWith(
  renderer: Partial<TemplateRenderer>,
  facts: Partial<TemplateEngine> = {},
): TemplateEngine {
  const whole = { render: () => "", renderString: () => "", ...renderer };
  return { name: "own", extensions: [".html"], setup: () => whole, ...facts };
}

describe("the start of an app", () => {
  it("sets up the engines that its templates need, and no others", async () => {
    const setUp: string[] = [];
    const spy = (name: string, extension: string): TemplateEngine =>
      engineWith(
        {},
        {
          name,
          extensions: [extension],
          setup: async (setup) => {
            setUp.push(name);
            return await dollarEngine().setup(setup);
          },
        },
      );
    const templateSource = new TemplateTexts({ "a.html": "", "b.html": "", "README.md": "" });
    const app = createApp({ engines: [spy("html", ".html"), spy("txt", ".txt")], templateSource });
    await app.start();
    expect(setUp).toEqual(["html"]);
  });

  it("renders at once from then on: nothing is a promise", async () => {
    const app = createApp({
      engines: [
        engineWith(
          { render: () => "x" },
          { setup: async () => ({ render: () => "x", renderString: () => "" }) },
        ),
      ],
    });
    expect(app.templates.render(render("a.html"))).toBeInstanceOf(Promise);
    await app.start();
    expect(app.templates.render(render("a.html"))).toBe("x");
  });

  it("sets an engine up once, however many ask for it meanwhile", async () => {
    let times = 0;
    const setup = async (): Promise<TemplateRenderer> => {
      times++;
      return { render: () => "x", renderString: () => "" };
    };
    const app = createApp({ engines: [engineWith({}, { setup })] });
    const texts = await Promise.all([
      app.renderText(render("a.html")),
      app.renderText(render("b.html")),
      app.start(),
    ]);
    expect([times, ...texts.slice(0, 2)]).toEqual([1, "x", "x"]);
  });

  it.each([
    [
      "throws",
      () => {
        throw new Error("Cannot find module 'eta'.");
      },
    ],
    ["rejects", () => Promise.reject(new Error("Cannot find module 'eta'."))],
    ["rejects with a text", () => Promise.reject("Cannot find module 'eta'")],
  ])("says what to do when the setup of an engine %s", async (_, setup) => {
    const app = createApp({ engines: [engineWith({}, { setup })] });
    const error: unknown = await app.start().catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(MicroError);
    expect(String(error)).toContain(
      "The template engine \"own\" could not be set up: Cannot find module 'eta'. Install what it needs, or take another",
    );
  });

  it("passes on an engine's own MicroError", async () => {
    const own = new MicroError("MICRO_TEMPLATE_ENGINE", "Mine.");
    const app = createApp({ engines: [engineWith({}, { setup: () => Promise.reject(own) })] });
    await expect(app.start()).rejects.toBe(own);
  });

  it("refuses a setup that gives no renderer", async () => {
    const app = createApp({ engines: [engineWith({}, { setup: (() => undefined) as never })] });
    await expect(app.start()).rejects.toThrow(
      'setup() of the template engine "own" gave no renderer. Return',
    );
  });

  it.each([
    ["addFilter", ["a", (): string => ""]],
    ["addGlobal", ["a", 1]],
    ["addTag", ["a", "b"]],
    ["addTest", ["a", (): boolean => true]],
    ["addContextProcessor", [(): object => ({})]],
    ["addEngine", [dollarEngine()]],
  ] as const)("ends registration: %s() throws (MICRO_APP_FROZEN)", async (method, values) => {
    const app = createApp();
    await app.start();
    expect(() => Reflect.apply(app.templates[method], app.templates, values)).toThrow(
      new RegExp(
        `^app\\.templates\\.${method}\\(\\) was called after the app had started.*templating\\.engines\\.test.*MICRO_APP_FROZEN`,
      ),
    );
  });
});

describe("an engine", () => {
  it("is given the tags of the app, also those that come later", async () => {
    const setups: TemplateEngineSetup[] = [];
    const engine = dollarEngine();
    const app = createApp({
      engines: [{ ...engine, setup: (setup) => (setups.push(setup), engine.setup(setup)) }],
    });
    app.templates.addTag("csrf_token", "csrf_input");
    await app.start();
    expect([...(setups[0]?.tags ?? [])]).toEqual([["csrf_token", "csrf_input"]]);
  });
});

describe("a rendered template", () => {
  it("has the Content-Type of its name", async () => {
    const app = createApp();
    app.get("/html", () => render("a.html", { title: "<" }));
    app.get("/mail", () => render("mail.txt", { title: "<" }));
    const client = app.testClient();
    const [html, mail] = [await client.get("/html"), await client.get("/mail")];
    expect([html.headers.get("content-type"), html.text]).toEqual(["text/html; charset=utf-8", "a &lt;"]);
    expect([mail.headers.get("content-type"), mail.text]).toEqual(["text/plain; charset=utf-8", "<<>"]);
  });

  it("names the view that asks for a template that is missing [B124 B142]", async () => {
    const logger = new MemoryLogger();
    const app = createApp({ logger });
    app.get("/movies", { name: "movies" }, () => render("b.html"));
    expect((await app.testClient().get("/movies")).status).toBe(500);
    expect(logger.text).toContain(
      'Searched in: memory. It is asked for by the endpoint "movies" (GET /movies). [MICRO_TEMPLATE_NOT_FOUND]',
    );
  });

  it("names the request when no view does, also when the engine answers later", async () => {
    const logger = new MemoryLogger();
    const missing = new MicroError("MICRO_TEMPLATE_NOT_FOUND", "Not there.");
    const app = createApp({ logger, engines: [engineWith({ render: () => Promise.reject(missing) })] });
    app.onError(404, () => render("404.html"));
    await app.testClient().get("/nix");
    expect(logger.text).toContain(
      'There is no template "404.html". Searched in: memory. It is asked for by GET /nix.',
    );
  });

  it("may come later", async () => {
    const app = createApp({ engines: [engineWith({ render: async () => "later" })] });
    app.get("/", () => render("a.html"));
    expect((await app.testClient().get("/")).text).toBe("later");
  });
});

describe("a block, a macro, an attribute", () => {
  const renderer: Partial<TemplateRenderer> = {
    renderBlock: (name, block, { n }) => `${name}#${block}${String(n)}`,
    getAttribute: (_, attribute) => (attribute === "hello" ? (name: string) => new Markup(`Hi ${name}`) : 7),
  };

  it("is rendered alone [F191]", async () => {
    const app = createApp({ engines: [engineWith(renderer)] });
    app.get("/", () => renderBlock("a.html", "list", { n: 1 }));
    expect((await app.testClient().get("/")).text).toBe("a.html#list1");
  });

  it("is called from code [F192 B139]", async () => {
    const { templates } = createApp({ engines: [engineWith(renderer)] });
    const hello = await templates.getMacro("a.html", "hello");
    expect(String(hello("Ann"))).toBe("Hi Ann");
    expect(await templates.getAttribute("a.html", "n")).toBe(7);
  });

  it("says so when it is no macro", async () => {
    const { templates } = createApp({ engines: [engineWith(renderer)] });
    expect(() => templates.getMacro("a.html", "n")).toThrow(
      '"n" in the template "a.html" is no macro: it is a number.',
    );
  });

  it("works before the engine is there", async () => {
    const whole: TemplateRenderer = { render: () => "", renderString: () => "", ...renderer };
    const { templates } = createApp({ engines: [engineWith({}, { setup: async () => whole })] });
    const hello = await templates.getMacro("a.html", "hello");
    expect(String(hello("Ann"))).toBe("Hi Ann");
  });

  it("says so when the engine has none of it (MICRO_TEMPLATE_ENGINE)", async () => {
    const app = createApp();
    await expect(app.renderText(renderBlock("a.html", "b"))).rejects.toThrow(
      'The template engine "dollar" cannot render a block alone.',
    );
    expect(() => app.templates.getAttribute("a.html", "b")).toThrow("cannot give what a template exports");
  });

  it("names a template that is missing", () => {
    const getAttribute = (): never => {
      throw new MicroError("MICRO_TEMPLATE_NOT_FOUND", "x");
    };
    const { templates } = createApp({ engines: [engineWith({ getAttribute })] });
    expect(() => templates.getAttribute("nix.html", "b")).toThrow('There is no template "nix.html".');
  });
});

describe("a stream [F190 B143]", () => {
  it("is sent in the engine's pieces", async () => {
    async function* stream(): AsyncGenerator<string> {
      yield "one ";
      yield await Promise.resolve("two");
    }
    const app = createApp({ engines: [engineWith({ stream }, { extensions: [".txt"] })] });
    app.get("/", () => renderStream("mail.txt"));
    const response = await app.testClient().get("/");
    expect([response.text, response.headers.get("content-type")]).toEqual([
      "one two",
      "text/plain; charset=utf-8",
    ]);
  });

  it("is one piece from an engine that does not stream", async () => {
    const app = createApp();
    const pieces: string[] = [];
    for await (const piece of await app.templates.stream(renderStream("a.html", { title: 1 })))
      pieces.push(piece);
    expect(pieces).toEqual(["a 1"]);
  });

  it("of a template that is missing is a 500, not a broken page", async () => {
    const app = createApp();
    app.get("/", () => renderStream("nix.html"));
    expect((await app.testClient().get("/")).status).toBe(500);
  });

  it("works before the engine is there", async () => {
    const app = createApp({
      engines: [engineWith({}, { setup: async (setup) => await dollarEngine().setup(setup) })],
    });
    const pieces: string[] = [];
    for await (const piece of await app.templates.stream(renderStream("a.html", { title: 1 })))
      pieces.push(piece);
    expect(pieces).toEqual(["a 1"]);
  });
});

describe("tojson [F198 B144]", () => {
  type Filter = (value: unknown, options?: unknown) => unknown;

  async function tojson(): Promise<Filter> {
    let filter: Filter = () => undefined;
    const setup: TemplateEngine["setup"] = ({ filters }) => {
      filter = filters.get("tojson") as Filter; // the app put it there
      return { render: () => "", renderString: () => "" };
    };
    await createApp({ engines: [engineWith({}, { setup })] }).start();
    return filter;
  }

  it("gives Markup that is safe in a script", async () => {
    const text = (await tojson())({ a: "</script>" });
    expect(text).toBeInstanceOf(Markup);
    expect(String(text)).toBe('{"a":"\\u003c/script\\u003e"}');
  });

  it.each([[2], [{ indent: 2 }]])("indents with %j", async (options) => {
    expect(String((await tojson())({ a: 1 }, options))).toBe('{\n  "a": 1\n}');
  });

  it("refuses what has no JSON", async () => {
    const filter = await tojson();
    expect(() => filter(undefined)).toThrow("tojson was given undefined, which has no JSON");
  });
});

describe("where templates come from", () => {
  let folder: string;

  beforeAll(() => {
    folder = createFolder({
      "app/templates/site.html": "app's",
      "blog/templates/site.html": "blog's",
      "blog/templates/blog/show.html": "blog shows",
      "shop/templates/blog/show.html": "shop shows",
    });
  });

  afterAll(() => removeFolder(folder));

  function createModules(config: Readonly<Record<string, unknown>> = {}): {
    app: Micro;
    logger: MemoryLogger;
  } {
    const logger = new MemoryLogger();
    const app = new Micro({ dirname: `${folder}/app` }, { engines: [dollarEngine()], logger, config });
    for (const name of ["blog", "shop"])
      app.mount(new Blueprint(name, { dirname: `${folder}/${name}` }, { prefix: `/${name}` }));
    app.get("/site", () => render("site.html"));
    app.get("/show", () => render(["blog/nix.html", "blog/show.html"]));
    return { app, logger };
  }

  it("is the app's folder, then those of blueprints in order [B124]", async () => {
    const client = createModules().app.testClient();
    expect([(await client.get("/site")).text, (await client.get("/show")).text]).toEqual([
      "app's",
      "blog shows",
    ]);
  });

  it("is told with EXPLAIN_TEMPLATE_LOADING [F207 B142]", async () => {
    const { app, logger } = createModules({ EXPLAIN_TEMPLATE_LOADING: true });
    await app.testClient().get("/show");
    expect(logger.messages).toEqual([
      [
        'Locating template "blog/nix.html":',
        ...["app", "blog", "shop"].map(
          (name, index) => `  ${index + 1}: ${folder}/${name}/templates\n     -> no match`,
        ),
        "Error: the template could not be found.",
        "  Is it in the templates folder of the right module?",
      ].join("\n"),
      [
        'Locating template "blog/show.html":',
        `  1: ${folder}/app/templates\n     -> no match`,
        `  2: ${folder}/blog/templates\n     -> found ("${folder}/blog/templates/blog/show.html")`,
        `  3: ${folder}/shop/templates\n     -> found ("${folder}/shop/templates/blog/show.html")`,
        "Warning: several places have a template of this name; the first is used.",
      ].join("\n"),
    ]);
  });

  it("is not told otherwise", async () => {
    const { app, logger } = createModules();
    await app.testClient().get("/show");
    expect(logger.messages).toEqual([]);
  });

  it("is a source of one's own [B140]", async () => {
    const app = createApp({ templateSource: new TemplateTexts({ "index.html": "Hello Custom World!" }) });
    app.get("/", () => render("index.html"));
    expect((await app.testClient().get("/")).text).toBe("Hello Custom World!");
  });

  it("is told of a source without places of its own too", async () => {
    const logger = new MemoryLogger();
    const app = createApp({ logger, config: { EXPLAIN_TEMPLATE_LOADING: true } });
    await app.renderText(render("a.html"));
    expect(logger.text).toBe('Locating template "a.html":\n  1: memory\n     -> found ("a.html")');
  });
});
