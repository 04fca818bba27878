import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { HttpError, NotFound } from "../http-errors.ts";
import { DefaultJson } from "./json-provider.ts";
import { render } from "./rendering.ts";
import { json, reply } from "./reply.ts";
import { Response } from "./response.ts";
import { makeResponse, toResponse } from "./to-response.ts";

const REQUEST = createRequest({ render: ({ template }) => `text of ${String(template)}` });

/** The response of a value that a view returns. */
async function convert(value: unknown, request = REQUEST): Promise<Response> {
  const response = new Response();
  response.headers.set("X-Staged", "1");
  await toResponse(value, response, request);
  return response;
}

describe("makeResponse", () => {
  it.each([
    ["text", "x", 200, "x", "text/html; charset=utf-8"],
    ["a reply", reply({ a: 1 }, 201), 201, '{"a":1}', "application/json"],
    ["a template", render("a.html"), 200, "text of a.html", "text/html; charset=utf-8"],
  ])("makes a response of %s [F105 B62]", async (_, value, ...expected) => {
    const response = await makeResponse(value, REQUEST);
    expect([response.status, response.body, response.type]).toEqual(expected);
  });

  it("gives what a view may change and return [F105 B62]", async () => {
    const made = await makeResponse("x", REQUEST);
    made.headers.set("X-Made", "2");
    made.status = 202;
    const response = await convert(made);
    expect([
      response.status,
      response.body,
      response.headers.get("X-Made"),
      response.headers.get("X-Staged"),
    ]).toEqual([202, "x", "2", "1"]);
  });
});

describe("a response inside a reply", () => {
  it("has the status and headers that the reply gives it [B58]", async () => {
    const made = await makeResponse(reply("x", 201, { "X-A": "made", "X-B": "made" }), REQUEST);
    const response = await convert(reply(made, 418, { "X-A": "reply" }));
    expect([
      response.status,
      response.body,
      response.headers.get("X-A"),
      response.headers.get("X-B"),
    ]).toEqual([418, "x", "reply", "made"]);
  });

  it("keeps its own status without another [B58]", async () => {
    const response = await convert(reply(await makeResponse(reply("x", 201), REQUEST)));
    expect(response.status).toBe(201);
  });
});

describe("the response that a view was given", () => {
  it("may be returned as it is", async () => {
    const response = new Response();
    response.text = "set by the view";
    await toResponse(response, response, REQUEST);
    expect(response.text).toBe("set by the view");
  });
});

describe("an error that a view returns", () => {
  it("is the answer [B60]", async () => {
    await expect(convert(new NotFound("gone"))).rejects.toMatchObject({ status: 404 });
    await expect(convert(reply(new HttpError(409)))).rejects.toMatchObject({ status: 409 });
  });
});

describe("json", () => {
  it.each([
    [null, "null"],
    ["text", '"text"'],
    [1, "1"],
    [true, "true"],
    [[1], "[1]"],
    [{ a: 1 }, '{"a":1}'],
  ])("sends %j as JSON [F112 B145]", async (value, text) => {
    const response = await convert(json(value));
    expect([response.body, response.type]).toEqual([text, "application/json"]);
  });

  it("may have a status [F112 B59]", async () => {
    expect((await convert(reply(json(1), 202))).status).toBe(202);
  });

  it("has no text for nothing", async () => {
    await expect(convert(json(undefined))).rejects.toThrow(TypeError);
  });
});

describe("the JSON of an answer", () => {
  it("is written by the app's provider [F13 B63 B147]", async () => {
    const provider = new DefaultJson({
      pretty: true,
      trailingNewline: true,
      mimetype: "application/hal+json",
    });
    const request = createRequest({ services: { json: provider } });
    for (const value of [{ a: 1 }, json({ a: 1 })]) {
      const response = await convert(value, request);
      expect([response.body, response.type]).toEqual(['{\n  "a": 1\n}\n', "application/hal+json"]);
    }
  });

  it("has dates, Maps, Sets and BigInts [F13 B146]", async () => {
    const value = { at: new Date(0), map: new Map([["a", 1n]]), set: new Set([1]) };
    expect((await convert(value)).body).toBe('{"at":"1970-01-01T00:00:00.000Z","map":{"a":"1"},"set":[1]}');
    expect((await convert(new Map([["a", 1]]))).body).toBe('{"a":1}');
    expect((await convert(new Set([1]))).body).toBe("[1]");
  });
});
