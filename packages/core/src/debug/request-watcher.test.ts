import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { Micro } from "../app.ts";
import { type LiveServer, liveServer } from "../testing/index.ts";

/** Fails as the code of an app does that nobody waits for. */
const FAILURES = {
  timer: () => setTimeout(failLater, 1),
  event: () => {
    const events = new EventEmitter();
    setImmediate(() => events.emit("error", new RangeError("too late")));
  },
  promise: () => void Promise.reject(new RangeError("too late")),
  "async function": async () => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    failLater();
  },
};

function failLater(): void {
  throw new RangeError("too late");
}

describe("an error that nobody caught, in debug", () => {
  let app: Micro;
  let server: LiveServer;
  let reported: unknown[];
  const others = process.listeners("uncaughtException");
  const rejections = process.listeners("unhandledRejection");

  function report(error: unknown): void {
    reported.push(app["~reportUncaught"](error));
  }

  beforeEach(async () => {
    reported = [];
    app = new Micro(null, { logger: new MemoryLogger(), config: { DEBUG: true, SECRET_KEY: "the secret" } });
    app.beforeRequest(function remember({ g }) {
      g["seen"] = true;
    });
    app.get("/fails/<kind>", ({ params, query }) => {
      void FAILURES[params.kind as keyof typeof FAILURES](); // the tests ask for no others
      return query.has("at-once") ? "answered" : new Promise<string>(() => {});
    });
    app.get("/slow", () => new Promise<string>((resolve) => setTimeout(() => resolve("slow"), 100)));
    server = await liveServer(app);
    // The runner's own would fail the run.
    process.removeAllListeners("uncaughtException").removeAllListeners("unhandledRejection");
    process.on("uncaughtException", report);
  });

  afterEach(async () => {
    process.off("uncaughtException", report);
    for (const listener of others) process.on("uncaughtException", listener);
    for (const listener of rejections) process.on("unhandledRejection", listener);
    await server.close();
  });

  function get(path: string, accept = "text/html"): Promise<Response> {
    return fetch(server.url + path, { headers: { accept, cookie: "theme=dark" } });
  }

  it.each(Object.keys(FAILURES))(
    "of a %s answers the request that it belongs to with the debug page [F396]",
    async (kind) => {
      const slow = get("/slow");
      const response = await get(`/fails/${kind}`);
      expect(response.status).toBe(500);
      expect(response.headers.get("content-security-policy")).toContain("default-src 'none'");
      const page = await response.text();
      expect(page).toContain("<h1><b>RangeError</b>: too late</h1>");
      expect(page).toContain("threw it while this request was under way.");
      expect(page).toMatch(/request-watcher\.test\.ts:\d+/);
      expect(page).toContain('<span class="here">');
      for (const fact of [`GET /fails/${kind}`, "/fails/&lt;kind&gt;", "remember", "theme"])
        expect(page).toContain(fact);
      expect(await (await slow).text()).toBe("slow");
    },
  );

  it.each([
    [
      "text/plain",
      /^500 Internal Server Error\nNobody caught this error[^]*RangeError: too late\n {4}at failLater/,
    ],
    ["application/json", /"error":\{"name":"RangeError","message":"too late"/],
  ])("is told as %s to who asks for that [F396]", async (type, expected) => {
    const response = await get("/fails/timer", type);
    expect(response.headers.get("content-type")).toContain(type.replace("json", "problem+json"));
    expect(await response.text()).toMatch(expected);
  });

  it("leaves an answer that was given, and says so to whoever asks later", async () => {
    expect(await (await get("/fails/timer?at-once=1")).text()).toBe("answered");
    await expect.poll(() => reported).toHaveLength(1);
    expect(await reported[0]).toMatchObject({
      html: { body: expect.stringContaining("of this request threw it after the answer") },
      text: { body: expect.stringContaining("GET /fails/timer") },
      json: { body: expect.stringContaining("too late") },
    });
  });

  it("is given to the only request that is under way when it does not say whose it is", async () => {
    const slow = get("/slow");
    await new Promise((resolve) => setTimeout(resolve, 30));
    await app["~reportUncaught"](new Error("of a connection pool"));
    const response = await slow;
    expect([response.status, await response.text()]).toEqual([
      500,
      expect.stringContaining("of a connection pool"),
    ]);
  });

  it("has pages without a request when it belongs to none", async () => {
    await get("/slow");
    const pages = await app["~reportUncaught"](new Error("of the app's own timer with the secret"));
    expect(pages?.html.body).toContain("outside of any request");
    expect(pages?.html.body).not.toMatch(/the secret|&middot; <code>|<b>Request<\/b>/);
  });

  it("has no pages without debug", async () => {
    const plain = new Micro();
    expect(plain["~reportUncaught"](new Error("x"))).toBeNull();
    await plain.start();
    expect(plain["~reportUncaught"](new Error("x"))).toBeNull();
  });
});
