import { parseArgs } from "node:util";

import { CreateFailure } from "./create-failure.ts";
import { isTemplateName, type Language, type TemplateName, TEMPLATES, toTemplateName } from "./template.ts";

/** What the command line says; `undefined` is to be asked, or decided. */
export interface CreateOptions {
  /** Where the project goes; its last part is the name. */
  readonly path: string | undefined;
  readonly template: TemplateName | undefined;
  readonly language: Language;
  /** Whether nothing is asked. */
  readonly isYes: boolean;
  readonly isHelp: boolean;
  readonly installs: boolean | undefined;
  readonly makesRepository: boolean;
}

const OPTIONS = {
  template: { type: "string", short: "t" },
  javascript: { type: "boolean", short: "j" },
  yes: { type: "boolean", short: "y" },
  help: { type: "boolean", short: "h" },
  install: { type: "boolean" },
  git: { type: "boolean" },
} as const;

/**
 * Reads the words after the command: `[template] [folder] [options]`.
 *
 * @throws CreateFailure for what cannot be understood.
 */
export function parseCreateOptions(words: readonly string[]): CreateOptions {
  const { values, positionals } = parse(words);
  const place = readPlace(positionals, values.template);
  return {
    path: place.path,
    template: place.template === undefined ? undefined : toTemplateName(place.template),
    language: values.javascript === true ? "javascript" : "typescript",
    isYes: values.yes === true,
    isHelp: values.help === true,
    installs: values.install,
    makesRepository: values.git !== false,
  };
}

/** The first word is a template if it names one, and none is named otherwise. */
function readPlace(
  [first, second, ...others]: readonly string[],
  named: string | undefined,
): { readonly path: string | undefined; readonly template: string | undefined } {
  if (others.length > 0)
    throw new CreateFailure(`There is one word too many: ${others[0]}. Name one folder.`);
  if (second === undefined && (named !== undefined || first === undefined || !isTemplateName(first)))
    return { path: first, template: named };
  if (named === undefined) return { path: second, template: first };
  throw new CreateFailure(`The template is named twice: ${first} and ${named}. Name it once.`);
}

/** How the command is used. @param command - `npm create micro-web`, `micro new` */
export function usageOf(command: string): string {
  const width = Math.max(...Object.keys(TEMPLATES).map(({ length }) => length));
  const templates = Object.entries(TEMPLATES).map(
    ([name, { description }]) => `  ${name.padEnd(width)}  ${description}`,
  );
  return [
    `Usage: ${command} [template] [folder] [options]`,
    "",
    "Templates:",
    ...templates,
    "",
    "Options:",
    "  -t, --template <name>  the template, where the first word is not one",
    "  -j, --javascript       in JavaScript; an extension is TypeScript",
    "  -y, --yes              ask nothing",
    "  --no-install           do not install the dependencies",
    "  --no-git               do not make a git repository",
    "  -h, --help             show this",
  ].join("\n");
}

function parse(words: readonly string[]): ReturnType<typeof parseWords> {
  try {
    return parseWords(words);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.? To specify.*/s, "") : "";
    throw new CreateFailure(`The command line cannot be read: ${reason}. --help lists the options.`, {
      cause: error,
    });
  }
}

/** The type is that of the options above, which only the function's own result has. */
function parseWords(words: readonly string[]) /* inferred */ {
  return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true, allowNegative: true });
}
