import { type Form as SubmittedForm, UploadedFile } from "@micro-web/core";

/** What a field of a submitted form may be given in code, for tests and for {@link FormInput}. */
export type InputValue = string | number | boolean | UploadedFile | readonly (string | UploadedFile)[];

/** What was submitted under each name. It never changes: a form that is bound stays what was sent. */
export class FormInput {
  readonly #texts: ReadonlyMap<string, readonly string[]>;
  readonly #files: ReadonlyMap<string, readonly UploadedFile[]>;
  #indexes: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  private constructor(
    texts: ReadonlyMap<string, readonly string[]>,
    files: ReadonlyMap<string, readonly UploadedFile[]>,
  ) {
    this.#texts = texts;
    this.#files = files;
  }

  /** The input of a form that came with a request. */
  static of(form: SubmittedForm): FormInput {
    return new FormInput(toLists(form), form.files.size === 0 ? NONE : toLists(form.files));
  }

  /**
   * The input that a browser would send for some values; `true` is a checkbox that is on, `false` one that is off.
   *
   * @example
   * FormInput.from({ name: "Ann", colours: ["red", "blue"] });
   */
  static from(values: Readonly<Record<string, InputValue | undefined>>): FormInput {
    const texts = new Map<string, string[]>();
    const files = new Map<string, UploadedFile[]>();
    for (const name of Object.keys(values)) {
      const value = values[name];
      if (typeof value === "string") addTo(texts, name, value);
      else for (const item of listOf(value)) addItem(item, name, { texts, files });
    }
    return new FormInput(texts, files);
  }

  /** The first text under a name. */
  text(name: string): string | undefined {
    return this.#texts.get(name)?.[0];
  }

  /** The texts under a name, in their order. */
  texts(name: string): readonly string[] {
    return this.#texts.get(name) ?? EMPTY;
  }

  /** The files under a name, in their order. */
  files(name: string): readonly UploadedFile[] {
    return this.#files.get(name) ?? EMPTY;
  }

  /** Whether there is a text or file under a name. */
  has(name: string): boolean {
    return this.#texts.has(name) || this.#files.has(name);
  }

  /**
   * The indexes under which there is something of a list, in order: of `items-0-name` and `items-7` those are 0 and 7.
   *
   * They are only ever put in order: a large one costs no more than a small one.
   */
  indexes(list: string): number[] {
    this.#indexes ??= indexNames([...this.#texts.keys(), ...this.#files.keys()]);
    return Array.from(this.#indexes.get(list) ?? EMPTY, Number).sort((left, right) => left - right);
  }
}

const INDEX = /-(0|[1-9]\d{0,8})(?=-|$)/g;
/** Lists in lists in lists: no form has more. */
const MAX_DEPTH = 8;

function indexNames(names: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const indexes = new Map<string, Set<string>>();
  for (const name of names) {
    let depth = 0;
    for (const { index, 1: digits = "" } of name.matchAll(INDEX)) {
      if (++depth > MAX_DEPTH) break;
      const list = name.slice(0, index);
      const known = indexes.get(list);
      if (known === undefined) indexes.set(list, new Set([digits]));
      else known.add(digits);
    }
  }
  return indexes;
}

const EMPTY: readonly never[] = [];
const NONE: ReadonlyMap<string, readonly never[]> = new Map<string, readonly never[]>();

function toLists<Value>(pairs: Iterable<readonly [string, Value]>): ReadonlyMap<string, readonly Value[]> {
  const lists = new Map<string, Value[]>();
  for (const [name, value] of pairs) addTo(lists, name, value);
  return lists;
}

function addTo<Value>(lists: Map<string, Value[]>, name: string, value: Value): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [value]);
  else list.push(value);
}

/** Where texts and files are put, by name. */
interface InputLists {
  readonly texts: Map<string, string[]>;
  readonly files: Map<string, UploadedFile[]>;
}

function addItem(item: string | UploadedFile, name: string, { texts, files }: InputLists): void {
  if (typeof item === "string") addTo(texts, name, item);
  else addTo(files, name, item);
}

function listOf(value: InputValue | undefined): readonly (string | UploadedFile)[] {
  if (value === undefined || value === false) return EMPTY;
  if (value === true) return ON;
  if (typeof value === "string" || value instanceof UploadedFile) return [value];
  return typeof value === "number" ? [String(value)] : value;
}

/** What a browser sends of a box that is on. */
const ON: readonly string[] = ["on"];
