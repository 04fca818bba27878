import type { AbstractSqlPlatform, Column, TableDifference } from "@mikro-orm/sql";

import { fillLiteral } from "./fill-literal.ts";

/** Whether SQLite's `alter table` is not enough. */
export function needsRebuild(diff: TableDifference): boolean {
  const { toTable, addedColumns, changedColumns, removedColumns } = diff;
  const {
    addedForeignKeys,
    changedForeignKeys,
    removedForeignKeys,
    addedChecks,
    changedChecks,
    removedChecks,
  } = diff;
  const parts = [
    changedColumns,
    removedColumns,
    addedForeignKeys,
    changedForeignKeys,
    removedForeignKeys,
    addedChecks,
    changedChecks,
    removedChecks,
  ];
  if (parts.some((part) => Object.keys(part).length > 0)) return true;
  return Object.values(addedColumns).some((column) => fillLiteral(column, "sqlite", toTable) !== null);
}

/**
 * Makes a table of SQLite anew, with the rows that it has: what was renamed keeps its values, what is new gets its default.
 * Foreign keys have to be off meanwhile.
 */
export function rebuildTable(
  { platform }: { readonly platform: AbstractSqlPlatform },
  diff: TableDifference,
  notes: string[],
): string[] {
  const { toTable } = diff;
  const quote = (name: string): string => platform.quoteIdentifier(name);
  const [table, copy] = [quote(toTable.name), quote(`${toTable.name}__new`)];
  const [create = "", ...rest] = platform.getSchemaHelper()?.createTable(toTable) ?? [];
  const columns = toTable.getColumns();
  const sources = columns.map((column) => sourceOf(column, diff, { quote, notes }));
  return [
    create.replace(`create table ${table}`, `create table ${copy}`),
    `insert into ${copy} (${columns.map(({ name }) => quote(name)).join(", ")}) select ${sources.join(", ")} from ${table}`,
    `drop table ${table}`,
    `alter table ${copy} rename to ${table}`,
    ...rest,
  ].map((statement) => statement.replace(/;$/, ""));
}

/** Where the values of a column come from. */
function sourceOf(
  column: Column,
  { fromTable, toTable, renamedColumns }: TableDifference,
  { quote, notes }: { quote: (name: string) => string; notes: string[] },
): string {
  const { name } = column;
  const oldName = Object.entries(renamedColumns).find(([, renamed]) => renamed.name === name)?.[0] ?? name;
  const old = fromTable.getColumn(oldName);
  const fill = fillLiteral(column, "sqlite", toTable);
  if (old !== undefined) return fromOld(column, old, { source: quote(oldName), fill });
  if (fill !== null) notes.push(`The rows of ${toTable.name} get ${fill} in ${name}.`);
  return fill ?? column.default ?? "null";
}

/** The old value, or something where there was nothing and may not be nothing any more. */
function fromOld(
  column: Column,
  old: Column,
  { source, fill }: { readonly source: string; readonly fill: string | null },
): string {
  const literal = fill ?? column.default ?? null;
  const losesNull = old.nullable === true && column.nullable !== true && literal !== null;
  return losesNull ? `coalesce(${source}, ${literal})` : source;
}
