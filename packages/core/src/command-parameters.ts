import type { CommandCandidate } from "./command.ts";
import { MicroError } from "./errors.ts";
import type { Schema } from "./validation/schema.ts";

/** A word after a command's name. */
export interface ArgumentDefinition {
  /** One line for `--help`. */
  readonly description?: string;
  /** What it is. @default "string" */
  readonly type?: "string" | "integer" | "number";
  /** The only words that are allowed. @default any */
  readonly choices?: readonly string[];
  /** Makes the value of the text, instead of `type`: a function, which throws what is wrong with it, or a schema. */
  readonly parse?: ((text: string) => unknown) | Schema;
  /** Whether there may be several, which makes it a list; the last argument alone. @default false */
  readonly many?: boolean;
  /** The value when it is not given. @default it has to be given; of `many`, an empty list */
  readonly default?: unknown;
  /** Whether it has to be given. @default true, unless it has a default */
  readonly required?: boolean;
}

/** Something after a command's name that is written `--name`. */
export interface OptionDefinition extends Omit<ArgumentDefinition, "type"> {
  /** What it is; "boolean" takes no value: `--name` is true, `--no-name` false. @default "string" */
  readonly type?: "string" | "integer" | "number" | "boolean";
  /** A letter for the same: `-n`. @default none */
  readonly short?: string;
  /** The value when it is not given. @default undefined; of "boolean" false; of `many`, an empty list */
  readonly default?: unknown;
  /** Whether it has to be given. @default false */
  readonly required?: boolean;
}

/** What a command declares. */
interface Declaration {
  readonly arguments?: Readonly<Record<string, ArgumentDefinition>>;
  readonly options?: Readonly<Record<string, OptionDefinition>>;
}

/** An argument or option of a command. */
export interface Parameter extends OptionDefinition {
  /** The name of its value. */
  readonly name: string;
  /** How it is written: `file`, `--dry-run`. */
  readonly written: string;
  readonly isOption: boolean;
  readonly isRequired: boolean;
}

/** A name that JavaScript and a command line can write, each in its way. */
const NAME = /^[a-z][A-Za-z0-9]*$/;

/**
 * The parameters of a command in their order, arguments first.
 *
 * @example
 * toParameters({ options: { dryRun: { type: "boolean" } } })[0]?.written; // "--dry-run"
 */
export function toParameters({ arguments: words = {}, options = {} }: Declaration): readonly Parameter[] {
  return [
    ...Object.entries(words).map(([name, argument]) => toArgument(name, argument)),
    ...Object.entries(options).map(([name, option]) => toOption(name, option)),
  ];
}

function toArgument(name: string, argument: ArgumentDefinition): Parameter {
  const { required: isRequired = !("default" in argument) } = argument;
  return { ...argument, name, written: toKebabCase(name), isOption: false, isRequired };
}

function toOption(name: string, option: OptionDefinition): Parameter {
  const { required: isRequired = false } = option;
  return { ...option, name, written: `--${toKebabCase(name)}`, isOption: true, isRequired };
}

function toKebabCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/**
 * Refuses parameters that contradict each other.
 *
 * @throws MicroError `MICRO_COMMAND_INVALID`
 * @example
 * checkParameters(toParameters({ arguments: { file: {} } }));
 */
export function checkParameters(parameters: readonly Parameter[]): void {
  const taken = new Set(["help", "-h"]);
  for (const [index, parameter] of parameters.entries()) {
    const fault = faultOf(parameter, parameters[index + 1]) ?? takenBy(parameter, taken);
    if (fault === undefined) continue;
    const kind = parameter.isOption ? "option" : "argument";
    throw new MicroError("MICRO_COMMAND_INVALID", `The ${kind} "${parameter.name}" of a command ${fault}.`);
  }
}

function faultOf(parameter: Parameter, next: Parameter | undefined): string | undefined {
  const { name, isOption, isRequired, many = false, short } = parameter;
  if (!NAME.test(name)) return "has a name that cannot be written: use letters and digits, as in dryRun";
  if (short !== undefined && !/^[A-Za-z]$/.test(short))
    return `has the short form ${JSON.stringify(short)}, which is not one letter`;
  return isOption || next === undefined || next.isOption
    ? undefined
    : faultBefore(next, { many, isRequired });
}

function faultBefore(
  next: Parameter,
  { many, isRequired }: Record<"many" | "isRequired", boolean>,
): string | undefined {
  if (many) return "may be given many times and is not the last one: nobody could tell where it ends";
  return !isRequired && next.isRequired ? `may be left out, but "${next.name}" after it may not` : undefined;
}

function takenBy({ name, short }: Parameter, taken: Set<string>): string | undefined {
  const names = short === undefined ? [name] : [name, `-${short}`];
  const known = names.find((each) => taken.has(each));
  for (const each of names) taken.add(each);
  return known === undefined ? undefined : `is called ${JSON.stringify(known)}, as another one is, or --help`;
}

/**
 * How a command is called, after its name.
 *
 * @example
 * usageOf(toParameters({ arguments: { file: {}, tags: { many: true } }, options: { all: {} } })); // "[options] <file> <tags...>"
 */
export function usageOf(parameters: readonly Parameter[]): string {
  const words = parameters
    .filter(({ isOption }) => !isOption)
    .map(({ written, many = false, isRequired }) => {
      const word = many ? `${written}...` : written;
      return isRequired ? `<${word}>` : `[${word}]`;
    });
  return ["[options]", ...words].join(" ");
}

/**
 * What may stand after words of a command: its options, or the choices of an option or argument that has some.
 *
 * @param words - What stands there already.
 * @example
 * completeWords(toParameters({ options: { size: { choices: ["s", "m"] } } }), ["--size"]); // [{ word: "s", about: "" }, ...]
 */
export function completeWords(
  parameters: readonly Parameter[],
  words: readonly string[],
): readonly CommandCandidate[] {
  const last = words.at(-1);
  const option = parameters.find(({ written, short }) => last === written || last === `-${short}`);
  if (option !== undefined && option.type !== "boolean") return toChoices(option);
  const argument = parameters.filter(({ isOption }) => !isOption);
  return [
    ...argument.flatMap(toChoices),
    ...parameters
      .filter(({ isOption }) => isOption)
      .map(({ written, description = "" }) => ({ word: written, about: description })),
    { word: "--help", about: "" },
  ];
}

function toChoices({ choices = [] }: Parameter): readonly CommandCandidate[] {
  return choices.map((word) => ({ word, about: "" }));
}
