import type {
  Block,
  CallExtension,
  Expression,
  Extends,
  FromImport,
  Import,
  Include,
} from "../syntax/nodes.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import { publish } from "./assignments.ts";
import { objectOf, quote } from "./code.ts";
import { type CodeWriter, FUNCTION_VARIABLES } from "./code-writer.ts";
import { canStream, capture, flush, localsOf, print, printValue } from "./output.ts";
import { FunctionScope, Scope } from "./scope.ts";

/** `{% block name %}`: the innermost block of the name is printed here. */
export function writeBlock(writer: CodeWriter, node: Block, scope: Scope): void {
  const name = quote(node.name);
  if (writer.blocks.has(node.name)) {
    throw new TemplateSyntaxError(`the block ${name} is there already; give one of them another name`, node);
  }
  const variable = writer.variable("block");
  writer.blocks.set(node.name, { variable, node });
  print(writer, scope, () => {
    const context = node.isScoped ? `c.withLocals(${localsOf(scope)})` : "c";
    const stream = canStream(scope);
    flush(writer, scope, true);
    writer.line(writer.mark(node));
    const call = `c.block(${name}, ${node.isRequired})(${context}, ${stream})`;
    writer.line(`${scope.variables.buffer} += yield* ${call};`);
    flush(writer, scope, false);
  });
}

/** Writes the functions of the blocks, also of those in blocks. */
export function writeBlockFunctions(writer: CodeWriter): void {
  for (const { variable, node } of writer.blocks.values()) {
    const fn = new FunctionScope({ canStream: true, block: node.name });
    const scope = Scope.ofFunction(fn, FUNCTION_VARIABLES);
    writer.moveTo(node);
    writer.line(`function* ${variable}(c, s) {`);
    writer.line(`const B = ${variable};`);
    writer.functionBody(scope, () => {
      writer.declareStored(node.body, scope);
      writer.body(node.body, scope);
    });
    writer.line("}");
  }
}

/** `{% extends "base.html" %}`. */
export function writeExtends(writer: CodeWriter, { template, ...node }: Extends, scope: Scope): void {
  if (!scope.function.isRoot || !scope.isTop) {
    throw new TemplateSyntaxError('the tag "extends" must not stand in a block, loop or macro', node);
  }
  const name = writer.value(template, scope);
  writer.line(`parent = c.extend(T, parent, ${name}, ${writer.mark(node)});`);
  if (!scope.isConditional) writer.extends = "yes";
  writer.extendsPlace = node;
}

/** `{% include "row.html" %}`. */
export function writeInclude(writer: CodeWriter, node: Include, scope: Scope): void {
  print(writer, scope, () => {
    const { context, buffer } = scope.variables;
    const locals = node.withContext ? localsOf(scope) : "null";
    const options = `{ names: ${writer.value(node.template, scope)}, ignoreMissing: ${node.ignoreMissing}, withContext: ${node.withContext}, locals: ${locals} }`;
    flush(writer, scope, true);
    writer.line(
      `${buffer} += yield* ${context}.include(T, ${options}, ${canStream(scope)}, ${writer.mark(node)});`,
    );
    flush(writer, scope, false);
  });
}

/** `{% import "macros.html" as macros %}`. */
export function writeImport(writer: CodeWriter, node: Import, scope: Scope): void {
  writer.line(`${scope.find(node.target) ?? ""} = ${moduleOf(writer, node, scope)};`);
  hide(writer, [node.target], scope);
}

/** `{% from "macros.html" import field %}`. */
export function writeFromImport(writer: CodeWriter, node: FromImport, scope: Scope): void {
  const variable = writer.variable("module");
  writer.line(`const ${variable} = ${moduleOf(writer, node, scope)};`);
  for (const { name, alias } of node.names) {
    const value = `${scope.variables.context}.exported(${variable}, ${quote(name)})`;
    writer.line(`${scope.find(alias) ?? ""} = ${value};`);
  }
  hide(
    writer,
    node.names.map(({ alias }) => alias),
    scope,
  );
}

/** What is imported is seen by blocks, and is not exported. */
function hide(writer: CodeWriter, names: readonly string[], scope: Scope): void {
  publish(writer, names, scope);
  if (scope.isTop) writer.line(`c.hide(${JSON.stringify(names)});`);
}

function moduleOf(writer: CodeWriter, node: Import | FromImport, scope: Scope): string {
  const locals = node.withContext ? localsOf(scope) : "null";
  const options = `{ name: ${writer.value(node.template, scope)}, withContext: ${node.withContext}, locals: ${locals} }`;
  return `yield* ${scope.variables.context}.import(T, ${options}, ${writer.mark(node)})`;
}

/** A tag of an extension of nunjucks: it gets the context, its arguments and functions that give its bodies. */
export function writeExtension(writer: CodeWriter, node: CallExtension, scope: Scope): void {
  print(writer, scope, () => {
    const values = argumentsOf(writer, node, scope);
    const bodies = (node.contentArgs ?? []).map((body) => {
      return body === null ? "null" : `bodyOf(${capture(writer, body, scope)})`;
    });
    const extension = writer.keep(node.extName);
    const call = `${scope.variables.context}.extension(${extension}, ${quote(node.prop)}, [${[...values, ...bodies].join(", ")}], ${writer.mark(node)})`;
    const text = node.autoescape !== false ? call : `${scope.variables.context}.trusted(${call})`;
    printValue(writer, { text, kind: "any", isSettled: false }, { scope, place: node });
  });
}

/** The code of the arguments of an extension's tag: nunjucks puts those by name into an object, last. */
function argumentsOf(writer: CodeWriter, { args }: CallExtension, scope: Scope): string[] {
  return (args?.children ?? []).map((child) => {
    if (!isKeywords(child)) return writer.value(child as Expression, scope); // made by our parser
    const pairs = child.children.map(({ key, value }) => [key.name, writer.value(value, scope)] as const);
    return objectOf(pairs);
  });
}

interface KeywordArguments {
  readonly children: readonly { readonly key: { readonly name: string }; readonly value: Expression }[];
}

function isKeywords(node: unknown): node is KeywordArguments {
  return typeof node === "object" && node !== null && "typename" in node && node.typename === "KeywordArgs";
}
