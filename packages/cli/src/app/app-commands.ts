import type { Command } from "@micro-web/core";

import { reportError } from "../errors/error-report.ts";
import type { Shell } from "../shell.ts";
import { type AppChoice, closeApp, openApp } from "./opened-app.ts";
import { readPackageCommands } from "./package-commands.ts";

/** The commands that an app, its extensions and the packages of its project bring. */
export interface AppCommands {
  readonly commands: ReadonlyMap<string, Command>;
  /** Why some are missing; "" when none is. */
  readonly failure: string;
  /** Ends what the commands have used. */
  readonly close: () => Promise<void>;
}

/**
 * Imports an app, and the commands of packages, for its commands. A failure is part of the result: it must not take away
 * the other commands. The app's come before those of packages.
 *
 * @example
 * const { commands, close } = await readAppCommands({ app: undefined }, shell);
 * await commands.get("seed")?.run(["--all"]);
 * await close();
 */
export async function readAppCommands(choice: AppChoice, shell: Shell): Promise<AppCommands> {
  const packages = await settle(readPackageCommands(shell.folder), shell);
  const opened = await settle(openApp(choice, shell), shell);
  const failure = [packages.failure, opened.failure].filter((text) => text !== "").join("\n");
  const app = opened.value?.app;
  return {
    commands: new Map([...(packages.value ?? []), ...(app?.commands ?? [])]),
    failure,
    close: async () => {
      if (app !== undefined) await closeApp(app, shell);
    },
  };
}

async function settle<Value>(
  pending: Promise<Value>,
  { folder }: Shell,
): Promise<{ readonly value?: Value; readonly failure: string }> {
  try {
    return { value: await pending, failure: "" };
  } catch (error) {
    return { failure: reportError(error, folder) };
  }
}
