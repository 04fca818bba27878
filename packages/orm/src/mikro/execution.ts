import type { SqlEntityManager } from "@mikro-orm/sql";

import type { Sql } from "./sql-template.ts";

/** A row as the database gives it: the values by the names of the columns. */
export type Row = Record<string, unknown>;

/** Sends a statement in the transaction of the entity manager. @returns its rows */
export async function queryRows(em: SqlEntityManager, statement: Sql): Promise<Row[]> {
  return await em.execute<Row[]>(statement, [], "all");
}

/** Sends a statement in the transaction of the entity manager. @returns how many rows it changed */
export async function changeRows(em: SqlEntityManager, statement: Sql): Promise<number> {
  const { affectedRows } = await em.execute<{ affectedRows: number; insertId: number }>(statement, [], "run");
  return affectedRows;
}
