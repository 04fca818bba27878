import type { Body, For, If, LoopControl, Switch, Target } from "../syntax/nodes.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import { assign } from "./assignments.ts";
import type { CodeWriter } from "./code-writer.ts";
import { mentions, namesOf, walk } from "./names.ts";
import { flush, print, waitFor } from "./output.ts";
import type { Scope } from "./scope.ts";

/** `{% if %}`: what it sets belongs to the scope around. */
export function writeIf(writer: CodeWriter, { cond, body, else_ }: If, scope: Scope): void {
  const inner = scope.conditional();
  writer.line(`if (${writer.truth(cond, scope)}) {`);
  writer.body(body, inner);
  if (else_ !== null) {
    writer.line("} else {");
    if ("cond" in else_) writer.statement(else_, inner);
    else writer.body(else_, inner);
  }
  writer.line("}");
}

/** nunjucks' `{% switch %}`: a case without a body shares that of the next. */
export function writeSwitch(writer: CodeWriter, node: Switch, scope: Scope): void {
  const value = writer.variable("switch");
  const inner = scope.conditional();
  writer.line(`const ${value} = ${writer.value(node.expr, scope)};`);
  writer.line("switch (true) {");
  for (const { cond, body } of node.cases) {
    writer.line(`case isEqual(${value}, ${writer.value(cond, inner)}): {`);
    writer.body(body, inner);
    writer.line(body.children.length === 0 ? "}" : "break; }");
  }
  writer.line("default: {");
  writer.body(node.default ?? { children: [] }, inner);
  writer.line("} }");
}

/** `{% break %}`, `{% continue %}`. */
export function writeLoopControl(writer: CodeWriter, node: LoopControl, scope: Scope): void {
  const word = node.typename === "Break" ? "break" : "continue";
  if (scope.loopLabel === "") throw new TemplateSyntaxError(`the tag "${word}" stands in no loop`, node);
  writer.line(`${word} ${scope.loopLabel};`);
}

/** What the code of a loop is made of. */
interface LoopParts {
  readonly node: For;
  /** Around the loop. */
  readonly scope: Scope;
  /** The code of what it goes through. */
  readonly items: string;
}

/** `{% for %}`. */
export function writeFor(writer: CodeWriter, node: For, scope: Scope): void {
  checkTarget(node);
  if (node.isRecursive) {
    writeRecursive(writer, node, scope);
    return;
  }
  const items = writer.variable("items");
  const source = writer.value(node.iterable, scope);
  writer.line(`{ let ${items} = ${writeItems(node, source, scope)}, ${writer.mark(node.iterable)});`);
  waitFor(writer, items, scope);
  writeLoop(writer, { node, scope, items }, "0");
  writer.line("}");
}

/** What a loop goes through; into two variables also the pairs of an object, as in nunjucks. */
function writeItems({ target }: For, source: string, { variables }: Scope): string {
  const isPair = target.typename === "TargetList" && target.items.length === 2;
  return `${variables.context}.${isPair ? "pairs" : "items"}(${source}`;
}

function writeLoop(writer: CodeWriter, parts: LoopParts, depth: string): void {
  const { node, scope } = parts;
  const isEmpty = node.else_ === null ? null : writer.variable("isEmpty");
  if (isEmpty !== null) writer.line(`let ${isEmpty} = true;`);
  const hasLoop = node.isRecursive || usesLoop(node.body);
  const inner = scope.loop(writer.variable("l"));
  if (hasLoop) writeLoopObject(writer, parts, { inner, depth });
  else writePlainLoop(writer, parts, inner);
  if (isEmpty !== null) writer.line(`${isEmpty} = false;`);
  writer.declareStored(node.body, inner);
  writer.body(node.body, inner);
  flush(writer, scope, false);
  writer.line(`${writer.mark(node.iterable)}; }`);
  if (isEmpty !== null && node.else_ !== null) writeElse(writer, node.else_, { scope, isEmpty });
}

