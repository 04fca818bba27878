import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { redirect } from "../http/reply.ts";
import { TestClient, TestResponse } from "./index.ts";

function createApp(): Micro {
  const app = new Micro();
  app.route("/echo", { methods: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] }, async (request) => ({
    method: request.method,
    query: [...request.query],
    type: request.headers.get("content-type") ?? null,
    cookie: request.headers.get("cookie") ?? null,
    extra: request.headers.get("x-extra") ?? null,
    body: await request.text(),
  }));
  app.post("/upload", async (request) => {
    const form = await request.form();
    return {
      fields: Object.fromEntries(form),
      files: [...form.files].map(([name, file]) => `${name}:${file.filename}:${file.size}`),
    };
  });
  app.get("/set", (_, response) => {
    response.setCookie("a", "1");
    response.setCookie("b", "ü");
    return "set";
  });
  app.get("/unset", (_, response) => {
    response.deleteCookie("a");
    return "unset";
  });
  return app;
}

interface Echo {
  readonly method: string;
  readonly query: readonly (readonly [string, string])[];
  readonly type: string | null;
  readonly cookie: string | null;
  readonly extra: string | null;
  readonly body: string;
}

describe("a test client", () => {
  it("comes from the app [F355]", () => {
    expect(new Micro().testClient()).toBeInstanceOf(TestClient);
  });

  it.each(["get", "post", "put", "patch", "delete", "options"] as const)(
    "sends %s [F355]",
    async (method) => {
      expect((await createApp().testClient()[method]("/echo")).json<Echo>().method).toBe(
        method.toUpperCase(),
      );
    },
  );

  it("sends HEAD", async () => {
    const response = await createApp().testClient().head("/echo");
    expect([response.status, response.text]).toEqual([200, ""]);
  });

  it("sends any method", async () => {
    expect((await createApp().testClient().request("PROPFIND", "/echo")).status).toBe(501);
  });

  it("gives a response that is read", async () => {
    const response = await createApp().testClient().get("/set?x=1");
    expect(response).toBeInstanceOf(TestResponse);
    expect([response.status, response.text, response.path, response.bytes.byteLength]).toEqual([
      200,
      "set",
      "/set?x=1",
      3,
    ]);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  });

  it("adds a query to the path's [F355 B161]", async () => {
    const { query } = (
      await createApp()
        .testClient()
        .get("/echo?a=1", { query: { b: 2, c: "x y" } })
    ).json<Echo>();
    expect(query).toEqual([
      ["a", "1"],
      ["b", "2"],
      ["c", "x y"],
    ]);
  });

  it("sends headers", async () => {
    expect(
      (
        await createApp()
          .testClient()
          .get("/echo", { headers: { "X-Extra": "1" } })
      ).json<Echo>().extra,
    ).toBe("1");
  });

  it.each([{ a: 1 }, [1], "text", 0, null, false])("sends %j as JSON [F357 B163]", async (json) => {
    expect((await createApp().testClient().post("/echo", { json })).json<Echo>()).toMatchObject({
      type: "application/json",
      body: JSON.stringify(json),
    });
  });

  it("sends JSON under a type of the test's own", async () => {
    const headers = { "content-type": "application/vnd.api+json" };
    expect((await createApp().testClient().post("/echo", { json: {}, headers })).json<Echo>().type).toBe(
      "application/vnd.api+json",
    );
  });

  it("sends a form [F357]", async () => {
    const { type, body } = (
      await createApp()
        .testClient()
        .post("/echo", { form: { title: "a b", n: 1 } })
    ).json<Echo>();
    expect([type, body]).toEqual(["application/x-www-form-urlencoded;charset=UTF-8", "title=a+b&n=1"]);
  });

  it("sends a form with files as multipart [F357]", async () => {
    const form = { title: "Ran", poster: new File(["xyz"], "ran.jpg") };
    expect((await createApp().testClient().post("/upload", { form })).json()).toEqual({
      fields: { title: "Ran" },
      files: ["poster:ran.jpg:3"],
    });
  });

  it("sends names that would break a multipart header escaped (A390)", async () => {
    const form = { 'a"\r\nX: y': "1", poster: new File(["x"], 'b"\r\nX: y.jpg') };
    const { fields, files } = (await createApp().testClient().post("/upload", { form })).json<{
      fields: object;
      files: string[];
    }>();
    expect([Object.keys(fields).length, files.length]).toEqual([1, 1]);
  });

  it.each(["text", new Uint8Array([116, 101, 120, 116])])("sends a body as it is", async (body) => {
    expect((await createApp().testClient().post("/echo", { body })).json<Echo>().body).toBe("text");
  });
});

describe("the cookies of a client", () => {
  it("are kept and sent [F355 B89]", async () => {
    const client = createApp().testClient();
    await client.get("/set");
    expect(Object.fromEntries(client.cookies)).toEqual({ a: "1", b: "%C3%BC" });
    expect((await client.get("/echo")).json<Echo>().cookie).toBe("a=1; b=%C3%BC");
  });

  it("are dropped when they are deleted", async () => {
    const client = createApp().testClient();
    await client.get("/set");
    await client.get("/unset");
    expect([...client.cookies.keys()]).toEqual(["b"]);
  });

  it("give way to a header of the test's own", async () => {
    const client = createApp().testClient();
    await client.get("/set");
    expect((await client.get("/echo", { headers: { cookie: "own=1" } })).json<Echo>().cookie).toBe("own=1");
  });

  it("may be set by the test", async () => {
    const client = createApp().testClient();
    client.cookies.set("mine", "1");
    expect((await client.get("/echo")).json<Echo>().cookie).toBe("mine=1");
  });

  it("are not those of another client", async () => {
    const app = createApp();
    await app.testClient().get("/set");
    expect((await app.testClient().get("/echo")).json<Echo>().cookie).toBeNull();
  });

  it("are kept from a redirect that is followed", async () => {
    const app = createApp();
    app.get("/login", (_, response) => {
      response.setCookie("user", "ann");
      return redirect("/echo");
    });
    const response = await app.testClient().get("/login", { followRedirects: true });
    expect(response.json<Echo>().cookie).toBe("user=ann");
  });
});
