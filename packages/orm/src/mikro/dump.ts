import {
  type EntityMetadata,
  type EntityProperty,
  helper,
  ReferenceKind,
  type SqlEntityManager,
  Utils,
} from "@mikro-orm/sql";

import { finderOf } from "./finding.ts";

/** The rows of a database, by the names of the models: JSON values. */
export type Dump = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** The rows of one statement that loads. */
const BATCH = 200;

/** All rows of all models, each model after those that it refers to (Django's `dumpdata`). */
export async function dumpRows(em: SqlEntityManager): Promise<Dump> {
  const dump: Record<string, Record<string, unknown>[]> = {};
  for (const meta of inOrder(em)) {
    const orderBy = Object.fromEntries(meta.primaryKeys.map((key) => [key, "asc"]));
    const populate = meta.relations.filter(isOwnedList).map(({ name }) => name);
    const rows = await finderOf(em.fork()).find(meta.class, {}, { orderBy, populate });
    dump[meta.className] = rows.map((row) => toJson(meta, Object(row)));
  }
  return dump;
}

/** Adds the rows of a dump, in one transaction (Django's `loaddata`). @returns how many rows there were */
export async function loadRows(em: SqlEntityManager, dump: Dump): Promise<number> {
  let count = 0;
  for (const meta of inOrder(em)) {
    const rows = dump[meta.className] ?? [];
    for (let start = 0; start < rows.length; start += BATCH) {
      for (const row of rows.slice(start, start + BATCH))
        em.create(meta.class, fromJson(em, meta, row), { partial: true });
      await em.flush();
      em.clear();
    }
    count += rows.length;
  }
  return count;
}

/** The models, each after those that it refers to. */
function inOrder(em: SqlEntityManager): EntityMetadata[] {
  const all = [...em.getMetadata().getAll().values()].filter(
    ({ pivotTable, embeddable }) => pivotTable !== true && embeddable !== true,
  );
  const ordered = new Map<string, EntityMetadata>(); // a model may have two descriptions that are equal
  const visit = (meta: EntityMetadata, path: readonly string[]): void => {
    if (ordered.has(meta.className) || path.includes(meta.className)) return;
    for (const relation of meta.relations.filter(isKept)) {
      if (relation.targetMeta !== undefined) visit(relation.targetMeta, [...path, meta.className]);
    }
    ordered.set(meta.className, meta);
  };
  for (const meta of all) visit(meta, []);
  return [...ordered.values()];
}

function isOwnedList({ kind, owner }: EntityProperty): boolean {
  return kind === ReferenceKind.MANY_TO_MANY && owner;
}

function isKept({ persist, formula, kind, owner }: EntityProperty): boolean {
  if (persist === false || formula !== undefined || kind === ReferenceKind.ONE_TO_MANY) return false;
  return kind === ReferenceKind.MANY_TO_MANY || kind === ReferenceKind.ONE_TO_ONE ? owner : true;
}

function toJson(meta: EntityMetadata, entity: object): Record<string, unknown> {
  return Object.fromEntries(
    meta.props.filter(isKept).map((property) => [property.name, toValue(Reflect.get(entity, property.name))]),
  );
}

function toValue(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (typeof value !== "object" || value === null) return value ?? null;
  if ("getIdentifiers" in value && typeof value.getIdentifiers === "function")
    return Reflect.apply(value.getIdentifiers, value, []);
  return Utils.isEntity(value) ? helper(value).getPrimaryKey() : value;
}

function fromJson(
  em: SqlEntityManager,
  meta: EntityMetadata,
  row: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const kept = meta.props.filter((property) => isKept(property) && Object.hasOwn(row, property.name));
  return Object.fromEntries(
    kept.map((property) => [property.name, fromField(em, property, row[property.name])]),
  );
}

function fromField(
  em: SqlEntityManager,
  { targetMeta, runtimeType }: EntityProperty,
  value: unknown,
): unknown {
  if (targetMeta === undefined || value === null) return fromValue(value, runtimeType);
  const refer = (key: unknown): object => em.getReference(targetMeta.class, key);
  return Array.isArray(value) && targetMeta.primaryKeys.length === 1 ? value.map(refer) : refer(value);
}

function fromValue(value: unknown, type: string): unknown {
  if (type === "Date" && typeof value === "string") return new Date(value);
  if (type === "bigint" && typeof value === "string") return BigInt(value);
  if (typeof value !== "object" || value === null || !("bytes" in value) || typeof value.bytes !== "string")
    return value;
  return Buffer.from(value.bytes, "base64");
}
