import { describe, expect, it } from "vitest";

import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { render } from "./http/rendering.ts";
import { redirect, reply } from "./http/reply.ts";
import type { TemplateEngine } from "./template-engine.ts";
import type { Schema } from "./validation/schema.ts";

/** An app that keeps what happened in order. */
function createTracedApp(): { app: Micro; trace: string[]; logger: MemoryLogger } {
  const logger = new MemoryLogger();
  return { app: new Micro(null, { logger, config: { SECRET_KEY: "secret" } }), trace: [], logger };
}

async function later<Value>(value: Value): Promise<Value> {
  await Promise.resolve();
  return value;
}

/** Renders the name of a template, now or later. */
function createEngine(isAsync: boolean): TemplateEngine {
  const text = (name: string): string => `<${name}>`;
  return {
    name: "name",
    extensions: [".html"],
    setup: () => ({
      render: (name) => (isAsync ? later(text(name)) : text(name)),
      renderString: (source) => source,
    }),
  };
}

describe("the order of a request", () => {
  it("is hooks, view, hooks in reverse, teardown in reverse [F152 B93]", async () => {
    const { app, trace } = createTracedApp();
    for (const name of ["1", "2"]) {
      app.beforeRequest(() => void trace.push(`before ${name}`));
      app.afterRequest(() => void trace.push(`after ${name}`));
      app.teardownRequest(() => void trace.push(`teardown ${name}`));
    }
    app.get("/", () => {
      trace.push("view");
      return "x";
    });
    await app.testClient().get("/");
    expect(trace).toEqual(["before 1", "before 2", "view", "after 2", "after 1", "teardown 2", "teardown 1"]);
  });

  it("is the same whichever of the functions are asynchronous [F130 B104 B119]", async () => {
    for (let mask = 0; mask < 16; mask++) {
      const { app, trace } = createTracedApp();
      const step = (bit: number, name: string, value?: string) => (): unknown => {
        trace.push(name);
        return (mask & (1 << bit)) === 0 ? value : later(value);
      };
      app.beforeRequest(step(0, "before"));
      app.get("/", step(1, "view", "x") as () => string); // a view may give a promise
      app.afterRequest(step(2, "after"));
      app.teardownRequest(step(3, "teardown"));
      const response = await app.testClient().get("/");
      expect([response.text, trace]).toEqual(["x", ["before", "view", "after", "teardown"]]);
    }
  });

  it("waits for each asynchronous hook before the next [F130 B104]", async () => {
    const { app, trace } = createTracedApp();
    for (const name of ["1", "2"]) {
      app.beforeRequest(async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        trace.push(`before ${name}`);
      });
      app.afterRequest(async () => {
        await new Promise((resolve) => setTimeout(resolve, 2));
        trace.push(`after ${name}`);
      });
    }
    app.beforeRequest(() => void trace.push("before 3"));
    app.get("/", () => "x");
    await app.testClient().get("/");
    expect(trace).toEqual(["before 1", "before 2", "before 3", "after 2", "after 1"]);
  });

  it("saves the session after the after-request hooks", async () => {
    const { app } = createTracedApp();
    app.afterRequest(({ session }) => {
      session["seen"] = true;
    });
    app.get("/", ({ session }) => ({ seen: session["seen"] ?? false }));
    const client = app.testClient();
    await client.get("/");
    expect((await client.get("/")).json()).toEqual({ seen: true });
  });

  it("shares g among hooks and view, and with no other request", async () => {
    const { app } = createTracedApp();
    app.beforeRequest(({ g }) => {
      g["count"] = Number(g["count"] ?? 0) + 1;
    });
    app.get("/", ({ g }) => ({ count: g["count"] }));
    const client = app.testClient();
    await client.get("/");
    expect((await client.get("/")).json()).toEqual({ count: 1 });
  });
});

