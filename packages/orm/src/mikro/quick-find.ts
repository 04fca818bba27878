import {
  type AbstractSqlDriver,
  type EntityMetadata,
  type EntityName,
  type EntityProperty,
  helper,
  LoadStrategy,
  SqlEntityManager,
} from "@mikro-orm/sql";
import type { Kysely } from "kysely";

import type { Row } from "./execution.ts";
import { type Finder, finderOf } from "./finding.ts";
import { columnOf, isPlainModel } from "./quick-model.ts";
import { type ColumnName, createPlan, type QuickPlan, sendPlan } from "./quick-plan.ts";
import { readShape } from "./quick-shape.ts";

/**
 * MikroORM's entity manager, which sends the reads that apps have most of without building them anew each time: rows of one
 * model by columns that equal something, in an order, with relations to one row. What they give is the same entities, made
 * by MikroORM; all other reads are its own.
 */
export function createEntityManagerClass(): typeof SqlEntityManager {
  class QuickEntityManager<
    Driver extends AbstractSqlDriver = AbstractSqlDriver,
  > extends SqlEntityManager<Driver> {}
  const slow: Finder = finderOf(SqlEntityManager.prototype);
  const plans: Plans = new WeakMap();
  async function find(this: SqlEntityManager, ...[entity, where, options = {}]: FindWords): Promise<unknown> {
    const found = await findQuickly(this, plans, { entity, where, options });
    return found ?? (await slow.find.call(this, entity, where, options));
  }
  async function findOne(
    this: SqlEntityManager,
    ...[entity, where, options = {}]: FindWords
  ): Promise<unknown> {
    const read = { entity, where, options: { ...options, limit: 1 } };
    const found = isLoaded(this, entity) ? null : await findQuickly(this, plans, read);
    return found === null ? await slow.findOne.call(this, entity, where, options) : (found[0] ?? null);
  }
  // Their own types name the model, which is any here.
  Object.defineProperties(QuickEntityManager.prototype, {
    find: { value: find },
    findOne: { value: findOne },
  });
  return QuickEntityManager;
}

type FindWords = [entity: unknown, where: unknown, options?: object];

/** By their keys; `null` for a model whose reads are never quick. */
type Plans = WeakMap<EntityMetadata, Map<string, QuickPlan> | null>;

interface Read {
  readonly entity: unknown;
  readonly where: unknown;
  readonly options: object;
}

/** What is loaded already needs no statement. */
function isLoaded(em: SqlEntityManager, entity: unknown): boolean {
  const current = em.getContext(false);
  const meta = findModel(current, entity);
  return meta === undefined || current.getUnitOfWork(false).getIdentityMap().getStore(meta.root).size > 0;
}

function findModel(em: SqlEntityManager, entity: unknown): EntityMetadata | undefined {
  return em.getMetadata().find<object>(entity as EntityName<object>); // which says whether it is one
}

/** @returns `null` for what a quick read cannot do */
async function findQuickly(given: SqlEntityManager, plans: Plans, read: Read): Promise<object[] | null> {
  const em = given.getContext();
  const meta = findModel(em, read.entity);
  const known = meta === undefined ? null : plansOf(plans, meta);
  if (meta === undefined || known === null) return null;
  const shape = readShape(meta, read.where, read.options);
  if (shape === null || !(await areReadable(em, plans, [meta, ...shape.relations.map(targetOf)])))
    return null;
  await em.tryFlush(meta.class, {});
  const connection = em.getConnection();
  await connection.ensureConnection();
  const client = em.getTransactionContext<Kysely<unknown>>() ?? connection.getClient<unknown>();
  const plan = known.get(shape.key) ?? createPlan(client, meta, shape);
  known.set(shape.key, plan);
  return await makeEntities(em, plan, { meta, rows: await sendPlan({ em, client }, plan, shape) });
}

async function areReadable(
  em: SqlEntityManager,
  plans: Plans,
  models: readonly (EntityMetadata | undefined)[],
): Promise<boolean> {
  for (const meta of models) {
    if (meta === undefined || plansOf(plans, meta) === null || !(await isUnfiltered(em, meta))) return false;
  }
  return true;
}

function targetOf({ targetMeta }: EntityProperty): EntityMetadata | undefined {
  return targetMeta;
}

function plansOf(plans: Plans, meta: EntityMetadata): Map<string, QuickPlan> | null {
  const known = plans.get(meta);
  if (known !== undefined) return known;
  const made = isPlainModel(meta) ? new Map<string, QuickPlan>() : null;
  plans.set(meta, made);
  return made;
}

/** Whether no filter of the app's says which rows there are. */
async function isUnfiltered(em: SqlEntityManager, { class: type }: EntityMetadata): Promise<boolean> {
  if (em.getSessionContext() !== undefined) return false;
  const where = {};
  return (await em.applyFilters(type, where, {}, "read")) === where;
}

/** Has MikroORM make the entities: what is related first, so that the models find it by its key. */
async function makeEntities(
  em: SqlEntityManager,
  { columns, relations }: QuickPlan,
  { meta, rows }: { readonly meta: EntityMetadata; readonly rows: readonly Row[] },
): Promise<object[]> {
  const made = relations.map(() => new Set<unknown>());
  const populate = relations.map(({ property }) => ({ field: property.name, strategy: LoadStrategy.JOINED }));
  const entities = rows.map((row) => {
    const own = columns === null ? row : pick(row, columns);
    relations.forEach(({ property, target, key, columns: theirs }, index) => {
      const value = row[key.alias];
      if (value === null) own[columnOf(property)] = null;
      else if (made[index]?.has(value) !== true) makeEntity(em, target, pick(row, theirs));
      made[index]?.add(value);
    });
    const entity = makeEntity(em, meta, own);
    helper(entity).setSerializationContext({ populate } as never); // the types know what users write
    return entity;
  });
  await em.getUnitOfWork(false).dispatchOnLoadEvent();
  return entities;
}

function makeEntity(em: SqlEntityManager, meta: EntityMetadata, row: Row): object {
  const data: object = Object(em.getComparator().mapResult(meta, row));
  return em.getEntityFactory().create<object>(meta.class, data, { merge: true, convertCustomTypes: true });
}

function pick(row: Row, columns: readonly ColumnName[]): Row {
  const picked: Row = {};
  for (const { alias, name } of columns) picked[name] = row[alias];
  return picked;
}
