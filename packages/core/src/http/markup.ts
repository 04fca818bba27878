import { escapeHtml } from "./html.ts";

/** An object that knows its own HTML; `__html__` is the name that Python's libraries use. */
interface HtmlSource {
  toHtml?: unknown;
  __html__?: unknown;
}

const ENTITY = /&(?:#(\d{1,7})|#[xX]([\dA-Fa-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/g;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
};

/** What a string has; what it gives is plain text. */
type StringMethods = Omit<String, "toString" | "valueOf" | "length" | number | symbol>; // oxlint-disable-line typescript/no-wrapper-object-types -- its members are meant

/** Markup has the methods of a string: they are added below. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- see above
export interface Markup extends StringMethods {}

/**
 * Text that is HTML already: templates print it as it is (MarkupSafe's `Markup`).
 *
 * It has the methods of a string; what they give is plain text again, which templates escape. Make one with
 * {@link markup}, which escapes what it is given, and with `new Markup(html)` only of HTML that you trust.
 *
 * @example
 * new Markup("<em>Ran</em>").append(" & ", author); // Markup: "<em>Ran</em> &amp; ..."
 */
export class Markup {
  /** The text. */
  readonly html: string;

  /** @param html - Trusted: nothing in it is escaped. */
  constructor(html: string) {
    this.html = html;
  }

  /** The number of UTF-16 code units, as of a string. */
  get length(): number {
    return this.html.length;
  }

  /** The text. */
  toString(): string {
    return this.html;
  }

  /** The text, for operators: `markup + "!"` is plain text. */
  valueOf(): string {
    return this.html;
  }

  /** Its characters, as of a string. */
  [Symbol.iterator](): IterableIterator<string> {
    return this.html[Symbol.iterator]();
  }

  /** Joins values with this one between them; what is no markup is escaped. */
  join(values: Iterable<unknown>): Markup {
    return new Markup(Array.from(values, htmlOf).join(this.toString()));
  }

  /** This and more; what is no markup is escaped. */
  append(...values: readonly unknown[]): Markup {
    return new Markup(this.toString() + values.map(htmlOf).join(""));
  }

  /** The text as a reader sees it: without comments and tags, each run of white space one space. */
  stripTags(): string {
    const text = withoutTags(this.toString());
    return new Markup(text.split(/\s+/).filter(Boolean).join(" ")).unescape();
  }

  /** The text with its character references replaced, `&lt;` by `<`: no longer safe. */
  unescape(): string {
    return this.replace(ENTITY, (reference: string, ...groups: readonly unknown[]) => {
      const [decimal, hex, name] = groups;
      if (typeof name === "string") return NAMED[name] ?? reference;
      const code = typeof hex === "string" ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : reference;
    });
  }

  /** The HTML, for `JSON.stringify`. */
  toJSON(): string {
    return this.toString();
  }
}

// Not by inheriting from String: V8 then keeps the prototype of all strings in a slow form, and each method of every
// string of the process is looked up in it, which costs a request more than matching its route.
for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(String.prototype))) {
  if (typeof value !== "function" || name in Markup.prototype) continue;
  Object.defineProperty(Markup.prototype, name, {
    value(this: Markup, ...values: unknown[]): unknown {
      return Reflect.apply(value, this.html, values);
    },
  });
}

/**
 * The markup of any value: escaped text; the HTML of markup and of objects with `toHtml()` or `__html__()`; nothing
 * for `undefined` and `null` (MarkupSafe's `escape_silent`).
 *
 * @example
 * escape("<b>").toString(); // "&lt;b&gt;"
 */
export function escape(value: unknown): Markup {
  return value instanceof Markup ? value : new Markup(htmlOf(value));
}

/**
 * Writes markup: what stands in the holes is escaped, unless it is markup; the items of an array are put one after
 * the other.
 *
 * @example
 * request.flash(markup`Saved <b>${title}</b>.`);
 * markup`<ul>${movies.map(({ title }) => markup`<li>${title}</li>`)}</ul>`;
 */
export function markup(parts: TemplateStringsArray, ...values: readonly unknown[]): Markup {
  return new Markup(
    parts.map((part, index) => (index === 0 ? "" : htmlOf(values[index - 1])) + part).join(""),
  );
}

/** The HTML that an object, or a function, is by its own account; `null` for plain ones. */
export function ownHtml(value: object): string | null {
  if (value instanceof Markup) return value.toString();
  const { toHtml, __html__ }: HtmlSource = value;
  const method = typeof toHtml === "function" ? toHtml : __html__;
  return typeof method === "function" ? String(Reflect.apply(method, value, [])) : null;
}

/** The characters that could end a script element, an attribute, or start a comment; and line ends of old scripts. */
const UNSAFE_IN_SCRIPTS = /[<>&'\u2028\u2029]/g;

/**
 * JSON that stands safely inside `<script>` and in an attribute with single quotes: Flask's filter `tojson`.
 *
 * @throws TypeError for a value that has no JSON.
 * @example
 * escapeJson('{"a":"</script>"}').toString(); // {"a":"\u003c/script\u003e"}
 */
export function escapeJson(json: string): Markup {
  return new Markup(
    json.replace(
      UNSAFE_IN_SCRIPTS,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
  );
}

function htmlOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (Array.isArray(value)) return value.map(htmlOf).join("");
  const html = typeof value === "object" || typeof value === "function" ? ownHtml(value) : null;
  return html ?? escapeHtml(textOf(value));
}

/** An object's text is what its own toString() gives. */
function textOf(value: unknown): string {
  return String(value);
}

/** One pass, also over a text of a million `<`: a regular expression would look for the end of each. */
function withoutTags(html: string): string {
  let text = "";
  for (let from = 0; ;) {
    const start = html.indexOf("<", from);
    if (start === -1) return text + html.slice(from);
    const isComment = html.startsWith("<!--", start);
    const end = isComment ? html.indexOf("-->", start + 4) : html.indexOf(">", start);
    if (end === -1) return text + html.slice(from);
    text += html.slice(from, start);
    from = end + (isComment ? 3 : 1);
  }
}
