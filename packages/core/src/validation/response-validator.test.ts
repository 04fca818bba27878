import { describe, expect, it } from "vitest";
import * as z from "zod";

import { createRequest } from "../../fixtures/request.ts";
import { json, reply } from "../http/reply.ts";
import { Response } from "../http/response.ts";
import { checkReturns, type ResponsePolicy } from "./response-validator.ts";

const User = z.object({
  id: z.number(),
  name: z.string(),
  tags: z.array(z.object({ t: z.string() })).optional(),
});

/** What becomes of a view's value, and what is logged. */
async function check(
  value: unknown,
  policy: ResponsePolicy = "error",
  { schema = User, status = 200 }: { schema?: z.ZodType; status?: number } = {},
): Promise<{ result: unknown; warnings: string[] }> {
  const warnings: string[] = [];
  const settings = { policy, warn: (message: string) => void warnings.push(message) };
  const view = checkReturns(() => value, { schema, route: "/users/<int:id>", settings });
  const response = new Response();
  response.status = status;
  return { result: await view(createRequest(), response), warnings };
}

const FAULTY = { id: "1", name: 2 };
const TALKATIVE = { id: 1, name: "Ann", password: "x", tags: [{ t: "a", secret: 1 }] };
const STRIPPED = { id: 1, name: "Ann", tags: [{ t: "a" }] };

describe("a value that fits its returns schema [F295]", () => {
  it.each(["error", "strip", "warn", "off"] as const)("is sent under %s", async (policy) => {
    expect(await check({ id: 1, name: "Ann" }, policy)).toEqual({
      result: { id: 1, name: "Ann" },
      warnings: [],
    });
  });

  it("is what the schema makes of it", async () => {
    const schema = z.object({ at: z.date().transform((date) => date.getTime()) });
    expect((await check({ at: new Date(5) }, "error", { schema })).result).toEqual({ at: 5 });
  });

  it("may come later, and may be checked later", async () => {
    const schema = z.array(z.number().refine(async (n) => n > 0));
    expect((await check(Promise.resolve([1]), "error", { schema })).result).toEqual([1]);
    await expect(check(Promise.resolve([0]), "error", { schema })).rejects.toThrow("MICRO_RESPONSE_INVALID");
  });

  it("may be in json() and in a reply()", async () => {
    expect((await check(json(TALKATIVE), "strip")).result).toEqual(json(STRIPPED));
    expect((await check(reply(TALKATIVE, 201, { Location: "/1" }), "strip")).result).toEqual(
      reply(STRIPPED, 201, { Location: "/1" }),
    );
    expect((await check(json(5), "error", { schema: z.number() })).result).toEqual(json(5));
  });

  it("may leave out what is optional by an undefined", async () => {
    const value = { id: 1, name: "Ann", gone: undefined };
    expect((await check(value)).result).toEqual({ id: 1, name: "Ann" });
  });
});

describe("a value that does not fit its returns schema [F295]", () => {
  it("is an error that lists the differences (A19)", async () => {
    await expect(check(FAULTY)).rejects.toMatchObject({
      code: "MICRO_RESPONSE_INVALID",
      message: expect.stringMatching(
        /^What the view of \/users\/<int:id> returned does not fit its returns schema:\n- id: .*number.* \(invalid_type\)\n- name: .*string/,
      ),
    });
    await expect(check([])).rejects.toThrow("- the value: ");
  });

  it("is an error under strip too, for nobody knows what it gives away", async () => {
    await expect(check(FAULTY, "strip")).rejects.toMatchObject({ code: "MICRO_RESPONSE_INVALID" });
  });

  it("is sent and logged under warn", async () => {
    const { result, warnings } = await check(FAULTY, "warn");
    expect(result).toEqual(FAULTY);
    expect(warnings).toEqual([expect.stringContaining("- name: ")]);
  });

  it("is sent under off", async () => {
    expect(await check(FAULTY, "off")).toEqual({ result: FAULTY, warnings: [] });
  });
});

describe("keys that a returns schema does not know [F295]", () => {
  it("are an error with their places", async () => {
    await expect(check(TALKATIVE)).rejects.toThrow(
      "- tags.0.secret: is not in the schema\n- password: is not in the schema",
    );
  });

  it("are taken out under strip, and logged once", async () => {
    const warnings: string[] = [];
    const settings = { policy: "strip" as const, warn: (message: string) => void warnings.push(message) };
    const view = checkReturns(() => TALKATIVE, { schema: User, route: "/", settings });
    expect(view(createRequest(), new Response())).toEqual(STRIPPED);
    expect(view(createRequest(), new Response())).toEqual(STRIPPED);
    expect(warnings).toEqual([expect.stringContaining("password")]);
  });

  it("are sent under warn and off", async () => {
    expect((await check(TALKATIVE, "warn")).result).toEqual(TALKATIVE);
    expect((await check(TALKATIVE, "off")).result).toEqual(TALKATIVE);
  });
});

describe("what is no JSON of a view that went well", () => {
  it.each([
    ["a text", "<p>page</p>"],
    ["nothing", undefined],
    ["an instance", new Date(0)],
    ["a reply with a text", reply("text", 200)],
  ])("passes: %s", async (_, value) => {
    expect((await check(value)).result).toEqual(value);
  });

  it("passes with an error's status, staged or in a reply", async () => {
    expect((await check({ sorry: 1 }, "error", { status: 404 })).result).toEqual({ sorry: 1 });
    expect((await check(reply({ sorry: 1 }, 409))).result).toEqual(reply({ sorry: 1 }, 409));
  });
});

describe("checkReturns", () => {
  it("refuses what is no schema", () => {
    const settings = { policy: "off" as const, warn: () => undefined };
    expect(() => checkReturns(() => 1, { schema: {} as never, route: "/", settings })).toThrow(
      expect.objectContaining({ code: "MICRO_SCHEMA_INVALID", message: expect.stringContaining("returns") }),
    );
  });
});
