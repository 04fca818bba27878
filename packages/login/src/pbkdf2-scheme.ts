import { isSameDigest, type PasswordScheme } from "./password-scheme.ts";

/** The bytes of the digests that Werkzeug and Django use with PBKDF2. */
const DIGEST_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };
/** Ten times what Django 5.2 does. */
const MAX_ITERATIONS = 10_000_000;
const WERKZEUG = /^pbkdf2:(sha1|sha256|sha512):(\d{1,8})\$([^$]*)\$([0-9a-f]+)$/;
const DJANGO = /^pbkdf2_(sha1|sha256)\$(\d{1,8})\$([^$]*)\$([A-Za-z0-9+/]+=*)$/;

/** PBKDF2 as Werkzeug writes it, `pbkdf2:sha256:1000000$salt$hex`, and as Django does, `pbkdf2_sha256$...`. */
export const pbkdf2Scheme: PasswordScheme = {
  owns: (hash) => /^pbkdf2[:_]/.test(hash),
  verify: async (password, hash) => {
    const parts = parseHash(hash);
    return parts !== null && isSameDigest(await derive(password, parts), parts.digest);
  },
};

/** A hash, taken apart. */
interface Pbkdf2Hash {
  /** Of the digest: "sha256". */
  readonly name: string;
  readonly iterations: number;
  readonly salt: string;
  readonly digest: Buffer;
}

/** The parts of a hash; `null` for what is none, or asks for too much. */
function parseHash(hash: string): Pbkdf2Hash | null {
  const werkzeug = WERKZEUG.exec(hash);
  const parts = werkzeug ?? DJANGO.exec(hash);
  if (parts === null) return null;
  const [, name = "", count, salt = "", text = ""] = parts;
  const digest = Buffer.from(text, werkzeug === null ? "base64" : "hex");
  const iterations = Number(count);
  const isSane = iterations > 0 && iterations <= MAX_ITERATIONS && digest.length === DIGEST_BYTES[name];
  return isSane ? { name, iterations, salt, digest } : null;
}

/** In a thread of libuv's. */
function derive(password: string, { salt, iterations, name }: Pbkdf2Hash): Promise<Buffer> {
  const { pbkdf2 } = process.getBuiltinModule("node:crypto");
  return new Promise((resolve, reject) => {
    pbkdf2(password, salt, iterations, DIGEST_BYTES[name] ?? 0, name, (error, digest) =>
      error === null ? resolve(digest) : reject(error),
    );
  });
}
