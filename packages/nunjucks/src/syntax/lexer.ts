import type { Place, Token } from "../library.ts";
import type { Syntax } from "./delimiters.ts";
import { Lines } from "./lines.ts";
import { readNumber, readText } from "./literals.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";
import { createRules, type Opening, TOKEN_PATTERNS, type TokenKind, type TokenRules } from "./token-rules.ts";

/** nunjucks' names for the operators that it tells from others. */
const OPERATOR_TYPES: Readonly<Record<string, string>> = {
  "(": "left-paren",
  ")": "right-paren",
  "[": "left-bracket",
  "]": "right-bracket",
  "{": "left-curly",
  "}": "right-curly",
  ",": "comma",
  ":": "colon",
  "~": "tilde",
  "|": "pipe",
};

const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The tags of the tokens, however the template writes them. */
const TAGS = { block: ["{%", "%}"], lineStatement: ["{%", "%}"], variable: ["{{", "}}"] } as const;

type Tag = keyof typeof TAGS;

/** A template's tokens as nunjucks' parser reads them, white space control applied as Jinja does. */
export class Lexer {
  readonly #syntax: Syntax;
  readonly #rules: TokenRules;

  /** @param syntax - How templates are written. */
  constructor(syntax: Syntax) {
    this.#syntax = syntax;
    this.#rules = createRules(syntax);
  }

  /** The text of a template as places count it: its line breaks are "\n". */
  normalize(source: string): string {
    const text = source.replace(/\r\n?/g, "\n");
    return this.#syntax.keepTrailingNewline || !text.endsWith("\n") ? text : text.slice(0, -1);
  }

  /** The tokens of a template. @throws TemplateSyntaxError for what is no token, and a tag without an end */
  tokenize(source: string): Token[] {
    return new Scan(this.normalize(source), this.#syntax, this.#rules).run();
  }
}

/** One reading of one template. */
class Scan {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #rules: TokenRules;
  readonly #lines: Lines;
  readonly #tokens: Token[] = [];
  #at = 0;
  /** Whether what was read last ended with a line break. */
  #isLineStart = true;

  constructor(text: string, syntax: Syntax, rules: TokenRules) {
    this.#text = text;
    this.#syntax = syntax;
    this.#rules = rules;
    this.#lines = new Lines(text);
  }

  run(): Token[] {
    while (this.#at < this.#text.length) this.#readNext();
    return this.#tokens;
  }

  #readNext(): void {
    const { opening } = this.#rules;
    opening.lastIndex = this.#at;
    const match = opening.exec(this.#text);
    if (match === null) {
      this.#addData(this.#text.slice(this.#at), this.#at);
      this.#at = this.#text.length;
      return;
    }
    const { groups = {} } = match;
    const kind = kindOf(groups);
    this.#addData(
      this.#strip(this.#text.slice(this.#at, match.index), groups[`${kind}Sign`], kind !== "variable"),
      this.#at,
    );
    this.#moveTo(match.index + match[0].length);
    this.#readTag(kind, match.index, groups["rawName"] ?? "");
  }

  #readTag(kind: Opening, start: number, rawName: string): void {
    if (kind === "raw") this.#readRaw(rawName, start);
    else if (kind === "comment") this.#skip(this.#rules.commentEnd, start, "the comment");
    else if (kind === "lineComment") this.#skip(this.#rules.lineCommentEnd, start, "the comment");
    else this.#readTokens(kind, start);
  }

