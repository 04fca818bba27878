import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import { MicroError } from "./errors.ts";
import { render } from "./http/rendering.ts";
import { redirect, reply } from "./http/reply.ts";
import { abort, BadRequest, Forbidden, HttpError, InternalServerError, NotFound } from "./http-errors.ts";

class OutOfStock extends Error {}
class SoldOut extends OutOfStock {}

function createApp(config: Record<string, unknown> = {}): { app: Micro; logger: MemoryLogger } {
  const logger = new MemoryLogger();
  return { app: new Micro(null, { logger, config: { SECRET_KEY: "secret", ...config } }), logger };
}

function fail(error: unknown = new Error("broken")): never {
  throw error;
}

describe("a throw", () => {
  it.each([
    ["an Error", new Error("x")],
    ["text", "x"],
    ["a number", 0],
    ["null", null],
    ["undefined", undefined],
    ["a symbol", Symbol("x")],
    ["an object without prototype", Object.create(null)],
    ["an error whose stack is no text", Object.assign(new Error("x"), { stack: 5 })],
    ["a DOMException", new DOMException("x", "AbortError")],
  ])("of %s becomes a 500, logged once", async (_, thrown: unknown) => {
    const { app, logger } = createApp();
    app.get("/", () => fail(thrown));
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.messages).toHaveLength(1);
  });

  it.each([
    ["in a view", (app: Micro) => app.get("/", () => fail())],
    ["in an asynchronous view", (app: Micro) => app.get("/", async () => fail())],
    ["in a before-request hook", (app: Micro) => app.beforeRequest(() => fail())],
    ["in an asynchronous before-request hook", (app: Micro) => app.beforeRequest(async () => fail())],
    ["in an after-request hook", (app: Micro) => app.afterRequest(() => fail())],
    ["in an asynchronous after-request hook", (app: Micro) => app.afterRequest(async () => fail())],
    ["while a value becomes a response", (app: Micro) => app.get("/", () => ({ toJSON: () => fail() }))],
    ["by a view that returns an error", (app: Micro) => app.get("/", () => new Error("broken"))],
    ["in a context processor", (app: Micro) => app.get("/", () => render("none.html"))],
  ])("%s is answered once, with the 500 handler (F11) [B98 B119]", async (_, arrange) => {
    const { app, logger } = createApp();
    let answers = 0;
    app.onError(500, () => {
      answers++;
      return "sorry";
    });
    arrange(app);
    if (!app["~registry"].routes.some(({ path }) => path === "/")) app.get("/", () => "x");
    const response = await app.testClient().get("/");
    expect([response.status, response.text, answers, logger.messages.length]).toEqual([500, "sorry", 1, 1]);
  });

  it("is logged with method and path [F177]", async () => {
    const { app, logger } = createApp();
    app.post("/orders", () => fail());
    await app.testClient().post("/orders?secret=1");
    expect(logger.messages[0]).toMatch(/^Exception on \/orders \[POST\]\nError: broken\n +at /);
  });

  it("of an HTTP error is not logged", async () => {
    const { app, logger } = createApp();
    app.get("/", () => abort(404));
    await app.testClient().get("/");
    expect(logger.messages).toEqual([]);
  });

  it("forgets what the view staged", async () => {
    const { app } = createApp();
    app.get("/", (_, response) => {
      response.status = 201;
      response.setCookie("a", "1");
      response.headers.set("Cache-Control", "public");
      return fail();
    });
    const { status, headers } = await app.testClient().get("/");
    expect([status, headers.getSetCookie(), headers.get("cache-control")]).toEqual([500, [], null]);
  });

  it("keeps close listeners", async () => {
    const { app } = createApp();
    let closed = false;
    app.get("/", (_, response) => {
      response.onClose(() => {
        closed = true;
      });
      return fail();
    });
    await app.testClient().get("/");
    expect(closed).toBe(true);
  });

  it("of an error whose cause is itself is logged (F11)", async () => {
    const { app, logger } = createApp();
    const error = new Error("knot");
    error.cause = error;
    app.get("/", () => fail(error));
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.text).toContain("knot");
  });

  it("does not stop the app when the log itself fails (F43)", async () => {
    let calls = 0;
    // Only the first calls fail, so that a dispatcher that tries again and again comes to an end.
    const logger = { error: () => (++calls < 20 ? fail(new Error("EPIPE")) : undefined) };
    const app = new Micro(null, { logger });
    app.get("/", () => fail());
    const response = await app.testClient().get("/", { headers: { accept: "text/plain" } });
    expect([response.status, response.text]).toEqual([500, "500 Internal Server Error\n"]);
    expect(calls).toBeLessThan(3);
  });
});

