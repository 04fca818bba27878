import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { packageFolder, PACKAGES, readManifest } from "./packages.ts";

const SOURCE_CONDITION = "@micro-web/source";

/** The entry points of all packages: what users import, and the source file behind it. */
const entries = PACKAGES.flatMap((directory) => {
  const { name, exports } = readManifest(directory);
  return Object.entries(exports).flatMap(([subpath, target]) => {
    const source = typeof target === "string" ? undefined : target[SOURCE_CONDITION];
    if (source === undefined) return [];
    return [{ entry: `${name}${subpath.slice(1)}`, file: join(packageFolder(directory), source) }];
  });
});

/** The names that a file exports, types marked; `export *` stays one line. */
function readExports(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  return source.statements.flatMap(nameExports).sort();
}

function nameExports(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement)) return nameReexports(statement);
  if (!ts.canHaveModifiers(statement)) return [];
  const exported =
    ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  if (!exported) return [];
  throw new Error("An entry point only re-exports: move the declaration into a file of its own.");
}

function nameReexports({ exportClause, isTypeOnly, moduleSpecifier }: ts.ExportDeclaration): string[] {
  const from =
    moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : "";
  if (exportClause === undefined) return [`* from ${from}`];
  if (ts.isNamespaceExport(exportClause)) return [`* as ${exportClause.name.text} from ${from}`];
  return exportClause.elements.map((element) => {
    const isType = isTypeOnly || element.isTypeOnly;
    return `${isType ? "type " : ""}${element.name.text}`;
  });
}

describe.each(entries)("$entry", ({ entry, file }) => {
  it("exports these names", () => {
    expect(readExports(file)).toMatchSnapshot();
  });

  it("exports these values", async () => {
    const values = Object.keys((await import(/* @vite-ignore */ file)) as object).sort();
    expect(values).toMatchSnapshot();
    expect(values).not.toContain("default");
  });

  it("is what its name leads to", async () => {
    const [byName, byFile] = await Promise.all([
      import(/* @vite-ignore */ entry),
      import(/* @vite-ignore */ file),
    ]);
    expect(byName).toBe(byFile);
  });
});
