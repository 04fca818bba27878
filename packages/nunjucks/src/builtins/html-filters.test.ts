import { Markup } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { escapingFilter, filter, html } from "../../test/builtin-context.ts";

/** How long something takes, in milliseconds of the process. */
function timeOf(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

describe("json_script [F217]", () => {
  it("hands a value to scripts", () => {
    const script = filter("json_script", { a: "</script>" }, "user-data");
    expect(String(script)).toBe(
      '<script id="user-data" type="application/json">{"a":"\\u003c/script\\u003e"}</script>',
    );
    expect(script).toBeInstanceOf(Markup);
  });

  it("may go without an id, and escapes one", () => {
    expect(String(filter("json_script", undefined))).toBe('<script type="application/json">null</script>');
    expect(String(filter("json_script", 1, '"'))).toContain('id="&#34;"');
  });
});

describe("line breaks [F218]", () => {
  it("become elements", () => {
    expect(String(escapingFilter("linebreaks", "a <\nb\r\n\r\nc"))).toBe("<p>a &lt;<br>b</p>\n\n<p>c</p>");
    expect(String(escapingFilter("linebreaksbr", html("<b>\r\n</b>")))).toBe("<b><br></b>");
  });

  it("become elements as in nunjucks, where escaping is on with the text escaped", () => {
    expect(String(escapingFilter("nl2br", "<\n"))).toBe("&lt;<br />\n");
    expect(filter("nl2br", "<\n")).toBe("<<br />\n");
  });
});

describe("dump", () => {
  it("writes JSON, which is escaped", () => {
    expect(filter("dump", { a: [1] })).toBe('{"a":[1]}');
    expect(filter("dump", [1], 2)).toBe("[\n  1\n]");
    expect(filter("dump", undefined)).toBe("");
  });
});

describe("tojson [F198]", () => {
  it("is safe in scripts", () => {
    expect(String(filter("tojson", "</script>'&"))).toBe('"\\u003c/script\\u003e\\u0027\\u0026"');
    expect(String(filter("tojson", [1], 1))).toBe("[\n 1\n]");
  });

  it("refuses what has no JSON", () => {
    expect(() => filter("tojson", undefined)).toThrow("a undefined has no JSON");
  });
});

describe("xmlattr", () => {
  it.each([["a onclick=x"], ["a/b"], ["a>b"], ["a=b"], ["a\tb"]])("refuses the name %o [A25 A26]", (name) => {
    expect(() => filter("xmlattr", { [name]: 1 })).toThrow(
      `${JSON.stringify(name)} is no name of an attribute`,
    );
  });

  it("escapes names and values", () => {
    expect(String(escapingFilter("xmlattr", new Map([['"', '"']])))).toBe(' &#34;="&#34;"');
  });
});

describe("urlize", () => {
  it.each([
    ["dots", ".".repeat(50_000)],
    ["dots before a letter", `${".".repeat(50_000)}a.`],
    ["brackets", "(".repeat(50_000)],
    ["brackets after a letter", `a${"(".repeat(25_000)}${")".repeat(25_000)}`],
    ["an address and dots", `a@${".".repeat(50_000)}`],
    ["an address and labels", `a@a${".a".repeat(25_000)}!`],
    ["at signs", "a@".repeat(25_000)],
    ["labels", `${"a.".repeat(25_000)}!`],
    ["angle brackets", "<".repeat(20_000)],
    ["spaces", " ".repeat(50_000)],
  ])("takes no time for 50 kB of %s [A24]", (_, text) => {
    filter("urlize", "warm.example.org");
    expect(timeOf(() => filter("urlize", text))).toBeLessThan(50);
  });

  it("never makes more of a text than links", () => {
    const link = String(escapingFilter("urlize", `http://x.org/"onclick="alert(1) <script>`));
    expect(link).toBe(
      '<a href="http://x.org/&#34;onclick=&#34;alert(1)" rel="noopener">http://x.org/&#34;onclick=&#34;alert(1)</a> &lt;script&gt;',
    );
  });

  it("escapes its target", () => {
    expect(filter("urlize", "http://x.org", null, false, '"')).toContain(' target="&#34;"');
  });
});

describe("urlencode", () => {
  it("stands a text that is no valid Unicode", () => {
    expect(filter("urlencode", "\ud800")).toBe("%EF%BF%BD");
  });

  it("takes maps, objects of classes and undefined values", () => {
    expect(filter("urlencode", new Map([["a", "b c"]]))).toBe("a=b+c");
    expect(filter("urlencode", new URL("http://a/"))).toBe("http%3A//a/");
    expect(filter("urlencode", undefined)).toBe("");
  });
});
