import type { Choices } from "./choices.ts";
import { ChoiceControl } from "./choice-controls.ts";
import { NO_CHOICES } from "./choices.ts";
import type { CompiledField, ElementField, FieldSet, ListField, LoadedChoices } from "./field-set.ts";
import type { FormInput } from "./form-input.ts";

/** An item of a list as it was sent. */
export interface Row {
  /** In the names of its elements: `items-3-name`. */
  readonly index: number;
  /** In the list of the data; -1 for one that was taken out or left empty. */
  readonly position: number;
  /** Whether its box "delete" is on. */
  readonly isDeleted: boolean;
  /** Whether it is one of the empty ones that need not be filled in. */
  readonly isBlank: boolean;
  /** What it holds. */
  readonly value: unknown;
  /** Where it wants to stand; `null` for the end. */
  readonly order: number | null;
}

/** What was sent, as the form reads it. */
export interface Submission {
  readonly input: FormInput;
  readonly choices: LoadedChoices;
  /** The items of each list, by its name. */
  readonly rows: Map<string, readonly Row[]>;
  /** What is wrong with what was sent whatever the schema says: the codes of messages, by name. */
  readonly broken: Map<string, string>;
  /** Whether a button asked for one item more or less, and nothing else. */
  isEditing: boolean;
}

/** The values that a form had before. */
export type Values = Readonly<Record<string, unknown>>;

/** The name of a field in the HTML. @param form - The name of the form around; "" for none */
export function nameOf(form: string, key: string | number): string {
  return form === "" ? String(key) : `${form}-${key}`;
}

/** The choices of a field. */
export function choicesOf({ control, choices }: ElementField, loaded: LoadedChoices): Choices {
  if (choices !== undefined) return choices;
  return control instanceof ChoiceControl ? (loaded.get(control) ?? NO_CHOICES) : NO_CHOICES;
}

/** What a field had before: as the form was told, else as the field was. */
export function initialOf({ key, options }: CompiledField, values: Values): unknown {
  const given = Object.hasOwn(values, key) ? values[key] : undefined;
  if (given !== undefined) return given;
  const { initial } = options;
  return typeof initial === "function" ? (initial as () => unknown)() : initial; // a value is never a function
}

/** The values of one record; of anything else none. */
export function toValues(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {}; // any object has values by name
}

/** The values of a form: of each of its fields one, and nothing else that was sent. */
export function decodeForm(
  set: FieldSet,
  submission: Submission,
  { name, initial }: { readonly name: string; readonly initial: Values },
): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of set.fields) {
    const { key } = field;
    values[key] = isPlain(field)
      ? field.control.decode(submission.input, nameOf(name, key), choicesOf(field, submission.choices))
      : decodeField(field, submission, { name: nameOf(name, key), initial: initialOf(field, initial) });
  }
  return values;
}

/** Whether what a field held before says nothing about what it holds now. */
function isPlain(field: CompiledField): field is ElementField {
  return field.kind === "control" && !field.isFixed;
}

interface Place {
  readonly name: string;
  readonly initial: unknown;
}

function decodeField(field: CompiledField, submission: Submission, { name, initial }: Place): unknown {
  switch (field.kind) {
    case "control":
      if (field.options.disabled === true) return initial;
      return decodeElement(field, submission, { name, initial });
    case "group":
      return decodeForm(field.set, submission, { name, initial: toValues(initial) });
    case "list":
      return decodeList(field, submission, { name, initial });
  }
}

function decodeElement(field: ElementField, submission: Submission, { name, initial }: Place): unknown {
  const { control, options } = field;
  const value = control.decode(submission.input, name, choicesOf(field, submission.choices));
  if (options.readOnly === true && !isUnchanged(field, value, initial))
    submission.broken.set(name, "readOnly");
  return value;
}

function decodeList(field: ListField, submission: Submission, { name, initial }: Place): unknown[] {
  const before: readonly unknown[] = Array.isArray(initial) ? initial : [];
  const indexes = rowIndexes(field, submission, name);
  const filled = countAt(submission.input, `${name}-INITIAL_FORMS`) ?? 0;
  const rows = indexes.map((index, place): Row => {
    const value = decodeField(field.item, submission, { name: nameOf(name, index), initial: before[index] });
    const isExtra = index >= filled && place >= field.limits.min;
    return {
      index,
      value,
      position: -1,
      isDeleted: field.limits.canDelete && submission.input.has(`${name}-${index}-DELETE`),
      isBlank: isExtra && isUnchanged(field.item, value, undefined),
      order: field.limits.canOrder ? (countAt(submission.input, `${name}-${index}-ORDER`) ?? null) : null,
    };
  });
  const kept = inOrder(rows.filter(({ isDeleted, isBlank }) => !isDeleted && !isBlank));
  submission.rows.set(
    name,
    rows.map((row) => ({ ...row, position: kept.indexOf(row) })),
  );
  return kept.map(({ value }) => value);
}

/** Those without a place stay behind those with one (Django's `ordered_forms`). */
function inOrder(rows: readonly Row[]): readonly Row[] {
  if (rows.every(({ order }) => order === null)) return rows;
  return [...rows].sort((left, right) => (left.order ?? Infinity) - (right.order ?? Infinity) || 0);
}

/** The items that were sent. A count that was sent too leaves out what is beyond it (Django's TOTAL_FORMS). */
function rowIndexes({ limits }: ListField, submission: Submission, name: string): number[] {
  const { input } = submission;
  let indexes = input.indexes(name);
  if (input.has(`${name}-TOTAL_FORMS`)) {
    const total = countAt(input, `${name}-TOTAL_FORMS`);
    if (total === undefined) submission.broken.set(name, "management");
    else indexes = indexes.filter((index) => index < total);
  }
  const removed = countAt(input, `${name}-REMOVE`);
  const isAdding = input.has(`${name}-ADD`);
  if (removed === undefined && !isAdding) return indexes;
  submission.isEditing = true;
  indexes = indexes.filter((index) => index !== removed);
  if (isAdding && indexes.length < limits.max) indexes.push((indexes.at(-1) ?? -1) + 1);
  return indexes;
}

/** A number that was sent; `undefined` for none, and for what is no count. */
function countAt(input: FormInput, name: string): number | undefined {
  const text = input.text(name) ?? "";
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** Whether a field holds what it held before. */
function isUnchanged(field: CompiledField, value: unknown, before: unknown): boolean {
  if (field.kind === "control") {
    const { control, options } = field;
    if (control.isFile) return value === undefined || (Array.isArray(value) && value.length === 0);
    if (options.disabled === true) return true;
    return sameTexts(control.encode(value), control.encode(before));
  }
  if (field.kind === "group") return changedKeys(field.set, toValues(value), toValues(before)).length === 0;
  const [items, others] = [listOf(value), listOf(before)];
  return (
    items.length === others.length &&
    items.every((item, index) => isUnchanged(field.item, item, others[index]))
  );
}

/** The fields of a form that hold something else than before. */
export function changedKeys(set: FieldSet, values: Values, initial: Values): string[] {
  return set.fields
    .filter((field) => !isUnchanged(field, values[field.key], initialOf(field, initial)))
    .map(({ key }) => key);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function sameTexts(left: readonly string[], right: readonly string[]): boolean {
  const [mine, theirs] = [left, right].map((texts) => texts.filter((text) => text !== ""));
  return mine?.length === theirs?.length && mine?.every((text, index) => text === theirs?.[index]) === true;
}
