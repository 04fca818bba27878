import { describe, expect, it, vi } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { Micro } from "../app.ts";
import { Blueprint } from "../blueprint.ts";
import { findErrorDocs } from "../error-docs/error-docs.ts";
import { MicroError } from "../errors.ts";

const SECRET = "the one that signs sessions <&>";

/** Far from the tests, whose lines show on the page. */
const CONFIGURED_SECRETS = {
  DATABASE_URL: "pg://app:hush-hush@db/app",
  MAIL_PASSWORD: "mail-pass",
  OLD_TOKENS: ["tok-1"],
};
const LEAKS = /signs sessions|hush-hush|mail-pass|abcdef|signed-value|key-value|csrf-value|query-token|tok-1/;
const SENT_SECRETS = {
  authorization: "Bearer abcdef",
  cookie: "session=signed-value",
  "x-api-key": "key-value",
};

/** An app in debug that says nothing to its log. */
function debugApp(config: Record<string, unknown> = {}): Micro {
  return new Micro(null, {
    logger: new MemoryLogger(),
    config: { DEBUG: true, SECRET_KEY: SECRET, ...config },
  });
}

async function pageOf(app: Micro, path: string, options: Record<string, unknown> = {}): Promise<string> {
  const headers = { accept: "text/html", ...(options["headers"] as object) };
  return (await app.testClient().get(path, { ...options, headers })).text;
}

function failDeep(): never {
  throw new TypeError("deep <b>");
}

