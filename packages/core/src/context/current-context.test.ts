import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import {
  afterThisRequest,
  bindContext,
  currentApp,
  currentRequest,
  flash,
  flashedMessages,
  g,
  hasAppContext,
  hasRequestContext,
  session,
  urlFor,
} from "./current-context.ts";
import { abort } from "../http-errors.ts";

function createApp(): Micro {
  return new Micro(null, { config: { SECRET_KEY: "secret" }, logger: { error: () => undefined } });
}

/** What code without a request knows of it. */
function whereAmI(): string {
  return `${currentRequest().method} ${currentRequest().path}`;
}

describe("the current request", () => {
  it("is that of the view's caller, however deep [F163 B54]", async () => {
    const app = createApp();
    app.post("/a/<b>", () => whereAmI());
    expect((await app.testClient().post("/a/x")).text).toBe("POST /a/x");
  });

  it("is there in hooks, error handlers, middleware and teardown [F163 F173]", async () => {
    const app = createApp();
    const seen: string[] = [];
    app.use(async (request, response, next) => {
      seen.push(`middleware ${whereAmI()}`);
      await next();
    });
    app.beforeRequest(() => void seen.push(`before ${whereAmI()}`));
    app.afterRequest(() => void seen.push(`after ${whereAmI()}`));
    app.teardownRequest(() => void seen.push(`teardown ${whereAmI()}`));
    app.onError(404, () => `handler ${whereAmI()}`);
    expect((await app.testClient().get("/x")).text).toBe("handler GET /x");
    expect(seen).toEqual(["middleware GET /x", "before GET /x", "after GET /x", "teardown GET /x"]);
  });

  it("is kept over the reading of JSON, forms and multipart, over timers and streams [F171 W22]", async () => {
    const app = createApp();
    app.post("/json", async (request) => {
      await request.json();
      return whereAmI();
    });
    app.post("/form", async (request) => {
      await request.form();
      await sleep(1);
      return whereAmI();
    });
    app.post("/stream", async (request) => {
      for await (const chunk of request.stream()) void chunk;
      return whereAmI();
    });
    const client = app.testClient();
    expect((await client.post("/json", { json: { a: 1 } })).text).toBe("POST /json");
    expect((await client.post("/form", { form: { a: "1" } })).text).toBe("POST /form");
    expect((await client.post("/form", { form: { file: new File(["abc"], "a.txt") } })).text).toBe(
      "POST /form",
    );
    expect((await client.post("/stream", { json: [1, 2] })).text).toBe("POST /stream");
  });

  it("leaves a streamed body its length", async () => {
    const app = createApp();
    app.get("/", (_, response) => {
      response.contentLength = 5;
      return (async function* stream() {
        yield whereAmI();
      })();
    });
    const response = await app.testClient().get("/");
    expect([response.text, response.headers.get("content-length")]).toEqual(["GET /", "5"]);
  });

  it("is kept while a body is streamed, and the generator's end runs in it [F170 B66 B67]", async () => {
    const app = createApp();
    const ended: string[] = [];
    app.get("/sync", function* stream() {
      yield whereAmI();
      yield ` ${String(session["user"])}`;
    });
    app.get("/async", async function* streamLater() {
      try {
        yield whereAmI();
        await sleep(1);
        yield ` ${whereAmI()}`;
      } finally {
        ended.push(whereAmI());
      }
    });
    app.beforeRequest(({ session: data }) => {
      data["user"] = "Ann";
    });
    const client = app.testClient();
    expect((await client.get("/sync")).text).toBe("GET /sync Ann");
    expect((await client.get("/async")).text).toBe("GET /async GET /async");
    expect(ended).toEqual(["GET /async"]);
  });

  it("is each request's own, however they interleave [W22 F166]", async () => {
    const app = createApp();
    app.get("/<int:id>", async ({ params }) => {
      g["id"] = params.id;
      await sleep(params.id % 3);
      return { path: currentRequest().path, id: g["id"] };
    });
    const client = app.testClient();
    const answers = await Promise.all(
      Array.from({ length: 300 }, async (_, id) => (await client.get(`/${id}`)).json()),
    );
    expect(answers).toEqual(answers.map((_, id) => ({ path: `/${id}`, id })));
  });

  it("is not there outside a request [F164 B54]", () => {
    expect(() => currentRequest()).toThrow(
      /^Working outside of request context\.\n\nAttempted to use functionality that expected an active HTTP request\./,
    );
    expect(() => session["user"]).toThrow("MICRO_NO_REQUEST_CONTEXT");
    expect(() => flash("x")).toThrow("MICRO_NO_REQUEST_CONTEXT");
    expect(() => afterThisRequest(() => undefined)).toThrow("MICRO_NO_REQUEST_CONTEXT");
    expect(hasRequestContext()).toBe(false);
  });
});

