import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
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
import { pngOf } from "../test/png.ts";
import { PASSWORD, Site } from "../test/site.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe-core says of a page, as much of it as the test needs. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

describe.skipIf(isChromiumMissing("The blog example"))("in a browser, the blog", () => {
  let browser: Browser;
  let site: Site;
  let server: LiveServer;
  let problems: (readonly string[])[];

  beforeAll(async () => {
    browser = await launchChromium();
  }, 30_000);

  afterAll(() => browser.close());

  beforeEach(async () => {
    site = await Site.openOwn();
    server = await liveServer(site.app);
    problems = [];
  });

  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await server.close();
    await site[Symbol.asyncDispose]();
    expect(problems.flat()).toEqual([]);
  });

  /** Opens a browser of somebody; what it complains about fails the test. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const viewport = { width: 1100, height: 900 };
    const opened = await openWatchedPage(browser, { baseURL: server.url, viewport, ...options });
    problems.push(opened.problems);
    await opened.page.goto(path);
    return opened.page;
  }

  async function logIn(page: Page, email: string, password: string = PASSWORD): Promise<void> {
    await page.goto("/account/login");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password").fill(password);
  }

  async function submit(page: Page, button: string): Promise<void> {
    await page.locator("main").getByRole("button", { name: button, exact: true }).click();
  }

  /** What an automatic check of accessibility finds serious. */
  async function seriousFaults(page: Page): Promise<string[]> {
    await page.evaluate(AXE); // the policy of the page lets no script in
    const { violations } = (await page.evaluate("axe.run()")) as AxeResults; // what axe-core documents
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  it.each([true, false])(
    "is joined, written in, and left by a visitor (JavaScript: %s)",
    { timeout: 120_000 },
    async (javaScriptEnabled) => {
      await site.addPost("ann", { title: "Not yours" });
      const page = await open("/", { javaScriptEnabled });
      await page.getByRole("link", { name: "Register" }).click();
      await page.getByLabel("Name").fill("Cleo");
      await page.getByLabel("E-mail").fill("cleo@example.org");
      await page.getByLabel("Password", { exact: true }).fill("a long secret");
      await page.getByLabel("Password, once more").fill("another one");
      await submit(page, "Register");
      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("alert").innerText()).toContain("The two passwords are not the same.");
      await takeScreenshot(page, `blog/register-wrong-${javaScriptEnabled}`);
      await page.getByLabel("Password", { exact: true }).fill("a long secret");
      await page.getByLabel("Password, once more").fill("a long secret");
      await submit(page, "Register");

      await page.locator("main").getByRole("link", { name: "mailbox" }).click();
      await page.getByRole("link", { name: "Slow Letters: Confirm your address" }).click();
      await takeScreenshot(page, `blog/mail-${javaScriptEnabled}`);
      await page.locator(".letter a").click();
      await submit(page, "Yes, it is mine");
      await page.getByLabel("E-mail").fill("cleo@example.org");
      await page.getByLabel("Password").fill("a long secret");
      await submit(page, "Log in");

      await page.getByRole("link", { name: "Write" }).click();
      await page.getByLabel("Title").fill("A day in the hills");
      await page.getByLabel("Text").fill("It *rained*.\n\nWe went anyway.");
      await page.getByLabel("Tags").fill("Walking, rain");
      await page.getByLabel("Published").check();
      await submit(page, "Save");
      await page.waitForURL("**/posts/a-day-in-the-hills");
      expect(await page.locator(".prose em").innerText()).toBe("rained");

      await page.getByRole("link", { name: "Edit" }).click();
      expect(await page.getByLabel("Tags").inputValue()).toBe("walking, rain");
      await page.getByLabel("Title").fill("Two days in the hills");
      await submit(page, "Save");
      await page.getByRole("heading", { name: "Two days in the hills" }).waitFor();
      await page.getByLabel("Your comment").fill("And it was **good**.");
      await submit(page, "Comment");
      await page.waitForURL("**#comment-1");
      expect(await page.locator("#comment-1 strong").innerText()).toBe("good");
      await takeScreenshot(page, `blog/post-${javaScriptEnabled}`);

      await page.goto("/posts/not-yours");
      expect(await page.getByRole("link", { name: "Edit" }).count()).toBe(0);
      const refused = await page.goto("/posts/not-yours/edit");
      expect(refused?.status()).toBe(403);
      await page.goto("/");
      await page.getByRole("button", { name: "Log out" }).click();
      expect(await page.getByRole("status").innerText()).toBe("You are logged out.");
      await page.goto("/write");
      await page.waitForURL("**/account/login?next=%2Fwrite");

      const other = await open("/account/login?next=%2Fwrite", { javaScriptEnabled });
      await other.getByLabel("E-mail").fill("cleo@example.org");
      await other.getByLabel("Password").fill("a long secret");
      await other.getByLabel("Remember me on this device").check();
      await submit(other, "Log in");
      await other.waitForURL("**/write");
      const kept = (await other.context().cookies()).filter(({ expires }) => expires > 0); // it is closed and opened again
      expect(kept.map(({ name, httpOnly }) => [name, httpOnly])).toEqual([["remember_token", true]]);
      await other.context().clearCookies();
      await other.context().addCookies(kept);
      await other.goto("/");
      expect(await other.getByRole("navigation", { name: "Account" }).innerText()).toContain("Cleo");
    },
  );

  it(
    "shows marks while one writes, and does what its buttons and keys say",
    { timeout: 60_000 },
    async () => {
      const page = await open("/");
      await logIn(page, "ann@example.org");
      await submit(page, "Log in");
      await page.goto("/write");
      await page.getByLabel("Title").fill("Editing");
      const field = page.getByLabel("Text");
      await field.pressSequentially("Some strong words");
      await field.evaluate((element) =>
        (element as unknown as { setSelectionRange(...at: number[]): void }).setSelectionRange(5, 11),
      ); // a text field
      await page.getByRole("button", { name: "Strong (Ctrl+B)" }).click();
      expect(await field.inputValue()).toBe("Some **strong** words");
      expect(await page.locator(".marks .strong").innerText()).toBe("**strong**");
      await page.keyboard.press("Control+z");
      expect(await field.inputValue()).toBe("Some strong words");
      await field.press("Control+End");
      await field.pressSequentially("\n- one\ntwo\n\n\n> so");
      expect(await field.inputValue()).toBe("Some strong words\n- one\n- two\n\n> so");
      await field.press("Control+a");
      await page.getByRole("button", { name: "Quotation" }).click();
      expect(await field.inputValue()).toBe("> Some strong words\n> - one\n> - two\n> \n> > so");
      await takeScreenshot(page, "blog/editor");
      await page.locator(".toolbar").getByRole("button", { name: "Preview" }).click();
      await page.getByRole("region", { name: "Preview" }).getByText("Some strong words").waitFor();
      expect(await page.locator(".shown blockquote blockquote").innerText()).toBe("so");
      await takeScreenshot(page, "blog/editor-preview");
      await submit(page, "Save");
      await page.getByText("A draft: only you can see it.").waitFor();
    },
  );

  it("keeps a picture, and shows it", { timeout: 60_000 }, async () => {
    const page = await open("/");
    await logIn(page, "ann@example.org");
    await submit(page, "Log in");
    await page.goto("/settings");
    const file = join(site.pictures, "..", `${site.pictures.slice(-6)}.png`);
    writeFileSync(file, pngOf(300, 200));
    await page
      .getByLabel("Picture", { exact: true })
      .or(page.locator("[name=picture]"))
      .first()
      .setInputFiles(file);
    await page.getByLabel("About you").fill("Writes.");
    await submit(page, "Save");
    await page.waitForURL("**/people/ann");
    const width = () => page.evaluate("document.querySelector('.person img').naturalWidth");
    await expect.poll(width, { timeout: 5000 }).toBe(300);
    await takeScreenshot(page, "blog/person");
  });

  it.each<[string, BrowserContextOptions]>([
    ["light", {}],
    ["dark", { colorScheme: "dark" }],
    ["phone", { viewport: { width: 360, height: 740 }, isMobile: true }],
  ])("is accessible, also when something is wrong: %s", { timeout: 180_000 }, async (name, options) => {
    const body =
      "# One\n\n*Two* [three](/) `four`\n\n```\nfive\n```\n\n> six\n\n| 7 | 8 |\n| - | -: |\n| 9 | 10 |";
    for (let count = 1; count < 12; count++)
      await site.addPost("ann", { title: `Post ${count}`, body, tags: ["rain", "bread"] });
    await site.addPost("ann", { title: "A draft", isPublished: false });
    await (await site.visitAs("ann")).post("/posts/post-1/comments", { form: { body: "So *true*." } });
    const page = await open("/", options);
    const check = async (path: string, wrong?: string) => {
      await page.goto(path);
      if (wrong !== undefined) {
        await submit(page, wrong);
        await page.getByRole("alert").waitFor();
      }
      expect(await seriousFaults(page), path).toEqual([]);
      const width = await page.evaluate("document.documentElement.scrollWidth");
      expect(width, `${path} is wider than its window`).toBe(page.viewportSize()?.width);
      const title = `${path}${wrong === undefined ? "" : "-wrong"}`.replaceAll(/\W+/g, "-");
      await takeScreenshot(page, `blog/${name}${title}`);
    };
    for (const path of [
      "/",
      "/?page=2",
      "/posts/post-1",
      "/search?q=post",
      "/tags/rain",
      "/people/ann",
      "/nowhere",
    ])
      await check(path);
    await check("/account/register", "Register");
    await check("/account/login", "Log in");
    await check("/account/forgotten");
    await logIn(page, "ada@example.org");
    await submit(page, "Log in");
    await page.waitForURL(`${server.url}/`);
    await check("/write", "Save");
    await check("/posts/post-1");
    for (const path of [
      "/posts/post-1/edit",
      "/posts/post-1/delete",
      "/settings",
      "/settings/tokens/",
      "/admin/",
      "/admin/people",
    ])
      await check(path);
    await check("/mailbox/");
  });
});
