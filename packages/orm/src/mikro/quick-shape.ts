import { type EntityMetadata, type EntityProperty, ReferenceKind } from "@mikro-orm/sql";

import { isToOne, type ToOne } from "./quick-model.ts";

/** A read whose statement depends on its names alone, and what is put into the statement. */
export interface QuickShape {
  /** The same for reads that differ in values alone. */
  readonly key: string;
  readonly where: readonly EntityProperty[];
  readonly orderBy: readonly (readonly [EntityProperty, "asc" | "desc"])[];
  /** Relations to one row that are loaded along. */
  readonly relations: readonly ToOne[];
  /** For the conditions. */
  readonly values: readonly (string | number)[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

/** Options of `em.find()` that a quick read knows. */
const KNOWN_OPTIONS: ReadonlySet<string> = new Set(["populate", "orderBy", "limit", "offset"]);

/**
 * Reads what `em.find()` was called with. @returns `null` when a quick read cannot do it: anything but plain columns that
 * equal a text or a number, a plain order, and relations to one row.
 */
export function readShape(meta: EntityMetadata, where: unknown, options: object): QuickShape | null {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  if (!given.every(([name]) => KNOWN_OPTIONS.has(name))) return null;
  const { populate, orderBy, limit, offset } = Object.fromEntries(given);
  const conditions = readConditions(meta, where);
  const order = readOrder(meta, orderBy);
  const relations = readRelations(meta, populate);
  const slice = readSlice(limit, offset);
  if (conditions === null || order === null || relations === null || slice === null) return null;
  return toShape(conditions, order, { relations, slice });
}

/** Reads the key that `em.findOne()` was called with. @returns `null` when a quick read cannot do it */
export function readKeyShape(meta: EntityMetadata, key: unknown): QuickShape | null {
  const property = meta.getPrimaryProp();
  if (!isColumn(property) || !fits(key, property)) return null;
  return {
    key: `${property.name};;;true;true`, // as that of the longer form
    where: [property],
    values: [key],
    orderBy: NONE,
    relations: NONE,
    limit: undefined,
    offset: undefined,
  };
}

const NONE: readonly never[] = [];

/** Which rows of those that there are. */
interface Slice {
  readonly limit: number | undefined;
  readonly offset: number | undefined;
}

function readSlice(limit: unknown, offset: unknown): Slice | null {
  if (!isCount(limit) || !isCount(offset)) return null;
  return offset !== undefined && limit === undefined ? null : { limit, offset };
}

function toShape(
  { properties, values }: Conditions,
  orderBy: QuickShape["orderBy"],
  { relations, slice }: { readonly relations: readonly ToOne[]; readonly slice: Slice },
): QuickShape {
  // A key has one row anyhow, and SQLite looks for it more quickly without a limit.
  const isOne = slice.limit === 1 && slice.offset === undefined && properties.some(({ primary }) => primary);
  const { limit, offset } = isOne ? { limit: undefined, offset: undefined } : slice;
  const names = (all: readonly EntityProperty[]): string => all.map(({ name }) => name).join(",");
  const directions = orderBy.map(([{ name }, direction]) => `${name} ${direction}`).join(",");
  const parts = `${limit === undefined};${offset === undefined}`;
  const key = `${names(properties)};${directions};${names(relations)};${parts}`;
  return { key, where: properties, values, orderBy, relations, limit, offset };
}

interface Conditions {
  readonly properties: readonly EntityProperty[];
  readonly values: readonly (string | number)[];
}

function readConditions(meta: EntityMetadata, where: unknown): Conditions | null {
  const [key] = meta.primaryKeys;
  const given: unknown = typeof where === "object" || key === undefined ? where : { [key]: where };
  if (!isPlain(given)) return null;
  const properties: EntityProperty[] = [];
  const values: (string | number)[] = [];
  for (const [name, value] of Object.entries(given)) {
    const property = findColumn(meta, name);
    if (property === undefined || !fits(value, property)) return null;
    properties.push(property);
    values.push(value);
  }
  return { properties, values };
}

/** A statement of MikroORM would write a NUL, or a number as a text, in its own way. */
function fits(value: unknown, { runtimeType }: EntityProperty): value is string | number {
  if (typeof value === "number") return runtimeType === "number" && Number.isFinite(value);
  return typeof value === "string" && runtimeType === "string" && !value.includes("\0");
}

function readOrder(meta: EntityMetadata, orderBy: unknown): QuickShape["orderBy"] | null {
  if (orderBy === undefined) return [];
  if (!isPlain(orderBy)) return null;
  const order: [EntityProperty, "asc" | "desc"][] = [];
  for (const [name, direction] of Object.entries(orderBy)) {
    const property = findColumn(meta, name);
    if (property === undefined || (direction !== "asc" && direction !== "desc")) return null;
    order.push([property, direction]);
  }
  return order;
}

function readRelations(meta: EntityMetadata, populate: unknown): readonly ToOne[] | null {
  if (populate === undefined) return [];
  if (!Array.isArray(populate)) return null;
  const relations: ToOne[] = [];
  for (const name of new Set<unknown>(populate)) {
    const property = meta.relations.find((relation) => relation.name === name);
    if (property === undefined || !isToOne(property)) return null;
    relations.push(property);
  }
  return relations;
}

/** A property that is one column, whose values are those of the database. */
function findColumn(meta: EntityMetadata, name: string): EntityProperty | undefined {
  const property = meta.props.find((known) => known.name === name);
  return property !== undefined && isColumn(property) ? property : undefined;
}

function isColumn({ kind, customType }: EntityProperty): boolean {
  return kind === ReferenceKind.SCALAR && customType === undefined;
}

/** Whether it is an object with names alone: symbols stand for pieces of SQL. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  return (
    Object.getPrototypeOf(value) === Object.prototype && Object.getOwnPropertySymbols(value).length === 0
  );
}

function isCount(value: unknown): value is number | undefined {
  return value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0);
}
