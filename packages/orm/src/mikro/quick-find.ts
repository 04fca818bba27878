import {
  type AbstractSqlDriver,
  type EntityMetadata,
  type EntityName,
  type EntityProperty,
  helper,
  LoadStrategy,
  ReferenceKind,
  SqlEntityManager,
} from "@mikro-orm/sql";
import { type CompiledQuery, type Kysely, type RawBuilder, sql } from "kysely";

import type { Row } from "./execution.ts";
import { type Finder, finderOf } from "./finding.ts";
import { isToOne, type QuickShape, readShape } from "./quick-shape.ts";

/** What the model is called in a statement. */
const MODEL = "m";

/** A statement that is compiled once, and where its columns go. */
interface QuickPlan {
  readonly query: CompiledQuery;
  /** Of the model itself; `null` when the row has nothing else. */
  readonly columns: readonly ColumnName[] | null;
  readonly relations: readonly QuickRelation[];
}

interface ColumnName {
  readonly alias: string;
  readonly name: string;
}

interface QuickRelation {
  readonly property: EntityProperty;
  readonly target: EntityMetadata;
  readonly columns: readonly ColumnName[];
  /** What its table is called in the statement. */
  readonly table: string;
  readonly key: ColumnName;
}

/**
 * MikroORM's entity manager, which sends the reads that apps have most of without building them anew each time: rows of one
 * model by columns that equal something, in an order, with relations to one row. What they give is the same entities, made
 * by MikroORM; all other reads are its own.
 */
export function createEntityManagerClass(): typeof SqlEntityManager {
  const slow: Finder = finderOf(SqlEntityManager.prototype);
  class QuickEntityManager<Driver extends AbstractSqlDriver = AbstractSqlDriver> extends SqlEntityManager<Driver> {}
  const plans: Plans = new WeakMap();
  async function find(this: SqlEntityManager, entity: unknown, where: unknown, options: object = {}) {
    return (await findQuickly(this, plans, { entity, where, options })) ?? (await slow.find.call(this, entity, where, options));
  } // prettier-ignore
  async function findOne(this: SqlEntityManager, entity: unknown, where: unknown, options: object = {}) {
    const found = isLoaded(this, entity)
      ? null
      : await findQuickly(this, plans, { entity, where, options: { ...options, limit: 1 } });
    return found === null ? await slow.findOne.call(this, entity, where, options) : (found[0] ?? null);
  }
  const configurable = true;
  Object.defineProperties(QuickEntityManager.prototype, {
    find: { configurable, value: find },
    findOne: { configurable, value: findOne },
  });
  return QuickEntityManager;
}

/** `null` for what has no quick plan. */
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

async function findQuickly(given: SqlEntityManager, plans: Plans, read: Read): Promise<object[] | null> {
  const em = given.getContext();
  const meta = findModel(em, read.entity);
  if (meta === undefined) return null;
  const known = plansOf(plans, meta);
  const shape = known === null ? null : readShape(meta, read.where, read.options);
  if (known === null || shape === null || !(await areAllReadable(em, plans, meta, shape))) return null;
  await em.tryFlush(meta.class, {});
  const connection = em.getConnection();
  await connection.ensureConnection();
  const client = em.getTransactionContext<Kysely<unknown>>() ?? connection.getClient<unknown>();
  let plan = known.get(shape.key);
  if (plan === undefined) known.set(shape.key, (plan = createPlan(client, meta, shape)));
  return await makeEntities(em, meta, plan, await sendPlan(em, client, plan, shape));
}

function plansOf(plans: Plans, meta: EntityMetadata): Map<string, QuickPlan> | null {
  const known = plans.get(meta);
  if (known !== undefined) return known;
  const made = isPlainModel(meta) ? new Map<string, QuickPlan>() : null;
  plans.set(meta, made);
  return made;
}

/** Whether its rows are its columns, and nothing else happens when one is loaded. */
function isPlainModel(meta: EntityMetadata): boolean {
  const { virtual, view, abstract, embeddable, simplePK, root, schema, orderBy, hooks } = meta;
  const isTable = virtual !== true && view !== true && abstract !== true && embeddable !== true;
  const isAlone = root.className === meta.className && root.inheritanceType === undefined && (schema ?? "*") === "*";
  const hasHooks = hooks.onLoad !== undefined || hooks.onInit !== undefined;
  if (!isTable || !isAlone || !simplePK || hasHooks || orderBy !== undefined) return false;
  return meta.forceConstructor !== true && meta.props.every(isPlainProperty);
}

function isPlainProperty(property: EntityProperty): boolean {
  const { kind, eager, lazy, formula, embedded, polymorphic, persist, fieldNames } = property;
  if (eager === true || lazy === true || formula !== undefined || embedded !== undefined) return false;
  if (kind === ReferenceKind.ONE_TO_MANY || kind === ReferenceKind.MANY_TO_MANY) return true;
  if (polymorphic === true || persist === false || property.hasConvertToJSValueSQL === true) return false;
  return fieldNames.length === 1 && (kind === ReferenceKind.SCALAR || isToOne(property));
}

async function areAllReadable(
  em: SqlEntityManager,
  plans: Plans,
  meta: EntityMetadata,
  { relations }: QuickShape,
): Promise<boolean> {
  if (!(await isUnfiltered(em, meta))) return false;
  for (const { targetMeta } of relations) {
    if (targetMeta === undefined || plansOf(plans, targetMeta) === null) return false;
    if (!(await isUnfiltered(em, targetMeta))) return false;
  }
  return true;
}

