import { expect, it } from "vitest";
import { useApp } from "micro-web/testing/vitest";

import { createApp } from "./create-app.js";

const createClient = () =>
  useApp(() => createApp()).testClient({ headers: { Accept: "application/problem+json" } });

it("adds, shows, lists and removes an item", async () => {
  const client = createClient();
  const added = await client.post("/items", { json: { title: "Milk" } });
  expect(added).toHaveStatus(201);
  expect(added.location).toBe("/items/1");
  expect((await client.get("/items/1")).json()).toEqual({ id: 1, title: "Milk", count: 1 });
  expect((await client.get("/items")).json()).toMatchObject({ total: 1 });
  expect(await client.delete("/items/1")).toHaveStatus(204);
  expect(await client.get("/items/1")).toHaveStatus(404);
});

it("says what is wrong with a body, as problem details", async () => {
  const response = await createClient().post("/items", { json: { title: "", count: -1 } });
  expect(response).toHaveStatus(422);
  expect(response.type).toBe("application/problem+json");
  expect(response.text).toContain("title");
  expect(response.text).toContain("count");
});

it("says that it is healthy", async () => {
  expect((await createClient().get("/health")).json()).toEqual({
    isHealthy: true,
    isStopping: false,
    checks: {},
  });
});
