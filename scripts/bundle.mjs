// Bundles packages so that an app loads two files of each when it starts: finding the 140 modules of core one by one took
// half of the time that loading takes, and finding 16 still a sixth. The sources are published beside the bundle, with
// maps, and keep their names in stacks (`--enable-source-maps`).

import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import ts from "typescript";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** The packages of many modules that apps load when they start. */
const PACKAGES = ["core", "nunjucks", "security", "forms", "login"];

/** What error pages quote: errors are explained where there is no network, and by the version that is installed. */
const ERRORS = join(ROOT, "docs", "errors.md");

/** The name of a package's first module for those that only have to be bundled with it. */
const START_NAME = "start:";

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

/**
 * A text with spaces for its comments, which its declarations and the published sources have: code beyond ASCII takes
 * longer to read, and comments have most of it. Lines and columns stay.
 *
 * @param {string} text
 */
function withoutComments(text) {
  const file = ts.createSourceFile("source.ts", text, ts.ScriptTarget.Latest);
  /** @type {Map<number, number>} */
  const comments = new Map();
  /** @param {ts.Node} node */
  function visit(node) {
    if (ts.isJSDoc(node)) return; // a comment itself
    const leading = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
    const trailing = ts.getTrailingCommentRanges(text, node.end) ?? [];
    for (const { pos, end } of [...leading, ...trailing]) comments.set(pos, end);
    for (const child of node.getChildren(file)) visit(child);
  }
  visit(file);
  let bare = text;
  for (const [start, end] of comments)
    bare = bare.slice(0, start) + bare.slice(start, end).replaceAll(/[^\r\n]/g, " ") + bare.slice(end);
  return bare;
}

/**
 * How a package is bundled.
 *
 * @param {string} name
 */
function optionsFor(name) {
  const folder = join(ROOT, "packages", name);
  return /** @type {const} @satisfies {import("esbuild").BuildOptions} */ ({
    absWorkingDir: ROOT,
    entryPoints: entryPoints(folder),
    outdir: join(folder, "dist"),
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20.19",
    packages: "external",
    sourcemap: true,
    sourcesContent: false,
    chunkNames: `${name}-[hash]`,
    logLevel: "warning",
    metafile: true,
  });
}

/**
 * The modules that are loaded apart from the start: other entry points, and what is imported when it is needed.
 *
 * @param {ReturnType<typeof optionsFor>} options
 * @param {string} start
 * @returns {Promise<Set<string>>} Their files.
 */
async function findLaterModules(options, start) {
  const { metafile } = await build({ ...options, write: false });
  const entries = Object.values(metafile.outputs).flatMap(({ entryPoint }) =>
    entryPoint === undefined ? [] : [join(ROOT, entryPoint)],
  );
  return new Set(entries.filter((entry) => entry !== start));
}

/**
 * Has what is loaded later import the start: all that both need is then in one file, instead of in one for each set of
 * modules that need it.
 *
 * @param {string} start
 * @param {ReadonlySet<string>} later
 * @returns {import("esbuild").Plugin}
 */
function joinStart(start, later) {
  return {
    name: "join-start",
    setup(bundler) {
      // With side effects, so that an import for nothing else counts.
      bundler.onResolve({ filter: /./ }, ({ path }) =>
        path === start || path === START_NAME ? { path: start, sideEffects: true } : undefined,
      );
      bundler.onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const code = withoutComments(readFileSync(path, "utf8"));
        return { contents: later.has(path) ? `${code}\nimport "${START_NAME}";` : code, loader: "ts" };
      });
    },
  };
}

for (const name of PACKAGES) {
  const options = optionsFor(name);
  const start = join(ROOT, "packages", name, "src", "index.ts");
  removeScripts(options.outdir);
  const later = await findLaterModules(options, start);
  await build({ ...options, plugins: [joinStart(start, later)] });
}
copyFileSync(ERRORS, join(ROOT, "packages", "core", "dist", "errors.md"));
