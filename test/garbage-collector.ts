import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import type { ConformanceOptions } from "@micro-web/core/testing";

/** Collects garbage at once. */
export function garbageCollector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void; // what the flag makes of the name
}

/**
 * Lets the conformance suite of an engine that makes code look at memory; V8 keeps no code that was made of text from
 * now on. Where all code is kept, because its coverage is measured, the suite cannot look.
 */
export function withGarbageCollector(): ConformanceOptions {
  setFlagsFromString("--no-compilation-cache");
  const collectGarbage = garbageCollector();
  return keepsCode(collectGarbage) ? {} : { collectGarbage };
}

/** Whether code that nobody can call any more still needs memory. */
function keepsCode(collectGarbage: () => void): boolean {
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 20; index++) runInNewContext(`"${index} ${"x".repeat(100_000)}"`);
  collectGarbage();
  return process.memoryUsage().heapUsed - before > 1_000_000;
}
