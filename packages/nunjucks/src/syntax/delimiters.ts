/** How templates are written: Jinja's options of the same names in camel case. */
export interface Syntax {
  /** Whether the line break after a tag is left out. @default false */
  readonly trimBlocks: boolean;
  /** Whether the spaces before a tag are left out. @default false */
  readonly lstripBlocks: boolean;
  /** Whether the line break at the end of a template is kept. @default false */
  readonly keepTrailingNewline: boolean;
  /** What line breaks of templates become. @default "\n" */
  readonly newlineSequence: "\n" | "\r\n" | "\r";
  /** @default "{%" */
  readonly blockStart: string;
  /** @default "%}" */
  readonly blockEnd: string;
  /** @default "{{" */
  readonly variableStart: string;
  /** @default "}}" */
  readonly variableEnd: string;
  /** @default "{#" */
  readonly commentStart: string;
  /** @default "#}" */
  readonly commentEnd: string;
  /** What begins a line that is a tag: `# for x in y`. @default none */
  readonly lineStatementPrefix: string;
  /** What begins a comment that ends with its line: `## note`. @default none */
  readonly lineCommentPrefix: string;
}

/** Jinja's own. */
const DEFAULT_SYNTAX: Syntax = {
  trimBlocks: false,
  lstripBlocks: false,
  keepTrailingNewline: false,
  newlineSequence: "\n",
  blockStart: "{%",
  blockEnd: "%}",
  variableStart: "{{",
  variableEnd: "}}",
  commentStart: "{#",
  commentEnd: "#}",
  lineStatementPrefix: "",
  lineCommentPrefix: "",
};

/** The way to write templates that options tell; what they leave out is Jinja's own. */
export function syntaxOf(options: Partial<Syntax>): Syntax {
  const names = Object.keys(DEFAULT_SYNTAX) as (keyof Syntax)[]; // Object.keys() forgets the names
  const given = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  return { ...DEFAULT_SYNTAX, ...Object.fromEntries(given) } as Syntax; // its own fields
}
