import { describe, expect, it } from "vitest";

import { dollarEngine } from "../test/dollar-engine.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import type { AppSetup, Extension } from "./extension.ts";
import { render } from "./http/rendering.ts";
import { reply } from "./http/reply.ts";
import { createSession } from "./session/session.ts";
import { TemplateTexts } from "./template-source.ts";
import type { Schema } from "./validation/schema.ts";

/** A schema that wants a text under HELLO_NAME. */
const HELLO_CONFIG: Schema<{ HELLO_NAME: string }> = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: (values) => {
      const { HELLO_NAME: name = "world" } = values as { HELLO_NAME?: unknown }; // the app gives an object
      return typeof name === "string"
        ? { value: { HELLO_NAME: name } }
        : { issues: [{ message: "has to be text", path: ["HELLO_NAME"] }] };
    },
  },
};

function hello(): Extension<{ greet(): string }, { HELLO_NAME: string }> {
  return {
    name: "hello",
    config: HELLO_CONFIG,
    setup: (_, config) => ({ greet: () => `Hello, ${config.HELLO_NAME}!` }),
  };
}

/** Installs one registration as an extension. */
function useSetup(app: Micro, register: (setup: AppSetup) => void): void {
  app.use({ name: "probe", setup: register });
}

describe("app.use [F533]", () => {
  it("gives the extension's API, typed [F12]", () => {
    expect(new Micro().use(hello()).greet()).toBe("Hello, world!");
  });

  it("keeps the API under the extension's name [F12]", () => {
    const app = new Micro();
    const api = app.use(hello());
    expect(app.extensions).toEqual({ hello: api });
  });

  it("gives the setup what its schema made of the configuration [F533 F534]", () => {
    expect(new Micro(null, { config: { HELLO_NAME: "Ann" } }).use(hello()).greet()).toBe("Hello, Ann!");
  });

  it("gives the setup the whole configuration when it has no schema", () => {
    const app = new Micro(null, { config: { ANSWER: 42 } });
    const plain: Extension = { name: "plain", setup: (_, config) => config["ANSWER"] };
    expect(app.use(plain)).toBe(42);
  });

  it("lets one extension serve several apps", () => {
    const extension = hello();
    const [one, two] = [
      new Micro(null, { config: { HELLO_NAME: "one" } }),
      new Micro(null, { config: { HELLO_NAME: "two" } }),
    ];
    expect([one.use(extension).greet(), two.use(extension).greet()]).toEqual(["Hello, one!", "Hello, two!"]);
  });

  it("refuses configuration that does not fit, naming each key (MICRO_CONFIG_INVALID)", () => {
    const app = new Micro(null, { config: { HELLO_NAME: 5 } });
    expect(() => app.use(hello())).toThrow(
      'The configuration does not fit the extension "hello": HELLO_NAME: has to be text. Correct it in the app\'s configuration or its environment. [MICRO_CONFIG_INVALID]',
    );
    expect(app.extensions).toEqual({});
  });

  it("refuses a schema that answers with a promise (MICRO_SCHEMA_ASYNC)", () => {
    const config: Schema<object> = {
      "~standard": { version: 1, vendor: "test", validate: async () => ({ value: {} }) },
    };
    expect(() => new Micro().use({ name: "slow", config, setup: () => undefined })).toThrow(
      /the extension "slow".*\[MICRO_SCHEMA_ASYNC\]$/,
    );
  });

  it("refuses the same name twice (MICRO_EXTENSION_DUPLICATE) [F12]", () => {
    const app = new Micro();
    app.use(hello());
    expect(() => app.use(hello())).toThrow(
      'The extension "hello" is already registered on this app. Register it once and share what app.use() returned. [MICRO_EXTENSION_DUPLICATE]',
    );
  });

  it("refuses the same name twice when the API is undefined", () => {
    const app = new Micro();
    app.use({ name: "silent", setup: () => undefined });
    expect(() => app.use({ name: "silent", setup: () => undefined })).toThrow("MICRO_EXTENSION_DUPLICATE");
  });

  it.each([
    ["the function that makes it", hello, "function"],
    ["undefined", undefined, "undefined"],
    ["null", null, "object"],
    ["an object without setup", { name: "x" }, "object"],
    ["an object without a name", { setup: () => 1 }, "object"],
  ])("refuses %s (MICRO_EXTENSION_INVALID)", (_, extension, type) => {
    expect(() => new Micro().use(extension as never)).toThrow(
      `app.use() was given a ${type} that is not an extension. Call the package's function: app.use(hello()). [MICRO_EXTENSION_INVALID]`,
    );
  });

  it("refuses an extension whose requirement is missing (MICRO_EXTENSION_MISSING) [F535]", () => {
    expect(() => new Micro().use({ name: "admin", requires: ["orm"], setup: () => undefined })).toThrow(
      'The extension "admin" requires "orm", which is not registered. Call app.use() with it first, or app.register() with both. [MICRO_EXTENSION_MISSING]',
    );
  });

  it("offers the extension that is nearly what is required", () => {
    const app = new Micro();
    app.use(hello());
    expect(() => app.use({ name: "admin", requires: ["helo"], setup: () => undefined })).toThrow(
      'Did you mean "hello"?',
    );
  });

  it("accepts an extension whose requirements are there, even without an API", () => {
    const app = new Micro();
    app.use({ name: "base", setup: () => undefined });
    expect(app.use({ name: "admin", requires: ["base"], setup: () => "ready" })).toBe("ready");
  });

  it("does not register an extension whose setup throws", () => {
    const app = new Micro();
    const broken = { name: "broken", setup: () => { throw new Error("no"); } }; // prettier-ignore
    expect(() => app.use(broken)).toThrow("no");
    expect(app.extensions).toEqual({});
  });
});

