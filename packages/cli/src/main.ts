import { readFileSync } from "node:fs";

import { readAppCommands } from "./app/app-commands.ts";
import { reportError } from "./errors/error-report.ts";
import { runProgram } from "./program.ts";
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
  try {
    return await runProgram(
      argv,
      {
        run: (options) => (options.reload ? runWithReload(options, shell) : run(options, shell)),
        routes: (options) => routes(options, shell),
        readAppCommands: (app) => readAppCommands({ app }, shell),
      },
      { version: readVersion(), print: shell.print, warn: shell.warn },
    );
  } catch (error) {
    shell.warn(reportError(error, shell.folder));
    return 1;
  } finally {
    shell.endSoon();
  }
}

/** The version of this package, which all packages of Micro share. */
function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  );
  return `Micro ${manifest.version} (Node ${process.version})`;
}
