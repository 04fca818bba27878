import { configDefaults, defineConfig, type TestProjectConfiguration } from "vitest/config";
import { isTooOld, reporters, SLOW_TESTS, sourceResolution } from "./vitest.shared.ts";

/** Tests that this Node cannot run. */
const tooNew = ["packages/orm", "examples/blog"].filter(isTooOld).map((folder) => `${folder}/**`);

/** A suite that checks the repository or its builds instead of a unit; each is one script of package.json. */
function defineGate(
  name: string,
  include: string[],
  options: { readonly isolate?: boolean } = {},
): TestProjectConfiguration {
  const exclude = [...configDefaults.exclude, ...tooNew];
  return {
    ...sourceResolution,
    test: { name, include, exclude, testTimeout: 120_000, hookTimeout: 240_000, ...options },
  };
}

export default defineConfig({
  test: {
    reporters,
    projects: [
      defineGate("docs", ["test/docs-*.test.ts"]),
      defineGate("tutorial", [".docs-snippets/tutorial/*/src/**/*.test.ts"], { isolate: false }),
      defineGate("pack", ["test/pack.test.ts"]),
      defineGate("dist", [
        "test/dist.test.ts",
        "test/{allocations,startup}.test.ts",
        "test/{public-types,type-budget}.test.ts",
      ]),
      defineGate("create", ["test/create.test.ts"]),
      defineGate("runtimes", ["test/runtimes.test.ts"]),
      defineGate("processes", ["packages/*/test/processes/*.test.ts", ...SLOW_TESTS]),
    ],
  },
});