describe("a before-request hook", () => {
  it.each([
    ["text", "stop", 200],
    ["reply()", reply("stop", 401), 401],
    ["redirect()", redirect("/login"), 303],
    ["an empty text", "", 200],
    ["a promise of text", later("stop"), 200],
  ])(
    "that returns %s answers, and neither later hooks nor the view run [F152 B94]",
    async (...[, value, status]) => {
      const { app, trace } = createTracedApp();
      app.beforeRequest(() => value);
      app.beforeRequest(() => void trace.push("second hook"));
      app.afterRequest(() => void trace.push("after"));
      app.get("/", () => {
        trace.push("view");
        return "view";
      });
      const response = await app.testClient().get("/");
      expect([response.status, trace]).toEqual([status, ["after"]]);
    },
  );

  it.each([undefined, null])("that returns %s lets the request pass", async (value) => {
    const { app } = createTracedApp();
    app.beforeRequest(() => value);
    app.beforeRequest(() => later(value));
    app.get("/", () => "view");
    expect((await app.testClient().get("/")).text).toBe("view");
  });

  it("may stage the view's response", async () => {
    const { app } = createTracedApp();
    app.beforeRequest((_, response) => {
      response.headers.set("X-Staged", "1");
      response.status = 202;
    });
    app.get("/", () => "view");
    const response = await app.testClient().get("/");
    expect([response.status, response.headers.get("x-staged")]).toEqual([202, "1"]);
  });

  it("runs on an unknown path, before the 404 [F152]", async () => {
    const { app, trace } = createTracedApp();
    app.beforeRequest(({ endpoint }) => void trace.push(`before ${JSON.stringify(endpoint)}`));
    app.onError(404, () => {
      trace.push("handler");
      return "none";
    });
    await app.testClient().get("/none");
    expect(trace).toEqual(['before ""', "handler"]);
  });

  it("may answer an unknown path", async () => {
    const { app } = createTracedApp();
    app.beforeRequest(() => "everything is here");
    expect((await app.testClient().get("/none")).text).toBe("everything is here");
  });

  it("runs before the redirect to the right spelling", async () => {
    const { app } = createTracedApp();
    app.beforeRequest(() => reply("no", 401));
    app.get("/users/", () => "x");
    expect((await app.testClient().get("/users")).status).toBe(401);
  });
});

describe("an after-request hook", () => {
  it("changes the response", async () => {
    const { app } = createTracedApp();
    app.afterRequest((_, response) => {
      response.headers.set("X-Frame-Options", "DENY");
      response.body = typeof response.body === "string" ? `${response.body}!` : null;
    });
    app.get("/", () => "x");
    const response = await app.testClient().get("/");
    expect([response.text, response.headers.get("x-frame-options")]).toEqual(["x!", "DENY"]);
  });

  it.each([
    ["at once", reply("replaced", 418)],
    ["later", later(reply("replaced", 418))],
  ])("replaces the response by what it returns %s", async (_, value) => {
    const { app } = createTracedApp();
    app.afterRequest(() => value);
    app.get("/", () => "x");
    const response = await app.testClient().get("/");
    expect([response.status, response.text]).toEqual([418, "replaced"]);
  });

  it.each([false, true])("may return a rendering (engine asynchronous: %s)", async (isAsync) => {
    const { app, trace } = createTracedApp();
    app.templates.addEngine(createEngine(isAsync));
    app.afterRequest(() => void trace.push("first registered"));
    app.afterRequest(() => render("page.html"));
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).text).toBe("<page.html>");
    expect(trace).toEqual(["first registered"]);
  });

  it("sees the error's response [B97]", async () => {
    const { app, trace } = createTracedApp();
    app.afterRequest((_, { status }) => void trace.push(String(status)));
    await app.testClient().get("/none");
    expect(trace).toEqual(["404"]);
  });

  it("sees what an error handler made [B97]", async () => {
    const { app } = createTracedApp();
    app.onError(404, () => reply("none", 404, { "X-From": "handler" }));
    app.onError(RangeError, async () => "out of range");
    app.get("/range", () => {
      throw new RangeError();
    });
    app.afterRequest((_, response) => {
      response.headers.set("X-After", `${response.status} ${response.headers.get("X-From") ?? "handler"}`);
    });
    const client = app.testClient();
    expect((await client.get("/none")).headers.get("x-after")).toBe("404 handler");
    expect((await client.get("/range")).headers.get("x-after")).toBe("500 handler");
  });

  it("may return the response it was given, as in Flask [F126 B93]", async () => {
    const { app } = createTracedApp();
    app.afterRequest((_, response) => {
      response.headers.set("X-After", "1");
      return response;
    });
    app.get("/", () => "x");
    const response = await app.testClient().get("/");
    expect([response.text, response.headers.get("x-after")]).toEqual(["x", "1"]);
  });

  it("runs for the answer of a before-request hook [F152 B94]", async () => {
    const { app, trace } = createTracedApp();
    app.beforeRequest(() => reply("stop", 403));
    app.afterRequest((_, { status }) => void trace.push(String(status)));
    app.get("/", () => "x");
    await app.testClient().get("/");
    expect(trace).toEqual(["403"]);
  });

  it("may set cookies and headers on a redirect", async () => {
    const { app } = createTracedApp();
    app.afterRequest((_, response) => response.setCookie("seen", "1"));
    app.get("/", () => redirect("/x"));
    expect((await app.testClient().get("/")).headers.getSetCookie()).toHaveLength(1);
  });
});

