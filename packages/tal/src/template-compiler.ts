import { HttpError, TemplateError } from "@micro-web/core";

import { Compilation, type Findings, type TemplateFile } from "./compilation.ts";
import { compileContent, compileText } from "./content.ts";
import { compileAround } from "./element.ts";
import type { ExpressionServices } from "./expression-parser.ts";
import { RAW_TEXT } from "./html-source.ts";
import { type HtmlElement, type HtmlNode, parseHtml, VOID_ELEMENTS } from "./html-tree.ts";
import { LoadedTemplate, Macro, renderMacro } from "./macro.ts";
import type { Printer } from "./printing.ts";
import { innerScope, joinParts, type Part, type Render, SLOTS } from "./scope.ts";
import { type ElementStatements, readStatements } from "./statements.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import { compileStartTag, hasInterpolation } from "./tag.ts";
import type { ExpressionText } from "./tales.ts";
import { compileTranslation, messageOf } from "./translation.ts";
import { isTrue } from "./values.ts";

/** A compiled template, and what was learned of it. */
export interface CompiledTemplate {
  readonly render: Render;
  readonly macros: ReadonlyMap<string, Macro>;
  readonly findings: Findings;
  readonly placeOf: Compilation["placeOf"];
}

/** What templates are compiled with. */
export interface CompilerOptions {
  readonly printer: Printer;
  readonly services: Omit<ExpressionServices, "note">;
}

/** An element with its statements. */
interface Statement {
  readonly element: HtmlElement;
  readonly statements: ElementStatements;
}

/** The comments that are not sent. */
const HIDDEN_COMMENT = "<!--!";

/** Compiles a template. @throws TemplateError when it is not valid */
export function compileTemplate(
  file: TemplateFile,
  { printer, services }: CompilerOptions,
): CompiledTemplate {
  let own: LoadedTemplate | undefined = undefined;
  const compilation = new Compilation(file, printer, {
    ...services,
    lookUp: (name, scope) => {
      if (name === "template") return own;
      return name === "macros" ? own?.macros : services.lookUp(name, scope);
    },
  });
  try {
    const render = joinParts(compileNodes(compilation, parseHtml(file.source), ""));
    const { macros, findings } = compilation;
    own = new LoadedTemplate(render, macros);
    return { render, macros, findings, placeOf: (offset) => compilation.placeOf(offset) };
  } catch (error) {
    throw compilation.toError(error);
  }
}

function compileNodes(compilation: Compilation, nodes: readonly HtmlNode[], parent: string): Part[] {
  return nodes.flatMap((node) => {
    if (node.kind === "element") return compileElement(compilation, node);
    const { source } = compilation.file;
    if (node.kind === "text" && !RAW_TEXT.has(parent)) return compileText(compilation, node.start, node.end);
    const isHidden = node.kind === "comment" && source.startsWith(HIDDEN_COMMENT, node.start);
    return isHidden ? [] : [compilation.sourceText(node.start, node.end)];
  });
}

function compileElement(compilation: Compilation, element: HtmlElement): Part[] {
  const statements = readStatements(element);
  const { byName, isOmitted } = statements;
  if (byName.size > 0 || isOmitted) return compileStatements(compilation, { element, statements });
  if (hasInterpolation(statements) || statements.attributes.length < element.attributes.length)
    return [...compileTag(compilation, { element, statements })];
  return [
    compilation.sourceText(element.start, element.contentStart),
    ...compileNodes(compilation, element.children, element.name),
    compilation.sourceText(element.contentEnd, element.end),
  ];
}

function compileStatements(compilation: Compilation, statement: Statement): Part[] {
  const { byName } = statement.statements;
  const { source } = compilation.file;
  const [space = ""] = /\n[ \t]*$/.exec(source.slice(0, statement.element.start)) ?? [];
  const macro = byName.get("metal:use-macro") ?? byName.get("metal:extend-macro");
  let render = compileAround(compilation, { byName, space }, () =>
    macro === undefined
      ? joinParts(compileTag(compilation, statement))
      : compileUse(compilation, macro, statement),
  );
  const onError = byName.get("tal:on-error");
  if (onError !== undefined) render = recovering(compilation, onError, { statement, render });
  const slot = byName.get("metal:define-slot");
  if (slot !== undefined) render = definingSlot(slot.text.trim(), render);
  return defineParts(compilation, byName, render);
}

/** What is given to a slot, or is a part of a message, is not printed here. */
function defineParts(
  compilation: Compilation,
  byName: ReadonlyMap<string, ExpressionText>,
  render: Render,
): Part[] {
  const [macro, fill, name] = ["metal:define-macro", "metal:fill-slot", "i18n:name"].map((key) =>
    byName.get(key),
  );
  if (macro !== undefined) compilation.macros.set(macro.text.trim(), new Macro(render));
  if (name !== undefined) compilation.named?.set(name.text.trim(), render);
  if (fill === undefined) return [render];
  if (compilation.slots === undefined)
    throw new SyntaxFailure("metal:fill-slot stands outside of an element with metal:use-macro", fill.offset);
  compilation.slots.set(fill.text.trim(), render);
  return [];
}

/** An element with its tags, without what decides whether it is there. */
function compileTag(compilation: Compilation, { element, statements }: Statement): Part[] {
  const { byName, isOmitted } = statements;
  const replace = byName.get("tal:replace");
  if (replace !== undefined) {
    const otherwise = withTags(
      compilation,
      { element, statements },
      compileChildren(compilation, element, statements),
    );
    return [compileContent(compilation, replace, joinParts(otherwise))];
  }
  const content = compileInner(compilation, { element, statements });
  return isOmitted ? [content] : withTags(compilation, { element, statements }, content);
}

