import { createNodeServer, type NodeServer, type PageAnswer } from "@micro-web/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { listen } from "../server/listening.ts";
import { failurePage } from "./failure-page.ts";

describe("failurePage", () => {
  let server: NodeServer;
  let url: string;

  beforeEach(async () => {
    server = createNodeServer(failurePage("SyntaxError: <a> & b"));
    url = await listen(server, { host: "127.0.0.1", port: 0 }, String);
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("shows the failure as a page to a browser", async () => {
    const response = await fetch(url, { headers: { Accept: "text/html,*/*" } });
    expect(response.status).toBe(500);
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
    expect(await response.text()).toContain("<pre>SyntaxError: &lt;a&gt; &amp; b</pre>");
  });

  it("shows it as text to others", async () => {
    const response = await fetch(url);
    expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toBe("500 The app cannot start\n\nSyntaxError: <a> & b\n");
  });

  it("shows it as a problem to programs", async () => {
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await response.json()).toMatchObject({ status: 500, detail: "SyntaxError: <a> & b" });
  });

  it("shows the debug pages about an error that nobody caught", async () => {
    const toPage = (body: string): PageAnswer => ({ body, headers: { "X-Page": body } });
    const pages = { html: toPage("html"), text: toPage("text"), json: toPage("json") };
    server.removeAllListeners("request").on("request", failurePage("RangeError", pages));
    for (const [accept, body] of [
      ["text/html", "html"],
      ["application/json", "json"],
      ["*/*", "text"],
    ] as const) {
      const response = await fetch(url, { headers: { Accept: accept } });
      expect([response.status, response.headers.get("X-Page"), await response.text()]).toEqual([
        500,
        body,
        body,
      ]);
    }
  });

  it("reads what a request sends, so that its connection can be used again", async () => {
    const response = await fetch(url, { method: "POST", body: "x".repeat(1_000_000) });
    expect(response.status).toBe(500);
    expect(response.headers.get("Connection")).toBe("keep-alive");
    await response.text();
  });
});