describe("a view", () => {
  it("gets params, and values they are not shared with (A288) [F134]", async () => {
    const { app } = createTracedApp();
    app.get("/a/<int:x>/b/<y>", ({ params }) => params);
    app.get("/a/<int:x>", ({ params }) => params);
    const client = app.testClient();
    expect((await client.get("/a/1/b/2")).json()).toEqual({ x: 1, y: "2" });
    expect((await client.get("/a/3")).json()).toEqual({ x: 3 });
  });

  it("knows its endpoint and blueprint [B133]", async () => {
    const { app } = createTracedApp();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    blog.get("/", { name: "index" }, ({ endpoint, blueprint }) => ({ endpoint, blueprint }));
    app.mount(blog);
    expect((await app.testClient().get("/blog/")).json()).toEqual({
      endpoint: "blog.index",
      blueprint: "blog",
    });
  });

  it.each([false, true])("may return a rendering (engine asynchronous: %s)", async (isAsync) => {
    const { app } = createTracedApp();
    app.templates.addEngine(createEngine(isAsync));
    app.get("/", () => render("home.html"));
    app.get("/later", () => later(render("late.html")));
    const client = app.testClient();
    expect([(await client.get("/")).text, (await client.get("/later")).text]).toEqual([
      "<home.html>",
      "<late.html>",
    ]);
  });

  it("may return a thenable that is no Promise", async () => {
    const { app } = createTracedApp();
    // oxlint-disable-next-line unicorn/no-thenable -- other promise libraries make such objects
    app.get("/", () => ({ then: (resolve: (value: string) => void) => resolve("thenable") }));
    expect((await app.testClient().get("/")).text).toBe("thenable");
  });

  it("keeps its staged status and headers", async () => {
    const { app } = createTracedApp();
    app.get("/", async (_, response) => {
      response.status = 201;
      response.type = "text/plain";
      return later("made");
    });
    const response = await app.testClient().get("/");
    expect([response.status, response.headers.get("content-type")]).toEqual([201, "text/plain"]);
  });

  it("runs once per request", async () => {
    const { app, trace } = createTracedApp();
    app.get("/", () => {
      trace.push("view");
      return "x";
    });
    await app.testClient().get("/");
    expect(trace).toEqual(["view"]);
  });

  it("answers before the promise of nothing else is made", async () => {
    const { app } = createTracedApp();
    app.get("/", () => "sync");
    const answers = await Promise.all(Array.from({ length: 20 }, () => app.testClient().get("/")));
    expect(new Set(answers.map(({ text }) => text))).toEqual(new Set(["sync"]));
  });
});