/** Whether no filter of the app's says which rows there are. */
async function isUnfiltered(em: SqlEntityManager, { class: type }: EntityMetadata): Promise<boolean> {
  if (em.getSessionContext() !== undefined) return false;
  const where = {};
  return (await em.applyFilters(type, where, {}, "read")) === where;
}

function createPlan(client: Kysely<unknown>, meta: EntityMetadata, shape: QuickShape): QuickPlan {
  const own = columnsOf(meta).map((name) => ({ alias: name, name }));
  const relations = shape.relations.map((property, index) => describeRelation(property, `r${index}`));
  const all = [
    ...own.map(({ name }) => sql.ref(`${MODEL}.${name}`)),
    ...relations.flatMap(({ table, columns }) =>
      columns.map(({ alias, name }) => sql`${sql.ref(`${table}.${name}`)} as ${sql.id(alias)}`),
    ),
  ];
  const joins = relations.map(({ property, table, target, key }) => {
    const columns = [sql.ref(`${table}.${key.name}`), sql.ref(`${MODEL}.${columnOf(property)}`)] as const;
    return sql` left join ${sql.table(target.tableName)} as ${sql.id(table)} on ${columns[0]} = ${columns[1]}`;
  });
  const parts = [
    sql`select ${sql.join(all)} from ${sql.table(meta.tableName)} as ${sql.id(MODEL)}`,
    ...joins,
    ...writeEnd(shape),
  ];
  const query = sql.join(parts, sql``).compile(client);
  return { query, columns: relations.length === 0 ? null : own, relations };
}

/** The conditions, the order, the limit. */
function* writeEnd({ where, orderBy, limit, offset }: QuickShape): Iterable<RawBuilder<unknown>> {
  const refer = (property: EntityProperty): RawBuilder<unknown> => sql.ref(`${MODEL}.${columnOf(property)}`);
  const conditions = where.map((property) => sql`${refer(property)} = ${0}`);
  if (conditions.length > 0) yield sql` where ${sql.join(conditions, sql` and `)}`;
  const order = orderBy.map(([property, direction]) => sql`${refer(property)} ${sql.raw(direction)}`);
  if (order.length > 0) yield sql` order by ${sql.join(order)}`;
  if (limit !== undefined) yield sql` limit ${0}`;
  if (offset !== undefined) yield sql` offset ${0}`;
}

function describeRelation(property: EntityProperty, table: string): QuickRelation {
  const target = property.targetMeta;
  if (target === undefined) throw new TypeError(`${property.name} refers to no model.`);
  const columns = columnsOf(target).map((name) => ({ alias: `${table}_${name}`, name }));
  const name = columnOf(target.getPrimaryProp());
  return { property, target, table, columns, key: { alias: `${table}_${name}`, name } };
}

function columnsOf(meta: EntityMetadata): string[] {
  return meta.props.filter(hasColumn).map(columnOf);
}

function hasColumn({ kind }: EntityProperty): boolean {
  return kind !== ReferenceKind.ONE_TO_MANY && kind !== ReferenceKind.MANY_TO_MANY;
}

function columnOf({ fieldNames, name }: EntityProperty): string {
  return fieldNames[0] ?? name;
}

/** Sends the statement with its values, and tells the log as MikroORM does. */
async function sendPlan(
  em: SqlEntityManager,
  client: Kysely<unknown>,
  { query }: QuickPlan,
  { values, limit, offset }: QuickShape,
): Promise<readonly Row[]> {
  const parameters = [...values];
  if (limit !== undefined) parameters.push(limit);
  if (offset !== undefined) parameters.push(offset);
  const logger = em.config.getLogger();
  if (!logger.isEnabled("query")) return await readRows(client, { ...query, parameters });
  const start = Date.now();
  const log = (level: "info" | "error"): void =>
    logger.logQuery({ query: query.sql, params: parameters, took: Date.now() - start, level });
  try {
    const rows = await readRows(client, { ...query, parameters });
    log("info");
    return rows;
  } catch (error) {
    log("error");
    throw error;
  }
}

async function readRows(client: Kysely<unknown>, query: CompiledQuery): Promise<readonly Row[]> {
  return (await client.executeQuery<Row>(query as CompiledQuery<Row>)).rows; // a row of columns
}

/** Has MikroORM make the entities: what is related first, so that the models find it by its key. */
async function makeEntities(
  em: SqlEntityManager,
  meta: EntityMetadata,
  { columns, relations }: QuickPlan,
  rows: readonly Row[],
): Promise<object[]> {
  const factory = em.getEntityFactory();
  const comparator = em.getComparator();
  const make = (model: EntityMetadata, row: Row): object =>
    factory.create<object>(model.class, Object(comparator.mapResult(model, row)), {
      merge: true,
      convertCustomTypes: true,
    });
  const made = relations.map(() => new Set<unknown>());
  const populate = relations.map(({ property }) => ({ field: property.name, strategy: LoadStrategy.JOINED }));
  const entities = rows.map((row) => {
    const own = columns === null ? row : pick(row, columns);
    relations.forEach(({ property, target, key, columns: theirs }, index) => {
      const value = row[key.alias];
      if (value === null) own[columnOf(property)] = null;
      else if (made[index]?.has(value) !== true) make(target, pick(row, theirs));
      made[index]?.add(value);
    });
    const entity = make(meta, own);
    helper(entity).setSerializationContext({ populate } as never); // the types know what users write
    return entity;
  });
  await em.getUnitOfWork(false).dispatchOnLoadEvent();
  return entities;
}

function pick(row: Row, columns: readonly ColumnName[]): Row {
  const picked: Row = {};
  for (const { alias, name } of columns) picked[name] = row[alias];
  return picked;
}
