import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import { render } from "./rendering.ts";
import { reply } from "./reply.ts";
import { type Representations, respond } from "./respond.ts";
import { Response } from "./response.ts";
import { toResponse } from "./to-response.ts";

const BOTH = { html: "post.html", json: { title: "One" } };

/** The response of a client that accepts certain types. */
async function ask(accept: string | undefined, representations: Representations = BOTH): Promise<Response> {
  const request = createRequest({
    headers: accept === undefined ? {} : { Accept: accept },
    render: ({ template, context }) => `${String(template)} with ${JSON.stringify(context)}`,
  });
  const response = new Response();
  await toResponse(respond(representations), response, request);
  return response;
}

describe("respond", () => {
  it.each([
    ["text/html", 'post.html with {"title":"One"}', "text/html; charset=utf-8"],
    ["application/json", '{"title":"One"}', "application/json"],
    ["text/html;q=0.5, application/json", '{"title":"One"}', "application/json"],
    ["*/*", 'post.html with {"title":"One"}', "text/html; charset=utf-8"],
    [undefined, 'post.html with {"title":"One"}', "text/html; charset=utf-8"],
  ])("answers %s with %s [F120 W35]", async (accept, body, type) => {
    const response = await ask(accept);
    expect([response.body, response.type]).toEqual([body, type]);
  });

  it("says that the answer varies [F120 W35]", async () => {
    expect((await ask("application/json")).headers.get("Vary")).toBe("Accept");
  });

  it("is a 406 for a client that takes none of them, which varies too [F120]", async () => {
    await expect(ask("image/png")).rejects.toMatchObject({ status: 406, headers: { Vary: "Accept" } });
  });

  it("takes the first form for a client that takes anything", async () => {
    expect((await ask("*/*", { json: null, html: "x.html" })).body).toBe("null");
  });

  it("has pages of their own values, and text", async () => {
    expect((await ask("text/html", { html: render("a.html", { n: 1 }), json: 2 })).body).toBe(
      'a.html with {"n":1}',
    );
    expect((await ask("text/html", { html: "a.html", json: [1].length })).body).toBe("a.html with {}");
    expect((await ask("text/html", { html: reply("<p>", 201) })).status).toBe(201);
    const text = await ask("text/plain", { html: "a.html", text: "plain" });
    expect([text.body, text.type]).toEqual(["plain", "text/plain; charset=utf-8"]);
  });
});
