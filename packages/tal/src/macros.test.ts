import {
  Micro,
  render,
  renderBlock,
  type TemplateContext,
  TemplateError,
  TemplateModules,
  TemplateTexts,
} from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { checkText, renderPage, renderText, setupOf } from "../test/renderer-of.ts";
import { tal } from "./index.ts";
import { TalRenderer } from "./renderer.ts";

const BASE = `<!DOCTYPE html>
<html metal:define-macro="page">
  <title><tal:x metal:define-slot="title">Movies</tal:x></title>
  <main metal:define-slot="main">nothing</main>
</html>`;

describe("metal", () => {
  it("puts the parts of a page into the slots of another template", () => {
    const page = `<html metal:use-macro="load: base.pt">
  <b metal:fill-slot="title">\${title}</b> left out
  <main metal:fill-slot="main" tal:repeat="m movies">\${m}</main>
</html>`;
    expect(renderPage({ "base.pt": BASE, "page.pt": page }, { title: "<Mine>", movies: ["Ran", "M"] })).toBe(
      `<!DOCTYPE html>
<html>
  <title><b>&lt;Mine&gt;</b></title>
  <main>Ran</main>
  <main>M</main>
</html>`,
    );
    expect(renderPage({ "page.pt": BASE })).toContain("<title>Movies</title>\n  <main>nothing</main>");
  });

  it("takes one macro of a template, of another one or its own", () => {
    const templates = {
      "forms.pt": `<input metal:define-macro="field" name="\${name}"><p metal:define-macro="other">x</p>`,
      "page.pt":
        `<tal:x tal:define="forms load: forms.pt; name 'a'"><x metal:use-macro="forms.macros.field"/></tal:x>
<x tal:define="name 'b'" metal:use-macro="load('forms.pt').macros['field']"></x>
<i metal:define-macro="row">\${cell}</i><x tal:repeat="cell 1, 2" metal:use-macro="macros.row"/>
<x tal:condition="false" metal:use-macro="template.macros.row"/>`.replaceAll("\n", ""),
    };
    expect(renderPage(templates, { cell: 0 })).toBe(
      '<input name="a"><input name="b"><i>0</i><i>1</i><i>2</i>',
    );
  });

  it("sees the values of where it is used", () => {
    const templates = {
      "part.pt": `<p metal:define-macro="p" tal:define="inner 'i'">\${user}<s metal:define-slot="s"/></p>`,
      "page.pt": `<tal:x define="user 'Ann'"><x metal:use-macro="load: part.pt"><b metal:fill-slot="s">\${user}\${inner}</b></x></tal:x>`,
    };
    expect(renderPage(templates)).toBe("<p>Ann<b>Anni</b></p>");
  });

  it("extends a macro: what it does not fill, others may", () => {
    const templates = {
      "base.pt": BASE,
      "blog.pt": `<html metal:define-macro="page" metal:extend-macro="load('base.pt').macros.page"><main metal:fill-slot="main"><nav/><x metal:define-slot="main">blog</x></main></html>`,
      "page.pt": `<html metal:use-macro="load('blog.pt').macros.page"><b metal:fill-slot="title">T</b><p metal:fill-slot="main">post</p></html>`,
    };
    expect(renderPage(templates)).toBe(
      "<html>\n  <title><b>T</b></title>\n  <main><nav/><p>post</p></main>\n</html>",
    );
    expect(renderPage({ ...templates, "page.pt": `<x metal:use-macro="load: blog.pt"/>` })).toContain(
      "<main><nav/><x>blog</x></main>",
    );
  });

  it("may have the same slots in a macro inside a macro", () => {
    const templates = {
      "box.pt": `<div metal:define-macro="box"><x metal:define-slot="body">-</x></div>`,
      "page.pt": `<x metal:use-macro="load: box.pt"><tal:x metal:fill-slot="body"><y metal:use-macro="load: box.pt"><b metal:fill-slot="body">in</b></y><y metal:use-macro="load: box.pt"/></tal:x></x>`,
    };
    expect(renderPage(templates)).toBe("<div><div><b>in</b></div><div><x>-</x></div></div>");
  });

  it("says what is wrong", () => {
    expect(() => renderText(`<x metal:use-macro="macros.row"/>`)).toThrow("<text>:1:21: this is no macro.");
    expect(() => renderText(`<x metal:fill-slot="a"/>`)).toThrow("metal:fill-slot stands outside");
    const templates = { "page.pt": `<p metal:define-macro="p"><x metal:use-macro="macros.p"/></p>` };
    expect(() => renderPage(templates)).toThrow(
      "100 macros use each other; one of them uses itself without end",
    );
    expect(() => renderPage({ "page.pt": `\n<x metal:use-macro="load: bse.pt"/>`, "base.pt": "" })).toThrow(
      'There is no template "bse.pt". Did you mean "base.pt"? Searched in: memory. The template "page.pt" asks for it at page.pt:2:',
    );
  });
});

