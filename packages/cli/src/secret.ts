import { randomBytes } from "node:crypto";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import { CommandFailure } from "./errors/command-failure.ts";
import type { Shell } from "./shell.ts";

/** The options of `micro secret`. */
export interface SecretOptions {
  /** Put it into `.env` instead of printing it. */
  readonly write: boolean;
}

/** As many as the signature has. */
const BYTES = 32;

/**
 * Makes a new SECRET_KEY.
 *
 * @returns The exit status.
 * @throws CommandFailure `MICRO_ENV_FILE` when `.env` has one already, or cannot be written.
 * @example
 * await secret({ write: false }, shell); // 64 hexadecimal digits
 */
export async function secret({ write }: SecretOptions, { folder, print }: Shell): Promise<number> {
  const key = randomBytes(BYTES).toString("hex");
  if (!write) {
    print(key);
    return 0;
  }
  const path = join(folder, ".env");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (parseEnv(text)["MICRO_SECRET_KEY"] !== undefined) {
    throw new CommandFailure(
      "MICRO_ENV_FILE",
      `${path} has a MICRO_SECRET_KEY already, which signs the sessions of your visitors. To change it, move it to ` +
        `MICRO_SECRET_KEY_FALLBACKS='["..."]' first and delete its line.`,
    );
  }
  const start = text === "" || text.endsWith("\n") ? "" : "\n";
  appendFileSync(path, `${start}MICRO_SECRET_KEY=${key}\n`, { mode: 0o600 });
  print(`MICRO_SECRET_KEY is in ${path}. Keep the file out of version control.`);
  return 0;
}
