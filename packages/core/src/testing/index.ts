export { TestClient } from "./client.ts";
export { CookieJar, type CookiePlace, type StoredCookie } from "./cookie-jar.ts";
export type { SetCookie } from "./set-cookie.ts";
export type { TestBodyOptions, TestFile, TestFormValue } from "./test-body.ts";
export type {
  TestClientOptions,
  TestedApp,
  TestHeaderValues,
  TestRequestOptions,
} from "./test-request-options.ts";
export { TestResponse } from "./test-response.ts";
export type { QueryValue, TestQuery } from "./test-url.ts";
