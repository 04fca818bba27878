import { HttpError, Markup } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { renderText } from "../test/renderer-of.ts";

describe("a template without statements", () => {
  it.each([
    "<!DOCTYPE html>\n<html lang=en><head><title>A &amp; B</title></head>\n<body>\n</body>\n</html>\n",
    "<!-- a comment with ${expressions} and <b>tags</b> -->",
    `<P CLASS = 'a'  id=x data-y="<>"   >It's &eacute; &lt; &#x27; "x" <BR/><br ><hr/></P >`,
    "<script>const a = `${b}`; if (a < 3 && c) d('</p>');</script><style>a::before { content: '${x}' }</style>",
    "<ul><li>one<li>two</ul><p>one<p>two<div>three</div>",
    "<table><tr><td>1<td>2<tr><td>3</table><select><option>a<option>b</select>",
    "<textarea>\n <b> </textarea></div></section>text < 3 &copy > x\r\n\ttab\u00a0\u2028é🎬",
    "<svg viewBox='0 0 1 1'><path d='M0 0'/><linearGradient/></svg><x-y></x-y>",
    "a $ b {} ${ c",
    "",
  ])("is printed as it is, byte for byte: %j", (source) => {
    expect(renderText(source)).toBe(source);
  });
});

describe("${...} in text and attributes", () => {
  it("prints a value, escaped for its place", () => {
    const value = `<b>&"'`;
    expect(renderText("<p title='${value}' id=\"${value}\">${value}</p>", { value })).toBe(
      "<p title='&lt;b&gt;&amp;&#34;&#39;' id=\"&lt;b&gt;&amp;&#34;&#39;\">&lt;b&gt;&amp;&#34;&#39;</p>",
    );
  });

  it("keeps what stands around it", () => {
    expect(
      renderText("<a href='/movies/${id}?a=1&amp;b=${id}' >${id}. $${id} ${id}${id}</a>", { id: 7 }),
    ).toBe("<a href='/movies/7?a=1&amp;b=7' >7. ${id} 77</a>");
  });

  it("prints Markup as it is between tags, and keeps it from ending an attribute", () => {
    const value = new Markup(`<i>"&amp;"</i>`);
    expect(renderText('<p title="${value} ${value}">${value}</p>', { value })).toBe(
      '<p title="&lt;i&gt;&#34;&amp;&#34;&lt;/i&gt; &lt;i&gt;&#34;&amp;&#34;&lt;/i&gt;"><i>"&amp;"</i></p>',
    );
  });

  it("gives an attribute quotes that has none", () => {
    expect(renderText("<p class=${name} id=x-${name}>", { name: "a b" })).toBe('<p class="a b" id="x-a b">');
  });

  it("leaves an attribute out that is nothing, and writes one that is there or not with its name", () => {
    const source = '<input value="${value}" checked="${on}" DISABLED="${off}">';
    expect(renderText(source, { value: null, on: 1, off: [] })).toBe('<input checked="checked">');
    expect(renderText(source, { value: false, on: 0, off: "x" })).toBe(
      '<input value="false" disabled="disabled">',
    );
  });

  it("reads its character references, and prints HTML where the author says so", () => {
    expect(
      renderText("${1 &lt; 2 and 'a' or &quot;b&quot;} ${structure: html} ${structure html}", {
        html: "<b>",
      }),
    ).toBe("a <b> <b>");
  });

  it("may have braces and quotes inside", () => {
    expect(renderText("${{'a': '}'}['a']}${'\"${'}")).toBe("}&#34;${");
  });

  it("is not looked for in scripts, styles and comments", () => {
    const source = "<script>`${x}`</script><style>${x}</style><!-- ${x} --><iframe>${x}</iframe>";
    expect(renderText(source)).toBe(source);
    expect(renderText("<title>${x}</title><textarea>${x}</textarea>", { x: "<" })).toBe(
      "<title>&lt;</title><textarea>&lt;</textarea>",
    );
  });
});

