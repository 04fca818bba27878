import { render, TemplateTexts } from "micro-web";
import { describe, expect, it } from "vitest";

import { createApp } from "./create-app.ts";

const STARS = '<span title="4 of 5">★★★★</span>';

describe("the pages", () => {
  const client = createApp().testClient();

  it("are of three languages, one by the extension of its template [F215]", async () => {
    const texts = await Promise.all(
      ["/", "/movies/3", "/about"].map(async (path) => (await client.get(path)).text),
    );
    expect(texts[0]).toContain(
      `<li><a href="/movies/3">&lt;Matrix&gt; &amp; Reloaded</a> ${STARS} <em>new</em></li>\n</ul>`,
    );
    expect(texts[1]).toBe(
      `<!doctype html>
<title>&lt;Matrix&gt; &amp; Reloaded - Films &amp; more</title>
<h1>&lt;Matrix&gt; &amp; Reloaded</h1>
<p>2003 <em>new</em> ${STARS}</p>
<ul>
  <li>Keanu Reeves</li>
  <li>Carrie-Anne Moss</li>
</ul>
<p><a href="/">All films</a></p>
`,
    );
    expect(texts[2]).toContain(
      `    <tr class="even">
      <td>3</td>
      <td><a href="/movies/3">&lt;Matrix&gt; &amp; Reloaded</a></td>
      <td>${STARS}</td>
      <td><em>new</em></td>
    </tr>`,
    );
  });

  it("share globals, filters, tests and escaping [F193 F197]", async () => {
    for (const path of ["/", "/movies/2", "/about"]) {
      const { text, headers } = await client.get(path);
      expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(text).toContain("Films &amp; more");
      expect(text).toContain('<span title="5 of 5">★★★★★</span>');
    }
    expect((await client.get("/movies/2")).text).not.toContain("<em>new</em>");
    expect((await client.get("/movies/9")).status).toBe(404);
  });
});

describe("a template that fails [F205]", () => {
  const BROKEN = {
    "page.html": "<p>\n{{ boom() }}</p>",
    "page.eta": "<p>\n<%= it.boom() %></p>",
    "page.pt": "<p>\n${boom()}</p>",
  };

  it.each(Object.keys(BROKEN))(
    "is shown with its file and line in debug, and not to visitors: %s",
    async (name) => {
      for (const isDebug of [true, false]) {
        const app = createApp({
          templateSource: new TemplateTexts(BROKEN),
          config: { DEBUG: isDebug },
          logger: { error: () => undefined },
        });
        app.templates.addGlobal("boom", () => {
          throw new Error("no projector");
        });
        app.get("/broken", () => render(name));
        const { status, text } = await app.testClient().get("/broken");
        expect(status).toBe(500);
        expect(text.includes(`${name}:2`) && text.includes("no projector")).toBe(isDebug);
      }
    },
  );
});
