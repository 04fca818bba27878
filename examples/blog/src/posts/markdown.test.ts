import { Markup } from "micro-web";
import { describe, expect, it } from "vitest";

import { renderComment, renderPost, summarize } from "./markdown.ts";

/** What people have tried to get past sanitisers: by HTML, and by Markdown. */
const ATTACKS: readonly string[] = [
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  "<svg><script>alert(1)</script></svg>",
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  "<iframe src=javascript:alert(1)></iframe>",
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<object data=javascript:alert(1)><embed src=javascript:alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "<a href='jAvAsCrIpT&colon;alert(1)'>x</a>",
  "<a href='java\nscript:alert(1)'>x</a>",
  "<a href='&#x6A;avascript:alert(1)'>x</a>",
  "<a href='\u0001javascript:alert(1)'>x</a>",
  "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
  "<a href='vbscript:msgbox(1)'>x</a>",
  "<p style='background:url(javascript:alert(1))' onclick=alert(1)>x</p>",
  "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
  "<base href='https://evil.example/'><link rel=stylesheet href=//evil.example><meta http-equiv=refresh content=0>",
  "<style>@import '//evil.example'</style>",
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  "<template><script>alert(1)</script></template>",
  "<scr<script>ipt>alert(1)</scr</script>ipt>",
  "<<script>alert(1)//<</script>",
  "<!--><script>alert(1)</script-->",
  "<![CDATA[<script>alert(1)</script>]]>",
  "<textarea><script>alert(1)</script></textarea>",
  "<input autofocus onfocus=alert(1)>",
  "<details open ontoggle=alert(1)>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](javascript&#58;alert(1))",
  "[x](<java\tscript:alert(1)>)",
  "[x](data:text/html;base64,PHNjcmlwdD4=)",
  '[x](https://ok.example "\\" onmouseover=\\"alert(1)")',
  "![x](javascript:alert(1))",
  '![x" onerror="alert(1)](https://ok.example/x.png)',
  '![x](https://ok.example/x.png"onerror="alert(1))',
  "[x]: javascript:alert(1)\n\n[x]",
  "<javascript:alert(1)>",
  '<https://ok.example/"onmouseover=alert(1)>',
  "`<script>alert(1)</script>`",
  "```html\n<script>alert(1)</script>\n```",
  '```"><script>alert(1)</script>\nx\n```',
  "a <b onmouseover=alert(1)//\nb",
  "| <script>alert(1)</script> |\n| - |\n| <img src=x onerror=alert(1)> |",
];

/** Tags with their attributes: text that only looks like code is escaped, and is none. */
const TAG = /<\/?([a-z][\w-]*)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*\/?>/gi;

/** Whether a browser, which reads URLs by the same rules, stays where scripts do not run. */
function isHarmless(url: string): boolean {
  const text = new Markup(url).stripTags(); // what entities stand for
  return ["https:", "http:", "mailto:"].includes(new URL(text, "https://blog.example/posts/").protocol);
}

/** What of HTML could do something: tags and attributes that are not on our lists. */
function findHarm(html: string): string[] {
  const tags = [...html.matchAll(TAG)];
  const rest = html.replaceAll(TAG, "");
  const harm = tags.filter(
    ([tag, name = "", attributes = ""]) =>
      !/^(p|br|strong|em|del|code|pre|blockquote|ul|ol|li|a|hr|h[234]|img|table|thead|tbody|tr|th|td)$/.test(
        name,
      ) ||
      /\s(?!href|title|rel|start|src|alt|loading|referrerpolicy|align)[\w-]+=/.test(
        attributes.replaceAll(/"[^"]*"/g, '""'),
      ) ||
      [...tag.matchAll(/(?:href|src)="([^"]*)"/g)].some(([, url = ""]) => !isHarmless(url)),
  );
  return [...harm.map(([tag]) => tag), ...(rest.match(/[<>]/g) ?? [])];
}

describe("Markdown", () => {
  it.each(ATTACKS)("does no harm, in posts and in comments: %s", (source) => {
    expect(findHarm(renderPost(source).toString())).toEqual([]);
    expect(findHarm(renderComment(source).toString())).toEqual([]);
  });

  it("means what it says", () => {
    const source = "# One\n\n*a* **b** ~~c~~ `d` <kbd>e</kbd>\n\n> f\n\n1. g\n\n| h |\n| -: |\n| i |";
    expect(renderPost(source).toString()).toBe(
      "<h2>One</h2>\n<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code> e</p>\n<blockquote>\n<p>f</p>\n" +
        '</blockquote>\n<ol>\n<li>g</li>\n</ol>\n<table>\n<thead>\n<tr>\n<th align="right">h</th>\n</tr>\n</thead>\n' +
        '<tbody><tr>\n<td align="right">i</td>\n</tr>\n</tbody></table>\n',
    );
  });

  it("links to other sites without recommending them, and shows their pictures in posts alone", () => {
    expect(renderComment("[x](https://example.org)").toString()).toBe(
      '<p><a href="https://example.org" rel="nofollow ugc noopener">x</a></p>\n',
    );
    const picture = "![a](https://example.org/a.png) ![b](http://example.org/b.png)";
    expect(renderPost(picture).toString()).toContain(
      '<img src="https://example.org/a.png" alt="a" loading="lazy" referrerpolicy="no-referrer" />',
    );
    expect(renderPost(picture).toString()).not.toContain("b.png");
    expect(renderComment(picture).toString()).not.toContain("img");
  });

  it("is summarized by its first paragraph, without marks", () => {
    expect(summarize("# Title\n\nSalt & *pepper* <b>x</b>\n\nMore.")).toBe("Salt & pepper x");
    expect(summarize(`${"word ".repeat(100)}`)).toMatch(/^(word ){42,43}word…$/);
    expect(summarize("# Only a title")).toBe("");
  });
});
