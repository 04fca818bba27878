import type { EntityMetadata, EntityProperty, SqlEntityManager } from "@mikro-orm/sql";
import { type CompiledQuery, type Kysely, type RawBuilder, sql } from "kysely";

import type { Row } from "./execution.ts";
import { columnOf, columnsOf, type ToOne } from "./quick-model.ts";
import type { QuickShape } from "./quick-shape.ts";

/** What the model is called in a statement. */
const MODEL = "m";

/** A statement that is compiled once, and where its columns go. */
export interface QuickPlan {
  readonly query: CompiledQuery;
  /** Of the model itself; `null` when the row has nothing else. */
  readonly columns: readonly ColumnName[] | null;
  readonly relations: readonly QuickRelation[];
}

/** A column, and what it is called in the row. */
export interface ColumnName {
  readonly alias: string;
  readonly name: string;
}

/** Rows that are loaded along. */
interface QuickRelation {
  readonly property: EntityProperty;
  readonly target: EntityMetadata;
  readonly columns: readonly ColumnName[];
  /** What its table is called in the statement. */
  readonly table: string;
  readonly key: ColumnName;
}

/** Where a statement is sent. */
export interface QuickClient {
  readonly em: SqlEntityManager;
  /** Of the transaction, if there is one. */
  readonly client: Kysely<unknown>;
}

/** Compiles the statement of a shape, in the words of the database. */
export function createPlan(client: Kysely<unknown>, meta: EntityMetadata, shape: QuickShape): QuickPlan {
  const own = columnsOf(meta).map((name) => ({ alias: name, name }));
  const relations = shape.relations.map((property, index) => describeRelation(property, `r${index}`));
  const all = [
    ...own.map(({ name }) => sql.ref(`${MODEL}.${name}`)),
    ...relations.flatMap(({ table, columns }) =>
      columns.map(({ alias, name }) => sql`${sql.ref(`${table}.${name}`)} as ${sql.id(alias)}`),
    ),
  ];
  const parts = [
    sql`select ${sql.join(all)} from ${sql.table(meta.tableName)} as ${sql.id(MODEL)}`,
    ...relations.map(writeJoin),
    ...writeEnd(shape),
  ];
  const query = sql.join(parts, sql``).compile(client);
  return { query, columns: relations.length === 0 ? null : own, relations };
}

function describeRelation(property: ToOne, table: string): QuickRelation {
  const { targetMeta: target } = property;
  const columns = columnsOf(target).map((name) => ({ alias: `${table}_${name}`, name }));
  const name = columnOf(target.getPrimaryProp());
  return { property, target, table, columns, key: { alias: `${table}_${name}`, name } };
}

function writeJoin({ property, table, target, key }: QuickRelation): RawBuilder<unknown> {
  const [theirs, own] = [sql.ref(`${table}.${key.name}`), sql.ref(`${MODEL}.${columnOf(property)}`)];
  return sql` left join ${sql.table(target.tableName)} as ${sql.id(table)} on ${theirs} = ${own}`;
}

/** The conditions, the order, the limit; the values in their places are put in when it is sent. */
function* writeEnd({ where, orderBy, limit, offset }: QuickShape): Iterable<RawBuilder<unknown>> {
  const refer = (property: EntityProperty): RawBuilder<unknown> => sql.ref(`${MODEL}.${columnOf(property)}`);
  const conditions = where.map((property) => sql`${refer(property)} = ${0}`);
  if (conditions.length > 0) yield sql` where ${sql.join(conditions, sql` and `)}`;
  const order = orderBy.map(([property, direction]) => sql`${refer(property)} ${sql.raw(direction)}`);
  if (order.length > 0) yield sql` order by ${sql.join(order)}`;
  if (limit !== undefined) yield sql` limit ${0}`;
  if (offset !== undefined) yield sql` offset ${0}`;
}

/** Sends the statement with the values of a shape, and tells the log as MikroORM does. */
export async function sendPlan(
  { em, client }: QuickClient,
  { query }: QuickPlan,
  { values, limit, offset }: QuickShape,
): Promise<readonly Row[]> {
  const parameters = [...values];
  if (limit !== undefined) parameters.push(limit);
  if (offset !== undefined) parameters.push(offset);
  const send = async (): Promise<readonly Row[]> =>
    (await client.executeQuery<Row>({ ...query, parameters })).rows;
  const logger = em.config.getLogger();
  if (!logger.isEnabled("query")) return await send();
  const start = Date.now();
  const log = (level: "info" | "error"): void =>
    logger.logQuery({ query: query.sql, params: parameters, took: Date.now() - start, level });
  try {
    const rows = await send();
    log("info");
    return rows;
  } catch (error) {
    log("error");
    throw error;
  }
}
