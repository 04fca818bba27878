export * from "@micro-web/core/context";
