// Makes the JavaScript form of the templates of packages/create-micro-web from their TypeScript, so that there is one source.
// Node 22.13 or newer takes the types out; a test fails while the files that are committed are not what this makes.
//
//   node scripts/javascript-templates.mjs

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import nodeModule from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { format, resolveConfig } from "prettier";

const TEMPLATES = fileURLToPath(new URL("../packages/create-micro-web/templates", import.meta.url));

/**
 * Takes the types out of a source; Node 20 has no such function.
 *
 * @type {((text: string) => string) | undefined}
 */
export const stripTypes = Reflect.get(nodeModule, "stripTypeScriptTypes");

/** An extension is TypeScript: those who use it get types. */
const IN_JAVASCRIPT = ["minimal", "site", "api"];

/** What a project needs for types alone. */
const TYPE_PACKAGES = ["@types/node", "tsx", "typescript"];

/** Where the files are, below the folder of the templates. */
export const JAVASCRIPT = "javascript";

/**
 * The files of the templates in JavaScript.
 *
 * @returns {Promise<Map<string, string>>} Texts by path, below the folder of the templates.
 */
export async function makeJavaScriptTemplates() {
  const files = new Map();
  for (const template of IN_JAVASCRIPT) {
    const paths = readdirSync(join(TEMPLATES, template), { recursive: true, encoding: "utf8" });
    for (const path of paths.toSorted()) {
      const change = changeFor(path);
      if (change === undefined) continue;
      const target = join(JAVASCRIPT, template, path.replace(/\.ts$/, ".js"));
      const text = change(readFileSync(join(TEMPLATES, template, path), "utf8"));
      const config = await resolveConfig(join(TEMPLATES, "x.ts"));
      files.set(target, path === "README.md" ? text : await format(text, { ...config, filepath: target }));
    }
  }
  return files;
}

/** Writes them. */
export async function writeJavaScriptTemplates() {
  rmSync(join(TEMPLATES, JAVASCRIPT), { recursive: true, force: true });
  for (const [path, text] of await makeJavaScriptTemplates()) {
    mkdirSync(dirname(join(TEMPLATES, path)), { recursive: true });
    writeFileSync(join(TEMPLATES, path), text);
  }
}

/**
 * What makes a file one of JavaScript; `undefined` for files that are the same in both.
 *
 * @param {string} path
 * @returns {((text: string) => string) | undefined}
 */
function changeFor(path) {
  if (path.endsWith(".ts")) return withoutTypes;
  if (path === "package.template.json") return changeManifest;
  return path === "README.md" ? changeReadme : undefined;
}

/** @param {string} text */
function withoutTypes(text) {
  if (stripTypes === undefined) throw new Error("Node 22.13 or newer is needed.");
  return stripTypes(text)
    .replaceAll(/(?<=from "\.[^"]*)\.ts(?=")/g, ".js")
    .replaceAll(/^[ ;]+$/gm, "") // where a type was
    .replaceAll(/\n{3,}/g, "\n\n");
}

/** @param {string} text */
function changeManifest(text) {
  const manifest = JSON.parse(text);
  const { typecheck: _, ...scripts } = manifest.scripts;
  manifest.scripts = { ...scripts, check: "npm run lint && npm test" };
  if ("micro" in manifest) manifest.micro.app = manifest.micro.app.replace(/\.ts$/, ".js");
  for (const name of TYPE_PACKAGES) delete manifest.devDependencies[name];
  return JSON.stringify(manifest, null, 2);
}

/** @param {string} text */
function changeReadme(text) {
  return text.replaceAll(/\.ts\b/g, ".js").replaceAll("types, lint, tests", "lint, tests");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeJavaScriptTemplates();
