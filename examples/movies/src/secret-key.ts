import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * The key that signs sessions while the site is developed: made once, and kept, so that sessions survive a restart.
 *
 * In production the key comes from the environment variable MICRO_SECRET_KEY, and from nowhere else.
 *
 * @param path - The file it is kept in, which only its owner may read.
 * @throws Error in production.
 */
export function readSecretKey(path: string, environment: string | undefined): string {
  if (environment === "production") {
    throw new Error(
      "Set MICRO_SECRET_KEY to something long and random that stays the same between restarts.",
    );
  }
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(path, "utf8").trim();
}
