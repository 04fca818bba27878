// `npm run check`: every gate in order. Stops at the first that fails, so that it is the last thing on the screen.
// With MICRO_CI=1 it runs them all and leaves the results in .ci/reports for scripts/test-totals.mjs.

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The scripts of package.json that a change must pass, cheapest first. */
const GATES = [
  "format:check",
  "lint",
  "lint:layers",
  "build",
  "typecheck",
  "bench:allocations",
  "coverage",
  "test:types",
  "test:processes",
  "test:runtimes",
  "test:dist",
  "test:pack",
  "test:create",
  "test:docs",
  "knip",
];

/** The gates that are vitest runs: each of their tests counts. */
const TEST_GATES = new Set([
  "coverage",
  "test:types",
  "test:processes",
  "test:runtimes",
  "test:dist",
  "test:pack",
  "test:create",
  "test:docs",
]);

const root = fileURLToPath(new URL("..", import.meta.url));
const reports = join(root, ".ci", "reports");
const isCi = process.env["MICRO_CI"] === "1";

/**
 * Runs one gate and says how it went.
 *
 * @param {string} gate
 * @returns {boolean}
 */
function runGate(gate) {
  const started = performance.now();
  const name = gate.replace(":", "-");
  const env = { ...process.env };
  if (isCi && TEST_GATES.has(gate)) env["MICRO_REPORT_FILE"] = join(reports, `${name}.json`);
  console.log(`\n=== ${gate}`);
  const { status } = spawnSync("npm", ["run", "--silent", gate], {
    cwd: root,
    env,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  const ok = status === 0;
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`=== ${gate} ${ok ? "passed" : "FAILED"} in ${seconds} s`);
  if (isCi)
    writeFileSync(
      join(reports, `${name}.gate.json`),
      JSON.stringify({ gate, ok, tests: TEST_GATES.has(gate) }),
    );
  return ok;
}

if (isCi) {
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
}
/** @type {string[]} */
const failed = [];
for (const gate of GATES) {
  if (!runGate(gate)) failed.push(gate);
  if (failed.length > 0 && !isCi) break;
}
console.log(failed.length === 0 ? "\nEvery gate passed." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
