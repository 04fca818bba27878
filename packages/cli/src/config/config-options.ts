import type { AppChoice } from "../app/opened-app.ts";

/** The options of `micro config`. */
export interface ConfigOptions extends AppChoice {
  /** Leave out what is a default. */
  readonly changed: boolean;
  /** Print JSON, for other programs. */
  readonly json: boolean;
}
