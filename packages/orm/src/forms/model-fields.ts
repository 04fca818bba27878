import { MicroError } from "@micro-web/core";
import {
  boolean,
  type ChoiceItem,
  type ChoiceSource,
  type ChoiceValue,
  date,
  dateTimeLocal,
  decimal,
  type Field,
  type Fields,
  float,
  integer,
  select,
  selectMultiple,
  text,
  textarea,
  time,
  uuid,
} from "@micro-web/forms";

import type { DataLayer, DataRow, FieldMeta, FieldType, ModelMeta } from "../data-layer.ts";

/** What a field of a model gives in a form: a relation its key, or a list of keys; a point in time the text of it. */
export type ModelValue<Value> = unknown extends Value
  ? unknown
  : Value extends null | undefined
    ? undefined
    : Value extends string | Date
      ? string
      : Value extends number | bigint
        ? number
        : Value extends boolean
          ? boolean
          : Value extends Iterable<unknown>
            ? ChoiceValue[]
            : ChoiceValue;

/** The fields of the form of a model. */
export type ModelFields<Entity, Name extends keyof Entity & string> = {
  readonly [Key in Name]: Field<ModelValue<Entity[Key]>>;
};

/** What a row is called where it can be chosen. */
export type RowLabel = (row: DataRow) => string;

/** What fields of a model are told. */
export interface FieldWishes {
  readonly labels: Readonly<Record<string, string | undefined>>;
  readonly help: Readonly<Record<string, string | undefined>>;
  readonly choices: Readonly<Record<string, ChoiceSource | undefined>>;
  readonly rowLabels: Readonly<Record<string, RowLabel | undefined>>;
  readonly replaced: Readonly<Record<string, Field | undefined>>;
}

/** The most rows that can be chosen from: what has more needs choices of its own, or another way to choose. */
const MOST_CHOICES = 1000;

/** What columns of 32 bits hold. */
const MOST_INTEGER = 2_147_483_647;

/** What all fields are told. */
interface CommonOptions {
  readonly label?: string;
  readonly help?: string;
  readonly required: boolean;
  readonly initial?: never;
}

type MakeField = (options: CommonOptions, field: FieldMeta) => Field;

/** The fields of forms by what columns hold; what is not there has to be given a field of its own. */
const MAKERS: Readonly<Partial<Record<FieldType, MakeField>>> = {
  string: (options, { length }) => text({ ...options, ...(length === undefined ? {} : { max: length }) }),
  text: (options) => textarea(options),
  integer: (options) => integer({ ...options, min: -MOST_INTEGER - 1, max: MOST_INTEGER }),
  bigint: (options) => integer(options),
  number: (options) => float(options),
  decimal: (options, { scale }) => decimal({ ...options, ...(scale === undefined ? {} : { places: scale }) }),
  boolean: (options) => boolean({ ...options, required: false }),
  date: (options) => date(options),
  datetime: (options) => dateTimeLocal(options),
  time: (options) => time(options),
  uuid: (options) => text({ ...options, rules: [uuid()] }),
};

/**
 * The fields of a form for some fields of a model.
 *
 * @throws MicroError `MICRO_FORM_FIELD` for a field that no form can show without being told how.
 */
export function createModelFields(
  layer: DataLayer,
  { model, names }: { readonly model: ModelMeta; readonly names: readonly string[] },
  wishes: FieldWishes,
): Fields {
  const fields = model.fields.filter(({ name }) => names.includes(name));
  const inOrder = fields.toSorted((left, right) => names.indexOf(left.name) - names.indexOf(right.name));
  return Object.fromEntries(inOrder.map((field) => [field.name, createModelField(layer, field, wishes)]));
}

/** Whether a form shows it when nobody says which fields it has. */
export function isShown({ isKey, isGenerated, type }: FieldMeta): boolean {
  return !isKey && !isGenerated && (type === "relation" || MAKERS[type] !== undefined);
}

function createModelField(layer: DataLayer, field: FieldMeta, wishes: FieldWishes): Field {
  const { name, type, relation } = field;
  const own = wishes.replaced[name];
  if (own !== undefined) return own;
  const options = optionsOf(field, wishes);
  const choices = wishes.choices[name] ?? field.choices ?? loadingChoices(layer, field, wishes);
  if (choices !== undefined)
    return relation?.isMany === true
      ? selectMultiple({ ...options, choices, required: false })
      : select({ ...options, choices });
  const make = MAKERS[type];
  if (make !== undefined) return make(options, field);
  throw new MicroError(
    "MICRO_FORM_FIELD",
    `A form has no field for ${JSON.stringify(name)}, which holds ${type}. Give it one: override: { ${name}: ... }.`,
  );
}

function optionsOf({ name, isNullable, defaultValue }: FieldMeta, wishes: FieldWishes): CommonOptions {
  const [label, help] = [wishes.labels[name], wishes.help[name]];
  return {
    required: !isNullable && defaultValue === undefined,
    ...(label === undefined ? {} : { label }),
    ...(help === undefined ? {} : { help }),
  };
}

/** The rows that a relation may refer to, loaded for each form. */
function loadingChoices(
  layer: DataLayer,
  { name, relation }: FieldMeta,
  { rowLabels }: FieldWishes,
): (() => Promise<ChoiceItem[]>) | undefined {
  if (relation === undefined) return undefined;
  const labelOf = rowLabels[name];
  return async function loadChoices() {
    const target = modelOf(layer, relation.model);
    const key = keyOf(target);
    const { rows } = await layer.repository(relation.model).list({ perPage: MOST_CHOICES });
    return rows.map((row) => {
      const value = toChoiceValue(row[key]);
      return [value, labelOf === undefined ? describeRow(target, row, value) : labelOf(row)] as const;
    });
  };
}

/** What a row is called: by its name, or else by its first text. */
function describeRow({ fields }: ModelMeta, row: DataRow, key: ChoiceValue): string {
  const texts = fields.filter(({ type }) => type === "string");
  const field = texts.find(({ name }) => ["name", "title", "label"].includes(name)) ?? texts[0];
  return String(field === undefined ? key : row[field.name]);
}

function toChoiceValue(key: unknown): ChoiceValue {
  return typeof key === "number" ? key : String(key);
}

/** A model by its name. @throws TypeError when there is none */
export function modelOf(layer: DataLayer, name: string): ModelMeta {
  const model = layer.models.find((known) => known.name === name);
  if (model !== undefined) return model;
  throw new TypeError(
    `There is no model ${JSON.stringify(name)}. There are: ${layer.models.map((known) => known.name).join(", ")}.`,
  );
}

/** The name of the field that a model's rows are found by. */
export function keyOf({ name, fields }: ModelMeta): string {
  const keys = fields.filter(({ isKey }) => isKey);
  const [key] = keys;
  if (key !== undefined && keys.length === 1) return key.name;
  throw new TypeError(`${name} has a key of ${keys.length} fields, which forms do not know.`);
}
