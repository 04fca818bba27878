import { isAbsolute, join } from "node:path";

import { MicroError } from "@micro-web/core";

/** The databases that a URL may name. */
export type DatabaseKind = "sqlite" | "postgresql" | "mysql" | "mariadb";

/** What a `DATABASE_URL` says. */
export interface DatabaseLocation {
  /** Which database it is. */
  readonly kind: DatabaseKind;
  /** Of a server: the URL for its driver. "" for SQLite */
  readonly url: string;
  /** Of SQLite: the path of the file, or ":memory:". "" for a server */
  readonly file: string;
  /** What may be shown to people: the URL without its password. */
  readonly label: string;
}

const KINDS: Readonly<Record<string, DatabaseKind>> = {
  "sqlite:": "sqlite",
  "postgresql:": "postgresql",
  "postgres:": "postgresql",
  "mysql:": "mysql",
  "mariadb:": "mariadb",
};

/** What SQLite calls a database that has no file. */
export const MEMORY = ":memory:";

/**
 * Reads a `DATABASE_URL`: `sqlite:app.db`, `sqlite::memory:`, `postgresql://user:password@host/name`, `mysql://...`,
 * `mariadb://...`. SQLAlchemy's `sqlite:///app.db` is understood too.
 *
 * @param text - The URL.
 * @param folder - What the path of a SQLite file is relative to: the instance folder (as in Flask-SQLAlchemy).
 * @throws MicroError `MICRO_DATABASE_URL` for anything else.
 * @example
 * parseDatabaseUrl("sqlite:app.db", "/srv/blog/instance").file; // "/srv/blog/instance/app.db"
 */
export function parseDatabaseUrl(text: string, folder: string): DatabaseLocation {
  const kind = KINDS[/^[a-z]+:/.exec(text)?.[0] ?? ""];
  if (kind === undefined) throw invalidUrl(text);
  if (kind === "sqlite") return parseFile(text, folder);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.hostname === "" || url.pathname.length < 2) throw invalidUrl(text);
  return { kind, url: text, file: "", label: `${url.protocol}//${url.host}${url.pathname}` };
}

function parseFile(text: string, folder: string): DatabaseLocation {
  const path = text.slice("sqlite:".length).replace(/^\/\/\//, "");
  if (path === "" || path.startsWith("//")) throw invalidUrl(text);
  const file = path === MEMORY || isAbsolute(path) ? path : join(folder, path);
  return { kind: "sqlite", url: "", file, label: `sqlite:${file}` };
}

function invalidUrl(text: string): MicroError {
  const shown = text.replace(/\/\/[^/]*@/, "//...@");
  return new MicroError(
    "MICRO_DATABASE_URL",
    `${JSON.stringify(shown)} is no URL of a database. Write sqlite:app.db, sqlite::memory:, ` +
      "postgresql://user:password@host/name, mysql://user:password@host/name or mariadb://user:password@host/name.",
  );
}
