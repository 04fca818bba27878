import { describe, expect, it } from "vitest";

import { createFolder, removeFolder, writeFile } from "../test/temporary-folder.ts";
import { Micro } from "./app.ts";
import type { MicroOptions } from "./app-options.ts";
import { Blueprint } from "./blueprint.ts";
import { urlFor } from "./context/index.ts";
import { BuildError } from "./routing/build-error.ts";

function createApp(options: MicroOptions = {}): Micro {
  return new Micro(null, { logger: { error: () => undefined }, ...options });
}

/** An app whose view gives the URLs that `build` makes of its request. */
async function urlsIn(app: Micro, path: string, baseUrl = "http://localhost"): Promise<string> {
  return (await app.testClient({ baseUrl }).get(path)).text;
}

describe("request.urlFor", () => {
  it("is relative to the request: a path, or all of it when external [F51 F52 B34]", async () => {
    const app = createApp();
    app.get("/users/<name>", { name: "user" }, (request) =>
      [
        request.urlFor("user", { name: "x y", tab: ["a", "b"], none: null }),
        request.urlFor("user", { name: "a" }, { external: true }),
        request.urlFor("user", { name: "a" }, { scheme: "https", external: true, anchor: "x y" }),
      ].join(" "),
    );
    expect(await urlsIn(app, "/users/me", "http://example.org:5000")).toBe(
      "/users/x%20y?tab=a&tab=b http://example.org:5000/users/a https://example.org:5000/users/a#x%20y",
    );
  });

  it("knows the endpoints of its own blueprint by a dot [F54 B123]", async () => {
    const app = createApp();
    const inner = new Blueprint("inner", null, { prefix: "/inner" });
    const outer = new Blueprint("outer", null, { prefix: "/outer" });
    inner.get("/", { name: "index" }, (request) => request.urlFor(".other"));
    inner.get("/other", { name: "other" }, () => "x");
    outer.mount(inner);
    app.mount(outer);
    app.get(
      "/",
      { name: "index" },
      (request) => `${request.urlFor(".index")} ${request.urlFor("outer.inner.index")}`,
    );
    expect(await urlsIn(app, "/outer/inner/")).toBe("/outer/inner/other");
    expect(await urlsIn(app, "/")).toBe("/ /outer/inner/");
  });

  it("takes the handle of a route, typed [F525 W1]", async () => {
    const inner = createApp();
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    const show = blog.get("/<int:id>", { name: "show" }, () => "x");
    blog.get("/", { name: "list" }, (request) => {
      // @ts-expect-error -- the id is a number
      expect(() => request.urlFor(show, { id: "x" })).toThrow("MICRO_URL_BUILD");
      // @ts-expect-error -- the id is missing
      expect(() => request.urlFor(show)).toThrow("MICRO_URL_BUILD");
      return request.urlFor(show, { id: 2, page: 3 });
    });
    inner.mount(blog);
    const app = createApp().mountApp("/inner", inner);
    expect(await urlsIn(app, "/inner/blog/")).toBe("/inner/blog/2?page=3");
    expect(show.endpoint).toBe("blog.show");
  });

  it("chooses the rule by the method [F52 B37]", async () => {
    const app = createApp();
    const view = (request: { urlFor: Micro["buildUrl"] }): string =>
      `${request.urlFor("thing", { id: 1 })} ${request.urlFor("thing", { id: 1 }, { method: "POST" })}`;
    app.get("/things/<int:id>", { name: "thing" }, view);
    app.post("/things", { name: "thing" }, view);
    expect(await urlsIn(app, "/things/1")).toBe("/things/1 /things?id=1");
  });

  it("refuses a scheme for a URL without host [F52 B36]", async () => {
    const app = createApp({ config: { TESTING: true } });
    app.get("/", { name: "index" }, (request) =>
      request.urlFor("index", {}, { scheme: "https", external: false }),
    );
    await expect(urlsIn(app, "/")).rejects.toThrow("MICRO_URL_OPTIONS");
  });

  it("puts what the app is mounted under in front, also of redirects [B31]", async () => {
    const inner = createApp();
    inner.get("/a/", { name: "a" }, (request) => `${request.urlFor("a")} ${inner.buildUrl("a")}`);
    const handle = inner.get("/b", () => "x");
    const app = createApp().mountApp("/inner", inner);
    expect(await urlsIn(app, "/inner/a/")).toBe("/inner/a/ /inner/a/");
    expect(handle.url()).toBe("/inner/b");
    expect((await app.testClient().get("/inner/a")).headers.get("location")).toBe("/inner/a/");
  });

  it("fails with a suggestion, as a 500 when it escapes the view [F55 B40]", async () => {
    const app = createApp({ config: { TESTING: true } });
    app.get("/users/<int:id>", { name: "show_user" }, (request) => request.urlFor("show_usr", { id: 1 }));
    await expect(urlsIn(app, "/users/1")).rejects.toThrow(/Did you mean .*show_user/);
    const production = createApp();
    production.get("/", (request) => request.urlFor("none"));
    expect((await production.testClient().get("/")).status).toBe(500);
  });
});

