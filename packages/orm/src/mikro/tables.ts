import type { MikroORM } from "./orm.ts";

/** Makes the tables that do not exist. */
export async function createTables(orm: MikroORM): Promise<void> {
  await orm.schema.update({ safe: true, dropTables: false });
}

/** Removes the tables of the models. */
export async function dropTables(orm: MikroORM): Promise<void> {
  await orm.schema.drop();
}
