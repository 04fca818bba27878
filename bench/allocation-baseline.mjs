// What requests allocated when somebody last looked, by the major version of Node: bench/baseline.json.
import { readFileSync, writeFileSync } from "node:fs";

/** More than this part above the baseline is a fault. The counts repeat to 0.2 %, on Node 20 to 2.5 %. */
const TOLERANCE = 0.03;

const FILE = new URL("baseline.json", import.meta.url);

/** @typedef {Record<string, number>} Allocations Bytes of a request, by workload. */

/** @returns {Record<string, Allocations>} By the major version of Node. */
function readAll() {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

/**
 * The committed figures.
 *
 * @param {string} major - Of Node.
 * @returns {Allocations | null} `null` when there are none for this version.
 */
export function readBaseline(major) {
  return readAll()[major] ?? null;
}

/**
 * Writes what has been measured over the committed figures.
 *
 * @param {string} major - Of Node.
 * @param {Allocations} measured
 */
export function renewBaseline(major, measured) {
  const all = readAll();
  all[major] = { ...all[major], ...measured };
  writeFileSync(FILE, `${JSON.stringify(all, null, 2)}\n`);
}

/**
 * What is wrong with figures, a line each.
 *
 * @param {Allocations} measured
 * @param {Allocations} baseline
 * @returns {string[]}
 */
export function findFaults(measured, baseline) {
  return Object.entries(measured).flatMap(([name, bytes]) => {
    const known = baseline[name];
    if (known === undefined) return [`${name} is not in the baseline`];
    if (bytes <= known * (1 + TOLERANCE)) return [];
    return [
      `${name} allocates ${bytes} bytes a request, ${bytes - known} more than the baseline of ${known}`,
    ];
  });
}

/**
 * The workloads that allocate so much less that the baseline would hide a later fault.
 *
 * @param {Allocations} measured
 * @param {Allocations} baseline
 * @returns {string[]}
 */
export function findGains(measured, baseline) {
  return Object.entries(measured)
    .filter(([name, bytes]) => bytes < (baseline[name] ?? 0) * (1 - TOLERANCE))
    .map(([name]) => name);
}