describe("the debug page [F396]", () => {
  it("shows an error of a view: its message, its frames with the source, the line marked", async () => {
    const app = debugApp();
    app.get("/", failDeep);
    const page = await pageOf(app, "/");
    expect(page).toContain("<h1><b>TypeError</b>: deep &lt;b&gt;</h1>");
    expect(page).toMatch(
      /<details open><summary><b>failDeep<\/b> <a class="place" href="vscode:\/\/file\/[^"]+debug-page\.test\.ts:\d+:\d+">/,
    );
    expect(page).toMatch(/<span class="here"><i>\d+<\/i> {2}throw new TypeError\(&#34;deep/);
    expect(page).toMatch(/<details class="library"><summary class="soft">\d+ frames? of libraries/);
  });

  it("shows the cause, the cause of the cause, and what an error collects", async () => {
    const app = debugApp();
    app.get("/", () => {
      const root = new RangeError("root");
      throw new AggregateError([new Error("part"), "a text"], "both", {
        cause: new Error("middle", { cause: root }),
      });
    });
    const page = await pageOf(app, "/");
    const order = ["both", "middle", "root", "part", "a text"].map((text) => page.indexOf(`</b>: ${text}`));
    expect(order).toEqual(order.toSorted((left, right) => left - right));
    expect(order).not.toContain(-1);
    expect(page.match(/<h2>Caused by<\/h2>/g)).toHaveLength(2);
    expect(page.match(/<h2>Including<\/h2>/g)).toHaveLength(2);
  });

  it("explains a code of Micro, and keeps what was meant", async () => {
    const app = debugApp();
    app.get("/movies", { name: "movies" }, () => "x");
    app.get("/", (request) => request.urlFor("moovies"));
    const page = await pageOf(app, "/");
    expect(page).toMatch(/Did you mean (?:&#34;|')movies/);
    expect(page).toContain("<code>MICRO_URL_BUILD</code> A URL could not be built for an endpoint.");
    expect(page).toMatch(
      /<details class="docs"><summary><b>What to do<\/b> <a class="place" href="vscode:\/\/file\/[^"]+errors\.md:\d+:1">/,
    );
    expect(page).toContain(findErrorDocs("MICRO_URL_BUILD")?.text.slice(0, 30));
  });

  it("shows codes of others without an explanation", async () => {
    const app = debugApp();
    app.get("/", () => {
      throw Object.assign(new Error("gone"), { code: "ENOENT" });
    });
    expect(await pageOf(app, "/")).toContain("<p><code>ENOENT</code></p>");
  });

  it("shows the line of the template that failed, first and open", async () => {
    const app = debugApp();
    const template = `${import.meta.dirname}/page-style.ts`;
    app.get("/", () => {
      throw new MicroError("MICRO_TEMPLATE_ERROR", `The template "a.html" failed at ${template}:2:3: no.`);
    });
    app.get("/own", () => {
      const error = new MicroError("MICRO_TEMPLATE_ERROR", "It failed.");
      throw Object.assign(error, { path: template, line: 3, column: undefined });
    });
    app.get("/nowhere", () => {
      throw new MicroError("MICRO_TEMPLATE_ERROR", "A text failed.");
    });
    app.get("/gone", () => {
      throw new MicroError("MICRO_TEMPLATE_ERROR", "It failed at /nowhere/a.html:9: no.");
    });
    const page = await pageOf(app, "/");
    expect(page).toMatch(/<details open><summary><b>template<\/b> <a [^>]+>\S+page-style\.ts:2:3<\/a>/);
    expect(page).toMatch(/<span class="here"><i>2<\/i>export const PAGE_STYLE/);
    expect(page.match(/<details open><summary><b>template/g)).toHaveLength(1);
    expect(await pageOf(app, "/own")).toMatch(/page-style\.ts:3<\/a>/);
    expect(await pageOf(app, "/nowhere")).not.toContain("<b>template</b>");
    expect(await pageOf(app, "/gone")).toContain("/nowhere/a.html:9</a></summary>\n</details>");
    for (const path of ["/", "/gone"])
      expect((await app.testClient().get(path, { headers: { accept: "text/plain" } })).text).toMatch(
        /\n {4}in \/\S+:\d/,
      );
  });

  it.each([
    ["a hook before the view", "beforeRequest"],
    ["a hook after the view", "afterRequest"],
    ["middleware", "use"],
  ] as const)("is there for an error in %s, with its name and those that ran", async (_where, register) => {
    const app = debugApp();
    app.beforeRequest(function openDatabase() {});
    const fail = function failingHook(_request: unknown, _response: unknown): never {
      throw new Error("hook broke");
    };
    app[register](fail);
    app.get("/", function showHome() {
      return "x";
    });
    const page = await pageOf(app, "/");
    expect(page).toContain("<h1><b>Error</b>: hook broke</h1>");
    expect(page).toMatch(/<td>\d\. (?:before request|after request|middleware)<\/td><td>failingHook/);
  });

  it("is there for an error that an extension's hook throws later", async () => {
    const app = debugApp();
    app.use({
      name: "late",
      setup(setup) {
        setup.beforeRequest(async () => {
          await new Promise((resolve) => setTimeout(resolve, 1));
          throw new Error("extension broke");
        });
      },
    });
    app.get("/", () => "x");
    expect(await pageOf(app, "/")).toContain("extension broke");
  });

  it("shows the request: route, hooks that ran, query, headers, cookies, session and configuration", async () => {
    const app = debugApp({ MAX_COOKIE_SIZE: 4000, BIG: 1n, LONG: "long ".repeat(1000) });
    const shop = new Blueprint("shop", null, { prefix: "/shop" });
    app.beforeRequest(function signIn(request) {
      request.session["user"] = "ann";
    });
    shop.get("/<int:id>", { name: "show" }, failDeep);
    app.mount(shop);
    const page = await pageOf(app, "/shop/3?page=2", { headers: { "X-Own": "seven", cookie: "theme=dark" } });
    for (const [name, value] of [
      ["Method", "GET"],
      ["URL", "http://localhost/shop/3"],
      ["Route", "/shop/&lt;int:id&gt; (shop.show)"],
      ["params.id", "3"],
      ["Blueprint", "shop"],
      ["1. before request", "signIn"],
      ["2. view", "failDeep"],
      ["page", "2"],
      ["x-own", "seven"],
      ["theme", "dark"],
      ["user", "ann"],
      ["MAX_COOKIE_SIZE", "4000"],
      ["BIG", "[object BigInt]"],
      ["LONG", `${"long ".repeat(400)}...`],
    ])
      expect(page).toContain(`<tr><td>${name}</td><td>${value}</td></tr>`);
  });

  it("shows the fields and files of a form, what is wrong with it, and does not wait for one", async () => {
    const app = debugApp();
    app.post("/", failDeep);
    const client = app.testClient();
    const headers = { accept: "text/html" };
    const answer = await client.post("/", { headers, form: { title: "One", password: "hush" } });
    expect(answer.text).toContain("<tr><td>title</td><td>One</td></tr>");
    expect(answer.text).toContain("<tr><td>password</td><td>[hidden]</td></tr>");
    const files = { poster: new File(["x"], "ran.png") };
    expect((await client.post("/", { headers, files })).text).toContain(
      "<td>poster</td><td>file ran.png</td>",
    );
    const broken = { ...headers, "content-type": "multipart/form-data" };
    expect((await client.post("/", { headers: broken, body: "x" })).text).toContain("cannot be read: ");
    const endless = new ReadableStream({ pull: () => new Promise(() => {}) });
    const slow = new Request("http://localhost/", {
      method: "POST",
      headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
      body: endless,
      duplex: "half",
    });
    expect(await (await app.fetch(slow)).text()).toContain("<td>(the body)</td><td>has not arrived</td>");
  });

  it("shows no secret, by its name or wherever its value stands", async () => {
    const app = debugApp(CONFIGURED_SECRETS);
    app.get("/", (request) => {
      request.session["csrf_token"] = ["csrf", "value"].join("-");
      const { authorization = "" } = Object.fromEntries(request.headers);
      throw new Error(
        `with ${SECRET}, ${authorization}, ${String(app.config.get("DATABASE_URL"))} and mail-pass`,
      );
    });
    const path = `/?token=${["query", "token"].join("-")}`;
    for (const accept of ["text/html", "text/plain", "application/json"]) {
      const page = await pageOf(app, path, { headers: { ...SENT_SECRETS, accept } });
      expect(page).toContain("[hidden]");
      expect(page).not.toMatch(LEAKS);
    }
  });

  it("runs nothing but its own script, loads nothing, and is kept by nobody", async () => {
    const app = debugApp();
    app.get("/", failDeep);
    const { headers, text } = await app.testClient().get("/", { headers: { accept: "text/html" } });
    const [, nonce = ""] =
      /script-src 'nonce-([\w-]+)'/.exec(headers.get("content-security-policy") ?? "") ?? [];
    expect(text.match(/<script[^>]*>/g)).toEqual([
      `<script type="application/json" id="report" nonce="${nonce}">`,
      `<script nonce="${nonce}">`,
    ]);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(text.replaceAll(/<(?:pre|script)[^]*?<\/(?:pre|script)>/g, "")).not.toMatch(
      /(?:src|href)="(?!vscode:)|https?:\/\/(?!localhost)|url\(/,
    );
  });

  it("has the report as text and as Markdown, to copy", async () => {
    const app = debugApp();
    app.get("/", () => {
      throw new Error("```</script>");
    });
    const [, json = "{}"] = /id="report"[^>]*>([^<]*)<\/script>/.exec(await pageOf(app, "/")) ?? [];
    const { text, markdown }: { text: string; markdown: string } = JSON.parse(json);
    expect(text).toMatch(
      /^Error: ```<\/script>\n {4}at \/\S+debug-page\.test\.ts:\d+:\d+\n[^]*GET \/\n\nRequest\n {2}Method: GET/,
    );
    expect(markdown).toMatch(/^### Error: ```<\/script>\n\n`GET \/`\n\n```text\nError: '''<\/script>\n/);
    expect(text).not.toContain("MAX_CONTENT_LENGTH");
  });

  it("is text or JSON for clients that ask for it", async () => {
    const app = debugApp();
    app.get("/", () => {
      throw Object.assign(new Error("outer", { cause: new TypeError("inner") }), { code: "E_OUTER" });
    });
    const text = await app.testClient().get("/", { headers: { accept: "text/plain" } });
    expect(text.text).toMatch(
      /^500 Internal Server Error\nError: outer\n {4}at [^]*\n\nCaused by: TypeError: inner\n/,
    );
    const json = await app.testClient().get("/", { headers: { accept: "application/json" } });
    expect(JSON.parse(json.text)).toMatchObject({
      title: "Internal Server Error",
      status: 500,
      error: { name: "Error", message: "outer", code: "E_OUTER", frames: expect.any(Array) },
      others: [{ name: "TypeError", message: "inner", relation: "Caused by" }],
      trace: expect.arrayContaining(["Error: outer"]),
    });
    expect(json.headers.get("content-type")).toBe("application/json");
  });

  it.each([
    ["webstorm", 'href="webstorm://open?file='],
    ["my://{file}#{line}", 'href="my:///'],
    ["none", '<span class="place">'],
  ])("opens the editor that MICRO_EDITOR names: %s", async (editor, expected) => {
    vi.stubEnv("MICRO_EDITOR", editor);
    const app = debugApp();
    app.get("/", failDeep);
    expect(await pageOf(app, "/")).toContain(expected);
  });

  it.each([
    ["a text", "a <text>", "a &lt;text&gt;"],
    [
      "an object with a secret",
      { password: "x", a: 1 },
      "{&#34;password&#34;:&#34;[hidden]&#34;,&#34;a&#34;:1}",
    ],
    ["an object that cannot be JSON", { n: 1n }, "[object Object]"],
  ])("shows %s that was thrown", async (_what, thrown, text) => {
    const app = debugApp();
    app.get("/", () => Promise.reject(thrown));
    expect(await pageOf(app, "/")).toContain(`</b>: ${text}</h1>`);
  });

  it("ends where causes go round in circles, or have no end, and survives errors that cannot be read", async () => {
    const app = debugApp();
    const circle = new Error("circle");
    circle.cause = new Error("round", { cause: circle });
    let endless = new Error("first");
    for (let count = 0; count < 1000; count++) endless = new Error("next", { cause: endless });
    const hostile = Object.defineProperty(new Error("x"), "stack", {
      get: () => {
        throw new Error("no stack");
      },
    });
    for (const error of [circle, endless, hostile])
      app.get(`/${error === circle ? "circle" : error === endless ? "endless" : "hostile"}`, () => {
        throw error;
      });
    expect((await pageOf(app, "/circle")).match(/<h2>/g)).toHaveLength(1);
    expect((await pageOf(app, "/endless")).match(/<h2>/g)).toHaveLength(19);
    expect(await pageOf(app, "/hostile")).toContain("An error whose own members throw");
  });

  it("falls back to the plain page when it cannot be made", async () => {
    const app = debugApp();
    app.get("/", failDeep);
    await app.start();
    Object.defineProperty(app.config, "BROKEN", {
      enumerable: true,
      get: () => {
        throw new Error("unreadable");
      },
    });
    const page = await pageOf(app, "/");
    expect(page).toContain("<pre>TypeError: deep &lt;b&gt;");
    expect(page).toContain("unreadable");
  });

  it("has no part in an app that is not in debug", async () => {
    const app = debugApp({ DEBUG: false });
    app.get("/", failDeep);
    const page = await pageOf(app, "/");
    expect(page).not.toMatch(/deep|debug-page|<script|<style/);
  });
});
