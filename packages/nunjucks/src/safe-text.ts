import { Markup, ownHtml } from "@micro-web/core";

import type { Runtime, SafeString } from "./library.ts";

/** Text that is not escaped: nunjucks has a class of its own for it, functions of the app get and give Markup. */
export class SafeText {
  readonly #SafeString: Runtime["SafeString"];

  /** @param runtime - nunjucks'. */
  constructor({ SafeString }: Pick<Runtime, "SafeString">) {
    this.#SafeString = SafeString;
  }

  /** Makes nunjucks' own safe text. */
  create(text: string): SafeString {
    return new this.#SafeString(text);
  }

  /** Whether a value is nunjucks' own safe text. */
  is(value: unknown): value is SafeString {
    return value instanceof this.#SafeString;
  }

  /** The HTML that an object is by its own account, as nunjucks' safe text, as Markup, by `toHtml()`; else `null`. */
  read(value: object): string | null {
    const text: unknown = value;
    return this.is(text) ? text.toString() : ownHtml(value);
  }

  /** A value as functions of the app want it. */
  toMarkup(value: unknown): unknown {
    return this.is(value) ? new Markup(String(value)) : value;
  }

  /**
   * Values as functions of the app want them.
   *
   * @param hasKeywords - Whether the last one holds keyword arguments, which are values too.
   */
  allToMarkup(values: unknown[], hasKeywords: boolean): unknown[] {
    const keywords = hasKeywords ? values.at(-1) : undefined;
    if (typeof keywords === "object" && keywords !== null) {
      for (const [name, value] of Object.entries(keywords)) Reflect.set(keywords, name, this.toMarkup(value));
    }
    return values.some((value) => this.is(value)) ? values.map((value) => this.toMarkup(value)) : values;
  }

  /** Values as nunjucks' own filters and tests want them. */
  allFromMarkup(values: unknown[]): unknown[] {
    return values.some((value) => typeof value === "object" && value !== null)
      ? values.map((value) => this.#fromMarkup(value))
      : values;
  }

  #fromMarkup(value: unknown): unknown {
    if (typeof value !== "object" || value === null || this.is(value)) return value;
    const html = ownHtml(value);
    return html === null ? value : this.create(html);
  }
}
