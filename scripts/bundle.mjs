// Bundles packages/core so that an app loads two files of it when it starts: finding 140 modules one by one took half of
// the time that loading takes, and finding 16 still a sixth. The sources are published beside the bundle, with maps, and
// keep their names in stacks (`--enable-source-maps`).

import { copyFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { build } from "esbuild";
import ts from "typescript";

const CORE = fileURLToPath(new URL("../packages/core", import.meta.url));

/** What error pages quote: errors are explained where there is no network, and by the version that is installed. */
const ERRORS = fileURLToPath(new URL("../docs/errors.md", import.meta.url));

/** What every app loads. */
const START = join(CORE, "src", "index.ts");

/** Its name for modules that only have to be bundled with it. */
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

/** @type {import("esbuild").BuildOptions & { metafile: true }} */
const OPTIONS = {
  entryPoints: entryPoints(CORE),
  outdir: join(CORE, "dist"),
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  packages: "external",
  sourcemap: true,
  sourcesContent: false,
  chunkNames: "core-[hash]",
  logLevel: "warning",
  metafile: true,
};

/**
 * The modules that are loaded apart from the start: other entry points, and what is imported when it is needed.
 *
 * @returns {Promise<Set<string>>} Their files.
 */
async function findLaterModules() {
  const { metafile } = await build({ ...OPTIONS, write: false });
  const outputs = Object.values(metafile.outputs);
  const { inputs = {} } = outputs.find(({ entryPoint }) => entryPoint && resolve(entryPoint) === START) ?? {};
  const entries = outputs.flatMap(({ entryPoint }) =>
    entryPoint === undefined ? [] : [resolve(entryPoint)],
  );
  return new Set(entries.filter((entry) => entry !== START && !(entry in inputs)));
}

/**
 * Has what is loaded later import the start: all that both need is then in one file, instead of in one for each set of
 * modules that need it.
 *
 * @param {ReadonlySet<string>} later
 * @returns {import("esbuild").Plugin}
 */
function joinStart(later) {
  return {
    name: "join-start",
    setup(bundler) {
      // With side effects, so that an import for nothing else counts.
      bundler.onResolve({ filter: /./ }, ({ path }) =>
        path === START || path === START_NAME ? { path: START, sideEffects: true } : undefined,
      );
      bundler.onLoad({ filter: /packages[\\/]core[\\/]src[\\/].*\.ts$/ }, ({ path }) => {
        const code = withoutComments(readFileSync(path, "utf8"));
        return { contents: later.has(path) ? `${code}\nimport "${START_NAME}";` : code, loader: "ts" };
      });
    },
  };
}

removeScripts(join(CORE, "dist"));
const later = await findLaterModules();
await build({ ...OPTIONS, plugins: [joinStart(later)] });
copyFileSync(ERRORS, join(CORE, "dist", "errors.md"));
