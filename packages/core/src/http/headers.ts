import { MicroError } from "../errors.ts";

/** A header name is a token (RFC 9110 section 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** CR, LF, NUL and other controls would split the response; beyond Latin-1 cannot be sent. */
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;

/** Names that are tokens: an app uses the same few, and looking one up is faster than reading it again. */
const knownNames = new Set<string>();
/** Names may come from visitors: only so many are remembered. */
const MAX_KNOWN_NAMES = 200;

function checkName(name: string): void {
  if (!TOKEN.test(name)) {
    throw new MicroError(
      "MICRO_HEADER_INVALID",
      `The header name ${JSON.stringify(name)} is not a token. Use letters, digits and dashes.`,
    );
  }
  if (knownNames.size < MAX_KNOWN_NAMES) knownNames.add(name);
}

function checkHeader(name: string, value: string): void {
  if (!knownNames.has(name)) checkName(name);
  if (!FORBIDDEN_IN_VALUE.test(value)) return;
  throw new MicroError(
    "MICRO_HEADER_INVALID",
    `The value of the header ${name} holds a line break, a control character or a character beyond Latin-1: ` +
      `${JSON.stringify(value)}. Encode it, for example with encodeURIComponent().`,
  );
}

/**
 * The headers of a response: case-insensitive names, several values under one name, order kept.
 *
 * @example
 * response.headers.set("Cache-Control", "no-store");
 * response.headers.append("Vary", "Accept");
 */
export class ResponseHeaders {
  /** Names and values in turn, the shape `writeHead` takes fastest. */
  readonly #list: string[] = [];

  /** The first value under `name`; `undefined` when there is none. */
  get(name: string): string | undefined {
    const index = this.#indexOf(name, 0);
    return index === -1 ? undefined : this.#list[index + 1];
  }

  /** Every value under `name`, in the order they were added. */
  getAll(name: string): string[] {
    const values: string[] = [];
    for (let index = this.#indexOf(name, 0); index !== -1; index = this.#indexOf(name, index + 2)) {
      values.push(this.#list[index + 1] ?? "");
    }
    return values;
  }

  /** Tells whether there is a value under `name`. */
  has(name: string): boolean {
    return this.#indexOf(name, 0) !== -1;
  }

  /**
   * Replaces every value under `name`.
   *
   * @throws MicroError `MICRO_HEADER_INVALID` for a line break or control character.
   */
  set(name: string, value: string): this {
    checkHeader(name, value);
    const index = this.#indexOf(name, 0);
    if (index === -1) {
      this.#list.push(name, value);
      return this;
    }
    this.#list[index + 1] = value;
    this.#removeFrom(name, index + 2);
    return this;
  }

  /**
   * Adds a value under `name` and keeps the others.
   *
   * @throws MicroError `MICRO_HEADER_INVALID` for a line break or control character.
   */
  append(name: string, value: string): this {
    checkHeader(name, value);
    this.#list.push(name, value);
    return this;
  }

  /**
   * Replaces every value under `name` by several.
   *
   * @throws MicroError `MICRO_HEADER_INVALID` for a line break or control character.
   */
  setAll(name: string, values: Iterable<string>): this {
    this.delete(name);
    for (const value of values) this.append(name, value);
    return this;
  }

  /** Sets `name` unless it has a value; for constants: the value is not checked. */
  setDefault(name: string, value: string): this {
    if (!this.has(name)) this.#list.push(name, value);
    return this;
  }

  /**
   * Sets each of several names unless it has a value; for constants: the values are not checked, and no name is there twice.
   *
   * @param flat - Names and values in turn.
   */
  setDefaults(flat: readonly string[]): this {
    const { length } = this.#list;
    for (let index = 0; index < flat.length; index += 2) {
      const name = flat[index] ?? "";
      if (this.#indexOf(name, 0, length) === -1) this.#list.push(name, flat[index + 1] ?? "");
    }
    return this;
  }

  /** Adds `token` to a comma-separated header such as `Vary`, once. */
  addToken(name: string, token: string): this {
    const tokens = this.getAll(name).flatMap((value) => value.split(/\s*,\s*/));
    if (tokens.some((known) => known === "*" || known.toLowerCase() === token.toLowerCase())) return this;
    return this.set(name, [...tokens.filter(Boolean), token].join(", "));
  }

  /** Removes every value under `name`. */
  delete(name: string): this {
    this.#removeFrom(name, 0);
    return this;
  }

  /** Names and values in turn: `["Vary", "Cookie", "Allow", "GET"]`. The live list; treat it as read-only. */
  get flat(): readonly string[] {
    return this.#list;
  }

  /** Pairs of name and value. */
  *[Symbol.iterator](): IterableIterator<[name: string, value: string]> {
    for (let index = 0; index < this.#list.length; index += 2) {
      yield [this.#list[index] ?? "", this.#list[index + 1] ?? ""];
    }
  }

  #indexOf(name: string, from: number, end: number = this.#list.length): number {
    const list = this.#list;
    for (let index = from; index < end; index += 2) {
      const known = list[index] ?? "";
      if (known === name || (known.length === name.length && known.toLowerCase() === name.toLowerCase()))
        return index;
    }
    return -1;
  }

  #removeFrom(name: string, from: number): void {
    for (let index = this.#indexOf(name, from); index !== -1; index = this.#indexOf(name, index)) {
      this.#list.splice(index, 2);
    }
  }
}

/**
 * The headers of a request: names are case-insensitive, several fields of one name are joined by ", ".
 *
 * @example
 * request.headers.get("accept-language"); // "de, en;q=0.5" or undefined
 */
export interface RequestHeaders {
  /** The value under `name`; `undefined` when the client sent none. */
  get(name: string): string | undefined;
  /** Tells whether the client sent `name`. */
  has(name: string): boolean;
  /** Pairs of lower-case name and value. */
  [Symbol.iterator](): IterableIterator<[name: string, value: string]>;
}
