import { readFileSync } from "node:fs";

import type { Actions } from "./actions.ts";
import { readEnvironment } from "./app/environment.ts";
import { CommandFailure } from "./errors/command-failure.ts";
import { runProgram, USAGE_ERROR } from "./program.ts";
import { createShell, type Shell } from "./shell.ts";

/**
 * The `micro` command.
 *
 * @param argv - The words of the command line, without node and script.
 * @param shell - What it needs of its process. @default this process
 * @returns The exit status: 0, 1 when something failed, 2 for a command line that cannot be understood, or
 *   what a command of the app returned.
 * @example
 * process.exitCode = await main(process.argv.slice(2));
 */
export async function main(argv: readonly string[], shell: Shell = createShell()): Promise<number> {
  process.setSourceMapsEnabled(true);
  // Its code may call app.run(), which has nothing to do then.
  shell.environment["MICRO_RUN_FROM_CLI"] = "1";
  try {
    return await runProgram(argv, createActions(shell), {
      version: readVersion(),
      print: shell.print,
      warn: shell.warn,
      readEnvironment: (envFile) => readEnvironment(shell, { envFile }),
    });
  } catch (error) {
    const { reportError } = await import("./errors/error-report.ts");
    shell.warn(reportError(error, shell.folder, { isFull: argv.includes("--debug") }));
    return error instanceof CommandFailure && error.isUsage ? USAGE_ERROR : 1;
  } finally {
    shell.endSoon();
  }
}

/** What the commands do. Each is imported when it is asked for: `micro --help` needs none of them. */
function createActions(shell: Shell): Actions {
  return {
    run: async (options) =>
      options.reload
        ? (await import("./reload/run-with-reload.ts")).runWithReload(options, shell)
        : (await import("./run.ts")).run(options, shell),
    serve: async (options) => (await import("./serve/serve.ts")).serve(options, shell),
    routes: async (options) => (await import("./routes.ts")).routes(options, shell),
    shell: async (options) => (await import("./interactive-shell.ts")).openShell(options, shell),
    check: async (options) => (await import("./check/check.ts")).check(options, shell),
    config: async (options) => (await import("./config/config-listing.ts")).listConfig(options, shell),
    new: async (words) => (await import("./new.ts")).createProject(words, shell),
    templatesCheck: async (options) =>
      (await import("./templates/templates-check.ts")).templatesCheck(options, shell),
    templatesCompile: async (options) =>
      (await import("./templates/templates-compile.ts")).templatesCompile(options, shell),
    secret: async (options) => (await import("./secret.ts")).secret(options, shell),
    readAppCommands: async (choice) => (await import("./app/app-commands.ts")).readAppCommands(choice, shell),
  };
}

/** The version of this package, which all packages of Micro share, of the runtime, and of what reads HTTP. */
function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const { node, llhttp } = process.versions;
  return `Micro ${manifest.version}\nNode ${node}\nnode:http with llhttp ${llhttp}`;
}
