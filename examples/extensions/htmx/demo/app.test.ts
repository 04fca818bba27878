import { expect, it } from "vitest";

import { app } from "./app.ts";

const PART = { headers: { "HX-Request": "true" } };

it("the demo finds movies as one types, and adds one", async () => {
  const client = app.testClient();
  expect((await client.get("/")).text).toContain('<script src="https://unpkg.com/htmx.org');
  expect((await client.get("/?q=ra", PART)).text.trim()).toBe("<li>Ran</li>");
  const added = await client.post("/", { ...PART, form: { title: "Heat" } });
  expect(added.text).toContain("<li>Heat</li>");
  expect(added.headers.get("HX-Trigger")).toBe('{"movie-added":{"title":"Heat"}}');
  expect((await client.post("/", { form: { title: "Solaris" } })).location).toBe("/");
});
