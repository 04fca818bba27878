import { MicroError } from "@micro-web/core";
import { z } from "zod";

import { OptionsControl, SelectControl } from "./choice-controls.ts";
import type { ChoiceItems, ChoiceValue } from "./choices.ts";
import { CheckboxControl, type Control, InputControl, TextareaControl } from "./control.ts";
import { createField, type Field, type FieldOptions, type FieldPart, type Fields } from "./field.ts";
import { toNumber } from "./number-fields.ts";
import { isOptional, unwrap, type ZodSchema } from "./schema-shape.ts";

/** What a field of a schema may be told: in `meta()` of the schema, or beside it. */
export interface FieldWishes extends FieldOptions {
  /** How it looks: "textarea", "password", "hidden", "radio", "checkboxes", or a type of `<input>`. */
  readonly widget?: string;
  /** The labels of choices, by value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** The lines of a textarea. @default 10 */
  readonly rows?: number;
}

/** The types of `<input>` for the formats of texts. */
const INPUTS: Readonly<Record<string, string>> = {
  email: "email",
  url: "url",
  date: "date",
  time: "time",
  datetime: "datetime-local",
};

/** The field that fits a schema. */
export function fieldOf(
  schema: z.core.$ZodType,
  { key, wishes = {} }: { readonly key: string; readonly wishes: FieldWishes | Field | undefined },
): Field {
  if (isField(wishes)) return wishes;
  const options = { ...metaOf(schema), ...wishes };
  return createField({ schema: schema as z.ZodType, options, part: partOf(schema, key, options) }); // zod's own classes
}

function isField(wishes: FieldWishes | Field): wishes is Field {
  return "part" in wishes;
}

/** What a schema says of itself, also where something is put around it. */
function metaOf(schema: z.core.$ZodType): FieldWishes {
  const inner = unwrap(schema);
  const meta = { ...z.globalRegistry.get(inner), ...z.globalRegistry.get(schema) };
  const { title, description, ...wishes } = meta;
  return {
    ...(title !== undefined && { label: title }),
    ...(description !== undefined && { help: description }),
    ...initialOf(schema),
    ...wishes,
  };
}

/** What a schema puts in the place of nothing stands in the field at first. */
function initialOf(schema: z.core.$ZodType): FieldOptions {
  const { def } = (schema as ZodSchema)._zod; // all that zod makes are of these kinds
  return def.type === "default" ? { initial: def.defaultValue } : {};
}

function partOf(schema: z.core.$ZodType, key: string, wishes: FieldWishes): FieldPart {
  const inner = unwrap(schema);
  const { def } = inner._zod;
  switch (def.type) {
    case "object":
      return {
        kind: "group",
        form: { fields: innerFields(def.shape), schema: toSchema(inner), options: {} },
      };
    case "array":
      return arrayPart(def.element, key, wishes);
    default:
      return { kind: "control", control: controlOf(schema, key, wishes) };
  }
}

function innerFields(shape: Readonly<Record<string, z.core.$ZodType>>): Fields {
  return Object.fromEntries(
    Object.entries(shape).map(([key, part]) => [key, fieldOf(part, { key, wishes: undefined })]),
  );
}

function arrayPart(element: z.core.$ZodType, key: string, wishes: FieldWishes): FieldPart {
  const source = choicesOf(element, wishes.labels);
  if (source === undefined) {
    return { kind: "list", item: fieldOf(element, { key, wishes: undefined }), limits: {} };
  }
  const options = { source, multiple: true };
  const control = wishes.widget === "checkboxes" ? new OptionsControl(options) : new SelectControl(options);
  return { kind: "control", control };
}

function controlOf(schema: z.core.$ZodType, key: string, wishes: FieldWishes): Control {
  const inner = unwrap(schema);
  const source = choicesOf(inner, wishes.labels);
  if (source !== undefined) {
    if (wishes.widget === "radio") return new OptionsControl({ source });
    return new SelectControl({ source, empty: isOptional(schema) ? "---------" : null });
  }
  const { type } = inner._zod.def;
  const create = Object.hasOwn(CONTROLS, type) ? CONTROLS[type] : undefined;
  if (create === undefined) throw noField(key, type);
  return create(inner, wishes);
}

/** The controls by the kind of the schema. */
const CONTROLS: Readonly<Record<string, (schema: ZodSchema, wishes: FieldWishes) => Control>> = {
  string: (schema, wishes) => textControl(formatOf(schema), wishes),
  number: (_, { widget: type = "number" }) => new InputControl({ type, read: toNumber }),
  bigint: () => new InputControl({ type: "number", read: toBigInt }),
  boolean: () => new CheckboxControl(),
  literal: () => new CheckboxControl(),
  date: (_, { widget = "date" }) => dateControl(widget),
};

/** The `<input>` for the format of a text, which may be one of its checks: `z.string().check(z.email())`. */
function formatOf({ _zod: { def } }: z.core.$ZodType): string | undefined {
  if ("format" in def) return INPUTS[String(def.format)];
  for (const check of def.checks ?? []) {
    const { def: facts } = check._zod;
    const type = "format" in facts ? INPUTS[String(facts.format)] : undefined;
    if (type !== undefined) return type;
  }
  return undefined;
}

function textControl(type: string = "text", { widget = type, rows = 10 }: FieldWishes): Control {
  if (widget === "textarea") return new TextareaControl({ columns: 40, rows });
  if (widget === "password") return new InputControl({ type: "password", trims: false, echoes: false });
  return new InputControl({ type: widget });
}

/** A day is that day in UTC; a time without zone is one of UTC. */
function dateControl(type: string): Control {
  const length = type === "date" ? 10 : 16;
  return new InputControl({
    type,
    read: (text) => {
      const day = new Date(type === "date" ? text : `${text}Z`);
      return Number.isNaN(day.getTime()) ? text : day;
    },
    write: (value) => (value instanceof Date ? value.toISOString().slice(0, length) : String(value)),
  });
}

function toBigInt(text: string): unknown {
  return /^[+-]?\d{1,1000}$/.test(text) ? BigInt(text) : text;
}

/** What can be chosen by a schema of values: an enum, literals; `undefined` for others, and for one literal. */
function choicesOf(
  schema: z.core.$ZodType,
  labels: Readonly<Record<string, string>> = {},
): ChoiceItems | undefined {
  const values = valuesOf(unwrap(schema));
  return values?.map((value) => [value, labels[String(value)] ?? String(value)] as const);
}

function valuesOf({ _zod: { def } }: ZodSchema): readonly ChoiceValue[] | undefined {
  if (def.type === "enum") return Object.values(def.entries);
  if (def.type === "literal" && def.values.length > 1) return def.values.filter(isChoice);
  if (def.type !== "union") return undefined;
  const parts = def.options.map((option) => unwrap(option)._zod.def);
  const values = parts.flatMap((part) => (part.type === "literal" ? part.values : [undefined]));
  return values.every(isChoice) ? values : undefined;
}

function isChoice(value: unknown): value is ChoiceValue {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function toSchema(schema: z.core.$ZodType): z.ZodType {
  return schema as z.ZodType; // zod's own classes
}

function noField(key: string, type: string): MicroError {
  const hint = isZodCustom(type) ? " Files are file() and files()." : "";
  return new MicroError(
    "MICRO_FORM_FIELD",
    `formFrom() knows no field for ${JSON.stringify(key)}, a schema of the kind ${JSON.stringify(type)}. Give it one: ` +
      `formFrom(schema, { fields: { ${key}: text() } }).${hint}`,
  );
}

function isZodCustom(type: string): boolean {
  return type === "custom" || type === "file";
}
