import { configDefaults, defineConfig, type TestProjectConfiguration } from "vitest/config";
import { isTooOld, reporters, SLOW_TESTS, sourceResolution } from "./vitest.shared.ts";

/** Unit tests of one part of the repository, beside its sources. */
function defineUnitProject(
  name: string,
  include: string[],
  exclude: readonly string[] = [],
): TestProjectConfiguration {
  return {
    ...sourceResolution,
    test: {
      name,
      include,
      // What starts browsers and processes or takes long has a gate of its own: test:processes.
      exclude: [...configDefaults.exclude, ...SLOW_TESTS, "packages/*/test/processes/**", ...exclude],
      // A fresh module graph per file costs 0.3 s; test/setup.ts fails the test that leaks state instead.
      isolate: false,
      setupFiles: ["./test/setup.ts"],
    },
  };
}

export default defineConfig({
  test: {
    reporters,
    projects: [
      defineUnitProject("core", ["packages/core/{src,test}/**/*.test.ts"]),
      defineUnitProject("nunjucks", ["packages/nunjucks/{src,test}/**/*.test.ts"]),
      defineUnitProject("eta", ["packages/eta/{src,test}/**/*.test.ts"]),
      defineUnitProject("tal", ["packages/tal/{src,test}/**/*.test.ts"]),
      defineUnitProject("sessions", ["packages/sessions/{src,test}/**/*.test.ts"]),
      defineUnitProject("security", ["packages/security/{src,test}/**/*.test.ts"]),
      defineUnitProject("forms", ["packages/forms/{src,test}/**/*.test.ts"]),
      ...(isTooOld("packages/orm")
        ? []
        : [defineUnitProject("orm", ["packages/orm/{src,test}/**/*.test.ts"])]),
      defineUnitProject("login", ["packages/login/{src,test}/**/*.test.ts"]),
      defineUnitProject("create", ["packages/create-micro-web/src/**/*.test.ts"]),
      defineUnitProject("cli", ["packages/cli/src/**/*.test.ts"]),
      defineUnitProject("micro-web", ["packages/micro-web/{src,test}/**/*.test.ts"]),
      defineUnitProject(
        "examples",
        ["examples/**/*.test.ts"],
        isTooOld("examples/blog") ? ["examples/blog/**"] : [],
      ),
      defineUnitProject("repository", [
        "test/{api,parity,source-rules,stack-frames}.test.ts",
        "scripts/**/*.test.ts",
      ]),
      {
        ...sourceResolution,
        test: {
          name: "types",
          include: [],
          typecheck: {
            enabled: true,
            only: true,
            include: ["packages/*/{src,test}/**/*.test-d.ts", "examples/extensions/*/src/*.test-d.ts"],
            tsconfig: "./tsconfig.types.json",
          },
        },
      },
    ],
    coverage: {
      provider: "v8",
      include: ["packages/*/src/**/*.ts"],
      exclude: ["**/*.test.ts", "**/*.test-d.ts"],
      reporter: ["text", "html", "json-summary"],
      thresholds: { lines: 100, branches: 95 },
    },
  },
});