/** What rendering "page.pt" fails with. */
function failureOf(templates: Readonly<Record<string, string>>, context: TemplateContext): TemplateError {
  try {
    renderPage(templates, context);
  } catch (error) {
    if (error instanceof TemplateError) return error;
  }
  throw new Error("It did not fail.");
}

describe("a template that fails [F205]", () => {
  it("names the place, and shows it", () => {
    const source = `<ul>\n  <li tal:repeat="m movies"\n      tal:attributes="title m.title">\n\t<b>\${m.make()}</b>`;
    const make = (): never => {
      throw new TypeError("no film");
    };
    const error = failureOf({ "page.pt": source }, { movies: [{ title: "Ran", make }] });
    expect(error.message).toContain('The template "page.pt" failed at page.pt:4:7: TypeError: no film.');
    expect(error).toMatchObject({ line: 4, column: 7 });
    expect(error.excerpt).toContain("> 4 | \t<b>${m.make()}</b>\n    | \t     ^");
  });

  it.each([
    [`<p>\n\${ a b }`, "2:6", '"b" is not expected here'],
    [`<p tal:define="a 1;\n b 1 +">`, "2:7", "expected an expression instead of the end"],
    [`<p\n tal:repeat="x">`, "2:14", '"x" needs a name and an expression'],
    [`<p\n  title="a \${'x' 'y'}">`, "2:18", '"y" is not expected here'],
    [`\r\n<p tal:condition="(1">`, "2:21", 'expected ")" instead of the end'],
    [`<tal:x\n  contents="1"/>`, "2:3", 'there is no statement tal:contents. Did you mean "content"?'],
  ])("names the place of what cannot be compiled: %j", (source, place, problem) => {
    expect(() => renderPage({ "page.pt": source })).toThrow(
      `cannot be compiled at page.pt:${place}: ${problem}`,
    );
  });

  it("is named where it is, with the places that led there", () => {
    const templates = {
      "row.pt": `\n<td metal:define-macro="row">\${cell.none.x}</td>`,
      "list.pt": `<tr><x metal:use-macro="load('row.pt').macros.row"/></tr>`,
      "page.pt": `\n\n<x metal:use-macro="load: list.pt"/>`,
    };
    const error = failureOf(templates, { cell: {} });
    expect(error.message).toContain('"row.pt" failed at row.pt:2:32 while "page.pt" was rendered: ');
    expect(error.callers).toMatchObject([
      { template: "list.pt", line: 1, column: 25 },
      { template: "page.pt", line: 3, column: 21 },
    ]);
  });
});

describe("a hostile template (A192)", () => {
  it.each([
    ["braces", "${{".repeat(30_000)],
    ["quotes", "${'".repeat(30_000)],
    ["tags", "<".repeat(100_000)],
    ["end tags", "</p>".repeat(25_000)],
    ["attributes", `<p ${'a="${'.repeat(10_000)}`],
    ["comments", "<!--".repeat(25_000)],
  ])("of 100 kB of %s takes no time", (_, source) => {
    const start = process.cpuUsage();
    expect(() => renderText(source)).not.toThrow("Maximum call stack");
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(200);
  });

  it("that is nested without end cannot be compiled", () => {
    expect(() => renderText("<b>".repeat(50_000))).toThrow(
      "its elements or expressions are nested too deeply",
    );
    expect(() => renderText(`\${${"(".repeat(50_000)}}`)).toThrow("nested too deeply");
  });
});

