import { type EntityMetadata, type EntityProperty, ReferenceKind } from "@mikro-orm/sql";

/** Whether the rows of a model are its columns, and nothing else happens when one is loaded. */
export function isPlainModel(meta: EntityMetadata): boolean {
  if (!isTable(meta) || !isAlone(meta) || hasHooks(meta)) return false;
  const { simplePK, orderBy, forceConstructor, filters } = meta;
  const isPlain = simplePK && orderBy === undefined && forceConstructor !== true;
  return isPlain && Object.keys(filters).length === 0 && meta.props.every(isPlainProperty);
}

/** Whether it shares its table with no other model, and stands in no schema of its own. */
function isAlone({ className, root, schema }: EntityMetadata): boolean {
  return root.className === className && root.inheritanceType === undefined && (schema ?? "*") === "*";
}

function isTable({ virtual, view, abstract, embeddable }: EntityMetadata): boolean {
  return [virtual, view, abstract, embeddable].every((isOther) => isOther !== true);
}

function hasHooks({ hooks }: EntityMetadata): boolean {
  return hooks.onLoad !== undefined || hooks.onInit !== undefined;
}

/** Whether it is a column as it stands in the database, or not of the row at all. */
function isPlainProperty(property: EntityProperty): boolean {
  if (isLoadedOtherwise(property)) return false;
  if (isToMany(property)) return true;
  const { polymorphic, persist, hasConvertToJSValueSQL: isConverted, fieldNames } = property;
  if (polymorphic === true || persist === false || isConverted || fieldNames.length !== 1) return false;
  return property.kind === ReferenceKind.SCALAR || isToOne(property);
}

function isLoadedOtherwise({ eager, lazy, formula, embedded }: EntityProperty): boolean {
  return eager === true || lazy === true || formula !== undefined || embedded !== undefined;
}

function isToMany({ kind }: EntityProperty): boolean {
  return kind === ReferenceKind.ONE_TO_MANY || kind === ReferenceKind.MANY_TO_MANY;
}

/** A property that refers to one row, by its key. */
export type ToOne = EntityProperty & { readonly targetMeta: EntityMetadata };

/** Whether a property refers to one row, by its key. */
export function isToOne(property: EntityProperty): property is ToOne {
  const { kind, owner, mapToPk, targetKey, targetMeta } = property;
  const isOwner = kind === ReferenceKind.MANY_TO_ONE || (kind === ReferenceKind.ONE_TO_ONE && owner);
  return isOwner && mapToPk !== true && targetKey === undefined && targetMeta !== undefined;
}

/** The columns of a plain model. */
export function columnsOf(meta: EntityMetadata): string[] {
  return meta.props.filter((property) => !isToMany(property)).map(columnOf);
}

/** The column of a property. */
export function columnOf({ fieldNames, name }: EntityProperty): string {
  return fieldNames[0] ?? name;
}
