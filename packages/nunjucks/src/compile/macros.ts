import type { Body, CallBlock, Macro, Parameters } from "../syntax/nodes.ts";
import type { Place } from "../library.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import { writeCallWith } from "./access.ts";
import { publish } from "./assignments.ts";
import { quote } from "./code.ts";
import { type CodeWriter, FUNCTION_VARIABLES } from "./code-writer.ts";
import { mentions } from "./names.ts";
import { print, printValue } from "./output.ts";
import { FunctionScope, Scope } from "./scope.ts";

/** A macro or the body of a call block. */
interface MacroParts extends Place {
  readonly name: string;
  readonly parameters: Parameters;
  readonly body: Body;
}

/** Variables that a macro has when it asks for them. */
const EXTRAS = ["caller", "kwargs", "varargs"] as const;

/** `{% macro name(a, b=1) %}`. */
export function writeMacro(writer: CodeWriter, node: Macro, scope: Scope): void {
  writeFunction(writer, node, { variable: scope.find(node.name) ?? "", scope });
  publish(writer, [node.name], scope);
}

/** `{% call(a) macro() %}text{% endcall %}`. */
export function writeCallBlock(writer: CodeWriter, node: CallBlock, scope: Scope): void {
  print(writer, scope, () => {
    const variable = writer.variable("caller");
    writer.line(`{ let ${variable};`);
    writeFunction(writer, { ...node, name: "caller" }, { variable, scope });
    const code = writeCallWith(writer, node.call, { scope, extra: `"caller": ${variable}` });
    printValue(writer, code, { scope, place: node.call });
    writer.line("}");
  });
}

/** Writes a function that the runtime makes a macro of: it gets the values of the parameters, then the extras. */
function writeFunction(
  writer: CodeWriter,
  { name, parameters, body, ...place }: MacroParts,
  { variable, scope }: { variable: string; scope: Scope },
): void {
  const extras = EXTRAS.filter((extra) => mentions(body, extra) || parameters.names.includes(extra));
  checkCaller(parameters, place);
  const { context } = scope.variables;
  const inner = Scope.ofFunction(new FunctionScope(), FUNCTION_VARIABLES, scope);
  const facts = `{ name: ${quote(name)}, parameters: ${JSON.stringify(parameters.names)}, extras: ${JSON.stringify(extras)} }`;
  writer.line(`${variable} = ${context}.macro(${facts}, function* (a, c) {`);
  writer.functionBody(inner, () => {
    writeParameters(writer, parameters, { scope: inner, place });
    extras.forEach((extra, index) => {
      if (parameters.names.includes(extra)) return;
      const value = writer.variable(extra);
      inner.declare(extra, value);
      writer.line(`let ${value} = a[${parameters.names.length + index}];`);
    });
    writer.declareStored(body, inner);
    writer.body(body, inner);
  });
  writer.line("});");
}

function writeParameters(
  writer: CodeWriter,
  { names, defaults }: Parameters,
  { scope, place }: { scope: Scope; place: Place },
): void {
  names.forEach((name, index) => {
    const value = writer.variable(name);
    writer.line(`let ${value} = a[${index}];`);
    const fallback = defaults[index - (names.length - defaults.length)];
    const code =
      fallback === undefined
        ? `(${writer.mark(place)}, c.missingParameter(${quote(name)}))`
        : writer.value(fallback, scope);
    writer.line(`if (${value} === MISSING) ${value} = ${code};`);
    scope.declare(name, value);
  });
}

/** A parameter `caller` needs a default: without one nobody could leave it out. */
function checkCaller({ names, defaults }: Parameters, place: Place): void {
  const index = names.indexOf("caller");
  if (index === -1 || index >= names.length - defaults.length) return;
  throw new TemplateSyntaxError('a parameter "caller" needs a default: {% macro name(caller=none) %}', place);
}
