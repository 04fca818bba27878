import type { Arguments, Attribute, Call, Expression, Filter, Item, Slice, Test } from "../syntax/nodes.ts";
import { type Code, objectOf, quote, settled, unsettled } from "./code.ts";
import type { CodeWriter } from "./code-writer.ts";
import { describe } from "./describe.ts";
import type { Scope } from "./scope.ts";

/** Names that every object has: they are looked up with care. */
const INHERITED: ReadonlySet<string> = new Set(
  Object.getOwnPropertyNames(Object.prototype).concat("prototype", "then"),
);

/** Attributes of a loop that are there always. */
const LOOP_ATTRIBUTES: ReadonlySet<string> = new Set([
  "index",
  "index0",
  "revindex",
  "revindex0",
  "first",
  "last",
  "length",
  "depth",
  "depth0",
]);

/** `target.name`: what objects have of it is read at once, anything else asks the runtime. */
export function writeAttribute(writer: CodeWriter, node: Attribute, scope: Scope): Code {
  const { target, name } = node;
  if (isLoop(target, scope) && LOOP_ATTRIBUTES.has(name)) {
    return settled(`${writer.value(target, scope)}.${name}`);
  }
  const { context } = scope.variables;
  const object = writer.value(target, scope);
  const rest = `${quote(name)}, ${quote(describe(target))}, ${writer.mark(node)})`;
  if (INHERITED.has(name)) return unsettled(`${context}.attribute(${object}, ${rest}`);
  const property = /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${quote(name)}]`;
  return unsettled(
    `((p = ${object}) !== null && typeof p === "object" && (q = p${property}) !== undefined && ` +
      `typeof q !== "function" ? q : ${context}.attribute(p, ${rest})`,
  );
}

function isLoop(node: Expression, scope: Scope): boolean {
  return node.typename === "Name" && node.name === "loop" && scope.find("loop")?.endsWith("_loop") === true;
}

/** `target[index]` and `target[start:stop:step]`. */
export function writeItem(writer: CodeWriter, node: Item, scope: Scope): Code {
  const { context } = scope.variables;
  const target = writer.value(node.target, scope);
  if (node.index.typename === "Slice") {
    return settled(`slice(${target}, ${writeBounds(writer, node.index, scope)}, ${writer.mark(node)})`);
  }
  const index = writer.value(node.index, scope);
  return unsettled(
    `${context}.item(${target}, ${index}, ${quote(describe(node.target))}, ${writer.mark(node)})`,
  );
}

function writeBounds(writer: CodeWriter, { bounds }: Slice, scope: Scope): string {
  return `[${bounds.map((bound) => (bound === null ? "null" : writer.value(bound, scope))).join(", ")}]`;
}

/** Where a call stands, and what is added to its arguments by name: `"caller": variable`. */
interface CallPlace {
  readonly scope: Scope;
  readonly extra: string;
}

/** `callee(...)`; of an attribute a method, which knows its object. */
export function writeCall(writer: CodeWriter, node: Call, scope: Scope): Code {
  return writeCallWith(writer, node, { scope, extra: "" });
}

/** `callee(...)` with more arguments by name. */
export function writeCallWith(writer: CodeWriter, node: Call, place: CallPlace): Code {
  const { scope } = place;
  const { context } = scope.variables;
  const { callee } = node;
  const args = writeArguments(writer, node.args, place);
  const end = `${args}, ${quote(describe(callee))}, ${writer.mark(node)})`;
  if (callee.typename === "Attribute") {
    return unsettled(
      `${context}.callMethod(${writer.value(callee.target, scope)}, ${quote(callee.name)}, ${end}`,
    );
  }
  return unsettled(`${context}.call(${writer.value(callee, scope)}, ${end}`);
}

/** `target | name(...)`. @param target - The code of what the filter gets. */
export function writeFilterOf(
  writer: CodeWriter,
  node: Filter,
  { target, scope }: { target: string; scope: Scope },
): Code {
  writer.check("filter", node, scope);
  const args = writeArguments(writer, node.args, { scope, extra: "" });
  return unsettled(
    `${scope.variables.context}.filter(${quote(node.name)}, ${target}, ${args}, ${writer.mark(node)})`,
  );
}

/** `target | name(...)`. */
export function writeFilter(writer: CodeWriter, node: Filter, scope: Scope): Code {
  const target = node.target === null ? '""' : writer.value(node.target, scope);
  return writeFilterOf(writer, node, { target, scope });
}

/** `target is name(...)`. */
export function writeTest(writer: CodeWriter, node: Test, scope: Scope): Code {
  const target = writer.value(node.target, scope);
  if (node.name === "defined") return settled(`!isUndefined(${target})`, "boolean");
  if (node.name === "undefined") return settled(`isUndefined(${target})`, "boolean");
  writer.check("test", node, scope);
  const args = writeArguments(writer, node.args, { scope, extra: "" });
  const text = `${scope.variables.context}.test(${quote(node.name)}, ${target}, ${args}, ${writer.mark(node)})`;
  return { text, kind: "boolean", isSettled: false };
}

/** Two arguments: the list of those by place, and the object of those by name or null. */
function writeArguments(writer: CodeWriter, args: Arguments, { scope, extra }: CallPlace): string {
  const values = args.values.map((value) => writer.value(value, scope));
  if (args.moreValues !== null) values.push(`...spread(${writer.value(args.moreValues, scope)})`);
  const named = args.keywords.map(([name, value]) => [name, writer.value(value, scope)] as const);
  const keywords = objectOf(named).slice(1, -1);
  const more = args.moreKeywords === null ? "" : `...keywordsOf(${writer.value(args.moreKeywords, scope)})`;
  const all = [keywords, more, extra].filter(Boolean).join(", ");
  return `[${values.join(", ")}], ${all === "" ? "null" : `{${all}}`}`;
}
