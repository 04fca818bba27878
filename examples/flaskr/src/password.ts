import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const deriveKey = promisify<string, string, number, Record<string, number>, Buffer>(scrypt);

/** What a guess costs: 32 MiB of memory, for about a tenth of a second. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

const KEY_BYTES = 64;

/** What is kept of a password: a salt of its own, and the key that scrypt derives from both. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString("base64url");
  const key = await deriveKey(password, salt, KEY_BYTES, COST);
  return `${salt}$${key.toString("base64url")}`;
}

/** Whether a password is the one that was hashed. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const [salt = "", key = ""] = hash.split("$");
  const expected = Buffer.from(key, "base64url");
  const actual = await deriveKey(password, salt, KEY_BYTES, COST);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
