// Takes every `ts` block out of the Markdown pages into .docs-snippets/, where one compiler run checks them all.
//
//   ```ts               a module of its own
//   ```ts continue      appended to the module of the block before it
//   ```ts run           also executed by test/docs-run.test.ts; it must not throw
//   ```ts file=app.ts   a module that the page's other blocks import as "./app.ts"
//
// A block of another language with file=templates/index.html is a file beside the modules of its page. The chapters of
// docs/tutorial/ build on each other: see scripts/tutorial.mjs.
//
// Code keeps the line number it has on the page: an error at docs/routing.md/L12.ts:14 is at line 14 of docs/routing.md.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { parseFences, readPages } from "./markdown.mjs";
import { isChapter, writeChapters } from "./tutorial.mjs";

/**
 * A module made of one or more blocks of a page.
 *
 * @typedef {object} Snippet
 * @property {string} page
 * @property {number} line where the first block starts
 * @property {string} file below .docs-snippets
 * @property {boolean} run
 * @property {string} code
 */

/** @typedef {{ file: string, text: string }} SnippetFile a file below .docs-snippets that is no module */
/** @typedef {{ page: string, line: number, message: string }} Problem */
/** @typedef {{ run: boolean, continues: boolean, file: string | undefined, unknown: string[] }} Flags */

const LANGUAGE = "ts";
const OTHER_NAMES = new Set(["typescript", "tsx", "mts", "cts", "js", "javascript", "mjs"]);

/**
 * The snippets of a page, and what is wrong with its blocks.
 *
 * @param {import("./markdown.mjs").Page} page
 * @returns {{ snippets: Snippet[], files: SnippetFile[], problems: Problem[] }}
 */
export function extractSnippets({ path, text }) {
  /** @type {Snippet[]} */
  const snippets = [];
  /** @type {SnippetFile[]} */
  const files = [];
  /** @type {Problem[]} */
  const problems = [];
  for (const fence of parseFences(text)) {
    const message = addFence(snippets, fence, path);
    if (message !== undefined) problems.push({ page: path, line: fence.line - 1, message });
    const [, name] = / file=([\w-]+(?:[./][\w-]+)*)$/.exec(fence.info) ?? [];
    if (name !== undefined && !fence.info.startsWith(`${LANGUAGE} `))
      files.push({ file: `${path}/${name}`, text: `${fence.code.join("\n")}\n` });
  }
  return { snippets, files, problems };
}

/**
 * Adds a block to the snippets of its page, or says why it cannot.
 *
 * @param {Snippet[]} snippets
 * @param {import("./markdown.mjs").Fence} fence
 * @param {string} page
 * @returns {string | undefined}
 */
function addFence(snippets, fence, page) {
  const [language = "", ...words] = fence.info.split(/\s+/);
  if (!fence.closed) return "The block has no closing fence.";
  if (OTHER_NAMES.has(language.toLowerCase()))
    return `Write "ts" instead of "${language}", so that it is checked.`;
  if (language !== LANGUAGE) return undefined;
  const flags = parseFlags(words);
  if (flags.unknown.length > 0) {
    return `Unknown flag "${flags.unknown.join(" ")}": a ts block takes run, continue and file=NAME.`;
  }
  return flags.continues
    ? continueSnippet(snippets, fence, flags)
    : addSnippet(snippets, fence, { page, ...flags });
}

/**
 * @param {Snippet[]} snippets
 * @param {import("./markdown.mjs").Fence} fence
 * @param {Flags & { page: string }} options
 * @returns {string | undefined}
 */
function addSnippet(snippets, { line, code }, { page, file, run }) {
  const name = `${page}/${file ?? `L${line}.ts`}`;
  if (snippets.some((snippet) => snippet.file === name))
    return `The page already has a block with file=${file}.`;
  snippets.push({ page, line, file: name, run, code: placeAt("", line, code) });
  return undefined;
}

/**
 * @param {Snippet[]} snippets
 * @param {import("./markdown.mjs").Fence} fence
 * @param {Flags} flags
 * @returns {string | undefined}
 */
function continueSnippet(snippets, { line, code }, { run, file }) {
  const previous = snippets.at(-1);
  if (previous === undefined) return 'There is no ts block before this one to "continue".';
  if (file !== undefined) return "A block that continues another cannot have a file= of its own.";
  previous.code = placeAt(previous.code, line, code);
  previous.run ||= run;
  return undefined;
}

/**
 * @param {string[]} words
 * @returns {Flags}
 */
function parseFlags(words) {
  const file = words.map((word) => /^file=([\w-]+\.ts)$/.exec(word)?.[1]).find((name) => name !== undefined);
  return {
    file,
    run: words.includes("run"),
    continues: words.includes("continue"),
    unknown: words.filter((word) => word !== "run" && word !== "continue" && word !== `file=${file}`),
  };
}

/**
 * Appends code so that it starts at the given line.
 *
 * @param {string} before
 * @param {number} line
 * @param {string[]} code
 */
function placeAt(before, line, code) {
  const used = before.split("\n").length;
  return `${before}${"\n".repeat(Math.max(0, line - used))}${code.join("\n")}\n`;
}

/**
 * Writes the snippets of all pages, with a list of them in `snippets.json`.
 *
 * @param {string} root
 * @param {string} target
 * @returns {{ snippets: Snippet[], problems: Problem[] }}
 */
export function writeSnippets(root, target) {
  const pages = readPages(root)
    .filter(({ path }) => !isChapter(path))
    .map((page) => extractSnippets(page));
  const snippets = pages.flatMap((page) => page.snippets);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const { file, code } of snippets) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), code);
  }
  for (const { file, text } of pages.flatMap((page) => page.files)) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), text);
  }
  const list = snippets.map(({ code: _code, ...rest }) => rest);
  writeFileSync(join(target, "snippets.json"), `${JSON.stringify(list, null, 2)}\n`);
  const chapterProblems = writeChapters(root, join(target, "tutorial"));
  return { snippets, problems: [...pages.flatMap((page) => page.problems), ...chapterProblems] };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
  const { snippets, problems } = writeSnippets(root, join(root, ".docs-snippets"));
  for (const { page, line, message } of problems) console.error(`${page}:${line} ${message}`);
  console.log(`${snippets.length} snippets, ${problems.length} problems.`);
  if (problems.length > 0) process.exitCode = 1;
}
