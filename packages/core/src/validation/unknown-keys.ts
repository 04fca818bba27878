import { alternativesOf, type JsonSchema, propertiesOf, resolve } from "./json-schema.ts";
import type { SchemaIssue } from "./schema.ts";

/** A search stops here: what is told of a request is bounded. */
const MAX_FOUND = 100;

/**
 * The keys of a value that its schema does not know, also inside of objects and lists.
 *
 * Objects that take any key (zod's `looseObject`, records) know them all, and so does a place with several alternatives.
 */
export function findUnknownKeys(value: unknown, schema: JsonSchema): readonly SchemaIssue[] {
  const found: SchemaIssue[] = [];
  const pending: Place[] = [{ value, part: schema, path: [] }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    if (found.length >= MAX_FOUND) break;
    const [only, ...others] = alternativesOf(resolve(place.part, schema), schema);
    if (only === undefined || others.length > 0) continue;
    if (Array.isArray(place.value)) addItems(place, only, pending);
    else if (isPlain(place.value)) addProperties(place, only, { pending, found });
  }
  return found;
}

interface Place {
  readonly value: unknown;
  readonly part: unknown;
  readonly path: readonly (string | number)[];
}

function addItems({ value, path }: Place, { items }: JsonSchema, pending: Place[]): void {
  if (items === undefined || !Array.isArray(value)) return;
  for (const [index, item] of value.entries())
    pending.push({ value: item, part: items, path: [...path, index] });
}

function addProperties(
  { value, path }: Place,
  part: JsonSchema,
  { pending, found }: { pending: Place[]; found: SchemaIssue[] },
): void {
  const properties = propertiesOf(part);
  const { additionalProperties: others = false } = part;
  if (properties === undefined || !isPlain(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (Object.hasOwn(properties, key))
      pending.push({ value: item, part: properties[key], path: [...path, key] });
    else if (others === false) found.push(unknownKey([...path, key]));
  }
}

function unknownKey(path: readonly (string | number)[]): SchemaIssue & { readonly code: string } {
  return { code: "unrecognized_keys", path, message: "This key is not known here." };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
