import { type EntityMetadata, type EntityProperty, ReferenceKind } from "@mikro-orm/sql";

import type { FieldMeta, FieldType, ModelMeta } from "../data-layer.ts";

/** What MikroORM knows of the models that apps have: not of embedded values, and of tables between two models. */
export function describeModels(models: readonly EntityMetadata[]): ModelMeta[] {
  const own = models.filter(
    ({ pivotTable, embeddable, abstract }) => pivotTable !== true && embeddable !== true && abstract !== true,
  );
  return own
    .map(({ className, tableName, props }) => ({
      name: className,
      table: tableName,
      fields: props.filter(isField).map(describeField),
    }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** Whether the row itself holds it: not the other side of a relation, not what is computed. */
function isField({ kind, owner, persist, formula }: EntityProperty): boolean {
  if (persist === false || formula !== undefined) return false;
  if (kind === ReferenceKind.ONE_TO_MANY || kind === ReferenceKind.EMBEDDED) return false;
  return kind !== ReferenceKind.MANY_TO_MANY && kind !== ReferenceKind.ONE_TO_ONE ? true : owner;
}

function describeField(property: EntityProperty): FieldMeta {
  const { name, primary, nullable, unique, autoincrement, onCreate, onUpdate, version, generated } = property;
  const isGenerated = [autoincrement === true, version === true, onCreate, onUpdate, generated].some(
    (value) => value !== undefined && value !== false,
  );
  return {
    name,
    type: typeOf(property),
    isKey: primary === true,
    isGenerated,
    isNullable: nullable === true,
    isUnique: unique !== undefined && unique !== false,
    ...describeLimits(property),
    ...describeChoices(property),
  };
}

function describeLimits({
  length,
  precision,
  scale,
  default: defaultValue,
}: EntityProperty): Partial<FieldMeta> {
  return {
    ...(length === undefined ? {} : { length }),
    ...(precision === undefined ? {} : { precision }),
    ...(scale === undefined ? {} : { scale }),
    ...(defaultValue === undefined ? {} : { defaultValue }),
  };
}

function describeChoices({ enum: isEnum, items, targetMeta, kind }: EntityProperty): Partial<FieldMeta> {
  return {
    ...(isEnum === true && items !== undefined ? { choices: items } : {}),
    ...(targetMeta === undefined
      ? {}
      : { relation: { model: targetMeta.className, isMany: kind === ReferenceKind.MANY_TO_MANY } }),
  };
}

/** By MikroORM's own names of types. */
const TYPES: readonly (readonly [RegExp, FieldType])[] = [
  [/^(text|tinytext|mediumtext|longtext)/, "text"],
  [/^uuid/, "uuid"],
  [/^bigint/, "bigint"],
  [/^(integer|int|smallint|tinyint|mediumint|serial)/, "integer"],
  [/^(decimal|numeric)/, "decimal"],
  [/^(float|double|real|number)/, "number"],
  [/^bool/, "boolean"],
  [/^(datetime|timestamp)/, "datetime"],
  [/^date/, "date"],
  [/^time/, "time"],
  [/^(json|object|array)/, "json"],
  [/^(blob|bytea|uint8array|buffer|binary|varbinary)/, "bytes"],
];

function typeOf({ type, kind, runtimeType }: EntityProperty): FieldType {
  if (kind !== ReferenceKind.SCALAR) return "relation";
  if (runtimeType === "Date") return "datetime"; // MikroORM calls a point in time "Date", and a day "date"
  return TYPES.find(([pattern]) => pattern.test(type.toLowerCase()))?.[1] ?? "string";
}
