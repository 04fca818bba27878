import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";
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

/** Runs a task with what it needs around it. */
type Surroundings = <Result>(task: () => MaybePromise<Result>) => MaybePromise<Result>;

/**
 * Commands under one name, those of a blueprint: `micro blog import`. Groups nest.
 *
 * @example
 * const users = new CommandGroup("users");
 * users.add("create", { description: "Creates a user.", run: ([name]) => createUser(name) });
 * app.command("users", users); // micro users create ann
 */
export class CommandGroup implements Command {
  readonly #name: string;
  readonly #commands: Map<string, Command>;
  readonly #enter: Surroundings;

  /**
   * @param name - The word before the commands' own.
   * @param group - Whose commands it shows, and what they run in; for Micro itself. @default none yet
   */
  constructor(name: string, group: { readonly of?: CommandGroup; readonly enter?: Surroundings } = {}) {
    this.#name = name;
    this.#commands = group.of === undefined ? new Map<string, Command>() : group.of.#commands;
    this.#enter = group.enter ?? ((task) => task());
  }

  /** The commands by their names. */
  get commands(): ReadonlyMap<string, Command> {
    return this.#commands;
  }

  /** One line that names them. */
  get description(): string {
    return `Commands: ${[...this.#commands.keys()].join(", ")}`;
  }

  /** Adds a command, or another group. */
  add(name: string, command: Command): void {
    this.#commands.set(name, command);
  }

  /** Runs the command that the first word names; without one, and for `--help`, it lists them. */
  run([name, ...words]: readonly string[]): MaybePromise<number | undefined | void> {
    const command = name === undefined ? undefined : this.#commands.get(name);
    if (command instanceof CommandGroup && name !== undefined)
      return new CommandGroup(`${this.#name} ${name}`, { of: command, enter: this.#enter }).run(words);
    if (command !== undefined) return this.#enter(() => command.run(words));
    if (name === "--help" || name === "-h") {
      console.log(this.#usage);
      return 0;
    }
    const hint =
      name === undefined
        ? ""
        : `There is no command ${this.#name} ${name}.${didYouMean(name, this.#commands.keys())}\n`;
    console.error(`${hint}${this.#usage}`);
    return 2;
  }

  get #usage(): string {
    const known = [...this.#commands].filter(([, command]) => !isEmptyGroup(command));
    const width = Math.max(0, ...known.map(([name]) => name.length));
    const lines = known.map(
      ([name, { description }]) => `  ${this.#name} ${name.padEnd(width)}  ${description}`,
    );
    return `Usage: micro ${this.#name} <command>\nCommands:\n${lines.join("\n")}`;
  }
}

/** Whether it is a group without a command. */
function isEmptyGroup(command: Command): boolean {
  return command instanceof CommandGroup && [...command.commands.values()].every(isEmptyGroup);
}

/** Where a command stands, and whose it is. */
export interface CommandPlace {
  /** A word before its name. @default none */
  readonly group?: string | undefined;
  /** The extension that adds it. @default the app */
  readonly owner?: string;
}

/** The commands of an app. */
export class CommandTable {
  readonly #owners = new Map<string, string>();
  readonly #commands = new Map<string, Command>();
  readonly #enter: Surroundings;

  /** @param enter - What every command runs in: the app's context. */
  constructor(enter: Surroundings) {
    this.#enter = enter;
  }

  /** The commands by their first words; no group is empty. */
  get all(): ReadonlyMap<string, Command> {
    return new Map([...this.#commands].filter(([, command]) => !isEmptyGroup(command)));
  }

  /**
   * Adds a command or a group, into a group if one is named; the app's own replace those of extensions.
   *
   * @throws MicroError `MICRO_COMMAND_DUPLICATE` when two extensions add one of the same name.
   */
  add(name: string, command: Command, { group, owner = "" }: CommandPlace = {}): void {
    this.#claim(group === undefined ? name : `${group} ${name}`, owner);
    const enter = this.#enter;
    if (group === undefined) return void this.#commands.set(name, within(name, command, enter));
    const known = this.#commands.get(group);
    const commands = known instanceof CommandGroup ? known : new CommandGroup(group, { enter });
    commands.add(name, command);
    this.#commands.set(group, commands);
  }

  #claim(words: string, owner: string): void {
    if (owner === "") return;
    const known = this.#owners.get(words);
    this.#owners.set(words, owner);
    if (known === undefined) return;
    throw new MicroError(
      "MICRO_COMMAND_DUPLICATE",
      `The extensions ${JSON.stringify(known)} and ${JSON.stringify(owner)} both add the command "micro ${words}". ` +
        "Leave one of them out, or give its command another name if it has an option for that.",
    );
  }
}

/** The command, run with something around it; a group stays one, whose commands may still be added. */
function within(name: string, command: Command, enter: Surroundings): Command {
  if (command instanceof CommandGroup) return new CommandGroup(name, { of: command, enter });
  return {
    description: command.description,
    run: (words) => enter(() => command.run(words)),
  };
}
