/** Where in a page a piece of a template stands. */
export type HtmlPlace =
  | { readonly kind: "content" | "tag" | "comment" }
  /** In an element whose content is no HTML. */
  | { readonly kind: "raw"; readonly element: string }
  | {
      readonly kind: "attribute";
      readonly element: string;
      readonly name: string;
      readonly quote: string;
      readonly before: string;
    };

const RAW_ELEMENTS = new Set(["script", "style"]);

const ATTRIBUTE = /^([^\s"'<>/=]+)(?:(\s*=\s*)(["']?))?/;

/** Reads the text of a page and knows where it is; what templates compute is left out. */
export class HtmlCursor {
  #place: HtmlPlace = { kind: "content" };
  /** The element whose tag is being read, or whose content is no HTML. */
  #element = "";
  /** What was read of a tag that may go on in the next piece. */
  #pending = "";

  /** Where it is. */
  get place(): HtmlPlace {
    return this.#place;
  }

  /** Reads on. @returns The attributes whose values end in this text */
  read(text: string): { readonly name: string; readonly value: string }[] {
    const ended: { name: string; value: string }[] = [];
    let rest = this.#pending + text;
    this.#pending = "";
    while (rest !== "") {
      const before = this.#place;
      const length = this.#step(rest);
      if (before.kind === "attribute" && this.#place.kind !== "attribute")
        ended.push({ name: before.name, value: before.before + valueIn(rest, length ?? 0, before.quote) });
      if (length === null) {
        this.#pending = rest;
        break;
      }
      rest = rest.slice(length);
    }
    return ended;
  }

  /** A value stands here: an attribute goes on after it. */
  skipValue(): void {
    if (this.#place.kind === "attribute")
      this.#place = { ...this.#place, before: `${this.#place.before}\u0000` };
    this.#pending = "";
  }

  /** Reads one part. @returns How many characters it has; `null` when more is needed to know */
  #step(text: string): number | null {
    const { kind } = this.#place;
    if (kind === "content") return this.#readContent(text);
    if (kind === "comment") return this.#readTo(text, "-->");
    if (kind === "raw") return this.#readRaw(text);
    return kind === "tag" ? this.#readTag(text) : this.#readValue(text);
  }

  #readContent(text: string): number {
    const start = text.indexOf("<");
    if (start !== 0) return start === -1 ? text.length : start;
    if (text.startsWith("<!--")) {
      this.#place = { kind: "comment" };
      return 4;
    }
    const [whole = "", name = ""] = /^<\/?([A-Za-z][^\s/>]*)/.exec(text) ?? [];
    if (whole === "") return 1;
    this.#element = whole.startsWith("</") ? "" : name.toLowerCase();
    this.#place = { kind: "tag" };
    return whole.length;
  }

  #readTo(text: string, end: string): number {
    const found = text.indexOf(end);
    if (found === -1) return text.length;
    this.#place = { kind: "content" };
    return found + end.length;
  }

  #readRaw(text: string): number {
    const end = new RegExp(`</${this.#element}(?=[\\s/>])`, "i").exec(text);
    if (end === null) return text.length;
    this.#place = { kind: "content" };
    return end.index === 0 ? this.#readContent(text) : end.index;
  }

  #readTag(text: string): number | null {
    if (text.startsWith(">")) {
      const element = this.#element;
      this.#place = RAW_ELEMENTS.has(element) ? { kind: "raw", element } : { kind: "content" };
      return 1;
    }
    const found = ATTRIBUTE.exec(text);
    if (found === null) return 1;
    const [whole, name = "", equals, quote = ""] = found;
    if (equals !== undefined) return this.#openValue(name.toLowerCase(), quote, whole.length);
    return whole.length === text.length ? null : whole.length; // the next piece may bring the value
  }

  #openValue(name: string, quote: string, length: number): number {
    this.#place = { kind: "attribute", element: this.#element, name, quote, before: "" };
    return length;
  }

  #readValue(text: string): number | null {
    if (this.#place.kind !== "attribute") return null;
    const { quote, before } = this.#place;
    if (quote === "" && before === "" && /^["']/.test(text)) {
      this.#place = { ...this.#place, quote: text.charAt(0) };
      return 1;
    }
    const end = quote === "" ? text.search(/[\s>]/) : text.indexOf(quote);
    if (end === -1) {
      this.#place = { ...this.#place, before: before + text };
      return text.length;
    }
    this.#place = { kind: "tag" };
    return end + quote.length;
  }
}

/** What a text has of a value that ends in it, without the quote. */
function valueIn(text: string, length: number, quote: string): string {
  return text.slice(0, length - quote.length);
}