describe("abort()", () => {
  it("answers with an error's page", async () => {
    const { app } = createApp();
    app.get("/", () => abort(403, "Only the author may edit."));
    const response = await app.testClient().get("/", { headers: { accept: "text/plain" } });
    expect([response.status, response.text]).toEqual([403, "403 Forbidden\nOnly the author may edit.\n"]);
  });

  it("answers with a value as it is, past the handlers [F183]", async () => {
    const { app } = createApp();
    app.onError(Error, () => "handler");
    app.get("/", () => abort(reply("gone", 410)));
    const response = await app.testClient().get("/");
    expect([response.status, response.text]).toEqual([410, "gone"]);
  });

  it("answers with a redirect [F183 B25]", async () => {
    const { app } = createApp();
    app.beforeRequest(() => abort(redirect("/login")));
    expect((await app.testClient().get("/")).headers.get("location")).toBe("/login");
  });

  it("answers with what an asynchronous value becomes", async () => {
    const { app } = createApp();
    app.get("/", () => abort(render("none.html")));
    expect((await app.testClient().get("/")).status).toBe(500);
  });

  it("gives the headers of its error [F175]", async () => {
    const { app } = createApp();
    app.get("/", () => abort(429, "Slow down.", { headers: { "Retry-After": "120" } }));
    expect((await app.testClient().get("/")).headers.get("retry-after")).toBe("120");
  });
});

describe("the choice of an error handler [F176 B105]", () => {
  it("is by status [F181]", async () => {
    const { app } = createApp();
    app.onError(404, (error, request) => `${error.status} ${request.path}`);
    const response = await app.testClient().get("/none");
    expect([response.status, response.text]).toEqual([404, "404 /none"]);
  });

  it("is by class, the nearest first", async () => {
    const { app, logger } = createApp();
    app.onError(Error, () => "error");
    app.onError(OutOfStock, () => reply("out of stock", 409));
    app.get("/", () => fail(new SoldOut()));
    const response = await app.testClient().get("/");
    expect([response.status, response.text, logger.messages]).toEqual([409, "out of stock", []]);
  });

  it("gives a plain value of a handler by class the status 500 [F181]", async () => {
    const { app } = createApp();
    app.onError(OutOfStock, () => "nothing left");
    app.get("/", () => fail(new OutOfStock()));
    expect((await app.testClient().get("/")).status).toBe(500);
  });

  it("takes the class of an HTTP error for its status, however it was thrown [B108]", async () => {
    const { app } = createApp();
    app.onError(NotFound, () => "no such thing");
    app.get("/aborted", () => abort(404));
    app.get("/thrown", () => fail(new NotFound()));
    app.get("/made", () => fail(new HttpError(404)));
    const client = app.testClient();
    for (const path of ["/aborted", "/thrown", "/made", "/none"])
      expect((await client.get(path)).text).toBe("no such thing");
  });

  it("prefers the handler of a subclass to that of the status [B108]", async () => {
    class NotYours extends Forbidden {}
    const { app } = createApp();
    app.onError(NotYours, () => "not yours");
    app.onError(403, () => "forbidden");
    app.get("/", () => fail(new NotYours()));
    expect((await app.testClient().get("/")).text).toBe("not yours");
  });

  it("prefers the status to the class of all HTTP errors", async () => {
    const { app } = createApp();
    app.onError(HttpError, () => "any");
    app.onError(404, () => "404");
    expect((await app.testClient().get("/none")).text).toBe("404");
  });

  it("lets a handler of HttpError take each HTTP error and the wrapped 500 [B111]", async () => {
    const { app } = createApp();
    app.onError(HttpError, (error) => `caught ${error.status}`);
    app.get("/", () => fail());
    app.get("/bad", () => fail(new BadRequest()));
    const client = app.testClient();
    expect((await client.get("/")).text).toBe("caught 500");
    expect((await client.get("/bad")).text).toBe("caught 400");
    expect((await client.post("/bad")).text).toBe("caught 405");
  });

  it("lets a handler of Error take everything", async () => {
    const { app, logger } = createApp();
    app.onError(Error, (error) => reply(error.message, 400));
    app.get("/", () => fail());
    const client = app.testClient();
    expect((await client.get("/")).text).toBe("broken");
    expect((await client.get("/none")).text).toBe("Not Found");
    expect(logger.messages).toEqual([]);
  });

  it("never gives a handler the redirect to the right spelling [B111 B113]", async () => {
    const { app } = createApp();
    app.onError(Error, () => "handled");
    app.get("/users/", () => "x");
    expect((await app.testClient().get("/users")).status).toBe(308);
  });

  it("finds none for a thrown value that is no object", async () => {
    const { app } = createApp();
    app.onError(Error, () => "error");
    app.onError(OutOfStock, () => "stock");
    app.get("/", () => fail("text"));
    expect((await app.testClient().get("/")).text).toBe("error");
  });
});

