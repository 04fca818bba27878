import type { Command } from "./command.ts";
import { commandHelp, type CommandPage, usageLine } from "./command-help.ts";
import type { Parameter } from "./command-parameters.ts";
import { CommandWords, CommandWordsError } from "./command-words.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Schema } from "./validation/schema.ts";

/** The values of parameters, by their names. */
type Values = Readonly<Record<string, unknown>>;

/** As the command line answers a line that it cannot understand. */
const USAGE_ERROR = 2;

/**
 * Reads the words after a command's name, and runs it with their values; or writes its help, or what is wrong with them.
 *
 * @returns The exit status: of the command, 0 after help, 2 for words that cannot be understood.
 * @throws What the command throws.
 * @example
 * await runWithValues(["-n", "3"], page, ({ count }) => addMovies(count));
 */
export async function runWithValues(
  words: readonly string[],
  page: CommandPage,
  run: (values: Values) => ReturnType<Command["run"]>,
): Promise<number | undefined | void> {
  const end = words.indexOf("--");
  if (words.slice(0, end < 0 ? undefined : end).some((word) => word === "--help" || word === "-h")) {
    console.log(commandHelp(page));
    return 0;
  }
  let values: Values;
  try {
    values = await readValues(words, page);
  } catch (error) {
    if (!(error instanceof CommandWordsError)) throw error;
    console.error(`${error.message}\n${usageLine(page)}\nmicro ${page.name} --help says more.`);
    return USAGE_ERROR;
  }
  return run(values);
}

async function readValues(words: readonly string[], { parameters, name }: CommandPage): Promise<Values> {
  const texts = new CommandWords(words, parameters);
  const values: Record<string, unknown> = {};
  for (const parameter of parameters) {
    const variable = parameter.isOption ? toVariable(name, parameter) : "";
    const written = texts.textsOf(parameter);
    const isMissing = written.length === 0;
    const given = isMissing ? textsOfVariable(variable, parameter) : written;
    const source = isMissing ? variable : parameter.written;
    values[parameter.name] = await toValue(parameter, given, source);
  }
  return values;
}

/** `--dry-run` of `micro posts import` is `MICRO_POSTS_IMPORT_DRY_RUN`. */
function toVariable(name: string, { written }: Parameter): string {
  return `MICRO_${name} ${written.slice(2)}`.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
}

/** Several values in a variable are separated by blanks. */
function textsOfVariable(variable: string, { many = false }: Parameter): readonly string[] {
  const text = process.env[variable] ?? "";
  if (text === "") return [];
  return many ? text.split(/\s+/).filter((part) => part !== "") : [text];
}

async function toValue(parameter: Parameter, texts: readonly string[], source: string): Promise<unknown> {
  const last = texts.at(-1);
  if (last === undefined) return missingValue(parameter);
  if (parameter.many !== true) return readText(parameter, last, source);
  const values: unknown[] = [];
  for (const text of texts) values.push(await readText(parameter, text, source));
  return values;
}

function missingValue(parameter: Parameter): unknown {
  const { isOption, isRequired, many = false, type, written } = parameter;
  if (isRequired)
    throw new CommandWordsError(
      isOption ? `${written} has to be given.` : `The argument <${written}> is missing.`,
    );
  if ("default" in parameter) return parameter.default;
  if (many) return [];
  return type === "boolean" ? false : undefined;
}

/** The value of one text. @throws CommandWordsError when it does not fit */
async function readText(parameter: Parameter, text: string, source: string): Promise<unknown> {
  const { choices, parse, type = "string" } = parameter;
  const fault = (reason: string): CommandWordsError =>
    new CommandWordsError(
      `${source === "" ? parameter.written : source} is ${JSON.stringify(text)}. ${reason}`,
    );
  if (choices !== undefined && !choices.includes(text))
    throw fault(`It has to be one of ${choices.join(", ")}.${didYouMean(text, choices)}`);
  if (parse !== undefined) return parseText(parse, text, fault);
  const value = TYPES[type](text);
  if (value === undefined) throw fault(`It has to be ${type === "integer" ? "an integer" : "a number"}.`);
  return value;
}

/** What a text becomes, by type; `undefined` when it does not fit. */
const TYPES = {
  string: (text: string) => text,
  boolean: (text: string) => text === "true" || text === "1",
  integer: (text: string) =>
    /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined,
  number: (text: string) => (text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : undefined),
} as const;

async function parseText(
  parse: ((text: string) => unknown) | Schema,
  text: string,
  fault: (reason: string) => Error,
): Promise<unknown> {
  if ("~standard" in parse) {
    const result = await parse["~standard"].validate(text);
    if (result.issues === undefined) return result.value;
    throw fault(result.issues.map(({ message }) => message).join(" "));
  }
  try {
    return await parse(text);
  } catch (error) {
    throw fault(error instanceof Error ? error.message : String(error));
  }
}
