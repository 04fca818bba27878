import type { Terminal } from "./terminal.ts";

/** What npm and its kin say when there is no network. */
const OFFLINE =
  /ENOTFOUND|EAI_AGAIN|ENETUNREACH|ECONNREFUSED|ETIMEDOUT|ENOTCACHED|ERR_PNPM_META_FETCH_FAIL|network/i;
const MANAGERS = ["npm", "pnpm", "yarn", "bun"];
const LAST_LINES = 15;

/** The package manager that runs this: that of `pnpm create micro-web` is pnpm. @default npm */
export function packageManagerOf(environment: Terminal["environment"]): string {
  const name = environment["npm_config_user_agent"]?.split("/")[0] ?? "";
  return MANAGERS.includes(name) ? name : "npm";
}

/**
 * Installs the dependencies of a project, and shows for how long it has been at it.
 *
 * @returns Whether it went well; if not, it has said why, and what to do.
 */
export async function installDependencies(terminal: Terminal, folder: string): Promise<boolean> {
  const manager = packageManagerOf(terminal.environment);
  const started = Date.now();
  const what = `Installing the dependencies with ${manager}`;
  const show = (): void =>
    terminal.showProgress(`${what} ... ${Math.round((Date.now() - started) / 1000)} s`);
  if (!terminal.isInteractive) terminal.print(`${what} ...`);
  const timer = terminal.isInteractive ? setInterval(show, 200) : undefined;
  const { status, output } = await terminal.run(manager, ["install"], folder);
  clearInterval(timer);
  if (terminal.isInteractive) terminal.showProgress("");
  if (status === 0) return true;
  terminal.warn(explain(manager, output));
  return false;
}

function explain(manager: string, output: string): string {
  const isOffline = OFFLINE.test(output);
  const reason = isOffline
    ? `${manager} does not reach its registry: there seems to be no network.`
    : `${manager} says:\n${output.trim().split("\n").slice(-LAST_LINES).join("\n")}`;
  return `The dependencies were not installed. ${reason}\nThe project itself is complete; ${
    isOffline ? "once there is a network" : "when that is solved"
  }, run "${manager} install" in it.`;
}
