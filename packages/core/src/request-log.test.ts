import { describe, expect, it, vi } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import { requestLine, type RequestLogEntry, requestLog, type RequestLogOptions } from "./request-log.ts";

function createApp(options: RequestLogOptions, config: Record<string, unknown> = {}): Micro {
  const app = new Micro(null, { logger: new MemoryLogger(), config });
  app.use(requestLog(options));
  app.get("/movies/<int:id>", () => "x");
  app.get("/health", () => "x");
  app.get("/broken", () => {
    throw new Error("broken");
  });
  return app;
}

describe("requestLog() [F447]", () => {
  it("writes a line of JSON for each request, with its id, its route and no query", async () => {
    const lines: string[] = [];
    const client = createApp({ write: (line) => lines.push(line) }).testClient();
    const response = await client.get("/movies/3?token=secret");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      level: "info",
      requestId: response.request.id,
      method: "GET",
      path: "/movies/3",
      rule: "/movies/<int:id>",
      status: 200,
      ms: expect.any(Number),
      remoteAddress: "127.0.0.1",
    });
  });

  it("writes lines for people in debug, also for what is not found and what fails", async () => {
    const lines: string[] = [];
    const client = createApp({ write: (line) => lines.push(line) }, { DEBUG: true }).testClient();
    for (const path of ["/movies/3", "/none", "/broken"]) await client.get(path);
    expect(lines).toEqual([
      expect.stringMatching(/^GET \/movies\/3 200 \d+\.\d ms$/),
      expect.stringMatching(/^GET \/none 404 \d+\.\d ms$/),
      expect.stringMatching(/^GET \/broken 500 \d+\.\d ms$/),
    ]);
  });

  it("writes to the standard output when nothing else is said", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await createApp({ format: "line" }).testClient().get("/health");
    expect(log).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/^GET \/health 200/));
  });

  it("gives the fields to a logger such as pino", async () => {
    const written: [RequestLogEntry, string][] = [];
    const logger = {
      info: (fields: RequestLogEntry, message: string): void => void written.push([fields, message]),
    };
    await createApp({ logger }).testClient().post("/health");
    expect(written).toEqual([
      [expect.objectContaining({ method: "POST", status: 405 }), expect.stringMatching(/^POST \/health 405/)],
    ]);
  });

  it("leaves out what it is told to", async () => {
    const lines: string[] = [];
    const client = createApp({
      write: (line) => lines.push(line),
      skip: ({ path }) => path === "/health",
    }).testClient();
    await client.get("/health");
    expect(lines).toEqual([]);
  });
});

describe("requestLine()", () => {
  it.each([
    [204, "\u001b[32m204\u001b[39m"],
    [304, "\u001b[36m304\u001b[39m"],
    [404, "\u001b[33m404\u001b[39m"],
    [500, "\u001b[31m500\u001b[39m"],
    [101, "101"],
  ])("has a colour for %i [F403]", (status, shown) => {
    expect(requestLine({ method: "GET", path: "/", status, ms: 1 }, true)).toBe(`GET / ${shown} 1.0 ms`);
  });

  it("has no colour unless it is asked for, and makes one line of anything", () => {
    expect(requestLine({ method: "GET", path: "/a\n\u001b[2Jb", status: 200, ms: 0.26 })).toBe(
      String.raw`GET /a\n\u001b[2Jb 200 0.3 ms`,
    );
  });
});
