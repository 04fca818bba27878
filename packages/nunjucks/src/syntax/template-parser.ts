import type { Place, SyntaxFault, TagExtension, Token } from "../library.ts";
import type { Syntax } from "./delimiters.ts";
import { NO_ARGUMENTS } from "./expression-parser.ts";
import { Lexer } from "./lexer.ts";
import type { Body, NodeList, Statement } from "./nodes.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";
import { at } from "./token-parser.ts";
import { TokenStream } from "./token-stream.ts";
import { TransParser } from "./trans-parser.ts";

type Read = (parser: TemplateParser) => Statement;

/** The tags that nunjucks has not. */
const TAGS: Readonly<Record<string, Read>> = {
  autoescape: (parser) => parser.parseAutoescape(),
  break: (parser) => parser.parseLoopControl("Break"),
  continue: (parser) => parser.parseLoopControl("Continue"),
  debug: (parser) => parser.parseDebug(),
  do: (parser) => parser.parseDo(),
  print: (parser) => parser.parsePrint(),
  trans: (parser) => parser.parseTrans(),
  with: (parser) => parser.parseWith(),
};

/** Tags that belong to another one. */
const INNER_TAG = /^(?:end\w+|else|elif|elseif|pluralize|case|default)$/;

/** A tag that is open, and those that may end it or its part. */
interface OpenTag {
  readonly token: Token;
  ends: readonly string[];
}

/** Reads one template: nunjucks' parser with Jinja's tags. */
class TemplateParser extends TransParser {
  /** Where the outputs end, in order. */
  readonly outputEnds: Place[] = [];
  readonly #open: OpenTag[] = [];
  /** The tags of the app. */
  tag: FindTag | undefined;

  /** Reads the whole template. @throws TemplateSyntaxError, or an error of nunjucks with its place */
  parseTemplate(): NodeList {
    const { children } = this.parseAsRoot();
    return { typename: "Root", lineno: 0, colno: 0, children };
  }

  /** Reads a tag; `null` for one that ends the nodes that are being read. */
  override parseStatement(): Statement | null {
    const { token } = this;
    const name = String(token.value);
    if (token.type !== "symbol") throw this.unexpected("the name of a tag");
    if (this.breakOnBlocks?.includes(name) === true) return null;
    if (INNER_TAG.test(name)) throw this.#misplaced(token);
    this.#open.push({ token, ends: [] });
    const node = this.#parseTag(name) ?? super.parseStatement();
    this.#open.pop();
    // Extensions make nodes that do not know where they stand.
    return node === null || typeof node.lineno === "number" ? node : Object.assign(node, at(token));
  }

  /** Reads nodes up to one of some tags. @throws TemplateSyntaxError when the template ends before */
  override parseUntilBlocks(...names: string[]): Body {
    const tag = this.#open.at(-1);
    if (tag !== undefined) tag.ends = names;
    const body = super.parseUntilBlocks(...names);
    if (this.peekToken() === null) throw this.#unclosed();
    return body;
  }

  /** Reads the end of a tag; without a name the name before it too. */
  override advanceAfterBlockEnd(name?: string): Token {
    if (name === undefined) this.advance();
    return this.closeTag();
  }

  /** Reads the end of `{{ ... }}`. */
  override advanceAfterVariableEnd(): void {
    this.outputEnds.push(at(this.require("variable-end", '"}}"')));
  }

  /** Reads `{% autoescape false %}`. */
  parseAutoescape(): Statement {
    const tag = this.advance();
    const value = this.parseExpression();
    return { typename: "Autoescape", ...at(tag), value, body: this.parseBodyUntil("endautoescape") };
  }

  /** Reads `{% break %}` or `{% continue %}`. */
  parseLoopControl(typename: "Break" | "Continue"): Statement {
    const tag = this.advance();
    this.closeTag();
    return { typename, ...at(tag) };
  }

  /** Reads `{% debug %}`. */
  parseDebug(): Statement {
    const tag = this.advance();
    this.closeTag();
    return { typename: "Debug", ...at(tag) };
  }

