import { MicroError } from "@micro-web/core";
import { RawQueryFragment } from "@mikro-orm/sql";

import { InvalidValue } from "../database-error.ts";

/** A piece of SQL that {@link sql} made: a whole statement, a condition, or something to order by. */
export type Sql = RawQueryFragment;

/** What may stand between the texts of {@link sql}: a value, a list of values, a name, another piece. */
export type SqlValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Date
  | Uint8Array
  | Sql
  | readonly (string | number | bigint | boolean | null | Date)[];

/** A parameter that no mark takes. */
const UNUSED = Symbol("unused");

/** Where a name stands in a text, in MikroORM's words. */
const NAME = "??";

/**
 * SQL with values in it, which never become part of its text: whatever they are, they stay values.
 *
 * A list becomes `(1, 2, 3)`; {@link sqlName} is the name of a table or column; another piece of SQL is put in as it is.
 *
 * @throws MicroError `MICRO_SQL_TEXT` when it is called with a text, into which values may have been put.
 * @throws InvalidValue 400, for a value that no column holds: an object, NaN.
 * @example
 * const rows = await db.query(sql`select * from post where author_id = ${id} and status in ${["draft", "public"]}`);
 */
export function sql(texts: TemplateStringsArray, ...values: readonly SqlValue[]): Sql {
  if (!Array.isArray(texts) || !Array.isArray(texts.raw)) {
    throw new MicroError(
      "MICRO_SQL_TEXT",
      "sql() was called with a text. Write it before a template literal: sql`select * from post where id = ${id}`.",
    );
  }
  let text = escapeMarks(texts[0] ?? "");
  const parameters: unknown[] = [];
  for (const [index, value] of values.entries()) {
    text += toMark(value, parameters) + escapeMarks(texts[index + 1] ?? "");
  }
  // MikroORM leaves a text without parameters as it is, escaped marks too.
  return new RawQueryFragment(text, parameters.length === 0 && text.includes("?") ? [UNUSED] : parameters);
}

/**
 * The name of a table, a column, or a column of a table, quoted as the database wants it.
 *
 * @example
 * sql`select ${sqlName("post", "title")} from ${sqlName("post")}`
 */
export function sqlName(...path: readonly string[]): Sql {
  return new RawQueryFragment(path.map(() => NAME).join("."), [...path]);
}

/** A question mark in a text is one, and no parameter. */
function escapeMarks(text: string): string {
  const escaped = text.replaceAll("?", "\\?");
  return escaped.endsWith("\\") ? `${escaped} ` : escaped; // the mark that follows is none that is escaped
}

function toMark(value: SqlValue, parameters: unknown[]): string {
  if (value instanceof RawQueryFragment) {
    parameters.push(...value.params.filter((parameter) => parameter !== UNUSED));
    return value.sql;
  }
  if (!Array.isArray(value)) {
    parameters.push(checked(value));
    return "?";
  }
  if (value.length === 0) return "(null)"; // in no list
  parameters.push(...value.map(checked));
  return `(${value.map(() => "?").join(", ")})`;
}

function checked(value: unknown): unknown {
  if (value === null || value instanceof Date) return value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (
    typeof value === "number"
      ? Number.isFinite(value)
      : ["string", "bigint", "boolean"].includes(typeof value)
  )
    return value;
  throw new InvalidValue();
}
