import { existsSync } from "node:fs";

import { Micro, render, TemplateTexts } from "@micro-web/core";
import { liveServer, type LiveServer } from "@micro-web/core/testing";
import { nunjucks } from "@micro-web/nunjucks";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { strictPolicy } from "./content-security-policy.ts";
import { csrf } from "./csrf-extension.ts";
import { security } from "./security-extension.ts";
import type { SecurityHeaderOptions } from "./security-options.ts";

const CHROMIUM = process.env["MICRO_CHROMIUM"] ?? "/usr/bin/chromium";
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];

interface PageOptions {
  readonly debug: boolean;
  readonly token: "when-unproven" | "always";
}

const isMissing = !existsSync(CHROMIUM);
if (isMissing && process.env["MICRO_CI"] === undefined)
  console.warn(
    `Security was NOT tested in a browser: there is no ${CHROMIUM}. Set MICRO_CHROMIUM to its path.`,
  );

const PAGE = `<!doctype html><html lang="en"><head><title>Page</title>{{ csrf_meta_tag() }}
<style nonce="{{ csp_nonce() }}">h1 { color: rgb(1, 2, 3) }</style></head><body><h1>Page</h1>
<form method="post" action="/send">{% if field %}<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">{% endif %}<button>Send</button></form>
<script nonce="{{ csp_nonce() }}">document.title = "ran";</script></body></html>`;

