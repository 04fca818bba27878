import { parseJson } from "./json.ts";

/**
 * How an app writes and reads JSON (Flask's `app.json`).
 *
 * @example
 * const app = new Micro(import.meta, { json: new DefaultJson({ sortKeys: true, trailingNewline: true }) });
 */
export interface JsonProvider {
  /** The text of a value. @throws Error for a value that has none. */
  stringify(value: unknown): string;
  /** The value of a text from outside. @throws SyntaxError, which the client sees as a 400; an HttpError as it is. */
  parse(text: string): unknown;
  /** The Content-Type of answers. */
  readonly mimetype: string;
}

/** How the JSON of {@link DefaultJson} looks. */
export interface JsonOptions {
  /** Keys in order of their names, so that equal values are equal texts. @default false, the order they were set in */
  readonly sortKeys?: boolean;
  /** Lines and two spaces per level, for people. @default false */
  readonly pretty?: boolean;
  /** A line break at the end, as Flask writes it. @default false */
  readonly trailingNewline?: boolean;
  /** The Content-Type of answers. @default "application/json" */
  readonly mimetype?: string;
}

/** What is an empty object to JSON.stringify, without a word. */
const NO_JSON = /^\[object (?:WeakMap|WeakSet|WeakRef|Blob|File|FormData|Headers|RegExp|Promise)\]$/;

/**
 * JSON as JavaScript has it, and more: a Map is an object, a Set an array, a BigInt text of its digits. A Date is
 * ISO 8601, as is what Temporal has; whatever has `toJSON()` decides by itself.
 *
 * What would be `{}` by mistake, such as a promise nobody waited for, is an error.
 */
export class DefaultJson implements JsonProvider {
  /** The Content-Type of answers. */
  readonly mimetype: string;
  readonly #indent: number | undefined;
  readonly #sortKeys: boolean;
  readonly #end: string;

  /** @param options - How it looks. */
  constructor(options: JsonOptions = {}) {
    const {
      sortKeys = false,
      pretty = false,
      trailingNewline = false,
      mimetype = "application/json",
    } = options;
    this.mimetype = mimetype;
    this.#indent = pretty ? 2 : undefined;
    this.#sortKeys = sortKeys;
    this.#end = trailingNewline ? "\n" : "";
  }

  /** The text of a value. @throws TypeError for a cycle, a function, `undefined`, a promise and their like. */
  stringify(value: unknown): string {
    const json = this.#sortKeys ? undefined : tryStringify(value, this.#indent);
    // Nearly every value is written by the first call: what it cannot write shows in its text.
    const text = json?.includes("{}") === false ? json : this.#stringifySpecial(value);
    return this.#end === "" ? text : text + this.#end;
  }

  /** The value of a text from outside; see {@link parseJson}. */
  parse(text: string): unknown {
    return parseJson(text);
  }

  #stringifySpecial(value: unknown): string {
    const isSorted = this.#sortKeys;
    const text: string | undefined = JSON.stringify(
      value,
      (key, item: unknown) => {
        const plain = toPlain(key, item);
        return isSorted ? sortKeys(plain) : plain;
      },
      this.#indent,
    );
    if (text === undefined) throw new TypeError("it is nothing as JSON");
    return text;
  }
}

/** The provider of an app that has no other. */
export const defaultJson: JsonProvider = new DefaultJson();

/** `undefined` for what needs a second look. */
function tryStringify(value: unknown, indent: number | undefined): string | undefined {
  try {
    // Without an indent as one argument only, which is faster.
    const json: string | undefined =
      indent === undefined ? JSON.stringify(value) : JSON.stringify(value, undefined, indent);
    return json;
  } catch (error) {
    if (error instanceof TypeError && /BigInt/.test(error.message)) return undefined;
    throw error;
  }
}

function toPlain(key: string, value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  const name = Object.prototype.toString.call(value);
  if (NO_JSON.test(name))
    throw new TypeError(`${key === "" ? "" : `${JSON.stringify(key)}, `}${name}, is empty as JSON`);
  return value;
}

function sortKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries);
}
