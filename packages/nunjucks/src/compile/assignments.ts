import type { Assign, AssignBlock, Target, With } from "../syntax/nodes.ts";
import { quote, settle } from "./code.ts";
import type { CodeWriter } from "./code-writer.ts";
import { namesOf } from "./names.ts";
import { capture, filterChain } from "./output.ts";
import type { Scope } from "./scope.ts";

/** What is assigned, and where. */
interface Assignment {
  /** A JavaScript variable. */
  readonly value: string;
  readonly scope: Scope;
}

/** Writes code that assigns a value; the variables are declared already. */
export function assign(writer: CodeWriter, target: Target, { value, scope }: Assignment): void {
  if (target.typename === "Name") {
    writer.line(`${scope.find(target.name) ?? ""} = ${value};`);
    return;
  }
  if (target.typename === "NamespaceTarget") {
    const namespace = writer.resolve(target.namespace, scope, target);
    const names = `[${quote(target.namespace)}, ${quote(target.name)}]`;
    writer.line(`setAttribute(${namespace}, ${names}, ${value}, ${writer.mark(target)});`);
    return;
  }
  const items = writer.variable("items");
  writer.line(`const ${items} = unpack(${value}, ${target.items.length}, ${writer.mark(target)});`);
  target.items.forEach((item, index) => assign(writer, item, { value: `${items}[${index}]`, scope }));
}

/** Writes code that makes what was set at the top of a template known to its blocks and to who imports it. */
export function publish(writer: CodeWriter, names: readonly string[], scope: Scope): void {
  if (!scope.isTop) return;
  for (const name of names) writer.line(`c.export(${quote(name)}, ${scope.find(name) ?? "undefined"});`);
}

/** `{% set a, b = 1, 2 %}`. */
export function writeAssign(writer: CodeWriter, { targets, value }: Assign, scope: Scope): void {
  const variable = writer.variable();
  writer.line(`const ${variable} = ${writer.value(value, scope)};`);
  for (const target of targets) assign(writer, target, { value: variable, scope });
  publish(writer, targets.flatMap(namesOf), scope);
}

/** `{% set a | upper %}text{% endset %}`. */
export function writeAssignBlock(
  writer: CodeWriter,
  { target, filter, body }: AssignBlock,
  scope: Scope,
): void {
  const text = capture(writer, body, scope);
  const variable = writer.variable();
  const value = filter === null ? text : settle(filterChain(writer, filter, { target: text, scope }));
  writer.line(`const ${variable} = ${value};`);
  assign(writer, target, { value: variable, scope });
  publish(writer, namesOf(target), scope);
}

/** `{% with a = 1, b = a %}`: the values are those of the scope around. */
export function writeWith(writer: CodeWriter, { targets, values, body }: With, scope: Scope): void {
  const inner = scope.inner();
  const codes = values.map((value) => writer.value(value, scope));
  writer.line("{");
  targets.flatMap(namesOf).forEach((name, index) => {
    const variable = writer.variable(name);
    inner.declare(name, variable);
    writer.line(`let ${variable} = ${codes[index] ?? "undefined"};`);
  });
  writer.declareStored(body, inner);
  writer.body(body, inner);
  writer.line("}");
}
