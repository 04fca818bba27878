import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import { MemoryLogger } from "../../test/memory-logger.ts";
import { Micro } from "../app.ts";
import type { MicroOptions } from "../app-options.ts";
import { reply } from "../http/reply.ts";
import { UploadedFile } from "../http/uploaded-file.ts";
import type { TestResponse } from "../testing/test-response.ts";
import { ValidationError } from "./validation-error.ts";

function createApp(options: MicroOptions = {}): Micro {
  return new Micro(null, { logger: new MemoryLogger(), ...options });
}

describe("the schemas of a route [F290]", () => {
  it("type and check every part of a request", async () => {
    const app = createApp();
    app.post(
      "/orders/<id>",
      {
        params: z.object({ id: z.number() }),
        query: z.object({ dry: z.boolean().default(false), tag: z.array(z.string()) }),
        headers: z.object({ "X-Api-Version": z.number() }),
        cookies: z.object({ theme: z.enum(["dark", "light"]).default("light") }),
        body: z.object({ count: z.number() }),
      },
      ({ params, query, body, valid }) => [
        params.id,
        query,
        valid.headers["X-Api-Version"],
        valid.cookies.theme,
        body,
      ],
    );
    const response = await app.testClient().post("/orders/7?dry=on&tag=a", {
      json: { count: 2 },
      headers: { "X-Api-Version": "3", Cookie: "theme=dark; other=1" },
    });
    expect(response.json()).toEqual([7, { dry: true, tag: ["a"] }, 3, "dark", { count: 2 }]);
  });

  it("give headers in lower case to a schema that does not say which it knows", async () => {
    const app = createApp();
    const headers = v.looseObject({ "x-key": v.string() });
    const cookies = v.record(v.string(), v.string());
    app.get("/", { headers, cookies }, ({ valid }) => [valid.headers["x-key"], valid.cookies]);
    const response = await app.testClient().get("/", { headers: { "X-Key": "a", Cookie: "b=c" } });
    expect(response.json()).toEqual(["a", { b: "c" }]);
  });

  it("give a strict schema only the headers and cookies it knows", async () => {
    const app = createApp();
    const strict = z.strictObject({ a: z.string().optional() });
    app.get("/", { headers: strict, cookies: strict }, ({ valid }) => valid);
    const response = await app.testClient().get("/", { headers: { Cookie: "b=1; a=2" } });
    expect(response.json()).toEqual({ headers: {}, cookies: { a: "2" } });
  });

  it("check the fields and the files of a form [F297]", async () => {
    const app = createApp();
    const Picture = z
      .instanceof(UploadedFile)
      .refine((file) => file.size <= 10, "The file is over 10 bytes.");
    app.post(
      "/profile",
      { form: z.object({ age: z.number(), news: z.boolean() }), files: z.object({ picture: Picture }) },
      ({ valid: { form, files } }) => ({ ...form, name: files.picture.filename }),
    );
    const client = app.testClient();
    const picture = [Buffer.from("small"), "a.png"] as const;
    const response = await client.post("/profile", { form: { age: "7" }, files: { picture } });
    expect(response.json()).toEqual({ age: 7, news: false, name: "a.png" });

    const large = [Buffer.from("much too large"), "a.png"] as const;
    const refused = await client.post("/profile", { form: { age: "x" }, files: { picture: large } });
    expect(refused.status).toBe(422);
    expect(refused.headers.get("content-type")).toContain("text/html");
    expect(refused.text).toContain("<li><code>files.picture</code>: The file is over 10 bytes.</li>");
    expect(refused.text).toContain("<li><code>form.age</code>: ");
    expect((await client.post("/profile", { json: { age: 7 } })).status).toBe(415);
  });

  it("leave a file out of the fields, and a field out of the files", async () => {
    const app = createApp();
    const options = { form: z.object({ a: z.string() }), files: z.object({ b: z.instanceof(UploadedFile) }) };
    app.post("/", options, () => "fine");
    const response = await app.testClient().post("/", {
      form: { b: "text" },
      files: { a: [Buffer.from("x"), "a"] },
      headers: { Accept: "application/json" },
    });
    expect(response.json()).toMatchObject({
      errors: [
        { in: "form", path: ["a"], code: "invalid_type" },
        { in: "files", path: ["b"] },
      ],
    });
  });

  it("coerce the fields of a form, and not the values of JSON [F292]", async () => {
    const app = createApp();
    app.post("/", { body: z.object({ n: z.number(), ok: z.boolean() }) }, ({ body }) => body);
    const client = app.testClient();
    expect((await client.post("/", { form: { n: "1", ok: "on" } })).json()).toEqual({ n: 1, ok: true });
    expect((await client.post("/", { form: { n: "1" } })).json()).toEqual({ n: 1, ok: false });
    expect((await client.post("/", { json: { n: "1", ok: true } })).status).toBe(422);
  });

  it("may check later, against a database say [F298]", async () => {
    const app = createApp();
    const taken = new Set(["ann"]);
    const isFree = async (name: string): Promise<boolean> => !taken.has(name);
    app.post("/", { body: z.object({ name: z.string().refine(isFree, "Taken.") }) }, () => "free");
    const client = app.testClient();
    expect((await client.post("/", { json: { name: "ben" } })).text).toBe("free");
    expect((await client.post("/", { json: { name: "ann" } })).json()).toMatchObject({
      errors: [{ in: "body", path: ["name"], code: "custom", message: "Taken." }],
    });
  });
});

