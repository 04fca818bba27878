import { SyntaxFailure } from "./syntax-failure.ts";

/** A word of an expression. */
export interface Word {
  readonly kind: "name" | "number" | "text" | "sign" | "end";
  /** As it is written; of a text its value. */
  readonly text: string;
  /** Where it starts. */
  readonly start: number;
  readonly end: number;
}

const SPACE = /\s*/y;
const WORDS: readonly (readonly [Word["kind"], RegExp])[] = [
  ["number", /\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ["name", /[\p{ID_Start}_$][\p{ID_Continue}$]*/uy],
  ["text", /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'/y],
  ["sign", /\*\*|\/\/|===|!==|==|!=|<=|>=|&&|\|\||\?\?|\?\.|[-+*/%~<>!?:.,()[\]{}|=]/y],
];
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

/** The words of an expression, one after the other; what stands behind is not looked at. */
export class ExpressionSource {
  readonly #text: string;
  readonly #offset: number;
  #next: Word;

  /** @param text - Of the expression and what follows. @param offset - Where it is in the template. */
  constructor(text: string, offset: number) {
    this.#text = text;
    this.#offset = offset;
    this.#next = this.#readAt(0);
  }

  /** The next word. */
  get next(): Word {
    return this.#next;
  }

  /** What follows the next word, as it is written. */
  get rest(): string {
    return this.#text.slice(this.#next.end);
  }

  /** Takes the next word. */
  take(): Word {
    const word = this.#next;
    this.#next = this.#readAt(word.end);
    return word;
  }

  /** Takes the next word if it is this sign or name. */
  takeIf(text: string): boolean {
    const isIt = this.is(text);
    if (isIt) this.take();
    return isIt;
  }

  /** Whether the next word is this sign or name. */
  is(text: string): boolean {
    return this.#next.text === text && (this.#next.kind === "sign" || this.#next.kind === "name");
  }

  /** Takes the next word, which has to be this sign. @throws SyntaxFailure */
  expect(text: string): void {
    if (!this.takeIf(text))
      throw this.failure(`expected ${JSON.stringify(text)} instead of ${describe(this.#next)}`);
  }

  /** The place in the template of a place in this text. */
  place(position: number): number {
    return this.#offset + position;
  }

  /** An error at the next word. */
  failure(message: string): SyntaxFailure {
    return new SyntaxFailure(message, this.place(this.#next.start));
  }

  #readAt(position: number): Word {
    SPACE.lastIndex = position;
    const start = position + (SPACE.exec(this.#text)?.[0].length ?? 0);
    if (start >= this.#text.length) return { kind: "end", text: "", start, end: start };
    for (const [kind, pattern] of WORDS) {
      pattern.lastIndex = start;
      const [text] = pattern.exec(this.#text) ?? [];
      if (text !== undefined)
        return { kind, text: kind === "text" ? unquote(text) : text, start, end: start + text.length };
    }
    const character = String.fromCodePoint(this.#text.codePointAt(start) ?? 0);
    const problem = /["']/.test(character)
      ? "the text has no end"
      : `${JSON.stringify(character)} means nothing here`;
    throw new SyntaxFailure(problem, this.place(start));
  }
}

/** A word for error messages. */
export function describe({ kind, text }: Word): string {
  return kind === "end" ? "the end" : JSON.stringify(text);
}

function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\([^])/g, (_, character: string) => ESCAPES[character] ?? character);
}
