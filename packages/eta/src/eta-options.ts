/** How Eta templates are written; the names are Eta's own. */
export interface EtaOptions {
  /** The name of the values in templates. @default "it" */
  readonly varName?: string;
  /** Whether values are there without `it.` as well; such templates are slower and cannot be modules. @default false */
  readonly useWith?: boolean;
  /** White space that is left out before and after tags: line breaks ("nl"), all ("slurp"). @default [false, "nl"] */
  readonly autoTrim?: "nl" | "slurp" | false | readonly ["nl" | "slurp" | false, "nl" | "slurp" | false];
  /** The delimiters of tags. @default ["<%", "%>"] */
  readonly tags?: readonly [string, string];
  /**
   * Whether all templates are asynchronous. Without it those are that contain `await`, and only they can include or
   * extend one that is.
   *
   * @default false
   */
  readonly async?: boolean;
}
