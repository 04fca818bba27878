import {
  type AbstractSqlDriver,
  type EntityMetadata,
  type EntityName,
  helper,
  LoadStrategy,
  SqlEntityManager,
} from "@mikro-orm/sql";
import type { Kysely } from "kysely";

import type { Row } from "./execution.ts";
import { type Finder, finderOf } from "./finding.ts";
import { columnOf, isPlainModel, type ToOne } from "./quick-model.ts";
import { type ColumnName, createPlan, type QuickPlan, sendPlan } from "./quick-plan.ts";
import { type QuickShape, readKeyShape, readShape } from "./quick-shape.ts";

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
  const addFilter: unknown = Reflect.get(SqlEntityManager.prototype, "addFilter");
  const plans: Plans = { byModel: new WeakMap(), areFiltered: false };
  async function find(this: SqlEntityManager, ...[entity, where, options = {}]: FindWords): Promise<unknown> {
    const found = await findQuickly(this, plans, { entity, where, options, isOne: false });
    return found ?? (await slow.find.call(this, entity, where, options));
  }
  async function findOne(
    this: SqlEntityManager,
    ...[entity, where, options = {}]: FindWords
  ): Promise<unknown> {
    const read = { entity, where, options, isOne: true };
    const found = await findQuickly(this, plans, read);
    return found === null ? await slow.findOne.call(this, entity, where, options) : (found[0] ?? null);
  }
  function noteFilter(this: SqlEntityManager, ...words: unknown[]): void {
    plans.areFiltered = true;
    if (typeof addFilter === "function") Reflect.apply(addFilter, this, words);
  }
  // Their own types name the model, which is any here.
  const methods = { find, findOne, addFilter: noteFilter };
  for (const [name, value] of Object.entries(methods))
    Object.defineProperty(QuickEntityManager.prototype, name, { value });
  return QuickEntityManager;
}

type FindWords = [entity: unknown, where: unknown, options?: object];

interface Plans {
  /** By their keys; `null` for a model whose reads are never quick. */
  readonly byModel: WeakMap<EntityMetadata, Map<string, QuickPlan> | null>;
  /** Whether somebody has said which rows there are, so that each read has to ask. */
  areFiltered: boolean;
}

interface Read {
  readonly entity: unknown;
  readonly where: unknown;
  readonly options: object;
  /** Whether a row is asked for that needs no statement when it is loaded already. */
  readonly isOne: boolean;
}

function findModel(em: SqlEntityManager, entity: unknown): EntityMetadata | undefined {
  return em.getMetadata().find<object>(entity as EntityName<object>); // which says whether it is one
}

/** @returns `null` for what a quick read cannot do */
async function findQuickly(given: SqlEntityManager, plans: Plans, read: Read): Promise<object[] | null> {
  const em = given.getContext();
  const found = findShape(em, plans, read);
  if (found === null) return null;
  const { meta, shape, known } = found;
  if (plans.areFiltered && !(await areUnfiltered(em, [meta, ...shape.relations.map(targetOf)]))) return null;
  if (hasChanges(em)) await em.tryFlush(meta.class, {});
  const client = em.getTransactionContext<Kysely<unknown>>() ?? (await connect(em, known));
  const plan = known.get(shape.key) ?? createPlan(client, meta, shape);
  known.set(shape.key, plan);
  return await makeEntities(em, plan, { meta, rows: await sendPlan({ em, client }, plan, shape) });
}

interface FoundShape {
  readonly meta: EntityMetadata;
  readonly shape: QuickShape;
  readonly known: Map<string, QuickPlan>;
}

function findShape(em: SqlEntityManager, plans: Plans, read: Read): FoundShape | null {
  if (em.getSessionContext() !== undefined) return null; // a transaction tells the database of it first
  const meta = findModel(em, read.entity);
  const known = meta === undefined ? null : plansOf(plans, meta);
  if (meta === undefined || known === null || (read.isOne && countLoaded(em, meta) > 0)) return null;
  const shape = read.isOne ? readOne(meta, read) : readShape(meta, read.where, read.options);
  if (shape === null || shape.relations.some((relation) => plansOf(plans, targetOf(relation)) === null))
    return null;
  return { meta, shape, known };
}

function readOne(meta: EntityMetadata, { where, options }: Read): QuickShape | null {
  for (const _ in options) return readShape(meta, where, { ...options, limit: 1 });
  return typeof where === "object" ? readShape(meta, where, ONE) : readKeyShape(meta, where);
}

const ONE: object = { limit: 1 };

function targetOf({ targetMeta }: ToOne): EntityMetadata {
  return targetMeta;
}

function countLoaded(em: SqlEntityManager, { root }: EntityMetadata): number {
  return em.getUnitOfWork(false).getIdentityMap().getStore(root).size;
}

/** Whether there is anything that may have to be written first. */
function hasChanges(em: SqlEntityManager): boolean {
  const unit = em.getUnitOfWork(false);
  return unit.getPersistStack().size + unit.getRemoveStack().size + unit.getIdentityMap().keys().length > 0;
}

/** A model that has been read has its connection. */
async function connect(em: SqlEntityManager, known: ReadonlyMap<string, unknown>): Promise<Kysely<unknown>> {
  const connection = em.getConnection();
  if (known.size === 0) await connection.ensureConnection();
  return connection.getClient<unknown>();
}

function plansOf({ byModel }: Plans, meta: EntityMetadata): Map<string, QuickPlan> | null {
  const known = byModel.get(meta);
  if (known !== undefined) return known;
  const made = isPlainModel(meta) ? new Map<string, QuickPlan>() : null;
  byModel.set(meta, made);
  return made;
}

/** Whether no filter of the app's says which rows there are. */
async function areUnfiltered(em: SqlEntityManager, models: readonly EntityMetadata[]): Promise<boolean> {
  for (const meta of models) {
    const where = {};
    if ((await em.applyFilters(meta.class, where, {}, "read")) !== where) return false;
  }
  return true;
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
