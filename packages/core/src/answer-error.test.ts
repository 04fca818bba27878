import { describe, expect, it } from "vitest";

import { createFolder, removeFolder } from "../test/temporary-folder.ts";
import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import type { SelfHandledError } from "./hooks.ts";
import { redirect, reply } from "./http/reply.ts";
import type { Request } from "./http/request.ts";
import * as errors from "./http-errors.ts";
import { abort, Forbidden, HttpError, type HttpErrorClass, ImATeapot, NotFound } from "./http-errors.ts";
import { sendFile } from "./send-file.ts";

function createApp(config: Record<string, unknown> = {}): { app: Micro; logger: MemoryLogger } {
  const logger = new MemoryLogger();
  return { app: new Micro(null, { logger, config: { SECRET_KEY: "secret", ...config } }), logger };
}

/** What the module exports, by name. */
const CLASSES: ReadonlyMap<string, HttpErrorClass> = new Map(
  Object.entries(errors).filter((entry): entry is [string, HttpErrorClass] => "status" in Object(entry[1])),
);

describe("the classes of HTTP errors", () => {
  it.each([
    [400, "BadRequest"], [401, "Unauthorized"], [403, "Forbidden"], [404, "NotFound"], [405, "MethodNotAllowed"],
    [406, "NotAcceptable"], [408, "RequestTimeout"], [409, "Conflict"], [410, "Gone"], [411, "LengthRequired"],
    [412, "PreconditionFailed"], [413, "ContentTooLarge"], [414, "UriTooLong"], [415, "UnsupportedMediaType"],
    [416, "RangeNotSatisfiable"], [417, "ExpectationFailed"], [418, "ImATeapot"], [421, "MisdirectedRequest"],
    [422, "UnprocessableContent"], [423, "Locked"], [424, "FailedDependency"], [426, "UpgradeRequired"],
    [428, "PreconditionRequired"], [429, "TooManyRequests"], [431, "RequestHeaderFieldsTooLarge"],
    [451, "UnavailableForLegalReasons"], [500, "InternalServerError"], [501, "NotImplemented"], [502, "BadGateway"],
    [503, "ServiceUnavailable"], [504, "GatewayTimeout"], [505, "HttpVersionNotSupported"],
  ] as const)("answer %i: %s", async (status, name) => {
    const { app } = createApp();
    const OfStatus = CLASSES.get(name) ?? ImATeapot;
    app.get("/", () => {
      throw new OfStatus("Why <it> is.");
    });
    const response = await app.testClient().get("/");
    expect([response.status, new OfStatus().name, OfStatus.status]).toEqual([status, name, status]);
    expect(response.text).toContain("<p>Why &lt;it&gt; is.</p>");
  }); // prettier-ignore

  it("are those of every error status of Werkzeug's, with code, name and description [F174]", () => {
    const known = Object.values(errors).flatMap((value) => (typeof value === "function" && "status" in value ? [value.status] : []));
    const werkzeug = [400, 401, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505];
    expect(werkzeug.filter((status) => !known.includes(status))).toEqual([]);
    expect(new NotFound("No such page.")).toMatchObject({ status: 404, reason: "Not Found", message: "No such page." });
  }); // prettier-ignore
});

describe("the headers of an error", () => {
  it("come with it: who may log in, when to come back, which methods and bytes there are [F175]", async () => {
    const folder = createFolder({ "a.txt": "12345" });
    const { app } = createApp();
    app.get("/login", () => abort(401, undefined, { headers: { "WWW-Authenticate": 'Basic realm="x"' } }));
    app.get("/busy", () => abort(429, undefined, { headers: { "Retry-After": "120" } }));
    app.get("/down", () => abort(503, undefined, { headers: { "Retry-After": new Date(0).toUTCString() } }));
    app.get("/file", () => sendFile(`${folder}/a.txt`));
    const client = app.testClient();
    expect((await client.get("/login")).headers.get("www-authenticate")).toBe('Basic realm="x"');
    expect((await client.get("/busy")).headers.get("retry-after")).toBe("120");
    expect((await client.get("/down")).headers.get("retry-after")).toBe("Thu, 01 Jan 1970 00:00:00 GMT");
    expect((await client.put("/down")).headers.get("allow")).toBe("GET, HEAD, OPTIONS");
    const range = await client.get("/file", { headers: { range: "bytes=9-" } });
    expect([range.status, range.headers.get("content-range")]).toEqual([416, "bytes */5"]);
    removeFolder(folder);
  });
});