describe("the handler of 500", () => {
  it("gets an InternalServerError with the cause", async () => {
    const { app, logger } = createApp();
    const cause = new Error("broken");
    const seen: unknown[] = [];
    app.onError(500, (error) => {
      seen.push(error instanceof InternalServerError, error.cause);
      return "sorry";
    });
    app.get("/", () => fail(cause));
    await app.testClient().get("/");
    expect(seen).toEqual([true, cause]);
    expect(logger.messages).toHaveLength(1);
  });

  it("gets an abort(500) without a cause, unlogged", async () => {
    const { app, logger } = createApp();
    app.onError(500, (error) => `cause ${String(error.cause)}`);
    app.get("/", () => abort(500));
    expect((await app.testClient().get("/")).text).toBe("cause undefined");
    expect(logger.messages).toEqual([]);
  });

  it("gives way to the stack in debug", async () => {
    const { app } = createApp({ DEBUG: true });
    app.onError(500, () => "sorry");
    app.get("/", () => fail());
    const response = await app.testClient().get("/", { headers: { accept: "text/plain" } });
    expect([response.status, response.text.split("\n")[1]]).toEqual([500, "Error: broken"]);
  });

  it("does not give way to an abort(500) in debug", async () => {
    const { app } = createApp({ DEBUG: true });
    app.onError(500, () => "sorry");
    app.get("/", () => abort(500));
    expect((await app.testClient().get("/")).text).toBe("sorry");
  });

  it("leaves handlers by class alone in debug", async () => {
    const { app } = createApp({ DEBUG: true });
    app.onError(OutOfStock, () => reply("stock", 409));
    app.get("/", () => fail(new OutOfStock()));
    expect((await app.testClient().get("/")).text).toBe("stock");
  });
});

