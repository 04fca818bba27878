import type { Compilation } from "./compilation.ts";
import { DEFAULT } from "./expression-parser.ts";
import { RepeatItem } from "./repeat-item.ts";
import { type Evaluate, innerScope, type Render, ROOT, type Scope, SWITCH } from "./scope.ts";
import { splitStatements } from "./statements.ts";
import { SyntaxFailure } from "./syntax-failure.ts";
import type { ExpressionText } from "./tales.ts";
import { isEqual, isTrue, itemsOf } from "./values.ts";

/** Names that get a value. */
interface Assignment {
  /** One, or several for the items of the value. */
  readonly names: readonly string[];
  readonly evaluate: Evaluate;
}

/** An assignment of `tal:define`. */
interface Definition extends Assignment {
  /** Whether the names stay for the rest of the page. */
  readonly isGlobal: boolean;
}

const NAMES =
  /^\s*(?:\(([^()]*)\)|([\p{ID_Start}_$][\p{ID_Continue}$]*(?:\s*,\s*[\p{ID_Start}_$][\p{ID_Continue}$]*)*))\s+/u;
const REACH = /^\s*(local|global)\s+(?=[\p{ID_Start}_$(])/u;

/**
 * Puts around what an element prints what decides whether, how often and with which names it is there: `tal:define`,
 * `switch`, `condition`, `repeat`, `case`, the first of them outermost.
 *
 * @param byName - The element's statements. @param space - What is printed between two repetitions.
 * @param compileInner - Compiles the rest, in which the names are known.
 */
export function compileAround(
  compilation: Compilation,
  { byName, space }: { readonly byName: ReadonlyMap<string, ExpressionText>; readonly space: string },
  compileInner: () => Render,
): Render {
  const read = <Result>(name: string, compile: (text: ExpressionText) => Result): Result | undefined => {
    const text = byName.get(`tal:${name}`);
    return text === undefined ? undefined : compile(text);
  };
  return compilation.defining((define) => {
    const definitions = read("define", (text) => readDefinitions(compilation, text, define));
    const switchOn = read("switch", (text) => compilation.expression(text));
    const condition = read("condition", (text) => compilation.expression(text));
    const repeat = read("repeat", (text) => readRepeat(compilation, text, define));
    const caseOf = read("case", (text) => compilation.expression(text));
    let render = compileInner();
    if (caseOf !== undefined) render = renderingCase(caseOf, render);
    if (repeat !== undefined) render = repeating(repeat, space, render);
    if (condition !== undefined) render = renderingIf(condition, render);
    if (switchOn !== undefined) render = switching(switchOn, render);
    return definitions === undefined ? render : definingNames(definitions, render);
  });
}

/** `tal:define="name expression; (first, second) pair; global other expression"`. */
function readDefinitions(
  compilation: Compilation,
  text: ExpressionText,
  define: (name: string) => void,
): Definition[] {
  return splitStatements(text).map((part) => {
    const [reach = "", word] = REACH.exec(part.text) ?? [];
    const rest = { text: part.text.slice(reach.length), offset: part.offset + reach.length };
    return { ...readAssignment(compilation, rest, define), isGlobal: word === "global" };
  });
}

function readRepeat(
  compilation: Compilation,
  text: ExpressionText,
  define: (name: string) => void,
): Assignment {
  define("repeat");
  const { names, evaluate } = readAssignment(compilation, text, define);
  return { names, evaluate: compilation.guard(text.offset, (scope: Scope) => itemsOf(evaluate(scope))) };
}

/** The names count from here on, not in the expression. */
function readAssignment(
  compilation: Compilation,
  { text, offset }: ExpressionText,
  define: (name: string) => void,
): Assignment {
  const [whole = "", several, one = ""] = NAMES.exec(text) ?? [];
  const rest = text.slice(whole.length);
  if (whole === "" || rest.trim() === "")
    throw new SyntaxFailure(
      `${JSON.stringify(text.trim())} needs a name and an expression: "name expression"`,
      offset,
    );
  const names = (several ?? one).split(",").map((name) => name.trim());
  const evaluate = compilation.expression({ text: rest, offset: offset + whole.length });
  names.forEach(define);
  return { names, evaluate };
}

function assign(scope: Scope, names: readonly string[], value: unknown): void {
  const [only = ""] = names;
  if (names.length === 1) {
    scope[only] = value;
    return;
  }
  const items = itemsOf(value);
  for (const [index, name] of names.entries()) scope[name] = items[index];
}

function definingNames(definitions: readonly Definition[], inner: Render): Render {
  return function renderWithNames(scope, out) {
    const own = innerScope(scope);
    for (const { names, evaluate, isGlobal } of definitions) {
      const value = evaluate(own);
      if (isGlobal) assign(scope[ROOT] ?? own, names, value);
      assign(own, names, value);
    }
    inner(own, out);
  };
}

function renderingIf(condition: Evaluate, inner: Render): Render {
  return function renderIf(scope, out) {
    if (isTrue(condition(scope))) inner(scope, out);
  };
}

function repeating({ names, evaluate }: Assignment, space: string, inner: Render): Render {
  const [only = ""] = names;
  return function renderRepeated(scope, out) {
    const items = itemsOf(evaluate(scope));
    const own = innerScope(scope);
    const item = new RepeatItem(items.length);
    const outer: unknown = scope["repeat"];
    own["repeat"] = Object.assign(Object.create(typeof outer === "object" ? outer : null), {
      [only]: item,
    });
    for (const [index, value] of items.entries()) {
      item.index = index;
      assign(own, names, value);
      if (index > 0) out.text += space;
      inner(own, out);
    }
  };
}

function switching(evaluate: Evaluate, inner: Render): Render {
  return function renderSwitch(scope, out) {
    const own = innerScope(scope);
    own[SWITCH] = { value: evaluate(scope), isTaken: false };
    inner(own, out);
  };
}

/** The first case that fits is printed, and `default` when none before it did. */
function renderingCase(evaluate: Evaluate, inner: Render): Render {
  return function renderCase(scope, out) {
    const state = scope[SWITCH];
    if (state === undefined || state.isTaken) return;
    const value = evaluate(scope);
    if (value !== DEFAULT && !isEqual(value, state.value)) return;
    state.isTaken = true;
    inner(scope, out);
  };
}
