// Sums up a run of .ci/run: `N passed, N failed`, as the last line.
// A gate that runs tests counts each of them, and one failure more when it failed without a failing test;
// any other gate counts as one.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ passed: number, failed: number }} Totals */
/** @typedef {{ gate: string, ok: boolean, tests: boolean }} GateResult */

/**
 * The totals of all gates whose results are in a folder.
 *
 * @param {string} folder
 * @returns {Totals}
 */
export function readTotals(folder) {
  const totals = { passed: 0, failed: 0 };
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".gate.json")) : [];
  for (const name of names) {
    const { passed, failed } = readGate(join(folder, name));
    totals.passed += passed;
    totals.failed += failed;
  }
  if (names.length === 0) totals.failed += 1;
  return totals;
}

/**
 * @param {string} file
 * @returns {Totals}
 */
function readGate(file) {
  /** @type {GateResult} */
  const { ok, tests } = JSON.parse(readFileSync(file, "utf8"));
  if (!tests) return { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  const { passed, failed } = readReport(file.replace(".gate.json", ".json"));
  const isEmpty = passed + failed === 0;
  return { passed, failed: failed === 0 && (!ok || isEmpty) ? 1 : failed };
}

/**
 * @param {string} file
 * @returns {Totals}
 */
function readReport(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  /** @type {{ numPassedTests: number, numFailedTests: number }} */
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, "utf8"));
  return { passed: numPassedTests, failed: numFailedTests };
}

/**
 * One line for each failed test and each failed gate: the log above is long.
 *
 * @param {string} folder
 * @returns {string[]}
 */
export function listFailures(folder) {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".gate.json")) : [];
  return names.flatMap((name) => {
    /** @type {GateResult} */
    const { gate, ok } = JSON.parse(readFileSync(join(folder, name), "utf8"));
    const tests = listFailedTests(join(folder, name.replace(".gate.json", ".json")));
    return ok && tests.length === 0
      ? []
      : [`FAILED ${gate}`, ...tests.map((test) => `FAILED ${gate}: ${test}`)];
  });
}

/**
 * @param {string} file
 * @returns {string[]}
 */
function listFailedTests(file) {
  if (!existsSync(file)) return [];
  /** @type {{ testResults: { name: string, message: string, assertionResults: { status: string, fullName: string, failureMessages: string[] }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(file, "utf8"));
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const failed = assertionResults.filter(({ status }) => status === "failed");
    const lines = failed.map(
      ({ fullName, failureMessages }) => `${name} > ${fullName}: ${firstLine(failureMessages[0])}`,
    );
    return message === "" || lines.length > 0 ? lines : [`${name}: ${firstLine(message)}`];
  });
}

/** @param {string | undefined} text */
function firstLine(text = "") {
  return text.slice(0, 500).split("\n")[0] ?? "";
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? ".ci/reports");
  for (const line of listFailures(folder)) console.log(line);
  const { passed, failed } = readTotals(folder);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
