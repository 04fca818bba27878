import { expect, it } from "vitest";

import { app } from "./app.ts";

it("the demo shows where the time of a request goes", async () => {
  const { headers } = await app.testClient().get("/");
  expect(headers.get("Server-Timing")).toMatch(/^total;dur=\S+, database;dur=\S+, render;dur=\S+$/);
});
