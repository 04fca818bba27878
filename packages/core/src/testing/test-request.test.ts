import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { Micro } from "../app.ts";
import { Blueprint } from "../blueprint.ts";
import { currentApp, currentRequest, hasRequestContext, urlFor } from "../context.ts";
import { preprocessRequest } from "./test-request.ts";

function createApp(): Micro {
  const app = new Micro(null, { config: { SECRET_KEY: "of the tests" } });
  const blog = new Blueprint("blog", null, { prefix: "/blog" });
  blog.post("/<int:id>", { name: "show" }, () => {
    throw new Error("The view must not run.");
  });
  app.beforeRequest((request) => {
    request.g["order"] = ["app"];
  });
  blog.beforeRequest(async ({ g, query }) => {
    await Promise.resolve();
    g["order"] = [g["order"], "blog"].flat();
    return query.has("stop") ? "stopped" : null;
  });
  app.mount(blog);
  return app;
}

describe("app.testRequest()", () => {
  it("gives the request that the view would get, and does not call it [F360]", async () => {
    const request = await createApp().testRequest("/blog/3?lang=en", {
      method: "post",
      form: { title: "One" },
      headers: { "x-extra": "1" },
    });
    expect([request.method, request.endpoint, request.blueprint, request.params]).toEqual([
      "POST",
      "blog.show",
      "blog",
      { id: 3 },
    ]);
    expect([request.url, request.query.get("lang"), request.headers.get("x-extra")]).toEqual([
      "http://localhost/blog/3?lang=en",
      "en",
      "1",
    ]);
    expect((await request.form()).get("title")).toBe("One");
  });

  it("gives GET of a path without a route, too [F360]", async () => {
    const request = await createApp().testRequest("/none");
    expect([request.method, request.endpoint]).toEqual(["GET", ""]);
  });

  it("comes with a session and g [F360]", async () => {
    const request = await createApp().testRequest("/");
    request.session["user"] = 1;
    request.flash("Hello");
    expect(request.flashedMessages()).toEqual([{ category: "message", message: "Hello" }]);
    expect(request.g).toEqual({});
  });

  it("has the host of the configuration [B160]", async () => {
    const app = createApp();
    app.config.load({ SERVER_NAME: "example.org", PREFERRED_URL_SCHEME: "https" });
    expect((await app.testRequest("/")).url).toBe("https://example.org/");
  });
});

describe("a test request in a context", () => {
  it("is the current one, and its app the current app [F360 B165]", async () => {
    const app = createApp();
    const request = await app.testRequest("/blog/3", { method: "POST" });
    const seen = await app.runInContext(
      () => [currentRequest(), currentApp(), urlFor("blog.show", { id: 4 })],
      request,
    );
    expect(seen).toEqual([request, app, "/blog/4"]);
  });

  it("nests in that of another, which is back afterwards [B165]", async () => {
    const app = createApp();
    const [outer, inner] = [await app.testRequest("/outer"), await app.testRequest("/inner")];
    const paths = await app.runInContext(async () => {
      const before = currentRequest().path;
      const within = await app.runInContext(() => currentRequest().path, inner);
      return [before, within, currentRequest().path];
    }, outer);
    expect([paths, hasRequestContext()]).toEqual([["/outer", "/inner", "/outer"], false]);
  });

  it("is what its hooks find [F360]", async () => {
    const app = new Micro();
    app.beforeRequest(() => currentRequest().path);
    expect(await preprocessRequest(await app.testRequest("/here"))).toBe("/here");
  });
});

describe("preprocessRequest", () => {
  it("runs the hooks of the app and of the blueprint, in order [F360]", async () => {
    const request = await createApp().testRequest("/blog/3", { method: "POST" });
    expect(await preprocessRequest(request)).toBeUndefined();
    expect(request.g["order"]).toEqual(["app", "blog"]);
  });

  it("gives what a hook answers for the view [F360]", async () => {
    const request = await createApp().testRequest("/blog/3?stop", { method: "POST" });
    expect(await preprocessRequest(request)).toBe("stopped");
  });

  it("refuses a request that no test made", async () => {
    await expect(preprocessRequest(createRequest())).rejects.toThrow("MICRO_TEST_REQUEST");
  });
});
