import type { Syntax } from "./delimiters.ts";

/** What begins at a place of the template's text. */
export type Opening = "raw" | "comment" | "block" | "variable" | "lineStatement" | "lineComment";

/** The patterns of a way to write templates: those of Jinja's lexer. */
export interface TokenRules {
  /** Finds the next tag; the groups are named after {@link Opening}, their signs `rawSign` and so on. */
  readonly opening: RegExp;
  /** Finds the end of a comment. */
  readonly commentEnd: RegExp;
  /** Finds the end of a line comment. */
  readonly lineCommentEnd: RegExp;
  /** What ends a tag, tried where a token could start. */
  readonly ends: Readonly<Record<"block" | "variable" | "lineStatement", RegExp>>;
  /** Finds `{% endraw %}`; the sign is its first group. */
  readonly rawEnd: (name: string) => RegExp;
}

/** The kinds of tokens in a tag. */
export type TokenKind = "whitespace" | "float" | "int" | "symbol" | "string" | "operator";

const TOKENS: Readonly<Record<TokenKind, RegExp>> = {
  whitespace: /\s+/y,
  float: /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy,
  int: /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy,
  symbol: /[\p{ID_Start}_]\p{ID_Continue}*/uy,
  string: /'(?:[^'\\]|\\[^])*'|"(?:[^"\\]|\\[^])*"/y,
  operator: /\/\/|\*\*|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/y,
};

/** The patterns of the tokens in a tag, in the order they are tried. */
// Object.entries() forgets the names.
export const TOKEN_PATTERNS: readonly (readonly [TokenKind, RegExp])[] = Object.entries(TOKENS) as [
  TokenKind,
  RegExp,
][];

/** The patterns for a way to write templates. */
export function createRules(syntax: Syntax): TokenRules {
  const [blockStart, blockEnd] = [quote(syntax.blockStart), quote(syntax.blockEnd)];
  const variableEnd = quote(syntax.variableEnd);
  const commentEnd = quote(syntax.commentEnd);
  const trim = syntax.trimBlocks ? "\\n?" : "";
  const closing = String.raw`(?:\+${blockEnd}|-${blockEnd}\s*|${blockEnd}${trim})`;
  const raw =
    String.raw`(?<raw>${blockStart}(?<rawSign>[-+]?)\s*(?<rawName>raw|verbatim)\s*` +
    String.raw`(?:-${blockEnd}\s*|${blockEnd}))`;
  return {
    opening: new RegExp([raw, ...openings(syntax)].join("|"), "gm"),
    commentEnd: new RegExp(String.raw`\+${commentEnd}|-${commentEnd}\s*|${commentEnd}${trim}`, "g"),
    lineCommentEnd: /(?=\n|$)/g,
    ends: {
      block: new RegExp(closing, "y"),
      variable: new RegExp(String.raw`-${variableEnd}\s*|${variableEnd}`, "y"),
      lineStatement: /\s*(?:\n|$)/y,
    },
    rawEnd: (name) => new RegExp(String.raw`${blockStart}([-+]?)\s*end${name}\s*${closing}`, "g"),
  };
}

/** What can begin a tag, the longest first: `<%=` before `<%`. */
function openings(syntax: Syntax): string[] {
  const rules: [length: number, pattern: string][] = [
    [syntax.variableStart.length, named("variable", quote(syntax.variableStart))],
    [syntax.commentStart.length, named("comment", quote(syntax.commentStart))],
    [syntax.blockStart.length, named("block", quote(syntax.blockStart))],
  ];
  const { lineStatementPrefix: statement, lineCommentPrefix: comment } = syntax;
  if (statement !== "")
    rules.push([statement.length, named("lineStatement", String.raw`^[ \t\v]*${quote(statement)}`)]);
  if (comment !== "")
    rules.push([comment.length, named("lineComment", String.raw`(?:^|(?<=\S))[^\S\r\n]*${quote(comment)}`)]);
  return rules.toSorted(([left], [right]) => right - left).map(([, pattern]) => pattern);
}

function named(name: Opening, pattern: string): string {
  return `(?<${name}>${pattern}(?<${name}Sign>[-+]?))`;
}

function quote(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