describe("a schema of any library with Standard Schema [F291 W18]", () => {
  it.each([
    ["zod", z.object({ page: z.number(), tags: z.array(z.string()) }), "invalid_type"],
    ["arktype", type({ page: "number", tags: "string[]" }), "domain"],
    [
      "valibot",
      v.object({ page: v.pipe(v.string(), v.regex(/^\d+$/), v.toNumber()), tags: v.array(v.string()) }),
      "regex",
    ],
  ])("checks a query: %s", async (_, query, code) => {
    const app = createApp();
    app.get("/", { query }, (request) => Object(request.query));
    const client = app.testClient();
    expect((await client.get("/?page=2&tags=a&tags=b")).json()).toEqual({ page: 2, tags: ["a", "b"] });
    const refused = await client.get("/?page=x&tags=a&tags=b", { headers: { Accept: "application/json" } });
    expect(refused.json()).toMatchObject({ status: 422, errors: [{ in: "query", path: ["page"], code }] });
  });
});

describe("the answer for a request that is not valid [F293 W17]", () => {
  const schemas = {
    params: z.object({ id: z.string().max(2) }),
    query: z.object({ q: z.string() }),
    body: z.object({ title: z.string().min(1) }),
  };

  async function refuse(accept: string): Promise<TestResponse> {
    const app = createApp();
    app.post("/<id>", schemas, () => "fine");
    return app.testClient().post("/1?q=1", { json: { title: "" }, headers: { Accept: accept } });
  }

  it("is one shape as problem+json", async () => {
    const response = await refuse("application/problem+json");
    expect(response.status).toBe(422);
    expect(response.json()).toEqual({
      type: "about:blank",
      title: "Unprocessable Content",
      status: 422,
      detail: "The request is not valid.",
      errors: [{ in: "body", path: ["title"], code: "too_small", message: expect.any(String) }],
    });
  });

  it("is a page for browsers, with nothing of the request as markup (A230)", async () => {
    const app = createApp();
    app.get("/", { query: z.strictObject({}) }, () => "fine");
    const response = await app.testClient().get("/?<script>=1", { headers: { Accept: "text/html" } });
    expect(response.status).toBe(422);
    expect(response.text).toContain(
      "<li><code>query</code>: Unrecognized key: &#34;&lt;script&gt;&#34;</li>",
    );
    expect(response.text).not.toContain("<script>");
  });

  it("tells the faults of params and query at once, and does not read the body then", async () => {
    const app = createApp();
    app.post("/<id>", schemas, () => "fine");
    const response = await app.testClient().post("/long", { json: { title: "" } });
    expect(Object(response.json()).errors).toMatchObject([
      { in: "params", path: ["id"] },
      { in: "query", path: ["q"] },
    ]);
  });

  it("changes for an app, a blueprint or a class by its error handler [F294]", async () => {
    const app = createApp();
    app.onError(ValidationError, ({ issues }) => reply({ count: issues.length }, 400));
    app.post("/<id>", schemas, () => "fine");
    const response = await app.testClient().post("/1", { json: {} });
    expect([response.status, response.json()]).toEqual([400, { count: 1 }]);
  });

  it("changes for a route by onInvalid, with 422 unless it says another status [F294]", async () => {
    const app = createApp();
    const count = (error: ValidationError): object => ({ faults: error.issues.length });
    app.get("/a", { query: schemas.query, onInvalid: count }, () => "fine");
    app.get(
      "/b",
      { query: schemas.query, onInvalid: async (error) => reply(count(error), 400) },
      () => "fine",
    );
    const client = app.testClient();
    const [a, b] = [await client.get("/a"), await client.get("/b")];
    expect([a.status, a.json(), b.status, b.json()]).toEqual([422, { faults: 1 }, 400, { faults: 1 }]);
    expect((await client.get("/a?q=1")).text).toBe("fine");
  });

  it("is the usual one where onInvalid returns nothing: the view never runs", async () => {
    const app = createApp();
    let runs = 0;
    const use = [(_: unknown, __: unknown, next: () => unknown): unknown => next()];
    app.get("/a", { query: schemas.query, onInvalid: () => undefined }, () => `${++runs}`);
    app.get("/b", { query: schemas.query, onInvalid: () => undefined, use }, () => `${++runs}`);
    app.get("/c", { query: schemas.query, onInvalid: () => "sorry", use }, () => `${++runs}`);
    app.get("/d", { query: schemas.query, use }, () => `${++runs}`);
    const client = app.testClient();
    expect((await client.get("/a")).status).toBe(422);
    expect((await client.get("/b")).status).toBe(422);
    expect((await client.get("/c")).text).toBe("sorry");
    expect((await client.get("/d")).status).toBe(422);
    expect(runs).toBe(0);
    expect((await client.get("/d?q=1")).text).toBe("1");
  });

  it("is that of the error when onInvalid or a schema fails", async () => {
    const app = createApp();
    const onInvalid = (): never => {
      throw new Error("broken");
    };
    app.get("/a", { query: schemas.query, onInvalid }, () => "fine");
    const failing = z.unknown().transform(onInvalid);
    app.get("/b", { query: failing, onInvalid: () => "hidden" }, () => "fine");
    const client = app.testClient();
    expect([(await client.get("/a")).status, (await client.get("/b")).status]).toEqual([500, 500]);
  });

  it("is in the visitor's language when the app says how [F299]", async () => {
    const german = z.locales.de().localeError;
    const app = createApp({
      validationMessage: (issue, request) => {
        if (request.headers.get("accept-language") !== "de") return undefined;
        const message = german(issue as z.core.$ZodRawIssue);
        return typeof message === "string" ? message : message?.message;
      },
    });
    app.get("/", { query: z.object({ q: z.string() }) }, () => "fine");
    const client = app.testClient();
    const headers = { Accept: "application/json" };
    const ask = async (language: string): Promise<unknown> =>
      Object((await client.get("/", { headers: { ...headers, "Accept-Language": language } })).json())
        .errors[0].message;
    expect(await ask("de")).toContain("Ungültige Eingabe");
    expect(await ask("en")).toContain("Invalid input");
  });
});

