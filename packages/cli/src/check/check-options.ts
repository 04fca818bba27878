import type { AppChoice } from "../app/opened-app.ts";

/** How much a finding matters, the worst first. */
export const FAIL_LEVELS = ["error", "warning", "info"] as const;

/**
 * How much a finding matters.
 *
 * @example
 * const level: FindingLevel = "warning";
 */
export type FindingLevel = (typeof FAIL_LEVELS)[number];

/** The options of `micro check`. */
export interface CheckOptions extends AppChoice {
  /** Whether what only matters on a public server is checked as well. */
  readonly deploy: boolean;
  /** Findings of this level and worse ones make the command fail. */
  readonly failLevel: FindingLevel;
  /** Print JSON, for other programs. */
  readonly json: boolean;
}
