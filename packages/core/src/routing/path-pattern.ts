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
  checkSyntax(path);
  const tokens: PathToken[] = [];
  let position = 0;
  while (position < path.length) {
    const character = path[position];
    if (character === "/") {
      tokens.push({ slash: true });
      position++;
    } else if (character === "<") {
      const [variable, end] = parseVariable(path, position);
      if (tokens.some((token) => "variable" in token && token.variable.name === variable.name)) {
        throw syntaxError(
          path,
          `it has the variable ${JSON.stringify(variable.name)} twice`,
          "Give each a name of its own",
        );
      }
      tokens.push({ variable });
      position = end;
    } else {
      const end = path.slice(position).search(/[<>/]/);
      const text = end === -1 ? path.slice(position) : path.slice(position, position + end);
      if (text === "")
        throw syntaxError(
          path,
          "it has a '>' without a '<'",
          "Write variables as <name> or <converter:name>",
        );
      tokens.push({ text });
      position += text.length;
    }
  }
  return tokens;
}

function checkSyntax(path: string): void {
  if (!path.startsWith("/")) {
    throw syntaxError(path, "it does not start with a slash", `Write ${JSON.stringify(`/${path}`)}`);
  }
  const literal = path.replaceAll(/<[^>]*>/g, (variable) => "\0".repeat(variable.length));
  for (const [pattern, replacement] of FOREIGN_SYNTAX) {
    if (literal.search(pattern) === -1) continue;
    throw syntaxError(
      path,
      "variables are written in angle brackets",
      `Write ${JSON.stringify(path.replaceAll(pattern, replacement))}`,
    );
  }
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(literal)) {
    throw syntaxError(path, "no request has '.' and '..' segments in its path", "Leave them out");
  }
  const forbidden = /[?#\\\s]/.exec(literal)?.[0];
  if (forbidden !== undefined) {
    throw syntaxError(
      path,
      `a path cannot hold ${JSON.stringify(forbidden)}`,
      "Leave it out; the query is not part of a path",
    );
  }
}

function parseVariable(path: string, position: number): [PathVariable, end: number] {
  VARIABLE.lastIndex = position;
  const found = VARIABLE.exec(path);
  if (found === null) {
    throw syntaxError(
      path,
      `it has an unreadable variable at ${JSON.stringify(path.slice(position))}`,
      "Write it as <name> or <converter:name>",
    );
  }
  const [, converter = "default", list = "", name = ""] = found;
  return [{ name, converter, ...parseArguments(path, list) }, VARIABLE.lastIndex];
}

function parseArguments(path: string, list: string): Pick<PathVariable, "positional" | "named"> {
  const positional: ConverterArgument[] = [];
  const named: Record<string, ConverterArgument> = {};
  ARGUMENT.lastIndex = 0;
  while (ARGUMENT.lastIndex < list.length) {
    const found = ARGUMENT.exec(list);
    if (found === null)
      throw syntaxError(
        path,
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

function syntaxError(path: string, what: string, todo: string): MicroError {
  return new MicroError(
    "MICRO_PATH_SYNTAX",
    `The path ${JSON.stringify(path)} is not valid: ${what}. ${todo}.`,
  );
}
