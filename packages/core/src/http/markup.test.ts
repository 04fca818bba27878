import { describe, expect, it } from "vitest";

import { escape, escapeJson, Markup, markup, ownHtml } from "./markup.ts";

const text = (value: Markup): string => value.toString();

describe("markup`...` [F194]", () => {
  it("escapes what stands in the holes", () => {
    const title = `<script>"it's" & more`;
    expect(text(markup`<b title="${title}">${1}</b>`)).toBe(
      '<b title="&lt;script&gt;&#34;it&#39;s&#34; &amp; more">1</b>',
    );
  });

  it("leaves markup in the holes as it is", () => {
    expect(text(markup`<p>${markup`<b>${"<"}</b>`}</p>`)).toBe("<p><b>&lt;</b></p>");
  });

  it("puts the items of an array one after the other", () => {
    expect(text(markup`<ul>${["a", "<"].map((item) => markup`<li>${item}</li>`)}${["<"]}</ul>`)).toBe(
      "<ul><li>a</li><li>&lt;</li>&lt;</ul>",
    );
  });

  it("prints nothing for undefined and null", () => {
    expect(text(markup`<${undefined}${null}${false}>`)).toBe("<false>");
  });

  it("takes its own text as JavaScript reads it", () => {
    expect(text(markup`a\tb`)).toBe("a\tb");
  });
});

describe("escape [F194]", () => {
  it.each([
    ["text", "<b>", "&lt;b&gt;"],
    ["markup", new Markup("<b>"), "<b>"],
    ["an object with toHtml()", { tag: "i", toHtml: (): string => "<i>" }, "<i>"],
    ["a function with toHtml()", Object.assign(() => "", { toHtml: (): string => "<i>" }), "<i>"],
    ["an object with __html__()", { __html__: (): string => "<u>" }, "<u>"],
    ["another object", { toString: (): string => "<o>" }, "&lt;o&gt;"],
    ["a number", 3, "3"],
    ["null", null, ""],
  ])("makes markup of %s", (_, value, expected) => {
    expect(escape(value)).toBeInstanceOf(Markup);
    expect(text(escape(value))).toBe(expected);
  });

  it("gives markup back itself", () => {
    const value = new Markup("<b>");
    expect(escape(value)).toBe(value);
  });
});

describe("Markup [F194]", () => {
  it("is JSON as its text", () => {
    expect(JSON.stringify({ html: new Markup("<b>") })).toBe('{"html":"<b>"}');
  });

  it("has the methods of a string, which give plain text", () => {
    const value = new Markup("<b>a</b>");
    expect([value.length, value.toUpperCase(), value.concat("!")]).toEqual([8, "<B>A</B>", "<b>a</b>!"]);
    expect(value.toUpperCase()).not.toBeInstanceOf(Markup);
    expect([...new Markup("a🎬")]).toEqual(["a", "🎬"]);
    expect([value.valueOf(), value > new Markup("<a>")]).toEqual(["<b>a</b>", true]);
  });

  it("appends values, escaped", () => {
    expect(text(new Markup("<b>").append(" & ", markup`<i>`))).toBe("<b> &amp; <i>");
  });

  it("joins values, escaped", () => {
    expect(text(new Markup("<br>").join(["<", markup`<i>`, 1]))).toBe("&lt;<br><i><br>1");
  });

  it.each([
    ["<p>Main &raquo;  <em>About</em>\n</p>", "Main &raquo; About"],
    ["&lt;b&gt; <!-- <b>no</b> --> &amp;lt;", "<b> &lt;"],
    ["a < b", "a < b"],
    ["a <!-- open", "a <!-- open"],
    ["", ""],
  ])("shows the text of %j without tags as %j", (html, expected) => {
    expect(new Markup(html).stripTags()).toBe(expected);
  });

  it("strips a million open tags in no time", () => {
    const start = performance.now();
    new Markup("<".repeat(1_000_000)).stripTags();
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it.each([
    ["&lt;&#34;&#39;&#x41;&quot;&amp;amp;&apos;&nbsp;", "<\"'A\"&amp;'\u00a0"],
    ["&#1114112;&nope;&", "&#1114112;&nope;&"],
  ])("unescapes %j as %j", (html, expected) => {
    expect(new Markup(html).unescape()).toBe(expected);
  });
});

describe("ownHtml", () => {
  it("is null for an object without HTML", () => {
    expect([ownHtml({}), ownHtml({ toHtml: "no" }), ownHtml([])]).toEqual([null, null, null]);
  });

  it("calls the method on its object", () => {
    class Icon {
      readonly name = "star";
      toHtml(): string {
        return `<i class="${this.name}">`;
      }
    }
    expect(ownHtml(new Icon())).toBe('<i class="star">');
  });
});

describe("escapeJson [F198 B144]", () => {
  it.each([
    ["</script>", "\\u003c/script\\u003e"],
    ["</SCRIPT x>", "\\u003c/SCRIPT x\\u003e"],
    ["<!--", "\\u003c!--"],
    ["it's & more", "it\\u0027s \\u0026 more"],
    ["\u2028\u2029", "\\u2028\\u2029"],
  ])("makes %j safe inside a script, as the same JSON (A347, A353)", (value, expected) => {
    const json = escapeJson(JSON.stringify(value));
    expect(json).toBeInstanceOf(Markup);
    expect(text(json)).toBe(`"${expected}"`);
    expect(JSON.parse(text(json))).toBe(value);
  });
});
