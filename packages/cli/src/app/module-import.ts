import { existsSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { CommandFailure } from "../errors/command-failure.ts";
import { findSyntaxError } from "./syntax-check.ts";
import { registerTsx } from "./tsx.ts";

/** The exports of a module. */
export type ModuleExports = Readonly<Record<string, unknown>>;

/** What importing needs of the runtime. */
export interface ModuleRuntime {
  /** Whether Node runs TypeScript by itself. */
  readonly stripsTypes: boolean;
  readonly import: (url: string) => Promise<ModuleExports>;
  /**
   * Lets tsx compile what is imported from now on; gives `false` when neither app nor command have it
   * installed.
   */
  readonly registerTsx: (file: string) => Promise<boolean>;
}

const NODE: ModuleRuntime = {
  // Node 20 does not know the feature, nor do its types.
  stripsTypes: Boolean(Reflect.get(process.features, "typescript")),
  import: (url) => import(url),
  registerTsx,
};

/** The codes with which Node says that it cannot run TypeScript as it is written. */
const TYPESCRIPT_CODES = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
]);

/**
 * Does ahead what importing a module will need: where Node cannot strip types, tsx takes longer to start than an app does.
 *
 * @example
 * await prepareImport("/srv/site/app.ts");
 */
export async function prepareImport(file: string, runtime: ModuleRuntime = NODE): Promise<void> {
  if (needsTsx(file, runtime)) await runtime.registerTsx(file);
}

function needsTsx(file: string, { stripsTypes }: ModuleRuntime): boolean {
  return !stripsTypes && /\.[mc]?tsx?$/.test(file);
}

/**
 * Imports a module. TypeScript needs no build: Node strips the types where it can, tsx compiles where Node
 * cannot.
 *
 * @throws CommandFailure when neither can run it; what the module throws.
 * @example
 * const { app } = await importFile("/srv/site/app.ts");
 */
export async function importFile(file: string, runtime: ModuleRuntime = NODE): Promise<ModuleExports> {
  const url = pathToFileURL(file).href;
  // Node keeps a failed import, so a second attempt would fail as well: decide before the first.
  if (needsTsx(file, runtime)) await runtime.registerTsx(file);
  try {
    return await runtime.import(url);
  } catch (error) {
    if (error instanceof SyntaxError) placeSyntaxError(error, file);
    if (isTooEarly(error)) throw importCycle(file, error);
    const reason = typescriptReason(error);
    if (reason === null) throw error;
    if (runtime.stripsTypes && (await runtime.registerTsx(file))) return runtime.import(url);
    throw new CommandFailure("MICRO_APP_IMPORT", `${basename(file)} cannot be imported. ${reason}`, {
      cause: error,
    });
  }
}

/** Counts the files that were imported anew. */
let lastVersion = 0;

/**
 * Imports a module as it is now, although it was imported before; what it imports itself is as it was.
 *
 * @throws CommandFailure as {@link importFile} does; what the module throws.
 * @example
 * const { server } = await importAnew("/srv/site/micro.server.ts");
 */
export function importAnew(file: string): Promise<ModuleExports> {
  const version = ++lastVersion;
  return importFile(file, { ...NODE, import: (url) => NODE.import(`${url}?version=${version}`) });
}

/** Whether code has used a name above its own line, or of a module that has not run yet. */
function isTooEarly(error: unknown): error is ReferenceError {
  return error instanceof ReferenceError && error.message.endsWith("before initialization");
}

function importCycle(file: string, cause: ReferenceError): CommandFailure {
  return new CommandFailure(
    "MICRO_APP_IMPORT",
    `${basename(file)} cannot be imported: something is used before its module has made it. Where modules import each ` +
      "other in a circle, move what both need into a third one.",
    { cause, showsCause: true },
  );
}

/** Puts the place before the stack, where Node has it for the other mistakes. */
function placeSyntaxError(error: SyntaxError, file: string): void {
  if (error.stack?.startsWith("SyntaxError: ") === true)
    error.stack = `${findSyntaxError(file)}\n\n${error.stack}`.trim();
}

/** Why Node alone cannot run the TypeScript of an app, and what to do; `null` for errors of another kind. */
function typescriptReason(error: unknown): string | null {
  if (!(error instanceof Error) || !("code" in error)) return null;
  const install = "Install tsx beside the app (npm install --save-dev tsx)";
  if (error.code === "ERR_MODULE_NOT_FOUND") {
    const source = findSource(error);
    return source === null
      ? null
      : `${error.message}; there is ${basename(source)}. Import it by that name. Or: ${install}.`;
  }
  if (!TYPESCRIPT_CODES.has(String(error.code))) return null;
  return `${error.message}: Node ${process.version} cannot run this TypeScript by itself. ${install}, or use Node 22.18 or newer with TypeScript whose types can be stripped (no enums, namespaces, parameter properties).`;
}

/**
 * The TypeScript file that is meant by the import of a `.js` file, or of one without an ending, that does not
 * exist.
 */
function findSource(error: Error): string | null {
  const url = "url" in error ? String(error.url) : "";
  if (!url.startsWith("file:")) return null;
  const path = fileURLToPath(url);
  const candidates = [path.replace(/\.([mc]?)js$/, ".$1ts"), `${path}.ts`, `${path}/index.ts`];
  return candidates.find((candidate) => candidate !== path && existsSync(candidate)) ?? null;
}