describe("a URL outside a request", () => {
  it("is a path below APPLICATION_ROOT, or external by SERVER_NAME and PREFERRED_URL_SCHEME [F21 B31 B42]", () => {
    const config = { SERVER_NAME: "example.org", APPLICATION_ROOT: "/app", PREFERRED_URL_SCHEME: "https" };
    const app = createApp({ config });
    app.get("/users/<int:id>", { name: "user" }, () => "x");
    expect(app.buildUrl("user", { id: 1 })).toBe("/app/users/1");
    expect(app.buildUrl("user", { id: 1 }, { external: true })).toBe("https://example.org/app/users/1");
  });

  it("cannot be external without SERVER_NAME [F53 B43]", () => {
    const app = createApp();
    app.get("/", { name: "index" }, () => "x");
    expect(() => app.buildUrl("index", {}, { external: true })).toThrow(
      /outside a request none is known\. Set SERVER_NAME .*APPLICATION_ROOT and PREFERRED_URL_SCHEME as needed/,
    );
  });

  it("is external by default for code in an app's context [F52 F53 B42 B43]", async () => {
    const app = createApp({ config: { SERVER_NAME: "example.org" } });
    app.get("/", { name: "index" }, () => "x");
    expect(await app.runInContext(() => urlFor("index"))).toBe("http://example.org/");
    const nameless = createApp();
    nameless.get("/", { name: "index" }, () => "x");
    await expect(nameless.runInContext(() => urlFor("index"))).rejects.toThrow("MICRO_URL_SERVER_NAME");
    expect(() => urlFor("index")).toThrow("MICRO_NO_APP_CONTEXT");
  });
});

describe("url build error handlers", () => {
  it("are asked in turn; the first text wins [F56 B41]", () => {
    const app = createApp();
    const seen: unknown[] = [];
    app.onUrlBuildError((error, endpoint, given) => {
      seen.push(error instanceof BuildError, endpoint, given);
      return undefined;
    });
    app.onUrlBuildError((error, endpoint) =>
      endpoint === "external" ? "https://other.example/" : undefined,
    );
    expect(app.buildUrl("external", { id: 1 }, { anchor: "a" })).toBe("https://other.example/");
    expect(seen).toEqual([true, "external", { values: { id: 1 }, options: { anchor: "a" } }]);
  });

  it("leave the error to be thrown, or throw their own [B41]", () => {
    const app = createApp();
    app.onUrlBuildError((error, endpoint) => {
      if (endpoint === "special") throw new RangeError("mine");
      return undefined;
    });
    expect(() => app.buildUrl("none")).toThrow(BuildError);
    expect(() => app.buildUrl("special")).toThrow(RangeError);
  });
});

