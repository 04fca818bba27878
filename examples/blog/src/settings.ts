import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import type { ConfigValues } from "micro-web";
import { z } from "zod";

/** How the app runs. */
export type Environment = "development" | "testing" | "production";

/** The blog's own keys of the configuration. */
export const settingsSchema = z.object({
  BLOG_NAME: z.string().min(1).default("Slow Letters"),
  BLOG_TAGLINE: z.string().default("Notes by several hands, on things that take their time."),
  POSTS_PER_PAGE: z.coerce.number().int().min(1).max(100).default(10),
  /** The folder of the pictures that people upload. */
  PICTURES: z.string().min(1),
  /** A server that takes mails: `smtps://user:password@mail.example.org`. Without it mails are in the mailbox, see {@link MAILBOX}. */
  MAIL_URL: z.string().startsWith("smtp").nullable().default(null),
  MAIL_FROM: z.string().default("Slow Letters <blog@localhost>"),
  /** Whether everybody may read all mails at `/mailbox`, instead of getting them. */
  MAILBOX: z.boolean().default(false),
});

declare module "micro-web" {
  interface ConfigValues extends z.output<typeof settingsSchema> {}
}

/** What belongs to this installation and not to the code: the database, pictures, a key. */
export const INSTANCE: string = join(import.meta.dirname, "..", "instance");

/** What each environment says. Variables win: `MICRO_DATABASE_URL=postgresql://...`, `MICRO_TRUSTED_HOSTS='["example.org"]'`. */
const SETTINGS: Readonly<Record<Environment, () => Partial<ConfigValues>>> = {
  development: () => ({
    MAILBOX: true,
    SECRET_KEY: process.env["MICRO_SECRET_KEY"] ?? readSecretKey(join(INSTANCE, "secret-key")),
  }),
  testing: () => ({ TESTING: true, MAILBOX: true, SECRET_KEY: "testing", DATABASE_URL: "sqlite::memory:" }),
  production: () => ({
    SESSION_COOKIE_NAME: "__Host-session",
    SESSION_COOKIE_SECURE: true,
    PREFERRED_URL_SCHEME: "https",
  }),
};

/** The configuration of an environment. */
export function settingsFor(environment: Environment): Partial<ConfigValues> {
  return {
    PICTURES: join(INSTANCE, "pictures"),
    MAX_CONTENT_LENGTH: 4_000_000,
    ...SETTINGS[environment](),
  };
}

/** The environment that `NODE_ENV` names. */
export function currentEnvironment(): Environment {
  return process.env["NODE_ENV"] === "production" ? "production" : "development";
}

/**
 * The key that signs sessions while the app is developed: made once, and kept, so that sessions survive a restart. In
 * production it comes from `MICRO_SECRET_KEY`, and from nowhere else.
 */
function readSecretKey(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(path, randomBytes(32).toString("base64url"), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return readFileSync(path, "utf8").trim();
}
