/** One way to keep passwords: how its hashes look and how they are checked. */
export interface PasswordScheme {
  /** Whether a kept hash is of this kind, by how it begins. */
  readonly owns: (hash: string) => boolean;
  /**
   * Whether a password is the one that was hashed. A hash that is damaged, or asks for more work than is sane, is nobody's.
   *
   * @throws MicroError `MICRO_LOGIN_PACKAGE` when the hash needs a package that is not installed.
   */
  readonly verify: (password: string, hash: string) => Promise<boolean>;
}

/** Whether two digests are the same; takes the same time wherever they differ. */
export function isSameDigest(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && process.getBuiltinModule("node:crypto").timingSafeEqual(one, other);
}
