import { MicroError } from "@micro-web/core";

import type { PasswordScheme } from "./password-scheme.ts";

/** 2^16 rounds are 4 s. */
const MAX_ROUNDS = 16;
const HASH = /^(bcrypt\$|bcrypt_sha256\$)?\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/**
 * Bcrypt as everybody writes it, `$2b$12$...`, and as Django does: `bcrypt$$2b$...`, `bcrypt_sha256$$2b$...`. It is only
 * checked: of passwords over 72 bytes it sees the beginning.
 */
export const bcryptScheme: PasswordScheme = {
  owns: (hash) => /^(?:bcrypt|\$2[abxy]\$)/.test(hash),
  verify: async (password, hash) => {
    const [, prefix = "", rounds] = HASH.exec(hash) ?? [];
    if (rounds === undefined || Number(rounds) > MAX_ROUNDS) return false;
    const { compare } = await loadBcrypt();
    const text = prefix === "bcrypt_sha256$" ? sha256(password) : password;
    return compare(text, hash.slice(prefix.length));
  },
};

function sha256(text: string): string {
  return process.getBuiltinModule("node:crypto").createHash("sha256").update(text).digest("hex");
}

/** What is used of the package. */
interface Bcrypt {
  readonly compare: (password: string, hash: string) => Promise<boolean>;
}

async function loadBcrypt(): Promise<Bcrypt> {
  try {
    return await import("bcryptjs");
  } catch (cause) {
    throw new MicroError(
      "MICRO_LOGIN_PACKAGE",
      "A password was hashed with bcrypt: to check it needs the package bcryptjs, which could not be loaded. " +
        "Run: npm install bcryptjs",
      { cause },
    );
  }
}
