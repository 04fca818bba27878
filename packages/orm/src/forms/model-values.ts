import type { DataRow, FieldMeta, ModelMeta } from "../data-layer.ts";

/** How many characters of "2026-11-21T10:30:00.000Z" an `<input type="datetime-local">` takes. */
const MINUTES = "2026-11-21T10:30".length;

/** What stands in the form of a row, or of a new one. Points in time are in UTC. */
export function toFormValues({ fields }: ModelMeta, row: DataRow | null): Record<string, unknown> {
  return Object.fromEntries(
    fields.map((field) => [field.name, toFormValue(row === null ? field.defaultValue : row[field.name])]),
  );
}

function toFormValue(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return value instanceof Date ? value.toISOString().slice(0, MINUTES) : value;
}

/** What a valid form writes into the row: of the fields that it has, and of no others. */
export function toRowValues(
  { fields }: ModelMeta,
  data: Readonly<Record<string, unknown>>,
  isNew: boolean,
): DataRow {
  const own = fields.filter(({ name }) => Object.hasOwn(data, name));
  const values = own.map((field) => [field.name, toRowValue(field, data[field.name], isNew)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function toRowValue({ type, isNullable, defaultValue }: FieldMeta, value: unknown, isNew: boolean): unknown {
  if (value === undefined) {
    if (isNullable) return null;
    return isNew || defaultValue !== undefined ? defaultValue : undefined;
  }
  if (type === "datetime" && typeof value === "string") return new Date(`${value}Z`);
  if (type === "bigint" && typeof value === "number") return BigInt(value);
  return value;
}
