import { Micro, type Request } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import { createApp, SAME_ORIGIN, tokenOf } from "../test/csrf-app.ts";
import { csrf } from "./csrf-extension.ts";

describe("protect(), by hand with CSRF_CHECK_DEFAULT off", () => {
  it("checks where it is called, exempt views too unless told otherwise", async () => {
    const app = new Micro(null, { config: { TESTING: true, SECRET_KEY: "x", CSRF_CHECK_DEFAULT: false } });
    const protection = app.use(csrf({ exempt: ["exempt"] }));
    app.post("/free", () => "free");
    app.post("/exempt", { name: "exempt" }, async (request) => {
      await protection.protect(request, { appliesExemptions: request.query.has("apply") });
      return "exempt";
    });
    app.route("/by-hand", { methods: ["GET", "POST"] }, async (request) => {
      await protection.protect(request);
      return protection.token(request);
    });
    const client = app.testClient();
    const token = (await client.get("/by-hand")).text;
    const post = async (path: string, form?: Record<string, string>) =>
      (await client.post(path, form === undefined ? {} : { form })).status;
    expect(await post("/free")).toBe(200);
    expect(await post("/by-hand")).toBe(403);
    expect(await post("/by-hand", { csrf_token: token })).toBe(200);
    expect(await post("/exempt")).toBe(403);
    expect(await post("/exempt?apply=1")).toBe(200);
  });
});

describe("an upload", () => {
  const listParts = async (request: Request) => {
    const names: (string | undefined)[] = [];
    for await (const part of request.parts()) names.push(part.name);
    return names.join();
  };

  it("of the app's own page is streamed to the view, nothing of it read before", async () => {
    const app = createApp();
    app.post("/stream", listParts);
    const form = { a: "1", file: new File(["x"], "a.txt") };
    expect((await app.testClient().post("/stream", { form, ...SAME_ORIGIN })).text).toBe("a,file");
  });

  it("without a proof is streamed by a view that takes its token from the header alone", async () => {
    const app = createApp({ token: "always" });
    app.post("/stream", { meta: { csrf: "header" } }, listParts);
    const client = app.testClient();
    const token = await tokenOf(client);
    const form = { csrf_token: token, file: new File(["x"], "a.txt") };
    expect((await client.post("/stream", { form })).status).toBe(403);
    expect((await client.post("/stream", { form, headers: { "X-CSRFToken": token } })).text).toBe(
      "csrf_token,file",
    );
  });

  it("from elsewhere is refused before a byte of it is read", async () => {
    const app = createApp({ config: { MAX_CONTENT_LENGTH: 10 } });
    const headers = { Origin: "https://evil.example", "content-type": "application/x-www-form-urlencoded" };
    expect((await app.testClient().post("/form", { body: `a=${"x".repeat(1000)}`, headers })).status).toBe(
      403,
    );
  });

  it("that is too large is answered 413 when its token has to be looked for", async () => {
    const app = createApp({ config: { MAX_CONTENT_LENGTH: 10 } });
    expect((await app.testClient().post("/form", { form: { a: "x".repeat(1000) } })).status).toBe(413);
  });
});
