import { describe, expect, it } from "vitest";

import { isCommonPassword } from "./common-passwords.ts";
import { maxBytes, minLength, notSimilar, PasswordPolicy } from "./password-policy.ts";

const FACTS = { "user name": "annette", "e-mail address": "annette.miller@example.org", "last name": null };

describe("PasswordPolicy [F339]", () => {
  const policy = new PasswordPolicy();

  it.each([
    "correct horse battery staple",
    "Tr0ub4dor&3x",
    "päßwörtchen-im-Wald",
    "日本語のパスワード",
    "x9$kQ2!vLm",
    " ".repeat(3) + "leading space",
  ])("has nothing against %j", (password) => expect(policy.check(password, FACTS)).toEqual([]));

  it.each([
    ["", ["This password is too short. It must contain at least 8 characters."]],
    ["kX9$vQ2", ["This password is too short. It must contain at least 8 characters."]],
    ["🐎🐎🐮🐮🐷🐷🐔", ["This password is too short. It must contain at least 8 characters."]],
    ["83920184", ["This password is entirely numeric."]],
    ["12345678", ["This password is entirely numeric.", "This password is too common."]],
    ["password", ["This password is too common."]],
    ["annette99", ["The password is too similar to the user name."]],
    ["ettenna1", ["The password is too similar to the user name."]],
    ["Miller2024", ["The password is too similar to the e-mail address."]],
  ])("says of %j %j", (password, issues) => expect(policy.check(password, FACTS)).toEqual(issues));

  it("takes long passwords of any characters (V6.2.8), up to what is hashed", () => {
    const long = Array.from({ length: 500 }, (_, index) => String.fromCodePoint(0x3040 + index)).join("");
    expect(policy.check(long)).toEqual([]);
    expect(policy.check(`${long}${"x".repeat(4000)}`)).toEqual(["This password is too long."]);
    expect(policy.check("é".repeat(3) + long + "é".repeat(1400))).toEqual(["This password is too long."]);
  });

  it("has the rules that the app wants", () => {
    const own = new PasswordPolicy([
      minLength(12),
      (password) => (password.includes("acme") ? "Leave out the name of the company." : null),
    ]);
    expect(own.check("acme")).toEqual([
      "This password is too short. It must contain at least 12 characters.",
      "Leave out the name of the company.",
    ]);
    expect(own.check("password1234")).toEqual([]);
    expect(maxBytes(4)("abcde", {})).toBe("This password is too long.");
    expect(notSimilar(1)("annette99", FACTS)).toBeNull();
    expect(notSimilar(1)("annette", FACTS)).not.toBeNull();
  });

  it("is quick, whatever the password and the facts", () => {
    const started = performance.now();
    policy.check("a".repeat(4000), { name: "b ".repeat(500_000), bio: "a".repeat(1_000_000) });
    policy.check("ab".repeat(2000) + "c", {});
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe("isCommonPassword [F339]", () => {
  const COMMON =
    "password Password1 P@ssw0rd123! letmein iloveyou2 1iloveyou! trustno1 Football99 passw0rd s3cret adm1n a " +
    "qwertyuiop 1q2w3e4r zaq12wsx asdfghjkl poiuytrewq qazwsxedc 1qaz2wsx qwerqwer " +
    "aaaaaaaa abcdefgh 87654321 acegikmo abcabcabc 12341234";

  it.each([...COMMON.split(" "), "pass word", "x".repeat(200), "ab".repeat(100)])("knows %j", (password) =>
    expect(isCommonPassword(password)).toBe(true),
  );

  it.each([
    "",
    "dragonfruit tea",
    "correcthorse",
    "k8#mZpQ!",
    "passwordless-future",
    "monkeywrench42x",
    "zanzibar",
  ])("does not know %j", (password) => expect(isCommonPassword(password)).toBe(false));
});