describe("keys that a schema does not know [F296]", () => {
  const body = z.object({ title: z.string(), author: z.object({ name: z.string() }) });
  const value = { title: "x", isAdmin: true, author: { name: "y", role: "z" } };

  it("are what the schema says by default", async () => {
    const app = createApp();
    app.post("/", { body }, (request) => request.body);
    expect((await app.testClient().post("/", { json: value })).json()).toEqual({
      title: "x",
      author: { name: "y" },
    });
  });

  it("are refused when the app's configuration says so", async () => {
    const app = createApp({ config: { UNKNOWN_KEYS: "refuse" } });
    app.post("/", { body }, (request) => request.body);
    app.post("/open", { body, unknownKeys: "schema" }, (request) => request.body);
    const client = app.testClient();
    const refused = await client.post("/", { json: value });
    expect(refused.status).toBe(422);
    expect(Object(refused.json()).errors).toMatchObject([
      { in: "body", path: ["isAdmin"], code: "unrecognized_keys" },
      { in: "body", path: ["author", "role"], code: "unrecognized_keys" },
    ]);
    expect((await client.post("/open", { json: value })).status).toBe(200);
  });

  it("are refused on a route that says so", async () => {
    const app = createApp();
    app.get("/", { query: z.object({ q: z.string().optional() }), unknownKeys: "refuse" }, () => "fine");
    const client = app.testClient();
    expect((await client.get("/?q=1&page=2")).status).toBe(422);
    expect((await client.get("/?q=1")).status).toBe(200);
  });

  it.each([["UNKNOWN_KEYS"], ["RESPONSE_VALIDATION"]])("are a matter of a few words: %s", async (key) => {
    await expect(createApp({ config: { [key]: "maybe" } }).start()).rejects.toThrow(
      new RegExp(`${key} is "maybe": give it "\\w+" or .*MICRO_CONFIG_INVALID`),
    );
  });
});

describe("the returns schema of a route [F137 F295 W19]", () => {
  const returns = z.object({ id: z.number() });

  function serve(config: Record<string, unknown>): { app: Micro; logger: MemoryLogger } {
    const logger = new MemoryLogger();
    const app = new Micro(null, { logger, config });
    app.get("/", { returns }, () => {
      const user = { id: 1, password: "secret" };
      return user;
    });
    return { app, logger };
  }

  it("strips in production what it does not know, and says so in the log", async () => {
    const { app, logger } = serve({});
    expect((await app.testClient().get("/")).json()).toEqual({ id: 1 });
    expect(logger.text).toContain("password: is not in the schema");
  });

  it.each([{ DEBUG: true }, { TESTING: true, PROPAGATE_EXCEPTIONS: false }])(
    "is an error under %j",
    async (config) => {
      const { app } = serve(config);
      expect((await app.testClient().get("/")).status).toBe(500);
    },
  );

  it.each([
    ["off", { id: 1, password: "secret" }],
    ["warn", { id: 1, password: "secret" }],
    ["strip", { id: 1 }],
  ])("does what RESPONSE_VALIDATION says: %s", async (policy, value) => {
    const { app } = serve({ DEBUG: true, RESPONSE_VALIDATION: policy });
    expect((await app.testClient().get("/")).json()).toEqual(value);
  });
});
