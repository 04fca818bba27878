import request from "supertest";
import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { redirect } from "../http/reply.ts";

function createApp(): Micro {
  const app = new Micro(null, { config: { SECRET_KEY: "secret" } });
  app.get("/", () => "Hello!");
  app.get("/users/<int:id>", ({ params }) => ({ id: params.id }));
  app.post("/json", async (incoming) => ({ got: await incoming.json() }));
  app.post("/form", async (incoming) => {
    const form = await incoming.form();
    return {
      title: form.get("title"),
      files: [...form.files].map(([, file]) => `${file.filename}:${file.size}`),
    };
  });
  app.get("/count", ({ session }) => {
    session["count"] = Number(session["count"] ?? 0) + 1;
    return { count: session["count"] };
  });
  app.get("/old", () => redirect("/", 301));
  app.get("/stream", async function* chunks(_, response) {
    response.type = "text/plain";
    yield "a";
    yield "b";
  });
  return app;
}

describe("supertest on app.handle [F356]", () => {
  it("gets a page", async () => {
    await request(createApp().handle)
      .get("/")
      .expect(200, "Hello!")
      .expect("Content-Type", "text/html; charset=utf-8");
    expect.assertions(0);
  });

  it("gets JSON", async () => {
    const { body } = await request(createApp().handle).get("/users/5").expect(200);
    expect(body).toEqual({ id: 5 });
  });

  it("posts JSON", async () => {
    const { body } = await request(createApp().handle)
      .post("/json")
      .send({ a: [1] })
      .expect(200);
    expect(body).toEqual({ got: { a: [1] } });
  });

  it("posts a form", async () => {
    const { body } = await request(createApp().handle)
      .post("/form")
      .type("form")
      .send({ title: "Grüße" })
      .expect(200);
    expect(body).toEqual({ title: "Grüße", files: [] });
  });

  it("posts files", async () => {
    const { body } = await request(createApp().handle)
      .post("/form")
      .field("title", "x")
      .attach("file", Buffer.from("abc"), "a.txt")
      .expect(200);
    expect(body).toEqual({ title: "x", files: ["a.txt:3"] });
  });

  it("keeps cookies with an agent", async () => {
    const agent = request.agent(createApp().handle);
    await agent.get("/count").expect(200, { count: 1 });
    const { body } = await agent.get("/count").expect(200);
    expect(body).toEqual({ count: 2 });
  });

  it("follows redirects", async () => {
    const { text, redirects } = await request(createApp().handle).get("/old").redirects(1).expect(200);
    expect([text, redirects.length]).toEqual(["Hello!", 1]);
  });

  it("reads a stream", async () => {
    expect((await request(createApp().handle).get("/stream").expect(200)).text).toBe("ab");
  });

  it("sends HEAD", async () => {
    const { headers, text } = await request(createApp().handle).head("/").expect(200);
    expect([headers["content-length"], text]).toEqual(["6", undefined]);
  });

  it("gets errors as it accepts them", async () => {
    const { body } = await request(createApp().handle)
      .get("/none")
      .set("Accept", "application/json")
      .expect(404);
    expect(body).toMatchObject({ status: 404, title: "Not Found" });
  });

  it("takes an app that is listening", async () => {
    const server = await createApp().listen({ port: 0 });
    const { text } = await request(server).get("/").expect(200);
    server.close();
    expect(text).toBe("Hello!");
  });
});
