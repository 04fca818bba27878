import { Argument, Command, CommanderError, Help, Option } from "commander";

import type { Actions, ProgramOutput } from "./actions.ts";
import type { AppCommands } from "./app/app-commands.ts";
import type { AppChoice } from "./app/opened-app.ts";
import { FAIL_LEVELS, type CheckOptions } from "./check/check-options.ts";
import {
  type Candidate,
  COMPLETE,
  COMPLETED_SHELLS,
  type CompletedShell,
  completionScript,
  toCandidates,
} from "./completion.ts";
import type { ConfigOptions } from "./config/config-options.ts";
import { READ_ELSEWHERE, variableOf } from "./option-variable.ts";
import { candidatesOf, readOption, readPort, withAppOptions, withServeOptions } from "./program-options.ts";
import { ROUTE_ORDERS, type RoutesOptions } from "./route-options.ts";
import { type RunOptions, splitList } from "./run-options.ts";
import type { SecretOptions } from "./secret.ts";
import { splitWords } from "./serve/command-words.ts";
import type { ServeOptions } from "./serve/serve-options.ts";
import { isSettingName, type ServeSettings } from "./serve/serve-settings.ts";
import { TEMPLATE_LEVELS, type TemplatesCheckOptions } from "./templates/templates-options.ts";

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

/** The options of one command, as they are read. */
type FlagsOf<Options extends AppChoice> = Flags & Partial<Omit<Options, keyof AppChoice>>;

