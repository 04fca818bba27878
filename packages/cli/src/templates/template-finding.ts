import type { TemplatePosition } from "@micro-web/core";

import type { TemplateLevel } from "./templates-options.ts";

/** Something that is found in a template. */
export interface TemplateFinding extends TemplatePosition {
  /** A short name in kebab case. */
  readonly rule: string;
  readonly severity: TemplateLevel;
  /** What is wrong and what to do, a sentence each. */
  readonly message: string;
}

/**
 * A finding as a line that editors and terminals lead to its place.
 *
 * @example
 * formatFinding({ rule: "syntax", severity: "error", message: "x", line: 3, column: 5 }, "templates/a.html");
 * // "templates/a.html:3:5 error syntax: x"
 */
export function formatFinding(
  { line, column, severity, rule, message }: TemplateFinding,
  file: string,
): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  return `${place} ${severity} ${rule}: ${message}`;
}
