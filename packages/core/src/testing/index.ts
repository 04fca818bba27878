export { TestClient, type TestRequestOptions, TestResponse } from "./client.ts";
export { type ConformanceCase, templateEngineConformance, type TemplateSyntax } from "./template-engines.ts";
