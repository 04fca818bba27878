import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { render } from "./rendering.ts";
import { redirect, reply } from "./reply.ts";
import { Response } from "./response.ts";
import { toResponse } from "./to-response.ts";

/** The response that a view value makes, over what the view staged. */
async function responseOf(value: unknown, stage: (response: Response) => void = () => {}): Promise<Response> {
  const response = new Response();
  stage(response);
  await toResponse(
    value,
    response,
    createRequest({ render: ({ template }) => `text of ${String(template)}` }),
  );
  return response;
}

describe("reply with another view value in it", () => {
  it("has the status and headers of the inner one over its own", async () => {
    const response = await responseOf(
      reply(reply("inner", 404, { "X-In": "1", "X-A": "in" }), 201, { "X-A": "out" }),
    );
    expect([response.status, response.body]).toEqual([404, "inner"]);
    expect([...response.headers].slice(0, 2)).toEqual([
      ["X-A", "in"],
      ["X-In", "1"],
    ]);
  });

  it("may be a redirect with headers", async () => {
    const response = await responseOf(reply(redirect("/x"), 200, { "X-A": "1" }));
    expect([response.status, response.headers.get("Location"), response.headers.get("X-A")]).toEqual([
      303,
      "/x",
      "1",
    ]);
  });

  it("may be a template with a status", async () => {
    const response = await responseOf(reply(render("404.html"), 404));
    expect([response.status, response.body]).toEqual([404, "text of 404.html"]);
  });
});

describe("reply over what the view staged", () => {
  it("wins, and leaves the rest", async () => {
    const response = await responseOf(reply("x", 202, { "X-A": "reply" }), (staged) => {
      staged.status = 418;
      staged.headers.set("X-A", "staged").set("X-B", "staged");
    });
    expect(response.status).toBe(202);
    expect([response.headers.get("X-A"), response.headers.get("X-B")]).toEqual(["reply", "staged"]);
  });

  it("sets no header for an empty list", async () => {
    expect((await responseOf(reply("x", 200, { Link: [] }))).headers.has("Link")).toBe(false);
  });

  it.each([{ "X-A": "a\r\nb" }, { Link: ["<a>", "b\n"] }, { Link: "</x>; rel=preload\n" }])(
    "refuses the headers %j [A219]",
    async (headers) => {
      await expect(responseOf(reply("x", 200, headers))).rejects.toMatchObject({
        code: "MICRO_HEADER_INVALID",
      });
    },
  );
});
