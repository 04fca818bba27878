import { basename } from "node:path";

import { CommandFailure } from "../errors/command-failure.ts";
import { type App, isApp } from "./app.ts";
import { toFactoryFailure, toImportFailure } from "./app-failure.ts";
import type { AppReference } from "./app-reference.ts";
import { importFile, type ModuleExports } from "./module-import.ts";

/** An app and how it was found in its module. */
export interface LoadedApp {
  readonly app: App;
  /** The export, with `()` after the name of a factory. */
  readonly title: string;
}

/** What an app, and then a factory, is called when nobody says so; a factory may also be the default export. */
const APPS = ["app", "application"];
const FACTORIES = ["createApp", "makeApp", "default"];

/**
 * Imports an app.
 *
 * Takes the named export, an app or a function that makes one. Without a name, as Flask does: `app`, `application`,
 * else the only app that is exported, else the result of `createApp()`, `makeApp()` or the default export.
 *
 * @throws CommandFailure when the module has no such app, or fails; MicroError of the app itself.
 * @example
 * const { app, title } = await loadApp(findApp(process.cwd(), { environment: process.env }));
 */
export async function loadApp(
  reference: AppReference,
  importModule: (file: string) => Promise<ModuleExports> = importFile,
): Promise<LoadedApp> {
  const { file, name, values } = reference;
  const exports = await importModule(file).catch((error: unknown) => {
    throw toImportFailure(error, file);
  });
  const chosen = name === "" ? chooseExport(exports, file) : name;
  if (!(chosen in exports)) {
    throw new CommandFailure(
      "MICRO_APP_EXPORT",
      `${basename(file)} has no export ${JSON.stringify(chosen)}. ${listExports(exports)}`,
    );
  }
  const value = exports[chosen];
  if (isApp(value) && values === undefined) return { app: value, title: chosen };
  if (typeof value === "function")
    return { app: await callFactory(value, chosen, reference), title: `${chosen}()` };
  const expected = values === undefined ? "neither an app nor a function that makes one" : "no function";
  throw new CommandFailure(
    "MICRO_APP_EXPORT",
    `The export ${JSON.stringify(chosen)} of ${basename(file)} is ${expected}. ${listExports(exports)}`,
  );
}

/** The name of the export that is meant when none is given. */
function chooseExport(exports: ModuleExports, file: string): string {
  const apps = Object.keys(exports).filter((key) => isApp(exports[key]));
  const usual = APPS.find((name) => apps.includes(name));
  if (usual !== undefined) return usual;
  const distinct = apps.filter(
    (key, index) => apps.findIndex((other) => exports[other] === exports[key]) === index,
  );
  if (distinct.length > 1) {
    throw new CommandFailure(
      "MICRO_APP_AMBIGUOUS",
      `${basename(file)} exports several apps: ${distinct.join(", ")}. Choose one: --app ${basename(file)}:${distinct[0]}`,
    );
  }
  const found = distinct[0] ?? FACTORIES.find((key) => typeof exports[key] === "function");
  if (found !== undefined) return found;
  throw new CommandFailure(
    "MICRO_APP_EXPORT",
    `${basename(file)} exports no app. Write "export const app = new Micro(import.meta);", or a function createApp() that ` +
      `returns it. ${listExports(exports)}`,
  );
}

// Whether this function makes an app, and of what, shows when it is called.
async function callFactory(
  factory: Function,
  chosen: string,
  { file, values = [] }: AppReference,
): Promise<App> {
  const call = `${chosen}() of ${basename(file)}`;
  let made: unknown;
  try {
    made = await factory(...values);
  } catch (error) {
    throw toFactoryFailure(error, {
      file,
      name: chosen,
      declared: factory.length,
      given: values.length,
    });
  }
  if (isApp(made)) return made;
  throw new CommandFailure(
    "MICRO_APP_FACTORY",
    `${call} returned ${made === null ? "null" : typeof made}, which is no app. Return the app that it makes.`,
  );
}

function listExports(exports: ModuleExports): string {
  const names = Object.keys(exports);
  return names.length === 0 ? "It exports nothing." : `It exports ${names.join(", ")}.`;
}
