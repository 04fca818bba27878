import { CreateFailure } from "./create-failure.ts";

/** What a project may begin as. */
export type TemplateName = "minimal" | "site" | "api" | "extension";

/** What a project is written in. */
export type Language = "typescript" | "javascript";

/** A kind of project. */
export interface Template {
  /** One line for whoever chooses. */
  readonly description: string;
  /** Folders of `templates/`, of which later ones win. */
  readonly layers: readonly string[];
  /** Whether it can be had in JavaScript, whose files are in the folder `javascript` of `templates/`. */
  readonly hasJavaScript: boolean;
}

/** The kinds of projects, the first of which is the default. */
export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  minimal: { description: "one file", layers: ["shared", "minimal"], hasJavaScript: true },
  site: {
    description: "pages, a form, sessions, static files, tests",
    layers: ["shared", "ci", "site"],
    hasJavaScript: true,
  },
  api: { description: "JSON with schemas, tests", layers: ["shared", "ci", "api"], hasJavaScript: true },
  extension: {
    description: "a package that adds to apps, with tests and a demo",
    layers: ["shared", "ci", "extension"],
    hasJavaScript: false,
  },
};

const NAMES = Object.keys(TEMPLATES);

/** Whether a word names a template. */
export function isTemplateName(word: string): word is TemplateName {
  return NAMES.includes(word);
}

/** The template of a name. @throws CreateFailure when there is none */
export function toTemplateName(word: string): TemplateName {
  if (isTemplateName(word)) return word;
  throw new CreateFailure(`There is no template ${JSON.stringify(word)}. Choose one of ${NAMES.join(", ")}.`);
}
