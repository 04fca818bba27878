import type {
  TemplatePiece,
  TemplatePosition,
  TemplateProblem,
  TemplateReference,
  TemplateReport,
  TemplateVariable,
} from "@micro-web/core";

import { GLOBALS } from "../builtins/builtins.ts";
import type { KnownFunctions } from "../known-functions.ts";
import type { Place } from "../library.ts";
import { Lines } from "../syntax/lines.ts";
import type { Expression, Output, Statement } from "../syntax/nodes.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import type { ReadTemplate, TemplateReader } from "../syntax/template-parser.ts";
import { walk } from "./names.ts";
import { writeTemplate } from "./template-compiler.ts";

/** What a report is made with. */
export interface ReportOptions {
  readonly reader: TemplateReader;
  readonly known: Pick<KnownFunctions, "missing"> | null;
}

/** What is known of a template without running it. */
export function reportOn(source: string, { reader, known }: ReportOptions): TemplateReport {
  try {
    const template = reader.read(source);
    const { undeclared } = writeTemplate(template.root, { template: "", known: null });
    return { ...factsOf(template, known), variables: variablesOf(undeclared), pieces: piecesOf(template) };
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const { message, lineno: line, colno: column } = error;
    const problem: TemplateProblem = { rule: "syntax", severity: "error", message, line, column };
    return { problems: [problem], references: [], variables: [], pieces: [] };
  }
}

function positionOf({ lineno, colno }: Place): TemplatePosition {
  return { line: lineno + 1, column: colno + 1 };
}

const REFERRING: ReadonlySet<unknown> = new Set(["Extends", "Include", "Import", "FromImport"]);

/** Filters and tests that do not exist, and the templates that are asked for by name. */
function factsOf(
  { root }: ReadTemplate,
  known: ReportOptions["known"],
): Pick<TemplateReport, "problems" | "references"> {
  const problems: TemplateProblem[] = [];
  const references: TemplateReference[] = [];
  walk(root, (record) => {
    const node = record as unknown as Statement | Expression; // walk() visits nodes, and lists in them
    if (node.typename === "Filter" || node.typename === "Test") {
      const kind = node.typename === "Filter" ? "filter" : "test";
      const message = known?.missing(kind, node.name) ?? null;
      if (message === null) return;
      problems.push({ rule: `unknown-${kind}`, severity: "error", message, ...positionOf(node) });
    }
    if (REFERRING.has(node.typename) && "template" in node) references.push(...referencesOf(node));
  });
  return { problems, references };
}

function referencesOf(node: Extract<Statement, { readonly template: Expression }>): TemplateReference[] {
  const { template } = node;
  const isList = template.typename === "List" || template.typename === "Tuple";
  const isOptional = isList || (node.typename === "Include" && node.ignoreMissing);
  return (isList ? template.items : [template]).flatMap((item) => {
    if (item.typename !== "Literal" || typeof item.value !== "string") return [];
    return [{ name: item.value, isOptional, ...positionOf(item) }];
  });
}

function variablesOf(undeclared: ReadonlyMap<string, Place>): TemplateVariable[] {
  return [...undeclared]
    .filter(([name]) => !GLOBALS.has(name))
    .map(([name, place]) => ({ name, ...positionOf(place) }));
}

/** Where an expression starts: a filter and a test stand at their names. */
function startOf(node: Expression): Place {
  const isBehind = node.typename === "Filter" || node.typename === "Test";
  return isBehind && node.target !== null ? startOf(node.target) : node;
}

/** What is printed, in the order of the text. */
function piecesOf({ root, text, outputEnds }: ReadTemplate): TemplatePiece[] {
  const lines = new Lines(text);
  const pieces: TemplatePiece[] = [];
  let output = 0;
  walk(root, (record) => {
    if (record["typename"] !== "Output") return;
    const { children } = record as unknown as Output; // a node of this type
    const [first] = children;
    if (first === undefined) return;
    if (first.typename === "TemplateData") {
      pieces.push({ kind: "text", text: first.value, ...positionOf(first) });
      return;
    }
    const [start, end] = [startOf(first), outputEnds[output++] ?? first];
    const written = text.slice(lines.offsetOf(start), lines.offsetOf(end)).trim();
    const isRaw = first.typename === "Filter" && first.name === "safe";
    pieces.push({ kind: "value", text: written, isRaw, ...positionOf(start) });
  });
  return pieces;
}
