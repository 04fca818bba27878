import type { Column, DatabaseTable } from "@mikro-orm/sql";

import type { DatabaseKind } from "../database-url.ts";

/** What stands for nothing, by the type that a value has in JavaScript. */
const LITERALS: Readonly<Record<string, string>> = {
  string: "''",
  number: "0",
  bigint: "0",
  boolean: "false",
  object: "'{}'",
  any: "'{}'",
  Buffer: "''",
  Uint8Array: "''",
};

/** The moment of the migration. */
const NOW: Readonly<Record<DatabaseKind, string>> = {
  sqlite: "(unixepoch() * 1000)",
  postgresql: "current_timestamp",
  mysql: "current_timestamp",
  mariadb: "current_timestamp",
};

/** By how the database calls a type, where JavaScript's is not enough. */
const LITERALS_OF_TYPES: readonly (readonly [RegExp, string | null])[] = [
  [/^(timestamp|datetime|date)/i, null],
  [/^time/i, "'00:00:00'"],
  [/^uuid/i, "'00000000-0000-0000-0000-000000000000'"],
];

/**
 * What rows get in a column that they did not have and that may not be empty; `null` for a column that may be, that has a
 * default, or that refers to another table: there nothing would do.
 */
export function fillLiteral(column: Column, kind: DatabaseKind, table: DatabaseTable): string | null {
  if (!needsFill(column, table)) return null;
  const { enumItems = [], type, mappedType } = column;
  const [first] = enumItems;
  if (first !== undefined) return `'${first.replaceAll("'", "''")}'`;
  const known = LITERALS_OF_TYPES.find(([pattern]) => pattern.test(type));
  if (known !== undefined) return known[1] ?? NOW[kind];
  return LITERALS[mappedType.runtimeType] ?? "''";
}

function needsFill(column: Column, table: DatabaseTable): boolean {
  const { nullable, autoincrement, generated, name } = column;
  if (nullable === true || autoincrement === true || generated !== undefined) return false;
  if (column.default !== undefined && column.default !== null) return false;
  return !Object.values(table.getForeignKeys()).some(({ columnNames }) => columnNames.includes(name));
}
