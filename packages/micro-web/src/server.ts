export * from "@micro-web/cli/server";
