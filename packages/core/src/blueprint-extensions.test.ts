import { describe, expect, it } from "vitest";
import * as z from "zod";

import { dollarEngine } from "../test/dollar-engine.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import type { AppSetup, Extension } from "./extension.ts";
import { defaultJson } from "./http/json-provider.ts";
import { renderString } from "./http/rendering.ts";
import { reply } from "./http/reply.ts";
import type { Schema } from "./validation/schema.ts";

/** A blueprint with one page that has an extension of its own. */
function createBlueprint(name: string, setup: (setup: AppSetup) => unknown): Blueprint {
  const blueprint = new Blueprint(name, null, { prefix: `/${name}` });
  blueprint.get("/", { name: "index" }, (request) => `${name} ${String(Reflect.get(request, "user"))}`);
  blueprint.register({ name: "probe", setup });
  return blueprint;
}

/** An app with a page of its own and an admin that has the extension. */
function createApp(setup: (setup: AppSetup) => unknown): Micro {
  const app = new Micro(null, { engines: [dollarEngine()], logger: { error: () => undefined } });
  app.get("/", (request) => `home ${String(Reflect.get(request, "user"))}`);
  app.mount(createBlueprint("admin", setup));
  return app;
}

describe("an extension of a blueprint [F537]", () => {
  it("runs hooks and middleware around those of the blueprint, and for its requests alone", async () => {
    const trace: string[] = [];
    const admin = createBlueprint("admin", (setup) => {
      setup.use(async (_request, _response, next) => {
        trace.push("in");
        await next();
        trace.push("out");
      });
      setup.beforeRequest(() => void trace.push("before"));
      setup.afterRequest(() => void trace.push("after"));
      setup.teardownRequest(() => void trace.push("teardown"));
      setup.urlValuePreprocessor((endpoint) => void trace.push(endpoint));
    });
    admin.beforeRequest(() => void trace.push("own before"));
    admin.afterRequest(() => void trace.push("own after"));
    const app = new Micro();
    app.mount(admin);
    app.get("/", () => "home");
    await app.testClient().get("/");
    expect(trace).toEqual([]);
    await app.testClient().get("/admin/");
    expect(trace).toEqual([
      "in",
      "admin.index",
      "before",
      "own before",
      "own after",
      "after",
      "out",
      "teardown",
    ]);
  });

  it("adds properties to its requests alone", async () => {
    const client = createApp((setup) => setup.addRequestProperty("user", () => "Ann")).testClient();
    expect([(await client.get("/admin/")).text, (await client.get("/")).text]).toEqual([
      "admin Ann",
      "home undefined",
    ]);
  });

  it("may add a property that the app has too: the innermost counts", async () => {
    const app = createApp((setup) => setup.addRequestProperty("user", () => "inner"));
    app.use({ name: "outer", setup: (setup) => setup.addRequestProperty("user", () => "outer") });
    const client = app.testClient();
    expect([(await client.get("/admin/")).text, (await client.get("/")).text]).toEqual([
      "admin inner",
      "home outer",
    ]);
  });

  it("adds routes below its prefix, under its name", async () => {
    const app = createApp((setup) => {
      const stats = setup.get("/stats/<int:id>", { name: "stats" }, ({ params }) => params);
      setup.post("/stats", () => "posted");
      setup.get("/url", () => stats.url({ id: 3 }));
    });
    const client = app.testClient();
    expect((await client.get("/admin/stats/3")).json()).toEqual({ id: 3 });
    expect((await client.get("/admin/url")).text).toBe("/admin/stats/3");
    expect((await client.get("/stats/3")).status).toBe(404);
    expect(app.listRoutes().map(({ endpoint }) => endpoint)).toContain("admin.stats");
  });

  it("fills in values of its URLs alone", async () => {
    const app = createApp((setup) => {
      setup.get("/<lang>/about", { name: "about" }, () => "about");
      setup.urlDefaults((_endpoint, values) => void (values["lang"] ??= "en"));
    });
    app.get("/<lang>/home", { name: "home" }, () => "home");
    await app.start();
    expect(app.buildUrl("admin.about")).toBe("/admin/en/about");
    expect(() => app.buildUrl("home")).toThrow("MICRO_URL_BUILD");
  });

  it("answers the errors of its paths, after the blueprint's own handlers", async () => {
    const admin = createBlueprint("admin", (setup) => {
      setup.onError(404, () => reply("no such page here", 404));
      setup.onError(405, () => reply("extension", 405));
    });
    admin.onError(405, () => reply("own", 405));
    const app = new Micro();
    app.mount(admin);
    const client = app.testClient();
    expect((await client.get("/admin/none")).text).toBe("no such page here");
    expect((await client.get("/none")).text).not.toContain("no such page here");
    expect((await client.post("/admin/")).text).toBe("own");
  });

  it("gives globals and context to its templates alone", async () => {
    const app = createApp((setup) => {
      setup.templates.addGlobal("title", "Admin");
      setup.templates.addContextProcessor(() => ({ who: "Ann" }));
      setup.get("/page", () => renderString("${title} ${who}", {}));
    });
    app.get("/page", () => renderString("[${title}${who}]", {}));
    const client = app.testClient();
    expect((await client.get("/admin/page")).text).toBe("Admin Ann");
    expect((await client.get("/page")).text).toBe("[]");
  });

  it("has the app's engines, filters, tests and tags, and renders with them", async () => {
    const seen: unknown[] = [];
    const app = createApp(({ templates }) => {
      templates.addFilter("shout", (text: string) => text.toUpperCase());
      templates.addTest("loud", () => true);
      templates.addTag("csrf_token", "csrf_input");
      templates.addEngine({ ...dollarEngine(), name: "second", extensions: [".second"] });
      seen.push(templates);
    });
    await app.start();
    const [templates] = seen as AppSetup["templates"][]; // what the setup was given
    expect(await templates?.renderString("${a}", { a: 1 })).toBe("1");
    await expect(async () => templates?.getMacro("x.html", "y")).rejects.toThrow("MICRO_TEMPLATE");
    await expect(async () => templates?.getAttribute("x.html", "y")).rejects.toThrow("MICRO_TEMPLATE");
    const rendering = renderString("${a}", { a: 2 });
    expect(await templates?.render(rendering)).toBe("2");
    const pieces: string[] = [];
    for await (const piece of (await templates?.stream(rendering)) ?? []) pieces.push(piece);
    expect(pieces.join("")).toBe("2");
  });

  it("adds commands to the blueprint's group", async () => {
    const command = { description: "Imports.", run: () => console.log("imported") };
    const app = createApp((setup) => {
      setup.command("import", command);
    });
    const alone = new Blueprint("shop", null, { commandGroup: null });
    alone.register({ name: "probe", setup: (setup: AppSetup) => setup.command("stock", command) });
    app.mount(alone);
    expect([...app.commands.keys()]).toEqual(["admin", "stock"]);
    expect((await app.testCommand(["admin", "import"])).stdout).toBe("imported\n");
  });

  it("looks at its routes alone, those of blueprints in it too", async () => {
    const seen: string[] = [];
    const admin = createBlueprint("admin", (setup) =>
      setup.onRoute(({ endpoint }) => void seen.push(endpoint)),
    );
    const users = new Blueprint("users");
    users.get("/users", { name: "list" }, () => "users");
    admin.mount(users);
    const app = new Micro();
    app.get("/", { name: "home" }, () => "home");
    app.mount(admin);
    await app.start();
    expect(seen).toEqual(["admin.index", "admin.users.list"]);
  });

  it("mounts blueprints in it, whose requests are its own too", async () => {
    const app = createApp((setup) => {
      setup.addRequestProperty("user", () => "Ann");
      const panel = new Blueprint("panel", null, { prefix: "/panel" });
      panel.get("/", { name: "show" }, (request) => `panel ${String(Reflect.get(request, "user"))}`);
      setup.mount(panel);
    });
    expect((await app.testClient().get("/admin/panel/")).text).toBe("panel Ann");
    expect(app.buildUrl("admin.panel.show")).toBe("/admin/panel/");
  });

  it.each([
    ["how sessions are kept", (setup: AppSetup) => setup.setSessions(() => undefined as never)],
    ["how JSON is written", (setup: AppSetup) => setup.setJson(defaultJson)],
  ])("may not change %s for the whole app (MICRO_EXTENSION_SCOPE)", (what, register) => {
    expect(() => createApp(register)).toThrow(
      `The extension "probe" changes ${what}, which is the same for the whole app, and was registered on the blueprint "admin". Register it on the app. [MICRO_EXTENSION_SCOPE]`,
    );
  });

  it("keeps a form field for itself, in the forms of the blueprint alone", async () => {
    const strict = { form: z.strictObject({ name: z.string() }) };
    const app = createApp((setup) => {
      setup.ownFormField("token");
      setup.post("/form", strict, ({ valid }) => valid.form);
    });
    app.post("/form", strict, ({ valid }) => valid.form);
    const sent = { form: { name: "Ann", token: "x" } };
    expect((await app.testClient().post("/admin/form", sent)).json()).toEqual({ name: "Ann" });
    expect((await app.testClient().post("/form", sent)).status).toBe(422);
  });

  it("starts and closes with the app", async () => {
    const trace: string[] = [];
    const app = createApp((setup) => {
      setup.onStart(() => void trace.push("start"));
      setup.onClose(() => void trace.push("close"));
    });
    await app.start();
    await app.close();
    expect(trace).toEqual(["start", "close"]);
  });
});