describe.skipIf(isMissing && process.env["MICRO_CI"] === undefined)(
  "in Chromium",
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    let page: Page;
    const servers: LiveServer[] = [];
    const problems: string[] = [];

    beforeAll(async () => {
      const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
      browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS, ...signals });
    }, 60_000);

    afterAll(() => browser.close());

    afterEach(async () => {
      await page.context().close();
      for (const server of servers.splice(0)) await server.close();
    });

    /** The URL of an app on a port of its own; by the name it is another site than by the address. */
    async function serve(app: Micro): Promise<{ readonly url: string; readonly otherSite: string }> {
      const server = await liveServer(app);
      servers.push(server);
      return { url: server.url, otherSite: server.url.replace("127.0.0.1", "localhost") };
    }

    /** Opens a page that collects what the browser complains about. */
    async function open(url: string): Promise<void> {
      page = await (await browser.newContext()).newPage();
      problems.length = 0;
      page.on("console", (message) => {
        const isStatus = message.text().startsWith("Failed to load resource");
        if (message.type() !== "log" && !isStatus) problems.push(message.text());
      });
      page.on("pageerror", (error) => problems.push(error.message));
      await page.goto(url);
    }

    function createApp(
      options: SecurityHeaderOptions = {},
      { debug = false, token = "when-unproven" }: Partial<PageOptions> = {},
    ): Micro {
      const app = new Micro(null, {
        engines: [nunjucks()],
        templateSource: new TemplateTexts({ "page.html": PAGE }),
        config: { SECRET_KEY: "of the tests", DEBUG: debug },
        logger: { error: () => undefined },
      }).register(security(options), csrf({ token }));
      app.get("/", () => render("page.html", { field: true }));
      app.get("/bare", () => render("page.html", { field: false }));
      app.get(
        "/inline",
        () => '<title>inline</title><script>document.title = "ran"</script><p onclick="x()" id="p">x</p>',
      );
      app.post("/send", () => "sent");
      app.get("/throw", () => {
        throw new Error("<script>alert(1)</script>");
      });
      return app;
    }

    function createPages(
      pages: Readonly<Record<string, string>>,
      headers: Readonly<Record<string, string>> = {},
    ): Micro {
      const app = new Micro(null);
      app.afterRequest((_, response) => {
        for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      });
      for (const [path, html] of Object.entries(pages)) app.get(`/${path}`, () => html);
      return app;
    }

    it.each([
      ["the default policy", {}],
      ["the strict policy", { contentSecurityPolicy: () => strictPolicy }],
    ] as const)(
      "pages with nonces and Micro's own pages keep %s without a complaint [W31 F251]",
      async (_, options) => {
        const { url } = await serve(createApp(options));
        await open(url);
        expect(await page.title()).toBe("ran");
        expect(await page.evaluate(`getComputedStyle(document.querySelector("h1")).color`)).toBe(
          "rgb(1, 2, 3)",
        );
        for (const path of ["/none", "/throw"]) {
          await page.goto(url + path);
          expect(await page.locator("h1").count()).toBe(1);
        }
        expect(problems).toEqual([]);
      },
    );

    it("the debug page works and complains of nothing [W31 A6]", async () => {
      const { url } = await serve(createApp({ contentSecurityPolicy: () => strictPolicy }, { debug: true }));
      await open(`${url}/throw`);
      expect(await page.locator("h1").innerText()).toContain("<script>alert(1)</script>");
      await page.keyboard.press("j");
      expect(await page.evaluate("document.activeElement.tagName")).toBe("SUMMARY");
      expect(problems).toEqual([]);
    });

    it("a script that was slipped in does not run [F251]", async () => {
      const { url } = await serve(createApp());
      await open(`${url}/inline`);
      await page.locator("#p").click();
      expect(await page.title()).toBe("inline");
      expect(problems.length).toBeGreaterThan(0);
      for (const problem of problems) expect(problem).toContain("Content Security Policy");
    });

    it("a page of another site cannot frame one [F250]", async () => {
      const { url } = await serve(createApp());
      const attacker = await serve(createPages({ frame: `<iframe src="${url}/bare"></iframe>` }));
      await open(`${attacker.otherSite}/frame`);
      expect(
        await page
          .frames()[1]
          ?.locator("form")
          .count()
          .catch(() => 0),
      ).toBe(0);
      expect(problems.join()).toContain("frame-ancestors");
    });

    it("the app's own form passes with and without its field, from a page without referrer too [F249]", async () => {
      const { url } = await serve(createApp({ referrerPolicy: "no-referrer" }));
      for (const path of ["/", "/bare"]) {
        if (path === "/") await open(url);
        else await page.goto(url + path);
        await page.getByRole("button").click();
        expect(await page.locator("body").innerText()).toBe("sent");
        await page.context().close();
        await open(`${url}/bare`);
      }
    });

    it("the app's own form and script pass by their tokens where these are asked for always [F247 F248]", async () => {
      const { url } = await serve(createApp({}, { token: "always" as never }));
      await open(url);
      const statuses = await page.evaluate(`(async () => {
      const token = document.querySelector('meta[name="csrf-token"]').content;
      const send = async (headers) => (await fetch("/send", { method: "POST", headers })).status;
      return [await send({ "X-CSRFToken": token }), await send({})];
    })()`);
      expect(statuses).toEqual([200, 403]);
      await page.getByRole("button").click();
      expect(await page.locator("body").innerText()).toBe("sent");
    });

    it("pages of other sites are refused, however they send, with the visitor's cookies or without [F249 A236 A300 A345]", async () => {
      const app = createApp();
      const statuses: number[] = [];
      app.signals.requestFinished.connect(({ request, response }) => {
        if (request.path === "/send") statuses.push(response.status);
      });
      const { url } = await serve(app);
      const form = (attributes: string) =>
        `<form method="post" action="${url}/send" ${attributes}><input name="a" value="b"><button>Win</button></form>`;
      const pages = {
        plain: form(""),
        text: form('enctype="text/plain"'),
        multipart: form('enctype="multipart/form-data"'),
        sandboxed: `<iframe sandbox="allow-forms allow-scripts" srcdoc='${form("").replaceAll("'", "")}'></iframe>`,
        data: `<iframe src="data:text/html,${encodeURIComponent(form(""))}"></iframe>`,
      };
      const attackers = [
        await serve(createPages(pages)),
        await serve(createPages(pages, { "Referrer-Policy": "no-referrer" })),
      ];
      for (const attacker of attackers) {
        for (const name of Object.keys(pages)) {
          await open(url); // the visitor has a session
          await page.goto(`${attacker.otherSite}/${name}`);
          const frame = page.frames().at(-1);
          await frame?.getByRole("button").click();
          await expect.poll(() => statuses.splice(0), { message: name, timeout: 10_000 }).toEqual([403]);
          await page.context().close();
        }
      }
      await open(`${attackers[0]?.otherSite ?? ""}/plain`);
      // That the answer may not be read is said by its Cross-Origin-Resource-Policy.
      await page.evaluate(
        `fetch("${url}/send", { method: "POST", mode: "no-cors", credentials: "include", body: "{}" }).catch(() => 0)`,
      );
      await expect.poll(() => statuses.splice(0), { timeout: 10_000 }).toEqual([403]);
    });
  },
);
