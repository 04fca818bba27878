import { nameOf, type Row } from "./decoding.ts";
import type { CompiledField, FieldSet } from "./field-set.ts";
import { wholeOf } from "./form-state.ts";

/** Where names come from. */
interface NamePlace {
  /** Of the form, field or list. */
  readonly name: string;
  /** The items of its lists as they were sent. */
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

/**
 * Under which name in the HTML something is wrong.
 *
 * @param path - In the data: empty for the form as a whole.
 */
export function locateFault(set: FieldSet, path: readonly PropertyKey[], place: NamePlace): string {
  const [key, ...rest] = path;
  const field = set.field(key);
  if (field === undefined) return wholeOf(place.name);
  return locateIn(field, rest, { ...place, name: nameOf(place.name, field.key) });
}

function locateIn(field: CompiledField, path: readonly PropertyKey[], place: NamePlace): string {
  if (field.kind === "group") return locateFault(field.set, path, place);
  const [position, ...rest] = path;
  if (field.kind === "control" || position === undefined) return place.name;
  const row = place.rows.get(place.name)?.find((one) => one.position === position);
  return locateIn(field.item, rest, { ...place, name: nameOf(place.name, row?.index ?? Number(position)) });
}
