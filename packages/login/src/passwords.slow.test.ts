import { describe, expect, it } from "vitest";

import { DEFAULT_VECTORS } from "../test/password-vectors.ts";
import { Passwords, verifyPassword } from "./passwords.ts";

const SECONDS = 60_000;

describe("verifyPassword", () => {
  it.each(DEFAULT_VECTORS)(
    "knows what %s has made of %j with its defaults [F254]",
    async (_maker, password, hash) => {
      expect(await verifyPassword(hash, password)).toBe(true);
      expect(await verifyPassword(hash, `${password}x`)).toBe(false);
    },
    SECONDS,
  );
});

describe("Passwords.authenticate", () => {
  it(
    "takes as long for nobody as for a wrong password (A52)",
    async () => {
      const passwords = new Passwords({ scrypt: { cost: 8192 } });
      const user = { hash: await passwords.hash("right") };
      const timeOf = async (known: typeof user | null) => {
        const started = performance.now();
        expect(await passwords.authenticate(known, "wrong", { getHash: ({ hash }) => hash })).toBeNull();
        return performance.now() - started;
      };
      await timeOf(null);
      const [known, unknown]: [number[], number[]] = [[], []];
      for (let round = 0; round < 100; round++) {
        known.push(await timeOf(user));
        unknown.push(await timeOf(null));
      }
      const ratio = Math.min(...known) / Math.min(...unknown); // what else the machine does only adds
      expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
    },
    SECONDS,
  );
});
