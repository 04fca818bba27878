import { describe, expect, it, vi } from "vitest";

import { timeOf } from "../fixtures/timing.ts";
import { deriveKey } from "./hmac.ts";
import { TimestampSigner } from "./signing.ts";

const SECRET = "a-secret-of-32-bytes-for-testing";
/** 21 November 2026, 12:00:00 UTC, in seconds. */
const NOW = 1_795_262_400;

/** A signer for e-mail addresses. */
function createSigner(secrets: readonly string[] = [SECRET], salt = "email-confirm"): TimestampSigner {
  return new TimestampSigner(secrets, salt);
}

/** Made by itsdangerous 2.2.0: `TimestampSigner(SECRET, salt="email-confirm", key_derivation="hmac")`, at NOW. */
const VECTORS = [
  ["ann@example.org", "ann@example.org.awGHwA.M17VuKTXpwIsvAxt1CSBQ5YO_Es"],
  ["", ".awGHwA.s-xtkLBpegSIvRw_G2Ld7qXWvnk"],
  ["a.b.c", "a.b.c.awGHwA.FvGPldvVHq4rovORk5tAR3o_1r4"],
  ["é", "é.awGHwA.bLoqOlC51LLBRtDs1PU5QvcCXxY"],
] as const;

describe("TimestampSigner and itsdangerous", () => {
  it.each(VECTORS)("sign %j alike", (value, token) => {
    expect(createSigner().sign(value, NOW * 1000)).toBe(token);
  });

  it.each(VECTORS)("verify %j alike", (value, token) => {
    expect(createSigner().verify(token)).toEqual({ value, signedAt: NOW, isCurrent: true });
  });

  it.each([
    [1, "x.AQ.DSWiw_geIbYLnVFhVBLL4_uei08"],
    [255, "x._w.r3lC315-Ke_Jvytn-29OKg5nHsA"],
    [256, "x.AQA.Jfxkbz-ewnP4GCGrt9MacvawajY"],
    [2 ** 32 + 5, "x.AQAAAAU.I_3uQEG6vxZjvI7NLI6eybtkc_k"],
  ])("write the second %i alike", (seconds, token) => {
    expect(createSigner().sign("x", seconds * 1000)).toBe(token);
    expect(createSigner().verify(token)).toEqual({ value: "x", signedAt: seconds, isCurrent: true });
  });

  it("agree with the documented algorithm for a session of Flask's", () => {
    const session = createSigner([SECRET], "cookie-session");
    const token = "eyJ1c2VyX2lkIjozfQ.awGHwA.QksUlu2i5YSd8lQfZ9syuJKk1xQ";
    expect(session.sign("eyJ1c2VyX2lkIjozfQ", NOW * 1000)).toBe(token);
    expect(session.verify(token)?.value).toBe(Buffer.from('{"user_id":3}').toString("base64url"));
  });

  it.each([
    ["django-concat", "ann@example.org.awGHwA.aQSM2eWObIzs2XShtV0catdnxjE"],
    ["concat", "ann@example.org.awGHwA.27ZueEKe1KH4GTLXBVBi68t2l0A"],
    ["none", "ann@example.org.awGHwA.l-Le6w3KePeMzxuryK_FNzYxcBU"],
    ["hmac with SHA-256", "ann@example.org.awGHwA.Fzxn0nNqul3ZhdE_1Lbx095HTdPo3GOrYPDIUyO5owo"],
  ])("do not share tokens made with another key: %s (A30)", (_, token) => {
    expect(createSigner().verify(token)).toBeNull();
  });
});

describe("a runtime without crypto.hash", () => {
  it.each(VECTORS)("signs %j alike", (value, token) => {
    const real = process.getBuiltinModule("node:crypto");
    vi.spyOn(process, "getBuiltinModule").mockReturnValue({ ...real, hash: undefined });
    expect(createSigner().sign(value, NOW * 1000)).toBe(token);
    expect(createSigner().verify(token)).toEqual({ value, signedAt: NOW, isCurrent: true });
  });
});

