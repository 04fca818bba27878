import type { BaseNode, Place } from "../library.ts";
import type { NodeList, Statement } from "../syntax/nodes.ts";
import { writeAttribute, writeCall, writeFilter, writeItem, writeTest } from "./access.ts";
import { writeAssign, writeAssignBlock, writeWith } from "./assignments.ts";
import { quote } from "./code.ts";
import {
  CodeWriter,
  type CodeWriterOptions,
  type ExpressionWriters,
  FUNCTION_VARIABLES,
  type StatementWriter,
} from "./code-writer.ts";
import {
  writeBinary,
  writeCompare,
  writeDict,
  writeInlineIf,
  writeLiteral,
  writeName,
  writeSequence,
  writeUnary,
} from "./expressions.ts";
import { writeFor, writeIf, writeLoopControl, writeSwitch } from "./flow.ts";
import { writeCallBlock, writeMacro } from "./macros.ts";
import { walk } from "./names.ts";
import {
  flush,
  writeAutoescape,
  writeDebug,
  writeDo,
  writeFilterBlock,
  writeNodeList,
  writeOutput,
  writeTrans,
} from "./output.ts";
import { FunctionScope, Scope } from "./scope.ts";
import {
  writeBlock,
  writeBlockFunctions,
  writeExtends,
  writeExtension,
  writeFromImport,
  writeImport,
  writeInclude,
} from "./templates.ts";

const EXPRESSIONS: ExpressionWriters = {
  Literal: writeLiteral,
  Name: writeName,
  List: writeSequence,
  Tuple: writeSequence,
  Concat: writeSequence,
  Dict: writeDict,
  Attribute: writeAttribute,
  Item: writeItem,
  Call: writeCall,
  Filter: writeFilter,
  Test: writeTest,
  InlineIf: writeInlineIf,
  And: writeBinary,
  Or: writeBinary,
  Add: writeBinary,
  Sub: writeBinary,
  Mul: writeBinary,
  Div: writeBinary,
  FloorDiv: writeBinary,
  Mod: writeBinary,
  Pow: writeBinary,
  Not: writeUnary,
  Neg: writeUnary,
  Pos: writeUnary,
  Compare: writeCompare,
};

type StatementWriters = {
  readonly [Kind in Statement["typename"]]: StatementWriter<Extract<Statement, { typename: Kind }>>;
};

const STATEMENTS: StatementWriters = {
  Output: writeOutput,
  If: writeIf,
  IfAsync: writeIf,
  Switch: writeSwitch,
  For: writeFor,
  Break: writeLoopControl,
  Continue: writeLoopControl,
  Macro: writeMacro,
  CallBlock: writeCallBlock,
  FilterBlock: writeFilterBlock,
  Assign: writeAssign,
  AssignBlock: writeAssignBlock,
  With: writeWith,
  Autoescape: writeAutoescape,
  Do: writeDo,
  Debug: writeDebug,
  Block: writeBlock,
  Extends: writeExtends,
  Include: writeInclude,
  Import: writeImport,
  FromImport: writeFromImport,
  Trans: writeTrans,
  CallExtension: writeExtension,
  CallExtensionAsync: writeExtension,
  NodeList: writeNodeList,
  Root: writeNodeList,
};

/** nunjucks' compiler with a method for each kind of node, `compileFor` and so on, that writes our code. */
class TemplateWriter extends CodeWriter {}

for (const [typename, write] of Object.entries(STATEMENTS)) {
  Object.defineProperty(TemplateWriter.prototype, `compile${typename}`, {
    value(this: CodeWriter, node: BaseNode, scope: Scope): void {
      (write as StatementWriter<BaseNode>)(this, node, scope); // the writer of the node's own type
    },
  });
}

/** A template as JavaScript. */
export interface WrittenTemplate {
  /** The body of a function of `rt`, the runtime; `T`, the template; `X`, its objects. It gives the functions. */
  readonly code: string;
  /** The place in the template of each line of the code. */
  readonly places: readonly (Place | null)[];
  /** Objects the code reaches as `X[0]`: extensions. */
  readonly objects: readonly unknown[];
  /** The variables that the template reads and does not set, with the place of the first use. */
  readonly undeclared: ReadonlyMap<string, Place>;
}

/** Writes the JavaScript of a template. @throws TemplateSyntaxError for what has no meaning */
export function writeTemplate(
  root: NodeList,
  options: Omit<CodeWriterOptions, "expressions">,
): WrittenTemplate {
  const writer = new TemplateWriter({ ...options, expressions: EXPRESSIONS });
  if (hasExtends(root)) writer.extends = "maybe";
  writeRoot(writer, root);
  writeBlockFunctions(writer);
  const blocks = Array.from(writer.blocks, ([name, { variable }]) => `[${quote(name)}]: ${variable}`);
  writer.line(`return { root, blocks: { __proto__: null, ${blocks.join(", ")} } };`);
  const names = new Set<string>(writer.lines.join("\n").match(/\b[A-Za-z]+\b/g));
  const used = RUNTIME_NAMES.filter((name) => names.has(name));
  return {
    code: [`"use strict"; const { ${used.join(", ")} } = rt;`, ...writer.lines].join("\n"),
    places: [null, ...writer.places],
    objects: writer.objects,
    undeclared: writer.undeclared,
  };
}

/** What compiled code may use of the runtime by name. */
const RUNTIME_NAMES = [
  "Loop",
  "MISSING",
  "Tuple",
  "add",
  "bodyOf",
  "compare",
  "divide",
  "divideDown",
  "isEqual",
  "isIn",
  "isPromise",
  "isTrue",
  "isUndefined",
  "keywordsOf",
  "modulo",
  "multiply",
  "negate",
  "power",
  "setAttribute",
  "slice",
  "spread",
  "subtract",
  "toKey",
  "toNumber",
  "unpack",
];

function writeRoot(writer: CodeWriter, root: NodeList): void {
  const scope = Scope.ofFunction(new FunctionScope({ isRoot: true, canStream: true }), FUNCTION_VARIABLES);
  writer.line("function* root(c, s) {");
  if (writer.extends !== "no") writer.line("let parent = null;");
  writer.functionBody(scope, () => {
    writer.declareStored(root, scope);
    writer.body(root, scope);
    if (writer.extends === "no") return;
    writer.line("if (parent !== null) {");
    flush(writer, scope, true);
    writer.line(`${writer.mark(writer.extendsPlace)};`);
    writer.line("return o + (yield* parent.root(c, s)); }");
  });
  writer.line("}");
}

function hasExtends(root: NodeList): boolean {
  let isFound = false;
  walk(root, (node) => {
    if (node["typename"] === "Extends") isFound = true;
    return !isFound;
  });
  return isFound;
}
