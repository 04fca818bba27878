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