/** The options of `micro serve`, as they are read. */
type ServeFlags = FlagsOf<ServeOptions> & Partial<ServeSettings>;

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
    this.#addServe();
    this.#addRoutes();
    this.#addShell();
    this.#addCheck();
    this.#addConfig();
    this.#addSecret();
    this.#addCompletion();
    this.#addNew();
    this.#addTemplates();
  }

  async run(words: string[]): Promise<number> {
    const [name, ...operands] = this.#command.parseOptions(words).operands;
    if (name !== undefined && this.#names().includes(name)) return this.#parse(words);
    const own = await this.#actions.readAppCommands(this.#choice({}));
    try {
      this.#addAppCommands(own);
      // The command knows what it takes, and a group what it has.
      const isHelp = name === "help" && own.commands.has(operands[0] ?? "");
      return await this.#parse(isHelp ? [...operands, "--help"] : words);
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
      .enablePositionalOptions()
      .configureHelp({ subcommandTerm })
      .hook("preAction", (_root, command) => this.#readOptions(command));
    return withAppOptions(root);
  }

  #addRun(): void {
    withAppOptions(this.#command.command("run").description("serve the app"))
      .option("--host <host>", "the address to listen on (default: 127.0.0.1)")
      .option("--port <port>", "the port to listen on; 0 takes a free one (default: 5000)", readPort)
      .option("--cert <file>", 'serve https with this certificate; "adhoc" makes one for this run')
      .option("--key <file>", "the private key of the certificate")
      .option("--reload", "start again when a file changes (never in production)")
      .option("--no-reload", "do not, whatever MICRO_RUN_RELOAD says")
      .option("--extra-files <paths>", "more files and folders whose changes count", splitList)
      .option(
        "--exclude-patterns <patterns>",
        "paths whose changes do not count, as in .gitignore",
        splitList,
      )
      .action(async (flags: FlagsOf<RunOptions>) => {
        this.#status = await this.#actions.run({ reload: false, ...flags, ...this.#choice(flags) });
      });
  }

  #addServe(): void {
    const command = this.#command
      .command("serve")
      .description("serve the app in production, with several processes");
    withServeOptions(withAppOptions(command))
      .option("-c, --config <file>", "the settings (default: micro.server.ts, .js or .mjs)")
      .option("--check-config", "say whether settings and app can be used, and end")
      .option("--print-config", "print the settings and where each comes from, and end")
      .action(async ({ checkConfig = false, printConfig = false, config, ...flags }: ServeFlags) => {
        const choice = this.#choice(flags);
        const { MICRO_SERVE_ARGS: words = "" } = this.#output.readEnvironment(choice.envFile);
        const variable = pickSettings(this.#readWords(splitWords(words)));
        const commandLine = pickSettings(flags);
        this.#status = await this.#actions.serve({
          ...choice,
          config,
          checkConfig,
          printConfig,
          variable,
          commandLine,
        });
      });
  }

  /** What MICRO_SERVE_ARGS says, as on a command line. */
  #readWords(words: readonly string[]): ServeFlags {
    const command = withServeOptions(new Command("MICRO_SERVE_ARGS"))
      .exitOverride()
      .configureOutput({ writeErr: (text) => this.#output.warn(text.replace(/\n$/, "")) });
    return command.parse([...words], { from: "user" }).opts<ServeFlags>();
  }

  #addRoutes(): void {
    const order = new Option("--sort <order>", "how they are sorted").choices(ROUTE_ORDERS);
    withAppOptions(this.#command.command("routes").description("list the routes of the app"))
      .addOption(order)
      .option("--method <method>", "only those that answer it")
      .option("--path <text>", "only those whose rule has this text, or whose rule matches this path")
      .option("--all-methods", "show HEAD and OPTIONS too")
      .option("--json", "print JSON")
      .action(async ({ json = false, ...flags }: FlagsOf<RoutesOptions>) => {
        this.#status = await this.#actions.routes({ ...flags, ...this.#choice(flags), json });
      });
  }

  #addShell(): void {
    withAppOptions(this.#command.command("shell").description("try the app's code, line by line")).action(
      async (flags: Flags) => {
        this.#status = await this.#actions.shell(this.#choice(flags));
      },
    );
  }

  #addCheck(): void {
    const level = new Option("--fail-level <level>", "what makes it fail").choices(FAIL_LEVELS);
    withAppOptions(this.#command.command("check").description("look for mistakes before visitors find them"))
      .option("--deploy", "check what a public server needs as well")
      .addOption(level.default("error"))
      .option("--json", "print JSON")
      .action(
        async ({ deploy = false, json = false, failLevel = "error", ...flags }: FlagsOf<CheckOptions>) => {
          this.#status = await this.#actions.check({ ...this.#choice(flags), deploy, json, failLevel });
        },
      );
  }

  #addConfig(): void {
    withAppOptions(
      this.#command.command("config").description("show the configuration and where each value comes from"),
    )
      .option("--changed", "only what is not a default")
      .option("--json", "print JSON")
      .action(async ({ changed = false, json = false, ...flags }: FlagsOf<ConfigOptions>) => {
        this.#status = await this.#actions.config({ ...this.#choice(flags), changed, json });
      });
  }

  #addSecret(): void {
    this.#command
      .command("secret")
      .description("print a new SECRET_KEY")
      .option("--write", "put it into .env, as MICRO_SECRET_KEY")
      .action(async ({ write = false }: Partial<SecretOptions>) => {
        this.#status = await this.#actions.secret({ write });
      });
  }

  #addCompletion(): void {
    this.#command
      .command("completion")
      .description("print what completes micro in your shell")
      .addArgument(new Argument("<shell>", "the shell").choices(COMPLETED_SHELLS))
      .action((shell: CompletedShell) => this.#output.print(completionScript(shell)));
    this.#command
      .command(`${COMPLETE} [words...]`, { hidden: true })
      .allowUnknownOption()
      .passThroughOptions()
      .action(async (words: string[]) => {
        const candidates = await this.#complete(words);
        if (candidates.length > 0)
          this.#output.print(candidates.map(({ word, about }) => `${word}\t${about}`).join("\n"));
      });
  }

  /** What the last word, which is not written to its end, may become. */
  async #complete(words: readonly string[]): Promise<Candidate[]> {
    const last = words.at(-1) ?? "";
    const name = words.slice(0, -1).find((word) => !word.startsWith("-"));
    const command = this.#command.commands.find((known) => known.name() === name);
    const all =
      command === undefined
        ? await this.#ownCandidates(name, words.slice(0, -1))
        : candidatesOf(command, words);
    return all.filter(({ word }) => word.startsWith(last) && (last !== "" || !word.startsWith("-")));
  }

  async #ownCandidates(name: string | undefined, before: readonly string[]): Promise<Candidate[]> {
    const { commands, close } = await this.#actions.readAppCommands(this.#choice({}));
    try {
      if (name === undefined) return [...candidatesOf(this.#command, []), ...toCandidates(commands)];
      return [...(commands.get(name)?.complete?.(before.slice(before.indexOf(name) + 1)) ?? [])];
    } finally {
      await close();
    }
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

  #addTemplates(): void {
    const group = this.#command.command("templates").description("check templates, or compile them");
    const level = new Option("--fail-level <level>", "what makes it fail").choices(TEMPLATE_LEVELS);
    withAppOptions(group.command("check").description("find mistakes in the templates of the app"))
      .addOption(level.default("error"))
      .option("--json", "print JSON, with the names that views have to give")
      .action(async ({ failLevel = "error", json = false, ...flags }: FlagsOf<TemplatesCheckOptions>) => {
        this.#status = await this.#actions.templatesCheck({ ...this.#choice(flags), failLevel, json });
      });
    withAppOptions(group.command("compile").description("write the templates as ES modules"))
      .option("--out <folder>", "the folder they are written to", "compiled-templates")
      .action(async ({ out = "compiled-templates", ...flags }: Flags & { readonly out?: string }) => {
        this.#status = await this.#actions.templatesCompile({ ...this.#choice(flags), out });
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
        .usage(command.usage ?? "[words...]")
        .helpGroup(OWN_COMMANDS)
        .helpOption(false)
        .allowUnknownOption()
        .passThroughOptions()
        .action(async (words: string[]) => {
          const status = await command.run(words, name);
          this.#status = typeof status === "number" ? status : 0;
        });
    }
  }

  /** Options that the command line does not have are those of the environment: `MICRO_ROUTES_SORT=match`. */
  #readOptions(command: Command): void {
    if (command.parent === null || !command.options.some(({ long }) => long === "--app")) return;
    const environment = this.#output.readEnvironment(this.#choice(command.opts<Flags>()).envFile);
    for (const option of command.options) {
      const text = environment[variableOf(command, option)];
      const isOwn = READ_ELSEWHERE.has(option.attributeName()) || option.negate;
      const source = command.getOptionValueSource(option.attributeName());
      if (isOwn || text === undefined || text === "" || (source !== undefined && source !== "default"))
        continue;
      command.setOptionValueWithSource(option.attributeName(), readOption(command, option, text), "env");
    }
  }

  #names(): string[] {
    return this.#command.commands.map((command) => command.name());
  }

  /** The options of a command, and for those that it has not, the ones before its name. */
  #choice({ app, debug, envFile }: Flags): AppChoice {
    const before = this.#command.opts<Flags>();
    return { app: app ?? before.app, debug: debug ?? before.debug, envFile: envFile ?? before.envFile };
  }
}

/** The heading of commands that are not Micro's own. */
const OWN_COMMANDS = "Commands of the app:";

/** How a command is called, in the list of all. */
function subcommandTerm(command: Command): string {
  return command.helpGroup() === OWN_COMMANDS
    ? `${command.name()} ${command.usage()}`
    : new Help().subcommandTerm(command);
}

function pickSettings(flags: ServeFlags): Partial<ServeSettings> {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => isSettingName(name)));
}
