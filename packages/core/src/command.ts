import { didYouMean } from "./did-you-mean.ts";
import type { MaybePromise } from "./maybe-promise.ts";

/** A command of the `micro` command line. */
export interface Command {
  /** One line for `micro --help`. */
  readonly description: string;
  /**
   * Does the work; what it returns is the exit status, nothing is 0.
   *
   * @param words - What stands after the command's name.
   */
  run(words: readonly string[]): MaybePromise<number | undefined | void>;
}

/** Commands under one name, those of a blueprint: `micro blog import`. */
export class CommandGroup implements Command {
  readonly #name: string;
  readonly #commands = new Map<string, Command>();

  /** @param name - The word before the commands' own. */
  constructor(name: string) {
    this.#name = name;
  }

  /** The commands by their names. */
  get commands(): ReadonlyMap<string, Command> {
    return this.#commands;
  }

  /** One line that names them. */
  get description(): string {
    return `Commands: ${[...this.#commands.keys()].join(", ")}`;
  }

  /** Adds a command. */
  add(name: string, command: Command): void {
    this.#commands.set(name, command);
  }

  /** Runs the command that the first word names; without one it lists them. */
  run([name, ...words]: readonly string[]): MaybePromise<number | undefined | void> {
    const command = name === undefined ? undefined : this.#commands.get(name);
    if (command !== undefined) return command.run(words);
    const known = [...this.#commands].map(
      ([word, { description }]) => `  ${this.#name} ${word}  ${description}`,
    );
    const hint =
      name === undefined
        ? ""
        : `There is no command ${this.#name} ${name}.${didYouMean(name, this.#commands.keys())}\n`;
    console.error(`${hint}Commands:\n${known.join("\n")}`);
    return 2;
  }
}

/** The commands of an app. */
export class CommandTable {
  readonly #commands = new Map<string, Command>();

  /** The commands by their first words. */
  get all(): ReadonlyMap<string, Command> {
    return this.#commands;
  }

  /** Adds a command, into a group if one is named. */
  add(name: string, command: Command, group?: string): void {
    if (group === undefined) return void this.#commands.set(name, command);
    const known = this.#commands.get(group);
    const commands = known instanceof CommandGroup ? known : new CommandGroup(group);
    commands.add(name, command);
    this.#commands.set(group, commands);
  }
}
