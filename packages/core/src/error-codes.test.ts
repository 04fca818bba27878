import { describe, expect, it, vi } from "vitest";
import * as z from "zod";

import { createRequest } from "../fixtures/request.ts";
import { Micro } from "./app.ts";
import { Blueprint } from "./blueprint.ts";
import { Config } from "./config.ts";
import { currentApp, currentRequest } from "./context/index.ts";
import { ERROR_CODES, type ErrorCode, MicroError } from "./errors.ts";
import type { AppSetup } from "./extension.ts";
import { defaultJson } from "./http/json-provider.ts";
import { parseUrlencoded } from "./http/form.ts";
import { render } from "./http/rendering.ts";
import { redirect } from "./http/reply.ts";
import { Response } from "./http/response.ts";
import { abort } from "./http-errors.ts";
import { createSession } from "./session/session.ts";
import type { SessionInterface } from "./session/session-interface.ts";
import { preprocessRequest } from "./testing/test-request.ts";
import { HostPolicy } from "./routing/host-policy.ts";
import { TimedSerializer } from "./timed-serializer.ts";
import { checkReturns } from "./validation/response-validator.ts";
import type { Schema } from "./validation/schema.ts";

/** Logs nothing, and keeps what a view failed with. */
async function failureOf(
  view: (...values: never[]) => unknown,
  arrange: (app: Micro) => void = () => undefined,
): Promise<unknown> {
  const app = new Micro(null, { logger: { error: () => undefined } });
  let failure: unknown;
  app.onError(MicroError, (error) => {
    failure = error;
    return "failed";
  });
  arrange(app);
  app.post("/", view as never); // whatever it returns
  await app.testClient().post("/", { body: "abc" });
  return failure;
}

/** Says that it opens at once, and does not. */
const slowSessions: SessionInterface = {
  opens: "when-used",
  open: async () => createSession(),
  save: () => undefined,
};

const view = (): string => "x";
const other = (): string => "y";
const slowSchema: Schema = {
  "~standard": { version: 1, vendor: "test", validate: async () => ({ value: {} }) },
};
const strictSchema: Schema = {
  "~standard": {
    version: 1,
    vendor: "test",
    validate: () => ({ issues: [{ message: "no", path: ["KEY"] }] }),
  },
};

/** What engines and extensions alone can come to: their own tests see to it. */
const ELSEWHERE =
  /^MICRO_(TEMPLATE_ERROR|DATABASE_.*|MIGRATION_.*|MODEL_INVALID|SQL_TEXT|CSRF_.*|SECURITY_.*|LOGIN_.*|FORM_(?!ENCTYPE).*)$/;

/** The codes that {@link ELSEWHERE} matches. */
type ElsewhereCode =
  | "MICRO_TEMPLATE_ERROR"
  | `MICRO_${"DATABASE" | "MIGRATION" | "CSRF" | "SECURITY" | "LOGIN"}_${string}`
  | `MICRO_FORM_${"ATTRIBUTE" | "FIELD" | "INVALID" | "TEMPLATE"}`
  | "MICRO_MODEL_INVALID"
  | "MICRO_SQL_TEXT";

