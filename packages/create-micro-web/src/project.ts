import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

import { CreateFailure } from "./create-failure.ts";
import { appNames, extensionNames, type ProjectNames } from "./project-name.ts";
import { type Language, TEMPLATES, type TemplateName } from "./template.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** What an empty folder may have. */
const HARMLESS: ReadonlySet<string> = new Set([".git", ".DS_Store", ".idea", ".vscode", "Thumbs.db"]);

/** A project that can be made. */
export interface ProjectPlan {
  /** Absolute. */
  readonly folder: string;
  readonly template: TemplateName;
  readonly language: Language;
  readonly names: ProjectNames;
}

/** Where a project is made, and in what. */
export interface ProjectPlace {
  readonly parent: string;
  /** Below the parent; for an extension its name decides. */
  readonly path: string;
  /** What it is written in. @default "typescript" */
  readonly language?: Language;
}

/**
 * Settles where a project goes and what it is called, and that it can be made.
 *
 * @throws CreateFailure for a bad name, a folder that is not empty, a path that is a file, a template that is not there in
 *   the language.
 */
export function planProject(
  template: TemplateName,
  { parent, path, language = "typescript" }: ProjectPlace,
): ProjectPlan {
  if (language === "javascript" && !TEMPLATES[template].hasJavaScript)
    throw new CreateFailure(
      `There is no ${template} in JavaScript: whoever uses it gets its types. Leave out --javascript.`,
    );
  const asked = join(parent, path);
  const given = basename(asked);
  const names = template === "extension" ? extensionNames(given) : appNames(given);
  const folder = template === "extension" && path !== "." ? join(dirname(asked), names.package) : asked;
  checkFolder(folder, relative(parent, folder) || ".");
  return { folder, template, language, names };
}

/**
 * Writes the files of a project.
 *
 * @returns Their paths below the folder, sorted.
 * @throws CreateFailure when the file system does not allow it.
 */
export function writeProject({ folder, template, language, names }: ProjectPlan): readonly string[] {
  const values: Readonly<Record<string, string>> = {
    ...names,
    version: readVersion(),
    secret: randomBytes(32).toString("hex"),
  };
  const layers = TEMPLATES[template].layers.flatMap((layer) => readLayer(layer, values));
  const own = language === "javascript" ? readLayer(`javascript/${template}`, values) : [];
  const isKept = ([path]: readonly [string, string]): boolean =>
    language === "typescript" || !/\.ts$|^tsconfig/.test(path);
  const files = new Map([...layers.filter(isKept), ...own]);
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : "";
    throw new CreateFailure(`The project cannot be written into ${folder}: ${reason}. Name another folder.`, {
      cause: error,
    });
  }
  return [...files.keys()].toSorted();
}

/** The version of this package, which all packages of Micro share. */
export function readVersion(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  return manifest.version;
}

function checkFolder(folder: string, shown: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory())
    throw new CreateFailure(`There is a file at ${shown}. Name another folder.`);
  const found = readdirSync(folder).find((name) => !HARMLESS.has(name));
  if (found === undefined) return;
  throw new CreateFailure(
    `The folder ${shown} is not empty: it has ${found}. Name another one, or a new one in it.`,
  );
}

/** The files of a folder of templates, with the values in their paths and texts. */
function readLayer(layer: string, values: Readonly<Record<string, string>>): [path: string, text: string][] {
  const folder = join(PACKAGE, "templates", layer);
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    statSync(join(folder, path)).isFile(),
  );
  return paths.map((path) => [
    fill(nameOf(path), values),
    fill(readFileSync(join(folder, path), "utf8"), values),
  ]);
}

/** npm leaves out a .gitignore, so it has no dot here; and a package.json would make a package of its folder. */
function nameOf(path: string): string {
  return path
    .replaceAll("\\", "/")
    .replace(/^_(?=[a-z])/, ".")
    .replace("package.template.json", "package.json");
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/__([A-Za-z]+)__/g, (whole, key: string) => values[key] ?? whole);
}
