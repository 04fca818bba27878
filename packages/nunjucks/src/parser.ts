import type { Library, NunjucksError, Parser, SyntaxNode, SyntaxOptions, Token } from "./library.ts";
import { TemplateFailure, type TemplateFile } from "./template-failure.ts";

/** A parser that remembers what nunjucks forgets: where it was when the template ended too early. */
interface TracingParser extends Parser {
  /** The tags that are open, outermost first. */
  readonly openTags: Token[];
  /** The last token that was read. */
  lastToken: Token | null;
}

interface Position {
  readonly line?: number;
  readonly column?: number;
}

const TRACING = {
  nextToken(
    this: TracingParser & { parent(withWhitespace?: boolean): Token | null },
    withWhitespace?: boolean,
  ) {
    const token = this.parent(withWhitespace);
    if (token) this.lastToken = token;
    return token;
  },
  parseStatement(this: TracingParser & { parent(): SyntaxNode | null }) {
    const tag = this.peekToken();
    if (tag) this.openTags.push(tag);
    const node = this.parent();
    this.openTags.pop();
    return node;
  },
};

/** Reads templates into syntax trees. */
export class TemplateParser {
  readonly #library: Library;
  readonly #options: SyntaxOptions;
  readonly #Parser: new (tokens: unknown) => Parser;

  /** @param library - nunjucks. @param options - How templates are written. */
  constructor(library: Library, options: SyntaxOptions) {
    this.#library = library;
    this.#options = options;
    this.#Parser = library.parser.Parser.extend("TracingParser", { ...TRACING }); // extend() changes its argument
  }

  /** The syntax tree of a template, ready for the compiler. @throws TemplateFailure at the place of the fault. */
  parse(source: string, file: TemplateFile): SyntaxNode {
    const tokens = this.#library.lexer.lex(source, this.#options);
    const parser: TracingParser = Object.assign(new this.#Parser(tokens), { openTags: [], lastToken: null });
    try {
      return this.#library.transform(parser.parseAsRoot());
    } catch (error) {
      const fault = error as NunjucksError; // the parser throws nothing but errors
      throw new TemplateFailure(
        { ...file, ...positionOf(fault, parser, source) },
        explain(fault, parser),
        true,
      );
    }
  }
}

/** A template that ends inside a block; nunjucks also stumbles over the missing token. */
function endsInBlock(error: NunjucksError): boolean {
  return (
    error instanceof TypeError ||
    /(?:unexpected|(?<!expression|comment), got) (?:end of file|EOF)/.test(error.message)
  );
}

function positionOf(
  error: NunjucksError,
  { openTags, lastToken, tokens }: TracingParser,
  source: string,
): Position {
  const { lineno, colno, message } = error;
  if (lineno !== undefined && colno !== undefined) return { line: lineno, column: colno };
  if (message === "unexpected end of comment") return { line: tokens.lineno + 1, column: tokens.colno + 1 };
  if (message.startsWith("expected end of comment")) return positionOfOpenComment(source);
  const token = (endsInBlock(error) ? openTags.at(-1) : undefined) ?? lastToken;
  return token === null ? {} : { line: token.lineno + 1, column: token.colno + 1 };
}

/** The comment that is not closed. */
function positionOfOpenComment(source: string): Position {
  const open = source.indexOf("{#", source.lastIndexOf("#}") + 1);
  const lines = source.slice(0, open).split("\n");
  return { line: lines.length, column: (lines.at(-1) ?? "").length + 1 };
}

/** The same error in the words of templates instead of those of nunjucks' functions. */
function explain(error: NunjucksError, { openTags }: TracingParser): Error {
  const cause = { cause: error };
  if (endsInBlock(error)) {
    const tag = openTags.at(-1);
    if (tag === undefined) return new Error("the template ends inside a tag", cause);
    return new Error(`the tag ${JSON.stringify(tag.value)} that begins here is not closed`, cause);
  }
  const message = error.message.replace("variable end", '"}}"').replace("block end", '"%}"');
  return new Error(message, cause);
}
