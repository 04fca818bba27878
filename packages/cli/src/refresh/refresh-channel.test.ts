import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { RefreshChannel } from "./refresh-channel.ts";

const TOKEN = "0123456789abcdef";

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

describe("RefreshChannel [F395]", () => {
  let channel: RefreshChannel;
  let server: Server;
  let port = 0;

  beforeEach(async () => {
    channel = new RefreshChannel(TOKEN);
    server = createServer((incoming, outgoing) => {
      if (!channel.answer(incoming, outgoing)) outgoing.end("the app");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port; // it listens on a port
  });

  afterEach(() => {
    channel.close();
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  /** Sends a request; `onData` sees what comes before the end. */
  function ask(
    path: string,
    options: { headers?: Record<string, string>; method?: string; onData?: (text: string) => void } = {},
  ): Promise<Answer> {
    const { headers = {}, method = "GET", onData } = options;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: "127.0.0.1", port, path, method, headers, agent: false },
        (incoming) => {
          let body = "";
          incoming.setEncoding("utf8").on("data", (text: string) => {
            body += text;
            onData?.(body);
          });
          incoming.once("end", () =>
            resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body }),
          );
        },
      );
      outgoing.once("error", reject);
      outgoing.end();
    });
  }

  it("leaves the requests of the app alone", async () => {
    expect((await ask("/")).body).toBe("the app");
    expect((await ask("/micro/x")).body).toBe("the app");
  });

  it("serves the script that its tag names, to be kept by nobody and used by no other site", async () => {
    const [, path = ""] = /^<script src="([^"]+)" defer><\/script>$/.exec(channel.scriptTag("")) ?? [];
    const { status, headers, body } = await ask(path);
    expect({ status, body }).toEqual({ status: 200, body: expect.stringContaining("new EventSource") });
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("has a nonce in its tag for a page that asks for one", () => {
    expect(channel.scriptTag("abc")).toContain(' nonce="abc" ');
  });

  it("tells open pages of its version, of changes, and lets them go", async () => {
    const seen: string[] = [];
    const stream = ask(`/~micro/${TOKEN}/events`, { onData: (text) => seen.push(text) });
    await vi.waitFor(() => expect(seen).toHaveLength(1));
    channel.tell("styles");
    channel.tell("refresh");
    await vi.waitFor(() => expect(seen.at(-1)).toContain("event: refresh"));
    channel.close();
    const { headers, body } = await stream;
    expect(headers["content-type"]).toBe("text/event-stream");
    const version = /v=([\w-]+)/.exec(channel.scriptTag(""))?.[1] ?? "";
    expect(body).toBe(
      `retry: 100\nevent: version\ndata: ${version}\n\nevent: styles\ndata: styles\n\nevent: refresh\ndata: refresh\n\n`,
    );
  });

  it("has another version in each process", () => {
    expect(new RefreshChannel(TOKEN).scriptTag("")).not.toBe(channel.scriptTag(""));
  });

  it("forgets pages that are closed", async () => {
    const outgoing = request({ host: "127.0.0.1", port, path: `/~micro/${TOKEN}/events`, agent: false });
    outgoing.on("error", () => {});
    await new Promise((resolve) => outgoing.once("response", resolve).end());
    outgoing.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(() => channel.tell("refresh")).not.toThrow();
  });

  it.each([
    ["a foreign Host", { headers: { host: "evil.example" } }, 403],
    ["a foreign Origin", { headers: { origin: "http://evil.example" } }, 403],
    ["a Host that is none", { headers: { host: "[" } }, 403],
    ["a form of another site", { method: "POST" }, 405],
  ])("refuses %s, and goes on [A383 A384 A385]", async (_what, options, status) => {
    expect(await ask(`/~micro/${TOKEN}/events`, options)).toMatchObject({ status, body: "" });
    expect((await ask("/")).body).toBe("the app");
  });

  it.each([
    "/~micro/",
    "/~micro/wrong/events",
    `/~micro/${TOKEN}/`,
    `/~micro/${TOKEN}/events/..`,
    "/~micro/open?file=/etc/passwd",
  ])("has nothing at %s [A383 A386 A387]", async (path) => {
    expect(await ask(path)).toMatchObject({ status: 404, body: "" });
  });
});