describe("a request without a route [B2 B8]", () => {
  const create = (): Micro => {
    const app = new Micro();
    app.get("/users/", () => "users");
    app.get("/both", () => "get");
    app.post("/both", () => "post");
    app.get("/shared/<int:id>", () => "int");
    app.route("/shared/<name>", { methods: ["DELETE"] }, () => "name");
    return app;
  };

  it.each([
    ["GET", "/none", 404, null],
    ["POST", "/users/", 405, "GET, HEAD, OPTIONS"],
    ["DELETE", "/both", 405, "GET, HEAD, OPTIONS, POST"],
    ["PUT", "/shared/1", 405, "DELETE, GET, HEAD, OPTIONS"],
    ["PUT", "/shared/x", 405, "DELETE, OPTIONS"],
    ["OPTIONS", "/both", 200, "GET, HEAD, OPTIONS, POST"],
    ["OPTIONS", "/none", 404, null],
    ["PROPFIND", "/both", 501, null],
    ["constructor", "/both", 501, null],
    ["__proto__", "/none", 501, null],
  ])("%s %s is answered %i, Allow: %s (A116, A286)", async (...[method, path, status, allow]) => {
    const response = await create().fetch(new Request(`http://localhost${path}`, { method }));
    expect([response.status, response.headers.get("allow")]).toEqual([status, allow]);
  });

  it("is redirected to the path with its slash, method and query kept", async () => {
    const response = await create().testClient().get("/users?page=2&q=a%20b");
    expect([response.status, response.headers.get("location")]).toEqual([308, "/users/?page=2&q=a%20b"]);
  });

  it("is redirected by 308, which keeps method and form [B16]", async () => {
    const app = new Micro();
    app.post("/users/", async (request) => `${request.method} ${(await request.form()).get("name")}`);
    const client = app.testClient();
    const redirected = await client.post("/users", { form: { name: "Ann" } });
    expect([redirected.status, redirected.headers.get("location")]).toEqual([308, "/users/"]);
    const followed = await client.post("/users", { form: { name: "Ann" }, followRedirects: true });
    expect([followed.status, followed.text]).toEqual([200, "POST Ann"]);
  });

  it("is redirected however long its query", async () => {
    const response = await create()
      .testClient()
      .get(`/users?${"q".repeat(5000)}`);
    expect([response.status, response.headers.get("location")]).toEqual([308, `/users/?${"q".repeat(5000)}`]);
  });

  it("is redirected to the path without repeated slashes", async () => {
    const response = await create().testClient().get("/users//");
    expect([response.status, response.headers.get("location")]).toEqual([308, "/users/"]);
  });

  it("is never redirected to another host (A8, A77)", async () => {
    const app = new Micro();
    app.route("/<string(minlength=0):a>/<b>/", { methods: ["GET"], mergeSlashes: false }, () => "x");
    const { headers } = await app.testClient().get("//evil.example");
    expect(headers.get("location") ?? "/").toMatch(/^\/(?!\/)/);
  });

  it("of over 8 KiB is answered 414, a route or not", async () => {
    const app = new Micro();
    app.get("/<path:all>", () => "x");
    const client = app.testClient();
    expect((await client.get(`/${"a".repeat(8192)}`)).status).toBe(414);
    expect((await client.get(`/${"a".repeat(8000)}`)).status).toBe(200);
  });

  it("gives the 405 handler an error with the Allow header", async () => {
    const app = create();
    app.onError(405, (error) => ({ allow: error.headers["Allow"] }));
    const response = await app.testClient().post("/users/");
    expect([response.status, response.json(), response.headers.get("allow")]).toEqual([
      405,
      { allow: "GET, HEAD, OPTIONS" },
      "GET, HEAD, OPTIONS",
    ]);
  });

  it("lets a route of its own answer OPTIONS [B7 B10]", async () => {
    const app = new Micro();
    app.route("/", { methods: ["GET", "options"] }, ({ method }) => method);
    expect((await app.testClient().options("/")).text).toBe("OPTIONS");
  });

  it("runs the view of GET for HEAD [B8]", async () => {
    const { app, trace } = createTracedApp();
    app.get("/", ({ method }) => {
      trace.push(method);
      return "x";
    });
    const response = await app.testClient().head("/");
    expect([response.status, response.text, trace]).toEqual([200, "", ["HEAD"]]);
  });
});