describe("bindContext", () => {
  it("gives a timer or an event the request that it was made in [F169 B166]", async () => {
    const app = createApp();
    const emitter = new EventEmitter();
    const seen: string[] = [];
    app.get("/bound", () => {
      emitter.once(
        "done",
        bindContext((word: string) => seen.push(`${word} ${whereAmI()}`)),
      );
      return "x";
    });
    await app.testClient().get("/bound");
    emitter.emit("done", "later");
    expect(seen).toEqual(["later GET /bound"]);
  });

  it("is refused outside of everything [F169]", () => {
    expect(() => bindContext(() => 1)).toThrow("MICRO_NO_APP_CONTEXT");
  });
});

describe("g", () => {
  it("is shared by the code of one request and fresh in the next [F166 B102]", async () => {
    const app = createApp();
    app.beforeRequest(() => {
      g["count"] = Number(g["count"] ?? 0) + 1;
    });
    app.get("/", (request) => ({ ambient: g["count"], same: request.g["count"], keys: Object.keys(g) }));
    const client = app.testClient();
    for (let time = 0; time < 2; time++)
      expect(await (await client.get("/")).json()).toEqual({ ambient: 1, same: 1, keys: ["count"] });
  });

  it("has the idioms of any object: a default, setting once, taking out, in, iteration [F166 B102]", async () => {
    await createApp().runInContext(() => {
      expect(g["missing"] ?? "default").toBe("default");
      g["once"] ??= "first";
      g["once"] ??= "second";
      expect(g["once"]).toBe("first");
      expect("once" in g).toBe(true);
      expect(Object.entries(g)).toEqual([["once", "first"]]);
      delete g["once"];
      expect("once" in g).toBe(false);
      expect({ ...g }).toEqual({});
      expect(Object.getPrototypeOf(g)).toBe(Object.prototype);
    });
  });

  it("is not there outside an app [F164 B55]", () => {
    expect(() => g["x"]).toThrow(
      /^Working outside of application context\.\n\nAttempted to use functionality/,
    );
    expect(() => {
      g["x"] = 1;
    }).toThrow("MICRO_NO_APP_CONTEXT");
    expect(() => "x" in g).toThrow("MICRO_NO_APP_CONTEXT");
  });
});

describe("session and flash", () => {
  it("are those of the current request [F163]", async () => {
    const app = createApp();
    app.post("/", () => {
      session["user"] = "Ann";
      flash("Saved.", "success");
      return "x";
    });
    app.get("/", () => ({ user: session["user"], messages: flashedMessages() }));
    const client = app.testClient();
    await client.post("/");
    expect(await (await client.get("/")).json()).toEqual({
      user: "Ann",
      messages: [{ category: "success", message: "Saved." }],
    });
  });
});

describe("afterThisRequest", () => {
  it("runs once, before the after-request hooks [F117 F153 B95]", async () => {
    const app = createApp();
    const trace: string[] = [];
    app.afterRequest(() => void trace.push("app"));
    app.get("/once", () => {
      afterThisRequest((request, response) => {
        trace.push("this");
        response.headers.set("X-Once", "1");
      });
      return "x";
    });
    app.get("/", () => "x");
    const client = app.testClient();
    expect((await client.get("/once")).headers.get("x-once")).toBe("1");
    expect((await client.get("/")).headers.get("x-once")).toBeNull();
    expect(trace).toEqual(["this", "app", "app"]);
  });
});

