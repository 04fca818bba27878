import { ExpressionParser, type ExpressionServices, isDefined } from "./expression-parser.ts";
import { describe, ExpressionSource } from "./expression-source.ts";
import { splitText } from "./interpolation.ts";
import { readMember } from "./members.ts";
import { MissingValue } from "./missing-value.ts";
import type { Evaluate } from "./scope.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import { isTrue, textOf } from "./values.ts";

/** What is compiled: its text, and where it stands in the template. */
export interface ExpressionText {
  readonly text: string;
  readonly offset: number;
}

const PREFIX = /^\s*(string|not|exists|load|path|python|expr):/;
const STRUCTURE = /^\s*(structure|text)(?::\s*|\s+(?![-+*/%~=.,)\]}|<>!?]|(?:if|or|and|in|is)\b|$))/;

const PATHS = /^\s*\w+(?:\/\w+)*\s*(?:\||$)/;

/** How an expression starts that is none of the usual kind. */
const READERS: Readonly<Record<string, (rest: ExpressionText, services: ExpressionServices) => Evaluate>> = {
  string: readString,
  not: (rest, services) => {
    const evaluate = parseTales(rest, services);
    return (scope) => !isTrue(evaluate(scope));
  },
  exists: (rest, services) => {
    const evaluate = parseTales(rest, services);
    return (scope) => isDefined(evaluate, scope);
  },
  load: ({ text, offset }, services) => {
    const name = text.trim();
    services.note("template", name, offset);
    return () => services.load(name);
  },
  path: readPath,
  python: parseTales,
  expr: parseTales,
};

/**
 * An expression of TALES: `user.name`, `not: user`, `string:Hello ${name}`, `exists: user.name`, `load: base.pt`, and
 * alternatives, `user.name | 'nobody'`, of which the first counts that leads to something.
 *
 * @throws SyntaxFailure
 */
export function parseTales({ text, offset }: ExpressionText, services: ExpressionServices): Evaluate {
  const [whole = "", prefix = ""] = PREFIX.exec(text) ?? [];
  const read = READERS[prefix];
  if (read !== undefined)
    return read({ text: text.slice(whole.length), offset: offset + whole.length }, services);
  const parser = new ExpressionParser(new ExpressionSource(text, offset), services);
  const evaluate = parser.readTuple();
  const { source } = parser;
  const { next } = source;
  if (next.kind === "end") return evaluate;
  if (!source.is("|")) throw source.failure(`${describe(next)} is not expected here`);
  return alternatives(evaluate, parseTales({ text: source.rest, offset: source.place(next.end) }, services));
}

/** Takes `structure` and `text` off an expression: whether its value is HTML that is not to be escaped. */
export function takeStructure({
  text,
  offset,
}: ExpressionText): ExpressionText & { readonly isStructure: boolean } {
  const [whole = "", word] = STRUCTURE.exec(text) ?? [];
  return { text: text.slice(whole.length), offset: offset + whole.length, isStructure: word === "structure" };
}

function alternatives(first: Evaluate, second: Evaluate): Evaluate {
  return (scope) => {
    try {
      const value = first(scope);
      if (value !== undefined) return value;
    } catch (error) {
      if (!(error instanceof MissingValue)) throw error;
    }
    return second(scope);
  };
}

function readString({ text, offset }: ExpressionText, services: ExpressionServices): Evaluate {
  const parts = splitText(text).map((part): string | Evaluate =>
    part.kind === "text" ? part.text : parseTales({ text: part.text, offset: offset + part.start }, services),
  );
  return (scope) => parts.map((part) => (typeof part === "string" ? part : textOf(part(scope)))).join("");
}

/** `path: user/name`, Zope's way to write it. */
function readPath({ text, offset }: ExpressionText, services: ExpressionServices): Evaluate {
  const [path = "", ...others] = text.split("|");
  const [first = "", ...names] = path.trim().split("/");
  if (!/^\w+$/.test(first)) throw new SyntaxFailure(`${JSON.stringify(path.trim())} is no path`, offset);
  const start = parseTales({ text: first, offset }, services);
  const evaluate: Evaluate = (scope) => names.reduce<unknown>(readMember, start(scope));
  if (others.length === 0) return evaluate;
  const rest = { text: others.join("|"), offset: offset + path.length + 1 };
  const read = PATHS.test(rest.text) ? readPath : parseTales;
  return alternatives(evaluate, read(rest, services));
}