describe("TimestampSigner.verify", () => {
  const token = createSigner().sign("ann@example.org", NOW * 1000);

  it.each(["", "x", "a.b", "a,b", "é🎬", "x".repeat(5000), "é".repeat(5000), "\0", "..", "line\nbreak"])(
    "gives %j back",
    (value) => {
      expect(createSigner().verify(createSigner().sign(value))?.value).toBe(value);
    },
  );

  it("gives the time of signing in seconds", () => {
    expect(createSigner().verify(createSigner().sign("x", 1_500_000_000_999))?.signedAt).toBe(1_500_000_000);
  });

  it("signs now unless told otherwise", () => {
    const before = Math.floor(Date.now() / 1000);
    const signedAt = createSigner().verify(createSigner().sign("x"))?.signedAt ?? 0;
    expect(signedAt - before).toBeGreaterThanOrEqual(0);
    expect(signedAt - before).toBeLessThan(5);
  });

  it("refuses a token with any bit of it flipped (A30)", () => {
    const accepted = Array.from(token).flatMap((character, index) =>
      [1, 2, 4, 8, 16, 32, 64].flatMap((bit) => {
        const flipped = String.fromCharCode(character.charCodeAt(0) ^ bit);
        const forged = token.slice(0, index) + flipped + token.slice(index + 1);
        return createSigner().verify(forged) === null ? [] : [forged];
      }),
    );
    expect(accepted).toEqual([]);
  });

  it("refuses a token that is shorter or longer (A30)", () => {
    for (let length = 0; length < token.length; length++) {
      expect(createSigner().verify(token.slice(0, length))).toBeNull();
      expect(createSigner().verify(token.slice(length + 1))).toBeNull();
    }
    for (const extra of ["A", "=", ".", " ", "\n", "é"]) {
      expect(createSigner().verify(token + extra)).toBeNull();
      expect(createSigner().verify(extra + token)).toBeNull();
    }
  });

  it.each([
    "",
    ".",
    "..",
    "...",
    "a",
    "a.b",
    "a.b.c",
    ".a.",
    "a..b",
    "é.é.é",
    "\0.\0.\0",
    "=.=.=",
    "a.awGHwA.",
  ])("refuses %j", (garbage) => {
    expect(createSigner().verify(garbage)).toBeNull();
  });

  it("refuses other spellings of the same signature (A30)", () => {
    const signature = token.slice(token.lastIndexOf(".") + 1);
    const start = token.slice(0, -signature.length);
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const alike = letters.split("").filter((letter) => {
      const spelled = signature.slice(0, -1) + letter;
      return (
        spelled !== signature && Buffer.from(spelled, "base64url").equals(Buffer.from(signature, "base64url"))
      );
    });
    expect(alike.length).toBeGreaterThan(0);
    expect(
      alike.filter((letter) => createSigner().verify(start + signature.slice(0, -1) + letter) !== null),
    ).toEqual([]);
    const standard = signature.replaceAll("-", "+").replaceAll("_", "/");
    expect(createSigner().verify(`${start}${standard}=`)).toBeNull();
  });

  it("compares all of a signature, wherever the first difference is (A210, A235)", () => {
    const key = deriveKey(SECRET, "email-confirm", "hmac");
    const right = key.sign("text");
    const looks = [0, 13, 26].map((index) => {
      let count = 0;
      const wrong = right.slice(0, index) + (right[index] === "A" ? "B" : "A") + right.slice(index + 1);
      const watched = {
        length: wrong.length,
        charCodeAt: (at: number) => (count++, wrong.charCodeAt(at)),
      };
      expect(key.verify("text", watched as string)).toBe(false);
      return count;
    });
    expect(looks).toEqual([27, 27, 27]);
    expect(key.verify("text", right)).toBe(true);
  });

  it.each([
    "eyJhbGciOiJub25lIn0.eyJ1c2VyIjoxfQ.",
    "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyIjoxfQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  ])("lets no token choose how it is verified: %s (A304, A373, A374)", (webToken) => {
    expect(createSigner().verify(webToken)).toBeNull();
  });

  it("refuses a token of another purpose (A30)", () => {
    expect(createSigner([SECRET], "password-reset").verify(token)).toBeNull();
    expect(createSigner([SECRET], "").verify(token)).toBeNull();
    expect(createSigner([SECRET], "email-confirm ").verify(token)).toBeNull();
  });

  it("refuses a token of another secret", () => {
    expect(createSigner(["another-secret-of-enough-length!!"]).verify(token)).toBeNull();
    expect(createSigner([""]).verify(token)).toBeNull();
  });

  it("does not take value and time for each other (A30)", () => {
    const [value = "", time = "", signature = ""] = createSigner()
      .sign("x", NOW * 1000)
      .split(".");
    expect(createSigner().verify(`${value}${time}..${signature}`)).toBeNull();
    expect(createSigner().verify(`${time}.${value}.${signature}`)).toBeNull();
  });

  it.each(["x..uPb_zOoL0HIGmzYghygR6KH6mVY", "x.AAAAAAAAAAAA.m5N9QiYEUCy1yfavBh49Zcvp5wk"])(
    "takes %s, signed without a time that can be one, for as old as can be",
    (untimed) => {
      expect(createSigner().verify(untimed)?.signedAt ?? 0).toBe(0);
    },
  );

  it("takes little time for a long one", () => {
    expect(timeOf(() => createSigner().verify("a.".repeat(50_000)))).toBeLessThan(50);
    expect(timeOf(() => createSigner().verify("a".repeat(100_000)))).toBeLessThan(50);
  });
});

describe("the secrets of a TimestampSigner", () => {
  const [recent, old, older] = ["new-secret", "old-secret", "older-secret"];

  it("sign with the first (A5)", () => {
    const token = createSigner([recent, old, older]).sign("x");
    expect(createSigner([recent]).verify(token)?.value).toBe("x");
    expect(createSigner([old, older]).verify(token)).toBeNull();
  });

  it.each([recent, old, older])("verify with all of them: %s (A5)", (secret) => {
    const token = createSigner([secret]).sign("x");
    expect(createSigner([recent, old, older]).verify(token)?.value).toBe("x");
  });

  it("tell whether the first one signed", () => {
    const isCurrent = (secret: string): boolean | undefined =>
      createSigner([recent, old, older]).verify(createSigner([secret]).sign("x"))?.isCurrent;
    expect([isCurrent(recent), isCurrent(old), isCurrent(older)]).toEqual([true, false, false]);
  });

  it("verify no more with one that was dropped (A5)", () => {
    const token = createSigner([older]).sign("x");
    expect(createSigner([recent, old]).verify(token)).toBeNull();
  });

  it("have to be there to sign, not to verify", () => {
    expect(() => createSigner([]).sign("x")).toThrow("A signer needs at least one secret.");
    expect(createSigner([]).verify(createSigner().sign("x"))).toBeNull();
  });
});