describe("an error handler", () => {
  it.each([
    ["at once", () => render("none.html")],
    ["later", async () => fail(new Error("handler broke"))],
    ["by a throw", () => fail(new Error("handler broke"))],
  ])("that fails %s is logged, and the answer is a bare 500 (F11)", async (_, handler) => {
    const { app, logger } = createApp();
    app.onError(404, handler);
    const response = await app.testClient().get("/none", { headers: { accept: "text/plain" } });
    expect([response.status, response.text]).toEqual([500, "500 Internal Server Error\n"]);
    expect(logger.messages).toHaveLength(1);
  });

  it("that throws another HTTP error does not answer with it", async () => {
    const { app } = createApp();
    app.onError(404, () => abort(403));
    expect([403, 500]).toContain((await app.testClient().get("/none")).status);
  });

  it.each([undefined, null])("that returns %s is named in the log, not the view", async (nothing) => {
    const { app, logger } = createApp();
    app.onError(404, () => nothing);
    expect((await app.testClient().get("/none")).status).toBe(500);
    expect(logger.text.split("\n")[1]).toMatch(/error handler/i);
  });

  it("may wait [B119]", async () => {
    const { app } = createApp();
    app.onError(404, async () => {
      await Promise.resolve();
      return "none";
    });
    const response = await app.testClient().get("/none");
    expect([response.status, response.text]).toEqual([404, "none"]);
  });

  it("keeps the headers of the error [F175]", async () => {
    const { app } = createApp();
    app.onError(401, () => "log in");
    app.get("/", () => abort(401, undefined, { headers: { "WWW-Authenticate": "Basic" } }));
    expect((await app.testClient().get("/")).headers.get("www-authenticate")).toBe("Basic");
  });

  it("may choose another status", async () => {
    const { app } = createApp();
    app.onError(404, () => reply("found after all", 200));
    expect((await app.testClient().get("/none")).status).toBe(200);
  });

  it("may redirect", async () => {
    const { app } = createApp();
    app.onError(401, () => redirect("/login"));
    app.get("/", () => abort(401));
    const response = await app.testClient().get("/");
    expect([response.status, response.headers.get("location")]).toEqual([303, "/login"]);
  });

  it("may change the response it is given", async () => {
    const { app } = createApp();
    app.onError(404, (...[, , response]) => {
      response.headers.set("Cache-Control", "no-store");
      return "none";
    });
    expect((await app.testClient().get("/none")).headers.get("cache-control")).toBe("no-store");
  });
});

describe("the teardown hooks", () => {
  async function tearDownAfter(arrange: (app: Micro) => void): Promise<unknown[]> {
    const { app } = createApp();
    const errors: unknown[] = [];
    app.teardownRequest((_, error) => void errors.push(error));
    arrange(app);
    await app.testClient().get("/");
    return errors;
  }

  const broken = new Error("broken");

  it.each([
    ["undefined after a good answer", (app: Micro): void => void app.get("/", () => "x"), undefined],
    ["the error that nobody handled", (app: Micro): void => void app.get("/", () => fail(broken)), broken],
    [
      "the error of an asynchronous view",
      (app: Micro): void => void app.get("/", async () => fail(broken)),
      broken,
    ],
    [
      "the error of an after-request hook",
      (app: Micro): void => app.afterRequest(() => fail(broken)),
      broken,
    ],
    ["undefined after an HTTP error", () => undefined, undefined],
  ] as const)("get %s", async (...[, arrange, expected]) => {
    expect(await tearDownAfter(arrange)).toEqual([expected]);
  });

  it("get undefined when a handler by class took the error [B100]", async () => {
    const errors = await tearDownAfter((app) => {
      app.onError(Error, () => "handled");
      app.get("/", () => fail(broken));
    });
    expect(errors).toEqual([undefined]);
  });

  it("get the error when only the handler of 500 answered", async () => {
    const errors = await tearDownAfter((app) => {
      app.onError(500, () => "sorry");
      app.get("/", () => fail(broken));
    });
    expect(errors).toEqual([broken]);
  });

  it("get the error of an error handler", async () => {
    const errors = await tearDownAfter((app) => app.onError(404, () => fail(broken)));
    expect(errors).toEqual([broken]);
  });

  it("all run, with the same error, whatever the others throw [F186 B99]", async () => {
    const { app, logger } = createApp();
    const seen: unknown[] = [];
    for (const name of ["1", "2", "3"]) {
      app.teardownRequest((_, error) => {
        seen.push(name, error);
        throw new Error(`teardown ${name}`);
      });
    }
    app.get("/", () => fail(broken));
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(seen).toEqual(["3", broken, "2", broken, "1", broken]);
    expect(logger.messages.map((message) => /(broken|teardown \d)/.exec(message)?.[0])).toEqual([
      "broken",
      "teardown 3",
      "teardown 2",
      "teardown 1",
    ]);
  });

  it("run one after the other, waiting for each", async () => {
    const { app } = createApp();
    const trace: string[] = [];
    app.teardownRequest(() => void trace.push("second"));
    app.teardownRequest(async () => {
      await new Promise((resolve) => setTimeout(resolve, 2));
      trace.push("first");
    });
    app.get("/", () => "x");
    await app.testClient().get("/");
    expect(trace).toEqual(["first", "second"]);
  });

  it("run once when an after-request hook fails late [F186 B99]", async () => {
    const { app } = createApp();
    let times = 0;
    app.teardownRequest(() => void times++);
    app.afterRequest(async () => fail());
    app.afterRequest(() => fail());
    app.get("/", () => "x");
    await app.testClient().get("/");
    expect(times).toBe(1);
  });
});

