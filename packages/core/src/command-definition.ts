import type { Command } from "./command.ts";
import {
  type ArgumentDefinition,
  checkParameters,
  completeWords,
  type OptionDefinition,
  toParameters,
  usageOf,
} from "./command-parameters.ts";
import type { MaybePromise } from "./maybe-promise.ts";
import type { Schema } from "./validation/schema.ts";

/** What the text of an argument or option becomes. */
interface ParameterTypes {
  /** As it was written. */
  readonly string: string;
  /** Digits, with a sign or without. */
  readonly integer: number;
  /** Any number, `1e3` too. */
  readonly number: number;
  /** Given or not; for options alone. */
  readonly boolean: boolean;
}

/** What one word becomes. */
type SingleValue<Parameter> = Parameter extends { readonly parse: Schema<infer Value> }
  ? Value
  : Parameter extends { readonly parse: (text: string) => infer Value }
    ? Awaited<Value>
    : Parameter extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Parameter extends { readonly type: infer Type extends keyof ParameterTypes }
        ? ParameterTypes[Type]
        : string;

/** What is there when the parameter is not given. */
type MissingValue<Parameter, Otherwise> = Parameter extends { readonly default: infer Default }
  ? Default
  : Parameter extends { readonly required: true } | { readonly many: true } | { readonly type: "boolean" }
    ? never
    : Parameter extends { readonly required: false }
      ? undefined
      : Otherwise;

/** A list or one. */
type GivenValue<Parameter> = Parameter extends { readonly many: true }
  ? readonly SingleValue<Parameter>[]
  : SingleValue<Parameter>;

/** The names of what is declared: none, instead of any, where nothing is. */
type DeclaredNames<Declared> = string extends keyof Declared ? never : keyof Declared;

/**
 * What the function of a command gets, by the names of its arguments and options.
 *
 * @typeParam Arguments - As they are declared.
 * @typeParam Options - As they are declared.
 */
export type CommandValues<Arguments, Options> = {
  readonly [Name in DeclaredNames<Arguments>]:
    GivenValue<Arguments[Name]> | MissingValue<Arguments[Name], never>;
} & {
  readonly [Name in DeclaredNames<Options>]:
    GivenValue<Options[Name]> | MissingValue<Options[Name], undefined>;
};

/**
 * A command with the arguments and options that it takes.
 *
 * @typeParam Arguments - The words after its name, in their order.
 * @typeParam Options - What is written `--name`; `dryRun` is `--dry-run`.
 */
export interface CommandDefinition<
  Arguments extends Readonly<Record<string, ArgumentDefinition>>,
  Options extends Readonly<Record<string, OptionDefinition>>,
> {
  /** One line for `micro --help`, which opens its own help too. */
  readonly description: string;
  /** The words after its name, in their order. @default it takes none */
  readonly arguments?: Arguments;
  /** What is written `--name`; `dryRun` is `--dry-run`. @default none but --help */
  readonly options?: Options;
  /**
   * Does the work; what it returns is the exit status, nothing is 0.
   *
   * @param values - The arguments and options by name.
   */
  run(values: CommandValues<Arguments, Options>): MaybePromise<number | undefined | void>;
}

/**
 * Makes a command of what it takes (click's `@argument` and `@option`): its words become typed values, `--help` shows
 * them, and what it does not know gets a "did you mean". Options that are not given are those of the environment:
 * `--dry-run` of `micro posts import` is `MICRO_POSTS_IMPORT_DRY_RUN`.
 *
 * @returns A command for `setup.command()`, `app.command()`, or a package's `"micro": { "commands" }`.
 * @throws MicroError `MICRO_COMMAND_INVALID` for parameters that contradict each other.
 * @example
 * export const seed = defineCommand({
 *   description: "Adds movies.",
 *   arguments: { file: { description: "a JSON file" } },
 *   options: { count: { type: "integer", short: "n", default: 10 }, dryRun: { type: "boolean" } },
 *   run: ({ file, count, dryRun }) => addMovies(file, dryRun ? 0 : count), // string, number, boolean
 * });
 * app.command("seed", seed); // micro seed movies.json -n 3
 */
export function defineCommand<
  const Arguments extends Readonly<Record<string, ArgumentDefinition>>,
  const Options extends Readonly<Record<string, OptionDefinition>>,
>(definition: CommandDefinition<Arguments, Options>): Command {
  const { description } = definition;
  const parameters = toParameters(definition);
  checkParameters(parameters);
  return {
    description,
    usage: usageOf(parameters),
    complete: (words) => completeWords(parameters, words),
    async run(words, name = "") {
      // What reads words is of no use to an app that serves.
      const { runWithValues } = await import("./command-values.ts");
      // They are what the declaration says.
      return runWithValues(words, { name, description, parameters }, (values) =>
        definition.run(values as CommandValues<Arguments, Options>),
      );
    },
  };
}
