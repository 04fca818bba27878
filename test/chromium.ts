import { existsSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const CHROMIUM = process.env["MICRO_CHROMIUM"] ?? "/usr/bin/chromium";

/** It asks nobody but the server under test, and runs as root in containers. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Whether there is no Chromium for a suite, which says so then; where the project is tested as a whole it must be there.
 *
 * @param suite - What is not tested without it.
 */
export function isChromiumMissing(suite: string): boolean {
  const isMissing = !existsSync(CHROMIUM) && process.env["MICRO_CI"] === undefined;
  if (isMissing)
    console.warn(
      `${suite} was NOT tested in a browser: there is no ${CHROMIUM}. Set MICRO_CHROMIUM to its path.`,
    );
  return isMissing;
}

/** Starts Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  // Its own handlers would end it before the test has.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS, ...signals });
}

/** A page of a context of its own, and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, of the console, and requests that went to another server. */
  readonly problems: readonly string[];
}

/**
 * Opens a page that collects what the browser complains about. Answers with a status of 4xx are no problem.
 *
 * @param options - With the `baseURL` of the server under test.
 */
export async function openWatchedPage(
  browser: Browser,
  { baseURL, ...options }: BrowserContextOptions & { readonly baseURL: string },
): Promise<WatchedPage> {
  const problems: string[] = [];
  const context = await browser.newContext({ baseURL, ...options });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !message.text().includes("status of 4")) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("request", (request) => {
    // What a script has made of its own is of the page too.
    if (
      !request
        .url()
        .replace(/^blob:/, "")
        .startsWith(baseURL)
    )
      problems.push(`asked for ${request.url()}`);
  });
  return { page, problems };
}

/**
 * Keeps what a page looks like, for people to look at.
 *
 * @param name - Of the picture: `folder/name` below the folder for temporary files.
 */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  const folder = join(tmpdir(), "micro-screenshots");
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name.replaceAll("/", "-")}.png`), fullPage: true });
}
