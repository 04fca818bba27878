import { existsSync, readFileSync } from "node:fs";
import assert from "node:assert";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./packages.ts";

const FOLDER = `${ROOT}.docs-snippets`;

/** What `scripts/docs-snippets.mjs` says of a module it wrote. */
interface ListedSnippet {
  readonly page: string;
  readonly line: number;
  readonly file: string;
  readonly run: boolean;
}

function readSnippets(): ListedSnippet[] {
  if (!existsSync(`${FOLDER}/snippets.json`))
    throw new Error("Run `npm run test:docs`, which writes the snippets first.");
  return JSON.parse(readFileSync(`${FOLDER}/snippets.json`, "utf8")) as ListedSnippet[]; // written by our own script
}

const snippets = readSnippets();

const { assert: printAssertion } = console;

describe("the blocks of the documentation [F510 F512]", () => {
  beforeAll(() => {
    console.assert = assert.ok; // which prints on its own, and would pass
  });

  afterAll(() => {
    console.assert = printAssertion;
  });

  it("are found", () => {
    expect(snippets.length).toBeGreaterThan(0);
  });

  it.each(snippets.filter(({ run }) => run))("run: $page, line $line", async ({ file }) => {
    await expect(import(/* @vite-ignore */ `${FOLDER}/${file}`)).resolves.toBeTypeOf("object");
    await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection fails the run
  });
});
