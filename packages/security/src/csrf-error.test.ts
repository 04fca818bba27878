import { redirect } from "@micro-web/core";
import { describe, expect, it, vi } from "vitest";

import { createApp, tokenOf } from "../test/csrf-app.ts";
import { CsrfError } from "./csrf-error.ts";

describe("the answer", () => {
  it("is a 403 that tells a visitor what to do, and a program why", async () => {
    const client = createApp().testClient();
    const html = await client.post("/form", { headers: { Accept: "text/html" } });
    expect([html.status, html.text]).toEqual([403, expect.stringContaining("Load the page again")]);
    expect(html.text).not.toContain("token");
    const problem = await client.post("/form", { headers: { Accept: "application/problem+json" } });
    expect(problem.json()).toMatchObject({ status: 403, title: "Forbidden", code: "token-missing" });
  });

  it.each([
    [{}, "The request has no CSRF token. Write {{ csrf_token() }} into a hidden field"],
    [{ Origin: "https://evil.example" }, "Origin: https://evil.example"],
    [{ Origin: "https://localhost" }, "(trustProxy)"],
    [{ Origin: "null" }, "Referrer-Policy: no-referrer"],
    [{ "Sec-Fetch-Site": "same-site" }, "Sec-Fetch-Site: same-site"],
    [{ "X-CSRFToken": "a".repeat(72) }, "The session has no CSRF token."],
  ])("in debug says what was wrong with %j, and what to do", async (headers, text) => {
    const client = createApp({ config: { DEBUG: true } }).testClient();
    const response = await client.post("/form", { headers: { ...headers, Accept: "text/plain" } });
    expect([response.status, response.text]).toEqual([403, expect.stringContaining(text)]);
  });

  it("in debug escapes what the headers say", async () => {
    const client = createApp({ config: { DEBUG: true } }).testClient();
    const headers = { Origin: "https://<script>alert(1)</script>", Accept: "text/html" };
    const { text } = await client.post("/form", { headers });
    expect(text).toContain("&lt;script&gt;");
    expect(text).not.toContain("<script>");
  });

  it("is that of the app for CsrfError, which knows the code and the advice", async () => {
    const app = createApp();
    app.onError(CsrfError, ({ code, advice }) => (advice === "" ? "" : redirect(`/form?${code}`)));
    expect((await app.testClient().post("/form")).location).toBe("/form?token-missing");
  });

  it("is that for an invalid and for an expired token", async () => {
    const app = createApp({ config: { DEBUG: true, CSRF_TIME_LIMIT: 1 } });
    const client = app.testClient({ headers: { Accept: "text/plain" } });
    const token = await tokenOf(client);
    vi.useFakeTimers({ now: Date.now() + 5000 });
    const expired = await client.post("/form", { headers: { "X-CSRFToken": token } });
    vi.useRealTimers();
    expect(expired.text).toContain("older than CSRF_TIME_LIMIT, 1 seconds");
    const invalid = await client.post("/form", { headers: { "X-CSRFToken": `${token}x` } });
    expect(invalid.text).toContain("not one of this session");
  });
});
