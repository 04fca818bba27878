import { describe, expect, it } from "vitest";

import { hashPassword, verifyPassword } from "./password.ts";

describe("a password", () => {
  it("is verified by its hash, and another is not", async () => {
    const hash = await hashPassword("correct horse");
    expect(await verifyPassword("correct horse", hash)).toBe(true);
    expect(await verifyPassword("Correct horse", hash)).toBe(false);
  });

  it("has a hash that does not tell it, and another one each time", async () => {
    const hashes = await Promise.all([hashPassword("secret"), hashPassword("secret")]);
    expect(hashes[0]).not.toBe(hashes[1]);
    expect(hashes[0]).not.toContain("secret");
  });

  it("is not verified by a damaged hash", async () => {
    expect(await verifyPassword("", "")).toBe(false);
    expect(await verifyPassword("a", "salt$short")).toBe(false);
  });
});
