import { Command, CommanderError, InvalidArgumentError } from "commander";

import type { AppCommands } from "./app/app-commands.ts";
import type { RoutesOptions } from "./routes.ts";
import { DEFAULT_PLACE, type RunOptions } from "./run-options.ts";
import type { Place } from "./server/listening.ts";

/** What the commands do. */
export interface Actions {
  readonly run: (options: RunOptions) => Promise<number>;
  readonly routes: (options: RoutesOptions) => Promise<number>;
  /** Asked for only when one of them is called, or when they are listed. */
  readonly readAppCommands: (app: string | undefined) => Promise<AppCommands>;
}

/** Where the program writes, and what it calls itself. */
export interface ProgramOutput {
  readonly version: string;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** The exit status of a command line that cannot be understood, as in most shells' own commands. */
const USAGE_ERROR = 2;

const APP_OPTION = [
  "--app <path>",
  "the app: path/to/file.ts, or path/to/file.ts:name of an app or a factory",
] as const;

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

/** Options as they are read: those that are not given, and have no default, are missing. */
interface Flags {
  readonly app?: string;
  readonly debug?: boolean;
  readonly reload?: boolean;
  readonly json?: boolean;
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
  }

  async run(words: string[]): Promise<number> {
    const [name] = this.#command.parseOptions(words).operands;
    if (name !== undefined && this.#names().includes(name)) return this.#parse(words);
    const own = await this.#actions.readAppCommands(this.#appOption());
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
    return new Command("micro")
      .description("Micro, the web framework: runs apps and their commands.")
      .version(version, "--version", "print the version")
      .option(...APP_OPTION)
      .configureOutput({ writeOut: withoutEnd(print), writeErr: withoutEnd(warn) })
      .exitOverride()
      .enablePositionalOptions();
  }

  #addRun(): void {
    this.#command
      .command("run")
      .description("serve the app")
      .option(...APP_OPTION)
      .option("--host <host>", "the address to listen on", DEFAULT_PLACE.host)
      .option("--port <port>", "the port to listen on; 0 takes a free one", parsePort, DEFAULT_PLACE.port)
      .option("--debug", "show errors in the browser and reload templates (never in production)")
      .option("--reload", "start again when a file changes (never in production)")
      .action(
        async ({ app = this.#appOption(), host, port, debug = false, reload = false }: Flags & Place) => {
          this.#status = await this.#actions.run({ app, host, port, debug, reload });
        },
      );
  }

  #addRoutes(): void {
    this.#command
      .command("routes")
      .description("list the routes of the app")
      .option(...APP_OPTION)
      .option("--json", "print JSON")
      .action(async ({ app = this.#appOption(), json = false }: Flags) => {
        this.#status = await this.#actions.routes({ app, json });
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

  #appOption(): string | undefined {
    return this.#command.opts<{ app?: string }>().app;
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535.");
}
