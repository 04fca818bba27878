export {
  Capture,
  type CapturedFlash,
  captureFlashes,
  captureTemplates,
  type RenderedTemplate,
} from "./captures.ts";
export { TestClient } from "./client.ts";
export { CookieJar, type CookiePlace, type StoredCookie } from "./cookie-jar.ts";
export { type ListeningApp, type LiveServer, liveServer } from "./live-server.ts";
export type { SetCookie } from "./set-cookie.ts";
export type { TestBodyOptions, TestFile, TestFormValue } from "./test-body.ts";
export type { ConformanceOptions, TemplateSyntax } from "./template-engine-bench.ts";
export { type ConformanceCase, templateEngineConformance } from "./template-engines.ts";
export { type CommandResult, runCommand } from "./test-command.ts";
export { type ExtensionTestOptions, testExtension, type TestedExtension } from "./test-extension.ts";
export { createTestRequest, preprocessRequest } from "./test-request.ts";
export type { TestClientOptions, TestHeaderValues, TestRequestOptions } from "./test-request-options.ts";
export { TestResponse } from "./test-response.ts";
export type { QueryValue, TestQuery } from "./test-url.ts";
export type { TestedApp } from "./tested-app.ts";
