import { describe, expect, it } from "vitest";

import { isOwnRequest } from "./own-request.ts";

const HOST = "127.0.0.1:5000";

describe("isOwnRequest", () => {
  it.each([
    { host: HOST },
    { host: "localhost:5000", origin: "http://localhost:5000", "sec-fetch-site": "same-origin" },
    { host: "app.localhost", "sec-fetch-site": "none" },
    { host: "[::1]:5000", origin: "https://[::1]:5000" },
    { host: "192.168.1.9:5000", origin: "http://192.168.1.9:5000" },
  ])("is true of a page of the app: %j", (headers) => {
    expect(isOwnRequest({ headers })).toBe(true);
  });

  it.each([
    { host: "evil.example" },
    { host: "localhost.evil.example" },
    { host: "[" },
    { host: "" },
    {},
    { host: HOST, origin: "http://evil.example" },
    { host: HOST, origin: "http://1.2.3.4" },
    { host: HOST, origin: "http://127.0.0.1:5001" },
    { host: HOST, origin: "http://[" },
    { host: HOST, origin: "null" },
    { host: HOST, "sec-fetch-site": "cross-site" },
    { host: HOST, "sec-fetch-site": "same-site" },
  ])("is false of another site, whatever it pretends: %j [A19 A197 A383 A385]", (headers) => {
    expect(isOwnRequest({ headers })).toBe(false);
  });
});
