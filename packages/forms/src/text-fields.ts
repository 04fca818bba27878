import { z } from "zod";

import { type Control, InputControl, type InputOptions, TextareaControl } from "./control.ts";
import { createField, type Field, type FieldOptions, schemaFor, type ValueIn } from "./field.ts";
import { ENGLISH } from "./messages.ts";

/** What a field of text may be told besides. */
export interface TextOptions extends FieldOptions<string> {
  /** The fewest characters. */
  readonly min?: number;
  /** The most characters. */
  readonly max?: number;
  /** What the text has to look like; browsers check it too when it has no flags. */
  readonly pattern?: RegExp;
  /** What the text becomes before it is checked, one after the other (WTForms' `filters`). */
  readonly filters?: readonly ((text: string) => string)[];
}

/** What a field of several lines may be told besides. */
export interface TextareaOptions extends TextOptions {
  /** The lines that are shown. @default 10 */
  readonly rows?: number;
  /** The characters in a line. @default 40 */
  readonly columns?: number;
}

/** The most characters of an address of e-mail (RFC 5321, 4.5.3.1.3). */
const MAX_EMAIL = 254;
/** Longer ones are no addresses that browsers take. */
const MAX_URL = 2048;

/** A line of text, without white space around it. @example text({ label: "Name", max: 100 }) */
export function text<const Options extends TextOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return lineField("text", options);
}

/** Several lines of text. @example textarea({ max: 2000, rows: 5 }) */
export function textarea<const Options extends TextareaOptions>(
  options?: Options,
): Field<ValueIn<string, Options>> {
  const { rows = 10, columns = 40 }: TextareaOptions = options ?? {};
  const schema = textSchema(options ?? {}, [(sent) => sent.trim()]);
  return textField(schema, options, new TextareaControl({ rows, columns }));
}

/** A password: as it was typed, white space and all, and never written back. */
export function password<const Options extends TextOptions>(
  options?: Options,
): Field<ValueIn<string, Options>> {
  const control = new InputControl({ type: "password", trims: false, echoes: false });
  return textField(textSchema(options ?? {}, []), options, control);
}

/** An address of e-mail. */
export function email<const Options extends TextOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return lineField("email", options, { max: MAX_EMAIL, checks: [z.email()] });
}

/** An address on the web, with http or https. */
export function url<const Options extends TextOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return lineField("url", options, { max: MAX_URL, checks: [z.url({ protocol: /^https?$/ })] });
}

/** A telephone number, which may look like anything. */
export function tel<const Options extends TextOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return lineField("tel", options);
}

/** Words to look for. */
export function search<const Options extends TextOptions>(
  options?: Options,
): Field<ValueIn<string, Options>> {
  return lineField("search", options);
}

/** A colour, "#ff8800". */
export function color<const Options extends TextOptions>(options?: Options): Field<ValueIn<string, Options>> {
  return lineField("color", options, { checks: [z.regex(/^#[\da-f]{6}$/i)] });
}

/** A text that is not shown; visitors may send another one all the same. */
export function hidden<const Options extends TextOptions>(
  options?: Options,
): Field<ValueIn<string, Options>> {
  return lineField("hidden", options);
}

type TextCheck = z.core.$ZodCheck<string>;

/** What holds for all lines of a type. */
interface LineType {
  /** The most characters, unless the field says otherwise. */
  readonly max?: number;
  readonly checks?: readonly TextCheck[];
}

function lineField<Options extends TextOptions>(
  type: InputOptions["type"],
  options: Options | undefined,
  { checks, ...defaults }: LineType = {},
): Field<ValueIn<string, Options>> {
  const schema = textSchema({ ...defaults, ...options }, [toLine], checks);
  return textField(schema, options, new InputControl({ type }));
}

function textField<Options extends TextOptions>(
  schema: z.ZodString,
  options: Options | undefined,
  control: Control,
): Field<ValueIn<string, Options>> {
  return createField({
    schema: schemaFor(schema, options),
    options: options ?? {},
    part: { kind: "control", control },
  });
}

/** What browsers do to a line, done to all that is sent: no line ends, no white space around it (HTML, 4.10.5.1.2). */
function toLine(sent: string): string {
  return sent.replaceAll(/[\r\n]+/g, "").trim();
}

function textSchema(
  { min = 0, max, pattern, filters = [], required = true }: TextOptions,
  cleaners: readonly ((sent: string) => string)[],
  checks: readonly TextCheck[] = [],
): z.ZodString {
  const least = required ? Math.max(min, 1) : min;
  const all = [
    ...[...cleaners, ...filters].map((clean) => z.overwrite(clean)),
    z.refine<string>(hasNoNull, { error: ENGLISH["nullCharacter"], params: { code: "nullCharacter" } }),
    ...(least > 0 ? [z.minLength(least)] : []),
    ...(max === undefined ? [] : [z.maxLength(max)]),
    ...(pattern === undefined ? [] : [z.regex(pattern)]),
    ...checks,
  ];
  return z.string().check(...all);
}

/** Databases and files end a text at such a character. */
function hasNoNull(sent: string): boolean {
  return !sent.includes("\u0000");
}
