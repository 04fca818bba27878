// Generates docs/flask-parity.md: for each row of what a framework like Flask has to do, the tests that prove it.
//
// A test proves rows by naming them at the end of its name or of its describe's: `it("sends 405 with Allow [F32 B8]")`.
// The rows are in test/parity/rows.json; those that no test proves need a reason in test/parity/exceptions.json.
//
//   node scripts/parity.mjs          writes the page
//   node scripts/parity.mjs --list   lists the rows without a test or a reason

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { format } from "prettier";

/** @typedef {{ id: string, group: string, name: string, level: string }} Row */
/** @typedef {{ file: string, name: string, rows: string[] }} Proof */
/** @typedef {{ row: Row, proofs: Proof[], exception: string | undefined }} Parity */

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TEST_FILE = /(\.test(-d)?|-cases)\.ts$/;
/** Has names that prove nothing, to test the finding of names. */
const OWN_TEST = join("test", "parity.test.ts");
/** A name in quotes with ids in brackets: "... [F32 B8]". */
const NAMED = /(["'`])((?:\\.|(?!\1)[^\\\n])*?)\s*\[((?:[A-Z]\d+[ ,]*)+)\](?:\\.|(?!\1)[^\\\n])*\1/gs;
/** What only could be there, or is bound to Python, needs no test. */
const OPTIONAL = new Set(["could", "later", "python"]);

/** @returns {Row[]} */
export function readRows() {
  return JSON.parse(readFileSync(join(ROOT, "test/parity/rows.json"), "utf8"));
}

/** @returns {Record<string, string>} */
export function readExceptions() {
  return JSON.parse(readFileSync(join(ROOT, "test/parity/exceptions.json"), "utf8"));
}

/**
 * The tests of the repository that name rows.
 *
 * @returns {Proof[]}
 */
export function findProofs() {
  return ["packages", "examples", "test"].flatMap((folder) =>
    listTests(join(ROOT, folder)).flatMap((path) =>
      proofsIn(readFileSync(path, "utf8"), relative(ROOT, path).replaceAll("\\", "/")),
    ),
  );
}

/**
 * @param {string} folder
 * @returns {string[]}
 */
function listTests(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return /^(?:node_modules|dist|coverage)$/.test(entry.name) ? [] : listTests(path);
    return TEST_FILE.test(entry.name) && !path.endsWith(OWN_TEST) ? [path] : [];
  });
}

/**
 * The tests in a file's text that name rows; one that is skipped proves nothing.
 *
 * @param {string} text
 * @param {string} file
 * @returns {Proof[]}
 */
export function proofsIn(text, file) {
  return [...text.matchAll(NAMED)].flatMap(({ index, 2: name = "", 3: ids = "" }) => {
    const before = text.slice(Math.max(0, index - 200), index);
    if (!/\b(?:it|test|describe)\b[^;]*$/.test(before) || /\.(?:skip|todo)\([^;]*$/.test(before)) return [];
    return [{ file, name: name.replaceAll(/\s+/g, " ").trim(), rows: ids.split(/[ ,]+/).filter(Boolean) }];
  });
}

/**
 * Each row with what proves it.
 *
 * @param {Row[]} rows
 * @param {Proof[]} proofs
 * @param {Record<string, string>} exceptions
 * @returns {Parity[]}
 */
export function joinRows(rows, proofs, exceptions) {
  return rows.map((row) => ({
    row,
    proofs: proofs.filter((proof) => proof.rows.includes(row.id)),
    exception: exceptions[row.id],
  }));
}

/**
 * The rows that have neither a test nor a reason, and have to.
 *
 * @param {Parity[]} parity
 * @returns {Row[]}
 */
export function findMissing(parity) {
  return parity
    .filter(
      ({ row, proofs, exception }) =>
        proofs.length === 0 && exception === undefined && !OPTIONAL.has(row.level),
    )
    .map(({ row }) => row);
}

/**
 * The page.
 *
 * @param {Parity[]} parity
 * @returns {Promise<string>}
 */
export function formatPage(parity) {
  const shown = parity.filter(
    ({ row, proofs, exception }) => !OPTIONAL.has(row.level) || proofs.length > 0 || exception !== undefined,
  );
  const groups = [...new Set(shown.map(({ row }) => row.group))];
  const proven = shown.filter(({ proofs }) => proofs.length > 0).length;
  const sections = groups.map((group) => {
    const lines = shown.filter(({ row }) => row.group === group).map(formatRow);
    return `## ${group}\n\n| row | what | level | proof |\n|---|---|---|---|\n${lines.join("\n")}\n`;
  });
  const head =
    "# Parity with Flask\n\nGenerated from the names of the tests by `npm run parity`; `npm run check` fails when a row loses its test.\n" +
    "Rows F are features of Flask and Werkzeug and of what users ask for in other frameworks, B are behaviours that Flask's own tests show, W are old wishes of " +
    `Flask's users.\n\n${proven} of ${shown.length} rows are proven by a test; the others say why not.\n`;
  return format(`${head}\n${sections.join("\n")}`, { parser: "markdown", printWidth: 110 });
}

/** @param {Parity} parity */
function formatRow({ row, proofs, exception }) {
  const shown = proofs.slice(0, 3).map(({ file, name }) => `[${escapeCell(name)}](../${file})`);
  const more = proofs.length > 3 ? ` and ${proofs.length - 3} more` : "";
  const proof = proofs.length === 0 ? `not: ${escapeCell(exception ?? "")}` : `${shown.join("<br>")}${more}`;
  return `| ${row.id} | ${escapeCell(row.name)} | ${row.level} | ${proof} |`;
}

/** @param {string} text */
function escapeCell(text) {
  return text.replaceAll("|", "\\|").replaceAll("[", "\\[").replaceAll("<", "&lt;");
}

/** @returns {Parity[]} */
export function readParity() {
  return joinRows(readRows(), findProofs(), readExceptions());
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const parity = readParity();
  if (process.argv.includes("--list")) {
    for (const { id, level, group, name } of findMissing(parity))
      console.log(`${id} (${level}) ${group}: ${name}`);
  } else {
    writeFileSync(join(ROOT, "docs/flask-parity.md"), await formatPage(parity));
  }
}
