import { describe, expect, expectTypeOf, it, vi } from "vitest";

import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { reply } from "./http/reply.ts";
import { abort, HttpError } from "./http-errors.ts";
import type { Middleware, ViewWrapper } from "./middleware.ts";

/** A middleware that records when it starts and ends. */
function traced(name: string, trace: string[]): Middleware {
  return async (request, response, next) => {
    trace.push(`${name} in`);
    await next();
    trace.push(`${name} out ${response.status}`);
  };
}

describe("middleware", () => {
  it("runs around hooks and view, the app's outside, a blueprint's inside [F19 F156]", async () => {
    const trace: string[] = [];
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    app.use(traced("app", trace));
    blog.use(traced("blog", trace));
    app.beforeRequest(() => void trace.push("before"));
    app.afterRequest(() => void trace.push("after"));
    blog.get("/", () => {
      trace.push("view");
      return "x";
    });
    app.mount(blog);
    app.get("/", () => "home");
    await app.testClient().get("/blog/");
    expect(trace).toEqual(["app in", "blog in", "before", "view", "after", "blog out 200", "app out 200"]);
    trace.length = 0;
    await app.testClient().get("/");
    expect(trace).toEqual(["app in", "before", "after", "app out 200"]);
  });

  it("changes the response after the view [F156]", async () => {
    const app = new Micro();
    app.use(async (request, response, next) => {
      await next();
      response.headers.set("X-Time", "1");
    });
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).headers.get("x-time")).toBe("1");
  });

  it("answers in place of the view when it does not call next [F156]", async () => {
    const app = new Micro();
    const view = vi.fn<() => string>(() => "view");
    app.use((_request) => reply("closed", 503));
    app.get("/", view);
    const response = await app.testClient().get("/");
    expect([response.status, response.text]).toEqual([503, "closed"]);
    expect(view).not.toHaveBeenCalled();
  });

  it("is refused a second next(), and nothing inside runs again", async () => {
    const view = vi.fn<() => string>(() => "view");
    const app = new Micro(null, { logger: { error: () => undefined } });
    app.use(async (_request, _response, next) => {
      await next();
      await expect(next()).rejects.toThrow("A middleware has called next() twice for GET /.");
      await expect(next()).rejects.toThrow("MICRO_NEXT_TWICE");
    });
    app.use((_request, _response, next) => next());
    app.get("/", view);
    expect((await app.testClient().get("/")).text).toBe("view");
    expect(view).toHaveBeenCalledOnce();
  });

  it("replaces the answer by what it returns", async () => {
    const app = new Micro();
    app.use(async (request, response, next) => {
      await next();
      return `[${typeof response.body}]`;
    });
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).text).toBe("[string]");
  });

  it("throws to the error handlers, before and after the view [F156]", async () => {
    const app = new Micro();
    app.use(async (request, response, next) => {
      if (request.path === "/before") throw new RangeError("before");
      await next();
      if (request.path === "/after") abort(409);
    });
    app.get("/after", () => "x");
    app.onError(RangeError, () => reply("range", 400));
    app.onError(409, () => "conflict");
    const client = app.testClient();
    expect([(await client.get("/before")).text, (await client.get("/after")).text]).toEqual([
      "range",
      "conflict",
    ]);
  });

  it("sees the answer to an error of the view, not the error [F156]", async () => {
    const app = new Micro();
    const statuses: number[] = [];
    app.use(async (request, response, next) => {
      await next();
      statuses.push(response.status);
    });
    app.get("/", () => abort(418));
    expect((await app.testClient().get("/")).status).toBe(418);
    expect(statuses).toEqual([418]);
  });

  it("runs for paths without a route, with the blueprint's that owns them", async () => {
    const trace: string[] = [];
    const app = new Micro();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    app.use(traced("app", trace));
    blog.use(traced("blog", trace));
    app.mount(blog);
    await app.testClient().get("/blog/none");
    expect(trace).toEqual(["app in", "blog in", "blog out 404", "app out 404"]);
  });

  it("may change the session, which is saved after it", async () => {
    const app = new Micro(null, { config: { SECRET_KEY: "s" } });
    app.use(async (request, response, next) => {
      await next();
      request.session["seen"] = true;
    });
    app.get("/", ({ session }) => ({ seen: session["seen"] ?? null }));
    const client = app.testClient();
    await client.get("/");
    expect(await (await client.get("/")).json()).toEqual({ seen: true });
  });

  it("has to be a function", () => {
    expect(() => new Blueprint("blog").use("x" as never)).toThrow("MICRO_HOOK_INVALID");
  });
});

describe("the option use of a route", () => {
  const shout: ViewWrapper = async (request, response, next) => String(await next()).toUpperCase();
  const loginRequired: ViewWrapper = (request, response, next) =>
    request.query.has("user") ? next() : reply("log in", 401);

  it("wraps the view, the first outermost [F133]", async () => {
    const app = new Micro();
    const bracket: ViewWrapper = async (request, response, next) => `[${String(await next())}a]`;
    app.get("/", { use: [shout, bracket] }, () => "x");
    expect((await app.testClient().get("/")).text).toBe("[XA]");
  });

  it("keeps the view and its validation from running [F133]", async () => {
    const app = new Micro();
    const body = {
      "~standard": { version: 1 as const, vendor: "test", validate: () => ({ issues: [{ message: "no" }] }) },
    };
    app.post("/", { use: [loginRequired], body }, () => "in");
    const client = app.testClient();
    expect((await client.post("/", { json: {} })).status).toBe(401);
    expect((await client.post("/?user=1", { json: {} })).status).toBe(422);
  });

  it("gives what the view makes of valid input [F133]", async () => {
    const app = new Micro();
    const body = {
      "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) => ({ value }) },
    };
    app.post("/", { use: [shout], body }, ({ body: input }) => JSON.stringify(input));
    expect((await app.testClient().post("/", { json: { a: "b" } })).text).toBe('{"A":"B"}');
  });

  it("runs after the before-request hooks", async () => {
    const app = new Micro();
    app.beforeRequest(({ g }) => {
      g["user"] = "Ann";
    });
    app.get("/", { use: [({ g }, response, next) => (g["user"] === "Ann" ? next() : "none")] }, () => "hi");
    expect((await app.testClient().get("/")).text).toBe("hi");
  });

  it("catches what the view throws", async () => {
    const app = new Micro();
    const rescue: ViewWrapper = (request, response, next) => {
      try {
        return next();
      } catch (error) {
        return error instanceof HttpError ? `rescued ${error.status}` : "x";
      }
    };
    app.get("/", { use: [rescue] }, () => abort(404));
    expect((await app.testClient().get("/")).text).toBe("rescued 404");
  });

  it("leaves the types of the view alone [F133]", () => {
    new Micro().get("/<int:id>", { use: [shout] }, ({ params }) => {
      expectTypeOf(params.id).toEqualTypeOf<number>();
      return "x";
    });
  });
});
