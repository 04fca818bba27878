import { describe, expect, it } from "vitest";

import { dollarEngine } from "../test/dollar-engine.ts";
import { MemoryLogger } from "../test/memory-logger.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import type { RouteListing } from "./app-registrations.ts";
import { renderString } from "./http/rendering.ts";
import { ViewValue } from "./http/view-value.ts";
import type { Response } from "./http/response.ts";
import { HttpError } from "./http-errors.ts";
import { createSession } from "./session/session.ts";
import { TestClient } from "./testing/client.ts";
import type { Schema } from "./validation/schema.ts";

describe("what Flask replaces by class attributes of the app", () => {
  it("requests have what the app adds to their class (request_class) [F14]", async () => {
    const app = new Micro();
    app.use({
      name: "locale",
      setup: (setup) =>
        setup.addRequestProperty("locale", ({ headers }) => headers.get("accept-language") ?? "en"),
    });
    app.get("/", (request) => ("locale" in request ? String(request.locale) : "none"));
    const response = await app.testClient().get("/", { headers: { "accept-language": "de" } });
    expect(response.text).toBe("de");
  });

  it("views return answers of a class of one's own (response_class) [F14]", async () => {
    class Csv extends ViewValue {
      readonly #rows: readonly (readonly string[])[];
      constructor(rows: readonly (readonly string[])[]) {
        super();
        this.#rows = rows;
      }
      override applyTo(response: Response): string {
        response.type = "text/csv; charset=utf-8";
        return this.#rows.map((row) => row.join()).join("\n");
      }
    }
    const app = new Micro();
    app.get("/", () => new Csv([["a", "b"], ["1", "2"]])); // prettier-ignore
    const response = await app.testClient().get("/");
    expect([response.text, response.headers.get("content-type")]).toEqual([
      "a,b\n1,2",
      "text/csv; charset=utf-8",
    ]);
  });

  it("the configuration is checked, converted and typed by a schema (config_class) [F14 B153]", () => {
    const schema: Schema<{ WORKERS: number }> = {
      "~standard": {
        version: 1,
        vendor: "test",
        validate: (values) => ({ value: { WORKERS: Number((values as { WORKERS?: unknown }).WORKERS) } }),
      },
    };
    const app = new Micro(null, { config: { WORKERS: "4" }, configSchema: schema });
    expect(app.config.WORKERS + 1).toBe(5);
  });

  it("sessions come from an interface of one's own (session_interface) [F14]", async () => {
    const kept = createSession();
    const app = new Micro(null, {
      sessions: () => ({ opens: "when-used", open: () => kept, save: () => undefined }),
    });
    app.get("/", ({ session }) => String((session["visits"] = Number(session["visits"] ?? 0) + 1)));
    await app.testClient().get("/");
    expect((await app.testClient().get("/")).text).toBe("2");
  });

  it("templates are rendered by engines of one's own (jinja_environment) [F14]", async () => {
    const app = new Micro(null, { engines: [dollarEngine()] });
    app.get("/", () => renderString("Hello, ${name}!", { name: "Ann" }));
    expect((await app.testClient().get("/")).text).toBe("Hello, Ann!");
  });

  it("aborting throws errors of one's own (aborter_class) [F14]", async () => {
    class PaymentRequired extends HttpError {
      constructor() {
        super(403, "Pay first.");
      }
    }
    const app = new Micro();
    app.onError(PaymentRequired, ({ message }) => message);
    app.get("/", () => {
      throw new PaymentRequired();
    });
    const response = await app.testClient().get("/");
    expect([response.status, response.text]).toEqual([403, "Pay first."]);
  });

  it("a class of apps overrides what it makes (test_client_class) [F14]", async () => {
    class Shop extends Micro {
      override testClient(): TestClient {
        return new TestClient(this, { headers: { authorization: "Bearer test" } });
      }
    }
    const app = new Shop();
    app.get("/", ({ headers }) => headers.get("authorization") ?? "none");
    expect((await app.testClient().get("/")).text).toBe("Bearer test");
  });
});

describe("PERMANENT_SESSION_LIFETIME", () => {
  it("is a number of seconds [B153]", async () => {
    const app = new Micro(null, {
      config: { SECRET_KEY: "secret", PERMANENT_SESSION_LIFETIME: 60, SESSION_REFRESH_EACH_REQUEST: false },
    });
    app.get("/", ({ session }) => {
      session.permanent = true;
      return "x";
    });
    const response = await app.testClient().get("/");
    const expires = Date.parse(/Expires=([^;]+)/i.exec(response.headers.getSetCookie()[0] ?? "")?.[1] ?? "");
    expect(Math.abs(expires - Date.now() - 60_000)).toBeLessThan(5000);
  });
});

describe("onRoute", () => {
  it("tells extensions of every route at the start, with all there is to know of it, also of later ones [F158]", async () => {
    const app = new Micro();
    const heard: RouteListing[] = [];
    app.use({ name: "openapi", setup: (setup) => setup.onRoute((route) => void heard.push(route)) });
    const blog = new Blueprint("blog", null, { prefix: "/blog" });
    app.mount(blog);
    blog.post("/<int:id>", { name: "edit", meta: { summary: "Edits a post." } }, () => "x");
    expect(heard).toEqual([]);
    await app.start();
    expect(heard).toMatchObject([
      {
        endpoint: "blog.edit",
        path: "/blog/<int:id>",
        methods: ["POST", "OPTIONS"],
        blueprint: "blog",
        options: { meta: { summary: "Edits a post." } },
      },
    ]);
    expect(heard[0]?.location).toMatch(/app\.parts\.test\.ts:\d+/);
  });

  it("keeps the app from starting when a listener objects to a route [F158]", async () => {
    const app = new Micro(null, { logger: new MemoryLogger() });
    app.onRoute(({ path }) => {
      if (!path.startsWith("/api")) throw new Error(`${path} is not below /api`);
    });
    app.get("/page", () => "x");
    await expect(app.start()).rejects.toThrow("/page is not below /api");
  });
});

describe("onStart and onClose", () => {
  it("hold a resource for as long as the app serves; what was opened last is closed first [F16]", async () => {
    const app = new Micro();
    const trace: string[] = [];
    for (const name of ["database", "queue"]) {
      app.onStart(async () => {
        await Promise.resolve();
        trace.push(`open ${name}`);
        app.onClose(async () => {
          await Promise.resolve();
          trace.push(`close ${name}`);
        });
      });
    }
    app.get("/", () => {
      trace.push("view");
      return "x";
    });
    await app.testClient().get("/");
    await app.close();
    expect(trace).toEqual(["open database", "open queue", "view", "close queue", "close database"]);
  });
});
