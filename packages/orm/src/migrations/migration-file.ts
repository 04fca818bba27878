import type { DatabaseKind } from "../database-url.ts";

/** What a migration that is written is made of. */
export interface MigrationDraft {
  readonly database: DatabaseKind;
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** What its reader should know. */
  readonly notes: readonly string[];
  /** What it is for. */
  readonly message: string;
}

/**
 * The name of a migration: when it was written, and what it is for.
 *
 * @param last - The name that it has to come after; "" for none.
 */
export function migrationName(message: string, now: Date, last: string): string {
  const own = Number(now.toISOString().replaceAll(/\D/g, "").slice(0, 14));
  const time = String(Math.max(own, Number(/^\d{14}/.exec(last)?.[0] ?? 0) + 1));
  const words = message
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, "_")
    .replaceAll(/^_+|_+$/g, "")
    .slice(0, 60);
  return words === "" ? time : `${time}_${words}`;
}

/** The text of the file of a migration. */
export function migrationText({ database, up, down, notes, message }: MigrationDraft): string {
  const comments = [message, ...notes]
    .filter((line) => line !== "")
    .map((line) => `// ${line.replaceAll(/\s+/g, " ")}`);
  return [
    'import { defineMigration } from "@micro-web/orm";',
    "",
    ...comments,
    "export const migration = defineMigration({",
    `  database: ${JSON.stringify(database)},`,
    ...list("up", up),
    ...list("down", down),
    "});",
    "",
  ].join("\n");
}

function list(name: string, statements: readonly string[]): string[] {
  if (statements.length === 0) return [`  ${name}: [],`];
  return [`  ${name}: [`, ...statements.map((statement) => `    ${toLiteral(statement)},`), "  ],"];
}

/** In the quotes that need the least escapes. */
function toLiteral(text: string): string {
  const double = JSON.stringify(text);
  if (!text.includes('"') || text.includes("'")) return double;
  return `'${double.slice(1, -1).replaceAll('\\"', '"')}'`;
}
