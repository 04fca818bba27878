import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readTotals } from "./test-totals.mjs";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "micro-totals-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function writeGate(name: string, result: { ok: boolean; tests: boolean }): void {
  writeFileSync(join(folder, `${name}.gate.json`), JSON.stringify({ gate: name, ...result }));
}

function writeReport(name: string, numPassedTests: number, numFailedTests: number): void {
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ numPassedTests, numFailedTests }));
}

describe("readTotals", () => {
  it("counts a gate without tests as one", () => {
    writeGate("lint", { ok: true, tests: false });
    writeGate("knip", { ok: false, tests: false });
    expect(readTotals(folder)).toEqual({ passed: 1, failed: 1 });
  });

  it("counts every test of every run", () => {
    writeGate("coverage", { ok: true, tests: true });
    writeReport("coverage", 10, 0);
    writeGate("system-node", { ok: false, tests: true });
    writeReport("system-node", 7, 3);
    expect(readTotals(folder)).toEqual({ passed: 17, failed: 3 });
  });

  it("counts a run that failed without a failing test, as coverage does", () => {
    writeGate("coverage", { ok: false, tests: true });
    writeReport("coverage", 10, 0);
    expect(readTotals(folder)).toEqual({ passed: 10, failed: 1 });
  });

  it.each([true, false])("counts a run without a report as a failure (ok: %s)", (ok) => {
    writeGate("coverage", { ok, tests: true });
    expect(readTotals(folder)).toEqual({ passed: 0, failed: 1 });
  });

  it("fails when nothing ran", () => {
    expect(readTotals(folder)).toEqual({ passed: 0, failed: 1 });
    expect(readTotals(join(folder, "missing"))).toEqual({ passed: 0, failed: 1 });
  });
});
