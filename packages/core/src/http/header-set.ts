import type { ResponseHeaders } from "./headers.ts";

/**
 * A header that is a list of names, such as `Vary` or `Allow`: a live view, to which names are added once, in any case.
 *
 * @example
 * response.vary.add("Cookie");
 */
export class HeaderSet {
  readonly #headers: ResponseHeaders;
  readonly #name: string;

  /** @param headers - Of the response. @param name - Of the header. */
  constructor(headers: ResponseHeaders, name: string) {
    this.#headers = headers;
    this.#name = name;
  }

  /** The number of names. */
  get size(): number {
    return this.#read().length;
  }

  /** Whether a name is among them. */
  has(item: string): boolean {
    return this.#read().some((known) => known.toLowerCase() === item.toLowerCase());
  }

  /** Adds a name, once. */
  add(item: string): this {
    this.#headers.addToken(this.#name, item);
    return this;
  }

  /** Takes a name away; without names there is no header. */
  delete(item: string): this {
    return this.assign(this.#read().filter((known) => known.toLowerCase() !== item.toLowerCase()));
  }

  /** Replaces all names. */
  assign(items: Iterable<string>): this {
    this.#headers.delete(this.#name);
    for (const item of items) this.add(item);
    return this;
  }

  /** The names, in order. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.#read().values();
  }

  /** The value of the header. */
  toString(): string {
    return this.#read().join(", ");
  }

  #read(): string[] {
    return this.#headers
      .getAll(this.#name)
      .flatMap((value) => value.split(","))
      .map((item) => item.trim())
      .filter((item) => item !== "");
  }
}

/**
 * A header that is a policy of directives, such as `Content-Security-Policy`: a live view.
 *
 * @example
 * response.contentSecurityPolicy.set("default-src", "'self'").set("img-src", "*");
 */
export class PolicyDirectives {
  readonly #headers: ResponseHeaders;
  readonly #name: string;

  /** @param headers - Of the response. @param name - Of the header. */
  constructor(headers: ResponseHeaders, name: string) {
    this.#headers = headers;
    this.#name = name;
  }

  /** The value of a directive; `undefined` for one that is not there. */
  get(directive: string): string | undefined {
    return this.#read().get(directive);
  }

  /** Sets a directive. @param value - Its sources with spaces between; "" for none. */
  set(directive: string, value: string): this {
    return this.#write(this.#read().set(directive, value));
  }

  /** Takes a directive away; without directives there is no header. */
  delete(directive: string): this {
    const directives = this.#read();
    directives.delete(directive);
    return this.#write(directives);
  }

  /** The value of the header. */
  toString(): string {
    return this.#headers.get(this.#name) ?? "";
  }

  #read(): Map<string, string> {
    const directives = new Map<string, string>();
    for (const text of this.toString().split(";")) {
      const [directive = "", ...values] = text.trim().split(/\s+/);
      if (directive !== "") directives.set(directive, values.join(" "));
    }
    return directives;
  }

  #write(directives: ReadonlyMap<string, string>): this {
    const text = [...directives].map(([name, value]) => `${name} ${value}`.trim()).join("; ");
    if (text === "") this.#headers.delete(this.#name);
    else this.#headers.set(this.#name, text);
    return this;
  }
}
