import { MicroError } from "../errors.ts";

/** An argument of a converter: `int(min=1)`, `any(about, "help, me")`. */
export type ConverterArgument = string | number | boolean;

/** A variable of a path: `<int(min=1):id>`. */
export interface PathVariable {
  readonly name: string;
  readonly converter: string;
  readonly positional: readonly ConverterArgument[];
  readonly named: Readonly<Record<string, ConverterArgument>>;
}

/** A piece of a path: text, a variable, or the slash between segments. */
export type PathToken =
  { readonly text: string } | { readonly variable: PathVariable } | { readonly slash: true };

const VARIABLE = /<(?:([a-zA-Z_]\w*)(?:\((.*?)\))?:)?([a-zA-Z_]\w*)>/y;
const ARGUMENT = /\s*(?:(\w+)\s*=\s*)?(?:"([^"]*)"|'([^']*)'|([^,"'\s][^,]*?))\s*(?:,|$)/y;
/** Other frameworks' variables, each with what it is here. */
const FOREIGN_SYNTAX: readonly [pattern: RegExp, replacement: string][] = [
  [/(?<=\/):([A-Za-z_]\w*)[?*+]?/g, "<$1>"],
  [/\{([A-Za-z_]\w*)\}/g, "<$1>"],
  [/(?<=\/)\*([A-Za-z_]\w*)?$/g, "<path:rest>"],
];

/**
 * Takes a path in Flask's syntax apart.
 *
 * @param path - "/users/<int:id>/edit".
 * @throws MicroError `MICRO_PATH_SYNTAX` with the right form, for `:id`, `{id}`, an open `<`, a repeated name.
 */
export function parsePath(path: string): PathToken[] {
  const source = { kind: "path", text: path } as const;
  checkSyntax(source);
  return tokenize(source);
}

/**
 * Takes a host or subdomain in Flask's syntax apart.
 *
 * @param host - "<user>.example.org", "example.org:5000", "api".
 * @throws MicroError `MICRO_PATH_SYNTAX` for what no host has: a slash, a space, a scheme, an open `<`.
 */
export function parseHost(host: string): PathToken[] {
  const source = { kind: "host", text: host } as const;
  const literal = host.replaceAll(/<[^>]*>/g, "");
  const forbidden = /[/?#@\\\s%]/.exec(literal)?.[0];
  if (forbidden === undefined) return tokenize(source);
  throw syntaxError(
    source,
    `a host cannot hold ${JSON.stringify(forbidden)}`,
    'Write a name and, where it is not the usual one, a port: "<user>.example.org:5000"',
  );
}

/** A pattern as it was written. */
interface Source {
  readonly kind: "path" | "host";
  readonly text: string;
}

function tokenize(source: Source): PathToken[] {
  const { text: pattern } = source;
  const tokens: PathToken[] = [];
  let position = 0;
  while (position < pattern.length) {
    const character = pattern[position];
    if (character === "/") {
      tokens.push({ slash: true });
      position++;
    } else if (character === "<") {
      const [variable, end] = parseVariable(source, position);
      checkUnique(source, tokens, variable);
      tokens.push({ variable });
      position = end;
    } else {
      const text = textAt(source, position);
      tokens.push({ text });
      position += text.length;
    }
  }
  return tokens;
}

function checkUnique(source: Source, tokens: readonly PathToken[], { name }: PathVariable): void {
  if (!tokens.some((token) => "variable" in token && token.variable.name === name)) return;
  throw syntaxError(
    source,
    `it has the variable ${JSON.stringify(name)} twice`,
    "Give each a name of its own",
  );
}

function textAt(source: Source, position: number): string {
  const rest = source.text.slice(position);
  const end = rest.search(/[<>/]/);
  if (end !== 0) return end === -1 ? rest : rest.slice(0, end);
  throw syntaxError(source, "it has a '>' without a '<'", "Write variables as <name> or <converter:name>");
}

/** Nearly every path is of such text and variables, in which nothing can be wrong. */
const PLAIN_PATH = /^\/(?:[\w/~-]|<[^>]*>)*$/;

function checkSyntax(source: Source): void {
  const { text: path } = source;
  if (PLAIN_PATH.test(path)) return;
  if (!path.startsWith("/")) {
    throw syntaxError(source, "it does not start with a slash", `Write ${JSON.stringify(`/${path}`)}`);
  }
  const literal = path.replaceAll(/<[^>]*>/g, (variable) => "\0".repeat(variable.length));
  for (const [pattern, replacement] of FOREIGN_SYNTAX) {
    if (literal.search(pattern) === -1) continue;
    throw syntaxError(
      source,
      "variables are written in angle brackets",
      `Write ${JSON.stringify(path.replaceAll(pattern, replacement))}`,
    );
  }
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(literal)) {
    throw syntaxError(source, "no request has '.' and '..' segments in its path", "Leave them out");
  }
  const forbidden = /[?#\\\s]/.exec(literal)?.[0];
  if (forbidden !== undefined) {
    throw syntaxError(
      source,
      `a path cannot hold ${JSON.stringify(forbidden)}`,
      "Leave it out; the query is not part of a path",
    );
  }
}

function parseVariable(source: Source, position: number): [PathVariable, end: number] {
  VARIABLE.lastIndex = position;
  const found = VARIABLE.exec(source.text);
  if (found === null) {
    throw syntaxError(
      source,
      `it has an unreadable variable at ${JSON.stringify(source.text.slice(position))}`,
      "Write it as <name> or <converter:name>",
    );
  }
  const [, converter = "default", list = "", name = ""] = found;
  return [{ name, converter, ...parseArguments(source, list) }, VARIABLE.lastIndex];
}

function parseArguments(source: Source, list: string): Pick<PathVariable, "positional" | "named"> {
  const positional: ConverterArgument[] = [];
  const named: Record<string, ConverterArgument> = {};
  ARGUMENT.lastIndex = 0;
  while (ARGUMENT.lastIndex < list.length) {
    const found = ARGUMENT.exec(list);
    if (found === null)
      throw syntaxError(
        source,
        `the converter arguments (${list}) cannot be read`,
        "Separate them by commas, quote those with commas",
      );
    const [, key, double, single, bare = ""] = found;
    const value = double ?? single ?? readBare(bare);
    if (key === undefined) positional.push(value);
    else named[key] = value;
  }
  return { positional, named };
}

function readBare(text: string): ConverterArgument {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === "true";
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

function syntaxError({ kind, text }: Source, what: string, todo: string): MicroError {
  return new MicroError(
    "MICRO_PATH_SYNTAX",
    `The ${kind} ${JSON.stringify(text)} is not valid: ${what}. ${todo}.`,
  );
}