/** How an app's author comes to each error of core. */
const MISTAKES: Readonly<Record<Exclude<ErrorCode, ElsewhereCode>, () => unknown>> = {
  MICRO_ABORT_STATUS: () => abort(200),
  MICRO_APP_FROZEN: async () => {
    const app = new Micro();
    await app.start();
    app.get("/", view);
  },
  MICRO_BLUEPRINT_CYCLE: () => {
    const blueprint = new Blueprint("a");
    blueprint.mount(blueprint);
  },
  MICRO_BLUEPRINT_DUPLICATE: () => new Micro().mount(new Blueprint("a")).mount(new Blueprint("a")).start(),
  MICRO_BLUEPRINT_NAME: () => new Blueprint("a.b"),
  MICRO_BODY_CONSUMED: () =>
    failureOf(async (request: { stream(): AsyncIterable<unknown>; text(): Promise<string> }) => {
      for await (const chunk of request.stream()) void chunk;
      return request.text();
    }),
  MICRO_COMMAND_INVALID: () => new Micro().cli.command("two words", { description: "Runs.", run: () => 0 }),
  MICRO_COMMAND_DUPLICATE: () => {
    const command = { description: "Runs.", run: () => 0 };
    const extensions = ["a", "b"].map((name) => ({
      name,
      setup: (setup: AppSetup) => setup.command("x", command),
    }));
    new Micro().register(...extensions);
  },
  MICRO_CONFIG_FILE: () => new Micro().config.loadFile("/none.json"),
  MICRO_CONFIG_INVALID: () => new Micro().use({ name: "a", config: strictSchema, setup: () => undefined }),
  MICRO_CONVERTER_ARGUMENT: () => new Micro().get("/<int(nope=1):id>", view).url({ id: 1 }),
  MICRO_CONVERTER_INVALID: () => {
    const app = new Micro();
    app.addConverter("slow", () => ({ pattern: "(?:a+)+", parse: String, format: String }));
    app.get("/<slow:x>", view);
    return app.start();
  },
  MICRO_CONVERTER_UNKNOWN: () => new Micro().get("/<nope:id>", view).url({ id: 1 }),
  MICRO_COOKIE_INVALID: () => new Response().setCookie("a;b", "1"),
  MICRO_DEBUG_PRODUCTION: () => {
    vi.stubEnv("NODE_ENV", "production");
    new Config().load({ DEBUG: true }).check();
  },
  MICRO_ENDPOINT_DUPLICATE: () => {
    const app = new Micro();
    app.get("/a", { name: "a" }, view);
    app.get("/b", { name: "a" }, other);
  },
  MICRO_ENDPOINT_NAME: () => {
    const blueprint = new Blueprint("a");
    blueprint.get("/", { name: "b.c" }, view);
    return new Micro().mount(blueprint).start();
  },
  MICRO_ERROR_HANDLER_TARGET: () => new Micro().onError("404" as never, view),
  MICRO_EXTENSION_CYCLE: () =>
    new Micro().register(
      { name: "a", requires: ["b"], setup: () => undefined },
      { name: "b", requires: ["a"], setup: () => undefined },
    ),
  MICRO_EXTENSION_DUPLICATE: () => {
    const app = new Micro();
    app.use({ name: "a", setup: () => undefined });
    app.use({ name: "a", setup: () => undefined });
  },
  MICRO_EXTENSION_INVALID: () => new Micro().use({} as never),
  MICRO_EXTENSION_MISSING: () => new Micro().use({ name: "a", requires: ["b"], setup: () => undefined }),
  MICRO_EXTENSION_SCOPE: () => {
    const setup = ({ setJson }: AppSetup): void => setJson(defaultJson);
    new Micro().mount(new Blueprint("a").register({ name: "b", setup }));
  },
  MICRO_FORM_ENCTYPE: () =>
    parseUrlencoded("poster=a.png", { maxFormMemorySize: 100, maxFormParts: 1 }, true).files.require(
      "poster",
    ),
  MICRO_HEADER_INVALID: () => new Response().headers.set("a", "b\n"),
  MICRO_HEALTH_DUPLICATE: () => {
    const { health } = new Micro();
    health.add("a", view);
    health.add("a", view);
  },
  MICRO_HOOK_INVALID: () => new Micro().beforeRequest("x" as never),
  MICRO_MOUNT_INVALID: () => new Micro().mountApp("/x", {} as never),
  MICRO_NEXT_TWICE: () =>
    failureOf(
      () => "x",
      (app) => {
        app.use(async (_request, _response, next) => {
          await next();
          await next();
        });
      },
    ),
  MICRO_NO_APP_CONTEXT: () => currentApp(),
  MICRO_NO_REQUEST_CONTEXT: () => currentRequest(),
  MICRO_PATH_SYNTAX: () => new Micro().get("/:id", view),
  MICRO_REDIRECT_INVALID: () => redirect("javascript:x"),
  MICRO_REQUEST_PROPERTY: () =>
    new Micro().use({ name: "a", setup: (setup) => setup.addRequestProperty("path", view) }),
  MICRO_RESPONSE_INVALID: () =>
    checkReturns(() => ({ id: "1" }), {
      schema: z.object({ id: z.number() }),
      route: "/",
      settings: { policy: "error", warn: () => undefined },
    })(createRequest(), new Response()),
  MICRO_ROUTE_DUPLICATE: () => {
    const app = new Micro();
    app.get("/a", view);
    app.get("/a", other);
  },
  MICRO_ROUTE_HOST: () => new HostPolicy({ hostMatching: true, subdomainMatching: true }),
  MICRO_ROUTE_METHOD: () => new Micro().route("/", { methods: ["GET POST"] }, view),
  MICRO_SCHEMA_ASYNC: () => new Micro().use({ name: "a", config: slowSchema, setup: () => undefined }),
  MICRO_SCHEMA_INVALID: () => {
    const app = new Micro();
    app.get("/", { query: {} as never }, view);
    return app.start();
  },
  MICRO_SECRET_EMPTY: () => new TimedSerializer("", { salt: "x" }),
  MICRO_SESSION_NO_SECRET: () =>
    failureOf((request: { session: Record<string, unknown> }) => ((request.session["a"] = 1), "x")),
  MICRO_SESSION_TOO_LARGE: () =>
    failureOf(
      (request: { session: Record<string, unknown> }) => ((request.session["a"] = "x".repeat(500)), "x"),
      (app) => app.config.load({ SECRET_KEY: "secret", DEBUG: true, MAX_COOKIE_SIZE: 100 }),
    ),
  MICRO_SESSION_UNAVAILABLE: () =>
    failureOf(
      (request: { session: Record<string, unknown> }) => request.session,
      (app) => app.use({ name: "slow", setup: (setup) => setup.setSessions(() => slowSessions) }),
    ),
  MICRO_STATUS_INVALID: () => {
    new Response().status = 1000;
  },
  MICRO_TEMPLATE_ENGINE: () => failureOf(() => render("a.html")),
  MICRO_TEMPLATE_NOT_FOUND: () => failureOf(() => render(["a.html", "b.html"])),
  MICRO_TEST_JSON: async () => {
    const app = new Micro();
    app.get("/", view);
    return (await app.testClient().get("/")).json();
  },
  MICRO_TEST_REDIRECTS: () => {
    const app = new Micro();
    app.get("/", () => redirect("/"));
    return app.testClient().get("/", { followRedirects: true });
  },
  MICRO_TEST_REQUEST: () => preprocessRequest(createRequest()),
  MICRO_TEST_SESSION: () => new Micro().testClient({ useCookies: false }).session(() => undefined),
  MICRO_URL_BUILD: () => new Micro().buildUrl("none"),
  MICRO_URL_OPTIONS: () => new Micro().buildUrl("x", {}, { scheme: "https", external: false }),
  MICRO_URL_SERVER_NAME: () => {
    const app = new Micro();
    app.get("/", { name: "home" }, view);
    return app.buildUrl("home", {}, { external: true });
  },
  MICRO_VIEW_MISSING: () => {
    const app = new Micro();
    app.rule("/", { name: "index" });
    return app.start();
  },
  MICRO_VIEW_RESULT: () => failureOf(() => 5),
  MICRO_VIEW_RETURNED_NOTHING: () => failureOf(() => undefined),
};

