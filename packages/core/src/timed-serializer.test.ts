import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { HttpError } from "./http-errors.ts";
import { BadSignature, SignatureExpired, TimedSerializer } from "./timed-serializer.ts";
import { TimestampSigner } from "./signing.ts";

const SECRET = "a-secret-of-32-bytes-for-testing";
/** 21 November 2026, 12:00:00 UTC, in seconds. */
const NOW = 1_795_262_400;

/** Made by itsdangerous 2.2.0: `URLSafeTimedSerializer(SECRET, salt=...).dumps(...)`, at NOW. */
const VECTORS: readonly [salt: string, value: unknown, token: string][] = [
  ["email-confirm", { user: 3 }, "eyJ1c2VyIjozfQ.awGHwA.lGmpILiaIGEt-yeQxrWd4Twdf3U"],
  ["email-confirm", "x".repeat(600), ".eJxTqhgFo4AGQAkAorUZlA.awGHwA.g6Os9RdALc4HOPBxUsdvfz0bjmE"],
  ["reset", ["é", 1.5, null], "WyLDqSIsMS41LG51bGxd.awGHwA.vREdgR_sE9TSgZnQiGjVy2OmtnI"],
  ["itsdangerous", { user: 3 }, "eyJ1c2VyIjozfQ.awGHwA.fKUqfWMra4cytmxlw_7afh5vA_E"],
];

beforeEach(() => void vi.useFakeTimers({ now: NOW * 1000 }));
afterEach(() => void vi.useRealTimers());

/** Tokens for the e-mail addresses of a site. */
function createTokens(secrets: string | readonly string[] = SECRET, salt = "email-confirm"): TimedSerializer {
  return new TimedSerializer(secrets, { salt });
}

describe("TimedSerializer [F246]", () => {
  it.each(VECTORS)("signs for %s as itsdangerous does: %.30j", (salt, value, token) => {
    expect(createTokens(SECRET, salt).sign(value)).toBe(token);
  });

  it.each(VECTORS)("verifies for %s what itsdangerous signed: %.30j", (salt, value, token) => {
    expect(createTokens(SECRET, salt).verify(token)).toEqual({ value, signedAt: new Date(NOW * 1000) });
  });

  it("makes tokens that need no escape in a URL", () => {
    const token = createTokens().sign({ text: "Zürich & co?".repeat(50) });
    expect(encodeURIComponent(token)).toBe(token);
  });

  it("makes sessions of Flask's when asked for its key", () => {
    const sessions = new TimedSerializer(SECRET, { salt: "cookie-session", keyDerivation: "hmac" });
    expect(sessions.verify("eyJ1c2VyX2lkIjozfQ.awGHwA.QksUlu2i5YSd8lQfZ9syuJKk1xQ").value).toEqual({
      user_id: 3,
    });
  });

  it.each([[""], [[]], [[SECRET, ""]]])(
    "does not begin with the secrets %j (MICRO_SECRET_EMPTY) (A373)",
    (secrets) => {
      expect(() => createTokens(secrets)).toThrow("MICRO_SECRET_EMPTY");
    },
  );

  it("signs nothing as null", () => {
    expect(createTokens().verify(createTokens().sign(undefined)).value).toBeNull();
  });

  it("accepts a token until it is older than maxAge, and then says what was signed and when", () => {
    const token = createTokens().sign({ user: 3 });
    vi.setSystemTime((NOW + 60) * 1000);
    expect(createTokens().verify(token, { maxAge: 60 }).value).toEqual({ user: 3 });
    vi.setSystemTime((NOW + 61) * 1000);
    expect(() => createTokens().verify(token, { maxAge: 60 })).toThrow(SignatureExpired);
    expect(() => createTokens().verify(token, { maxAge: 60 })).toThrow(
      expect.objectContaining({ status: 400, value: { user: 3 }, signedAt: new Date(NOW * 1000) }),
    );
    expect(createTokens().verify(token).value).toEqual({ user: 3 });
  });

  it("does not accept a token from the future, nor a maxAge that is no number", () => {
    const token = createTokens().sign(1);
    expect(() => createTokens().verify(token, { maxAge: Number.NaN })).toThrow(SignatureExpired);
    vi.setSystemTime((NOW - 10) * 1000);
    expect(() => createTokens().verify(token, { maxAge: 60 })).toThrow(SignatureExpired);
  });

  it("signs with the first of several secrets and verifies with all (A5)", () => {
    const old = createTokens("old").sign(1);
    expect(createTokens(["new", "old"]).verify(old).value).toBe(1);
    expect(createTokens("new").verify(createTokens(["new", "old"]).sign(2)).value).toBe(2);
  });

  it.each([
    ["another secret", () => createTokens("other").sign(1)],
    ["another purpose", () => createTokens(SECRET, "reset-password").sign(1)],
    ["nobody", () => "eyJ1c2VyIjozfQ.awGHwA."],
    ["nobody at all", () => ""],
    ["somebody who cut it off", () => createTokens().sign(1).slice(0, -1)],
    ["us, but is no JSON", () => new TimestampSigner([SECRET], "email-confirm", "django-concat").sign("eHg")],
    [
      "us, but is no zlib",
      () => new TimestampSigner([SECRET], "email-confirm", "django-concat").sign(".eHg"),
    ],
  ])("refuses what was signed by %s, with an answer 400 when nobody catches it", (_, forge) => {
    const verify = (): unknown => createTokens().verify(forge());
    expect(verify).toThrow(BadSignature);
    expect(verify).not.toThrow(SignatureExpired);
    expect(verify).toThrow(HttpError);
    expect(verify).toThrow(expect.objectContaining({ status: 400 }));
  });
});
