import { escapeHtml, type MaybePromise, type Request } from "@micro-web/core";

import { type Attributes, writeAttribute, writeAttributes } from "./attributes.ts";
import type { Choices } from "./choices.ts";
import type { FormError } from "./error-list.ts";
import type { FormInput } from "./form-input.ts";
import { textOf } from "./value-text.ts";

/** What is there to write an element of. */
export interface Element {
  readonly name: string;
  readonly id: string;
  /** What stands in it. */
  readonly texts: readonly string[];
  /** What can be chosen. */
  readonly choices: Choices;
  /** Constraints of the schema and attributes of the field. */
  readonly constraints: Attributes;
  /** The same, written once. */
  readonly written: string;
  /** What says that it is wrong, and where why; `null` for one without. */
  readonly aria: Attributes | null;
  /** What the template adds; `null` for nothing. */
  readonly extra: Attributes | null;
}

/** What a control may look at besides its value. */
export interface ControlContext {
  /** Of its field. */
  readonly choices: Choices;
  /** `null` outside of one. */
  readonly request: Request | null;
}

/** How one field looks in HTML, and how what a browser sends becomes a value: a widget. */
export abstract class Control {
  /** What it is to templates: "text", "select", "checkbox". */
  abstract readonly type: string;
  /** Whether it has no label and no room. */
  readonly isHidden: boolean = false;
  /** Whether it sends files. */
  readonly isFile: boolean = false;
  /** Whether what is typed into it is nobody else's business: a password. */
  readonly isSecret: boolean = false;
  /** Whether it is several elements, which a `<fieldset>` keeps together. */
  readonly isGroup: boolean = false;
  /** Whether `required` stands in its element. */
  readonly writesRequired: boolean = true;
  /** What its schema cannot tell of its constraints. */
  readonly constraints: Attributes = {};

  /** What was sent, as the schema takes it; `undefined` for nothing. */
  abstract decode(input: FormInput, name: string, choices: Choices): unknown;

  /** The texts that stand in it for a value. */
  abstract encode(value: unknown): readonly string[];

  /** What stands in it once it was sent. */
  typed(input: FormInput, name: string): readonly string[] {
    return input.texts(name);
  }

  /** What is wrong with a value that fits the schema; a field without such checks has none. */
  check(_value: unknown, _context: ControlContext): MaybePromise<readonly FormError[]> {
    return NO_ERRORS;
  }

  /** Whether {@link check} may find something. */
  readonly hasCheck: boolean = false;

  /** The HTML of the element. */
  abstract write(element: Element): string;
}

/** Nothing is wrong. */
export const NO_ERRORS: readonly FormError[] = [];

/** What an `<input>` is, and how its text becomes a value. */
export interface InputOptions {
  /** What stands in the HTML. */
  readonly type: string;
  /** The value of a text that is not empty. @default the text */
  readonly read?: (text: string) => unknown;
  /** The text of a value. @default String() */
  readonly write?: (value: unknown) => string;
  /** Whether white space around the text is no part of it. @default true */
  readonly trims?: boolean;
  /** Whether what was typed is written back: never for passwords. @default true */
  readonly echoes?: boolean;
  /** What the schema cannot tell. */
  readonly constraints?: Attributes;
}

/** One `<input>` with a text. */
export class InputControl extends Control {
  readonly type: string;
  override readonly isHidden: boolean;
  override readonly isSecret: boolean;
  override readonly writesRequired: boolean;
  override readonly constraints: Attributes;
  readonly #options: InputOptions;

  /** @param options - What it is. */
  constructor(options: InputOptions) {
    super();
    this.type = options.type;
    this.isHidden = options.type === "hidden";
    this.isSecret = options.type === "password";
    this.writesRequired = !this.isHidden && !NEVER_EMPTY.has(options.type);
    this.constraints = options.constraints ?? {};
    this.#options = options;
  }

  decode(input: FormInput, name: string): unknown {
    const sent = input.text(name) ?? "";
    const { read, trims = true } = this.#options;
    const text = trims ? sent.trim() : sent;
    if (text === "") return undefined;
    return read === undefined ? text : read(text);
  }

  encode(value: unknown): readonly string[] {
    if (value === undefined || value === null) return [];
    const { write = String } = this.#options;
    return [write(value)];
  }

  write({ name, id, texts, constraints, written, aria, extra }: Element): string {
    const { type } = this;
    const value = this.#options.echoes === false || texts[0] === "" ? undefined : texts[0];
    if (aria === null && extra === null) {
      const sent = value === undefined ? "" : ` value="${escapeHtml(value)}"`;
      return `<input type="${type}" name="${escapeHtml(name)}"${sent}${written} id="${escapeHtml(id)}">`;
    }
    return `<input${writeAttributes({ type, name, value, ...constraints, ...aria, id, ...extra })}>`;
  }
}

/** Browsers put a value into these; `required` means nothing there (HTML, 4.10.5.1). */
const NEVER_EMPTY: ReadonlySet<string> = new Set(["range", "color"]);

/** One `<textarea>`. */
export class TextareaControl extends Control {
  readonly type = "textarea";
  override readonly constraints: Attributes;

  /** @param size - In characters and lines. */
  constructor({ columns, rows }: { readonly columns: number; readonly rows: number }) {
    super();
    this.constraints = { cols: columns, rows };
  }

  /** A browser sends line ends as two characters, but counts them as one for `maxlength`. */
  decode(input: FormInput, name: string): unknown {
    const sent = input.text(name) ?? "";
    const text = sent.replaceAll("\r\n", "\n").trim();
    return text === "" ? undefined : text;
  }

  encode(value: unknown): readonly string[] {
    return value === undefined || value === null ? [] : [textOf(value)];
  }

  write({ name, id, texts, constraints, aria, extra }: Element): string {
    const attributes = writeAttributes({ name, ...constraints, ...aria, id, ...extra });
    // The line end after the tag is none of the text, so that one at its start stays.
    return `<textarea${attributes}>\n${escapeHtml(texts[0] ?? "")}</textarea>`;
  }
}

/** What counts as off when it is sent (WTForms' `false_values`, and what forms without checkboxes send). */
const OFF: ReadonlySet<string> = new Set(["", "false", "False", "0", "off", "no"]);

/** One checkbox. */
export class CheckboxControl extends Control {
  readonly type = "checkbox";

  decode(input: FormInput, name: string): boolean {
    const sent = input.texts(name).at(-1);
    return sent !== undefined && !OFF.has(sent);
  }

  encode(value: unknown): readonly string[] {
    return value === true ? ["on"] : [];
  }

  override typed(input: FormInput, name: string): readonly string[] {
    return this.encode(this.decode(input, name));
  }

  write({ name, id, texts, constraints, aria, extra }: Element): string {
    const checked = texts.length > 0;
    return `<input${writeAttributes({ type: "checkbox", name, ...constraints, ...aria, id, checked, ...extra })}>`;
  }
}

/** A button that sends the form; its value says whether it was the one. */
export class SubmitControl extends Control {
  readonly type = "submit";
  override readonly writesRequired = false;
  readonly #text: string;

  /** @param text - What stands on it. */
  constructor(text: string) {
    super();
    this.#text = text;
  }

  decode(input: FormInput, name: string): boolean {
    return input.has(name);
  }

  encode(): readonly string[] {
    return [];
  }

  write({ name, id, written, extra }: Element): string {
    const more = extra === null ? written + writeAttribute("id", id) : writeAttributes({ id, ...extra });
    return `<button type="submit" name="${escapeHtml(name)}" value="1"${more}>${escapeHtml(this.#text)}</button>`;
  }
}
