import { describe, expect, it } from "vitest";
import * as z from "zod";

import { Micro } from "./app.ts";
import type { AppSetup } from "./extension.ts";
import type { RouteOptions } from "./route-definition.ts";

function setupOf(app: Micro): AppSetup {
  const setups: AppSetup[] = [];
  app.use({ name: "probe", setup: (setup) => void setups.push(setup) });
  const [setup] = setups;
  if (setup === undefined) throw new Error("app.use() did not call setup.");
  return setup;
}

describe("the setup that an app gives", () => {
  it("has what the interface promises, and nothing else", () => {
    expect(Object.keys(setupOf(new Micro())).toSorted()).toEqual([
      "addConverter", "addRequestProperty", "afterRequest", "beforeRequest", "cli", "command", "delete", "extension", "get", "health", "instancePath", "logger", "mount", "onClose", "onError", "onRoute", "onStart", "ownFormField", "patch", "post", "put", "rootPath", "route", "setJson", "setSessions", "shellContext", "signals", "teardownAppContext", "teardownRequest", "templates", "urlDefaults", "urlValuePreprocessor", "use"]); // prettier-ignore
  });

  it("knows the folders and the logger of the app [F301]", () => {
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
    };
    const app = new Micro(import.meta, { logger });
    const { rootPath, instancePath, logger: given } = setupOf(app);
    expect([rootPath, instancePath, given]).toEqual([import.meta.dirname, app.instancePath, logger]);
  });

  it("works when its members are taken apart", async () => {
    const app = new Micro();
    const { get, beforeRequest, onError } = setupOf(app);
    beforeRequest(({ g }) => {
      g["from"] = "setup";
    });
    get("/", ({ g }) => String(g["from"]));
    onError(404, () => "none");
    const client = app.testClient();
    expect([(await client.get("/")).text, (await client.get("/x")).text]).toEqual(["setup", "none"]);
  });

  it("adds middleware", async () => {
    const app = new Micro();
    setupOf(app).use(async (_, response, next) => {
      await next();
      response.headers.set("X-Around", "1");
    });
    app.get("/", () => "x");
    expect((await app.testClient().get("/")).headers.get("x-around")).toBe("1");
  });

  it("adds hooks of the app's context, of paths and of URLs", async () => {
    const app = new Micro();
    const setup = setupOf(app);
    const seen: string[] = [];
    setup.teardownAppContext(() => void seen.push("over"));
    setup.urlValuePreprocessor((endpoint) => void seen.push(endpoint));
    setup.urlDefaults((endpoint, values) => {
      values["language"] ??= "en";
    });
    setup.get("/<language>", { name: "home" }, () => "x");
    await app.testClient().get("/de");
    expect(seen).toEqual(["home", "over"]);
    expect(app.buildUrl("home")).toBe("/en");
  });

  it("refuses registrations once the app serves", async () => {
    const app = new Micro();
    const setup = setupOf(app);
    await app.start();
    for (const register of [
      () => setup.get("/late", () => "x"),
      () => setup.beforeRequest(() => undefined),
      () => setup.onStart(() => undefined),
      () => setup.addConverter("late", () => ({ pattern: "x", parse: String, format: String })),
    ]) {
      expect(register).toThrow("MICRO_APP_FROZEN");
    }
  });

  it("names the extension's own code as the place of its routes", () => {
    const app = new Micro();
    setupOf(app).get("/", () => "x");
    expect(app["~registry"].routes[0]?.location).toMatch(/app-setup\.test\.ts:\d+:\d+$/);
  });
});

describe("a form field that an extension keeps for itself", () => {
  const Strict = z.strictObject({ name: z.string() });

  function createApp(options: RouteOptions): Micro {
    const app = new Micro(null);
    app.use({ name: "token", setup: (setup) => setup.ownFormField("token") });
    app.post("/", options, async (request) => ({
      valid: request.valid,
      sent: (await request.form()).toObject(),
    }));
    return app;
  }

  it.each([
    ["a strict schema", { form: Strict }],
    ["a route that refuses unknown keys", { form: z.object({ name: z.string() }), unknownKeys: "refuse" }],
    ["the form of a body", { body: Strict }],
  ] as const)("is not seen by %s, and is in request.form()", async (_, options) => {
    const client = createApp(options).testClient();
    const response = await client.post("/", { form: { name: "Ann", token: "x" } });
    const [part = ""] = Object.keys(options);
    expect(response.json()).toEqual({
      valid: { [part]: { name: "Ann" } },
      sent: { name: "Ann", token: "x" },
    });
    expect((await client.post("/", { form: { name: "Ann", admin: "1" } })).status).toBe(422);
    expect((await client.post("/", { form: { name: "Ann", tokens: "x" } })).status).toBe(422);
  });

  it("is seen by a schema that names it", async () => {
    const app = createApp({ form: z.strictObject({ token: z.string() }) });
    expect((await app.testClient().post("/", { form: { token: "x" } })).json()).toMatchObject({
      valid: { form: { token: "x" } },
    });
  });

  it("is a key like any other in JSON", async () => {
    const response = await createApp({ body: Strict })
      .testClient()
      .post("/", { json: { name: "Ann", token: "x" } });
    expect(response.status).toBe(422);
  });

  it("cannot be one once the app serves (MICRO_APP_FROZEN)", async () => {
    const app = new Micro(null);
    const setup = setupOf(app);
    await app.start();
    expect(() => setup.ownFormField("token")).toThrow("ownFormField()");
    await app.close();
  });
});
