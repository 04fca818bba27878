import {
  didYouMean,
  type TemplateEngineSetup,
  type TemplateProblem,
  type TemplateReference,
  type TemplateReport,
  type TemplateVariable,
} from "@micro-web/core";

import { type EtaCompiler, LineFailure, type Piece, type Tag } from "./eta-compiler.ts";

/** What a report is made with. */
interface ReportOptions extends Pick<TemplateEngineSetup, "filters" | "tests"> {
  readonly compiler: EtaCompiler;
}

/** A name that a template uses, and where. */
interface Use {
  readonly name: string;
  readonly line: number;
}

/** What gives HTML that a template has made. */
const MARKUP = /^(?:await\s+)?(?:include|includeAsync|block|blockAsync)\(|^\w+\.body$/;
const REFERENCE = /\b(?:include|includeAsync|layout)\(\s*(["'`])([^"'`$\\]+)\1/g;

/** What is known of a template from its text; what its code computes is not. */
export function reportOn(source: string, options: ReportOptions): TemplateReport {
  const { compiler } = options;
  try {
    compiler.compileTemplate(source);
  } catch (error) {
    if (!(error instanceof LineFailure)) throw error;
    return { problems: [syntaxProblem(error)], references: [], variables: [], pieces: [] };
  }
  const pieces = compiler.read(source);
  const tags = pieces.filter((piece): piece is Tag => typeof piece === "object");
  return {
    problems: [...unknownFunctions(tags, "filter", options), ...unknownFunctions(tags, "test", options)],
    references: referencesIn(tags),
    variables: variablesIn(tags, compiler.config.varName),
    pieces: pieces.flatMap(toPiece),
  };
}

function syntaxProblem({ message, line, column }: LineFailure): TemplateProblem {
  const place = column === 0 ? { line } : { line, column };
  return { rule: "syntax", severity: "error", message: `${message}. Correct it there.`, ...place };
}

function unknownFunctions(
  tags: readonly Tag[],
  kind: "filter" | "test",
  { compiler, filters, tests }: ReportOptions,
): TemplateProblem[] {
  const known = kind === "filter" ? filters : tests;
  const pattern = new RegExp(`\\b${compiler.config.varName}\\.${kind}s\\.([A-Za-z_$][\\w$]*)`, "g");
  return usesOf(tags, pattern)
    .filter(({ name }) => !known.has(name))
    .map(({ name, line }) => ({
      rule: `unknown-${kind}`,
      severity: "error",
      message: `There is no ${kind} ${JSON.stringify(name)}.${didYouMean(name, known.keys())}`,
      line,
    }));
}

function referencesIn(tags: readonly Tag[]): TemplateReference[] {
  return tags.flatMap(({ code, line }) =>
    [...code.matchAll(REFERENCE)].map(({ 2: name = "", index }) => ({
      name,
      line: lineAt(code, line, index),
    })),
  );
}

/** The first use of each. */
function variablesIn(tags: readonly Tag[], varName: string): TemplateVariable[] {
  const own = new Set(["filters", "tests", "body", "__blocks"]);
  const first = new Map<string, TemplateVariable>();
  for (const use of usesOf(tags, new RegExp(`\\b${varName}\\.([A-Za-z_$][\\w$]*)`, "g")))
    if (!own.has(use.name) && !first.has(use.name)) first.set(use.name, use);
  return [...first.values()];
}

function usesOf(tags: readonly Tag[], pattern: RegExp): Use[] {
  return tags.flatMap(({ code, line }) =>
    [...code.matchAll(pattern)].map(({ 1: name = "", index }) => ({ name, line: lineAt(code, line, index) })),
  );
}

function lineAt(code: string, line: number, index: number): number {
  return line + code.slice(0, index).split("\n").length - 1;
}

function toPiece(piece: Piece): TemplateReport["pieces"] {
  if (typeof piece === "string") return [{ kind: "text", text: piece }];
  const { kind, code, line } = piece;
  return kind === "run"
    ? []
    : [{ kind: "value", text: code, line, isRaw: kind === "printRaw" && !MARKUP.test(code) }];
}
