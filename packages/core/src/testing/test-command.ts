import { didYouMean } from "../did-you-mean.ts";
import { traceOf } from "../error-trace.ts";
import type { Command } from "../command.ts";
import { OutputCapture } from "./output-capture.ts";

/** What became of a command. */
export interface CommandResult {
  /** 0 when all went well; 1 after an error, 2 for a command that does not exist, or what the command returned. */
  readonly exitCode: number;
  /** What it wrote with `console.log` or to `process.stdout`. */
  readonly stdout: string;
  /** What it wrote with `console.error` or to `process.stderr`, and the trace of an error. */
  readonly stderr: string;
  /** What it threw; `undefined` without an error. */
  readonly error: unknown;
}

/** As the command line answers. */
const NO_SUCH_COMMAND = 2;

/** Commands run one after the other: there is one output to capture. */
let lastRun: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of an app as the `micro` command line would, and captures what it writes (Flask's `test_cli_runner`).
 *
 * @param app - Under test. @param words - The command's name and what stands after it.
 * @example
 * const { exitCode, stdout } = await runCommand(app, ["seed", "--count", "3"]);
 * expect([exitCode, stdout]).toEqual([0, "Added 3 movies.\n"]);
 */
export function runCommand(
  app: { readonly commands: ReadonlyMap<string, Command> },
  [name = "", ...words]: readonly string[],
): Promise<CommandResult> {
  const command = app.commands.get(name);
  if (command === undefined) {
    const stderr = `There is no command ${JSON.stringify(name)}.${didYouMean(name, app.commands.keys())}\n`;
    return Promise.resolve({ exitCode: NO_SUCH_COMMAND, stdout: "", stderr, error: undefined });
  }
  const run = lastRun.then(() => capture(command, words));
  lastRun = run;
  return run;
}

/** Never rejects. */
async function capture(command: Command, words: readonly string[]): Promise<CommandResult> {
  using output = new OutputCapture();
  try {
    const status = await command.run(words);
    const exitCode = typeof status === "number" ? status : 0;
    return { exitCode, stdout: output.stdout, stderr: output.stderr, error: undefined };
  } catch (error) {
    return { exitCode: 1, stdout: output.stdout, stderr: `${output.stderr}${traceOf(error)}\n`, error };
  }
}
