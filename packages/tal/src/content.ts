import { type Compilation, startOf } from "./compilation.ts";
import { DEFAULT } from "./expression-parser.ts";
import { splitText } from "./interpolation.ts";
import type { Part, Render, Scope } from "./scope.ts";
import { decode } from "./statements.ts";
import { type ExpressionText, takeStructure } from "./tales.ts";
import { textOf } from "./values.ts";

/** The parts of a text of the template: what stands between `${` and `}` is computed. */
export function compileText(compilation: Compilation, start: number, end: number): Part[] {
  return splitText(compilation.file.source.slice(start, end)).map((part) => {
    if (part.kind === "expression")
      return compileValue(compilation, { text: decode(part.text), offset: start + part.start });
    compilation.findings.pieces.push({ kind: "text", text: part.text, offset: start + part.start });
    return part.text;
  });
}

/** Prints the value of an expression between tags; `structure` before it says that it is HTML. */
function compileValue(compilation: Compilation, source: ExpressionText): Render {
  return compileContent(compilation, source, "");
}

/** The same with what is printed for the value `default`. */
export function compileContent(compilation: Compilation, source: ExpressionText, otherwise: Part): Render {
  const { isStructure, ...text } = takeStructure(source);
  const evaluate = compilation.parse(text);
  const print = isStructure ? textOf : compilation.printer.content;
  const printed = compilation.guard(startOf(text), (scope: Scope) => {
    const value = evaluate(scope);
    return value === DEFAULT ? null : print(value);
  });
  compilation.findings.pieces.push({
    kind: "value",
    text: text.text.trim(),
    isRaw: isStructure,
    offset: text.offset,
  });
  return function renderValue(scope, out) {
    const value = printed(scope);
    if (value !== null) out.text += value;
    else if (typeof otherwise === "string") out.text += otherwise;
    else otherwise(scope, out);
  };
}
