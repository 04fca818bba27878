import { type MaybePromise, UnprocessableContent } from "@micro-web/core";

import {
  argon2Scheme,
  type Argon2Cost,
  DEFAULT_ARGON2_COST,
  hashWithArgon2,
  parseArgon2Hash,
} from "./argon2-scheme.ts";
import { bcryptScheme } from "./bcrypt-scheme.ts";
import { HashQueue, type HashQueueOptions } from "./hash-queue.ts";
import type { PasswordScheme } from "./password-scheme.ts";
import { pbkdf2Scheme } from "./pbkdf2-scheme.ts";
import {
  DEFAULT_SCRYPT_COST,
  hashWithScrypt,
  parseScryptHash,
  type ScryptCost,
  scryptScheme,
} from "./scrypt-scheme.ts";

/** How passwords are hashed. */
export interface PasswordsOptions extends HashQueueOptions {
  /** "argon2id" needs the package `@node-rs/argon2`. @default "scrypt" */
  readonly algorithm?: "scrypt" | "argon2id";
  /** What scrypt costs. @default N 32768, r 8, p 1 */
  readonly scrypt?: Partial<ScryptCost>;
  /** What Argon2id costs. @default 19 MiB, 2 passes, 1 lane */
  readonly argon2?: Partial<Argon2Cost>;
  /** The most bytes (UTF-8) of a password; longer ones are nobody's. @default 4096 */
  readonly maxBytes?: number;
}

/** How the hash of a user's password is found and kept. */
export interface PasswordAccess<User> {
  /** The kept hash; `null` for a user without a password. */
  readonly getHash: (user: User) => string | null | undefined;
  /** Keeps a new hash, when the old one is of an older kind. @default nothing is kept */
  readonly saveHash?: (user: User, hash: string) => MaybePromise<unknown>;
}

const SCHEMES: readonly PasswordScheme[] = [scryptScheme, pbkdf2Scheme, argon2Scheme, bcryptScheme];

/**
 * Hashes and checks passwords. What Werkzeug and Django have hashed is checked too, and {@link authenticate} replaces it.
 *
 * @example
 * const passwords = new Passwords({ algorithm: "argon2id" });
 * user.passwordHash = await passwords.hash("correct horse battery staple");
 * await passwords.verify(user.passwordHash, "correct horse battery staple"); // true
 */
export class Passwords {
  readonly #algorithm: "scrypt" | "argon2id";
  readonly #scrypt: ScryptCost;
  readonly #argon2: Argon2Cost;
  readonly #maxBytes: number;
  readonly #queue: HashQueue;
  #decoy: Promise<string> | undefined;

  /** @param options - Algorithm, cost, limits. */
  constructor({ algorithm = "scrypt", scrypt, argon2, maxBytes = 4096, ...limits }: PasswordsOptions = {}) {
    this.#algorithm = algorithm;
    this.#scrypt = { ...DEFAULT_SCRYPT_COST, ...scrypt };
    this.#argon2 = { ...DEFAULT_ARGON2_COST, ...argon2 };
    this.#maxBytes = maxBytes;
    this.#queue = new HashQueue(limits);
  }

  /**
   * The hash of a password, with a salt of its own: `scrypt:32768:8:1$salt$hex` or `$argon2id$...`.
   *
   * @throws UnprocessableContent for a password that is too long; ServiceUnavailable when too many are being hashed;
   *   MicroError `MICRO_LOGIN_PACKAGE`.
   */
  async hash(password: string): Promise<string> {
    if (!this.#fits(password)) throw new UnprocessableContent("The password is too long.");
    return this.#queue.run(() =>
      this.#algorithm === "scrypt"
        ? hashWithScrypt(password, this.#scrypt)
        : hashWithArgon2(password, this.#argon2),
    );
  }

  /**
   * Whether a password is the one that was hashed. Takes the same time wherever they differ.
   *
   * @param hash - As it was kept; of no known kind it is nobody's.
   * @throws ServiceUnavailable when too many are being hashed; MicroError `MICRO_LOGIN_PACKAGE`.
   */
  async verify(hash: string, password: string): Promise<boolean> {
    const scheme = SCHEMES.find(({ owns }) => owns(hash));
    if (scheme === undefined || !this.#fits(password)) return false;
    return this.#queue.run(() => scheme.verify(password, hash));
  }

  /** Whether a hash was made in another way than {@link hash} makes them, or is cheaper to guess. */
  needsRehash(hash: string): boolean {
    if (this.#algorithm === "scrypt") {
      const made = hash.startsWith("scrypt:") ? parseScryptHash(hash) : null;
      const { cost, blockSize, parallelization } = this.#scrypt;
      if (made === null || made.cost < cost) return true;
      return made.blockSize < blockSize || made.parallelization < parallelization;
    }
    const made = hash.startsWith("$") ? parseArgon2Hash(hash) : null;
    const { memory, passes } = this.#argon2;
    return made === null || made.variant !== "argon2id" || made.memory < memory || made.passes < passes;
  }

  /**
   * The user, if the password is theirs; `null` otherwise. For nobody, and for users without a password, it takes as long
   * as for a wrong one, so that nobody finds out who has an account. An outdated hash is replaced.
   *
   * @param user - As it was found by what the visitor says to be; `null` for nobody.
   * @throws ServiceUnavailable when too many are being hashed; MicroError `MICRO_LOGIN_PACKAGE`.
   * @example
   * const user = await passwords.authenticate(await findUser(email), password, {
   *   getHash: (found) => found.passwordHash,
   *   saveHash: (found, hash) => updateUser(found.id, { passwordHash: hash }),
   * });
   */
  async authenticate<User>(
    user: User | null | undefined,
    password: string,
    { getHash, saveHash }: PasswordAccess<User>,
  ): Promise<User | null> {
    const kept = user == null ? "" : (getHash(user) ?? "");
    const isHash = SCHEMES.some(({ owns }) => owns(kept));
    const isRight = await this.verify(isHash ? kept : await this.#decoyHash(), password);
    if (user == null || !isHash || !isRight) return null;
    if (saveHash !== undefined && this.needsRehash(kept)) await saveHash(user, await this.hash(password));
    return user;
  }

  /** UTF-8 takes up to three bytes for a unit of UTF-16: most need not be counted. */
  #fits(password: string): boolean {
    if (password.length * 3 <= this.#maxBytes) return true;
    return password.length <= this.#maxBytes && Buffer.byteLength(password) <= this.#maxBytes;
  }

  /** The hash of a password that nobody has; one that could not be made is tried again. */
  #decoyHash(): Promise<string> {
    this.#decoy ??= this.hash(crypto.randomUUID()).catch((error: unknown) => {
      this.#decoy = undefined;
      throw error;
    });
    return this.#decoy;
  }
}

const DEFAULT_PASSWORDS: Passwords = new Passwords();

/** {@link Passwords.hash} with scrypt (Werkzeug's `generate_password_hash`). */
export function hashPassword(password: string): Promise<string> {
  return DEFAULT_PASSWORDS.hash(password);
}

/** {@link Passwords.verify} (Werkzeug's `check_password_hash`). */
export function verifyPassword(hash: string, password: string): Promise<boolean> {
  return DEFAULT_PASSWORDS.verify(hash, password);
}

/** {@link Passwords.needsRehash}: whether a hash is not of scrypt, or cheaper than today's. */
export function needsRehash(hash: string): boolean {
  return DEFAULT_PASSWORDS.needsRehash(hash);
}
