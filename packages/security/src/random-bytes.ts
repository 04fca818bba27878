import type * as NodeCrypto from "node:crypto";

/** One call of the system's source costs 2 µs, whether it is for 16 bytes or for these. */
const POOL_SIZE = 4096;

let pool: Buffer = Buffer.alloc(0);
let used = 0;

/** Taken when it is needed: as an ES module it would add to the time an app takes to load. */
function crypto(): typeof NodeCrypto {
  return process.getBuiltinModule("node:crypto");
}

/** Unpredictable bytes, each given out once. @param size - At most 4096. */
export function takeRandomBytes(size: number): Buffer {
  if (used + size > pool.length) {
    pool = crypto().randomBytes(POOL_SIZE);
    used = 0;
  }
  const bytes = pool.subarray(used, used + size);
  used += size;
  return bytes;
}
