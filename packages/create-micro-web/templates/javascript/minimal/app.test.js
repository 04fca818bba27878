import { expect, it } from "vitest";

import { app } from "./app.js";

const client = app.testClient();

it("says hello", async () => {
  expect((await client.get("/")).text).toBe("Hello, World!");
});

it("knows users by number", async () => {
  expect((await client.get("/users/3")).json()).toEqual({ id: 3 });
  expect((await client.get("/users/ann")).status).toBe(404);
});
