/** What stands where a secret was. */
const MASK = "[hidden]";

/** Names of values that nobody but their owner may see. */
const SECRET =
  /secret|passw|pwd|token|api[-_]?key|(?:^|[-_])key$|KEY_FALLBACKS$|private|credential|^(?:proxy-)?authorization$|^(?:set-)?cookie$|csrf|signature|dsn$/i;

/** "accessKey", but not "monkey". */
const CAMEL_KEY = /[a-z]Key$/;

/** Objects in objects are shown to this depth. */
const MAX_DEPTH = 6;

/**
 * Whether a value of this name is a secret: passwords, tokens, keys, `Authorization`, `Cookie`.
 *
 * @example
 * isSecretName("X-Api-Key"); // true
 */
export function isSecretName(name: string): boolean {
  return SECRET.test(name) || CAMEL_KEY.test(name);
}

/**
 * A copy of a value in which secrets are hidden: those that {@link isSecretName} tells by the names of properties, and
 * passwords in URLs.
 *
 * For logs and error pages. It has objects, arrays and texts; what else there is it takes as it is.
 *
 * @example
 * maskSecrets({ user: "ann", password: "x", db: "pg://app:x@db/app" });
 * // { user: "ann", password: "[hidden]", db: "pg://app:[hidden]@db/app" }
 */
export function maskSecrets(value: unknown): unknown {
  return mask(value, 0);
}

function mask(value: unknown, depth: number): unknown {
  if (typeof value === "string") return maskUrls(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Date || value instanceof Error) return value;
  if (depth >= MAX_DEPTH) return "[more]";
  if (Array.isArray(value)) return value.map((item) => mask(item, depth + 1));
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, item]) => [
      name,
      isSecretName(String(name)) && !isEmpty(item) ? MASK : mask(item, depth + 1),
    ]),
  );
}

/** That there is no secret is none. */
function isEmpty(value: unknown): boolean {
  return (
    value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0)
  );
}

function maskUrls(text: string): string {
  return text.includes("://") ? text.replaceAll(/(:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${MASK}@`) : text;
}

/**
 * A text without these secrets, wherever they stand in it.
 *
 * @param secrets - Those shorter than four characters are left: they stand in many a word.
 * @example
 * withoutSecrets("signed with s3cret!", ["s3cret!"]); // "signed with [hidden]"
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret.length >= 4)
    .reduce((cleaned, secret) => cleaned.replaceAll(secret, MASK), text);
}