  /** White space before a tag: `-` takes it all away, `lstripBlocks` that of the tag's own line, `+` keeps it. */
  #strip(text: string, sign: string | undefined, isBlock: boolean): string {
    if (sign === "-") return text.trimEnd();
    if (sign === "+" || !isBlock || !this.#syntax.lstripBlocks) return text;
    const line = text.lastIndexOf("\n") + 1;
    return (line > 0 || this.#isLineStart) && text.slice(line).trim() === "" ? text.slice(0, line) : text;
  }

  #readRaw(name: string, start: number): void {
    const end = this.#rules.rawEnd(name);
    end.lastIndex = this.#at;
    const match = end.exec(this.#text);
    if (match === null) throw this.#fault(`the tag "${name}" that begins here is not closed`, start);
    this.#addData(this.#strip(this.#text.slice(this.#at, match.index), match[1], true), this.#at);
    this.#moveTo(match.index + match[0].length);
  }

  #skip(end: RegExp, start: number, what: string): void {
    end.lastIndex = this.#at;
    const match = end.exec(this.#text);
    if (match === null) throw this.#fault(`${what} that begins here is not closed`, start);
    this.#moveTo(match.index + match[0].length);
  }

  #readTokens(kind: Tag, start: number): void {
    const [open, close] = TAGS[kind];
    this.#add(`${kind === "variable" ? kind : "block"}-start`, open, start);
    const brackets: string[] = [];
    for (;;) {
      const end = brackets.length === 0 ? this.#match(this.#rules.ends[kind]) : null;
      if (end !== null) {
        this.#add(`${kind === "variable" ? kind : "block"}-end`, close, this.#at);
        this.#moveTo(this.#at + end.length);
        return;
      }
      if (this.#at >= this.#text.length) throw this.#fault(this.#missingEnd(kind), start);
      this.#readToken(brackets);
    }
  }

  #missingEnd(kind: Tag): string {
    const end = kind === "variable" ? this.#syntax.variableEnd : this.#syntax.blockEnd;
    return `the tag that begins here is not closed: ${JSON.stringify(end)} is missing`;
  }

  #readToken(brackets: string[]): void {
    for (const [kind, pattern] of TOKEN_PATTERNS) {
      const text = this.#match(pattern);
      if (text === null) continue;
      if (kind === "operator") this.#balance(text, brackets);
      if (kind !== "whitespace") this.#addToken(kind, text);
      this.#moveTo(this.#at + text.length);
      return;
    }
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    throw this.#fault(`unexpected character ${JSON.stringify(character)}`, this.#at);
  }

  #addToken(kind: TokenKind, text: string): void {
    if (kind === "operator") this.#add(OPERATOR_TYPES[text] ?? kind, text, this.#at);
    else if (kind === "int" || kind === "float") this.#add(kind, readNumber(text), this.#at);
    else this.#add(kind, kind === "string" ? this.#readText(text) : text, this.#at);
  }

  #readText(literal: string): string {
    try {
      return readText(literal, this.#syntax.newlineSequence);
    } catch (error) {
      throw this.#fault((error as Error).message, this.#at); // readText() throws errors
    }
  }

  #balance(operator: string, brackets: string[]): void {
    const closing = CLOSING[operator];
    if (closing !== undefined) brackets.push(closing);
    else if (/[)\]}]/.test(operator)) {
      const expected = brackets.pop();
      if (expected === operator) return;
      const hint = expected === undefined ? "" : `, expected ${JSON.stringify(expected)}`;
      throw this.#fault(`unexpected ${JSON.stringify(operator)}${hint}`, this.#at);
    }
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0] ?? null;
  }

  #moveTo(end: number): void {
    if (end > this.#at) this.#isLineStart = this.#text[end - 1] === "\n";
    this.#at = end;
  }

  #addData(text: string, start: number): void {
    if (text === "") return;
    const { newlineSequence } = this.#syntax;
    this.#add("data", newlineSequence === "\n" ? text : text.replaceAll("\n", newlineSequence), start);
  }

  #add(type: string, value: string | number, offset: number): void {
    this.#tokens.push({ type, value, ...this.#lines.placeOf(offset) });
  }

  #fault(message: string, offset: number): TemplateSyntaxError {
    const place: Place = this.#lines.placeOf(offset);
    return new TemplateSyntaxError(message, place);
  }
}

const OPENINGS: readonly Opening[] = ["raw", "comment", "block", "variable", "lineStatement", "lineComment"];

function kindOf(groups: Readonly<Record<string, string | undefined>>): Opening {
  return OPENINGS.find((kind) => groups[kind] !== undefined) ?? "block";
}