describe("the current app", () => {
  it("is the app of the request, with its URLs [F163 B165]", async () => {
    const app = createApp();
    app.get("/here", { name: "here" }, () => `${currentApp() === app} ${urlFor("here", { a: 1 })}`);
    expect((await app.testClient().get("/here")).text).toBe("true /here?a=1");
  });

  it("is the app of runInContext, which nests [F165 F168 B165]", async () => {
    const [outer, inner] = [createApp(), createApp()];
    await outer.runInContext(async () => {
      expect([currentApp() === outer, hasAppContext(), hasRequestContext()]).toEqual([true, true, false]);
      g["name"] = "outer";
      await inner.runInContext(() => {
        expect([currentApp() === inner, g["name"]]).toEqual([true, undefined]);
      });
      expect([currentApp() === outer, g["name"]]).toEqual([true, "outer"]);
    });
    expect(hasAppContext()).toBe(false);
    expect(() => currentApp()).toThrow("MICRO_NO_APP_CONTEXT");
  });

  it("is there in commands [F172 B177]", async () => {
    const app = createApp();
    const seen: unknown[] = [];
    app.teardownAppContext((error) => void seen.push(error));
    app.command("whoami", { description: "x", run: () => void seen.push(currentApp() === app) });
    await app.commands.get("whoami")?.run([]);
    expect(seen).toEqual([true, undefined]);
  });
});

describe("the end of an app's context", () => {
  it("runs the hooks, last registered first, with the error that was not handled [F154 B101]", async () => {
    const app = createApp();
    const seen: unknown[] = [];
    app.teardownAppContext((error) => void seen.push("first", error));
    app.teardownAppContext(() => void seen.push("second"));
    const error = new Error("task");
    await expect(
      app.runInContext(() => {
        throw error;
      }),
    ).rejects.toBe(error);
    expect(seen).toEqual(["second", "first", error]);
  });

  it("gives the hooks what was shared [F154 B101]", async () => {
    const app = createApp();
    const seen: unknown[] = [];
    app.teardownAppContext(
      (_error, context) => void seen.push(context.g["a"], context.request?.path ?? null),
    );
    app.get("/", ({ g: shared }) => {
      shared["a"] = 1;
      return "x";
    });
    await app.testClient().get("/");
    await app.runInContext(() => {
      g["a"] = 2;
    });
    expect(seen).toEqual([1, "/", 2, null]);
  });

  it("runs all hooks when one of them fails, and tells what failed [F154 B101]", async () => {
    const app = createApp();
    const seen: unknown[] = [];
    app.teardownAppContext(() => void seen.push("ran"));
    app.teardownAppContext(() => {
      throw new Error("teardown");
    });
    await expect(app.runInContext(() => 1)).rejects.toThrow(AggregateError);
    expect(seen).toEqual(["ran"]);
  });

  it("runs them after each request too, after the teardown of the request [F154 B101]", async () => {
    const app = createApp();
    const seen: unknown[] = [];
    app.teardownAppContext((error) => void seen.push(`context ${String(error)}`));
    app.teardownRequest((request, error) => void seen.push(`request ${String(error)}`));
    app.get("/", () => "x");
    app.get("/handled", () => abort(404));
    app.get("/failed", () => {
      throw new Error("view");
    });
    const client = app.testClient();
    for (const path of ["/", "/handled", "/failed"]) await client.get(path);
    expect(seen).toEqual([
      "request undefined",
      "context undefined",
      "request undefined",
      "context undefined",
      "request Error: view",
      "context Error: view",
    ]);
  });

  it("is told to signals [F159 B170]", async () => {
    const app = createApp();
    const seen: string[] = [];
    app.signals.appContextPushed.connect(() => seen.push("pushed"));
    app.signals.appContextTearingDown.connect(({ error }) => seen.push(`tearing down ${String(error)}`));
    app.signals.appContextPopped.connect(() => seen.push("popped"));
    app.get("/", () => "x");
    await app.testClient().get("/");
    expect(seen.splice(0)).toEqual(["pushed", "tearing down undefined", "popped"]);
    await app.runInContext(() => 1);
    expect(seen).toEqual(["pushed", "tearing down undefined", "popped"]);
  });
});
