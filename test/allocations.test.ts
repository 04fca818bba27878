import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

import { findFaults, findGains } from "../bench/allocation-baseline.mjs";
import { ROOT } from "./packages.ts";

/** Runs the guard on some workloads. */
function runGuard(...words: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["bench/allocations.mjs", ...words], {
    cwd: ROOT,
  });
  return { status, output: stdout.toString() + stderr.toString() };
}

describe("the guard of allocations", () => {
  it("passes what allocates as much as the baseline says", () => {
    expect(runGuard("hello", "session")).toMatchObject({ status: 0 });
  });

  it("fails when a hook allocates a kilobyte more, and says where", () => {
    const { status, output } = runGuard("hello", "post-json", "--waste", "1024");
    expect(status).toBe(1);
    expect(output).toMatch(/hello allocates \d+ bytes a request, \d{4} more than the baseline of \d+/);
    expect(output).toContain("post-json allocates");
    expect(output).toContain("npm run bench:allocations -- --renew");
  });
});

describe("findFaults()", () => {
  it("lets pass what is within three per cent", () => {
    expect(findFaults({ hello: 1030 }, { hello: 1000 })).toEqual([]);
  });

  it("tells what is above, and by how much", () => {
    expect(findFaults({ hello: 1031, json: 10 }, { hello: 1000, json: 10 })).toEqual([
      "hello allocates 1031 bytes a request, 31 more than the baseline of 1000",
    ]);
  });

  it("wants a baseline for each workload", () => {
    expect(findFaults({ hello: 1 }, {})).toEqual(["hello is not in the baseline"]);
  });
});

describe("findGains()", () => {
  it("names what allocates so much less that a later fault would hide", () => {
    expect(findGains({ hello: 960, json: 980, form: 1 }, { hello: 1000, json: 1000 })).toEqual(["hello"]);
  });
});
