import { type Command, CommandGroup } from "./command.ts";
import { type CommandDefinition, defineCommand } from "./command-definition.ts";
import type { ArgumentDefinition, OptionDefinition } from "./command-parameters.ts";

/**
 * The part of the `micro` command line that an app, a blueprint or a group of commands adds (Flask's `app.cli`).
 *
 * @example
 * app.cli.command("seed", {
 *   description: "Adds movies.",
 *   arguments: { file: { description: "a JSON file" } },
 *   options: { count: { type: "integer", short: "n", default: 10 } },
 *   run: ({ file, count }) => addMovies(file, count), // string, number
 * }); // micro seed movies.json -n 3
 * const users = app.cli.group("users", "Who may log in.");
 * users.command("create", { description: "Adds one.", arguments: { name: {} }, run: ({ name }) => createUser(name) });
 */
export class CommandLine {
  readonly #add: (name: string, command: Command) => void;
  readonly #groups = new Map<string, CommandLine>();

  /** @param add - Takes each command and group; for Micro itself. */
  constructor(add: (name: string, command: Command) => void) {
    this.#add = add;
  }

  /**
   * Adds a command with what it takes; see {@link defineCommand}.
   *
   * @param name - One word, after `micro`.
   * @param definition - What it takes and does, or what {@link defineCommand} has made of that.
   * @throws MicroError `MICRO_COMMAND_INVALID` for a name that is not one word, or parameters that contradict each other.
   */
  command<
    const Arguments extends Readonly<Record<string, ArgumentDefinition>>,
    const Options extends Readonly<Record<string, OptionDefinition>>,
  >(name: string, definition: CommandDefinition<Arguments, Options>): void {
    this.#add(name, isReady(definition) ? definition : defineCommand(definition));
  }

  /** Adds a command that is ready: one of {@link defineCommand}, or one that reads its words itself. */
  add(name: string, command: Command): void {
    this.#add(name, command);
  }

  /**
   * A word before the names of other commands: `micro users create`. Asked for again it is the same group.
   *
   * @param name - The word.
   * @param description - One line for `micro --help`. @default the names of its commands
   * @throws MicroError `MICRO_COMMAND_INVALID` for a name that is not one word.
   */
  group(name: string, description = ""): CommandLine {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const group = new CommandGroup(name, { description });
    const line = new CommandLine((word, command) => group.add(word, command));
    this.#add(name, group);
    this.#groups.set(name, line);
    return line;
  }
}

/** What is defined already knows its usage; a definition leaves that to {@link defineCommand}. */
function isReady(command: object): command is Command {
  return "usage" in command;
}
