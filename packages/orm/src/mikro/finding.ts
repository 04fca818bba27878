import { NotFound } from "@micro-web/core";
import type { EntityMetadata, EntityName, SqlEntityManager } from "@mikro-orm/sql";

import { InvalidValue } from "../database-error.ts";

/** How many rows tell that there is more than one. */
const MORE_THAN_ONE = 2;

/** What a missing row says to the visitor. */
export interface MissingOptions {
  /** @default the words of any 404 */
  readonly message?: string | undefined;
}

/** What is looked for; its types were checked where it was written. */
export interface Search extends MissingOptions {
  /** Any model: MikroORM's own types want to know which. */
  readonly entity: unknown;
  readonly where: object;
  /** Of MikroORM's `find()`. */
  readonly options: object;
}

/** An entity manager for queries whose model is known at the call alone. */
export interface Finder {
  findOne(entity: unknown, where: unknown, options: object): Promise<unknown>;
  find(entity: unknown, where: unknown, options: object): Promise<unknown[]>;
  count(entity: unknown, where: unknown, options: object): Promise<number>;
}

/** MikroORM's own types want to see the model. */
export function finderOf(em: SqlEntityManager): Finder {
  return em;
}

/** What is known of a model. */
export function metadataOf(em: SqlEntityManager, entity: unknown): EntityMetadata {
  return em.getMetadata().get(entity as EntityName<object>);
}

/**
 * The row with a key.
 *
 * @throws NotFound when there is none, and for what can be no key: a visitor's list, an object, another type's text.
 */
export async function findByKey(
  em: SqlEntityManager,
  key: unknown,
  { entity, message, options }: Omit<Search, "where">,
): Promise<unknown> {
  if (!isKey(key, metadataOf(em, entity))) throw new NotFound(message);
  try {
    const found = await finderOf(em).findOne(entity, key, options);
    if (found !== null) return found;
  } catch (error) {
    if (!(error instanceof InvalidValue)) throw error; // no row has such a key
  }
  throw new NotFound(message);
}

/** Whether a value can be the key of a model: a scalar, or a list of them for a key of several columns. */
function isKey(key: unknown, meta: EntityMetadata): boolean {
  const parts = meta.getPrimaryProps();
  const values: readonly unknown[] = parts.length > 1 && Array.isArray(key) ? key : [key];
  if (values.length !== parts.length) return false;
  return parts.every(({ runtimeType }, index) => isKeyPart(values[index], runtimeType));
}

function isKeyPart(value: unknown, type: string): boolean {
  if (typeof value === "number") return Number.isSafeInteger(value) || type !== "number";
  if (typeof value === "bigint") return true;
  if (typeof value !== "string") return value instanceof Date;
  return type !== "number" || /^-?\d{1,15}$/.test(value); // MySQL takes "1abc" for 1
}

/** The first row. @throws NotFound without one */
export async function findFirst(
  em: SqlEntityManager,
  { entity, where, message, options }: Search,
): Promise<unknown> {
  const [found] = await finderOf(em).find(entity, where, { ...options, limit: 1 }); // findOne() refuses "any"
  if (found === undefined) throw new NotFound(message);
  return found;
}

/** The only row. @throws NotFound without one, and when there are several */
export async function findOnly(
  em: SqlEntityManager,
  { entity, where, message, options }: Search,
): Promise<unknown> {
  const [found, ...others] = await finderOf(em).find(entity, where, { ...options, limit: MORE_THAN_ONE });
  if (found === undefined || others.length > 0) throw new NotFound(message);
  return found;
}

/** Some rows, and how many there are; `null` when nobody wants to know. */
export interface Slice {
  readonly items: unknown[];
  readonly total: number | null;
}

/** The rows that the options want. */
export async function findSlice(
  em: SqlEntityManager,
  { entity, where, options }: Search,
  isCounted: boolean,
): Promise<Slice> {
  const finder = finderOf(em);
  const total = isCounted ? await finder.count(entity, where, options) : null;
  return { items: total === 0 ? [] : await finder.find(entity, where, options), total };
}
