import type { ViteUserConfig } from "vitest/config";

/** The condition under which packages of this repository find each other's sources instead of builds. */
const SOURCE_CONDITION = "@micro-web/source";

/** Resolves packages to their sources, so that no test needs a build. */
export const sourceResolution: ViteUserConfig = {
  resolve: { conditions: [SOURCE_CONDITION, "module", "node", "development|production"] },
  ssr: { resolve: { conditions: [SOURCE_CONDITION, "module", "node", "development|production"] } },
};

/** Tests beside the sources that the inner loop leaves out: they take seconds each. */
export const SLOW_TESTS: readonly string[] = [
  "examples/**/browser.test.ts",
  "packages/*/src/**/*.slow.test.ts",
];

/** What needs a newer Node than the rest does: its first version, major and minor. */
const FIRST_VERSIONS: Readonly<Record<string, readonly [number, number]>> = {
  "packages/orm": [22, 17],
  "examples/blog": [22, 18],
};

/** Whether this Node cannot run a package or an example; says so, so that nobody takes its tests for passed. */
export function isTooOld(folder: string): boolean {
  const [major = 0, minor = 0] = FIRST_VERSIONS[folder] ?? [];
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split(".").map(Number);
  const isOld = ownMajor < major || (ownMajor === major && ownMinor < minor);
  if (isOld)
    console.warn(`!!! ${folder} is NOT tested: it needs Node ${major}.${minor}, this is ${process.version}.`);
  return isOld;
}

type Reporters = NonNullable<NonNullable<ViteUserConfig["test"]>["reporters"]>;

/** Where `scripts/check.mjs` and `.ci/run` want the machine-readable result of this run. */
const reportFile = process.env["MICRO_REPORT_FILE"];

/** The usual output, and a JSON file beside it when one is asked for. */
export const reporters: Reporters =
  reportFile === undefined ? ["default"] : ["default", ["json", { outputFile: reportFile }]];