  /** Reads `{% do list.append(1) %}`. */
  parseDo(): Statement {
    const tag = this.advance();
    const value = this.parseTuple();
    this.closeTag();
    return { typename: "Do", ...at(tag), value };
  }

  /** Reads `{% print a, b %}`. */
  parsePrint(): Statement {
    const tag = this.advance();
    const children = [this.parseExpression()];
    while (this.skip("comma")) children.push(this.parseExpression());
    this.outputEnds.push(at(this.closeTag()));
    return { typename: "Output", ...at(tag), children };
  }

  /** A tag that nunjucks has not: of Jinja, or of the app, `{% csrf_token %}`, which is the call of a function. */
  #parseTag(name: string): Statement | null {
    if (Object.hasOwn(TAGS, name)) return TAGS[name]?.(this) ?? null;
    const called = this.tag?.(name);
    if (called === undefined) return null;
    const place = at(this.advance());
    this.outputEnds.push(at(this.closeTag()));
    const callee = { typename: "Name", ...place, name: called } as const;
    return {
      typename: "Output",
      ...place,
      children: [{ typename: "Call", ...place, callee, args: NO_ARGUMENTS }],
    };
  }

  #unclosed(): TemplateSyntaxError {
    const token = this.#open.at(-1)?.token ?? this.token;
    return this.fault(`the tag ${JSON.stringify(token.value)} that begins here is not closed`, token);
  }

  #misplaced(token: Token): TemplateSyntaxError {
    const tag = this.#open.at(-1);
    const name = JSON.stringify(token.value);
    if (tag === undefined) return this.fault(`the tag ${name} ends nothing: no tag is open`, token);
    const ends = tag.ends
      .filter((end) => end !== "elseif")
      .map((end) => JSON.stringify(end))
      .join(" or ");
    const begin = `${JSON.stringify(tag.token.value)} of line ${tag.token.lineno + 1}`;
    return this.fault(`unexpected tag ${name}: expected ${ends} for the tag ${begin}`, token);
  }
}

/** The name of the function that a tag of the app calls; `undefined` for a tag that the app has not. */
export type FindTag = (name: string) => string | undefined;

/** How templates are read. */
export interface ParseOptions {
  readonly syntax: Syntax;
  /** Tags of one's own. */
  readonly extensions: readonly TagExtension[];
  /** Tags of the app. */
  readonly tag: FindTag;
}

/** A template that was read. */
export interface ReadTemplate {
  readonly root: NodeList;
  /** Its text as places count it. */
  readonly text: string;
  /** Where its outputs end, in order. */
  readonly outputEnds: readonly Place[];
}

/** Reads templates that are written one way. */
export class TemplateReader {
  readonly #lexer: Lexer;
  readonly #extensions: readonly TagExtension[];
  readonly #tag: FindTag;

  /** @param options - How templates are read. */
  constructor({ syntax, extensions, tag }: ParseOptions) {
    this.#lexer = new Lexer(syntax);
    this.#extensions = extensions;
    this.#tag = tag;
  }

  /** Reads a template. @throws TemplateSyntaxError for one that is not valid */
  read(source: string): ReadTemplate {
    const parser = new TemplateParser(new TokenStream(this.#lexer.tokenize(source)));
    parser.extensions = this.#extensions;
    parser.tag = this.#tag;
    try {
      const root = parser.parseTemplate();
      return { root, text: this.#lexer.normalize(source), outputEnds: parser.outputEnds };
    } catch (error) {
      throw error instanceof RangeError ? error : toSyntaxError(error as SyntaxFault); // it throws nothing but errors
    }
  }
}

/** The same error in the words of templates instead of those of nunjucks' functions. */
function toSyntaxError(error: SyntaxFault): TemplateSyntaxError {
  if (error instanceof TemplateSyntaxError) return error;
  const message = error.message
    .replace(/^parse\w+: /, "")
    .replace(/^unknown block tag: (.*)$/, (_, name: string) => `there is no tag ${JSON.stringify(name)}`);
  return new TemplateSyntaxError(message, { lineno: (error.lineno ?? 1) - 1, colno: (error.colno ?? 1) - 1 });
}
