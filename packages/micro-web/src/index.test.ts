import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import * as core from "@micro-web/core";
import request from "supertest";
import { describe, expect, it } from "vitest";

import * as umbrella from "./index.ts";
import { get, Micro, nunjucks, type TemplateEngine } from "./index.ts";
import * as testing from "./testing.ts";
import * as vitestTesting from "./testing-vitest.ts";

describe("micro-web", () => {
  it("has everything of core, with a Micro of its own and nunjucks", () => {
    const added = Object.keys(umbrella).filter((name) => !(name in core));
    expect(added).toEqual(["nunjucks"]);
    expect(Object.keys(umbrella)).toEqual(expect.arrayContaining(Object.keys(core)));
  });

  it("has the test client in its testing module, and what is vitest's apart", async () => {
    const app = vitestTesting.useApp(() => new Micro(null));
    expect(app.testClient()).toBeInstanceOf(testing.TestClient);
    expect(await app.testClient().get("/")).toHaveStatus(404);
    expect(Object.keys(testing)).not.toContain("useApp");
  });
});

describe("Micro", () => {
  it("says hello in an app of five lines, which the quickstart begins with [F508]", () => {
    const page = readFileSync(new URL("../../../docs/quickstart.md", import.meta.url), "utf8");
    const [, source = ""] = /```ts file=hello\.ts\n([^]*?)```/.exec(page) ?? [];
    expect(source).toMatch(/^import[^]*new Micro[^]*Hello, World!/);
    expect(source.trim().split("\n").length).toBeLessThanOrEqual(5);
  });

  it("is the app of core", () => {
    expect(new Micro(null)).toBeInstanceOf(core.Micro);
  });

  it("renders with nunjucks", async () => {
    const app = new Micro(null);
    app.get(
      "/",
      (incoming) => app.templates.renderString("{{ path | upper }}", { path: "<a>" }, incoming) as string,
    );
    const response = await request(createServer(app.handle)).get("/");
    expect(response.text).toBe("&lt;A&gt;");
    expect(response.headers["content-type"]).toBe("text/html; charset=utf-8");
  });

  it("renders with the engines it is given instead", async () => {
    const engine: TemplateEngine = {
      name: "shouting",
      extensions: [".html"],
      setup: () => ({
        render: (name) => name.toUpperCase(),
        renderString: (source) => source.toUpperCase(),
      }),
    };
    const app = new Micro(null, { engines: [engine, nunjucks()] });
    app.get("/", (incoming) => app.templates.renderString("a", {}, incoming) as string);
    expect((await app.testClient().get("/")).text).toBe("A");
  });

  it("builds URLs for the routes of its tables", () => {
    const app = new Micro(null).routes({ show: get("/movies/<int:id>", ({ params }) => `${params.id}`) });
    expect(app.urlFor("show", { id: 3 })).toBe("/movies/3");
  });
});
