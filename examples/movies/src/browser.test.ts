import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type LiveServer, liveServer } from "micro-web/testing";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createTemporaryFolder, removeTemporaryFolders } from "../test/temporary-folder.ts";
import { createApp } from "./create-app.ts";

const CHROMIUM = process.env["MICRO_CHROMIUM"] ?? "/usr/bin/chromium";
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** For people to look at. */
const SCREENSHOTS = join(tmpdir(), "micro-movies-screenshots");

const isMissing = !existsSync(CHROMIUM);
if (isMissing && process.env["MICRO_CI"] === undefined) {
  console.warn(
    `The movies example was NOT tested in a browser: there is no ${CHROMIUM}. Set MICRO_CHROMIUM to its path.`,
  );
}

describe.skipIf(isMissing && process.env["MICRO_CI"] === undefined)("in a browser, the site", () => {
  let browser: Browser;
  let server: LiveServer;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS, ...signals });
  }, 30_000);

  afterAll(() => browser.close());

  beforeEach(async () => {
    const app = createApp({
      MOVIES_FILE: join(createTemporaryFolder(), "movies.json"),
      SECRET_KEY: "of the tests",
    });
    server = await liveServer(app);
    problems.length = 0;
  });

  afterEach(async () => {
    await page.context().close();
    await server.close();
    removeTemporaryFolders();
    expect(problems).toEqual([]);
  });

  /** Opens a page that collects what the browser complains about. */
  async function open(options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: { width: 1200, height: 900 },
      ...options,
    });
    page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("status of 4"))
        problems.push(message.text());
    });
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(server.url)) problems.push(`asked for ${request.url()}`);
    });
    await page.goto("/");
  }

  async function takeScreenshot(name: string): Promise<void> {
    await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
  }

  function heading(): Promise<string> {
    return page.getByRole("heading", { level: 1 }).innerText();
  }

  it("lists, finds, adds, shows and deletes a movie", { timeout: 60_000 }, async () => {
    await open();
    expect(await heading()).toBe("Here is my favorite movie list");
    expect(await page.locator(".card").count()).toBe(6);
    await takeScreenshot("list");

    await page.getByRole("searchbox").fill("amelie");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/?q=amelie");
    expect(await page.locator(".card h2").allInnerTexts()).toEqual(["Amélie"]);
    expect(await page.getByRole("searchbox").inputValue()).toBe("amelie");
    await takeScreenshot("search");

    await page.getByRole("link", { name: "Add a movie" }).click();
    await page.getByLabel("Title").fill("Heat");
    await page.getByLabel("Year").fill("soon");
    await page.getByLabel("Why it is on the list").fill("Two men,\none coffee.");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.locator(".error").allInnerTexts()).toEqual([
      "Say who directed it.",
      "Write the year in digits.",
      "Choose one to five stars.",
    ]);
    expect(await page.getByLabel("Title").inputValue()).toBe("Heat");
    expect(await page.getByLabel("Why it is on the list").inputValue()).toBe("Two men,\none coffee.");
    await takeScreenshot("form-with-errors");

    await page.getByLabel("Director").fill("Michael Mann");
    await page.getByLabel("Year").fill("1995");
    await page.getByLabel("Stars").selectOption("5");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.waitForURL("**/movies/7");
    expect(await heading()).toBe("Heat");
    expect(await page.getByRole("status").innerText()).toBe("“Heat” is on the list now.");
    await takeScreenshot("movie");
    await page.reload();
    expect(await page.getByRole("status").count()).toBe(0);

    await page.getByRole("button", { name: "Take it off the list" }).click();
    await page.waitForURL(`${server.url}/`);
    expect(await page.getByRole("status").innerText()).toBe("“Heat” is off the list.");
    expect(await page.locator(".card").count()).toBe(6);
    await takeScreenshot("list-after-delete");

    const response = await page.goto("/movies/7");
    expect(response?.status()).toBe(404);
    expect(await heading()).toBe("This reel is missing");
    await takeScreenshot("not-found");
    await page.getByRole("link", { name: "To the list" }).click();
    expect(await heading()).toBe("Here is my favorite movie list");
  });

  it.each<[string, BrowserContextOptions]>([
    ["dark", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
    ["on a dark phone", { viewport: { width: 360, height: 740 }, isMobile: true, colorScheme: "dark" }],
  ])("fits its window %s", { timeout: 60_000 }, async (name, options) => {
    await open(options);
    for (const path of ["/", "/movies/4", "/movies/new", "/?q=nix", "/nix"]) {
      await page.goto(path);
      const [content = 0, window = 0] = (await page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth]",
      )) as number[]; // a list of two numbers
      expect(content, `${path} is wider than its window`).toBeLessThanOrEqual(window);
      await takeScreenshot(`${name.replaceAll(" ", "-")}${path.replaceAll(/[/?]/g, "-")}`);
    }
  });

  it("is reached by keyboard alone, and shows where the focus is", { timeout: 60_000 }, async () => {
    await open();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the content");
    await takeScreenshot("skip-link");
    for (let step = 0; step < 5; step++) await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toContain("Arrival");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await takeScreenshot("focus");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/movies/6");
    expect(await heading()).toBe("Arrival");
  });
});