describe("an after-request hook that fails [F186 B98]", () => {
  it("does not keep the others from running on the error's answer", async () => {
    const { app } = createApp();
    const trace: string[] = [];
    app.afterRequest((_, { status }) => void trace.push(`first registered ${status}`));
    app.afterRequest(() => fail());
    app.afterRequest((_, { status }) => void trace.push(`last registered ${status}`));
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(trace).toEqual(["last registered 200", "first registered 500"]);
  });

  it("may abort with another answer", async () => {
    const { app } = createApp();
    app.afterRequest(() => abort(reply("checked", 409)));
    app.get("/", () => "x");
    const response = await app.testClient().get("/");
    expect([response.status, response.text]).toEqual([409, "checked"]);
  });

  it("is answered when it returns nonsense", async () => {
    const { app, logger } = createApp();
    app.afterRequest(() => 5);
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.text.split("\n")[1]).toMatch(/hook/i);
  });
});

describe("a before-request hook that returns nonsense", () => {
  it("is named in the log, not the view", async () => {
    const { app, logger } = createApp();
    app.beforeRequest(() => true);
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.text).toContain("MICRO_VIEW_RESULT");
    expect(logger.text.split("\n")[1]).toMatch(/hook/i);
  });
});

describe("a session that cannot be saved", () => {
  it("is answered 500 and runs the teardown hooks (MICRO_SESSION_NO_SECRET)", async () => {
    const { app, logger } = createApp({ SECRET_KEY: null });
    const errors: unknown[] = [];
    app.teardownRequest((_, error) => void errors.push(error));
    app.get("/", ({ session }) => {
      session["a"] = 1;
      return "x";
    });
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.text).toContain("MICRO_SESSION_NO_SECRET");
    expect(errors).toEqual([expect.any(MicroError)]);
  });

  it("is answered 500 when it is too large (MICRO_SESSION_TOO_LARGE)", async () => {
    const { app, logger } = createApp({ DEBUG: true });
    app.get("/", ({ session }) => {
      session["a"] = randomBytes(5000);
      return "x";
    });
    const response = await app.testClient().get("/");
    expect([response.status, response.headers.getSetCookie()]).toEqual([500, []]);
    expect(logger.text).toContain("MICRO_SESSION_TOO_LARGE");
  });

  it("is sent without it, and logged, when it is too large in production [F244]", async () => {
    const { app, logger } = createApp();
    app.get("/", (request) => {
      request.flash(randomBytes(5000).toString("hex"));
      return "x";
    });
    const response = await app.testClient().get("/");
    expect([response.status, response.text, response.headers.getSetCookie()]).toEqual([200, "x", []]);
    expect(logger.text).toContain("MICRO_SESSION_TOO_LARGE");
  });
});

describe("flash()", () => {
  it("fails in the view when there is no SECRET_KEY", async () => {
    const { app, logger } = createApp({ SECRET_KEY: null });
    app.get("/", (request) => {
      request.flash("Saved.");
      return "x";
    });
    expect((await app.testClient().get("/")).status).toBe(500);
    expect(logger.text).toContain("MICRO_SESSION_NO_SECRET");
  });
});
