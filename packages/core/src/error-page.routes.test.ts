import { describe, expect, it } from "vitest";

import { Micro } from "./app.ts";
import { abort } from "./http-errors.ts";

describe("the page for a path without a route", () => {
  it("lists in debug the routes that were tried, and why each does not match [F67]", async () => {
    const app = new Micro(null, { config: { DEBUG: true } });
    app.get("/users/<int:id>", { name: "show" }, () => "x");
    app.post("/users", { name: "create" }, () => "x");
    const page = (await app.testClient().get("/users/abc", { headers: { accept: "text/plain" } })).text;
    expect(page).toContain("Routes tried, in this order:");
    expect(page).toContain("/users/<int:id>  (show)  ");
    const html = (await app.testClient().get("/users/abc")).text;
    expect(html).toContain("/users/&lt;int:id&gt;");
  });

  it.each(["/%3Cscript%3E", "/users/%22%3E%3Cimg%20src=x%3E", "/users/<script>/x", "/users/a%0d%0aX-Evil:y"])(
    "escapes in debug what it says of %s (A84, A242, A344)",
    async (path) => {
      const app = new Micro(null, { config: { DEBUG: true } });
      app.get("/users/<int:id>", () => "x");
      for (const accept of ["text/html", "application/json", "text/plain", "*/*"]) {
        const { headers, status, text } = await app.testClient().get(path, { headers: { accept } });
        expect([status, headers.get("x-content-type-options"), headers.has("x-evil")]).toEqual([
          404,
          "nosniff",
          false,
        ]);
        const isHtml = headers.get("content-type")?.startsWith("text/html") === true;
        expect(isHtml ? text : "").not.toMatch(/<script|<img/);
      }
    },
  );

  it("stays small in debug, however long the path", async () => {
    const app = new Micro(null, { config: { DEBUG: true } });
    for (let index = 0; index < 100; index++) app.get(`/route-${index}/<int:id>`, () => "x");
    for (const path of [`/${"x".repeat(8000)}`, `/${"a/".repeat(4000)}`, `/route-1/${"9".repeat(8000)}`])
      expect((await app.testClient().get(path)).text.length).toBeLessThan(50_000);
  });

  it("says in debug that there are none", async () => {
    const page = await new Micro(null, { config: { DEBUG: true } }).testClient().get("/");
    expect(page.text).toContain("The app has no routes.");
  });

  it("tells nothing of the routes in production, or when a view says 404 [F67 F185]", async () => {
    const app = new Micro();
    app.get("/secret/<int:id>", () => "x");
    expect((await app.testClient().get("/none")).text).not.toContain("secret");
    const debug = new Micro(null, { config: { DEBUG: true } });
    debug.get("/page", () => abort(404));
    expect((await debug.testClient().get("/page")).text).not.toContain("Routes tried");
  });
});
