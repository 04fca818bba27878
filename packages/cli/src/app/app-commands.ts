import type { Command } from "@micro-web/core";

import { reportError } from "../errors/error-report.ts";
import type { Shell } from "../shell.ts";
import { type AppChoice, closeApp, openApp } from "./opened-app.ts";

/** The commands that an app and its extensions bring. */
export interface AppCommands {
  readonly commands: ReadonlyMap<string, Command>;
  /** Why there are none; "" when the app was imported. */
  readonly failure: string;
  /** Ends what the commands have used. */
  readonly close: () => Promise<void>;
}

/**
 * Imports an app for its commands. A failure is part of the result: it must not take away the other commands.
 *
 * @example
 * const { commands, close } = await readAppCommands({ app: undefined }, shell);
 * await commands.get("seed")?.run(["--all"]);
 * await close();
 */
export async function readAppCommands(choice: AppChoice, shell: Shell): Promise<AppCommands> {
  try {
    const { app } = await openApp(choice, shell);
    return { commands: app.commands, failure: "", close: () => closeApp(app, shell) };
  } catch (error) {
    return { commands: new Map(), failure: reportError(error, shell.folder), close: async () => {} };
  }
}
