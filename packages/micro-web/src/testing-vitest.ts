export * from "@micro-web/core/testing/vitest";
