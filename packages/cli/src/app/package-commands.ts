import type { Command } from "@micro-web/core";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

import { CommandFailure } from "../errors/command-failure.ts";

/** A command that a package brings for whoever has it installed, with or without an app. */
interface PackageCommand {
  readonly name: string;
  /** The package. */
  readonly owner: string;
  /** The module whose export `command` it is. */
  readonly file: string;
}

/**
 * The commands of the packages that a project depends on: those that have `"micro": { "commands": { "name":
 * "./module.js" } }` in their `package.json`. The export `command` of the module is the command.
 *
 * @param folder - Where the project is, or in it.
 * @throws CommandFailure `MICRO_COMMAND_CONFLICT` when two packages bring one of the same name, `MICRO_COMMAND_MODULE`
 *   when a module has none.
 * @example
 * const commands = await readPackageCommands("/srv/site");
 * commands.get("timing")?.run(["--last", "10"]);
 */
export async function readPackageCommands(folder: string): Promise<ReadonlyMap<string, Command>> {
  const project = findProject(folder);
  const found = project === null ? [] : packagesOf(project).flatMap((path) => commandsOf(path));
  const commands = new Map<string, Command>();
  const owners = new Map<string, string>();
  for (const command of found) {
    const known = owners.get(command.name);
    if (known !== undefined) throw conflict(command, known);
    owners.set(command.name, command.owner);
    commands.set(command.name, await importCommand(command));
  }
  return commands;
}

function conflict({ name, owner }: PackageCommand, known: string): CommandFailure {
  return new CommandFailure(
    "MICRO_COMMAND_CONFLICT",
    `The packages ${known} and ${owner} both bring the command "micro ${name}". Remove one of them.`,
  );
}

function findProject(folder: string): string | null {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, "package.json"))) return current;
    if (current === dirname(current)) return null;
  }
}

/** The folders of the packages that a project names, those for its development too. */
function packagesOf(project: string): string[] {
  const manifest = readManifest(join(project, "package.json"));
  const names = ["dependencies", "devDependencies"].flatMap((kind) => Object.keys(toRecord(manifest[kind])));
  return names.flatMap((name) => {
    for (let current = project; ; current = dirname(current)) {
      const path = join(current, "node_modules", name);
      if (existsSync(join(path, "package.json"))) return [path];
      if (current === dirname(current)) return [];
    }
  });
}

function commandsOf(path: string): PackageCommand[] {
  const manifest = readManifest(join(path, "package.json"));
  return Object.entries(toRecord(toRecord(manifest["micro"])["commands"])).map(([name, file]) => ({
    name,
    owner: String(manifest["name"]),
    file: resolve(path, String(file)),
  }));
}

async function importCommand({ name, owner, file }: PackageCommand): Promise<Command> {
  const fault = (reason: string, cause?: unknown): CommandFailure =>
    new CommandFailure(
      "MICRO_COMMAND_MODULE",
      `The command "micro ${name}" of the package ${owner} is not there: ${reason}. Update the package, or tell its authors.`,
      { cause },
    );
  try {
    const { command }: { command?: unknown } = await import(pathToFileURL(file).href);
    if (isCommand(command)) return command;
  } catch (error) {
    throw fault(
      `${file} cannot be imported, ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
  throw fault(`${file} has no export "command" with a description and a function run`);
}

function isCommand(value: unknown): value is Command {
  const { description, run } = toRecord(value);
  return typeof description === "string" && typeof run === "function";
}

/** A file that is no JSON is reported by npm, and more to the point. */
function readManifest(path: string): Readonly<Record<string, unknown>> {
  try {
    return toRecord(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return {};
  }
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
