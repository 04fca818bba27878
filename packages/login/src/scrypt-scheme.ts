import { isSameDigest, type PasswordScheme } from "./password-scheme.ts";

/** What scrypt costs (RFC 7914). */
export interface ScryptCost {
  /** N: memory and time grow with it, a power of 2. @default 32768 */
  readonly cost: number;
  /** r: the size of a block, 128 bytes each. @default 8 */
  readonly blockSize: number;
  /** p: how often it is all done. @default 1 */
  readonly parallelization: number;
}

/** Werkzeug's, which is what OWASP asks for: 32 MiB, some 70 ms. */
export const DEFAULT_SCRYPT_COST: ScryptCost = { cost: 32_768, blockSize: 8, parallelization: 1 };

/** A hash, taken apart. */
interface ScryptHash extends ScryptCost {
  readonly salt: string;
  readonly digest: Buffer;
}

const DIGEST_BYTES = 64;
/** A hash that wants more memory was not made by anybody's defaults. */
const MAX_MEMORY = 256 * 1024 * 1024;
const WERKZEUG = /^scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3})\$([^$]*)\$([0-9a-f]{128})$/;
const DJANGO = /^scrypt\$(\d{1,8})\$([^$]*)\$(\d{1,3})\$(\d{1,3})\$([A-Za-z0-9+/]{86}==)$/;
/** As in Werkzeug. */
const SALT_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const SALT_LENGTH = 16;

/** Scrypt as Werkzeug writes it, `scrypt:32768:8:1$salt$hex`, and as Django does, `scrypt$16384$salt$8$5$base64`. */
export const scryptScheme: PasswordScheme = {
  owns: (hash) => /^scrypt[:$]/.test(hash),
  verify: async (password, hash) => {
    const parts = parseScryptHash(hash);
    return parts !== null && isSameDigest(await derive(password, parts.salt, parts), parts.digest);
  },
};

/** Hashes a password as Werkzeug's `generate_password_hash(password, "scrypt")` does. */
export async function hashWithScrypt(password: string, cost: ScryptCost): Promise<string> {
  const salt = createSalt();
  const digest = await derive(password, salt, cost);
  const { cost: n, blockSize, parallelization } = cost;
  return `scrypt:${n}:${blockSize}:${parallelization}$${salt}$${digest.toString("hex")}`;
}

/** The parts of a hash; `null` for what is none, or asks for too much. */
export function parseScryptHash(hash: string): ScryptHash | null {
  const werkzeug = WERKZEUG.exec(hash);
  if (werkzeug !== null) {
    const [, cost, blockSize, parallelization, salt = "", hex = ""] = werkzeug;
    return checkCost({
      ...toCost([cost, blockSize, parallelization]),
      salt,
      digest: Buffer.from(hex, "hex"),
    });
  }
  const [, cost, salt = "", blockSize, parallelization, base64 = ""] = DJANGO.exec(hash) ?? [];
  if (cost === undefined) return null;
  return checkCost({
    ...toCost([cost, blockSize, parallelization]),
    salt,
    digest: Buffer.from(base64, "base64"),
  });
}

function toCost([cost, blockSize, parallelization]: readonly (string | undefined)[]): ScryptCost {
  return { cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization) };
}

function checkCost(hash: ScryptHash): ScryptHash | null {
  const { cost, blockSize, parallelization } = hash;
  const isPower = cost > 1 && Number.isInteger(Math.log2(cost));
  const isPositive = blockSize > 0 && parallelization > 0 && parallelization <= 16;
  return isPower && isPositive && memoryOf(hash) <= MAX_MEMORY ? hash : null;
}

function memoryOf({ cost, blockSize, parallelization }: ScryptCost): number {
  return 128 * blockSize * (cost + parallelization + 2);
}

/** In a thread of libuv's, so that the server goes on. */
function derive(password: string, salt: string, cost: ScryptCost): Promise<Buffer> {
  const { scrypt } = process.getBuiltinModule("node:crypto");
  const options = {
    N: cost.cost,
    r: cost.blockSize,
    p: cost.parallelization,
    maxmem: memoryOf(cost) + 1024 * 1024,
  };
  return new Promise((resolve, reject) => {
    scrypt(password, salt, DIGEST_BYTES, options, (error, digest) =>
      error === null ? resolve(digest) : reject(error),
    );
  });
}

function createSalt(): string {
  const { randomInt } = process.getBuiltinModule("node:crypto");
  return Array.from({ length: SALT_LENGTH }, () => SALT_CHARACTERS[randomInt(SALT_CHARACTERS.length)]).join(
    "",
  );
}
