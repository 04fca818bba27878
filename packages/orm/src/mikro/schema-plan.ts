import {
  type AbstractSqlPlatform,
  type Column,
  DatabaseSchema,
  SchemaComparator,
  type SchemaDifference,
  type SqlSchemaGenerator,
  type TableDifference,
} from "@mikro-orm/sql";

import type { DatabaseKind } from "../database-url.ts";
import { type MikroORM, OWN_TABLES } from "./orm.ts";
import { fillLiteral } from "./fill-literal.ts";
import { needsRebuild, rebuildTable } from "./table-rebuild.ts";

/** A column that has another name in the models than in the database. */
export interface ColumnRename {
  readonly table: string;
  readonly from: string;
  readonly to: string;
}

/** What makes the tables of a database those of the models, and what takes it back. */
export interface SchemaPlan {
  readonly up: readonly string[];
  readonly down: readonly string[];
  /** What whoever reads the migration should know, a sentence each. */
  readonly notes: readonly string[];
}

/** What is planned with. */
interface Planner {
  readonly kind: DatabaseKind;
  readonly generator: SqlSchemaGenerator;
  readonly platform: AbstractSqlPlatform;
}

/**
 * Compares the tables of a database with the models.
 *
 * @param renames - Columns that were renamed: without them a column that is gone and one that is new, of one type, are
 *   taken for one that was renamed when there is but one such pair.
 */
export async function planSchema(
  orm: MikroORM,
  kind: DatabaseKind,
  renames: readonly ColumnRename[] = [],
): Promise<SchemaPlan> {
  const platform = orm.driver.getPlatform();
  const planner: Planner = { kind, platform, generator: orm.schema };
  const comparator = new SchemaComparator(platform);
  const { from, to } = await readSchemas(orm);
  const forward = comparator.compare(from, to);
  const notes = [...applyRenames(comparator, forward, renames), ...describe(forward)];
  const backward = comparator.compare(to, from, forward);
  applyRenames(comparator, backward, renamesOf(forward).map(invert));
  const up = toStatements(planner, forward, notes); // takes what it makes anew out of the difference
  return { up, down: toStatements(planner, backward, []), notes };
}

async function readSchemas(orm: MikroORM): Promise<{ from: DatabaseSchema; to: DatabaseSchema }> {
  const { driver, config } = orm;
  const to = orm.schema.getTargetSchema();
  const connection = driver.getConnection();
  await connection.ensureConnection();
  const from = await DatabaseSchema.create(connection, driver.getPlatform(), config, undefined, to.getNamespaces(), undefined, [...OWN_TABLES]); // prettier-ignore
  from.prune(undefined, []);
  to.prune(undefined, []);
  return { from, to };
}

function invert({ table, from, to }: ColumnRename): ColumnRename {
  return { table, from: to, to: from };
}

function renamesOf({ changedTables }: SchemaDifference): ColumnRename[] {
  return Object.values(changedTables).flatMap(({ toTable, renamedColumns }) =>
    Object.entries(renamedColumns).map(([from, { name }]) => ({ table: toTable.name, from, to: name })),
  );
}

/** Makes a column that is gone and one that is new the same one. @returns What could not be done */
function applyRenames(
  comparator: SchemaComparator,
  { changedTables }: SchemaDifference,
  renames: readonly ColumnRename[],
): string[] {
  return renames.flatMap((rename) => {
    const { table, from, to } = rename;
    const diff = Object.values(changedTables).find(({ toTable }) => toTable.name === table);
    if (diff !== undefined && renameColumn(diff, rename)) {
      noteChanges(comparator, diff, rename);
      return [];
    }
    return [`Nothing was renamed from ${table}.${from} to ${to}: the one has to be gone, the other new.`];
  });
}

/** @returns whether it is renamed now */
function renameColumn(diff: TableDifference, { from, to }: ColumnRename): boolean {
  if (diff.renamedColumns[from]?.name === to) return true;
  const column = diff.addedColumns[to];
  if (diff.removedColumns[from] === undefined || column === undefined) return false;
  Reflect.deleteProperty(diff.removedColumns, from);
  Reflect.deleteProperty(diff.addedColumns, to);
  diff.renamedColumns[from] = column;
  return true;
}

