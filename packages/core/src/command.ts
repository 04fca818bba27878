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
