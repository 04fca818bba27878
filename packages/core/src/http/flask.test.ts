import { afterEach, describe, expect, it, vi } from "vitest";

import { Micro } from "../app.ts";
import type { View } from "../hooks.ts";
import { abort, ContentTooLarge } from "../http-errors.ts";
import { sendFile } from "../send-file.ts";
import { redirect, reply } from "./reply.ts";
import type { Response } from "./response.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

/** An app that keeps what it logs. */
function createApp(): { app: Micro; log: string[] } {
  const log: string[] = [];
  return { app: new Micro(null, { logger: { error: (message) => log.push(message) } }), log };
}

/** What an app with one view answers. */
async function answer(
  view: View<object>,
  path = "/",
): Promise<{ status: number; type: string | null; text: string; headers: Headers }> {
  const { app } = createApp();
  app.get("/", view);
  const { status, headers, text } = await app.testClient().get(path);
  return { status, type: headers.get("Content-Type"), text, headers };
}

describe("the body of a request, as in Flask", () => {
  it("is bytes and text, as often as it is asked for [F78 F98]", async () => {
    const { app } = createApp();
    app.post("/", async (request) => {
      const [first, second] = [await request.bytes(), await request.bytes()];
      return { isSame: first === second, text: await request.text(), size: first.byteLength };
    });
    const response = await app.testClient().post("/", { body: "é=1" });
    expect(response.json()).toEqual({ isSame: true, text: "é=1", size: 4 });
  });

  it("is a stream, limited and empty without a body [F79]", async () => {
    const { app } = createApp();
    const read: View<object> = async (request) => {
      let size = 0;
      for await (const chunk of request.stream()) size += chunk.byteLength;
      return { size };
    };
    app.route("/", { methods: ["GET", "POST"], maxContentLength: 10 }, read);
    const client = app.testClient();
    expect((await client.post("/", { body: "0123456789" })).json()).toEqual({ size: 10 });
    expect((await client.post("/", { body: "01234567890" })).status).toBe(413);
    expect((await client.get("/")).json()).toEqual({ size: 0 });
  });

  it("is a 413 over MAX_CONTENT_LENGTH, for which there may be a handler [F80 B49]", async () => {
    const { app } = createApp();
    app.config.load({ MAX_CONTENT_LENGTH: 10 });
    app.post("/", async (request) => ({ title: (await request.form()).get("title") ?? "" }));
    app.onError(413, () => "too much");
    const client = app.testClient();
    const large = await client.post("/", { form: { title: "x".repeat(100) } });
    expect([large.status, large.text]).toEqual([413, "too much"]);
    expect((await client.post("/", { form: { title: "x" } })).json()).toEqual({ title: "x" });
    expect(ContentTooLarge.status).toBe(413);
  });

  it("is JSON of any script, there and back [B53]", async () => {
    const { app } = createApp();
    app.post("/", async (request) => ({ type: request.mimetype, got: await request.json() }));
    const sent = { name: "Grüße 🎬 日本語", "\u2028": "\u0000" };
    const response = await app.testClient().post("/", { json: sent });
    expect(response.json()).toEqual({ type: "application/json", got: sent });
  });
});

describe("the cookies of a request, as in Flask", () => {
  it("are read when asked for, unquoted, the first of a name [F90]", async () => {
    const { app } = createApp();
    app.get("/", ({ cookies }) => ({ ...cookies }));
    const headers = { Cookie: 'a=1; b="x\\054y"; a=2; c=caf%C3%A9; d' };
    expect((await app.testClient().get("/", { headers })).json()).toEqual({ a: "1", b: "x,y", c: "café" });
  });
});

describe("the host of a request, as in Flask", () => {
  it("is answered when it is trusted [F93 B32]", async () => {
    const { app } = createApp();
    app.config.load({ TRUSTED_HOSTS: [".example.org", "localhost"] });
    app.get("/", ({ host }) => host);
    const statusOf = async (host: string): Promise<number> =>
      (await app.fetch(new Request(`http://${host}/`))).status;
    expect(await Promise.all(["example.org", "a.example.org", "localhost", "evil.example"].map(statusOf))).toEqual([
      200, 200, 200, 400,
    ]); // prettier-ignore
  });
});

describe("a request with properties of the app's own", () => {
  it("has them, computed once [F94]", async () => {
    const { app } = createApp();
    let computed = 0;
    app.use({
      name: "user",
      setup: (setup) => {
        setup.addRequestProperty("user", () => ({ name: `ann${++computed}` }));
      },
    });
    app.get("/", (request) => {
      const { user } = request as typeof request & { user: { name: string } }; // as an extension declares it
      return user.name + user.name;
    });
    expect((await app.testClient().get("/")).text).toBe("ann1ann1");
  });
});

