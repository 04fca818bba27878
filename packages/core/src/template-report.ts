/** How much a finding matters: an error is one when the template is rendered, a note is for a reviewer. */
export type TemplateSeverity = "error" | "warning" | "note";

/** A place in a template's text; line and column count from 1. */
export interface TemplatePosition {
  readonly line?: number;
  readonly column?: number;
}

/** Something an engine knows to be wrong with a template before it is rendered. */
export interface TemplateProblem extends TemplatePosition {
  /**
   * A short name in kebab case: `syntax`, `unknown-filter`, `unknown-test`, `unknown-block`, or one of the engine's own.
   */
  readonly rule: string;
  readonly severity: TemplateSeverity;
  /** What is wrong and what to do, a sentence each. */
  readonly message: string;
}

/** Another template that a template asks for by a name written in it. */
export interface TemplateReference extends TemplatePosition {
  /** "base.html". */
  readonly name: string;
  /** Whether the template also renders without it: `ignore missing`, one of a list. @default false */
  readonly isOptional?: boolean;
}

/** A name that a template reads and does not define itself: the context or a global has to have it. */
export interface TemplateVariable extends TemplatePosition {
  readonly name: string;
}

/**
 * A piece of a template in the order of its text: what is printed as it is, and what is computed. Checks of the HTML
 * around values are made of them, the same for every language.
 */
export interface TemplatePiece extends TemplatePosition {
  /** Printed as it is; or the value of an expression. */
  readonly kind: "text" | "value";
  /** The text; or the expression as it is written, without its delimiters: `user.name | upper`. */
  readonly text: string;
  /** Whether the author asks for the value not to be escaped: `| safe`, `structure`, `<%~`. @default false */
  readonly isRaw?: boolean;
}

/** What is known of a template without rendering it: what `micro templates check` works with. */
export interface TemplateReport {
  /** A template that cannot be compiled has one of the rule `syntax`, and the other lists may be empty. */
  readonly problems: readonly TemplateProblem[];
  readonly references: readonly TemplateReference[];
  readonly variables: readonly TemplateVariable[];
  readonly pieces: readonly TemplatePiece[];
}

/** A source map, version 3, as `JSON.stringify` writes it into a file. */
export interface TemplateSourceMap {
  readonly version: 3;
  readonly sources: readonly string[];
  readonly sourcesContent?: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/** A template as an ES module: what `micro templates compile` writes. */
export interface TemplateModule {
  /** An ES module; the same engine finds what it exports in `TemplateText.compiled`. */
  readonly code: string;
  readonly map?: TemplateSourceMap;
}