describe("tal:content and tal:replace", () => {
  it("put a value in an element, and in its place [F215]", () => {
    const context = { context: { name: "World <3" } };
    expect(renderText(`<h1>Hello, <span tal:replace="context.name">World</span>!</h1>`, context)).toBe(
      "<h1>Hello, World &lt;3!</h1>",
    );
    expect(renderText(`<p class="x" tal:content="context.name">placeholder</p>`, context)).toBe(
      `<p class="x">World &lt;3</p>`,
    );
  });

  it("do not escape a structure, and Markup never", () => {
    const context = { html: "<b>1</b>", markup: new Markup("<i>2</i>") };
    const source = `<p tal:content="structure html"/><p tal:content="markup"/><p tal:content="text html"/>`;
    expect(renderText(source, context)).toBe("<p><b>1</b></p><p><i>2</i></p><p>&lt;b&gt;1&lt;/b&gt;</p>");
  });

  it("print nothing for nothing, and what the template has for default", () => {
    expect(renderText(`<p tal:content="nothing">x</p><p tal:replace="none">x</p>`)).toBe("<p></p>");
    const source = `<p id="\${id}" tal:content="x | default">a \${id}</p><p tal:replace="default">b</p>`;
    expect(renderText(source, { id: 1 })).toBe('<p id="1">a 1</p><p>b</p>');
    expect(renderText(`<p tal:content="default"></p>`)).toBe("<p></p>");
  });

  it("name the mistake of giving content to what has none, or cannot be escaped", () => {
    expect(() => renderText(`<br tal:content="1">`)).toThrow("<br> has no content; take tal:replace");
    expect(() => renderText(`<script tal:content="x"></script>`)).toThrow(
      'what stands in <script> cannot be escaped; write "structure tojson(value)"',
    );
    expect(renderText(`<script tal:content="structure tojson([1])"></script>`)).toBe("<script>[1]</script>");
  });
});

describe("tal:define", () => {
  it("names values for an element and what is in it", () => {
    const source = `<p tal:define="a 1; b a + 1; c string:x;;y">\${a}\${b}\${c}</p>\${a | 'none'}`;
    expect(renderText(source)).toBe("<p>12x;y</p>none");
  });

  it("unpacks lists, and names values for the rest of the page", () => {
    const source = `<p tal:define="(a, b) pair; c, d 'x', 'y'">\${a}\${b}\${c}\${d}</p><tal:x define="global g 5; local l 6"/>\${g}\${l | 0}`;
    expect(renderText(source, { pair: [1, 2] })).toBe("<p>12xy</p>50");
  });

  it("says what is missing", () => {
    expect(() => renderText(`<p tal:define="a"></p>`)).toThrow(
      '"a" needs a name and an expression: "name expression"',
    );
  });
});

describe("tal:condition, tal:switch and tal:case", () => {
  it.each([
    ["yes", true],
    [[], false],
    [[0], true],
    ["", false],
    [{}, false],
    [{ a: 1 }, true],
    [new Map(), false],
    [new Set([1]), true],
    [new Markup(""), false],
    [0, false],
    [null, false],
    [new Date(0), true],
  ])("%j is %s", (value, isThere) => {
    expect(renderText(`<p tal:condition="value">x</p>`, { value })).toBe(isThere ? "<p>x</p>" : "");
    expect(renderText(`<p tal:condition="not: value">x</p>`, { value })).toBe(isThere ? "" : "<p>x</p>");
  });

  it("print the first case that fits, or the default one", () => {
    const source =
      `<ul tal:switch="n"><li tal:case="1">one</li><li tal:case="1">again</li>` +
      `<li tal:case="2">two</li><li tal:case="default">many</li></ul>`;
    expect([1, 2, 3].map((n) => renderText(source, { n }))).toEqual([
      "<ul><li>one</li></ul>",
      "<ul><li>two</li></ul>",
      "<ul><li>many</li></ul>",
    ]);
    expect(renderText(`<p tal:case="1">x</p>`)).toBe("");
  });
});

