import {
  Markup,
  Micro,
  render,
  renderBlock,
  renderString,
  TemplateModules,
  TemplateTexts,
} from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { engineOf } from "../test/engine-of.ts";
import { eta } from "./index.ts";

const BASE = `<title><%= it.title %></title>
<% if (it.user) { %>
<p><%= it.user.name %></p>
<% } else { %>
<p>nobody</p>
<% } %>
<main><%~ it.body %></main>
<footer><%~ block("footer") %></footer>`;

describe("eta() [F215]", () => {
  it("is for .eta, and is added to an app like an extension", async () => {
    const templateSource = new TemplateTexts({
      "index.eta": "<p><%= it.url_for('index') %> <%= it.title %></p>",
    });
    const app = new Micro(null, { templateSource });
    app.use(eta());
    app.get("/", { name: "index" }, () => render("index.eta", { title: "<Ran>" }));
    const response = await app.testClient().get("/");
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.text).toBe("<p>/ &lt;Ran&gt;</p>");
    expect(eta().extensions).toEqual([".eta"]);
  });

  it("renders texts where it is the only engine: Mako's example [F215]", async () => {
    const app = new Micro(null, { engines: [eta()] });
    expect(await app.renderText(renderString("hello <%= it.data %>!", { data: "world" }))).toBe(
      "hello world!",
    );
  });

  it("does not escape the templates of other texts", async () => {
    const app = new Micro(null, { templateSource: new TemplateTexts({ "mail.txt.eta": "<%= it.who %>" }) });
    app.use(eta());
    app.get("/", () => render("mail.txt.eta", { who: "Tom & Jerry" }));
    const response = await app.testClient().get("/");
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(response.text).toBe("Tom & Jerry");
  });
});

describe("a template", () => {
  it("puts itself into its layout, with its blocks", () => {
    const { render } = engineOf({
      "base.eta": BASE,
      "page.eta": `<% layout("base.eta", { title: "Movies" }) %>
<ul><li><%= it.title %></li></ul>
<% block("footer", () => { %><b><%= it.year %></b><% }) %>`,
    });
    expect(render("page.eta", { title: "Ran", year: "<85>", user: { name: "Ann" } })).toBe(
      "<title>Movies</title>\n<p>Ann</p>\n<main><ul><li>Ran</li></ul>\n</main>\n<footer><b>&lt;85&gt;</b></footer>",
    );
    expect(render("page.eta", {})).toContain("<p>nobody</p>");
  });

  it("escapes what an include has made neither as a value nor as it is", () => {
    const { render } = engineOf({
      "page.eta": `<%= include("row.eta", { cell: "<" }) %><%~ include("row.eta", { cell: ">" }) %>`,
      "row.eta": "<td><%= it.cell %></td>",
    });
    expect(render("page.eta", {})).toBe("<td>&lt;</td><td>&gt;</td>");
  });

  it("renders what it includes as it is rendered itself", () => {
    const { render } = engineOf({
      "mail.txt.eta": `<%= include("part.eta") %>`,
      "part.eta": "<%= it.who %>",
    });
    expect(render("mail.txt.eta", { who: "<Ann>" })).toBe("<Ann>");
  });

  it("prints nothing for what is undefined or null, and Markup as it is", () => {
    const { render } = engineOf({
      "a.eta": "[<%= it.none %><%~ it.none %><%= it.nil %><%= it.html %><%= it.n %>]",
    });
    expect(render("a.eta", { nil: null, html: new Markup("<i>"), n: 0 })).toBe("[<i>0]");
  });

  it("calls the filters and tests of the app, and says which is missing", () => {
    const { render } = engineOf({
      "a.eta": `<%= it.filters.shout(it.title) %> <%= it.tests.recent(it.year) ? "new" : "old" %>`,
    });
    expect(render("a.eta", { title: "<Ran>", year: 1985 })).toBe("&lt;RAN&gt;! old");
    expect(() => engineOf({}).renderString("<%= it.filters.shuot('a') %>", {})).toThrow(
      'there is no filter "shuot". Did you mean "shout"?',
    );
  });

  it("shows nothing that all objects have", () => {
    const { render } = engineOf({
      "a.eta": `[<%= it.constructor %><%= it.toString %>]<%~ include("b.eta") %>`,
      "b.eta": "[<%= it.constructor %>]",
    });
    expect(render("a.eta", {})).toBe("[][]");
  });

  it("may have all that is between two statements", () => {
    const source = `<% switch (it.n) { case 1: %>one<% break; default: %>many<% } %>`;
    const { render } = engineOf({ "a.eta": source });
    expect([1, 2].map((n) => render("a.eta", { n }))).toEqual(["one", "many"]);
  });
});

