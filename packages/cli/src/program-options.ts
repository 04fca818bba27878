import { type Command, InvalidArgumentError, type Option } from "commander";

import { isOn } from "./app/environment.ts";
import type { Candidate } from "./completion.ts";
import { variableOf } from "./option-variable.ts";
import { parsePort } from "./run-options.ts";
import { type Setting, SETTINGS } from "./serve/serve-settings.ts";

/**
 * A value of the environment as the option would have read it.
 *
 * @throws CommanderError for a value that does not fit.
 * @example
 * readOption(command, portOption, "5000"); // 5000
 */
export function readOption(command: Command, option: Option, text: string): unknown {
  if (!option.required) return isOn(text);
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, undefined);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return command.error(
      `error: ${variableOf(command, option)} is ${JSON.stringify(text)}. ${error.message}`,
    );
  }
}

/**
 * The options and commands of a command; after an option with choices, these.
 *
 * @example
 * candidatesOf(routesCommand, ["routes", "--sort", ""]); // registration, match, ...
 */
export function candidatesOf(command: Command, words: readonly string[]): Candidate[] {
  const before = command.options.find(({ long }) => long === words.at(-2));
  const choices =
    before?.argChoices ?? command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  if (before?.required === true || choices.length > 0) return choices.map((word) => ({ word, about: "" }));
  const commands = command.createHelp().visibleCommands(command);
  return [
    ...commands.map((each) => ({ word: each.name(), about: each.description() })),
    ...command.options.map(({ long, description }) => ({ word: long ?? "", about: description })),
  ];
}

/**
 * Adds the options that say which app, and how it is imported.
 *
 * @example
 * withAppOptions(program.command("routes"));
 */
export function withAppOptions(command: Command): Command {
  return command
    .option("--app <path>", "the app: path/to/file.ts, file.ts:name, or file.ts:factory(values)")
    .option("--debug", "show errors in the browser and reload templates (never in production)")
    .option("--no-debug", "do not, whatever MICRO_DEBUG says")
    .option("--env-file <file>", "set the variables of this file, before those of .env and .micro.env");
}

/**
 * Adds the settings of the server.
 *
 * @example
 * withServeOptions(program.command("serve"));
 */
export function withServeOptions(command: Command): Command {
  for (const setting of Object.values(SETTINGS))
    command.option(setting.flags, setting.about, (text: string, before: unknown) =>
      readSetting(setting, text, before),
    );
  return command;
}

/** A list may be given in several options, or in one with commas. */
function readSetting({ read, isList = false }: Setting, text: string, before: unknown): unknown {
  try {
    if (!isList) return read(text);
    return [...(Array.isArray(before) ? before : []), ...text.split(",").map((each) => read(each.trim()))];
  } catch (error) {
    throw error instanceof RangeError ? new InvalidArgumentError(error.message) : error;
  }
}

/**
 * Reads the number of a port.
 *
 * @throws InvalidArgumentError for what is none.
 * @example
 * readPort("5000"); // 5000
 */
export function readPort(text: string): number {
  const port = parsePort(text);
  if (port !== null) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}
