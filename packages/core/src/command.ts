import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";
import type { MaybePromise } from "./maybe-promise.ts";

/** A command of the `micro` command line. */
export interface Command {
  /** One line for `micro --help`. */
  readonly description: string;
  /** What may stand after its name, for `micro --help`. @default "[words...]" */
  readonly usage?: string;
  /**
   * Does the work; what it returns is the exit status, nothing is 0.
   *
   * @param words - What stands after the command's name.
   * @param name - The words that called it, those of its groups first: `posts import`.
   */
  run(words: readonly string[], name?: string): MaybePromise<number | undefined | void>;
  /**
   * What may follow, for the completion of shells. @default nothing is known
   *
   * @param words - What stands after the command's name already.
   */
  complete?(words: readonly string[]): readonly CommandCandidate[];
}

/** A word that may come next, for the completion of shells. */
export interface CommandCandidate {
  readonly word: string;
  /** One line that says what it is; "" for nothing. */
  readonly about: string;
}

/** The name of a command: one word, which is no option. */
const NAME = /^[\p{L}\p{N}_][^\s[\]<>]*$/u;

/** Runs a task with what it needs around it. */
type Surroundings = <Result>(task: () => MaybePromise<Result>) => MaybePromise<Result>;

/** What a group is made with. */
export interface CommandGroupOptions {
  /** One line for `micro --help`. @default the names of its commands */
  readonly description?: string;
  /** The group whose commands it shows; for Micro itself. @default it has its own */
  readonly of?: CommandGroup;
  /** What the commands run in; for Micro itself. @default nothing */
  readonly enter?: Surroundings;
}

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
  readonly #description: string;
  /** What stands after its name. */
  readonly usage = "<command>";

  /**
   * @param name - The word before the commands' own.
   */
  constructor(name: string, { description, of: shown, enter = (task) => task() }: CommandGroupOptions = {}) {
    this.#name = name;
    this.#commands = shown === undefined ? new Map<string, Command>() : shown.#commands;
    this.#enter = enter;
    this.#description = description ?? (shown === undefined ? "" : shown.#description);
  }

  /** The commands by their names. */
  get commands(): ReadonlyMap<string, Command> {
    return this.#commands;
  }

  /** The line of its own, or one that names them. */
  get description(): string {
    return this.#description === ""
      ? `Commands: ${[...this.#commands.keys()].join(", ")}`
      : this.#description;
  }

  /**
   * Adds a command, or another group.
   *
   * @throws MicroError `MICRO_COMMAND_INVALID` for a name that is not one word.
   */
  add(name: string, command: Command): void {
    checkCommandName(name);
    this.#commands.set(name, command);
  }

  /** Adds what another group has and this one has not; for Micro itself. */
  "~join"(other: CommandGroup): void {
    for (const [name, command] of other.#commands) {
      if (!this.#commands.has(name)) this.#commands.set(name, command);
    }
  }

  /** What may follow: the commands, or what may follow one of them. */
  complete([name, ...words]: readonly string[]): readonly CommandCandidate[] {
    if (name !== undefined) return this.#commands.get(name)?.complete?.(words) ?? [];
    return [...this.#commands].map(([word, { description }]) => ({ word, about: description }));
  }

  /** Runs the command that the first word names; without one, and for `--help`, it lists them. */
  run([name, ...words]: readonly string[]): MaybePromise<number | undefined | void> {
    const command = name === undefined ? undefined : this.#commands.get(name);
    if (command instanceof CommandGroup && name !== undefined)
      return new CommandGroup(`${this.#name} ${name}`, { of: command, enter: this.#enter }).run(words);
    if (command !== undefined) return this.#enter(() => command.run(words, `${this.#name} ${name}`));
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
    const terms = known.map(([name, { usage = "" }]) => `${this.#name} ${name} ${usage}`.trimEnd());
    const width = Math.max(0, ...terms.map((term) => term.length));
    const lines = known.map(
      ([, { description }], index) => `  ${terms[index]?.padEnd(width)}  ${description}`,
    );
    const about = this.#description === "" ? "" : `${this.#description}\n`;
    return `Usage: micro ${this.#name} <command>\n${about}Commands:\n${lines.join("\n")}`;
  }
}

/** Refuses a name that cannot be called. @throws MicroError `MICRO_COMMAND_INVALID` */
function checkCommandName(name: string): void {
  if (NAME.test(name)) return;
  throw new MicroError(
    "MICRO_COMMAND_INVALID",
    `A command cannot be called ${JSON.stringify(name)}. Its name is one word, as in "create-user"; a group makes a word before it.`,
  );
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
   * @throws MicroError `MICRO_COMMAND_DUPLICATE` when two extensions add one of the same name, `MICRO_COMMAND_INVALID`
   *   for a name that is not one word.
   */
  add(name: string, command: Command, { group, owner = "" }: CommandPlace = {}): void {
    checkCommandName(name);
    this.#claim(group === undefined ? name : `${group} ${name}`, owner);
    const enter = this.#enter;
    const known = this.#commands.get(group ?? name);
    if (group === undefined) {
      // A blueprint may have made a group of this name before.
      if (command instanceof CommandGroup && known instanceof CommandGroup) command["~join"](known);
      return void this.#commands.set(name, within(name, command, enter));
    }
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
  const { description, usage } = command;
  return {
    description,
    ...(usage !== undefined && { usage }),
    run: (words) => enter(() => command.run(words, name)),
    complete: (words) => command.complete?.(words) ?? [],
  };
}