describe("a blueprint with extensions", () => {
  const Named: Schema<{ NAME: string }> = {
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (values) => {
        const { NAME } = values as { NAME?: unknown }; // the app gives an object
        return typeof NAME === "string"
          ? { value: { NAME } }
          : { issues: [{ message: "has to be text", path: ["NAME"] }] };
      },
    },
  };
  const named: Extension<void, { NAME: string }> = {
    name: "named",
    config: Named,
    setup: (setup, { NAME }) => setup.addRequestProperty("user", () => NAME),
  };

  it("has them in each app with that app's configuration [F537 F2]", async () => {
    const blueprint = new Blueprint("shared").register(named);
    blueprint.get("/", (request) => String(Reflect.get(request, "user")));
    const apps = ["one", "two"].map((NAME) => new Micro(null, { config: { NAME } }).mount(blueprint));
    const texts = await Promise.all(apps.map(async (app) => (await app.testClient().get("/")).text));
    expect(texts).toEqual(["one", "two"]);
  });

  it("sets them up once in an app that it is mounted into twice, for both places [F537]", async () => {
    let count = 0;
    const admin = createBlueprint("admin", (setup) => {
      count++;
      setup.addRequestProperty("user", () => "Ann");
      setup.templates.addGlobal("title", "Admin");
      setup.get("/title", () => renderString("${title}", {}));
    });
    const app = new Micro(null, { engines: [dollarEngine()] });
    app.mount(admin).mount(admin, { name: "second", prefix: "/second" });
    const client = app.testClient();
    expect((await client.get("/second/")).text).toBe("admin Ann");
    expect((await client.get("/second/title")).text).toBe("Admin");
    expect(count).toBe(1);
  });

  it("has those that are registered after it was mounted [F537]", async () => {
    const blueprint = new Blueprint("late");
    blueprint.get("/", (request) => String(Reflect.get(request, "user")));
    const app = new Micro(null, { config: { NAME: "late" } }).mount(blueprint);
    blueprint.register(named);
    expect((await app.testClient().get("/")).text).toBe("late");
  });

  it("may require extensions of the app and of blueprints around it, and reaches their APIs [F535 F537]", () => {
    const base: Extension<string> = { name: "base", setup: () => "base API" };
    const middle: Extension<string> = { name: "middle", requires: ["base"], setup: () => "middle API" };
    const seen: unknown[] = [];
    const inner: Extension = {
      name: "inner",
      requires: ["middle", "base"],
      setup: ({ extension }) => seen.push(extension("base"), extension("middle"), extension("none")),
    };
    const outside = new Blueprint("outside").register(middle);
    outside.mount(new Blueprint("inside").register(inner));
    const app = new Micro();
    expect(() => app.mount(outside)).toThrow('"middle" requires "base", which is not registered');
    const other = new Micro();
    other.use(base);
    other.mount(outside);
    expect(seen).toEqual(["base API", "middle API", undefined]);
    expect(other.extensions).toEqual({ base: "base API" });
  });

  it("refuses one twice, configuration that does not fit, and what comes too late", async () => {
    const twice = new Blueprint("twice").register(named, { ...named });
    const config = { NAME: "x" };
    expect(() => new Micro(null, { config }).mount(twice)).toThrow(
      'The extension "named" is already registered on the blueprint "twice".',
    );
    const blueprint = new Blueprint("strict").register(named);
    expect(() => new Micro().mount(blueprint)).toThrow("NAME: has to be text");
    const app = new Micro(null, { config }).mount(new Blueprint("a"));
    const late = new Blueprint("late");
    app.mount(late);
    await app.start();
    expect(() => late.register(named)).toThrow(
      /register\(\) was called on the blueprint "late".*MICRO_APP_FROZEN/,
    );
  });
});
