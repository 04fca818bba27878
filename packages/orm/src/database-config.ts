import type { Schema } from "@micro-web/core";

import { parseDatabaseUrl } from "./database-url.ts";

/** What a database reads of an app's configuration. */
export interface DatabaseConfig {
  /** Which database. */
  readonly url: string;
  /** Whether a developer looks: statements are recorded, and what looks like a mistake is said. */
  readonly isWatched: boolean;
  /** Signs what visitors bring back. */
  readonly secrets: readonly string[];
}

/** The key that says which database: `DATABASE_URL`, or `ARCHIVE_DATABASE_URL` for the one that is called "archive". */
function urlKey(name: string): string {
  const prefix = name === "default" ? "" : `${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, "_")}_`;
  return `${prefix}DATABASE_URL`;
}

/**
 * Reads and checks the part of an app's configuration that is a database's. Without a key the variable of the environment
 * of the same name counts, unless the app is under test.
 *
 * @param name - Of the database. @param fallback - The URL when nothing says one.
 */
export function databaseConfigSchema(name: string, fallback: string): Schema<DatabaseConfig> {
  const key = urlKey(name);
  return {
    "~standard": {
      version: 1,
      vendor: "micro",
      validate: (input) => {
        const values: Readonly<Record<string, unknown>> = Object.assign({}, input);
        const isTest = values["TESTING"] === true;
        const url = values[key] ?? (isTest ? undefined : process.env[key]) ?? fallback;
        const message = faultOf(url);
        if (typeof url !== "string" || message !== "") return { issues: [{ path: [key], message }] };
        const secrets = [values["SECRET_KEY"], values["SECRET_KEY_FALLBACKS"]].flat();
        return {
          value: {
            url,
            isWatched: isTest || values["DEBUG"] === true,
            secrets: secrets.filter((secret) => typeof secret === "string"),
          },
        };
      },
    },
  };
}

/** What is wrong with a URL; "" when nothing is. */
function faultOf(url: unknown): string {
  if (typeof url !== "string") return "Invalid input: expected the URL of a database";
  try {
    parseDatabaseUrl(url, "");
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