describe("a URL that leads elsewhere", () => {
  it("is warned of once, in debug only [F59 W2]", async () => {
    const logged: string[] = [];
    const logger = { error: () => undefined, warn: (message: string) => logged.push(message) };
    for (const DEBUG of [true, false]) {
      const app = createApp({ logger, config: { DEBUG } });
      app.get("/about", { name: "about" }, () => "x");
      app.get("/<name>", { name: "user" }, () => "y");
      await app.start();
      app.buildUrl("user", { name: "about" });
      app.buildUrl("user", { name: "about" });
      app.buildUrl("user", { name: "ann" });
    }
    expect(logged).toEqual(['The URL /about was built for "user", but leads to "about" (/about).']);
  });

  it("says nothing of a form that posts to the path of the page that shows it", () => {
    const logged: string[] = [];
    const logger = { error: () => undefined, warn: (message: string) => logged.push(message) };
    const app = createApp({ logger, config: { DEBUG: true } });
    app.get("/", { name: "list" }, () => "x");
    app.post("/", { name: "add" }, () => "y");
    expect(app.buildUrl("add", {})).toBe("/");
    expect(logged).toEqual([]);
  });
});

describe("subdomains", () => {
  const options = { subdomainMatching: true, config: { SERVER_NAME: "example.org:5000" } };

  it("serve their own routes only [F45 B26 B33]", async () => {
    const app = createApp(options);
    app.get("/", { name: "index" }, () => "main");
    app.get("/", { name: "test", subdomain: "test" }, () => "test");
    expect(await urlsIn(app, "/", "http://example.org:5000")).toBe("main");
    expect(await urlsIn(app, "/", "http://test.example.org:5000")).toBe("test");
    expect((await app.testClient({ baseUrl: "http://foreign.example" }).get("/")).status).toBe(404);
  });

  it("may have variables, which the view gets [F45 B27]", async () => {
    const app = createApp(options);
    app.get("/", { name: "home", subdomain: "<user>" }, ({ params }) => `home of ${params.user}`);
    expect(await urlsIn(app, "/", "http://ann.example.org:5000")).toBe("home of ann");
    expect(app.buildUrl("home", { user: "bob" }, { external: true })).toBe("http://bob.example.org:5000/");
  });

  it("of blueprints nest [B129 F141]", async () => {
    const app = createApp(options);
    const parent = new Blueprint("parent", null, { subdomain: "parent" });
    const child = new Blueprint("child", null, { subdomain: "api" });
    child.get("/", { name: "index" }, () => "child");
    parent.mount(child);
    app.mount(parent);
    expect(await urlsIn(app, "/", "http://api.parent.example.org:5000")).toBe("child");
  });

  it("do not matter where matching is off: SERVER_NAME restricts nothing [B28]", async () => {
    const app = createApp({ config: { SERVER_NAME: "example.org" } });
    app.get("/", () => "x");
    expect(await urlsIn(app, "/", "http://anything.example")).toBe("x");
  });
});

describe("hosts", () => {
  it("serve the routes that name them, with variables [F46 B29]", async () => {
    const app = createApp({ hostMatching: true });
    app.get("/", { name: "org", host: "example.org" }, () => "org");
    app.get("/", { name: "user", host: "<user>.example.com:8080" }, ({ params }) => params.user);
    expect(await urlsIn(app, "/", "http://example.org")).toBe("org");
    expect(await urlsIn(app, "/", "http://ann.example.com:8080")).toBe("ann");
    expect((await app.testClient({ baseUrl: "http://other.example" }).get("/")).status).toBe(404);
  });

  it("are refused where matching is off (MICRO_ROUTE_HOST) [B30]", async () => {
    const app = createApp();
    app.get("/", { host: "example.org" }, () => "x");
    await expect(app.start()).rejects.toThrow("MICRO_ROUTE_HOST");
  });

  it("hold the static files of an app with staticHost [F221 B30]", async () => {
    const folder = createFolder();
    writeFile(folder, "static/a.txt", "a");
    const app = new Micro({ dirname: folder }, { hostMatching: true, staticHost: "cdn.example" });
    expect((await app.testClient({ baseUrl: "http://cdn.example" }).get("/static/a.txt")).status).toBe(200);
    expect((await app.testClient({ baseUrl: "http://example.org" }).get("/static/a.txt")).status).toBe(404);
    const off = new Micro({ dirname: folder }, { staticHost: "cdn.example" });
    await expect(off.start()).rejects.toThrow("MICRO_ROUTE_HOST");
    removeFolder(folder);
  });
});
