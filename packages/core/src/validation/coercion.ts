import { alternativesOf, type JsonSchema, NATIVE_TYPE, propertiesOf, resolve } from "./json-schema.ts";

/** Texts by name, lists of them for what came several times. */
export type TextInput = Record<string, unknown>;

/** Makes of a text what its place in the schema wants; a text that does not look like it stays, for the schema to refuse. */
type Conversion = (text: string) => unknown;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?$/i;
const INTEGER = /^[+-]?\d{1,400}$/;
const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;
const TRUE: ReadonlySet<string> = new Set(["true", "on", "yes", "1"]);
const FALSE: ReadonlySet<string> = new Set(["false", "off", "no", "0"]);

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  number: toNumber,
  integer: toNumber,
  boolean: toBoolean,
  bigint: (text) => (INTEGER.test(text) ? BigInt(text) : text),
  date: toDate,
};

/** What happens to the texts under one name. */
interface FieldCoercion {
  readonly name: string;
  /** `null` for what stays a text. */
  readonly convert: Conversion | null;
  readonly isList: boolean;
  /** What a browser's form means by leaving the name out; `undefined` for nothing. */
  readonly unsent: boolean | "list" | undefined;
}

/** How texts are coerced. */
export interface CoercionOptions {
  /**
   * Whether a name that is not there says something, as in a form: a box that is not ticked is `false`, a list without
   * a choice is empty. @default false
   */
  readonly isForm?: boolean;
}

/**
 * Turns the texts of a query, a form, cookies or headers into what a schema takes: numbers, booleans ("on"), dates, lists
 * of one. Compiled once from the schema's JSON Schema.
 *
 * An empty text is no number, boolean or date: it counts as not sent, as browsers send the fields nobody filled in.
 *
 * @returns Changes the given object in place; `null` when every value stays as it is.
 */
export function createCoercion(
  schema: JsonSchema,
  { isForm = false }: CoercionOptions = {},
): ((input: TextInput) => void) | null {
  const properties = propertiesOf(schema) ?? {};
  const required: unknown = schema["required"];
  const requiredNames: ReadonlySet<unknown> = new Set(Array.isArray(required) ? required : []);
  const fields = Object.keys(properties)
    .map((name) => coercionOf(name, resolve(properties[name], schema), schema))
    .filter(({ convert, isList }) => convert !== null || isList)
    .map((field) => (isForm && requiredNames.has(field.name) ? field : { ...field, unsent: undefined }));
  if (fields.length === 0) return null;
  return (input) => {
    for (const field of fields) coerceField(field, input);
  };
}

function coercionOf(name: string, part: JsonSchema, root: JsonSchema): FieldCoercion {
  const list = onlyAlternative(part, root);
  if (list?.["type"] === "array") {
    const { convert } = coercionOf(name, resolve(list["items"], root), root);
    return { name, convert, isList: true, unsent: "list" };
  }
  const convert = conversionOf(part, root);
  return { name, convert, isList: false, unsent: convert === toBoolean ? false : undefined };
}

function onlyAlternative(part: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  const options = alternativesOf(part, root);
  return options.length === 1 ? options[0] : undefined;
}

/** What a place that takes a text too leaves as it is. */
function conversionOf(part: JsonSchema, root: JsonSchema): Conversion | null {
  const types = new Set(alternativesOf(part, root).flatMap(typesOf));
  types.delete("null");
  if (types.size === 2 && types.has("integer") && types.has("number")) types.delete("integer");
  const [type] = types;
  return types.size === 1 && type !== undefined && Object.hasOwn(CONVERSIONS, type)
    ? (CONVERSIONS[type] ?? null)
    : null;
}

/** The names of the types of one alternative; "" for a type that says nothing. */
function typesOf(option: JsonSchema): readonly string[] {
  const { type, const: only, enum: values } = option;
  const native = option[NATIVE_TYPE];
  if (typeof native === "string") return [native];
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.map(String);
  if (Array.isArray(values)) return values.map((value) => (value === null ? "null" : typeof value));
  return [only === undefined ? "" : typeof only];
}

function coerceField({ name, convert, isList, unsent }: FieldCoercion, input: TextInput): void {
  const value = Object.hasOwn(input, name) ? input[name] : undefined;
  if (value === undefined) {
    if (unsent !== undefined) input[name] = unsent === "list" ? [] : unsent;
  } else if (isList) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    input[name] = convert === null ? items : items.filter(isFilled).map((item) => convertText(item, convert));
  } else if (convert !== null) {
    if (isFilled(value)) input[name] = convertText(value, convert);
    else delete input[name];
  }
}

function isFilled(value: unknown): boolean {
  return value !== "";
}

function convertText(value: unknown, convert: Conversion): unknown {
  return typeof value === "string" ? convert(value) : value;
}

function toNumber(text: string): unknown {
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed)) return text;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : text;
}

function toBoolean(text: string): unknown {
  const word = text.toLowerCase();
  return TRUE.has(word) || (FALSE.has(word) ? false : text);
}

function toDate(text: string): unknown {
  if (!DATE.test(text)) return text;
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : date;
}
