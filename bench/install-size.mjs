// What an installation takes on the disk: the packages of this repository from their tarballs, others from the registry.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

function npm(words, cwd) {
  return execFileSync("npm", words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

/** The manifest of a package in `packages`. */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8"));
}

/** The folders of the packages that one package needs of this repository, itself included. */
function neededFolders(name) {
  const folders = new Map(
    readdirSync(join(ROOT, "packages"), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => [readManifest(entry.name).name, entry.name]),
  );
  const needed = new Set([name]);
  for (const one of needed)
    for (const dependency of Object.keys(readManifest(folders.get(one)).dependencies ?? {}))
      if (folders.has(dependency)) needed.add(dependency);
  return Array.from(needed, (one) => folders.get(one));
}

/** Packs packages into a folder. @returns the files */
function pack(name, target) {
  const words = neededFolders(name).map((folder) => join(ROOT, "packages", folder));
  const packed = JSON.parse(
    npm(["pack", "--json", "--ignore-scripts", "--pack-destination", target, ...words], ROOT),
  );
  return Object.values(packed).map(({ filename }) =>
    join(target, filename.replace(/^@/, "").replace("/", "-")),
  );
}

/** Bytes of all files below a folder. */
function sizeOf(folder) {
  let size = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile()) size += statSync(join(entry.parentPath, entry.name)).size;
  return size;
}

/** Installs something by itself: thousands of bytes, and packages. */
function install(findSources) {
  const folder = mkdtempSync(join(tmpdir(), "micro-size-"));
  try {
    writeFileSync(join(folder, "package.json"), '{"private":true}');
    const flags = [
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--omit=dev",
      "--omit=optional",
      "--omit=peer",
    ];
    npm(["install", ...flags, ...findSources(folder)], folder);
    const { packages } = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
    return {
      kilobytes: Math.round(sizeOf(join(folder, "node_modules")) / 1000),
      packages: Object.keys(packages).length - 1,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Installs packages, each by itself.
 *
 * @param {readonly string[]} names - `micro-web` comes from here.
 * @returns what each takes; `fault` when the registry cannot be reached
 */
export function installSizes(names) {
  return names.map((name) => {
    try {
      return { name, ...install((folder) => (name === "micro-web" ? pack(name, folder) : [name])) };
    } catch (error) {
      return { name, fault: `not measured: ${String(error.message).split("\n")[0]}` };
    }
  });
}
