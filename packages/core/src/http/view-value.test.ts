import { describe, expect, it } from "vitest";

import { createRequest } from "../../fixtures/request.ts";
import type { Request } from "./request.ts";
import { Response } from "./response.ts";
import { toResponse } from "./to-response.ts";
import { RawBody, ViewValue } from "./view-value.ts";

class Csv extends ViewValue {
  readonly #rows: readonly (readonly string[])[];

  constructor(rows: readonly (readonly string[])[]) {
    super();
    this.#rows = rows;
  }

  override applyTo(response: Response, request: Request): string {
    response.type = "text/csv; charset=utf-8";
    response.headers.set("X-Path", request.path);
    return this.#rows.map((row) => row.join(",")).join("\n");
  }
}

describe("ViewValue", () => {
  it("stages what it likes and gives what comes next", async () => {
    const response = new Response();
    await toResponse(
      new Csv([
        ["a", "b"],
        ["1", "2"],
      ]),
      response,
      createRequest({ target: "/table" }),
    );
    expect(response.body).toBe("a,b\n1,2");
    expect([...response.headers]).toEqual([
      ["Content-Type", "text/csv; charset=utf-8"],
      ["X-Path", "/table"],
    ]);
  });
});

describe("RawBody", () => {
  it.each([["text"], [new Uint8Array([1])], [null]])("is sent as it is: %o", async (body) => {
    const response = new Response();
    await toResponse(new RawBody(body), response, createRequest());
    expect(response.body).toBe(body);
  });
});
