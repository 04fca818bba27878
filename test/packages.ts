import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** What the suites read of a package.json. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** The root of the repository. */
export const ROOT: string = fileURLToPath(new URL("..", import.meta.url));

/** The published packages, in the order in which they build on each other. */
export const PACKAGES = [
  "core",
  "nunjucks",
  "eta",
  "tal",
  "sessions",
  "security",
  "forms",
  "orm",
  "login",
  "create-micro-web",
  "cli",
  "micro-web",
] as const;

/** The folder of a package. */
export function packageFolder(directory: string): string {
  return `${ROOT}packages/${directory}`;
}

/** The package.json of a package. */
export function readManifest(directory: string): PackageManifest {
  // The repository's own file; the suites fail loudly when a member is missing.
  return JSON.parse(readFileSync(`${packageFolder(directory)}/package.json`, "utf8")) as PackageManifest;
}