describe("an asynchronous template [F210]", () => {
  it("waits, also in what it includes and extends", async () => {
    const { render } = engineOf({
      "base.eta": "<h1><%= await it.title %></h1><%~ it.body %>",
      "page.eta": `<% layout("base.eta") %><%~ await includeAsync("part.eta") %>`,
      "part.eta": "<p><%= await it.text %></p>",
    });
    const context = { title: Promise.resolve("<Ran>"), text: Promise.resolve("&") };
    expect(await render("page.eta", context)).toBe("<h1>&lt;Ran&gt;</h1><p>&amp;</p>");
  });

  it("is every one when the engine is told so", async () => {
    const { render } = engineOf(
      { "base.eta": "<%= await it.title %>", "page.eta": `<% layout("base.eta") %>` },
      {
        async: true,
      },
    );
    expect(await render("page.eta", { title: Promise.resolve("Ran") })).toBe("Ran");
  });

  it("fails with its line when what it waits for fails", async () => {
    const { render } = engineOf({ "a.eta": "\n<%= await it.title %>" });
    await expect(render("a.eta", { title: Promise.reject(new Error("no")) })).rejects.toThrow(
      'The template "a.eta" failed at a.eta:2: no.',
    );
  });

  it("renders another template by Eta's own this.render() too", async () => {
    const { render } = engineOf({
      "a.eta": `[<%= this.render("b.eta", { word: "<b>" }) %>]`,
      "b.eta": "<%= it.word %>",
    });
    expect(await render("a.eta", {})).toBe("[&lt;b&gt;]");
  });

  it("is refused where nobody waits", () => {
    const { render } = engineOf({ "a.eta": `<%~ include("b.eta") %>`, "b.eta": "<%= await 1 %>" });
    expect(() => render("a.eta", {})).toThrow(
      '"b.eta" waits for something: write await includeAsync("b.eta"), or make all templates asynchronous with eta({ async: true })',
    );
    expect(() =>
      engineOf({ "a.eta": "\n<%= it.later %>" }).render("a.eta", { later: Promise.resolve() }),
    ).toThrow("a.eta:2: TypeError: a promise cannot be printed; write <%= await ... %>");
  });
});

describe("renderBlock()", () => {
  const templates = {
    "base.eta": BASE,
    "page.eta": `<% layout("base.eta"); block("list", () => { %><li><%= it.title %></li><% }) %>`,
    "later.eta": `<% layout("base.eta"); await blockAsync("list", async () => { %><%= await it.title %><% }) %>`,
    "plain.eta": "plain",
  };

  it("renders one block of a template alone [F191]", async () => {
    const app = new Micro(null, { templateSource: new TemplateTexts(templates) });
    app.use(eta());
    const text = (name: string): Promise<string> =>
      app.renderText(renderBlock(name, "list", { title: "<Ran>" }));
    expect(await text("page.eta")).toBe("<li>&lt;Ran&gt;</li>");
    expect(await text("later.eta")).toBe("&lt;Ran&gt;");
  });

  it("says which blocks there are", () => {
    const { renderBlock: renderPart } = engineOf(templates);
    expect(() => renderPart("page.eta", "lst", { title: "" })).toThrow(
      'it gives its layout no block "lst"; it gives list',
    );
    expect(() => renderPart("plain.eta", "list", {})).toThrow('no block "list"; it gives none');
  });
});

describe("a compiled module [F211]", () => {
  /** What an app gets of the module's text. */
  async function load(code: string): Promise<unknown> {
    return await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`);
  }

  it("renders like the template that it is made of", async () => {
    const { compile } = engineOf({ "a.eta": "<b><%= it.title %></b>", "b.eta": "\n<%= await it.act() %>" });
    const source = new TemplateModules({
      "a.eta": await load(compile("a.eta").code),
      "b.eta": await load(compile("b.eta").code),
    });
    const { render } = engineOf(source);
    expect(render("a.eta", { title: "<" })).toBe("<b>&lt;</b>");
    const act = (): never => {
      throw new Error("no");
    };
    await expect(render("b.eta", { act })).rejects.toMatchObject({
      line: 2,
      excerpt: "  1 |\n> 2 | <%= await it.act() %>",
    });
  });

  it("cannot be made of what is broken or missing, or needs more than modules have", () => {
    expect(() => engineOf({ "a.eta": "<%= a b %>" }).compile("a.eta")).toThrow(
      "cannot be compiled at a.eta:1",
    );
    expect(() => engineOf({}).compile("a.eta")).toThrow('There is no template "a.eta".');
    const { render, compile } = engineOf({ "a.eta": "<%= title %>" }, { useWith: true });
    expect(render("a.eta", { title: "Ran" })).toBe("Ran");
    expect(() => compile("a.eta")).toThrow('modules cannot use "with": leave out useWith, and write it.name');
  });
});
