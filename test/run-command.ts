import { execFile } from "node:child_process";

/** What a finished command said. */
export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Everything it said, for the message of a failing test: stdout, then stderr. */
  readonly output: string;
}

/**
 * The environment of a user's shell: without what npm and vitest add to it, which would point the tools of the
 * command back at this repository.
 */
export function userEnvironment(): NodeJS.ProcessEnv {
  const own =
    /^(npm_(lifecycle|package|config_local_prefix|config_prefix|command|execpath)|VITEST|TEST$|NODE_ENV|INIT_CWD|MICRO_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}

/** Runs a command to its end, as a user would. */
export function runCommand(command: string, parameters: string[], cwd: string): Promise<CommandResult> {
  return new Promise((resolve) => {
    const options = { cwd, env: userEnvironment(), maxBuffer: 2 ** 26 };
    execFile(command, parameters, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, stdout, output: `${stdout}${stderr}` });
    });
  });
}