describe("an app with tal() [F215]", () => {
  const templateSource = new TemplateTexts({
    "hello.pt": `<a tal:attributes="href url_for('hello', name=name)">\${name}</a><b metal:define-macro="part">\${name}</b>`,
  });

  it("renders .pt as HTML, and a macro alone [F191]", async () => {
    const app = new Micro(null, { templateSource });
    app.use(tal());
    app.get("/<name>", { name: "hello" }, ({ params }) => render("hello.pt", params));
    app.get("/<name>/part", ({ params }) => renderBlock("hello.pt", "part", params));
    const client = app.testClient();
    const page = await client.get("/%3Cx%3E");
    expect(page.text).toBe('<a href="/%3Cx%3E">&lt;x&gt;</a><b>&lt;x&gt;</b>');
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect((await client.get("/%3Cx%3E/part")).text).toBe("<b>&lt;x&gt;</b>");
    await expect(app.renderText(renderBlock("hello.pt", "prt", {}))).rejects.toThrow(
      'it has no macro "prt"; it has part',
    );
    expect(() => new TalRenderer(setupOf({ "a.pt": "" })).renderBlock("a.pt", "p", {})).toThrow(
      "it has none",
    );
  });

  it("does not escape the templates of other texts", () => {
    const renderer = new TalRenderer(
      setupOf({ "mail.txt.pt": `\${a}<x tal:attributes="t a"/>\${structure: a}`, "b.pt": "" }),
    );
    expect(renderer.render("mail.txt.pt", { a: "<&>" })).toBe('<&><x t="<&>"/><&>');
    expect(
      new TalRenderer(setupOf({ "m.txt.pt": `<x metal:use-macro="load: p.pt"/>`, "p.pt": "${a}" })).render(
        "m.txt.pt",
        { a: "<" },
      ),
    ).toBe("<");
  });

  it("renders modules, without files [F211]", async () => {
    const { code } = new TalRenderer(setupOf({ "a.pt": "<p>${a}</p>" })).compile("a.pt");
    const modules = (value: unknown): TalRenderer =>
      new TalRenderer({ ...setupOf({}), source: new TemplateModules({ "a.pt": value }) });
    expect(
      modules(await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)).render(
        "a.pt",
        { a: "<" },
      ),
    ).toBe("<p>&lt;</p>");
    expect([null, {}, { source: 1 }].map((value) => modules(value).render("a.pt", {}))).toEqual(["", "", ""]);
    expect(() => new TalRenderer(setupOf({ "a.pt": "${" + "a b}" })).compile("a.pt")).toThrow(
      "cannot be compiled",
    );
    expect(() => new TalRenderer(setupOf({})).compile("a.pt")).toThrow('There is no template "a.pt".');
  });
});

describe("check()", () => {
  it("tells what a template reads, asks for and prints", () => {
    const { problems, references, variables, pieces } = checkText(`<x metal:use-macro="load: base.pt">
<li metal:fill-slot="main" tal:repeat="m movies" title="\${m.title} \${user}">\${structure: html}\${shout(m)}\${user}</li></x>
<a tal:attributes="href url" tal:content="repeat | len(error)" tal:on-error="error.value"/>`);
    expect(problems).toEqual([]);
    expect(references).toEqual([{ name: "base.pt", line: 1, column: 26 }]);
    expect(variables.map(({ name, line }) => `${name}:${line}`)).toEqual([
      "movies:2",
      "user:2",
      "html:2",
      "url:3",
      "error:3",
    ]);
    const printed = pieces.map(({ kind, text, isRaw = false }) =>
      kind === "text" ? text : `{${isRaw ? "!" : ""}${text}}`,
    );
    expect(printed.join("")).toContain(`{m.title} {user}"`);
    expect(printed.join("")).toContain("{!html}{shout(m)}{user}</li>");
    expect(printed.join("")).toContain(` href="{url}"`);
  });

  it("finds what cannot be compiled", () => {
    expect(checkText("\n${a b}").problems).toEqual([
      {
        rule: "syntax",
        severity: "error",
        message: '"b" is not expected here. Correct it there.',
        line: 2,
        column: 5,
      },
    ]);
  });
});
