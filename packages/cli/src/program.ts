import { delimiter } from "node:path";

import { Command, CommanderError, InvalidArgumentError, Option } from "commander";

import type { AppCommands } from "./app/app-commands.ts";
import type { AppChoice } from "./app/opened-app.ts";
import { ROUTE_ORDERS, type RouteOrder, type RoutesOptions } from "./routes.ts";
import { parsePort, type RunOptions } from "./run-options.ts";

/** What the commands do. */
export interface Actions {
  readonly run: (options: RunOptions) => Promise<number>;
  readonly routes: (options: RoutesOptions) => Promise<number>;
  readonly shell: (choice: AppChoice) => Promise<number>;
  /** Reads its words itself. */
  readonly new: (words: readonly string[]) => Promise<number>;
  /** Asked for only when one of them is called, or when they are listed. */
  readonly readAppCommands: (choice: AppChoice) => Promise<AppCommands>;
}

/** Where the program writes, and what it calls itself. */
export interface ProgramOutput {
  readonly version: string;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** The exit status of a command line that cannot be understood, as in most shells' own commands. */
export const USAGE_ERROR = 2;

/**
 * Reads a command line and does what it says.
 *
 * @param argv - Without node and script.
 * @returns The exit status; 2 for a command line that cannot be understood.
 * @throws What the actions throw.
 * @example
 * await runProgram(["routes", "--json"], actions, { version: "1.0.0", print: console.log, warn: console.error });
 */
export async function runProgram(
  argv: readonly string[],
  actions: Actions,
  output: ProgramOutput,
): Promise<number> {
  const words = argv.length === 0 ? ["--help"] : [...argv];
  const program = new Program(actions, output);
  try {
    return await program.run(words);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? 0 : USAGE_ERROR;
  }
}

/** Options of all commands, as they are read: those that are not given are missing. */
type Flags = Partial<AppChoice>;

/** Options that only `micro run` has. */
type RunFlags = Flags & Partial<Omit<RunOptions, keyof AppChoice>>;

/** Options that only `micro routes` has. */
interface RoutesFlags extends Flags {
  readonly json?: boolean;
  readonly sort?: RouteOrder;
  readonly allMethods?: boolean;
}

/** The program while it reads one command line. */
class Program {
  readonly #command: Command;
  readonly #actions: Actions;
  readonly #output: ProgramOutput;
  #status = 0;

  constructor(actions: Actions, output: ProgramOutput) {
    this.#actions = actions;
    this.#output = output;
    this.#command = this.#createRoot();
    this.#addRun();
    this.#addRoutes();
    this.#addShell();
    this.#addNew();
  }

  async run(words: string[]): Promise<number> {
    const [name] = this.#command.parseOptions(words).operands;
    if (name !== undefined && this.#names().includes(name)) return this.#parse(words);
    const own = await this.#actions.readAppCommands(this.#choice({}));
    try {
      this.#addAppCommands(own);
      return await this.#parse(words);
    } finally {
      if (own.failure !== "") this.#output.warn(`\nThe commands of the app are missing:\n${own.failure}`);
      await own.close();
    }
  }

  async #parse(words: string[]): Promise<number> {
    await this.#command.parseAsync(words, { from: "user" });
    return this.#status;
  }

  #createRoot(): Command {
    const { version, print, warn } = this.#output;
    const withoutEnd = (write: (text: string) => void) => (text: string) => write(text.replace(/\n$/, ""));
    const root = new Command("micro")
      .description("Micro, the web framework: runs apps and their commands.")
      .version(version, "--version", "print the versions of Micro, Node and its server")
      .showHelpAfterError("Usage: micro [options] [command]. micro --help lists them.")
      .configureOutput({ writeOut: withoutEnd(print), writeErr: withoutEnd(warn) })
      .exitOverride()
      .enablePositionalOptions();
    return withAppOptions(root);
  }

  #addRun(): void {
    withAppOptions(this.#command.command("run").description("serve the app"))
      .option("--host <host>", "the address to listen on (default: 127.0.0.1)")
      .option("--port <port>", "the port to listen on; 0 takes a free one (default: 5000)", readPort)
      .option("--cert <file>", 'serve https with this certificate; "adhoc" makes one for this run')
      .option("--key <file>", "the private key of the certificate")
      .option("--reload", "start again when a file changes (never in production)")
      .option("--extra-files <paths>", "more files and folders whose changes count", splitList)
      .option(
        "--exclude-patterns <patterns>",
        "paths whose changes do not count, as in .gitignore",
        splitList,
      )
      .action(async (flags: RunFlags) => {
        this.#status = await this.#actions.run({ reload: false, ...flags, ...this.#choice(flags) });
      });
  }

  #addRoutes(): void {
    const order = new Option("--sort <order>", "how they are sorted").choices(ROUTE_ORDERS);
    withAppOptions(this.#command.command("routes").description("list the routes of the app"))
      .addOption(order)
      .option("--all-methods", "show HEAD and OPTIONS too")
      .option("--json", "print JSON")
      .action(async ({ json = false, allMethods = false, sort, ...flags }: RoutesFlags) => {
        this.#status = await this.#actions.routes({ ...this.#choice(flags), json, allMethods, sort });
      });
  }

  #addShell(): void {
    withAppOptions(this.#command.command("shell").description("try the app's code, line by line")).action(
      async (flags: Flags) => {
        this.#status = await this.#actions.shell(this.#choice(flags));
      },
    );
  }

  #addNew(): void {
    this.#command
      .command("new [words...]")
      .description("make a project: minimal, site, api or extension")
      .helpOption(false)
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (words: string[]) => {
        this.#status = await this.#actions.new(words);
      });
  }

  #addAppCommands({ commands }: AppCommands): void {
    const builtIn = this.#names();
    for (const [name, command] of commands) {
      if (builtIn.includes(name)) {
        this.#output.warn(`The app's command "${name}" is hidden by Micro's own. Give it another name.`);
        continue;
      }
      // Its words, options included, are the command's business.
      this.#command
        .command(`${name} [words...]`)
        .description(command.description)
        .helpGroup("Commands of the app:")
        .helpOption(false)
        .allowUnknownOption()
        .passThroughOptions()
        .action(async (words: string[]) => {
          const status = await command.run(words);
          this.#status = typeof status === "number" ? status : 0;
        });
    }
  }

  #names(): string[] {
    return this.#command.commands.map((command) => command.name());
  }

  /** The options of a command, and for those that it has not, the ones before its name. */
  #choice({ app, debug, envFile }: Flags): AppChoice {
    const before = this.#command.opts<Flags>();
    return {
      app: app ?? before.app,
      debug: debug ?? before.debug,
      envFile: envFile ?? before.envFile,
    };
  }
}

/** Adds the options that say which app, and how it is imported. */
function withAppOptions(command: Command): Command {
  return command
    .option("--app <path>", "the app: path/to/file.ts, file.ts:name, or file.ts:factory(values)")
    .option("--debug", "show errors in the browser and reload templates (never in production)")
    .option("--no-debug", "do not, whatever MICRO_DEBUG says")
    .option("--env-file <file>", "set the variables of this file, before those of .env and .microenv");
}

function readPort(text: string): number {
  const port = parsePort(text);
  if (port !== null) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}

/** Several values in one option are separated as in PATH. */
function splitList(text: string): string[] {
  return text.split(delimiter).filter((part) => part !== "");
}
