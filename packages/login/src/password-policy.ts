import { isCommonPassword } from "./common-passwords.ts";

/** What is known of a user that a password should not be made of: `{ name: "Ann", "e-mail address": "ann@example.org" }`. */
export type UserFacts = Readonly<Record<string, string | null | undefined>>;

/** Says what is wrong with a password; `null` for nothing. */
export type PasswordRule = (password: string, facts: UserFacts) => string | null;

/** Longer facts are cut: what is compared takes time. */
const MAX_FACT_LENGTH = 256;

/** Passwords of at least so many characters (Django's MinimumLengthValidator). @param length - @default 8 */
export function minLength(length: number = 8): PasswordRule {
  return (password) =>
    Array.from(password).length >= length
      ? null
      : `This password is too short. It must contain at least ${length} characters.`;
}

/** Passwords of at most so many bytes, as {@link Passwords} takes them. @param bytes - @default 4096 */
export function maxBytes(bytes: number = 4096): PasswordRule {
  return (password) =>
    password.length <= bytes && Buffer.byteLength(password) <= bytes ? null : "This password is too long.";
}

/** No passwords that are guessed first (Django's CommonPasswordValidator). */
export function notCommon(): PasswordRule {
  return (password) => (isCommonPassword(password) ? "This password is too common." : null);
}

/** No numbers (Django's NumericPasswordValidator). */
export function notNumeric(): PasswordRule {
  return (password) => (/^\d+$/.test(password) ? "This password is entirely numeric." : null);
}

/**
 * No passwords made of what is known of the user (Django's UserAttributeSimilarityValidator).
 *
 * @param maxSimilarity - From 0 to 1, which is the same characters. @default 0.7
 */
export function notSimilar(maxSimilarity: number = 0.7): PasswordRule {
  return (password, facts) => {
    const lower = password.toLowerCase().slice(0, MAX_FACT_LENGTH);
    for (const [name, value] of Object.entries(facts)) {
      const parts = partsOf((value ?? "").toLowerCase().slice(0, MAX_FACT_LENGTH));
      if (parts.some((part) => similarityOf(lower, part) >= maxSimilarity))
        return `The password is too similar to the ${name}.`;
    }
    return null;
  };
}

/** The whole, and its words. */
function partsOf(fact: string): readonly string[] {
  return [fact, ...fact.split(/[^\p{L}\p{N}_]+/u)].filter((part) => part !== "");
}

/** The share of characters that two texts have in common, in whatever order (Python's `SequenceMatcher.quick_ratio`). */
function similarityOf(password: string, part: string): number {
  // As in Django: a word that is much shorter than the password does not make it.
  if (password.length >= 10 * part.length && part.length * 2 < password.length) return 0;
  const counts = new Map<string, number>();
  for (const character of part) counts.set(character, (counts.get(character) ?? 0) + 1);
  let common = 0;
  for (const character of password) {
    const left = counts.get(character) ?? 0;
    if (left > 0) common++;
    counts.set(character, left - 1);
  }
  return (2 * common) / (password.length + part.length);
}

/**
 * What passwords have to be, when one is chosen. By default: 8 characters, not common, not a number, not like what is
 * known of the user; any characters, and no rules about kinds of them (NIST SP 800-63B).
 *
 * @example
 * const policy = new PasswordPolicy();
 * policy.check("ann12345", { name: "Ann", "e-mail address": "ann@example.org" }); // ["The password is too similar to ..."]
 */
export class PasswordPolicy {
  readonly #rules: readonly PasswordRule[];

  /** @param rules - All that has to hold. @default those of Django */
  constructor(
    rules: readonly PasswordRule[] = [minLength(), maxBytes(), notNumeric(), notCommon(), notSimilar()],
  ) {
    this.#rules = rules;
  }

  /** What is wrong with a password, a sentence each, for whoever chooses it; empty for nothing. */
  check(password: string, facts: UserFacts = {}): readonly string[] {
    return this.#rules.map((rule) => rule(password, facts)).filter((issue) => issue !== null);
  }
}
