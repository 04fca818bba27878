import { type BaseParser, Parser, type Place, type Token } from "../library.ts";
import type { Statement } from "./nodes.ts";
import { TemplateSyntaxError } from "./syntax-error.ts";
import type { TokenStream } from "./token-stream.ts";

const END: Token = { type: "end", value: "the end of the template", lineno: 0, colno: 0 };

// A class that is not ours has no type of its own here.
const Base: new (tokens: TokenStream) => BaseParser<Statement> = Parser;

/** What the readers of expressions and of tags share: nunjucks' parser with more to look at tokens. */
export class TokenParser extends Base {
  declare readonly tokens: TokenStream;

  /** The next token, which is not read. */
  protected get token(): Token {
    return this.peekToken() ?? END;
  }

  /** The token after the next one. */
  protected get following(): Token {
    this.peekToken();
    return this.tokens.following ?? END;
  }

  /** Reads the next token, whatever it is. */
  protected advance(): Token {
    return this.nextToken() ?? END;
  }

  /** Whether the next token is an operator; reads it then. */
  protected skipOperator(operator: string): boolean {
    return this.skipValue("operator", operator);
  }

  /** Whether the next token is a word. */
  protected isSymbol(...names: readonly string[]): boolean {
    const { type, value } = this.token;
    return type === "symbol" && names.includes(String(value));
  }

  /** Reads a token of a type. @throws TemplateSyntaxError for another one, in the words of what is expected */
  protected require(type: string, expected: string): Token {
    const { token } = this;
    if (token.type !== type) throw this.unexpected(expected);
    return this.advance();
  }

  /** Reads the name of something. @throws TemplateSyntaxError */
  protected requireName(what: string = "a name"): string {
    return String(this.require("symbol", what).value);
  }

  /** Reads a word. @throws TemplateSyntaxError */
  protected requireSymbol(name: string): void {
    if (!this.skipSymbol(name)) throw this.unexpected(JSON.stringify(name));
  }

  /** Reads the end of a tag, and a colon before it as Python writes one. @throws TemplateSyntaxError */
  protected closeTag(): Token {
    this.skip("colon");
    return this.require("block-end", "the end of the tag");
  }

  /** The error for the next token. */
  protected unexpected(expected: string): TemplateSyntaxError {
    const { token } = this;
    return this.fault(`expected ${expected}, got ${describe(token)}`, token);
  }

  /** An error at a place. */
  protected fault(message: string, place: Place): TemplateSyntaxError {
    return new TemplateSyntaxError(message, place);
  }
}

/** A token in the words of an error. */
function describe({ type, value }: Token): string {
  if (type === "end") return String(value);
  return type === "string" ? `the text ${JSON.stringify(value)}` : JSON.stringify(String(value));
}

/** The place of a node or token alone, for a new node. */
export function at({ lineno, colno }: Place): Place {
  return { lineno, colno };
}