describe("tal:repeat", () => {
  it("repeats an element with the space before it", () => {
    expect(renderText(`<ul>\n  <li tal:repeat="x xs">\${x}</li>\n</ul>`, { xs: ["a", "<"] })).toBe(
      "<ul>\n  <li>a</li>\n  <li>&lt;</li>\n</ul>",
    );
    expect(renderText(`<b tal:repeat="x 'apple', 'pear'" tal:content="x"/>`)).toBe("<b>apple</b><b>pear</b>");
  });

  it("goes through lists, Maps, objects, texts, anything iterable, and nothing", () => {
    const render = (xs: unknown): string => renderText(`<tal:x repeat="x xs">[\${x}]</tal:x>`, { xs });
    expect(render(new Set([1, 2]))).toBe("[1][2]");
    expect(render({ a: 1, b: 2 })).toBe("[a][b]");
    expect(render("ab")).toBe("[a][b]");
    expect(render(null)).toBe("");
    expect(() => render(5)).toThrow("a number cannot be repeated");
    expect(() => render(Promise.resolve([]))).toThrow("a promise cannot be repeated");
    const source = `<tal:x repeat="(k, v) m">\${k}=\${v} </tal:x>`;
    expect(renderText(source, { m: new Map([["a", 1]]) })).toBe("a=1 ");
    expect(renderText(source.replace(" m", " m.items()"), { m: { b: 2 } })).toBe("b=2 ");
  });

  it("knows where it is", () => {
    const facts = "index number even odd start end length letter Letter".split(" ");
    const source = `<tal:x repeat="x xs">${facts.map((fact) => `\${repeat.x.${fact}}`).join(" ")};</tal:x>`;
    expect(renderText(source, { xs: [1, 2] })).toBe(
      "0 1 true false true false 2 a A;1 2 false true false true 2 b B;",
    );
    const letters = renderText(`<tal:x repeat="x range(28)">\${repeat['x'].letter} </tal:x>`);
    expect(letters).toMatch(/ z aa ab $/);
  });

  it("may be repeated inside itself", () => {
    const source = `<tr tal:repeat="row rows"><td tal:repeat="cell row">\${repeat.row.number}.\${repeat.cell.number}</td></tr>\${repeat | 'none'}`;
    expect(renderText(source, { rows: [[1, 2], [3]] })).toBe(
      "<tr><td>1.1</td><td>1.2</td></tr><tr><td>2.1</td></tr>none",
    );
  });

  it("comes after a definition and a condition, before content", () => {
    const source = `<p tal:repeat="x xs" tal:condition="xs" tal:define="xs list" tal:content="x">y</p>`;
    expect(renderText(source, { list: [1, 2] })).toBe("<p>1</p><p>2</p>");
    expect(renderText(source, { list: [] })).toBe("");
  });
});

describe("tal:attributes", () => {
  it("sets attributes where they stand, adds and removes them", () => {
    const source = `<a class="x" href="#" title='t' tal:attributes="HREF url; title nothing; data-id 7; rel default">`;
    expect(renderText(source, { url: "/?a=1&b=2" })).toBe('<a class="x" HREF="/?a=1&amp;b=2" data-id="7">');
    expect(renderText(`<a href="#" tal:attributes="href default">`)).toBe('<a href="#">');
  });

  it("takes an object of them", () => {
    const source = `<p id="a" tal:attributes="attributes; lang 'de'">`;
    const attributes = { class: '"x"', hidden: true, title: null, "on bad": 1, "><script>": 1 };
    expect(renderText(source, { attributes })).toBe(
      '<p id="a" lang="de" class="&#34;x&#34;" hidden="hidden">',
    );
    expect(renderText(`<p tal:attributes="nothing">`)).toBe("<p>");
  });
});

describe("tal:omit-tag and elements of TAL", () => {
  it("leave the tags out", () => {
    expect(
      renderText(`<b tal:omit-tag="">x</b><b tal:omit-tag="no">y</b><b tal:omit-tag="not: no">z</b>`, {
        no: 0,
      }),
    ).toBe("x<b>y</b>z");
    expect(renderText(`<tal:block condition="true"><p>a</p></tal:block><metal:block>b</metal:block>`)).toBe(
      "<p>a</p>b",
    );
    expect(
      renderText(`<table><tal:rows repeat="x xs"><tr><td>\${x}</td></tr></tal:rows></table>`, { xs: [1] }),
    ).toBe("<table><tr><td>1</td></tr></table>");
  });

  it("leave out the namespaces of TAL, and comments with an exclamation mark", () => {
    const source = `<html xmlns="http://www.w3.org/1999/xhtml" xmlns:tal="http://xml.zope.org/namespaces/tal" xmlns:x="y"><!--! hidden -->.<!-- shown --></html>`;
    expect(renderText(source)).toBe(
      `<html xmlns="http://www.w3.org/1999/xhtml" xmlns:x="y">.<!-- shown --></html>`,
    );
  });

  it("say which statement does not exist, also as an attribute of their own elements", () => {
    expect(() => renderText(`<tal:block class="x"></tal:block>`)).toThrow("there is no statement tal:class.");
    expect(() => renderText(`<p tal:contnet="x"></p>`)).toThrow(
      'there is no statement tal:contnet. Did you mean "content"?',
    );
    expect(() => renderText(`<p metal:zzzz="x"></p>`)).toThrow("there is no statement metal:zzzz.");
  });
});

