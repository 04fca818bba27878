import type { Place } from "../library.ts";
import type { Autoescape, Body, Debug, Do, FilterBlock, NodeList, Output, Trans } from "../syntax/nodes.ts";
import { writeFilterOf } from "./access.ts";
import { type Code, objectOf, quote, settle } from "./code.ts";
import type { CodeWriter } from "./code-writer.ts";
import type { Scope } from "./scope.ts";

/** Whether nothing is printed here: outside of blocks, a template that extends another one has no output. */
function isSilent(writer: CodeWriter, scope: Scope): boolean {
  return writer.extends === "yes" && isPage(scope);
}

function isPage({ function: fn, variables }: Scope): boolean {
  return fn.isRoot && variables.buffer === "o";
}

/** Writes code that prints, unless the template turns out to extend another one. */
export function print(writer: CodeWriter, scope: Scope, write: () => void): void {
  if (isSilent(writer, scope)) return;
  const mayExtend = writer.extends === "maybe" && isPage(scope);
  if (mayExtend) writer.line("if (parent === null) {");
  write();
  if (mayExtend) writer.line("}");
}

/** Writes code that prints a value, escaped where values are. */
export function printValue(
  writer: CodeWriter,
  code: Code,
  { scope, place }: { scope: Scope; place: Place },
): void {
  const { buffer, out, escape } = scope.variables;
  if (code.kind !== "any") {
    writer.line(`${buffer} += ${settle(code)};`);
    return;
  }
  if (!code.isSettled && streams(scope)) {
    // What is there is sent before the page waits.
    writer.line(
      `if (isPromise(t = ${code.text})) { if (s) { p = t; yield o; o = ""; t = p; } t = yield t; }`,
    );
    writer.line(`o += typeof t === "string" ? ${escape}(t) : ${out}(t, ${writer.mark(place)});`);
    return;
  }
  const value = code.isSettled ? "t" : "isPromise(t) ? yield t : t";
  writer.line(
    `${buffer} += typeof (t = ${code.text}) === "string" ? ${escape}(t) : ${out}(${value}, ${writer.mark(place)});`,
  );
}

/** Writes code that waits for what a variable holds, if it is a promise. */
export function waitFor(writer: CodeWriter, variable: string, scope: Scope): void {
  const send = streams(scope) ? 'if (s) { yield o; o = ""; } ' : "";
  writer.line(`if (isPromise(${variable})) { ${send}${variable} = yield ${variable}; }`);
}

function streams({ function: fn, variables }: Scope): boolean {
  return fn.canStream && variables.buffer === "o";
}

/** Writes code that hands on what is there, if the output is sent in pieces. */
export function flush(writer: CodeWriter, scope: Scope, isAtOnce: boolean): void {
  if (streams(scope)) writer.line(`if (s && o.length > ${isAtOnce ? 0 : 1024}) { yield o; o = ""; }`);
}

/** Whether what runs here may hand on its output in pieces. */
export function canStream(scope: Scope): string {
  return streams(scope) ? "s" : "false";
}

/** Text of the template, and `{{ expression }}`. */
export function writeOutput(writer: CodeWriter, { children }: Output, scope: Scope): void {
  print(writer, scope, () => {
    for (const child of children) {
      if (child.typename === "TemplateData") {
        writer.line(`${scope.variables.buffer} += ${quote(child.value)};`);
        continue;
      }
      if (child.typename !== "Name" && child.typename !== "Literal") writer.line(`${writer.mark(child)};`);
      printValue(writer, writer.expression(child, scope), { scope, place: child });
    }
  });
}

/** `{% do expression %}`. */
export function writeDo(writer: CodeWriter, { value }: Do, scope: Scope): void {
  writer.line(`${writer.value(value, scope)};`);
}

/** `{% debug %}`. */
export function writeDebug(writer: CodeWriter, node: Debug, scope: Scope): void {
  const { buffer, context, escape } = scope.variables;
  print(writer, scope, () => {
    writer.line(`${buffer} += ${escape}(${context}.describe(${localsOf(scope)}));`);
  });
}

/** The code of an object of the variables around. */
export function localsOf(scope: Scope): string {
  const locals = scope.locals();
  return locals.size === 0 ? "null" : objectOf(locals);
}

/**
 * Writes a body whose output goes into a variable of its own.
 *
 * @returns The code of the text: markup where values are escaped.
 */
export function capture(writer: CodeWriter, body: Body, scope: Scope): string {
  const buffer = writer.variable("text");
  writer.line(`let ${buffer} = ""; {`);
  const inner = scope.inner({ buffer });
  writer.declareStored(body, inner);
  writer.body(body, inner);
  writer.line("}");
  return `${scope.variables.context}.markup(${buffer})`;
}

/** `{% filter upper %}text{% endfilter %}`. */
export function writeFilterBlock(writer: CodeWriter, { filter, body }: FilterBlock, scope: Scope): void {
  print(writer, scope, () => {
    const text = capture(writer, body, scope);
    printValue(writer, filterChain(writer, filter, { target: text, scope }), { scope, place: filter });
  });
}

/** The code of filters on a text, the innermost first. */
export function filterChain(
  writer: CodeWriter,
  node: FilterBlock["filter"],
  { target, scope }: { target: string; scope: Scope },
): Code {
  const inner =
    node.target?.typename === "Filter" ? settle(filterChain(writer, node.target, { target, scope })) : target;
  return writeFilterOf(writer, node, { target: inner, scope });
}

/** `{% autoescape true %}`: what is in it has a context of its own. */
export function writeAutoescape(writer: CodeWriter, { value, body }: Autoescape, scope: Scope): void {
  const [context, out, escape] = [writer.variable("c"), writer.variable("out"), writer.variable("esc")];
  writer.line(`{ const ${context} = ${scope.variables.context}.escaping(${writer.truth(value, scope)});`);
  writer.line(`const ${out} = ${context}.out, ${escape} = ${context}.esc;`);
  const inner = scope.inner({ context, out, escape });
  writer.declareStored(body, inner);
  writer.body(body, inner);
  writer.line("}");
}

/** `{% trans %}`. */
export function writeTrans(writer: CodeWriter, node: Trans, scope: Scope): void {
  const { context } = scope.variables;
  print(writer, scope, () => {
    const variables = node.variables.map(([name, value]) => [name, writer.value(value, scope)] as const);
    const count = countOf(writer, node, scope);
    const message = objectOf([
      ["context", JSON.stringify(node.context)],
      ["singular", quote(node.singular)],
      ["plural", node.plural === null ? "null" : quote(node.plural)],
    ]);
    const text = `${context}.translate(${message}, ${objectOf(variables)}, ${count}, ${writer.mark(node)})`;
    printValue(writer, { text, kind: "any", isSettled: false }, { scope, place: node });
  });
}

/** What decides between singular and plural: the name of one of the variables, so that it is asked for once. */
function countOf(writer: CodeWriter, { count, variables }: Trans, scope: Scope): string {
  if (count === null) return "null";
  const name = variables.find(([, value]) => value === count)?.[0];
  return name === undefined ? `{ count: ${writer.value(count, scope)} }` : quote(name);
}

/** Nodes in a row. */
export function writeNodeList(writer: CodeWriter, node: NodeList, scope: Scope): void {
  writer.body(node, scope);
}
