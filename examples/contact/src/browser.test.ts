import { createRequire } from "node:module";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
import { createApp } from "./create-app.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe-core says of a page, as much of it as the test needs. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

describe.skipIf(isChromiumMissing("The contact example"))("in a browser, the forms", () => {
  let browser: Browser;
  let server: LiveServer;
  let page: Page;
  let problems: readonly string[];
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium();
  }, 30_000);

  afterAll(() => browser.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "micro-contact-"));
    server = await liveServer(createApp({ PICTURES: folder }));
  });

  afterEach(async () => {
    await page.context().close();
    await server.close();
    rmSync(folder, { recursive: true });
    expect(problems).toEqual([]);
  });

  /** Opens a page; what the browser complains about fails the test. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
    const viewport = { width: 1000, height: 900 };
    ({ page, problems } = await openWatchedPage(browser, { baseURL: server.url, viewport, ...options }));
    await page.goto(path);
  }

  /** What an automatic check of accessibility finds serious. */
  async function seriousFaults(): Promise<string[]> {
    await page.addScriptTag({ path: AXE });
    const { violations } = (await page.evaluate("axe.run()")) as AxeResults; // what axe-core documents
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  }

  it.each([true, false])(
    "take a message, wrong and right (JavaScript: %s)",
    { timeout: 60_000 },
    async (javaScriptEnabled) => {
      await open("/contact/", { javaScriptEnabled });
      await page.getByLabel("Name").fill("Ann");
      await page.getByLabel("E-mail").fill("ann@");
      await page.getByLabel("Message").fill("Hi");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByRole("alert").waitFor();
      expect(await page.title()).toBe("Error: Write to us");
      expect(await page.getByRole("alert").getByRole("link").allInnerTexts()).toEqual([
        "E-mail: Enter an e-mail address.",
        "Message: Use at least 10 characters; these are 2.",
      ]);
      expect(await page.getByLabel("Name").inputValue()).toBe("Ann");
      await takeScreenshot(page, `contact/wrong-${javaScriptEnabled}`);

      await page.getByRole("alert").getByRole("link").first().click();
      expect(await page.locator(":focus").getAttribute("name")).toBe("email");
      await page.getByLabel("E-mail").fill("ann@example.org");
      await page.getByLabel("Message").fill("Long enough,\nin two lines.");
      await page.getByRole("button", { name: "Send" }).click();
      await page.getByRole("status").waitFor();
      expect(await page.getByRole("status").innerText()).toContain(
        "Thank you, Ann. Your message of 26 characters",
      );
      await takeScreenshot(page, `contact/right-${javaScriptEnabled}`);
    },
  );

  it.each([true, false])(
    "take an order whose lines come and go (JavaScript: %s)",
    { timeout: 60_000 },
    async (javaScriptEnabled) => {
      await open("/order/", { javaScriptEnabled });
      await page.getByLabel("Street").fill("Elm Street 1");
      await page.getByLabel("Product").selectOption("tea");
      await page.getByRole("button", { name: "Add another" }).click();
      await page.waitForSelector("[name=lines-1-product]");
      await page.getByLabel("Product").nth(1).selectOption("rice");
      await page.getByRole("button", { name: "Order now" }).click();
      await page.getByRole("alert").waitFor();
      expect(await page.getByLabel("Street").inputValue()).toBe("Elm Street 1");
      expect(await page.getByRole("alert").getByRole("link").count()).toBe(4);
      await takeScreenshot(page, `order/wrong-${javaScriptEnabled}`);

      await page.getByRole("button", { name: "Remove" }).first().click();
      await page.waitForSelector("[name=lines-0-product]", { state: "detached" });
      await page.getByLabel("Quantity").fill("3");
      await page.getByLabel("City").fill("Springwood");
      await page.getByLabel("By bike").check();
      await page.getByLabel("I have read the terms").check();
      await page.getByRole("button", { name: "Order now" }).click();
      await page.getByRole("status").waitFor();
      expect(await page.getByRole("status").innerText()).toBe("Your order of 9.60 € goes to Springwood.");
    },
  );

  it.each([true, false])(
    "take a picture and the part of it that is shown (JavaScript: %s)",
    { timeout: 60_000 },
    async (javaScriptEnabled) => {
      await open("/profile/", { javaScriptEnabled });
      const [picture, text] = [join(folder, "me.png"), join(folder, "text.png")];
      writeFileSync(picture, pngOf(300, 200));
      writeFileSync(text, "no picture");
      await page.getByLabel("Name").fill("Ann");
      await page.getByLabel("Picture").setInputFiles(text);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("alert").waitFor();
      expect(await page.getByRole("alert").innerText()).toContain("text.png is not of the type image/png");

      await page.getByLabel("Picture").setInputFiles(picture);
      await page.getByLabel("left to right").fill("20");
      const position = await page.evaluate("document.querySelector('.preview img').style.objectPosition");
      expect(position).toBe(javaScriptEnabled ? "20% 50%" : "");
      await takeScreenshot(page, `profile/preview-${javaScriptEnabled}`);
      await page.getByRole("button", { name: "Save" }).click();
      await page.getByRole("heading", { name: "Ann" }).waitFor();
      const width = () => page.evaluate("document.querySelector('.preview img').naturalWidth");
      await expect.poll(width, { timeout: 5000 }).toBe(300);
      await takeScreenshot(page, `profile/shown-${javaScriptEnabled}`);
    },
  );

  it("show how much of a picture is sent, and send it once", { timeout: 60_000 }, async () => {
    await open("/profile/");
    const picture = join(folder, "large.png");
    writeFileSync(picture, Buffer.concat([pngOf(300, 200), Buffer.alloc(3_000_000)]));
    await page.getByLabel("Name").fill("Ann");
    await page.getByLabel("Picture").setInputFiles(picture);
    const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_500_000 };
    const network = await page.context().newCDPSession(page);
    await network.send("Network.emulateNetworkConditions", slow);
    await page.evaluate(`globalThis.shown = new Set();
      new MutationObserver(() => shown.add(document.querySelector("progress").value))
        .observe(document.querySelector(".progress"), { subtree: true, childList: true, attributes: true })`);
    expect(await page.getByRole("progressbar").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("progressbar").waitFor();
    expect(await page.getByRole("button", { name: "Save" }).isDisabled()).toBe(true);
    const percent = () => page.evaluate("document.querySelector('progress')?.value ?? 0");
    await expect.poll(percent, { timeout: 10_000 }).toBeGreaterThan(10);
    await takeScreenshot(page, "profile/sending");
    await page.getByRole("heading", { name: "Ann" }).waitFor();
    const shown = (await page.evaluate("[...shown]")) as number[]; // the values of the bar
    expect(shown.length).toBeGreaterThan(3);
    expect(shown).toEqual(shown.toSorted((left, right) => left - right));
    expect(shown.at(-1)).toBe(100);
  });

  it("are filled in with the keyboard alone", { timeout: 60_000 }, async () => {
    await open("/contact/");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Skip to the content");
    await page.getByRole("link", { name: "Profile" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.type("Ann");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Written without a mouse.");
    await page.keyboard.press("Tab");
    expect(await page.locator(":focus").innerText()).toBe("Send the message");
    expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
    await page.keyboard.press("Enter");
    await page.getByRole("status").waitFor();
    expect(await page.getByRole("status").innerText()).toContain("24 characters");
  });

  it.each([true, false])(
    "take an order from the keyboard alone (JavaScript: %s)",
    { timeout: 60_000 },
    async (javaScriptEnabled) => {
      await open("/order/", { javaScriptEnabled });
      const keys = async (...words: readonly string[]): Promise<void> => {
        for (const word of words) {
          if (word.startsWith("<")) await page.keyboard.press(word.slice(1, -1));
          else await page.keyboard.type(word);
        }
      };
      await page.getByLabel("Street").focus();
      await keys("Elm Street 1", "<Tab>", "Springwood", "<Tab>", "Tea", "<Tab>", "2", "<Tab>");
      expect(await page.locator(":focus").innerText()).toBe("Remove");
      await keys("<Tab>", "<Enter>"); // one more line
      await page.waitForSelector("[name=lines-1-product]");
      await page.locator("[name=lines-1-product]").focus();
      await keys("Rice", "<Tab>", "1", "<Tab>", "<Tab>", "<Tab>", "<ArrowDown>");
      expect(await page.getByLabel("By bike").isChecked()).toBe(true);
      await page.getByLabel("I have read the terms").focus();
      await keys("<Space>", "<Tab>");
      expect(await page.locator(":focus").innerText()).toBe("Order now");
      await keys("<Enter>");
      await page.getByRole("status").waitFor();
      expect(await page.getByRole("status").innerText()).toContain("goes to Springwood.");
    },
  );

  it.each<[string, BrowserContextOptions]>([
    ["light", {}],
    ["dark", { colorScheme: "dark" }],
    ["phone", { viewport: { width: 360, height: 740 }, isMobile: true }],
  ])("are accessible, also when they are wrong: %s", { timeout: 120_000 }, async (name, options) => {
    await open("/contact/", options);
    for (const path of ["/contact/", "/order/", "/profile/"]) {
      await page.goto(path);
      expect(await seriousFaults(), path).toEqual([]);
      await takeScreenshot(page, `${path.replaceAll("/", "")}/${name}`);
      await page.locator("button.send").click();
      await page.getByRole("alert").waitFor();
      expect(await seriousFaults(), `${path} with errors`).toEqual([]);
      const [content = 0, window = 0] = (await page.evaluate(
        "[document.documentElement.scrollWidth, innerWidth]",
      )) as number[]; // two numbers
      expect(content, `${path} is wider than its window`).toBeLessThanOrEqual(window);
      await takeScreenshot(page, `${path.replaceAll("/", "")}/${name}-wrong`);
    }
  });
});
