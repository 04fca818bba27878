import { reportError } from "../errors/error-report.ts";
import type { Shell } from "../shell.ts";
import type { App } from "./app.ts";
import { type LoadedApp, loadApp } from "./app-loader.ts";
import { type AppReference, findApp } from "./app-reference.ts";
import { type EnvironmentOptions, prepareEnvironment } from "./environment.ts";

/** Which app, and how it is imported. */
export interface AppChoice extends EnvironmentOptions {
  /** `path`, `path:name`, or `path:name(values)`. */
  readonly app: string | undefined;
}

/** An app that was imported, and where it was found. */
export interface OpenedApp extends LoadedApp {
  readonly reference: AppReference;
}

/**
 * Imports an app. Who opens it closes it.
 *
 * @throws CommandFailure when there is none; what its module throws.
 * @example
 * const { app } = await openApp({ app: "src/site.ts" }, shell);
 */
export async function openApp(choice: AppChoice, shell: Shell): Promise<OpenedApp> {
  prepareEnvironment(shell, choice);
  const reference = findApp(shell.folder, { option: choice.app, environment: shell.environment });
  return { reference, ...(await loadApp(reference)) };
}

/**
 * Closes an app; what goes wrong is told and stops nobody.
 *
 * @example
 * await closeApp(app, shell);
 */
export async function closeApp(
  app: Pick<App, "close">,
  shell: Pick<Shell, "warn" | "folder">,
): Promise<void> {
  try {
    await app.close();
  } catch (error) {
    shell.warn(`The app was not closed properly.\n${reportError(error, shell.folder)}`);
  }
}

/**
 * Imports an app, does something with it, and closes it.
 *
 * @returns What `use` returns.
 * @throws CommandFailure when there is no app; what the app or `use` throws.
 * @example
 * await withApp({ app: undefined }, shell, ({ app }) => app.listRoutes().length);
 */
export async function withApp<Result>(
  choice: AppChoice,
  shell: Shell,
  use: (opened: OpenedApp) => Result | Promise<Result>,
): Promise<Result> {
  const opened = await openApp(choice, shell);
  try {
    return await use(opened);
  } finally {
    await closeApp(opened.app, shell);
  }
}
