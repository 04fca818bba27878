import { GLOBALS } from "../builtins/builtins.ts";
import type { Place } from "../library.ts";
import { type Syntax, syntaxOf } from "../syntax/delimiters.ts";
import type { Expression } from "../syntax/nodes.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import { TemplateReader } from "../syntax/template-parser.ts";
import { TemplateFailure } from "../template-failure.ts";
import { walk } from "./names.ts";
import { writeTemplate } from "./template-compiler.ts";

/** A name in a template and where it stands first; line and column count from 1. */
export interface TemplateMention {
  /** The name. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** A template that another one asks for. */
export interface TemplateReference {
  /** The tag that asks. */
  readonly tag: "extends" | "include" | "import" | "from";
  /** The names that are tried; `null` when they are known only when the template runs. */
  readonly names: readonly string[] | null;
  /** Whether the template may be missing. */
  readonly isOptional: boolean;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** What there is to know of a template without running it. */
export interface TemplateFacts {
  /** The templates it asks for. */
  readonly references: readonly TemplateReference[];
  /** The filters it calls. */
  readonly filters: readonly TemplateMention[];
  /** The tests it calls. */
  readonly tests: readonly TemplateMention[];
  /** The variables it reads and does not set: the view, the app or who includes it must give them. */
  readonly variables: readonly TemplateMention[];
  /** Its blocks. */
  readonly blocks: readonly TemplateMention[];
  /** Its macros. */
  readonly macros: readonly TemplateMention[];
}

const TAGS: Readonly<Record<string, TemplateReference["tag"]>> = {
  Extends: "extends",
  Include: "include",
  Import: "import",
  FromImport: "from",
};

const LISTS: Readonly<Record<string, "filters" | "tests" | "blocks" | "macros">> = {
  Filter: "filters",
  Test: "tests",
  Block: "blocks",
  Macro: "macros",
};

/** Reads what there is to know of a template. @throws MicroError `MICRO_TEMPLATE_ERROR` for one that is not valid */
export function readFacts(name: string, source: string, syntax: Partial<Syntax> = {}): TemplateFacts {
  try {
    return collect(source, syntaxOf(syntax));
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const place = { template: name, path: name, source, line: error.lineno, column: error.colno };
    throw new TemplateFailure(place, error, true).toError(name);
  }
}

function collect(source: string, syntax: Syntax): TemplateFacts {
  const root = new TemplateReader({ syntax, extensions: [] }).read(source);
  const { undeclared } = writeTemplate(root, { template: "", known: null });
  const references: TemplateReference[] = [];
  const found = { filters: new Map(), tests: new Map(), blocks: new Map(), macros: new Map() };
  walk(root, (node) => {
    const typename = String(node["typename"]);
    const place = node as unknown as Place; // every node has one
    const tag = TAGS[typename];
    const list = LISTS[typename];
    if (tag !== undefined) references.push(referenceOf(tag, node));
    else if (list !== undefined) addMention(found[list], String(node["name"]), place);
  });
  const variables = new Map<string, TemplateMention>();
  for (const [name, place] of undeclared) if (!GLOBALS.has(name)) addMention(variables, name, place);
  return {
    references,
    variables: [...variables.values()],
    filters: [...found.filters.values()] as TemplateMention[], // what addMention() put there
    tests: [...found.tests.values()] as TemplateMention[],
    blocks: [...found.blocks.values()] as TemplateMention[],
    macros: [...found.macros.values()] as TemplateMention[],
  };
}

function addMention(list: Map<string, TemplateMention>, name: string, { lineno, colno }: Place): void {
  if (!list.has(name)) list.set(name, { name, line: lineno + 1, column: colno + 1 });
}

function referenceOf(
  tag: TemplateReference["tag"],
  node: Readonly<Record<string, unknown>>,
): TemplateReference {
  const { lineno, colno } = node as unknown as Place; // every node has one
  const names = namesOf(node["template"] as Expression); // these tags have one
  return { tag, names, isOptional: node["ignoreMissing"] === true, line: lineno + 1, column: colno + 1 };
}

function namesOf(node: Expression): readonly string[] | null {
  if (node.typename === "Literal") return [String(node.value)];
  if (node.typename !== "List" && node.typename !== "Tuple") return null;
  const names = node.items.map(namesOf);
  return names.includes(null) ? null : names.flatMap((name) => name ?? []);
}
