import { nameOf } from "./decoding.ts";
import type { ElementName } from "./element-name.ts";
import type { Fields } from "./field.ts";
import type { InputValue } from "./form-input.ts";

/**
 * What a browser would send of a form: values by the names of its elements, so that the rename of a field is an error of
 * the compiler wherever it is filled in.
 *
 * @typeParam F - The fields of the form.
 * @typeParam Form - What the names begin with: the `prefix` of the form.
 */
export type SentValues<F extends Fields, Form extends string = "", Value = InputValue> = {
  readonly [Name in ElementName<F, Form>]?: Value | undefined;
};

/** A file that a test sends: a File, or its bytes with a name and a type. */
export type PostedFile = File | readonly [bytes: Uint8Array, filename: string, type?: string];

/** A value that a test puts into an element; `true` is a box that is on, a list several choices or files. */
export type PostedValue =
  string | number | boolean | PostedFile | readonly string[] | readonly number[] | readonly PostedFile[];

/** What a test client takes to send a form. */
export interface FormPost {
  /** The texts, by name. */
  readonly form: Readonly<Record<string, readonly string[]>>;
  /** The files, by name. */
  readonly files: Readonly<Record<string, readonly PostedFile[]>>;
}

/** What a browser sends of some values: of a box that is off nothing. @param prefix - Put before their names */
export function toFormPost(
  values: Readonly<Record<string, PostedValue | undefined>>,
  prefix: string,
): FormPost {
  const items = Object.entries(values).map(([key, value]) => [nameOf(prefix, key), listOf(value)] as const);
  const form = items.map(([name, list]) => [name, list.filter(isText).map(textOf)] as const);
  const files = items.map(([name, list]) => [name, list.filter(isFile)] as const);
  return { form: Object.fromEntries(form.filter(isThere)), files: Object.fromEntries(files.filter(isThere)) };
}

function isThere([, list]: readonly [string, readonly unknown[]]): boolean {
  return list.length > 0;
}

type PostedItem = string | number | true | PostedFile;

function isFile(item: PostedItem): item is PostedFile {
  return typeof item === "object";
}

function isText(item: PostedItem): item is Exclude<PostedItem, PostedFile> {
  return typeof item !== "object";
}

function textOf(item: Exclude<PostedItem, PostedFile>): string {
  return item === true ? "on" : String(item);
}

function listOf(value: PostedValue | undefined): readonly PostedItem[] {
  if (value === undefined || value === false) return [];
  return isList(value) ? value : [value];
}

/** A file with a name is not a list of values: it begins with bytes. */
function isList(
  value: Exclude<PostedValue, boolean> | true,
): value is readonly string[] | readonly number[] | readonly PostedFile[] {
  return Array.isArray(value) && !(value[0] instanceof Uint8Array);
}
