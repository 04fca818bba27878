import { afterEach, describe, expect, it, vi } from "vitest";

import { CHEAP_VECTORS, DEFAULT_VECTORS } from "../test/password-vectors.ts";
import { hashPassword, needsRehash, Passwords, verifyPassword } from "./passwords.ts";

/** Cheap enough to hash by the dozen. */
const CHEAP = { scrypt: { cost: 1024 }, argon2: { memory: 64, passes: 1 } };
const PASSWORD = "correct horse battery staple";

describe("hashPassword", () => {
  it("hashes as Werkzeug does, with a salt of its own each time [F254]", async () => {
    const [one, other] = await Promise.all([hashPassword(PASSWORD), hashPassword(PASSWORD)]);
    expect(one).toMatch(/^scrypt:32768:8:1\$[A-Za-z0-9]{16}\$[0-9a-f]{128}$/);
    expect(one).not.toBe(other);
    expect(await verifyPassword(one, PASSWORD)).toBe(true);
    expect(await verifyPassword(one, `${PASSWORD} `)).toBe(false);
    expect(needsRehash(one)).toBe(false);
  });

  it("leaves the event loop free (F254)", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await hashPassword(PASSWORD);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
  });
});

describe("Passwords.verify", () => {
  const passwords = new Passwords();

  it.each(CHEAP_VECTORS)(
    "knows what %s has made of %j, and nothing else [F254]",
    async (_maker, password, hash) => {
      expect(await passwords.verify(hash, password)).toBe(true);
      expect(await passwords.verify(hash, `${password} `)).toBe(false);
      const other = hash.replace(/[A-Za-z0-9](?=.{8}$)/, (character) => (character === "0" ? "1" : "0"));
      expect([other !== hash, await passwords.verify(other, password)]).toEqual([true, false]);
    },
  );

  it("takes a password as it is, of any characters", async () => {
    const cheap = new Passwords(CHEAP);
    for (const password of ["", " ", "\0", "\r\n", "a\0b", "🐎", "x".repeat(1000), "Ａ"]) {
      const hash = await cheap.hash(password);
      expect(await cheap.verify(hash, password)).toBe(true);
      expect(await cheap.verify(hash, password.normalize("NFKC").trim() || "other")).toBe(
        password === "x".repeat(1000) || password === "🐎" || password === "a\0b" || password === "\0",
      );
    }
  });

  it.each([
    "",
    "!Srp2Eaa0qcq7xOLqUtljwCaXtcRTqPUfbACEIlaJ",
    "plain",
    "md5$salt$5ebe2294ecd0e0f08eab7690d2a6ee69",
    "scrypt:32768:8:1$salt$",
    "scrypt:32768:8:1$salt$zz",
    "scrypt:0:8:1$salt$" + "a".repeat(128),
    "scrypt:3:8:1$salt$" + "a".repeat(128),
    "scrypt:99999999:8:1$salt$" + "a".repeat(128),
    "scrypt:1048576:999:1$salt$" + "a".repeat(128),
    "scrypt:2:1:999$salt$" + "a".repeat(128),
    "pbkdf2:sha256:99999999$salt$" + "a".repeat(64),
    "pbkdf2:sha256:0$salt$" + "a".repeat(64),
    "pbkdf2:sha256:1000$salt$aa",
    "pbkdf2:md5:1000$salt$" + "a".repeat(32),
    "$argon2id$v=19$m=99999999,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    "$argon2id$v=19$m=64,t=9999,p=1$c2FsdHNhbHQ$aGFzaGhhc2g",
    "$argon2id$",
    "$2b$31$rfucbOkNqRgpGKWxxpfVTOs1AvDnllVRyBAAv6cm5g.pzoUqy0DeC",
    "$2b$08$short",
    "bcrypt_sha1$$2b$08$rfucbOkNqRgpGKWxxpfVTOs1AvDnllVRyBAAv6cm5g.pzoUqy0DeC",
  ])("is false at once for %j, which is no hash or asks for too much work", async (hash) => {
    const started = performance.now();
    expect(await passwords.verify(hash, PASSWORD)).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });

  it("is false at once for a password of more bytes than anybody types, and hash() refuses it", async () => {
    const cheap = new Passwords(CHEAP);
    const hash = await cheap.hash("x".repeat(4096));
    expect(await cheap.verify(hash, "x".repeat(4096))).toBe(true);
    expect(await cheap.verify(hash, "x".repeat(4097))).toBe(false);
    expect(await cheap.verify(hash, "é".repeat(2049))).toBe(false);
    expect(await cheap.verify(hash, "x".repeat(50_000_000))).toBe(false);
    await expect(cheap.hash("x".repeat(4097))).rejects.toMatchObject({ status: 422 });
  });
});

