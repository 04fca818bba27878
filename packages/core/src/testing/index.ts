export { TestClient, type TestRequestOptions, TestResponse } from "./client.ts";
