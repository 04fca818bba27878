import {
  TemplateError,
  type TemplateFunction,
  type TemplatePosition,
  type TemplateProblem,
  type TemplateReport,
} from "@micro-web/core";

import { BUILT_IN } from "./built-in.ts";
import type { Use } from "./compilation.ts";
import type { CompiledTemplate } from "./template-compiler.ts";

/** The names that every template has. */
const OWN_NAMES = new Set(["template", "macros", "load", "repeat", ...BUILT_IN.keys()]);

/** What is known of a template from compiling it. */
export function reportOn(
  compile: () => CompiledTemplate,
  filters: ReadonlyMap<string, TemplateFunction>,
): TemplateReport {
  let template: CompiledTemplate;
  try {
    template = compile();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { problems: [syntaxProblem(error)], references: [], variables: [], pieces: [] };
  }
  const { findings, placeOf } = template;
  const place = ({ name, offset }: Use): TemplatePosition & { name: string } => ({
    name,
    ...placeOf(offset),
  });
  const variables = findings.variables.filter(({ name }) => !OWN_NAMES.has(name) && !filters.has(name));
  const sorted = variables.toSorted(byOffset);
  const first = sorted.filter(({ name }, index) => sorted.findIndex((use) => use.name === name) === index);
  return {
    problems: [],
    references: findings.templates.toSorted(byOffset).map(place),
    variables: first.map(place),
    pieces: findings.pieces
      .toSorted(byOffset)
      .map(({ offset, ...piece }) => ({ ...piece, ...placeOf(offset) })),
  };
}

function syntaxProblem({ cause, line = 1, column = 1 }: TemplateError): TemplateProblem {
  const message = `${cause instanceof Error ? cause.message : String(cause)}. Correct it there.`;
  return { rule: "syntax", severity: "error", message, line, column };
}

/** An element's content is compiled before its attributes. */
function byOffset(left: { readonly offset: number }, right: { readonly offset: number }): number {
  return left.offset - right.offset;
}
