import { defineConfig } from "vitest/config";
import { reporters, sourceResolution } from "../../vitest.shared.ts";

/** `npx vitest run --config test/runtimes/vitest.config.ts` */
export default defineConfig({
  ...sourceResolution,
  root: new URL("../..", import.meta.url).pathname,
  test: {
    name: "runtimes",
    reporters,
    include: ["test/runtimes.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
