import {
  didYouMean,
  type TemplateInspection,
  type TemplatePosition,
  type TemplateReport,
} from "@micro-web/core";

import { findHtmlProblems } from "./html-rules.ts";
import type { TemplateFinding } from "./template-finding.ts";

/** What was found in a template. */
export interface CheckedTemplate {
  readonly name: string;
  readonly path: string;
  readonly findings: readonly TemplateFinding[];
  /** The names it reads that the view has to give: neither its own, nor those that all templates see. */
  readonly variables: readonly string[];
}

/** What was found in the templates of an app. */
export interface TemplateCheck {
  readonly templates: readonly CheckedTemplate[];
  /** Files that no engine is for, or whose engine cannot tell. */
  readonly unchecked: readonly string[];
}

/** Names are compared from this length on: shorter ones are too much alike. */
const MIN_COMPARED = 5;

/**
 * Checks all templates of an app.
 *
 * @throws MicroError `MICRO_TEMPLATE_ENGINE` when an engine cannot be set up.
 * @example
 * const { templates } = await checkTemplates(app.templates.inspection);
 */
export async function checkTemplates(inspection: TemplateInspection): Promise<TemplateCheck> {
  const names = inspection.list().toSorted();
  const templates: CheckedTemplate[] = [];
  const unchecked: string[] = [];
  for (const name of names) {
    const report = await inspection.check(name);
    if (report === null) unchecked.push(name);
    else templates.push(checkTemplate(name, report, inspection));
  }
  return { templates, unchecked };
}

function checkTemplate(
  name: string,
  report: TemplateReport,
  inspection: TemplateInspection,
): CheckedTemplate {
  const known = new Set(inspection.knownNames());
  const unknown = report.variables.filter((variable) => !known.has(variable.name));
  const findings = [
    ...report.problems,
    ...missingTemplates(report, inspection.list()),
    ...misspelledNames(unknown, known),
    ...findHtmlProblems(report.pieces),
  ];
  return {
    name,
    path: inspection.pathOf(name) ?? name,
    findings: findings.toSorted((left, right) => (left.line ?? 0) - (right.line ?? 0)),
    variables: [...new Set(unknown.map((variable) => variable.name))].toSorted(),
  };
}

function missingTemplates({ references }: TemplateReport, names: readonly string[]): TemplateFinding[] {
  return references
    .filter(({ name, isOptional = false }) => !isOptional && !names.includes(name))
    .map((reference) => ({
      ...positionOf(reference),
      rule: "missing-template",
      severity: "error",
      message: `There is no template ${JSON.stringify(reference.name)}.${didYouMean(reference.name, names)}`,
    }));
}

/** What a view gives is not known, but a name that is nearly one of those that all templates see is seldom right. */
function misspelledNames(
  variables: TemplateReport["variables"],
  known: ReadonlySet<string>,
): TemplateFinding[] {
  const compared = [...known].filter((name) => name.length >= MIN_COMPARED);
  return variables.flatMap(({ name, ...position }) => {
    const hint = name.length < MIN_COMPARED ? "" : didYouMean(name, compared);
    const message = `All templates see no ${JSON.stringify(name)}.${hint} If the view gives it, all is well.`;
    return hint === "" ? [] : [{ ...position, rule: "unknown-name", severity: "warning" as const, message }];
  });
}

function positionOf({ line, column }: TemplatePosition): TemplatePosition {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}
