import { eta } from "@micro-web/eta";
import { tal } from "@micro-web/tal";
import { Micro, render, renderString, type Rendering, TemplateTexts } from "micro-web";
import { describe, expect, it } from "vitest";

/** What an app answers that has these templates and one page. */
async function pageOf(templates: Readonly<Record<string, string>>, page: Rendering): Promise<string> {
  const app = new Micro(null, { templateSource: new TemplateTexts(templates) });
  app.use(eta());
  app.use(tal());
  app.get("/", () => page);
  return (await app.testClient().get("/")).text;
}

describe("the examples of Chameleon", () => {
  it("greet by an attribute: the text stands for what will be there", async () => {
    const hello = `<h1>Hello, <span tal:replace="context.name">World</span>!</h1>`;
    const templates = { "hello.pt": hello };
    expect(await pageOf(templates, render("hello.pt", { context: { name: "World" } }))).toBe(
      "<h1>Hello, World!</h1>",
    );
    expect(await pageOf(templates, render("hello.pt", { context: { name: "<Ann>" } }))).toBe(
      "<h1>Hello, &lt;Ann&gt;!</h1>",
    );
    expect(
      await pageOf(
        { "a.pt": `<span tal:replace="expression">Default Text</span>` },
        render("a.pt", { expression: 7 }),
      ),
    ).toBe("7");
  });

  it("make a table of fruit and what is made of it", async () => {
    const table = `<html>
  <body>
    <h1>Hello, \${'world'}!</h1>
    <table>
      <tr tal:repeat="row 'apple', 'banana', 'pineapple'">
        <td tal:repeat="col 'juice', 'muffin', 'pie'">
           \${row.capitalize()} \${col}
        </td>
      </tr>
    </table>
  </body>
</html>`;
    const page = await pageOf({ "table.pt": table }, render("table.pt"));
    expect(page).toContain("<h1>Hello, world!</h1>");
    expect(page.match(/<tr>/g)).toHaveLength(3);
    const cells = [...page.matchAll(/<td>\s*([^<]*?)\s*<\/td>/g)].map(([, text]) => text);
    expect(cells).toHaveLength(9);
    expect(cells.slice(0, 4)).toEqual(["Apple juice", "Apple muffin", "Apple pie", "Banana juice"]);
    expect(page.startsWith("<html>\n  <body>\n    <h1>")).toBe(true);
  });

  it("make the same in Eta", async () => {
    const source = `<h1>Hello, <%= it.world %>!</h1>
<table>
<% for (const row of ["apple", "banana", "pineapple"]) { %>
  <tr><% for (const col of ["juice", "muffin", "pie"]) { %><td><%= row %> <%= col %></td><% } %></tr>
<% } %>
</table>`;
    const page = await pageOf({ "table.eta": source }, render("table.eta", { world: "<world>" }));
    expect(page).toContain("<h1>Hello, &lt;world&gt;!</h1>");
    expect(page.match(/<td>/g)).toHaveLength(9);
  });
});

describe("the examples of Mako", () => {
  const rows = Array.from({ length: 10 }, () => Array.from({ length: 10 }, (_, index) => index));

  it("make a table of ten times ten by a function of the template, in three languages", async () => {
    const templates = {
      "base.html": "<html><body>{% block body %}{% endblock %}</body></html>",
      "table.html": `{% extends "base.html" %}
{% macro makerow(row) %}<tr>{% for name in row %}<td>{{ name }}</td>{% endfor %}</tr>{% endmacro %}
{% block body %}<table>{% for row in rows %}{{ makerow(row) }}{% endfor %}</table>{% endblock %}`,
      "base.eta": "<html><body><%~ it.body %></body></html>",
      "table.eta": `<% layout("base.eta") %>
<% function makerow(row) { %><tr><% for (const name of row) { %><td><%= name %></td><% } %></tr><% } %>
<table><% for (const row of it.rows) makerow(row) %></table>`,
      "base.pt": `<html metal:define-macro="page"><body metal:define-slot="body"></body></html>`,
      "table.pt": `<html metal:use-macro="load('base.pt').macros.page"><body metal:fill-slot="body"><table>
<tr tal:repeat="row rows"><td tal:repeat="name row">\${name}</td></tr></table></body></html>`,
    };
    for (const name of ["table.html", "table.eta", "table.pt"]) {
      const page = await pageOf(templates, render(name, { rows }));
      expect(page.match(/<td>\d<\/td>/g)).toHaveLength(100);
      expect(page).toMatch(/^<html><body>[^]*<\/body><\/html>$/);
    }
  });

  it("render a text", async () => {
    const app = new Micro(null);
    const page = { data: "world" };
    expect(await app.renderText(renderString("hello {{ data }}!", page))).toBe("hello world!");
    const others = [
      [eta(), "hello <%= it.data %>!"],
      [tal(), "hello ${data}!"],
    ] as const;
    for (const [engine, source] of others)
      expect(await new Micro(null, { engines: [engine] }).renderText(renderString(source, page))).toBe(
        "hello world!",
      );
  });
});