describe("Passwords", () => {
  it("hashes with Argon2id when asked to", async () => {
    const passwords = new Passwords({ ...CHEAP, algorithm: "argon2id" });
    const hash = await passwords.hash(PASSWORD);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/);
    expect(await passwords.verify(hash, PASSWORD)).toBe(true);
    expect(await passwords.verify(hash, "other")).toBe(false);
    expect(passwords.needsRehash(hash)).toBe(false);
    expect(new Passwords({ algorithm: "argon2id" }).needsRehash(hash)).toBe(true);
    expect(passwords.needsRehash(await hashPassword(PASSWORD))).toBe(true);
    expect(needsRehash(hash)).toBe(true);
  });

  it.each([...DEFAULT_VECTORS, ...CHEAP_VECTORS].filter(([maker]) => !maker.endsWith("3.1.8 scrypt")))(
    "wants to replace what %s has made",
    (_maker, _password, hash) => expect(needsRehash(hash)).toBe(true),
  );

  it("hashes a few at a time, has some wait, and refuses the others with 503", async () => {
    const passwords = new Passwords({ ...CHEAP, concurrency: 2, maxWaiting: 3 });
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => passwords.hash(PASSWORD)));
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ status: 503, headers: { "Retry-After": "2" } });
    expect(await passwords.hash(PASSWORD)).toMatch(/^scrypt:/);
  });
});

describe("a package that is not installed", () => {
  const missing = () => {
    throw new Error("Cannot find package");
  };
  afterEach(() => {
    vi.doUnmock("@node-rs/argon2");
    vi.doUnmock("bcryptjs");
  });

  it("is asked for with what to type (MICRO_LOGIN_PACKAGE)", async () => {
    vi.doMock("@node-rs/argon2", missing);
    vi.doMock("bcryptjs", missing);
    const passwords = new Passwords({ ...CHEAP, algorithm: "argon2id" });
    await expect(passwords.hash(PASSWORD)).rejects.toThrow(
      /Run: npm install @node-rs\/argon2 \[MICRO_LOGIN_PACKAGE\]$/,
    );
    const [, password = "", hash = ""] = CHEAP_VECTORS.find(([maker]) => maker === "Python bcrypt 2b") ?? [];
    await expect(passwords.verify(hash, password)).rejects.toThrow(
      /Run: npm install bcryptjs \[MICRO_LOGIN_PACKAGE\]$/,
    );
  });
});

describe("Passwords.authenticate", () => {
  it("answers 503 for nobody too while too many are hashed, and goes on afterwards", async () => {
    const passwords = new Passwords({ ...CHEAP, concurrency: 1, maxWaiting: 0 });
    const busy = passwords.hash(PASSWORD);
    const access = { getHash: () => "" };
    await expect(passwords.authenticate(null, PASSWORD, access)).rejects.toMatchObject({ status: 503 });
    await busy;
    expect(await passwords.authenticate(null, PASSWORD, access)).toBeNull();
  });

  interface Account {
    passwordHash: string | null;
  }
  const access = {
    getHash: (account: Account) => account.passwordHash,
    saveHash: (account: Account, hash: string) => void (account.passwordHash = hash),
  };

  it("gives the user whose password it is", async () => {
    const passwords = new Passwords(CHEAP);
    const account = { passwordHash: await passwords.hash(PASSWORD) };
    const { passwordHash } = account;
    expect(await passwords.authenticate(account, PASSWORD, access)).toBe(account);
    expect(await passwords.authenticate(account, "other", access)).toBeNull();
    expect(await passwords.authenticate(account, "", access)).toBeNull();
    expect(await passwords.authenticate({ passwordHash: null }, PASSWORD, access)).toBeNull();
    expect(await passwords.authenticate(null, PASSWORD, access)).toBeNull();
    expect(account.passwordHash).toBe(passwordHash);
  });

  it.each(CHEAP_VECTORS)(
    "replaces what %s has made, for the right password only [F254]",
    async (_maker, password, hash) => {
      const passwords = new Passwords(CHEAP);
      const account: Account = { passwordHash: hash };
      expect(await passwords.authenticate(account, "other", access)).toBeNull();
      expect(account.passwordHash).toBe(hash);
      expect(await passwords.authenticate(account, password, access)).toBe(account);
      expect(account.passwordHash).toMatch(/^scrypt:1024:8:1\$/);
      expect(await passwords.verify(account.passwordHash ?? "", password)).toBe(true);
    },
  );

  it("keeps the old hash when there is nothing to save a new one with", async () => {
    const passwords = new Passwords(CHEAP);
    const [, password = "", hash = ""] = CHEAP_VECTORS.find(([maker]) => maker.includes("sha256:1000")) ?? [];
    expect(await passwords.authenticate({ hash }, password, { getHash: (user) => user.hash })).toEqual({
      hash,
    });
  });
});

describe("a damaged hash of Argon2", () => {
  it.each([
    "$argon2id$v=19$m=8,t=1,p=1$a$b",
    "$argon2id$v=19$m=8,t=0,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNo",
    "$argon2id$v=19$m=64,t=1,p=1$YQ$aGFzaGhhc2hoYXNo",
  ])("is nobody's, and no error: %s", async (hash) => {
    expect(await new Passwords(CHEAP).verify(hash, PASSWORD)).toBe(false);
  });
});