/** Throws what it is told to. */
function* generate(): Generator<number> {
  yield 1;
}

describe("tal:on-error", () => {
  const fail = (): never => {
    throw new RangeError("too much");
  };

  it("prints the element with something else when it fails", () => {
    const source = `<p class="a" id="\${fail()}" tal:on-error="string:\${error.type}: \${error.value}">x \${fail()}</p>.`;
    expect(renderText(source, { fail })).toBe('<p class="a">RangeError: too much</p>.');
    expect(renderText(`<tal:x on-error="structure '<hr>'">\${fail()}</tal:x>`, { fail })).toBe("<hr>");
    expect(renderText(`<p tal:on-error="'no'">\${missing}</p>`)).toBe("<p>no</p>");
    expect(renderText(`<p tal:on-error="'no'">fine</p>`)).toBe("<p>fine</p>");
  });

  it("sees what is no error, and lets an HttpError through", () => {
    const throwText = (): unknown => generate().throw("a text");
    expect(renderText(`<p tal:on-error="error.value">\${act()}</p>`, { act: throwText })).toBe(
      "<p>a text</p>",
    );
    const act = (): never => {
      throw new HttpError(403);
    };
    expect(() => renderText(`<p tal:on-error="'no'">\${act()}</p>`, { act })).toThrow(HttpError);
  });
});

describe("i18n:translate", () => {
  const gettext = (id: string): string =>
    ({ "Hello ${name}!": "Hallo ${name} <3!", Titel: "x", title: "Überschrift" })[id] ?? id;

  it("prints the translation of its text, with the named parts in it", () => {
    const source = `<p i18n:translate="">Hello\n  <b i18n:name="name" tal:content="user">you</b>!</p>`;
    expect(renderText(source, { user: "<Ann>", gettext })).toBe("<p>Hallo <b>&lt;Ann&gt;</b> &lt;3!</p>");
    expect(renderText(source, { user: "Ann" })).toBe("<p>Hello\n  <b>Ann</b>!</p>");
  });

  it("takes a message by its id, with its domain, and other functions", () => {
    const dgettext = (domain: string, id: string): string => `${domain}:${id}`;
    expect(renderText(`<p i18n:translate="title">Title</p>`, { _: gettext })).toBe("<p>Überschrift</p>");
    expect(renderText(`<p i18n:translate="title" i18n:domain="shop">Title</p>`, { gettext, dgettext })).toBe(
      "<p>shop:title</p>",
    );
    expect(renderText(`<p i18n:translate="title" i18n:domain="shop">T</p>`, { gettext })).toBe(
      "<p>Überschrift</p>",
    );
    expect(renderText(`<p i18n:translate="none">T <b>x</b><!-- c --></p>`, { gettext })).toBe(
      "<p>T <b>x</b><!-- c --></p>",
    );
    expect(renderText(`<b i18n:name="a">x</b>`)).toBe("<b>x</b>");
  });

  it("translates attributes", () => {
    const source = `<img alt="title" title="Title" i18n:attributes="alt; title title; src">`;
    expect(renderText(source, { gettext })).toBe('<img alt="Überschrift" title="Überschrift">');
    expect(renderText(source)).toBe('<img alt="title" title="Title">');
  });

  it("finds the text in elements and comments of the message", () => {
    const message = (id: string): string => (id === "One two" ? "Eins zwei" : id);
    expect(renderText(`<p i18n:translate="">One <b>two</b><!-- c --></p>`, { gettext: message })).toBe(
      "<p>Eins zwei</p>",
    );
  });
});
