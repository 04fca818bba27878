import { join } from "node:path";

import { type LiveServer, liveServer } from "micro-web/testing";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  isChromiumMissing,
  launchChromium,
  openWatchedPage,
  takeScreenshot,
} from "../../../test/chromium.ts";
import { createTemporaryFolder, removeTemporaryFolders } from "../test/temporary-folder.ts";
import { createApp } from "./create-app.ts";

describe.skipIf(isChromiumMissing("The movies example"))("in a browser, the site", () => {
  let browser: Browser;
  let server: LiveServer;
  let page: Page;
  let problems: readonly string[];

  beforeAll(async () => {
    browser = await launchChromium();
  }, 30_000);

  afterAll(() => browser.close());

  beforeEach(async () => {
    const app = createApp({
      MOVIES_FILE: join(createTemporaryFolder(), "movies.json"),
      SECRET_KEY: "of the tests",
    });
    server = await liveServer(app);
  });

  afterEach(async () => {
    await page.context().close();
    await server.close();
    removeTemporaryFolders();
    expect(problems).toEqual([]);
  });

  /** Opens the first page; what the browser complains about fails the test. */
  async function open(options: BrowserContextOptions = {}): Promise<void> {
    const viewport = { width: 1200, height: 900 };
    ({ page, problems } = await openWatchedPage(browser, { baseURL: server.url, viewport, ...options }));
    await page.goto("/");
  }

  function heading(): Promise<string> {
    return page.getByRole("heading", { level: 1 }).innerText();
  }

  it("lists, finds, adds, shows and deletes a movie", { timeout: 60_000 }, async () => {
    await open();
    expect(await heading()).toBe("Here is my favorite movie list");
    expect(await page.locator(".card").count()).toBe(6);
    await takeScreenshot(page, "movies/list");

    await page.getByRole("searchbox").fill("amelie");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/?q=amelie");
    expect(await page.locator(".card h2").allInnerTexts()).toEqual(["Amélie"]);
    expect(await page.getByRole("searchbox").inputValue()).toBe("amelie");
    await takeScreenshot(page, "movies/search");

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
    await takeScreenshot(page, "movies/form-with-errors");

    await page.getByLabel("Director").fill("Michael Mann");
    await page.getByLabel("Year").fill("1995");
    await page.getByLabel("Stars").selectOption("5");
    await page.getByRole("button", { name: "Add it" }).click();
    await page.waitForURL("**/movies/7");
    expect(await heading()).toBe("Heat");
    expect(await page.getByRole("status").innerText()).toBe("“Heat” is on the list now.");
    await takeScreenshot(page, "movies/movie");
    await page.reload();
    expect(await page.getByRole("status").count()).toBe(0);

    await page.getByRole("button", { name: "Take it off the list" }).click();
    await page.waitForURL(`${server.url}/`);
    expect(await page.getByRole("status").innerText()).toBe("“Heat” is off the list.");
    expect(await page.locator(".card").count()).toBe(6);
    await takeScreenshot(page, "movies/list-after-delete");

    const response = await page.goto("/movies/7");
    expect(response?.status()).toBe(404);
    expect(await heading()).toBe("This reel is missing");
    await takeScreenshot(page, "movies/not-found");
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
      await takeScreenshot(page, `movies/${name.replaceAll(" ", "-")}${path.replaceAll(/[/?]/g, "-")}`);
    }
  });

  it("is reached by keyboard alone, and shows where the focus is", { timeout: 60_000 }, async () => {
    await open();
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the content");
    await takeScreenshot(page, "movies/skip-link");
    for (let step = 0; step < 5; step++) await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toContain("Arrival");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await takeScreenshot(page, "movies/focus");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/movies/6");
    expect(await heading()).toBe("Arrival");
  });
});
