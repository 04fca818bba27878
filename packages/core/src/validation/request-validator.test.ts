import { describe, expect, it } from "vitest";
import * as z from "zod";

import { createRequest, type RequestOptions } from "../../fixtures/request.ts";
import { timeOf } from "../../fixtures/timing.ts";
import type { Request } from "../http/request.ts";
import { Response } from "../http/response.ts";
import { createValidator, type RouteSchemas } from "./request-validator.ts";
import type { Schema } from "./schema.ts";
import { ValidationError } from "./validation-error.ts";

const JSON_TYPE = { "Content-Type": "application/json" };
const FORM_TYPE = { "Content-Type": "application/x-www-form-urlencoded" };

/** A request that went through a route's schemas. */
async function validate(schemas: RouteSchemas, options: RequestOptions): Promise<Request> {
  const request = createRequest(options);
  await createValidator(schemas)?.(request, new Response());
  return request;
}

/** The error of a request that did not get through. */
async function faultOf(schemas: RouteSchemas, options: RequestOptions): Promise<unknown> {
  return validate(schemas, options).then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** A schema of another library than zod. */
function createSchema<Output>(validateValue: Schema<Output>["~standard"]["validate"]): Schema<Output> {
  return { "~standard": { version: 1, vendor: "test", validate: validateValue } };
}

describe("createValidator", () => {
  it("is nothing for a route without schemas", () => {
    expect(createValidator({})).toBeNull();
    expect(createValidator({ body: undefined })).toBeNull();
  });

  it.each(["params", "query", "body"] as const)("refuses as the schema of %s what is none", (part) => {
    const notSchemas: unknown[] = [{}, { "~standard": {} }, () => true, "schema", null, 1];
    for (const none of notSchemas) {
      const schemas: RouteSchemas = JSON.parse("{}");
      expect(() => createValidator({ ...schemas, [part]: none })).toThrow(
        expect.objectContaining({ code: "MICRO_SCHEMA_INVALID", message: expect.stringContaining(part) }),
      );
    }
  });
});

describe("a valid request", () => {
  it("has params of the schema's output", async () => {
    const schemas = { params: z.object({ id: z.number().transform((id) => id * 2) }) };
    expect((await validate(schemas, { params: { id: 3 } })).params).toEqual({ id: 6 });
  });

  it("has a query of the schema's output", async () => {
    const schemas = { query: z.object({ page: z.coerce.number().default(1), tag: z.array(z.string()) }) };
    const request = await validate(schemas, { target: "/?tag=a&tag=b" });
    expect(request.query).toEqual({ page: 1, tag: ["a", "b"] });
    expect(request.queryValues.getAll("tag")).toEqual(["a", "b"]);
  });

  it("gives a query key that is there once as a text", async () => {
    expect((await validate({ query: z.object({ tag: z.string() }) }, { target: "/?tag=a" })).query).toEqual({
      tag: "a",
    });
  });

  it("has a JSON body of the schema's output", async () => {
    const schemas = { body: z.object({ title: z.string().trim() }) };
    const request = await validate(schemas, { body: '{"title": " One ", "extra": 1}', headers: JSON_TYPE });
    expect(request.body).toEqual({ title: "One" });
  });

  it("has a form's fields as its body", async () => {
    const schemas = { body: z.object({ title: z.string(), tags: z.array(z.string()) }) };
    const request = await validate(schemas, { body: "title=One&tags=a&tags=b", headers: FORM_TYPE });
    expect(request.body).toEqual({ title: "One", tags: ["a", "b"] });
  });

  it("has only what the schema gives, even for a value that is no object (A267)", async () => {
    const request = await validate({ body: z.coerce.number() }, { body: '"12"', headers: JSON_TYPE });
    expect(request.body).toBe(12);
  });

  it("may be found valid later", async () => {
    const schema = createSchema(async (value) => ({ value: [value] }));
    expect((await validate({ params: schema }, { params: { a: 1 } })).params).toEqual([{ a: 1 }]);
  });

  it("has its parts validated in turn: params, query, body", async () => {
    const order: string[] = [];
    const note = (part: string): Schema =>
      createSchema((value) => {
        order.push(part);
        return { value };
      });
    const schemas = { body: note("body"), query: note("query"), params: note("params") };
    await validate(schemas, { body: "{}", headers: JSON_TYPE });
    expect(order).toEqual(["params", "query", "body"]);
  });

  it("keeps keys that every object has from becoming more than keys (A230)", async () => {
    const seen: unknown[] = [];
    const schema = createSchema((value) => {
      seen.push(value);
      return { value };
    });
    await validate({ query: schema }, { target: "/?__proto__=1&constructor=2" });
    expect(JSON.stringify(seen)).toBe('[{"__proto__":"1","constructor":"2"}]');
    expect(Object.getPrototypeOf({})).not.toHaveProperty("1");
  });
});

describe("a request that is not valid", () => {
  const schemas = { body: z.object({ title: z.string(), tags: z.array(z.object({ name: z.string() })) }) };

  it("is 422 with every fault", async () => {
    const error = await faultOf(schemas, {
      body: '{"title": 1, "tags": [{"name": "x"}, {}]}',
      headers: JSON_TYPE,
    });
    expect(error).toBeInstanceOf(ValidationError);
    expect(error).toMatchObject({
      status: 422,
      name: "ValidationError",
      message: "The request is not valid.",
      issues: [
        { in: "body", path: ["title"], message: expect.any(String) },
        { in: "body", path: ["tags", 1, "name"], message: expect.any(String) },
      ],
    });
  });

  it("tells the client its faults", async () => {
    const error = await faultOf(schemas, { body: "{}", headers: JSON_TYPE });
    expect(error).toMatchObject({
      details: {
        errors: [
          { in: "body", path: ["title"] },
          { in: "body", path: ["tags"] },
        ],
      },
    });
  });

  it.each([
    ["params", { params: z.object({ id: z.string() }) }, { params: { id: 1 } }],
    ["query", { query: z.object({ q: z.string() }) }, { target: "/" }],
    ["body", { body: z.object({ a: z.string() }) }, { body: "b=1", headers: FORM_TYPE }],
  ])("names the part: %s", async (part, partSchemas, options) => {
    expect(await faultOf(partSchemas, options)).toMatchObject({ issues: [{ in: part }] });
  });

  it("is not asked about its body when its params are wrong", async () => {
    const order: string[] = [];
    const body = createSchema(() => {
      order.push("body");
      return { value: null };
    });
    const params = createSchema(() => ({ issues: [{ message: "no" }] }));
    expect(await faultOf({ params, body }, { body: "{}", headers: JSON_TYPE })).toMatchObject({
      status: 422,
    });
    expect(order).toEqual([]);
  });

  it("has the paths that other libraries give", async () => {
    const symbol = Symbol("s");
    const schema = createSchema(() => ({
      issues: [
        { message: "a", path: [{ key: "x" }, 0, { key: 1 }, symbol] },
        { message: "b", path: undefined },
        { message: "c" },
      ],
    }));
    expect(await faultOf({ params: schema }, {})).toMatchObject({
      issues: [
        { path: ["x", 0, 1, "Symbol(s)"], message: "a" },
        { path: [], message: "b" },
        { path: [], message: "c" },
      ],
    });
  });

  it("is told of a hundred faults at most (A261)", async () => {
    const list = JSON.stringify(Array.from({ length: 100_000 }, () => 1));
    const error = await faultOf({ body: z.array(z.string()) }, { body: list, headers: JSON_TYPE });
    expect(error).toMatchObject({ issues: { length: 100 } });
  });

  it.each([
    ["is not JSON", { body: "{", headers: JSON_TYPE }, 400],
    ["is of another type", { body: "{}", headers: { "Content-Type": "text/plain" } }, 415],
    ["has no type", { body: "{}" }, 415],
    ["is too large", { body: '{"title":"x"}', headers: JSON_TYPE, limits: { maxContentLength: 5 } }, 413],
  ])("is refused before its schema when its body %s", async (_, options, status) => {
    expect(await faultOf(schemas, options)).toMatchObject({ status });
  });

  it.each([
    "application/json\ta",
    "application/json garbage",
    " application/json",
    "APPLICATION/JSON",
    "application/json ;charset=utf-8",
  ])("never gets through unchecked by the Content-Type %j (A264)", async (type) => {
    const error = await faultOf(schemas, { body: '{"title": 1}', headers: { "Content-Type": type } });
    expect([415, 422]).toContain(Object(error).status);
  });

  it("passes an error of the schema itself on", async () => {
    const schema = createSchema(() => {
      throw new TypeError("broken");
    });
    expect(await faultOf({ params: schema }, {})).toEqual(new TypeError("broken"));
  });
});

describe("the time validation takes", () => {
  it.each([
    ["an email address (A49, A393)", z.email(), `${"a".repeat(50_000)}@`],
    ["an email address of dots (A102)", z.email(), `a@${"a.".repeat(50_000)}`],
    ["a URL (A332)", z.url(), "http://a".repeat(8192)],
    ["an IPv6 address (A102)", z.ipv6(), ":".repeat(100_000)],
  ])("is small for %s", (_, schema, value) => {
    expect(timeOf(() => schema.safeParse(value))).toBeLessThan(50);
  });

  it.each([
    ["a URL", z.url(), "http://a\n"],
    ["an email address", z.email(), "a@example.org\n"],
    ["a slug", z.string().regex(/^[a-z]+$/), "abc\n"],
  ])("and %s with a line break is not valid (A73, A108)", (_, schema, value) => {
    const { success, data } = schema.safeParse(value);
    expect(success && String(data).includes("\n")).toBe(false);
  });
});
