import { z } from "zod";

import { type ChoiceControl, type ChoiceOptions, OptionsControl, SelectControl } from "./choice-controls.ts";
import type { ChosenFrom, ChoiceSource, ChoiceValue } from "./choices.ts";
import { CheckboxControl, SubmitControl } from "./control.ts";
import {
  createField,
  type Field,
  type FieldOptions,
  schemaFor,
  type StoredRule,
  type ValueIn,
} from "./field.ts";

/** What a field of choices may be told besides. */
export interface SelectOptions extends Omit<FieldOptions, "initial" | "rules"> {
  /** What is chosen at first. */
  readonly initial?: ChoiceValue | readonly ChoiceValue[] | (() => ChoiceValue | readonly ChoiceValue[]);
  /** What has to hold besides. */
  readonly rules?: readonly StoredRule[];
  /** What can be chosen: values, pairs of value and label, both under headings, or a function that looks them up. */
  readonly choices: ChoiceSource;
  /** The text of a first choice that is none. @default "---------" where nothing need be chosen */
  readonly empty?: string;
  /** Whether nothing but the choices is taken (WTForms' `validate_choice`). @default true */
  readonly validateChoice?: boolean;
}

/** What a field of several choices may be told besides. */
export interface MultipleOptions extends SelectOptions {
  /** The fewest that have to be chosen. */
  readonly min?: number;
  /** The most that can be. */
  readonly max?: number;
}

/** What stands where nothing is chosen (Django's). */
const EMPTY = "---------";

/**
 * One of several choices, in a `<select>`.
 *
 * @example
 * select({ choices: [["s", "Small"], ["l", "Large"]] }); // "s" | "l"
 */
export function select<const Options extends SelectOptions>(
  options: Options,
): Field<ValueIn<ChosenFrom<Options["choices"]>, Options>> {
  const {
    choices,
    empty = options.required === false ? EMPTY : null,
    validateChoice: validates = true,
  } = options;
  return oneOf(new SelectControl({ source: choices, empty, validates }), options);
}

/** One of several choices, with a radio button each. */
export function radio<const Options extends SelectOptions>(
  options: Options,
): Field<ValueIn<ChosenFrom<Options["choices"]>, Options>> {
  return oneOf(
    new OptionsControl({ source: options.choices, validates: options.validateChoice ?? true }),
    options,
  );
}

/** Several choices, in a `<select multiple>`. */
export function selectMultiple<const Options extends MultipleOptions>(
  options: Options,
): Field<ChosenFrom<Options["choices"]>[]> {
  return severalOf(new SelectControl(multiple(options)), options);
}

/** Several choices, with a checkbox each. */
export function checkboxes<const Options extends MultipleOptions>(
  options: Options,
): Field<ChosenFrom<Options["choices"]>[]> {
  return severalOf(new OptionsControl(multiple(options)), options);
}

/** A checkbox: off when it is not there. `required: true` makes it one that has to be on. */
export function boolean(options: FieldOptions<boolean> = {}): Field<boolean> {
  const schema: z.ZodType<boolean> = options.required === true ? z.literal(true) : z.boolean().default(false);
  return createField({ schema, options, part: { kind: "control", control: new CheckboxControl() } });
}

/** A button that sends the form; its value says whether it was the one. @example submit("Save") */
export function submit(text: string, options: FieldOptions<boolean> = {}): Field<boolean> {
  const control = new SubmitControl(text);
  return createField({
    schema: z.boolean().default(false),
    options: { label: "", ...options },
    part: { kind: "control", control },
  });
}

function multiple({ choices, validateChoice: validates = true }: MultipleOptions): ChoiceOptions {
  return { source: choices, multiple: true, validates };
}

function oneOf<Options extends SelectOptions>(
  control: ChoiceControl,
  options: Options,
): Field<ValueIn<ChosenFrom<Options["choices"]>, Options>> {
  const schema = choiceSchema<ChosenFrom<Options["choices"]>>(control, options);
  return createField({ schema: schemaFor(schema, options), options, part: { kind: "control", control } });
}

function severalOf<Options extends MultipleOptions>(
  control: ChoiceControl,
  options: Options,
): Field<ChosenFrom<Options["choices"]>[]> {
  const { min = options.required === false ? 0 : 1, max }: MultipleOptions = options;
  let schema = z.array(choiceSchema<ChosenFrom<Options["choices"]>>(control, options));
  if (min > 0) schema = schema.min(min);
  if (max !== undefined) schema = schema.max(max);
  return createField({
    schema: min > 0 ? schema : schema.default([]),
    options,
    part: { kind: "control", control },
  });
}

/** Choices that are looked up are checked when they are there. */
function choiceSchema<Value>(
  { choices }: ChoiceControl,
  { validateChoice = true }: SelectOptions,
): z.ZodType<Value> {
  const values = choices?.items.map(({ value }) => value);
  const schema: z.ZodType =
    values === undefined || !validateChoice
      ? z.union([z.string(), z.number(), z.boolean()])
      : values.length === 0
        ? z.never()
        : z.literal(values);
  return schema as z.ZodType<Value>; // it takes nothing but the choices
}
