import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import config from "../vitest.config.ts";
import { packageFolder, PACKAGES, readManifest } from "./packages.ts";

/** A rule about the text of the sources that no linter of this repository has. */
interface SourceRule {
  readonly rule: string;
  readonly pattern: RegExp;
  readonly except?: RegExp;
}

const RULES: readonly SourceRule[] = [
  {
    rule: "a coverage ignore says why after --",
    pattern: /v8 ignore(?! (next|if|else|start|stop|file)[^*\n]* -- [^*\n]*\w)/,
  },
  { rule: "a lint disable says why after --", pattern: /(ox|es)lint-disable(?![^\n]* -- \w)/ },
  { rule: "only the umbrella has export *", pattern: /^export \*/m, except: /^packages\/micro-web\// },
  {
    rule: "no code is made from text (A241, A331)",
    pattern: /new Function\b|\beval\(/,
    except: /^packages\/nunjucks\//,
  },
  {
    rule: "nothing but JSON is read from where something was kept (A38)",
    pattern: /["']node:(?:v8|vm)["']/,
  },
  { rule: "no work is left for later", pattern: /\b(TODO|FIXME|XXX|HACK)\b/ },
];

const SOURCE = /(?<!\.test|\.test-d)\.ts$/;

const sources = PACKAGES.flatMap((directory) => {
  const folder = `${packageFolder(directory)}/src`;
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    SOURCE.test(name),
  );
  return names.map((name) => ({
    path: `packages/${directory}/src/${name.replaceAll("\\", "/")}`,
    text: readFileSync(`${folder}/${name}`, "utf8"),
  }));
});

describe("the sources", () => {
  it("are found", () => {
    expect(sources.length).toBeGreaterThan(PACKAGES.length);
  });

  it.each(RULES)("$rule", ({ pattern, except }) => {
    const offenders = sources.filter(({ path, text }) => pattern.test(text) && except?.test(path) !== true);
    expect(offenders.map(({ path }) => path)).toEqual([]);
  });
});

describe("the core", () => {
  it("has at most four dependencies at run time [F518]", () => {
    const { dependencies = {} } = readManifest("core");
    expect(Object.keys(dependencies).length).toBeLessThanOrEqual(4);
  });
});

describe("the tests of this repository", () => {
  it("run every line of the sources, and 95 of 100 branches, or the check is red [F371]", () => {
    expect(config).toMatchObject({
      test: { coverage: { include: ["packages/*/src/**/*.ts"], thresholds: { lines: 100, branches: 95 } } },
    });
    const check = readFileSync(`${packageFolder("core")}/../../scripts/check.mjs`, "utf8");
    expect(check).toContain('"coverage"');
  });
});
