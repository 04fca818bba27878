import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A fenced block of a Markdown page.
 *
 * @typedef {object} Fence
 * @property {number} line the line of the first line of code, counted from 1
 * @property {string} info the text after the opening fence, such as `ts run`
 * @property {string[]} code the lines of code, without the indentation of the fence
 * @property {boolean} closed
 */

/**
 * A page of the documentation.
 *
 * @typedef {object} Page
 * @property {string} path relative to the root of the repository, with `/`
 * @property {string} text
 */

const ROOT_PAGES = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"];

const FENCE = /^(\s*(?:>\s?)*)(`{3,}|~{3,})\s*([^`]*)$/;

/**
 * The Markdown pages whose code and links are checked.
 *
 * @param {string} root
 * @returns {Page[]}
 */
export function readPages(root) {
  const readmes = ["packages", "examples", "examples/extensions"].flatMap((folder) =>
    listNames(join(root, folder)).map((name) => `${folder}/${name}/README.md`),
  );
  const docs = listNames(join(root, "docs"), { recursive: true }).map((name) => `docs/${name}`);
  return [...ROOT_PAGES, ...docs.filter((path) => path.endsWith(".md")), ...readmes]
    .filter((path) => existsSync(join(root, path)))
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

/**
 * @param {string} folder
 * @param {{ recursive?: boolean }} [options]
 * @returns {string[]}
 */
function listNames(folder, { recursive = false } = {}) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive, encoding: "utf8" });
  return names.map((name) => name.replaceAll("\\", "/")).sort();
}

/**
 * The fenced blocks of a page, in order.
 *
 * @param {string} text
 * @returns {Fence[]}
 */
export function parseFences(text) {
  /** @type {Fence[]} */
  const fences = [];
  /** @type {{ fence: Fence, prefix: string, marker: string } | undefined} */
  let open;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (open === undefined) {
      const [, prefix, marker, info] = FENCE.exec(line) ?? [];
      if (prefix === undefined || marker === undefined) continue;
      open = {
        fence: { line: index + 2, info: info?.trim() ?? "", code: [], closed: false },
        prefix,
        marker,
      };
      fences.push(open.fence);
    } else if (isClosing(line, open.marker)) {
      open.fence.closed = true;
      open = undefined;
    } else {
      open.fence.code.push(withoutPrefix(line, open.prefix));
    }
  }
  return fences;
}

/**
 * The text of a page with its fenced blocks emptied; lines keep their numbers.
 *
 * @param {string} text
 * @returns {string}
 */
export function withoutFences(text) {
  const lines = text.split(/\r?\n/);
  for (const { line, code } of parseFences(text)) lines.fill("", line - 1, line - 1 + code.length);
  return lines.join("\n");
}

/**
 * @param {string} line
 * @param {string} marker
 */
function isClosing(line, marker) {
  const text = line.replace(/^[\s>]*/, "").trimEnd();
  return text.length >= marker.length && text === (marker[0] ?? "").repeat(text.length);
}

/**
 * @param {string} line
 * @param {string} prefix
 */
function withoutPrefix(line, prefix) {
  if (line.startsWith(prefix)) return line.slice(prefix.length);
  return prefix.includes(">") ? line.replace(/^[\s>]*/, "") : line.trimStart();
}
