import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Collects garbage at once. From now on V8 keeps no code that was made of text for the next time it comes. */
export function garbageCollector(): () => void {
  setFlagsFromString("--no-compilation-cache");
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void; // what the flag makes of the name
}
