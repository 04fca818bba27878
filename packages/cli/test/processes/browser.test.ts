import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { isChromiumMissing, launchChromium } from "../../../../test/chromium.ts";
import { endProcesses, type MicroProcess, startServer } from "../micro-process.ts";
import { createProject, type Project, removeProjects } from "../project.ts";

const isMissing = isChromiumMissing("micro run");

const APP = `import { Micro, render } from "micro-web";

export const app = new Micro(import.meta, { config: { SECRET_KEY: "not for the page" } });
app.afterRequest((request, response) => {
  if (request.path === "/strict")
    response.headers.set("Content-Security-Policy", "default-src 'none'; script-src 'nonce-abc'; connect-src 'self'");
});
app.get("/", () => "<h1>version 1</h1>");
app.get("/strict", () => "<html><body><h1>version 1</h1></body></html>");
app.get("/template", () => render("page.html"));
app.get("/error", function showError() {
  throw new RangeError("out of <range>", { cause: new TypeError("the root of it") });
});
`;

const TEMPLATE = `<html><head><link rel="stylesheet" href="/static/site.css"></head><body><h1>template 1</h1></body></html>`;

describe.skipIf(isMissing)("micro run --debug --reload in a browser", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let project: Project;
  let micro: MicroProcess & { url: string };

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(() => browser.close());

  beforeEach(async () => {
    project = createProject({
      "app.ts": APP,
      "templates/page.html": TEMPLATE,
      "static/site.css": "h1 { color: rgb(1, 1, 1) }",
    });
    project.link("micro-web", "micro-web");
    micro = await startServer(["--debug", "--reload"], project.folder);
    page = await browser.newPage();
  });

  afterEach(async () => {
    await page.close();
    await endProcesses();
    removeProjects();
  });

  it.each(["/", "/strict"])(
    "%s shows new code by itself, a broken save, and the next good one [F390 F393 F395]",
    async (path) => {
      await page.goto(micro.url + path);
      project.replace("app.ts", APP.replaceAll("version 1", "version 2"));
      await page.getByRole("heading", { name: "version 2" }).waitFor();
      project.replace("app.ts", "export const app = (;");
      await page.getByRole("heading", { name: "The app cannot start" }).waitFor();
      project.replace("app.ts", APP.replaceAll("version 1", "version 3"));
      await page.getByRole("heading", { name: "version 3" }).waitFor();
      expect(micro.said()).toMatch(/Correct it and save[^]*Reloaded after a change of app\.ts/);
    },
  );

  it("shows a changed template without a restart, and a style sheet without loading the page [F391 F395]", async () => {
    await page.goto(`${micro.url}/template`);
    project.replace("templates/page.html", TEMPLATE.replace("template 1", "template 2"));
    await page.getByRole("heading", { name: "template 2" }).waitFor();
    await page.evaluate("window.kept = true");
    project.replace("static/site.css", "h1 { color: rgb(2, 2, 2) }");
    await page.waitForFunction(`getComputedStyle(document.querySelector("h1")).color === "rgb(2, 2, 2)"`);
    expect(await page.evaluate("window.kept")).toBe(true);
    expect(micro.said()).not.toContain("Reloaded");
  });

  it.each(["light", "dark"] as const)(
    "has a debug page for eyes that like it %s, without errors of its own [F396]",
    async (colorScheme) => {
      const problems: string[] = [];
      page.on("console", (message) => void problems.push(message.text()));
      page.on("pageerror", (error) => void problems.push(error.message));
      await page.emulateMedia({ colorScheme });
      await page.goto(`${micro.url}/error`);
      expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("RangeError: out of <range>");
      expect(await page.locator("p.error").innerText()).toBe("TypeError: the root of it");
      expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe(
        colorScheme === "dark" ? "rgb(23, 22, 21)" : "rgb(251, 250, 248)",
      );
      expect(problems).toEqual([expect.stringContaining("500")]);
    },
  );

  it("has a debug page that needs no mouse: frames open and fold, and the report can be copied [F396]", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`${micro.url}/error`);
    const frame = page.locator("details", { hasText: "showError" }).first();
    expect(await frame.getAttribute("open")).toBe("");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    expect(await frame.getAttribute("open")).toBeNull();
    expect(await page.locator("a.place").first().getAttribute("href")).toMatch(
      /^vscode:\/\/file\/.*app\.ts:12:\d+$/,
    );
    await page.keyboard.press("m");
    await page.getByText("Copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toMatch(
      /^### RangeError: out of <range>\n/,
    );
    expect(await page.content()).not.toContain("not for the page</td>");
  });

  it("is no debug page, and no script, without --debug [F396]", async () => {
    const plain = await startServer(["--no-debug"], project.folder);
    await page.goto(`${plain.url}/error`);
    expect(await page.content()).not.toMatch(/out of|<script|app\.ts/);
    await page.goto(plain.url);
    expect(await page.content()).not.toContain("<script");
  });
});
