import { BadRequest } from "@micro-web/core";
import { type EntityMetadata, ReferenceKind, type SqlEntityManager } from "@mikro-orm/sql";

import { metadataOf } from "./finding.ts";

/**
 * Takes over values that a visitor sent into the properties that are named, and into no others.
 *
 * @throws BadRequest for an object or a list where the column holds a single value.
 */
export function assignNamed(
  em: SqlEntityManager,
  target: object,
  { values, fields }: { readonly values: object; readonly fields: readonly string[] },
): void {
  const meta = metadataOf(em, target.constructor);
  const chosen = fields.filter((name) => Object.hasOwn(values, name));
  const entries = chosen.map((name): [string, unknown] => [
    name,
    checked(meta, name, Reflect.get(values, name)),
  ]);
  em.assign(target, Object.fromEntries(entries), { mergeObjectProperties: false });
}

function checked({ className, props }: EntityMetadata, name: string, value: unknown): unknown {
  const property = props.find((known) => known.name === name);
  if (property === undefined) throw new TypeError(`${className} has no property ${JSON.stringify(name)}.`);
  const isSingle =
    property.kind === ReferenceKind.SCALAR && !["object", "any"].includes(property.runtimeType);
  const isReference =
    property.kind === ReferenceKind.MANY_TO_ONE || property.kind === ReferenceKind.ONE_TO_ONE;
  const isScalar =
    value === null || typeof value !== "object" || value instanceof Date || value instanceof Uint8Array;
  if ((isSingle || isReference) && !isScalar) throw new BadRequest(`${name} is a single value.`);
  return value;
}
