import type { Compilation } from "./compilation.ts";
import { DEFAULT } from "./expression-parser.ts";
import type { Attribute, HtmlElement } from "./html-tree.ts";
import { splitText } from "./interpolation.ts";
import { BOOLEAN_ATTRIBUTES } from "./printing.ts";
import { type Evaluate, joinParts, type Part, type Render, type Scope } from "./scope.ts";
import { decode, type ElementStatements, splitStatements } from "./statements.ts";
import type { ExpressionText } from "./tales.ts";
import { translate } from "./translation.ts";
import { isTrue } from "./values.ts";

/** The attributes that statements give an element. */
interface GivenAttributes {
  /** In lower case; with the name as it is written. */
  readonly named: Map<string, { readonly name: string; readonly evaluate: Evaluate }>;
  /** Objects of names and values. */
  readonly objects: readonly Evaluate[];
}

/** An attribute whose value is computed. */
interface ComputedAttribute {
  readonly name: string;
  readonly evaluate: Evaluate;
  /** What is printed for the value `default`. */
  readonly source: Render;
  /** The white space before it. */
  readonly space: string;
  readonly quote: string;
}

const NAME = /^\s*([^\s()[\]{}'",|]+)\s+/;
const MESSAGE = /^\s*(\S+)\s*([^]*)$/;

/** Whether something in the attributes of an element is computed, without a statement. */
export function hasInterpolation({ attributes }: Pick<ElementStatements, "attributes">): boolean {
  return attributes.some(({ raw }) => raw.includes("${"));
}

/**
 * The start tag of an element with the values of its attributes.
 *
 * @param statements - Of the element. @param hasContent - Whether something is printed in an element that has no content
 *   in the template.
 */
export function compileStartTag(
  compilation: Compilation,
  element: HtmlElement,
  { statements, hasContent }: { readonly statements: ElementStatements; readonly hasContent: boolean },
): Part[] {
  const [name = ""] =
    /^<[^\s/>]+/.exec(compilation.file.source.slice(element.start, element.contentStart)) ?? [];
  const nameEnd = element.start + name.length;
  const start = compilation.sourceText(element.start, nameEnd);
  const attributes = compileAttributes(compilation, statements);
  const end = compilation.sourceText(element.attributes.at(-1)?.end ?? nameEnd, element.contentStart);
  return [start, ...attributes, hasContent && element.isEmpty ? end.replace(/\s*\/>$/, ">") : end];
}

/** The attributes in the order of the template, then those that statements add. */
function compileAttributes(compilation: Compilation, statements: ElementStatements): Part[] {
  const { named, objects } = readGiven(compilation, statements.byName.get("tal:attributes"));
  const messages = readMessages(statements);
  const parts = statements.attributes.map((attribute) => {
    const own = compileAttribute(compilation, attribute, messages.get(attribute.name));
    const given = named.get(attribute.name);
    if (given === undefined) return own;
    named.delete(attribute.name);
    const space = spaceBefore(compilation.file.source, attribute);
    return printing(compilation, { ...given, space, quote: quoteOf(attribute), source: joinParts([own]) });
  });
  const others = [...named.values()].map((given) =>
    printing(compilation, { ...given, space: " ", quote: '"', source: joinParts([]) }),
  );
  return [...parts, ...others, ...objects.map((evaluate) => printingAll(compilation, evaluate))];
}

/** `tal:attributes="href movie.url; title movie.title"`, or an object of them. */
function readGiven(compilation: Compilation, text: ExpressionText | undefined): GivenAttributes {
  const named: GivenAttributes["named"] = new Map();
  const objects: Evaluate[] = [];
  for (const part of text === undefined ? [] : splitStatements(text)) {
    const [whole = "", name = ""] = NAME.exec(part.text) ?? [];
    const rest = { text: part.text.slice(whole.length), offset: part.offset + whole.length };
    if (name === "") objects.push(compilation.expression(part));
    else named.set(name.toLowerCase(), { name, evaluate: compilation.expression(rest) });
    const end = part.offset + part.text.length;
    noteAttribute(
      compilation,
      { name, start: part.offset, end },
      { text: rest.text.trim(), offset: rest.offset },
    );
  }
  return { named, objects };
}

/** `i18n:attributes="title; alt message"`: the messages by the attributes' names; "" for their own values. */
function readMessages({ byName }: ElementStatements): ReadonlyMap<string, { id: string; domain: string }> {
  const text = byName.get("i18n:attributes");
  const domain = byName.get("i18n:domain")?.text.trim() ?? "";
  const parts = text === undefined ? [] : splitStatements(text);
  return new Map(
    parts.map((part) => {
      const [, name = "", id = ""] = MESSAGE.exec(part.text) ?? [];
      return [name.toLowerCase(), { id: id.trim(), domain }];
    }),
  );
}

/** An attribute as the template has it. */
function compileAttribute(
  compilation: Compilation,
  attribute: Attribute,
  message: { readonly id: string; readonly domain: string } | undefined,
): Part {
  const { source } = compilation.file;
  const space = spaceBefore(source, attribute);
  const quote = quoteOf(attribute);
  const { name, raw, start, end, valueStart } = attribute;
  if (message !== undefined) {
    const id = message.id === "" ? decode(raw) : message.id;
    const evaluate: Evaluate = (scope) => translate({ ...message, id }, scope) ?? DEFAULT;
    const original = compilation.sourceText(start - space.length, end);
    return printing(compilation, { name, evaluate, space, quote, source: joinParts([original]) });
  }
  const parts = splitText(raw);
  const [only] = parts;
  if (only?.kind === "expression" && parts.length === 1) {
    const value = { text: decode(only.text), offset: valueStart + only.start };
    noteAttribute(compilation, attribute, { ...value, text: value.text.trim() });
    return printing(compilation, {
      name,
      evaluate: compilation.expression(value),
      space,
      quote,
      source: joinParts([]),
    });
  }
  if (parts.every(({ kind }) => kind === "text") && !raw.includes("$${"))
    return compilation.sourceText(start - space.length, end);
  return compileMixed(compilation, attribute, space);
}

/** A value of texts and expressions; it gets quotes if it has none. */
function compileMixed(compilation: Compilation, attribute: Attribute, space: string): Part {
  const { printer, findings } = compilation;
  const { name, raw, start, end, valueStart } = attribute;
  const mark = quoteOf(attribute);
  findings.pieces.push({ kind: "text", text: `${space}${name}=${mark}`, offset: start });
  const parts = splitText(raw).map((part): Part => {
    const offset = valueStart + part.start;
    const text = part.kind === "text" ? part.text : decode(part.text);
    findings.pieces.push({ kind: part.kind === "text" ? "text" : "value", text, offset });
    if (part.kind === "text") return text;
    const evaluate = compilation.parse({ text, offset });
    const print = compilation.guard(offset, (scope: Scope) => printer.attribute(evaluate(scope)));
    return (scope, out) => void (out.text += print(scope));
  });
  findings.pieces.push({ kind: "text", text: mark, offset: end });
  return joinParts([`${space}${name}=${mark}`, ...parts, mark]);
}

/** Remembers an attribute that has one value, for checks of the page. */
function noteAttribute(
  { findings }: Compilation,
  { name, start, end }: Pick<Attribute, "name" | "start" | "end">,
  value: ExpressionText,
): void {
  findings.pieces.push(
    { kind: "text", text: ` ${name}="`, offset: start },
    { kind: "value", ...value },
    { kind: "text", text: '"', offset: end },
  );
}

/** What there is not is no attribute; one that is there or not has its name as its value. */
function printing(compilation: Compilation, { evaluate, source, ...written }: ComputedAttribute): Render {
  return function renderAttribute(scope, out) {
    const value = evaluate(scope);
    if (value === DEFAULT) source(scope, out);
    else out.text += attributeText(compilation, written, value);
  };
}

function printingAll(compilation: Compilation, evaluate: Evaluate): Render {
  return function renderAttributes(scope, out) {
    const values = evaluate(scope);
    for (const [name, value] of Object.entries(values ?? {}))
      if (/^[^\s"'<>/=]+$/.test(name))
        out.text += attributeText(compilation, { name, space: " ", quote: '"' }, value);
  };
}

function attributeText(
  { printer }: Compilation,
  { name, space, quote }: Pick<ComputedAttribute, "name" | "space" | "quote">,
  value: unknown,
): string {
  if (!BOOLEAN_ATTRIBUTES.has(name.toLowerCase()))
    return value === undefined || value === null
      ? ""
      : space + name + "=" + quote + printer.attribute(value) + quote;
  return isTrue(value) ? space + name + "=" + quote + name + quote : "";
}

/** A value that has no quotes in the template gets some. */
function quoteOf({ quote }: Attribute): string {
  return quote === "" ? '"' : quote;
}

function spaceBefore(source: string, { start }: Attribute): string {
  let from = start;
  while (/\s/.test(source.charAt(from - 1))) from--;
  return source.slice(from, start);
}