describe("what a view returns, as in Flask", () => {
  it("is text as HTML, and bytes as they are [F99 B56]", async () => {
    expect(await answer(() => "é")).toMatchObject({
      status: 200,
      type: "text/html; charset=utf-8",
      text: "é",
    });
    expect(await answer(() => Buffer.from("x"))).toMatchObject({
      status: 200,
      type: "application/octet-stream",
      text: "x",
    });
  });

  it("is a body with a status, with headers, with both [F99 B57]", async () => {
    expect(await answer(() => reply("x", 202))).toMatchObject({ status: 202, text: "x" });
    const both = await answer(() => reply("x", 400, { "X-A": "1", "Content-Type": "text/x" }));
    expect([both.status, both.type, both.headers.get("X-A")]).toEqual([400, "text/x", "1"]);
  });

  it.each([undefined, null, true, 5, Symbol("x"), () => "x"])(
    "is an error that names the endpoint when it is %s [B61]",
    async (value) => {
      const { app, log } = createApp();
      app.get("/", { name: "show" }, (() => value) as View<object>); // what a program without types does
      const response = await app.testClient().get("/");
      expect([response.status, response.text.includes("show")]).toEqual([500, false]);
      expect(log.join()).toMatch(/The view of the endpoint "show" \(GET \/\) returned .*MICRO_VIEW_RE/);
    },
  );

  it("keeps the status that was staged, an integer [F100]", async () => {
    const created = await answer((_, response) => {
      response.status = 201;
      return "x";
    });
    expect(created.status).toBe(201);
    for (const status of [0, 99, 600, 200.5, Number.NaN]) {
      const failed = await answer((_, response) => {
        response.status = status;
        return "x";
      });
      expect(failed.status).toBe(500);
    }
  });
});

describe("cookies of a response, as in Flask", () => {
  it("are deleted with the attributes they were set with [F104]", async () => {
    const { headers } = await answer((_, response) => {
      response.deleteCookie("a", {
        path: "/x",
        domain: "example.org",
        secure: true,
        httpOnly: true,
        sameSite: "strict",
      });
      return "x";
    });
    const cookie = headers.get("Set-Cookie") ?? "";
    for (const part of [
      /^a=;/,
      /Max-Age=0/,
      /Domain=example\.org/,
      /Path=\/x/,
      /Expires=Thu, 01 Jan 1970 00:00:00 GMT/,
      /HttpOnly/,
      /Secure/,
      /SameSite=Strict/,
    ])
      expect(cookie).toMatch(part);
  });
});

describe("a listener for the end of a response", () => {
  it("runs when the answer was sent [F109]", async () => {
    const seen: string[] = [];
    await answer((_, response: Response) => {
      response.onClose(() => seen.push("closed"));
      seen.push("view");
      return "x";
    });
    expect(seen).toEqual(["view", "closed"]);
  });
});

describe("redirects and aborts, as in Flask", () => {
  it("are a 303 with a page, or another redirect [F110 B65]", async () => {
    const found = await answer(() => redirect("/a?b=<c>"));
    expect([found.status, found.headers.get("Location")]).toEqual([303, "/a?b=%3Cc%3E"]);
    expect(found.text).toContain('<a href="/a?b=%3Cc%3E">');
    for (const status of [301, 302, 307, 308])
      expect((await answer(() => redirect("/", status))).status).toBe(status);
  });

  it("are the error of a status, and refuse what is none [F111 B65]", async () => {
    expect((await answer(() => abort(418, "No coffee."))).text).toContain("No coffee.");
    expect((await answer(() => abort(409, undefined, { response: reply("mine", 409) }))).text).toBe("mine");
    expect(() => abort(200)).toThrow("MICRO_ABORT_STATUS");
    expect(() => abort(499)).toThrow("MICRO_ABORT_STATUS");
    expect(() => redirect("/", 200)).toThrow("MICRO_REDIRECT_INVALID");
  });
});

describe("the framing of an answer", () => {
  it("has a length for text, and no body for HEAD, 204 and 304 [F116]", async () => {
    const { app } = createApp();
    app.get("/", () => "é");
    app.get("/204", () => reply("dropped", 204));
    app.get("/304", () => reply("dropped", 304));
    const client = app.testClient();
    const [get, head, none, same] = [
      await client.get("/"),
      await client.head("/"),
      await client.get("/204"),
      await client.get("/304"),
    ];
    expect([get.headers.get("Content-Length"), head.headers.get("Content-Length"), head.text]).toEqual([
      "2",
      "2",
      "",
    ]);
    for (const { text, headers } of [none, same])
      expect([text, headers.has("Content-Length"), headers.has("Content-Type")]).toEqual(["", false, false]);
  });
});

describe("the configuration of an app", () => {
  it("reaches requests and responses [F75 F92 F103 F115 B47 B68]", async () => {
    const { app } = createApp();
    const emitWarning = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
    app.config.load({
      REQUEST_ID_HEADER: "X-Request-Id",
      USE_X_SENDFILE: true,
      MAX_COOKIE_SIZE: 10,
      DEBUG: true,
    });
    app.get("/id", ({ id }) => id);
    app.get("/key", ({ query }) => query.require("missing"));
    app.get("/file", () => sendFile(import.meta.filename));
    app.get("/cookie", (_, response) => {
      response.setCookie("a", "x".repeat(20));
      return "x";
    });
    const client = app.testClient();
    expect((await client.get("/id", { headers: { "X-Request-Id": "r1" } })).text).toBe("r1");
    expect((await client.get("/key")).text).toContain("missing");
    const file = await client.get("/file");
    expect([file.headers.get("X-Sendfile"), file.text]).toEqual([import.meta.filename, ""]);
    await client.get("/cookie");
    expect(emitWarning).toHaveBeenCalledOnce();
  });

  it("tells a hook why there is no view [F89]", async () => {
    const { app } = createApp();
    const seen: unknown[] = [];
    app.beforeRequest((request) => void seen.push(request.routingError));
    app.get("/", () => "x");
    await app.testClient().get("/");
    await app.testClient().get("/none");
    await app.testClient().post("/");
    expect(seen).toMatchObject([undefined, { status: 404 }, { status: 405 }]);
  });
});
