import { describe, expect, it, vi } from "vitest";

import { Encryption } from "./encryption.ts";

const PURPOSE = { purpose: "account" };

describe("Encryption [F265]", () => {
  const encryption = new Encryption("the secret");

  it.each([["text"], [""], [0], [null], [false], [{ a: [1, "\u20ac", null] }], [[]], ["x".repeat(100_000)]])(
    "gives back %j",
    (value) => {
      const text = encryption.encrypt(value, PURPOSE);
      expect(text).toMatch(/^[\w-]+$/);
      expect(encryption.decrypt(text, PURPOSE)).toEqual(value);
    },
  );

  it("makes another text each time, in which nothing can be read", () => {
    const texts = [1, 2, 3].map(() => encryption.encrypt("the iban", PURPOSE));
    expect(new Set(texts).size).toBe(3);
    for (const text of texts) expect(Buffer.from(text, "base64url").toString("latin1")).not.toContain("iban");
  });

  it("gives nothing for another purpose or another secret", () => {
    const text = encryption.encrypt("x", PURPOSE);
    expect(encryption.decrypt(text, { purpose: "login" })).toBeUndefined();
    expect(new Encryption("other").decrypt(text, PURPOSE)).toBeUndefined();
  });

  it("gives nothing for a text of which one character was changed, left out or added", () => {
    const text = encryption.encrypt("x", PURPOSE);
    for (let index = 0; index < text.length; index++) {
      const other = text[index] === "A" ? "B" : "A";
      const changed = text.slice(0, index) + other + text.slice(index + 1);
      expect(encryption.decrypt(changed, PURPOSE), String(index)).toBeUndefined();
    }
    for (const changed of [
      text.slice(1),
      text.slice(0, -1),
      `${text}A`,
      `${text}=`,
      ` ${text}`,
      "",
      "AQ",
      "A".repeat(60),
      "\u20ac",
    ])
      expect(encryption.decrypt(changed, PURPOSE), changed).toBeUndefined();
  });

  it("gives nothing after its time", () => {
    vi.useFakeTimers({ now: 0 });
    const text = encryption.encrypt("x", { ...PURPOSE, maxAge: 60 });
    vi.setSystemTime(59_999);
    expect(encryption.decrypt(text, PURPOSE)).toBe("x");
    vi.setSystemTime(60_000);
    expect(encryption.decrypt(text, PURPOSE)).toBeUndefined();
    vi.useRealTimers();
  });

  it("decrypts with older secrets, and encrypts with the first", () => {
    const old = encryption.encrypt("x", PURPOSE);
    const renewed = new Encryption(["new", "the secret"]);
    expect(renewed.decrypt(old, PURPOSE)).toBe("x");
    expect(new Encryption("new").decrypt(renewed.encrypt("y", PURPOSE), PURPOSE)).toBe("y");
  });

  it.each([[""], [[]], [["a", ""]]])("is none without a secret: %j", (secrets) => {
    expect(() => new Encryption(secrets)).toThrow("MICRO_SECRET_EMPTY");
  });

  it("keeps undefined as null, as JSON has it", () => {
    expect(encryption.decrypt(encryption.encrypt(undefined, PURPOSE), PURPOSE)).toBeNull();
  });
});

describe("the limits of Encryption", () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "has no text that lasts for ever by mistake: a maxAge of %d is refused",
    (maxAge) => {
      expect(() => new Encryption("x").encrypt("x", { ...PURPOSE, maxAge })).toThrow(RangeError);
    },
  );

  it("keeps no key for each of a million purposes, and finds them all", () => {
    const many = new Encryption("the secret");
    const first = many.encrypt("x", { purpose: "user 0" });
    const clear = vi.spyOn(Map.prototype, "clear");
    for (let user = 0; user < 1500; user++) many.encrypt("x", { purpose: `user ${user}` });
    expect(clear).toHaveBeenCalled();
    expect(many.decrypt(first, { purpose: "user 0" })).toBe("x");
    vi.restoreAllMocks();
  });
});