/** A column that has another type as well gets it under its old name: MikroORM changes columns before it renames them. */
function noteChanges(comparator: SchemaComparator, diff: TableDifference, { from, to }: ColumnRename): void {
  const [fromColumn, toColumn] = [diff.fromTable.getColumn(from), diff.toTable.getColumn(to)];
  if (fromColumn === undefined || toColumn === undefined) return;
  const changedProperties = comparator.diffColumn(fromColumn, toColumn, diff.fromTable);
  if (changedProperties.size === 0) return;
  const column = { ...toColumn, name: from };
  diff.changedColumns[from] = { oldColumnName: from, fromColumn, column, changedProperties };
}

function describe(diff: SchemaDifference): string[] {
  const tables = Object.values(diff.changedTables);
  return [
    ...Object.values(diff.removedTables).map(
      ({ name }) => `The table ${name} is dropped, with what is in it.`,
    ),
    ...renamesOf(diff).map(({ table, from, to }) => `${table}.${from} becomes ${to}, with what is in it.`),
    ...tables.flatMap(describeRemovals),
  ];
}

function describeRemovals({ toTable: { name }, removedColumns, addedColumns }: TableDifference): string[] {
  const [removed, added] = [Object.keys(removedColumns), Object.keys(addedColumns)];
  const losses = removed.map((column) => `${name}.${column} is dropped, with what is in it.`);
  if (removed.length === 0 || added.length === 0) return losses;
  const hint = `If one of ${added.join(", ")} is a new name, say so: --rename ${name}.${removed[0]}=${added[0]}`;
  return [...losses, hint];
}

/** The statements of one direction. @param notes - Where what rows are filled with is said. */
function toStatements(planner: Planner, diff: SchemaDifference, notes: string[]): string[] {
  const { kind, generator } = planner;
  const rebuilt =
    kind === "sqlite" ? Object.entries(diff.changedTables).filter(([, table]) => needsRebuild(table)) : [];
  for (const [key] of rebuilt) Reflect.deleteProperty(diff.changedTables, key);
  const fills =
    kind === "sqlite"
      ? []
      : Object.values(diff.changedTables).flatMap((table) => fillColumns(planner, table, notes));
  const statements = splitStatements(
    generator.diffToSQL(diff, { wrap: false, safe: false, dropTables: true }),
  );
  for (const { column } of fills) delete column.default;
  const ends = fills.map(
    ({ table, column }) => `alter table ${table} alter column ${quote(planner, column.name)} drop default`,
  );
  const rebuilds = rebuilt.flatMap(([, table]) => rebuildTable(planner, table, notes));
  return [...fillNulls(planner, diff), ...statements, ...ends, ...rebuilds];
}

/** Gives columns that may not be empty something for the rows that are there, for as long as it takes. */
function fillColumns(
  { kind }: Planner,
  { toTable, addedColumns }: TableDifference,
  notes: string[],
): { table: string; column: Column }[] {
  return Object.values(addedColumns).flatMap((column) => {
    const literal = fillLiteral(column, kind, toTable);
    if (literal === null) return [];
    notes.push(`The rows of ${toTable.name} get ${literal} in ${column.name}.`);
    column.default = literal;
    return [{ table: toTable.getQuotedName(), column }];
  });
}

/** Gives rows that have nothing something, before their column may not be empty any more. */
function fillNulls(planner: Planner, { changedTables }: SchemaDifference): string[] {
  return Object.values(changedTables).flatMap(({ toTable, changedColumns }) =>
    Object.values(changedColumns).flatMap(({ column, fromColumn, changedProperties }) => {
      if (!changedProperties.has("nullable") || column.nullable === true) return [];
      const hasOldType = changedProperties.has("type"); // it is changed afterwards
      const filled = hasOldType ? withoutDefault({ ...fromColumn, nullable: false }) : column;
      const literal = filled.default ?? fillLiteral(filled, planner.kind, toTable);
      const name = quote(planner, column.name);
      return literal === null
        ? []
        : [`update ${toTable.getQuotedName()} set ${name} = ${literal} where ${name} is null`];
    }),
  );
}

function withoutDefault(column: Column): Column {
  const copy = { ...column };
  delete copy.default;
  return copy;
}

function quote({ platform }: Planner, name: string): string {
  return platform.quoteIdentifier(name);
}

/** Text, names and comments of SQL, in which a semicolon ends nothing. */
const QUOTED = /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|;\s*(?:\n|$)/g;

/** The statements of a text, each without its semicolon. */
function splitStatements(text: string): string[] {
  const ends = [...text.matchAll(QUOTED)].filter(([match]) => match.startsWith(";"));
  let start = 0;
  const statements = ends.map(({ index }) => {
    const statement = text.slice(start, index);
    start = index + 1;
    return statement;
  });
  return [...statements, text.slice(start)]
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
