import { basename } from "node:path";

import { CommandFailure } from "../errors/command-failure.ts";
import { type App, isApp } from "./app.ts";
import type { AppReference } from "./app-reference.ts";
import { importFile, type ModuleExports } from "./module-import.ts";

/** An app and how it was found in its module. */
export interface LoadedApp {
  readonly app: App;
  /** The export, with `()` after the name of a factory. */
  readonly title: string;
}

const FACTORIES = ["createApp", "makeApp"];

/**
 * Imports an app.
 *
 * Takes the named export, an app or a function that makes one. Without a name: `app`, else the only app that
 * is exported, else the result of `createApp()` or `makeApp()`.
 *
 * @throws CommandFailure when the module has no such app; what the module throws.
 * @example
 * const { app, title } = await loadApp(findApp(process.cwd(), { environment: process.env }));
 */
export async function loadApp(
  { file, name }: AppReference,
  importModule: (file: string) => Promise<ModuleExports> = importFile,
): Promise<LoadedApp> {
  const exports = await importModule(file);
  const chosen = name === "" ? chooseExport(exports, file) : name;
  if (!(chosen in exports)) {
    throw new CommandFailure(
      `${basename(file)} has no export ${JSON.stringify(chosen)}. ${listExports(exports)}`,
    );
  }
  const value = exports[chosen];
  if (isApp(value)) return { app: value, title: chosen };
  if (typeof value === "function")
    return { app: await callFactory(value, { chosen, file }), title: `${chosen}()` };
  throw new CommandFailure(
    `The export ${JSON.stringify(chosen)} of ${basename(file)} is neither an app nor a function that makes one. ` +
      listExports(exports),
  );
}

/** The name of the export that is meant when none is given. */
function chooseExport(exports: ModuleExports, file: string): string {
  const apps = Object.keys(exports).filter((key) => isApp(exports[key]));
  if (apps.includes("app")) return "app";
  const distinct = apps.filter(
    (key, index) => apps.findIndex((other) => exports[other] === exports[key]) === index,
  );
  if (distinct.length > 1) {
    throw new CommandFailure(
      `${basename(file)} exports several apps: ${distinct.join(", ")}. Choose one: --app ${basename(file)}:${distinct[0]}`,
    );
  }
  const found = distinct[0] ?? FACTORIES.find((key) => typeof exports[key] === "function");
  if (found !== undefined) return found;
  throw new CommandFailure(
    `${basename(file)} exports no app. Write "export const app = new Micro(import.meta);", or a function createApp() that ` +
      `returns it. ${listExports(exports)}`,
  );
}

// A factory takes no arguments; whether this function is one shows when it is called.
async function callFactory(
  factory: Function,
  { chosen, file }: { chosen: string; file: string },
): Promise<App> {
  const made: unknown = await factory();
  if (isApp(made)) return made;
  throw new CommandFailure(
    `${chosen}() of ${basename(file)} returned ${made === null ? "null" : typeof made}, which is no app. Return the app that it makes.`,
  );
}

function listExports(exports: ModuleExports): string {
  const names = Object.keys(exports);
  return names.length === 0 ? "It exports nothing." : `It exports ${names.join(", ")}.`;
}
