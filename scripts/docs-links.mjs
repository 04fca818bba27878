import { readFileSync, statSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

import { withoutFences } from "./markdown.mjs";

/** @typedef {{ line: number, link: string, message: string }} BrokenLink */

const INLINE = /\]\(\s*<?([^\s)>]+)>?(?:\s+["'][^)]*)?\)/g;
const REFERENCE = /^\s{0,3}\[[^\]^]+\]:\s*<?([^\s>]+)>?/g;
const ATTRIBUTE = /\s(?:href|src)=["']([^"']+)["']/g;
const WITH_SCHEME = /^(?:[a-z][a-z\d+.-]*:|\/\/)/i;

/**
 * The relative links of a page that lead nowhere: a missing file, or a missing heading.
 *
 * @param {string} root
 * @param {import("./markdown.mjs").Page} page
 * @returns {BrokenLink[]}
 */
export function findBrokenLinks(root, page) {
  return findLinks(page.text).flatMap(({ line, link }) => {
    const message = explainBrokenLink(root, page.path, link);
    return message === undefined ? [] : [{ line, link, message }];
  });
}

/**
 * The anchors that a Markdown renderer gives to the headings of a page.
 *
 * @param {string} text
 * @returns {Set<string>}
 */
export function readAnchors(text) {
  const anchors = new Set();
  for (const line of withoutFences(text).split("\n")) {
    const heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(line)?.[1];
    if (heading !== undefined) anchors.add(toUnusedAnchor(heading, anchors));
    for (const [, id] of line.matchAll(/\s(?:id|name)=["']([^"']+)["']/g)) anchors.add(id);
  }
  return anchors;
}

/**
 * @param {string} text
 * @returns {{ line: number, link: string }[]}
 */
function findLinks(text) {
  const lines = withoutFences(text).split("\n");
  return lines.flatMap((raw, index) => {
    const line = raw.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "``");
    const matches = [INLINE, REFERENCE, ATTRIBUTE].flatMap((pattern) => [...line.matchAll(pattern)]);
    return matches.map(([, link = ""]) => ({ line: index + 1, link }));
  });
}

/**
 * @param {string} root
 * @param {string} path
 * @param {string} link
 * @returns {string | undefined}
 */
function explainBrokenLink(root, path, link) {
  if (WITH_SCHEME.test(link)) return undefined;
  if (link.startsWith("/")) return "Write a link relative to the page.";
  const [file = "", anchor] = decodeURIComponent(link).split("#");
  const target = file === "" ? resolve(root, path) : resolve(root, dirname(path), file);
  if (relative(root, target).startsWith("..")) return "The link leaves the repository.";
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined) return "There is no such file.";
  if (anchor === undefined || !target.endsWith(".md")) return undefined;
  return readAnchors(readFileSync(target, "utf8")).has(anchor) ? undefined : "The page has no such heading.";
}

/**
 * @param {string} heading
 * @param {Set<string>} used
 */
function toUnusedAnchor(heading, used) {
  const plain = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/<[^>]+>/g, "");
  const anchor = plain
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, "")
    .replaceAll(" ", "-");
  let unused = anchor;
  for (let count = 1; used.has(unused); count += 1) unused = `${anchor}-${count}`;
  return unused;
}
