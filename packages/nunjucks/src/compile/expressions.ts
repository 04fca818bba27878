import type {
  Binary,
  Compare,
  Comparison,
  Dict,
  Expression,
  InlineIf,
  Literal,
  Name,
  Sequence,
  Unary,
} from "../syntax/nodes.ts";
import { type Code, type Kind, objectOf, quote, settle, settled } from "./code.ts";
import type { CodeWriter } from "./code-writer.ts";
import type { Scope } from "./scope.ts";

/** The functions of the runtime that do what an operator says. */
const OPERATIONS: Readonly<Partial<Record<Binary["typename"], string>>> = {
  Add: "add",
  Sub: "subtract",
  Mul: "multiply",
  Div: "divide",
  FloorDiv: "divideDown",
  Mod: "modulo",
  Pow: "power",
};

const COMPARISONS: Readonly<Record<Comparison, (left: string, right: string) => string>> = {
  "==": (left, right) => `isEqual(${left}, ${right})`,
  "!=": (left, right) => `!isEqual(${left}, ${right})`,
  "<": (left, right) => `compare(${left}, ${right}) < 0`,
  "<=": (left, right) => `compare(${left}, ${right}) <= 0`,
  ">": (left, right) => `compare(${left}, ${right}) > 0`,
  ">=": (left, right) => `compare(${left}, ${right}) >= 0`,
  in: (left, right) => `isIn(${left}, ${right})`,
  "not in": (left, right) => `!isIn(${left}, ${right})`,
};

/** Text without a character that is escaped somewhere. */
const PLAIN = /^[^&<>"'`\\]*$/;

/** A literal. */
export function writeLiteral(_writer: CodeWriter, { value }: Literal): Code {
  if (typeof value === "string") return settled(quote(value), PLAIN.test(value) ? "plain" : "any");
  if (typeof value === "number") return settled(String(value), "number");
  return settled(String(value), typeof value === "boolean" ? "boolean" : "any");
}

/** A variable. */
export function writeName(writer: CodeWriter, node: Name, scope: Scope): Code {
  const { name } = node;
  if (name === "self" && scope.find(name) === undefined) return settled(`${scope.variables.context}.self()`);
  if (name === "super" && scope.function.block !== "" && scope.find(name) === undefined) {
    return settled(`c.superOf(${quote(scope.function.block)}, B)`);
  }
  if (scope.find(name) === undefined && !writer.undeclared.has(name)) writer.undeclared.set(name, node);
  return settled(writer.resolve(name, scope, node));
}

/** A list, a tuple, or parts that are put together as text. */
export function writeSequence(writer: CodeWriter, { typename, items }: Sequence, scope: Scope): Code {
  const codes = items.map((item) => writer.value(item, scope));
  if (typename === "Tuple") return settled(`Tuple.of(${codes.join(", ")})`);
  const list = `[${codes.join(", ")}]`;
  return settled(typename === "Concat" ? `${scope.variables.context}.concatenate(${list})` : list);
}

/** A dict; keys that are not known before it runs are made texts. */
export function writeDict(writer: CodeWriter, { pairs }: Dict, scope: Scope): Code {
  const isFixed = pairs.every(([key]) => key.typename === "Literal");
  if (isFixed) {
    return settled(
      objectOf(
        pairs.map(([key, value]) => [
          String(key.typename === "Literal" ? key.value : ""),
          writer.value(value, scope),
        ]),
      ),
    );
  }
  const entries = pairs.map(
    ([key, value]) => `[toKey(${writer.value(key, scope)})]: ${writer.value(value, scope)}`,
  );
  return settled(`{${entries.join(", ")}}`);
}

/** `a if b else c`; without `else` it may be undefined. */
export function writeInlineIf(writer: CodeWriter, node: InlineIf, scope: Scope): Code {
  const condition = writer.truth(node.cond, scope);
  const inner = scope.conditional();
  const body = writer.expression(node.body, inner);
  const other =
    node.else_ === null
      ? settled(`${scope.variables.context}.withoutElse()`)
      : writer.expression(node.else_, inner);
  const kind: Kind = body.kind === other.kind ? body.kind : "any";
  const isSettled = body.isSettled && other.isSettled;
  return { text: `(${condition} ? ${body.text} : ${other.text})`, kind, isSettled };
}

/** `and`, `or`, which give one of their operands; and arithmetic. */
export function writeBinary(writer: CodeWriter, node: Binary, scope: Scope): Code {
  const { typename, left, right } = node;
  if (typename === "And" || typename === "Or") return writeLogic(writer, node, scope);
  const operands = `${writer.value(left, scope)}, ${writer.value(right, scope)}`;
  return settled(`${OPERATIONS[typename] ?? ""}(${operands}, ${writer.mark(node)})`);
}

function writeLogic(writer: CodeWriter, { typename, left, right }: Binary, scope: Scope): Code {
  const first = writer.expression(left, scope);
  const second = writer.expression(right, scope.conditional());
  const isBoolean = first.kind === "boolean" && second.kind === "boolean";
  if (isBoolean) {
    const operator = typename === "And" ? "&&" : "||";
    return settled(`(${settle(first)} ${operator} ${settle(second)})`, "boolean");
  }
  const test = `isTrue(t = ${settle(first)})`;
  const code = typename === "And" ? `(${test} ? ${second.text} : t)` : `(${test} ? t : ${second.text})`;
  return { text: code, kind: "any", isSettled: second.isSettled };
}

/** `not`, `-`, `+`. */
export function writeUnary(writer: CodeWriter, node: Unary, scope: Scope): Code {
  if (node.typename === "Not") return settled(`!${writer.truth(node.target, scope)}`, "boolean");
  const name = node.typename === "Neg" ? "negate" : "toNumber";
  return settled(`${name}(${writer.value(node.target, scope)}, ${writer.mark(node)})`, "number");
}

/** `a < b < c`: each operand is asked for once. */
export function writeCompare(writer: CodeWriter, node: Compare, scope: Scope): Code {
  let left = writer.value(node.first, scope);
  const tests = node.rest.map(([operator, operand], index) => {
    const isLast = index === node.rest.length - 1;
    const right = writer.value(operand, index === 0 ? scope : scope.conditional());
    if (isLast) return COMPARISONS[operator](left, withMark(writer, right, node));
    const variable = writer.declareTemporary();
    const test = COMPARISONS[operator](left, `${variable} = ${right}`);
    left = variable;
    return test;
  });
  return settled(`(${tests.join(" && ")})`, "boolean");
}

/** Code that remembers the place after the operands are there: what is thrown then is the operator's. */
function withMark(writer: CodeWriter, code: string, node: Expression): string {
  return `${code}, ${writer.mark(node)}`;
}
