import { type LiveServer, liveServer } from "micro-web/testing";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  isChromiumMissing,
  launchChromium,
  openWatchedPage,
  takeScreenshot,
} from "../../../test/chromium.ts";
import { createSeededApp } from "../test/seeded-app.ts";

describe.skipIf(isChromiumMissing("The flaskr example"))("in a browser, the blog", () => {
  let browser: Browser;
  let server: LiveServer;
  let page: Page;
  let problems: readonly string[];

  beforeAll(async () => {
    browser = await launchChromium();
  }, 30_000);

  afterAll(() => browser.close());

  beforeEach(async () => {
    server = await liveServer(await createSeededApp());
  });

  afterEach(async () => {
    await page.context().close();
    await server.close();
    expect(problems).toEqual([]);
  });

  /** Opens the first page; what the browser complains about fails the test. */
  async function open(options: BrowserContextOptions = {}): Promise<void> {
    const viewport = { width: 1000, height: 760 };
    ({ page, problems } = await openWatchedPage(browser, { baseURL: server.url, viewport, ...options }));
    await page.goto("/");
  }

  async function submitCredentials(button: string, username: string, password: string): Promise<void> {
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: button }).click();
  }

  it("registers, logs in, writes, edits and deletes a post [F509]", { timeout: 60_000 }, async () => {
    await open();
    expect(await page.locator("article h2").allInnerTexts()).toEqual(["test title"]);
    await page.getByRole("link", { name: "Register" }).click();
    await submitCredentials("Register", "test", "secret");
    expect(await page.getByRole("alert").innerText()).toBe("User test is already registered.");
    await takeScreenshot(page, "flaskr/register");
    await submitCredentials("Register", "ann", "secret");
    await page.waitForURL("**/auth/login");
    await submitCredentials("Log In", "ann", "secret");
    await page.waitForURL(`${server.url}/`);
    expect(await page.locator(".who").innerText()).toBe("ann");

    await page.getByRole("link", { name: "New" }).click();
    await page.getByLabel("Title").fill("A day <in> the hills");
    await page.getByLabel("Body").fill("It rained.\nWe went anyway.");
    await takeScreenshot(page, "flaskr/new-post");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(`${server.url}/`);
    const titles = page.locator("article h2");
    expect(await titles.allInnerTexts()).toEqual(["A day <in> the hills", "test title"]);
    expect(await page.locator("article .about").first().innerText()).toMatch(/^by ann on \d{4}-\d\d-\d\d$/);
    expect(await page.getByRole("link", { name: "Edit" }).count()).toBe(1);
    await takeScreenshot(page, "flaskr/posts");

    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Title").fill("A day in the hills");
    await takeScreenshot(page, "flaskr/edit-post");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(`${server.url}/`);
    expect(await titles.first().innerText()).toBe("A day in the hills");

    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByRole("button", { name: "Delete" }).click();
    await page.waitForURL(`${server.url}/`);
    expect(await titles.allInnerTexts()).toEqual(["test title"]);
    await page.getByRole("link", { name: "Log Out" }).click();
    await page.getByRole("link", { name: "Log In" }).waitFor();
  });

  it.each<[string, BrowserContextOptions]>([
    ["phone", { viewport: { width: 360, height: 740 }, isMobile: true }],
    ["dark", { colorScheme: "dark" }],
  ])("fits its window: %s", { timeout: 60_000 }, async (name, options) => {
    await open(options);
    for (const path of ["/auth/register", "/auth/login", "/"]) {
      await page.goto(path);
      const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect(overflow, `${path} is wider than its window`).toBeLessThanOrEqual(0);
    }
    await takeScreenshot(page, `flaskr/${name}`);
  });
});
