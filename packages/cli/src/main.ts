import { readFileSync } from "node:fs";

import { readAppCommands } from "./app/app-commands.ts";
import { CommandFailure } from "./errors/command-failure.ts";
import { reportError } from "./errors/error-report.ts";
import { openShell } from "./interactive-shell.ts";
import { createProject } from "./new.ts";
import { runProgram, USAGE_ERROR } from "./program.ts";
import { runWithReload } from "./reload/run-with-reload.ts";
import { routes } from "./routes.ts";
import { run } from "./run.ts";
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
    return await runProgram(
      argv,
      {
        run: (options) => (options.reload ? runWithReload(options, shell) : run(options, shell)),
        routes: (options) => routes(options, shell),
        shell: (options) => openShell(options, shell),
        new: (words) => createProject(words, shell),
        readAppCommands: (choice) => readAppCommands(choice, shell),
      },
      { version: readVersion(), print: shell.print, warn: shell.warn },
    );
  } catch (error) {
    shell.warn(reportError(error, shell.folder));
    return error instanceof CommandFailure && error.isUsage ? USAGE_ERROR : 1;
  } finally {
    shell.endSoon();
  }
}

/** The version of this package, which all packages of Micro share, of the runtime, and of what reads HTTP. */
function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  const { node, llhttp } = process.versions;
  return `Micro ${manifest.version}\nNode ${node}\nnode:http with llhttp ${llhttp}`;
}
