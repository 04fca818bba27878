import { statSync } from "node:fs";
import { basename, resolve } from "node:path";

import { didYouMean } from "@micro-web/core";

import { importAnew } from "../app/module-import.ts";
import { CommandFailure } from "../errors/command-failure.ts";
import { readValues, type ServeSettings, SETTINGS } from "./serve-settings.ts";
import type { ServerHooks } from "./server-definition.ts";

/** What a file says of the server. */
export interface ServerFile {
  /** "" when there is none. */
  readonly path: string;
  readonly values: Partial<ServeSettings>;
  readonly hooks: ServerHooks;
}

const DEFAULT_FILES = ["micro.server.ts", "micro.server.js", "micro.server.mjs"];

/** Exports that may have the settings. */
const EXPORTS = ["server", "default"];

/**
 * Reads the configuration of the server, as it is in this moment.
 *
 * @param given - Names the file. @default micro.server.ts, .js or .mjs, where there is one
 * @throws CommandFailure `MICRO_SERVE_CONFIG` when the file does not exist, cannot be imported, or has what does not fit.
 * @example
 * const { values, hooks } = await readServerFile("/srv/site", undefined);
 */
export async function readServerFile(folder: string, given: string | undefined): Promise<ServerFile> {
  const path = findFile(folder, given);
  if (path === "") return { path, values: {}, hooks: {} };
  const { hooks, ...values } = await importConfig(path);
  const name = basename(path);
  const unknown = Object.keys(values).find((key) => !Object.hasOwn(SETTINGS, key));
  if (unknown !== undefined) {
    const hint = didYouMean(unknown, Object.keys(SETTINGS));
    throw failure(`${name} has ${JSON.stringify(unknown)}, which is no setting.${hint}`);
  }
  return { path, values: readValues(values, name), hooks: readHooks(hooks, name) };
}

function findFile(folder: string, given: string | undefined): string {
  if (given === undefined)
    return DEFAULT_FILES.map((name) => resolve(folder, name)).find((path) => isFile(path)) ?? "";
  const path = resolve(folder, given);
  if (isFile(path)) return path;
  throw failure(`There is no file ${path}, which --config names. Correct the path.`);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

async function importConfig(path: string): Promise<Readonly<Record<string, unknown>>> {
  let exports: Readonly<Record<string, unknown>>;
  try {
    exports = await importAnew(path);
  } catch (error) {
    throw failure(`${basename(path)} cannot be imported. Correct it; nothing was changed.`, error);
  }
  const value = EXPORTS.map((name) => exports[name]).find((each) => each !== undefined);
  if (isRecord(value)) return value;
  throw failure(
    `${basename(path)} exports no settings. Write "export const server = defineServer({ workers: 2 });".`,
  );
}

const HOOKS: ReadonlySet<string> = new Set<keyof ServerHooks>([
  "onStarting",
  "whenReady",
  "onReload",
  "onWorkerStart",
  "onWorkerReady",
  "onWorkerExit",
  "onWorkersChanged",
  "onExit",
]);

function readHooks(hooks: unknown, file: string): ServerHooks {
  if (hooks === undefined) return {};
  const entries = isRecord(hooks) ? Object.entries(hooks) : [["hooks", hooks] as const];
  const wrong = entries.find(([name, hook]) => !HOOKS.has(name) || typeof hook !== "function");
  if (wrong === undefined) return hooks as ServerHooks; // each is one of them, and a function
  const hint = didYouMean(wrong[0], [...HOOKS]);
  throw failure(`The hook ${JSON.stringify(wrong[0])} of ${file} is none. Hooks are functions.${hint}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function failure(message: string, cause?: unknown): CommandFailure {
  return new CommandFailure("MICRO_SERVE_CONFIG", message, {
    cause,
    isUsage: cause === undefined,
    showsCause: cause !== undefined,
  });
}