/** What a mistake fails with, however it does. */
async function provoke(mistake: () => unknown): Promise<unknown> {
  try {
    return await mistake();
  } catch (error) {
    return error;
  }
}

describe("each error code", () => {
  it("has a mistake that leads to it", () => {
    const codes = Object.keys(ERROR_CODES).filter((code) => !ELSEWHERE.test(code));
    expect(Object.keys(MISTAKES).toSorted()).toEqual(codes.toSorted());
  });

  it.each(Object.entries(MISTAKES))("%s is what its mistake leads to", async (code, mistake) => {
    const error = await provoke(mistake);
    expect(error).toBeInstanceOf(MicroError);
    expect(error).toMatchObject({
      code,
      name: code === "MICRO_URL_BUILD" ? "BuildError" : "MicroError",
    });
  });

  it.each(Object.entries(MISTAKES))(
    "%s comes with sentences that end with what to do",
    async (code, mistake) => {
      const { message } = (await provoke(mistake)) as MicroError;
      expect(message).toMatch(new RegExp(` \\[${code}\\]$`));
      const text = message.slice(0, -` [${code}]`.length);
      expect(text).toMatch(/^\S.*[.?]$/s);
      expect(text, "says what to do").toMatch(
        /\b(Use|Give|Call|Register|Remove|Write|Mount|Pass|Return|Set|Keep|Read|Create|Correct|Install|Rename|Encode|Leave|Stay|Redirect|It takes|Did you|There are|Searched in|lists them all|name=)\b/i,
      );
      expect(text).not.toMatch(/undefined\b(?!\. )|\[object|NaN/);
    },
  );
});
