import { type Parameter, usageOf } from "./command-parameters.ts";

/** What the help of a command tells of it. */
export interface CommandPage {
  /** The words that call it: `posts import`. */
  readonly name: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
}

/**
 * How a command is called, in one line.
 *
 * @example
 * usageLine({ name: "seed", description: "", parameters: [] }); // "Usage: micro seed [options]"
 */
export function usageLine({ name, parameters }: CommandPage): string {
  return `Usage: micro ${name} ${usageOf(parameters)}`;
}

/**
 * The help of a command: how it is called, what it does, what it takes.
 *
 * @example
 * console.log(commandHelp({ name: "seed", description: "Adds movies.", parameters }));
 */
export function commandHelp(page: CommandPage): string {
  const { description, parameters } = page;
  const rows = parameters.map(
    (parameter) => [termOf(parameter), aboutOf(parameter), parameter.isOption] as const,
  );
  const width = Math.max(...rows.map(([term]) => term.length), HELP.length);
  const toLine = (term: string, about: string): string => `  ${term.padEnd(width)}  ${about}`.trimEnd();
  const words = rows.filter(([, , isOption]) => !isOption).map(([term, about]) => toLine(term, about));
  const options = rows.filter(([, , isOption]) => isOption).map(([term, about]) => toLine(term, about));
  const parts = [usageLine(page), description];
  if (words.length > 0) parts.push(["Arguments:", ...words].join("\n"));
  parts.push(["Options:", ...options, toLine(HELP, "show this")].join("\n"));
  return parts.join("\n\n");
}

const HELP = "-h, --help";

/** `-n, --count <integer>`, or the name of an argument. */
function termOf({ isOption, written, short, type = "string" }: Parameter): string {
  if (!isOption) return written;
  const names = short === undefined ? `    ${written}` : `-${short}, ${written}`;
  return type === "boolean" ? names : `${names} <${type === "string" ? "text" : type}>`;
}

/** What it is, what it may be, and what it is when it is not given. */
function aboutOf(parameter: Parameter): string {
  const { description = "" } = parameter;
  const notes = notesOf(parameter).filter((note) => note !== "");
  const note = notes.length === 0 ? "" : `(${notes.join("; ")})`;
  return [description, note].filter((part) => part !== "").join(" ");
}

function notesOf(parameter: Parameter): readonly string[] {
  const { choices, default: missing, many = false, isRequired, isOption, written } = parameter;
  return [
    choices === undefined ? "" : `one of ${choices.join(", ")}`,
    isOption && many ? "may be given many times" : "",
    isOption && isRequired ? "has to be given" : "",
    missing === undefined || missing === false ? "" : `default: ${defaultOf(missing)}`,
    missing === true ? `${written.replace("--", "--no-")} turns it off` : "",
  ];
}

function defaultOf(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
}
