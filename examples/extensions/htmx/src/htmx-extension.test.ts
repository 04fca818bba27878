import { redirect, TemplateTexts } from "@micro-web/core";
import { testExtension } from "@micro-web/core/testing";
import { Micro } from "micro-web";
import { describe, expect, it } from "vitest";

import { htmx } from "./htmx-extension.ts";
import { HtmxResponse } from "./htmx-response.ts";

const PAGE = "<h1>Movies</h1>{% block list %}<ul>{{ movies | join(', ') }}</ul>{% endblock %}";
const PART = { headers: { "HX-Request": "true" } };

const createApp = (config: object = {}) => {
  const templateSource = new TemplateTexts({ "movies.html": PAGE });
  const app = new Micro(null, { templateSource, config: { TESTING: true, ...config } }).register(htmx());
  app.get("/movies", (request) => request.htmx.render("movies.html", "list", { movies: ["Ran", "<b>"] }));
  app.post("/movies", () => redirect("/movies"));
  return app;
};

describe("htmx, as an extension [F543]", () => {
  it.each(
    testExtension(htmx, {
      configs: [{ HTMX_SCRIPT: "/one.js" }, { HTMX_SCRIPT: "/two.js" }],
      invalidConfigs: [{ HTMX_SCRIPT: "" }, { HTMX_REDIRECTS: "no" }],
      createApp: ({ config }) => new Micro(null, { config }),
      observe: async (app) => {
        const request = await app.testRequest("/");
        return app.templates.renderString("{{ htmx_script() }}{{ htmx.wantsPart }}", {}, request);
      },
    }),
  )("$name", ({ run }) => expect(run()).resolves.toBeUndefined());
});

describe("request.htmx", () => {
  it("says what htmx has sent", async () => {
    const app = createApp();
    app.get("/seen", ({ htmx }) => {
      const { isRequest, isBoosted, isHistoryRestore, target, trigger, prompt, currentUrl } = htmx;
      return { isRequest, isBoosted, isHistoryRestore, target, trigger, prompt, currentUrl };
    });
    const headers = {
      "HX-Request": "true",
      "HX-Target": "list",
      "HX-Trigger": "button",
      "HX-Prompt": "yes",
      "HX-Current-URL": "http://localhost/movies",
    };
    expect((await app.testClient().get("/seen", { headers })).json()).toEqual({
      isRequest: true,
      isBoosted: false,
      isHistoryRestore: false,
      target: "list",
      trigger: "button",
      prompt: "yes",
      currentUrl: "http://localhost/movies",
    });
  });

  it("renders the page for browsers, and its block for htmx", async () => {
    const client = createApp().testClient();
    expect((await client.get("/movies")).text).toBe("<h1>Movies</h1><ul>Ran, &lt;b&gt;</ul>");
    expect((await client.get("/movies", PART)).text).toBe("<ul>Ran, &lt;b&gt;</ul>");
  });

  it.each(["HX-Boosted", "HX-History-Restore-Request"])("renders the page for %s", async (header) => {
    const headers = { ...PART.headers, [header]: "true" };
    expect((await createApp().testClient().get("/movies", { headers })).text).toContain("<h1>");
  });

  it("tells caches what the answer depends on", async () => {
    const { headers } = await createApp().testClient().get("/movies");
    expect(headers.get("Vary")).toBe("HX-Request, HX-Boosted, HX-History-Restore-Request");
  });
});

describe("a redirect", () => {
  it("reaches the browser, and not only the part of the page that htmx replaces", async () => {
    const response = await createApp().testClient().post("/movies", PART);
    expect([response.status, response.headers.get("HX-Redirect"), response.location]).toEqual([
      204,
      "/movies",
      null,
    ]);
  });

  it("is left alone for other requests, and when HTMX_REDIRECTS is off", async () => {
    expect((await createApp().testClient().post("/movies")).status).toBe(303);
    const off = createApp({ HTMX_REDIRECTS: false });
    expect((await off.testClient().post("/movies", PART)).status).toBe(303);
  });
});

describe("HtmxResponse", () => {
  it("says what htmx has to do", async () => {
    const app = createApp();
    app.get("/all", (_request, response) => {
      new HtmxResponse(response)
        .trigger("saved")
        .trigger("added", { title: "羅生門" })
        .pushUrl("/movies/3")
        .retarget("#list")
        .reswap("beforeend")
        .refresh();
      return "x";
    });
    const { headers } = await app.testClient().get("/all");
    const names = ["HX-Trigger", "HX-Push-Url", "HX-Retarget", "HX-Reswap", "HX-Refresh"];
    expect(names.map((name) => headers.get(name))).toEqual([
      '{"saved":null,"added":{"title":"\\u7f85\\u751f\\u9580"}}',
      "/movies/3",
      "#list",
      "beforeend",
      "true",
    ]);
  });
});

describe("the templates", () => {
  it("have the script, and values for an attribute that cannot leave it", async () => {
    const { templates } = createApp();
    expect(await templates.renderString("{{ htmx_script() }}", {})).toBe(
      '<script src="/static/htmx.min.js" defer></script>',
    );
    expect(
      await templates.renderString("<a hx-vals='{{ hx_vals(values) }}'>", { values: { a: "'><b>" } }),
    ).toBe(`<a hx-vals='{"a":"\\u0027\\u003e\\u003cb\\u003e"}'>`);
  });
});