describe("TRUSTED_HOSTS", () => {
  const create = (hosts: readonly string[]): Micro => {
    const app = new Micro(null, { config: { TRUSTED_HOSTS: hosts } });
    app.get("/", ({ host }) => host);
    return app;
  };

  it.each(["example.org", "www.example.org", "EXAMPLE.ORG", "a.b.example.org:8080"])(
    "lets %s in",
    async (host) => {
      expect((await create([".example.org"]).fetch(new Request(`http://${host}/`))).status).toBe(200);
    },
  );

  it.each(["evil.example", "example.org.evil.example", "notexample.org", "localhost"])(
    "answers 400 to %s",
    async (host) => {
      expect((await create([".example.org"]).fetch(new Request(`http://${host}/`))).status).toBe(400);
    },
  );

  it("answers 400 on unknown paths too", async () => {
    expect((await create(["example.org"]).fetch(new Request("http://evil.example/none"))).status).toBe(400);
  });

  it("hands the 400 to the app's error handler", async () => {
    const app = create(["example.org"]);
    app.onError(400, ({ message }) => `refused: ${message}`);
    const response = await app.fetch(new Request("http://evil.example/"));
    expect([response.status, await response.text()]).toEqual([400, "refused: This host is not served here."]);
  });

  it("runs the teardown hooks of a refused request", async () => {
    const app = create(["example.org"]);
    let tornDown = false;
    app.teardownRequest(() => {
      tornDown = true;
    });
    await app.fetch(new Request("http://evil.example/"));
    expect(tornDown).toBe(true);
  });
});

describe("the validation of a request", () => {
  /** A schema that wants `{ q: "yes" }`. */
  const YES: Schema<{ q: string }> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) =>
        (value as { q?: unknown }).q === "yes"
          ? { value: { q: "YES" } }
          : { issues: [{ message: "has to be yes", path: ["q"] }] },
    },
  };

  it("gives the view what the schema made", async () => {
    const { app } = createTracedApp();
    app.get("/", { query: YES }, ({ query }) => query);
    expect((await app.testClient().get("/?q=yes")).json()).toEqual({ q: "YES" });
  });

  it("runs after the before-request hooks, and keeps the view from a bad request", async () => {
    const { app, trace } = createTracedApp();
    app.beforeRequest(() => void trace.push("before"));
    app.afterRequest((_, { status }) => void trace.push(`after ${status}`));
    app.get("/", { query: YES }, () => {
      trace.push("view");
      return "x";
    });
    const response = await app.testClient().get("/?q=no", { headers: { accept: "application/json" } });
    expect([response.status, trace]).toEqual([422, ["before", "after 422"]]);
    expect(response.json()).toMatchObject({
      errors: [{ in: "query", path: ["q"], message: "has to be yes" }],
    });
  });

  it("does not happen when a before-request hook has answered", async () => {
    const { app } = createTracedApp();
    app.beforeRequest(() => reply("stop", 401));
    app.get("/", { query: YES }, () => "x");
    expect((await app.testClient().get("/?q=no")).status).toBe(401);
  });

  it("hands its error to the handler of 422", async () => {
    const { app } = createTracedApp();
    app.onError(422, ({ details }) => details);
    app.post("/", { body: YES }, () => "x");
    const response = await app.testClient().post("/", { json: { q: "no" } });
    expect([response.status, Object.keys(response.json<object>())]).toEqual([422, ["errors"]]);
  });
});
