// Applies the chapters of docs/tutorial/ one after the other: each gets a folder with all files as they are at its end, in
// .docs-snippets/tutorial/, where they are compiled and their tests run.
//
//   ```ts file=src/app.ts      the whole file
//   ```diff file=src/app.ts    lines that come and go; lines without + and - say where, as they are in the file

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { parseFences, readPages } from "./markdown.mjs";

/** @typedef {import("./markdown.mjs").Page} Page */
/** @typedef {import("./markdown.mjs").Fence} Fence */
/** @typedef {{ name: string, files: ReadonlyMap<string, string> }} Chapter its files, as they are at its end */
/** @typedef {{ page: string, line: number, message: string }} Problem */

/** Blocks that are no files: what one types, and what is printed. */
const TALK = new Set(["", "sh", "console", "text"]);

/** @param {string} path */
export function isChapter(path) {
  return /^docs\/tutorial\/\d\d-[\w-]+\.md$/.test(path);
}

/**
 * The chapters, in their order.
 *
 * @param {readonly Page[]} pages
 * @returns {{ chapters: Chapter[], problems: Problem[] }}
 */
export function readChapters(pages) {
  /** @type {Problem[]} */
  const problems = [];
  /** @type {Chapter[]} */
  const chapters = [];
  for (const { path, text } of pages.filter((page) => isChapter(page.path))) {
    const files = new Map(chapters.at(-1)?.files);
    for (const fence of parseFences(text)) {
      const message = applyFence(files, fence);
      if (message !== undefined) problems.push({ page: path, line: fence.line - 1, message });
    }
    chapters.push({ name: path.replace(/^.*\/|\.md$/g, ""), files });
  }
  return { chapters, problems };
}

/**
 * Puts a block into the files, or says why it cannot.
 *
 * @param {Map<string, string>} files
 * @param {Fence} fence
 * @returns {string | undefined}
 */
function applyFence(files, { info, code }) {
  const [, language = "", name] = /^(\w*)(?: file=([\w./-]+))?$/.exec(info) ?? [undefined, "?"];
  if (name === undefined)
    return TALK.has(language) ? undefined : `Say which file it is: ${language} file=src/app.ts`;
  if (language !== "diff") {
    files.set(name, `${code.join("\n")}\n`);
    return undefined;
  }
  const changed = applyDiff(files.get(name) ?? "", code);
  if (changed === undefined) return `The lines without + are not in ${name}, or more than once.`;
  files.set(name, changed);
  return undefined;
}

/**
 * Applies parts of a file, between lines `...`.
 *
 * @param {string} text
 * @param {readonly string[]} lines
 * @returns {string | undefined} nothing when a part does not fit into the text in exactly one place
 */
export function applyDiff(text, lines) {
  let changed = text;
  for (const part of lines.join("\n").split(/^ ?\.\.\.$\n?/m)) {
    const hunk = part.replace(/\n$/, "").split("\n");
    const before = toText(hunk.filter((line) => !line.startsWith("+")));
    if (before === "") return undefined;
    const [start, ...others] = findLines(changed, before);
    if (start === undefined || others.length > 0) return undefined;
    const after = toText(hunk.filter((line) => !line.startsWith("-")));
    changed = changed.slice(0, start) + after + changed.slice(start + before.length);
  }
  return changed;
}

/**
 * Lines without the sign before them.
 *
 * @param {readonly string[]} lines
 */
function toText(lines) {
  return lines.map((line) => `${line.slice(1)}\n`).join("");
}

/**
 * Where lines begin in a text.
 *
 * @param {string} text
 * @param {string} lines
 */
function findLines(text, lines) {
  const places = [];
  for (let at = text.indexOf(lines); at !== -1; at = text.indexOf(lines, at + 1))
    if (at === 0 || text[at - 1] === "\n") places.push(at);
  return places;
}

/**
 * Writes the files of all chapters.
 *
 * @param {string} root
 * @param {string} target
 * @returns {Problem[]}
 */
export function writeChapters(root, target) {
  const { chapters, problems } = readChapters(readPages(root));
  for (const { name, files } of chapters) {
    for (const [file, text] of files) {
      const path = join(target, name, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
  return problems;
}