function compileInner(compilation: Compilation, { element, statements }: Statement): Render {
  const content = statements.byName.get("tal:content");
  if (content === undefined) return compileChildren(compilation, element, statements);
  if (VOID_ELEMENTS.has(element.name))
    throw new SyntaxFailure(
      `<${element.name}> has no content; take tal:replace or tal:attributes`,
      content.offset,
    );
  if (RAW_TEXT.has(element.name) && !/^\s*structure\b/.test(content.text))
    throw new SyntaxFailure(
      `what stands in <${element.name}> cannot be escaped; write "structure tojson(value)"`,
      content.offset,
    );
  return compileContent(compilation, content, compileChildren(compilation, element, statements));
}

function compileChildren(
  compilation: Compilation,
  element: HtmlElement,
  { byName }: ElementStatements,
): Render {
  const { named: outer } = compilation;
  const message = byName.get("i18n:translate");
  const named = new Map<string, Render>();
  if (message !== undefined) compilation.named = named;
  const content = joinParts(compileNodes(compilation, element.children, element.name));
  compilation.named = outer;
  if (message === undefined) return content;
  const id = message.text.trim() === "" ? messageOf(compilation, element.children) : message.text.trim();
  const domain = byName.get("i18n:domain")?.text.trim() ?? "";
  return compileTranslation(compilation, { id, domain }, { content, named });
}

/** Puts the tags of an element around its content, unless `tal:omit-tag` leaves them out. */
function withTags(compilation: Compilation, { element, statements }: Statement, content: Render): Part[] {
  const hasContent = statements.byName.has("tal:content");
  const start = compileStartTag(compilation, element, { statements, hasContent });
  const end =
    hasContent && element.isEmpty
      ? `</${compilation.file.source.slice(element.start + 1, element.start + 1 + element.name.length)}>`
      : compilation.sourceText(element.contentEnd, element.end);
  const omit = statements.byName.get("tal:omit-tag");
  if (omit === undefined) return [...start, content, end];
  if (omit.text.trim() === "") return [content];
  const isOmitted = compilation.expression(omit);
  const [startTag, whole] = [joinParts([...start]), joinParts([end])];
  return [
    function renderOrOmit(scope, out) {
      const omitted = isTrue(isOmitted(scope));
      if (!omitted) startTag(scope, out);
      content(scope, out);
      if (!omitted) whole(scope, out);
    },
  ];
}

/** Prints a macro, of this template or another one, with the parts inside the element in its slots. */
function compileUse(
  compilation: Compilation,
  macro: ExpressionText,
  { element, statements }: Statement,
): Render {
  const evaluate = compilation.expression(macro);
  const outer = compilation.slots;
  const own = (compilation.slots = new Map<string, Render>());
  compileNodes(compilation, element.children, element.name);
  compilation.slots = outer;
  const isExtended = statements.byName.has("metal:extend-macro");
  const use = compilation.guard(macro.offset, (run: () => void) => run());
  return function renderUse(scope, out) {
    const found = evaluate(scope);
    if (!(found instanceof Macro)) throw compilation.failure(macro.offset, "this is no macro");
    const given = scope[SLOTS];
    // What fills a slot may have slots itself, which those who use this template fill.
    const filled = [...own].map(([name, render]) => [name, inScopeOf(given, render)] as const);
    const slots = new Map([...(isExtended ? (given ?? []) : []), ...filled]);
    use(() => renderMacro(found, slots, { scope, out }));
  };
}

function inScopeOf(slots: ReturnType<typeof innerScope>[typeof SLOTS], render: Render): Render {
  return (scope, out) => {
    const inner = innerScope(scope);
    inner[SLOTS] = slots ?? new Map();
    render(inner, out);
  };
}

function definingSlot(name: string, otherwise: Render): Render {
  return function renderSlot(scope, out) {
    const render = scope[SLOTS]?.get(name) ?? otherwise;
    render(scope, out);
  };
}

/** What fails inside is not printed, but the element with another content. */
function recovering(
  compilation: Compilation,
  onError: ExpressionText,
  { statement, render }: { readonly statement: Statement; readonly render: Render },
): Render {
  const { element, statements } = statement;
  const [start, content] = compilation.defining((define) => {
    define("error");
    const attributes = statements.attributes.filter(({ raw }) => !raw.includes("${"));
    const shown = { ...statements, attributes, byName: new Map() };
    return [
      joinParts(compileStartTag(compilation, element, { statements: shown, hasContent: true })),
      compileContent(compilation, onError, ""),
    ];
  });
  const end = compilation.sourceText(element.contentEnd, element.end);
  return function renderOrRecover(scope, out) {
    const { text, depth } = out;
    try {
      render(scope, out);
    } catch (error) {
      if (error instanceof HttpError) throw error;
      const own = innerScope(scope);
      own["error"] = describeError(error);
      [out.text, out.depth] = [text, depth];
      if (!statements.isOmitted) start(own, out);
      content(own, out);
      if (!statements.isOmitted) out.text += end;
    }
  };
}

/** What `tal:on-error` sees as `error`: what was thrown, not where. */
function describeError(error: unknown): object {
  const thrown = error instanceof TemplateError && error.cause !== undefined ? error.cause : error;
  const [type, value] = thrown instanceof Error ? [thrown.name, thrown.message] : ["Error", String(thrown)];
  return { type, value };
}
