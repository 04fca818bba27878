// Bundles packages/core into a few files: finding 140 modules one by one took half of the time that an app needs to
// load. The sources are published beside them, with maps, and keep their names in stacks (`--enable-source-maps`).

import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";

const CORE = fileURLToPath(new URL("../packages/core", import.meta.url));

/** What error pages quote: errors are explained where there is no network, and by the version that is installed. */
const ERRORS = fileURLToPath(new URL("../docs/errors.md", import.meta.url));

/**
 * The entry points of a package: what its `exports` lead to.
 *
 * @param {string} folder
 * @returns {Record<string, string>} By the name of the file in dist.
 */
function entryPoints(folder) {
  /** @type {{ exports: Record<string, string | Record<string, string>> }} */
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const pairs = Object.values(exports).flatMap((target) => {
    if (typeof target === "string") return [];
    const name = target["default"]?.replace(/^\.\/dist\/|\.js$/g, "") ?? "";
    return [[name, join(folder, target["@micro-web/source"] ?? "")]];
  });
  return Object.fromEntries(pairs);
}

/**
 * Removes what an earlier build left, but the declarations.
 *
 * @param {string} folder
 */
function removeScripts(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && /\.js(?:\.map)?$/.test(entry.name)) rmSync(join(entry.parentPath, entry.name));
  }
}

removeScripts(join(CORE, "dist"));
await build({
  entryPoints: entryPoints(CORE),
  outdir: join(CORE, "dist"),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  sourcemap: true,
  chunkNames: "core-[hash]",
  logLevel: "warning",
});
copyFileSync(ERRORS, join(CORE, "dist", "errors.md"));
