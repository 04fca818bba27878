import { BadRequest } from "@micro-web/core";
import { type EntityMetadata, type EntityProperty, raw, type SqlEntityManager } from "@mikro-orm/sql";

import { metadataOf } from "./finding.ts";

/** How a visitor may filter by a property: by its value, by a part of its text, from and to a value. */
export type FilterKind = "equals" | "contains" | "range";

/** The parameters of a query. */
export interface QueryValues {
  get(name: string): string | undefined;
}

/**
 * What a visitor may order by: `-created_at,title` is the latest first, then by title.
 *
 * @param allowed - The properties, by the words that visitors use.
 * @throws BadRequest for anything else.
 */
export function readOrder(text: string, allowed: readonly string[]): Record<string, "asc" | "desc"> {
  const order: Record<string, "asc" | "desc"> = {};
  for (const word of text === "" ? [] : text.split(",")) {
    const name = word.replace(/^[-+]/, "");
    if (!allowed.includes(name) || Object.hasOwn(order, name))
      throw new BadRequest(`Sort by: ${allowed.join(", ")}; a minus before it turns the order around.`);
    order[name] = word.startsWith("-") ? "desc" : "asc";
  }
  return order;
}

/**
 * What a visitor may filter by: `?status=draft&title=flask&rating_from=3`.
 *
 * @param allowed - The properties, and how.
 * @throws BadRequest for a value that is none of its property; other parameters are somebody else's.
 */
export function readFilter(
  em: SqlEntityManager,
  entity: unknown,
  { query, allowed }: { readonly query: QueryValues; readonly allowed: Readonly<Record<string, FilterKind>> },
): object {
  const meta = metadataOf(em, entity);
  const conditions = Object.entries(allowed).flatMap(([name, kind]) => {
    const property = propertyOf(meta, name);
    if (kind !== "range") return toConditions(query.get(name), (text) => toCondition(property, kind, text));
    return [
      ...toConditions(query.get(`${name}_from`), (text) => ({ [name]: { $gte: toValue(property, text) } })),
      ...toConditions(query.get(`${name}_to`), (text) => ({ [name]: { $lte: toValue(property, text) } })),
    ];
  });
  return conditions.length === 0 ? {} : { $and: conditions };
}

/** A form sends a field that nobody filled in as "". */
function toConditions(text: string | undefined, make: (text: string) => object): object[] {
  return text === undefined || text === "" ? [] : [make(text)];
}

function propertyOf({ props, className }: EntityMetadata, name: string): EntityProperty {
  const found = props.find((property) => property.name === name);
  if (found !== undefined) return found;
  throw new TypeError(`${className} has no property ${JSON.stringify(name)} to filter by.`);
}

function toCondition(property: EntityProperty, kind: FilterKind, text: string): object {
  if (kind === "equals") return { [property.name]: toValue(property, text) };
  const pattern = `%${text.toLowerCase().replaceAll(/[%_!]/g, "!$&")}%`;
  const [column = ""] = property.fieldNames;
  // A condition of its own: what it is compared with has no part in it.
  const condition = raw((alias) => `lower(${alias}.${column}) like ? escape '!'`, [pattern]);
  return { [condition.key]: [] };
}

/** The value that a text stands for, by the type of the property. */
function toValue(
  { runtimeType, targetMeta, enum: isEnum, items = [] }: EntityProperty,
  text: string,
): unknown {
  const type = targetMeta?.getPrimaryProps()[0]?.runtimeType ?? runtimeType;
  if (isEnum === true && !items.map(String).includes(text)) throw unfit();
  if (type === "number") return toNumber(text);
  if (type === "boolean") return toBoolean(text);
  if (type === "Date") return toDate(text);
  return text;
}

function toNumber(text: string): number {
  const value = Number(text);
  if (!/^-?\d{1,15}(\.\d{1,15})?$/.test(text) || !Number.isFinite(value)) throw unfit();
  return value;
}

function toBoolean(text: string): boolean {
  if (["1", "true", "on", "yes"].includes(text)) return true;
  if (["0", "false", "off", "no"].includes(text)) return false;
  throw unfit();
}

function toDate(text: string): Date {
  const date = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(date.getTime())) throw unfit();
  return date;
}

function unfit(): Error {
  return new BadRequest("A value to filter by does not fit.");
}
