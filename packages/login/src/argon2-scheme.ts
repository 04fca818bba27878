import { MicroError } from "@micro-web/core";

import type { PasswordScheme } from "./password-scheme.ts";

/** What Argon2id costs (RFC 9106). */
export interface Argon2Cost {
  /** In KiB. @default 19456 (19 MiB) */
  readonly memory: number;
  /** How often the memory is gone through. @default 2 */
  readonly passes: number;
  /** Lanes, each of which has a thread. @default 1 */
  readonly parallelism: number;
}

/** What OWASP asks for: some 12 ms. */
export const DEFAULT_ARGON2_COST: Argon2Cost = { memory: 19_456, passes: 2, parallelism: 1 };

/** Twenty times what Django asks for. */
const MAX_MEMORY = 2 * 1024 * 1024;
const MAX_PASSES = 50;
const MAX_PARALLELISM = 64;
/** `Argon2id` of the package's enum, which is not there when files are compiled one by one. */
const ARGON2ID = 2;
const HASH =
  /^(?:argon2)?\$(argon2(?:id|i|d))\$v=(?:16|19)\$m=(\d{1,8}),t=(\d{1,4}),p=(\d{1,3})\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/** Argon2 as the reference implementation writes it, `$argon2id$v=19$...`, and as Django does, `argon2$argon2id$...`. */
export const argon2Scheme: PasswordScheme = {
  owns: (hash) => /^(?:argon2)?\$argon2/.test(hash),
  verify: async (password, hash) => {
    if (parseArgon2Hash(hash) === null) return false;
    const { verify } = await loadArgon2();
    try {
      return await verify(hash.slice(hash.indexOf("$argon2")), password);
    } catch {
      return false; // no base64, or a salt that is too short
    }
  },
};

/** Hashes a password with Argon2id. @throws MicroError `MICRO_LOGIN_PACKAGE` without `@node-rs/argon2`. */
export async function hashWithArgon2(password: string, cost: Argon2Cost): Promise<string> {
  const { hash } = await loadArgon2();
  const { memory: memoryCost, passes: timeCost, parallelism } = cost;
  return hash(password, { memoryCost, timeCost, parallelism, algorithm: ARGON2ID });
}

/** What a hash has cost, and which Argon2 it is; `null` for what is none, or asks for too much. */
export function parseArgon2Hash(hash: string): (Argon2Cost & { readonly variant: string }) | null {
  const [, variant = "", m, t, p] = HASH.exec(hash) ?? [];
  const cost = { memory: Number(m), passes: Number(t), parallelism: Number(p), variant };
  const isSane =
    cost.memory <= MAX_MEMORY && cost.passes <= MAX_PASSES && cost.parallelism <= MAX_PARALLELISM;
  return variant !== "" && isSane ? cost : null;
}

/** What is used of the package. */
interface Argon2 {
  readonly hash: (password: string, options: Readonly<Record<string, number>>) => Promise<string>;
  readonly verify: (hash: string, password: string) => Promise<boolean>;
}

async function loadArgon2(): Promise<Argon2> {
  try {
    return await import("@node-rs/argon2");
  } catch (cause) {
    throw new MicroError(
      "MICRO_LOGIN_PACKAGE",
      "Argon2 needs the package @node-rs/argon2, which could not be loaded. Run: npm install @node-rs/argon2",
      { cause },
    );
  }
}
