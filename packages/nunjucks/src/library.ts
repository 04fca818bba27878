/** Where a node or token starts; both count from 0. */
export interface Place {
  readonly lineno: number;
  readonly colno: number;
}

/** A token of the lexer. */
export interface Token extends Place {
  /** nunjucks' names: "symbol", "string", "block-end". */
  readonly type: string;
  readonly value: string | number;
}

/** What nunjucks' parser reads: an object with the tokens one after the other. */
export interface TokenSource {
  /** The next token; `null` at the end. */
  nextToken(): Token | null;
  /** nunjucks looks for signs of white space control beside these; our lexer has applied them. */
  readonly tags: Readonly<Record<"VARIABLE_START" | "VARIABLE_END" | "COMMENT_START", string>>;
}

/** A node of nunjucks' syntax tree. */
export interface BaseNode extends Place {
  readonly typename: string;
}

/** A tag of one's own: nunjucks' extensions. */
export interface TagExtension {
  /** The names of the tags. */
  readonly tags: readonly string[];
  /** Reads one. @param parser - nunjucks' parser. @param nodes - Its node classes. */
  parse(parser: object, nodes: object, lexer: object): unknown;
}

/** nunjucks' parser, as much of it as ours builds on. */
export interface BaseParser<Node> {
  readonly tokens: TokenSource;
  extensions: readonly TagExtension[];
  /** The tags that end the list of nodes that is being read. */
  breakOnBlocks: readonly string[] | null;
  nextToken(): Token | null;
  peekToken(): Token | null;
  /** Whether the next token is of a type; reads it then. */
  skip(type: string): boolean;
  /** Whether the next token is of a type and value; reads it then. */
  skipValue(type: string, value: string): boolean;
  skipSymbol(name: string): boolean;
  /** Reads a token of a type. @throws Error for another one */
  expect(type: string): Token;
  /** @throws Error at a place, which counts from 0; without one at the next token */
  fail(message: string, lineno?: number, colno?: number): never;
  /** Reads the end of a tag. */
  advanceAfterBlockEnd(name?: string): Token;
  /** Reads the end of an output. */
  advanceAfterVariableEnd(): void;
  parseAsRoot(): { readonly children: readonly Node[] };
  /** Reads nodes up to one of some tags. */
  parseUntilBlocks(...names: string[]): { readonly children: readonly Node[] };
  parseStatement(): Node | null;
  parseExpression(): unknown;
  parseOr(): unknown;
}

/** nunjucks' compiler, as much of it as ours builds on. */
export interface BaseCompiler {
  /** Writes code. */
  _emit(code: string): void;
  /** Writes a line of code. */
  _emitLine(code: string): void;
  /** A new variable. */
  _tmpid(): string;
  /** Writes the code of a node with the method `compile` + its type. @throws Error when there is none */
  compile(node: BaseNode, scope: unknown): void;
  /** The code written so far. */
  getCode(): string;
  /** @throws Error at a place, which counts from 0 */
  fail(message: string, lineno?: number, colno?: number): never;
}

/** An error of nunjucks' parser: line and column count from 1. */
export interface SyntaxFault extends Error {
  readonly lineno?: number;
  readonly colno?: number;
}

const require = process.getBuiltinModule("node:module").createRequire(import.meta.url);

/**
 * nunjucks' parser; its node types are ours to name.
 *
 * This is the only file that knows the package. Its types are ours: the published ones leave out parser and compiler.
 */
// Without published types, see above.
export const Parser: new <Node>(tokens: TokenSource) => BaseParser<Node> = (
  require("nunjucks/src/parser") as { Parser: new <Node>(tokens: TokenSource) => BaseParser<Node> }
).Parser;

/** nunjucks' compiler. */
export const Compiler: new (name: string, throwOnUndefined: boolean) => BaseCompiler = (
  require("nunjucks/src/compiler") as {
    Compiler: new (name: string, throwOnUndefined: boolean) => BaseCompiler; // without published types, see above
  }
).Compiler;