describe("the setup of an extension [F534]", () => {
  it("is not the app", () => {
    useSetup(new Micro(), (setup) => {
      expect(setup).not.toBeInstanceOf(Micro);
      expect(Object.values(setup).some((value) => value instanceof Micro)).toBe(false);
      expect(["listen", "handle", "fetch", "config", "start"].filter((name) => name in setup)).toEqual([]);
    });
  });

  it("adds routes", async () => {
    const app = new Micro();
    useSetup(app, (setup) => {
      setup.get("/get", () => "got");
      setup.post("/post", () => "posted");
      setup.route("/put", { methods: ["PUT"] }, () => "put");
    });
    const client = app.testClient();
    expect([
      (await client.get("/get")).text,
      (await client.post("/post")).text,
      (await client.put("/put")).text,
    ]).toEqual(["got", "posted", "put"]);
  });

  it("gets handles that build URLs", () => {
    useSetup(new Micro(), (setup) => {
      expect(setup.get("/<int:id>", ({ params }) => params).url({ id: 1 })).toBe("/1");
    });
  });

  it("mounts blueprints", async () => {
    const app = new Micro();
    useSetup(app, (setup) => {
      const panel = new Blueprint("panel", null, { prefix: "/panel" });
      panel.get("/", () => "panel");
      setup.mount(panel);
    });
    expect((await app.testClient().get("/panel/")).text).toBe("panel");
  });

  it("adds hooks and error handlers", async () => {
    const app = new Micro();
    const trace: string[] = [];
    useSetup(app, (setup) => {
      setup.beforeRequest(() => void trace.push("before"));
      setup.afterRequest(() => void trace.push("after"));
      setup.teardownRequest(() => void trace.push("teardown"));
      setup.onError(404, () => reply("nothing", 404));
    });
    expect((await app.testClient().get("/")).text).toBe("nothing");
    expect(trace).toEqual(["before", "after", "teardown"]);
  });

  it("adds converters", async () => {
    const app = new Micro();
    useSetup(app, (setup) =>
      setup.addConverter("upper", () => ({
        pattern: "[a-z]+",
        parse: (text) => text.toUpperCase(),
        format: String,
      })),
    );
    app.get("/<upper:name>", ({ params }) => params);
    expect((await app.testClient().get("/ann")).json()).toEqual({ name: "ANN" });
  });

  it("adds commands", async () => {
    const app = new Micro();
    useSetup(app, (setup) =>
      setup.command("greet", { description: "Says hello.", run: (words) => words.length }),
    );
    expect(app.commands.get("greet")?.description).toBe("Says hello.");
    expect(await app.commands.get("greet")?.run(["a", "b"])).toBe(2);
  });

  it("adds steps to the app's start and close", async () => {
    const app = new Micro();
    const trace: string[] = [];
    useSetup(app, (setup) => {
      setup.onStart(() => void trace.push("start"));
      setup.onClose(() => void trace.push("close"));
    });
    await app.start();
    await app.close();
    expect(trace).toEqual(["start", "close"]);
  });

  it("reaches the API of another extension", () => {
    const app = new Micro();
    const api = app.use(hello());
    useSetup(app, (setup) =>
      expect([setup.extension("hello"), setup.extension("none")]).toEqual([api, undefined]),
    );
  });

  it("adds names to micro shell, and health checks", async () => {
    const app = new Micro();
    useSetup(app, (setup) => {
      setup.shellContext(() => ({ answer: 42 }));
      setup.health.add("probe", () => true);
    });
    expect(app.makeShellContext()).toMatchObject({ answer: 42 });
    expect(await app.health.check()).toEqual({ isHealthy: true, isStopping: false, checks: { probe: "ok" } });
  });

  it("replaces how sessions are kept and JSON is written", async () => {
    const app = new Micro();
    useSetup(app, (setup) => {
      setup.setJson({
        stringify: () => '"all"',
        parse: JSON.parse,
        mimetype: "x/json",
      });
      setup.setSessions(() => ({
        opens: "when-used",
        open: () => createSession({ text: '{"name":"Ann"}' }),
        save: () => {},
      }));
    });
    app.get("/", () => ({}));
    app.get("/name", ({ session }) => String(session["name"]));
    const client = app.testClient();
    expect([(await client.get("/")).text, (await client.get("/name")).text]).toEqual(['"all"', "Ann"]);
    expect(app.json.mimetype).toBe("x/json");
  });

  it("may not add a command that another extension has added (MICRO_COMMAND_DUPLICATE)", () => {
    const app = new Micro();
    const command = { description: "Clears.", run: () => 0 };
    const extension = (name: string): Extension => ({
      name,
      setup: (setup) => setup.command("clear", command, "cache"),
    });
    expect(() => app.register(extension("memory"), extension("redis"))).toThrow(
      'The extensions "memory" and "redis" both add the command "micro cache clear". Leave one of them out, or give its command another name if it has an option for that. [MICRO_COMMAND_DUPLICATE]',
    );
  });

  it("leaves the last word on commands to the app", async () => {
    const app = new Micro();
    useSetup(app, (setup) => setup.command("clear", { description: "Clears.", run: () => 0 }));
    app.command("clear", { description: "Clears more.", run: () => 1 });
    expect(app.commands.get("clear")?.description).toBe("Clears more.");
  });

  it("adds engines to the templates, which render what has their extension [F540]", async () => {
    const app = new Micro(null, { templateSource: new TemplateTexts({ "hello.txt": "Hello, ${name}!" }) });
    useSetup(app, (setup) => setup.templates.addEngine(dollarEngine()));
    app.get("/", () => render("hello.txt", { name: "Ann" }));
    expect((await app.testClient().get("/")).text).toBe("Hello, Ann!");
  });

  it("adds globals, filters and tests to the templates", () => {
    const app = new Micro();
    useSetup(app, (setup) => expect(setup.templates).toBe(app.templates));
  });
});