describe("abort() and redirect()", () => {
  it("end the request wherever they are called: in what a view calls, in hooks, later [B25]", async () => {
    const { app } = createApp();
    const deep = (): never => abort(redirect("/login"));
    const deeper = async (): Promise<never> => {
      await Promise.resolve();
      return deep();
    };
    app.beforeRequest(({ path }) => (path === "/hook" ? deep() : undefined));
    app.afterRequest(({ path }) => (path === "/after" ? deeper() : undefined));
    app.get("/view", () => [1].map(deep));
    app.get("/later", () => deeper());
    app.get("/after", () => "x");
    app.get("/missing", () => [1].map(() => abort(404, "Gone.")));
    const client = app.testClient();
    for (const path of ["/hook", "/view", "/later", "/after"]) {
      const response = await client.get(path);
      expect([path, response.status, response.headers.get("location")]).toEqual([path, 303, "/login"]);
    }
    expect((await client.get("/missing")).status).toBe(404);
  });

  it("answer with any body, status and headers [F183]", async () => {
    const { app } = createApp();
    app.get("/json", () => abort(reply({ error: "gone" }, 410, { "X-Why": "moved" })));
    app.get("/web", () => abort(new globalThis.Response("no", { status: 403 })));
    const client = app.testClient();
    const json = await client.get("/json");
    expect([json.status, json.json(), json.headers.get("x-why")]).toEqual([410, { error: "gone" }, "moved"]);
    const web = await client.get("/web");
    expect([web.status, web.text]).toEqual([403, "no"]);
  });
});

describe("an HTTP error that a view returns", () => {
  it("is the answer, for error handlers too [F180]", async () => {
    const { app } = createApp();
    app.onError(403, () => "handled");
    app.get("/not-found", () => new NotFound("No such page."));
    app.get("/forbidden", async () => new Forbidden());
    const client = app.testClient();
    const missing = await client.get("/not-found");
    expect([missing.status, missing.text.includes("No such page.")]).toEqual([404, true]);
    const forbidden = await client.get("/forbidden");
    expect([forbidden.status, forbidden.text]).toEqual([403, "handled"]);
  });
});

describe("the plain value of an error handler", () => {
  it("gets the status of the error, where Flask makes it 200 [F181]", async () => {
    const { app } = createApp();
    app.onError(404, () => ({ error: "none" }));
    app.onError(RangeError, async () => "out of range");
    app.onError(HttpError, ({ reason }) => reason);
    app.get("/range", () => {
      throw new RangeError();
    });
    app.get("/teapot", () => abort(418));
    const client = app.testClient();
    const statuses = [];
    for (const path of ["/none", "/range", "/teapot"]) statuses.push((await client.get(path)).status);
    expect(statuses).toEqual([404, 500, 418]);
  });
});

describe("an error that brings its answer", () => {
  class OutOfStock extends Error implements SelfHandledError {
    readonly left = 2;
    async handle({ path }: Request): Promise<unknown> {
      return reply({ path, left: this.left }, 409);
    }
  }
  class Moved extends HttpError implements SelfHandledError {
    handle(): string {
      return `moved, ${this.message}`;
    }
  }

  function failWith(error: Error): { app: Micro; logger: MemoryLogger } {
    const { app, logger } = createApp();
    app.get("/", () => {
      throw error;
    });
    return { app, logger };
  }

  it("is answered by its handle(), and is not logged [F184]", async () => {
    const { app, logger } = failWith(new OutOfStock());
    const response = await app.testClient().get("/");
    expect([response.status, response.json(), logger.messages]).toEqual([409, { path: "/", left: 2 }, []]);
  });

  it("gives a plain value its own status [F184]", async () => {
    const response = await failWith(new Moved(410, "for good")).app.testClient().get("/");
    expect([response.status, response.text]).toEqual([410, "moved, for good"]);
  });

  it("leaves the word to the handlers of the app, and comes before that of 500 [F184]", async () => {
    const { app } = failWith(new OutOfStock());
    app.onError(500, () => "the 500 handler");
    expect((await app.testClient().get("/")).status).toBe(409);
    const { app: strict } = failWith(new OutOfStock());
    strict.onError(OutOfStock, () => reply("the app's", 400));
    expect((await strict.testClient().get("/")).text).toBe("the app's");
  });

  it("is an error like any other when its handle() fails [F184]", async () => {
    const { app, logger } = failWith(Object.assign(new Error("first"), { handle: () => abort(404) }));
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.messages).toHaveLength(1);
  });

  it("is not one whose handle is no function", async () => {
    const { app } = failWith(Object.assign(new Error("x"), { handle: 5 }));
    expect((await app.testClient().get("/")).status).toBe(500);
  });
});

describe("the causes and parts of an error", () => {
  const failure = new AggregateError(
    [new RangeError("first part"), new Error("second part", { cause: new Error("its reason") })],
    "both failed",
    { cause: new TypeError("the root of it") },
  );
  const PARTS = [
    "both failed",
    "Caused by: TypeError: the root of it",
    "RangeError: first part",
    "second part",
    "Caused by: Error: its reason",
  ];

  it("are in the log and on the page for debug, and nowhere else [F188]", async () => {
    for (const DEBUG of [true, false]) {
      const { app, logger } = createApp({ DEBUG });
      app.get("/", async () => {
        throw failure;
      });
      for (const accept of ["text/html", "application/json", "text/plain"]) {
        const { text } = await app.testClient().get("/", { headers: { accept } });
        expect(PARTS.filter((part) => text.includes(part))).toEqual(DEBUG ? PARTS : []);
      }
      expect(PARTS.filter((part) => logger.messages[0]?.includes(part))).toEqual(PARTS);
    }
  }); // prettier-ignore
});
