import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type LiveServer, liveServer } from "micro-web/testing";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { createSeededApp } from "../test/seeded-app.ts";

const CHROMIUM = process.env["MICRO_CHROMIUM"] ?? "/usr/bin/chromium";
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"];
/** For people to look at. */
const SCREENSHOTS = join(tmpdir(), "micro-flaskr-screenshots");

const isSkipped = !existsSync(CHROMIUM) && process.env["MICRO_CI"] === undefined;
if (isSkipped) {
  console.warn(
    `The flaskr example was NOT tested in a browser: there is no ${CHROMIUM}. Set MICRO_CHROMIUM to its path.`,
  );
}

describe.skipIf(isSkipped)("in a browser, the blog", () => {
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
    server = await liveServer(await createSeededApp());
    problems.length = 0;
  });

  afterEach(async () => {
    await page.context().close();
    await server.close();
    expect(problems).toEqual([]);
  });

  /** Opens a page that collects what the browser complains about. */
  async function open(options: BrowserContextOptions = {}): Promise<void> {
    const context = await browser.newContext({
      baseURL: server.url,
      viewport: { width: 1000, height: 760 },
      ...options,
    });
    page = await context.newPage();
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(message.text());
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

  async function submitCredentials(button: string, username: string, password: string): Promise<void> {
    await page.getByLabel("Username").fill(username);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: button }).click();
  }

  it("registers, logs in, writes, edits and deletes a post", { timeout: 60_000 }, async () => {
    await open();
    expect(await page.locator("article h2").allInnerTexts()).toEqual(["test title"]);
    await page.getByRole("link", { name: "Register" }).click();
    await submitCredentials("Register", "test", "secret");
    expect(await page.getByRole("alert").innerText()).toBe("User test is already registered.");
    await takeScreenshot("register");
    await submitCredentials("Register", "ann", "secret");
    await page.waitForURL("**/auth/login");
    await submitCredentials("Log In", "ann", "secret");
    await page.waitForURL(`${server.url}/`);
    expect(await page.locator(".who").innerText()).toBe("ann");

    await page.getByRole("link", { name: "New" }).click();
    await page.getByLabel("Title").fill("A day <in> the hills");
    await page.getByLabel("Body").fill("It rained.\nWe went anyway.");
    await takeScreenshot("new-post");
    await page.getByRole("button", { name: "Save" }).click();
    await page.waitForURL(`${server.url}/`);
    const titles = page.locator("article h2");
    expect(await titles.allInnerTexts()).toEqual(["A day <in> the hills", "test title"]);
    expect(await page.locator("article .about").first().innerText()).toMatch(/^by ann on \d{4}-\d\d-\d\d$/);
    expect(await page.getByRole("link", { name: "Edit" }).count()).toBe(1);
    await takeScreenshot("posts");

    await page.getByRole("link", { name: "Edit" }).click();
    await page.getByLabel("Title").fill("A day in the hills");
    await takeScreenshot("edit-post");
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
    await takeScreenshot(name);
  });
});
