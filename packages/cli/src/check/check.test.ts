import { Blueprint, Micro, type TemplateEngine, TemplateTexts } from "@micro-web/core";
import { afterEach, describe, expect, it } from "vitest";

import { forgetApp, projectOf } from "../../test/own-app.ts";
import { removeProjects } from "../../test/project.ts";
import { createRecordingShell } from "../../test/shell.ts";
import { main } from "../main.ts";

const GOOD_SECRET = "f3b1c8a04d6e49b7a25180c2f7de936bX!";

const GOOD_HEADERS = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
  "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
};

/** What an app must have so that nothing is found. */
function safeApp(
  config: Record<string, unknown> = {},
  headers: Record<string, string> = GOOD_HEADERS,
): Micro {
  const app = new Micro(null, {
    config: {
      SECRET_KEY: GOOD_SECRET,
      SECRET_KEY_FALLBACKS: [`${GOOD_SECRET}old`],
      SESSION_COOKIE_SECURE: true,
      TRUSTED_HOSTS: ["example.org"],
      ...config,
    },
  });
  app.afterRequest((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    if (request.scheme === "http") response.status = 308;
  });
  app.get("/", () => "hello");
  return app;
}

async function runCheck(app: Micro, ...words: string[]): Promise<{ status: number; text: string }> {
  const shell = createRecordingShell(projectOf(app).folder);
  const status = await main(["check", ...words], shell);
  return { status, text: [...shell.printed, ...shell.warned].join("\n") };
}

/** The ids that are found. */
async function findIds(app: Micro): Promise<string[]> {
  const { text } = await runCheck(app, "--deploy", "--json");
  return (JSON.parse(text) as { id: string }[]).map(({ id }) => id); // the command prints a list of findings
}

describe("micro check [F383]", () => {
  afterEach(() => {
    removeProjects();
    forgetApp();
  });

  it("finds nothing in an app that starts", async () => {
    expect(await runCheck(safeApp())).toEqual({
      status: 0,
      text: "0 errors, 0 warnings. 1 route was checked.",
    });
  });

  it("finds configuration that does not fit, and fails", async () => {
    const { status, text } = await runCheck(safeApp({ MAX_CONTENT_LENGTH: "10 MB" }));
    expect(status).toBe(1);
    expect(text).toMatch(
      /^error MICRO_CONFIG_INVALID: .*MAX_CONTENT_LENGTH is "10 MB"[^]*\n1 error, 0 warnings\. 0 routes/,
    );
  });

  it("finds routes that do not go together", async () => {
    const app = safeApp();
    const blog = new Blueprint("blog");
    blog.get("/", () => "x");
    app.mount(blog);
    expect(await runCheck(app)).toMatchObject({
      status: 1,
      text: expect.stringContaining("MICRO_ROUTE_DUPLICATE"),
    });
  });

  it("finds what fails when the app starts", async () => {
    const app = safeApp();
    app.onStart(() => {
      throw new TypeError("no database");
    });
    expect(await runCheck(app)).toMatchObject({
      status: 1,
      text: expect.stringMatching(
        /error MICRO_APP_START: The app cannot be started: .*\nCaused by: TypeError: no database/,
      ),
    });
  });

  it("finds mistakes in templates, with their places", async () => {
    const engine: TemplateEngine = {
      name: "test",
      extensions: [".html"],
      setup: () => ({
        render: () => "",
        renderString: () => "",
        check: () => ({
          problems: [
            { rule: "syntax", severity: "error", message: "It does not end.", line: 3, column: 5 },
            { rule: "style", severity: "note", message: "It is long." },
          ],
          references: [],
          variables: [],
          pieces: [],
        }),
      }),
    };
    const app = new Micro(null, { engines: [engine], templateSource: new TemplateTexts({ "a.html": "x" }) });
    const { status, text } = await runCheck(app);
    expect(status).toBe(1);
    expect(text).toMatch(
      /^error template: \S*a\.html:3:5 error syntax: It does not end\.\n1 error, 0 warnings/,
    );
  });

  it("asks no more of an app that serves no public", async () => {
    expect((await runCheck(new Micro())).status).toBe(0);
  });
});

describe("micro check --deploy [F383 F257]", () => {
  afterEach(() => {
    removeProjects();
    forgetApp();
  });

  it("finds nothing in an app that has all", async () => {
    expect(await findIds(safeApp())).toEqual([]);
  });

  it.each([
    ["M009", { SECRET_KEY: "short" }],
    ["M009", { SECRET_KEY: "a".repeat(40) }],
    ["M009", { SECRET_KEY: `dev-${GOOD_SECRET}` }],
    ["M010", { SESSION_COOKIE_SECURE: false }],
    ["M013", { SESSION_COOKIE_HTTPONLY: false }],
    ["M016", { CSRF_COOKIE_SECURE: false }],
    ["M018", { DEBUG: true }],
    ["M020", { TRUSTED_HOSTS: null }],
    ["M025", { SECRET_KEY_FALLBACKS: ["short"] }],
  ])("finds %s in the configuration %j", async (id, config) => {
    expect(await findIds(safeApp(config))).toEqual([id]);
  });

  it.each([
    ["X-Content-Type-Options", ["M006"]],
    ["X-Frame-Options", []],
    ["Referrer-Policy", ["M022"]],
    ["Cross-Origin-Opener-Policy", ["M024"]],
    ["Strict-Transport-Security", ["M004"]],
    ["Content-Security-Policy", ["M026"]],
  ])("finds the header %s missing: %j", async (name, ids) => {
    const headers = Object.fromEntries(Object.entries(GOOD_HEADERS).filter(([known]) => known !== name));
    expect(await findIds(safeApp({}, headers))).toEqual(ids);
  });

  it("finds what an app without any of it lacks, the errors first, and fails by the level that it is given", async () => {
    const app = new Micro(null, { config: { SECRET_KEY: "dev" } });
    app.post("/orders", () => "x");
    const { status, text } = await runCheck(app, "--deploy");
    expect(status).toBe(1);
    expect(text.split("\n").map((line) => line.split(":")[0])).toEqual([
      "error M009",
      ..."M001 M002 M003 M006 M010 M020 M022 M024 M026".split(" ").map((id) => `warning ${id}`),
      "info M008",
      "info M019",
      expect.stringContaining("1 error, 9 warnings. 1 route was checked."),
    ]);
    const mild = safeApp({ TRUSTED_HOSTS: null });
    expect((await runCheck(mild, "--deploy")).status).toBe(0);
    expect(
      (await runCheck(safeApp({ TRUSTED_HOSTS: null }), "--deploy", "--fail-level", "warning")).status,
    ).toBe(2);
  });

  it("takes an extension for a guard that has csrf in its name", async () => {
    const app = safeApp();
    app.post("/orders", () => "x");
    app.use({ name: "csrf", setup: () => ({}) });
    expect(await findIds(app)).toEqual([]);
  });

  it("needs no secret where none is used, and asks at the name of the server", async () => {
    const names: string[] = [];
    const app = safeApp({ SECRET_KEY: null, TRUSTED_HOSTS: null, SERVER_NAME: "shop.example" });
    app.beforeRequest(({ host }) => void names.push(host));
    expect(await findIds(app)).toEqual(["M020"]);
    expect(names).toEqual(["shop.example", "shop.example"]);
  });
});
