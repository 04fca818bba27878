import type { FindingLevel } from "./check-options.ts";

/** Something that is wrong with an app, or could be. */
export interface Finding {
  /** A code of `docs/errors.md`, or the id of a check of what a public server needs: M009. */
  readonly id: string;
  readonly level: FindingLevel;
  /** What is wrong and what to do, a sentence each. */
  readonly message: string;
}
