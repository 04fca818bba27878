import type { AppChoice } from "../app/opened-app.ts";

/** How much a finding matters, the worst first. */
export const TEMPLATE_LEVELS = ["error", "warning", "note"] as const;

/**
 * How much a finding matters.
 *
 * @example
 * const level: TemplateLevel = "warning";
 */
export type TemplateLevel = (typeof TEMPLATE_LEVELS)[number];

/** The options of `micro templates check`. */
export interface TemplatesCheckOptions extends AppChoice {
  /** Findings of this level and worse ones make the command fail. */
  readonly failLevel: TemplateLevel;
  /** Print JSON, for other programs. */
  readonly json: boolean;
}

/** The options of `micro templates compile`. */
export interface TemplatesCompileOptions extends AppChoice {
  /** The folder that the modules are written to. */
  readonly out: string;
}
