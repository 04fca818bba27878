import { expect, it } from "vitest";
import { useApp } from "micro-web/testing/vitest";

import { createApp } from "./create-app.js";

const createClient = () => useApp(() => createApp({ SECRET_KEY: "test" })).testClient();

it("adds a note, and says so on its page", async () => {
  const client = createClient();
  const response = await client.post("/", { form: { title: "Milk & eggs" } });
  expect(response).toRedirectTo("/notes/1");
  expect((await client.get("/notes/1")).text).toContain("Milk &amp; eggs");
  expect((await client.get("/")).text).toContain("The last one you added: Milk &amp; eggs");
});

it("says beside the field what is wrong, and keeps what was typed", async () => {
  const response = await createClient().post("/", { form: { title: " ", text: "kept" } });
  expect(response).toHaveStatus(422);
  expect(response.text).toContain("Give it a title.");
  expect(response.text).toContain("kept");
});

it("has a page for what is not there", async () => {
  const response = await createClient().get("/none");
  expect(response).toHaveStatus(404);
  expect(response).toRender("404.html");
});
