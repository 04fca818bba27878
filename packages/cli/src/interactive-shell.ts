import { relative } from "node:path";

import { type AppChoice, withApp } from "./app/opened-app.ts";
import type { Shell } from "./shell.ts";

/**
 * Reads lines of JavaScript and runs them with the app at hand: `app`, `client`, which sends it requests, and what its `shellContext()` functions give.
 * The lines run as commands do: what needs the current app finds it.
 *
 * @returns The exit status.
 * @example
 * await openShell({ app: "src/site.ts" }, shell);
 */
export async function openShell(choice: AppChoice, shell: Shell): Promise<number> {
  return withApp(choice, shell, async ({ app, title, reference }) => {
    const names = { client: app.testClient(), ...app.makeShellContext() };
    const known = Object.keys(names).join(", ");
    shell.print(`${title} of ${relative(shell.folder, reference.file)}, with ${known}. Ctrl+D ends.`);
    await app.runInContext(() => shell.readLines?.(names));
    return 0;
  });
}