function writePlainLoop(writer: CodeWriter, { node, items }: LoopParts, inner: Scope): void {
  const item = writer.variable("item");
  writer.line(`${inner.loopLabel}: for (let ${item} of ${items}) {`);
  writer.line("if (--R.fuel < 0) R.exhaust();");
  declareTarget(writer, node.target, { item, scope: inner });
  if (node.test !== null) writer.line(`if (!(${writer.truth(node.test, inner)})) continue;`);
}

/** A loop with the variable `loop`: its test runs before, so that `loop.length` counts what is left. */
function writeLoopObject(
  writer: CodeWriter,
  { node, scope, items }: LoopParts,
  { inner, depth }: { inner: Scope; depth: string },
): void {
  let list = items;
  if (node.test !== null) {
    list = writer.variable("kept");
    writer.line(`const ${list} = [];`);
    const item = writer.variable("item");
    writer.line(`for (let ${item} of ${items}) {`);
    const tested = scope.inner();
    declareTarget(writer, node.target, { item, scope: tested });
    writer.line(`if (${writer.truth(node.test, tested)}) ${list}.push(${item}); }`);
  }
  const loop = writer.variable("loop");
  const recurse = node.isRecursive ? "recurse" : "null";
  writer.line(`const ${loop} = new Loop(${list}, ${recurse}, ${depth});`);
  inner.declare("loop", loop);
  writer.line(`${inner.loopLabel}: while (${loop}.next()) { let ${loop}_item = ${loop}.item;`);
  writer.line("if (--R.fuel < 0) R.exhaust();");
  declareTarget(writer, node.target, { item: `${loop}_item`, scope: inner });
}

function declareTarget(
  writer: CodeWriter,
  target: Target,
  { item, scope }: { item: string; scope: Scope },
): void {
  waitFor(writer, item, scope);
  if (target.typename === "Name") {
    scope.declare(target.name, item);
    return;
  }
  for (const name of namesOf(target)) {
    const variable = writer.variable(name);
    scope.declare(name, variable);
    writer.line(`let ${variable};`);
  }
  assign(writer, target, { value: item, scope });
}

function writeElse(
  writer: CodeWriter,
  body: Body,
  { scope, isEmpty }: { scope: Scope; isEmpty: string },
): void {
  writer.line(`if (${isEmpty}) {`);
  const inner = scope.inner();
  writer.declareStored(body, inner);
  writer.body(body, inner);
  writer.line("}");
}

/** `{% for ... recursive %}`: the body is a function, which `loop(...)` calls again. */
function writeRecursive(writer: CodeWriter, node: For, scope: Scope): void {
  const [run, items] = [writer.variable("run"), writer.variable("items")];
  const buffer = writer.variable("text");
  const { context } = scope.variables;
  writer.line(`{ const ${run} = function* (source, depth) { let ${buffer} = "", t, p, q;`);
  writer.line(`const recurse = (source) => ${context}.run(${run}(source, depth + 1));`);
  writer.line(`let ${items} = ${writeItems(node, "source", scope)}, ${writer.mark(node.iterable)});`);
  waitFor(writer, items, scope.inner({ buffer }));
  writeLoop(writer, { node, scope: scope.inner({ buffer }), items }, "depth");
  writer.line(`return ${buffer}; };`);
  const source = writer.value(node.iterable, scope);
  const text = writer.variable("text");
  writer.line(`const ${text} = yield* ${run}(${source}, 0);`);
  print(writer, scope, () => writer.line(`${scope.variables.buffer} += ${text};`));
  writer.line("}");
}

/** Whether a loop needs the variable `loop`; scoped blocks may ask for it, and what they include. */
function usesLoop(body: Body): boolean {
  if (mentions(body, "loop")) return true;
  let isScoped = false;
  walk(body, (node) => {
    if (node["typename"] === "Block" && node["isScoped"] === true) isScoped = true;
  });
  return isScoped;
}

function checkTarget({ target, body }: For): void {
  if (namesOf(target).includes("loop")) {
    throw new TemplateSyntaxError('the variable "loop" of a loop cannot be assigned to', target);
  }
  for (const child of body.children) {
    if (child.typename === "Assign" && child.targets.flatMap(namesOf).includes("loop")) {
      throw new TemplateSyntaxError('the variable "loop" of a loop cannot be assigned to', child);
    }
  }
}
