import { spawnSync } from "node:child_process";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";

import { ROOT } from "./packages.ts";

/** Milliseconds of processor time, the whole process: what a serverless start and every restart pay. */
const BUDGET = 80;
const RUNS = 20;

/** The least processor time of several runs, in milliseconds: the rest is what else the machine did. */
function processorTime(code: string): number {
  const report =
    "const { user, system } = process.cpuUsage(); process.stdout.write(String((user + system) / 1000))";
  const times = Array.from({ length: RUNS }, () => {
    const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", `${code}; ${report}`]);
    return Number(stdout.toString());
  });
  return Math.min(...times);
}

describe("importing micro-web", () => {
  it(`costs less than ${BUDGET} ms of processor time more than Node alone`, () => {
    const entry = pathToFileURL(`${ROOT}packages/micro-web/dist/index.js`).href;
    expect(processorTime(`await import(${JSON.stringify(entry)})`) - processorTime("")).toBeLessThan(BUDGET);
  });
});
