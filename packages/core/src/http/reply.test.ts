import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { reply, Reply } from "./reply.ts";
import { Response } from "./response.ts";
import { toResponse } from "./to-response.ts";

/** The response that a view value makes, over what the view staged. */
async function responseOf(value: unknown, stage: (response: Response) => void = () => {}): Promise<Response> {
  const response = new Response();
  stage(response);
  await toResponse(value, response, createRequest());
  return response;
}

describe("reply", () => {
  it("makes a value that tests can look at", () => {
    expect(reply({ id: 1 }, 201, { Location: "/1" })).toBeInstanceOf(Reply);
    expect(reply({ id: 1 }, 201, { Location: "/1" })).toMatchObject({
      body: { id: 1 },
      status: 201,
      headers: { Location: "/1" },
    });
  });

  it("is 200 without a status", () => {
    expect(reply("x")).toMatchObject({ status: 200, headers: {} });
  });

  it.each([
    ["text", "text/html; charset=utf-8", "text"],
    [{ a: 1 }, "application/json", '{"a":1}'],
    [[1], "application/json", "[1]"],
  ])("has %j as a body like a view's own value", async (body, type, text) => {
    const response = await responseOf(reply(body, 201));
    expect([response.status, response.type, response.body]).toEqual([201, type, text]);
  });

  it("has no body and no type for null", async () => {
    const response = await responseOf(reply(null, 204));
    expect([response.status, response.type, response.body]).toEqual([204, "", null]);
  });

  it("sets headers", async () => {
    const response = await responseOf(reply("x", 200, { "X-A": "1", "Content-Type": "text/plain" }));
    expect([response.headers.get("X-A"), response.type]).toEqual(["1", "text/plain"]);
  });

  it("sets several headers of one name", async () => {
    const response = await responseOf(reply("x", 200, { Link: ["<a>", "<b>"], Vary: [] }));
    expect(response.headers.getAll("Link")).toEqual(["<a>", "<b>"]);
    expect(response.headers.has("Vary")).toBe(false);
  });

  it("wins over what the view staged", async () => {
    const response = await responseOf(reply("x", 202, { "X-A": "reply" }), (staged) => {
      staged.status = 418;
      staged.headers.set("X-A", "staged").set("X-B", "staged");
    });
    expect(response.status).toBe(202);
    expect([response.headers.get("X-A"), response.headers.get("X-B")]).toEqual(["reply", "staged"]);
  });

  it("may hold another value of its kind, whose status counts", async () => {
    const response = await responseOf(reply(reply("inner", 404, { "X-In": "1" }), 201, { "X-Out": "1" }));
    expect([response.status, response.body]).toEqual([404, "inner"]);
    expect([response.headers.get("X-In"), response.headers.get("X-Out")]).toEqual(["1", "1"]);
  });

  it.each([0, 99, 199, 600, 1000, 200.5, Number.NaN])("is refused with the status %d", async (status) => {
    await expect(responseOf(reply("x", status))).rejects.toMatchObject({ code: "MICRO_STATUS_INVALID" });
  });

  it.each([{ "X-A": "a\r\nb" }, { "X A": "a" }, { Link: ["<a>", "b\n"] }])(
    "is refused with the headers %j (A219)",
    async (headers) => {
      await expect(responseOf(reply("x", 200, headers))).rejects.toMatchObject({
        code: "MICRO_HEADER_INVALID",
      });
    },
  );

  it("is refused without a body", async () => {
    await expect(responseOf(reply(undefined))).rejects.toMatchObject({ code: "MICRO_VIEW_RETURNED_NOTHING" });
  });
});
