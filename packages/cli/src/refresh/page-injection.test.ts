import { createServer, request, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";

import { injectTag } from "./page-injection.ts";

const PAGE_HEADERS: Readonly<Record<string, string>> = { "sec-fetch-dest": "document" };
const HTML = { "Content-Type": "text/html; charset=utf-8" };
const PAGE = "<html><body>one</body></html>";
const FILLED = "<html><body>one<TAG></body></html>";

describe("injectTag [F395]", () => {
  let server: Server | undefined;

  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });

  /** Serves a listener whose pages get a tag, and asks it as a browser does for a page. */
  async function ask(
    listener: RequestListener,
    { headers = PAGE_HEADERS, method = "GET" } = {},
  ): Promise<{ body: string; headers: Readonly<Record<string, unknown>> }> {
    server = createServer((incoming, outgoing) => {
      injectTag(incoming, outgoing, (nonce) => `<TAG${nonce === "" ? "" : ` ${nonce}`}>`);
      listener(incoming, outgoing);
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo; // it listens on a port
    return new Promise((resolve, reject) => {
      const outgoing = request({ host: "127.0.0.1", port, method, headers, agent: false }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.once("end", () =>
          resolve({ body: Buffer.concat(chunks).toString("utf8"), headers: incoming.headers }),
        );
      });
      outgoing.once("error", reject).end();
    });
  }

  it.each<[string, RequestListener]>([
    [
      "at once, with a flat head",
      (_, response) =>
        void response
          .writeHead(200, ["Content-Type", "text/html", "Content-Length", String(PAGE.length)])
          .end(PAGE, "latin1"),
    ],
    [
      "at once, with an object",
      (_, response) =>
        void response.writeHead(200, "Fine", { ...HTML, "content-length": PAGE.length }).end(PAGE),
    ],
    ["as bytes", (_, response) => void response.writeHead(200, HTML).end(Buffer.from(PAGE))],
    [
      "by setHeader() and end()",
      (_, response) => {
        response.setHeader("content-type", "text/html");
        response.setHeader("content-length", PAGE.length);
        response.end(PAGE);
      },
    ],
    [
      "in pieces",
      (_, response) => {
        response.setHeader("content-type", "text/html");
        response.write("<html><body>");
        response.write(Buffer.from("one"));
        response.write("</body></html>");
        response.end();
      },
    ],
    [
      "with a callback at the end",
      (_, response) => {
        response.writeHead(200, HTML).write(PAGE);
        response.end(() => {});
      },
    ],
  ])("puts the tag before the end of a body that is sent %s", async (_how, listener) => {
    const { body, headers } = await ask(listener);
    expect(body).toBe(FILLED);
    expect(headers["content-length"]).toBeUndefined();
  });

  it("keeps what is not ASCII", async () => {
    const page = "<body>Frühstück 🍳</body>";
    expect((await ask((_, response) => void response.writeHead(200, HTML).end(page))).body).toBe(
      "<body>Frühstück 🍳<TAG></body>",
    );
    expect((await ask((_, response) => void response.writeHead(200, HTML).end(Buffer.from(page)))).body).toBe(
      "<body>Frühstück 🍳<TAG></body>",
    );
  });

  it("puts it at the end of a page without a body", async () => {
    expect((await ask((_, response) => void response.writeHead(200, HTML).end("Hello"))).body).toBe(
      "Hello<TAG>",
    );
    expect(
      (
        await ask((_, response) => {
          response.writeHead(200, HTML).write("Hello");
          response.end();
        })
      ).body,
    ).toBe("Hello<TAG>");
    expect((await ask((_, response) => void response.writeHead(200, HTML).end("Hello", () => {}))).body).toBe(
      "Hello<TAG>",
    );
  });

  it("has the nonce of the page's policy", async () => {
    const policy = {
      "Content-Security-Policy": "default-src 'self'; script-src 'nonce-aB3+/_-=' 'strict-dynamic'",
    };
    const { body } = await ask(
      (_, response) => void response.writeHead(200, { ...HTML, ...policy }).end(PAGE),
    );
    expect(body).toBe(PAGE.replace("</body>", "<TAG aB3+/_-=></body>"));
  });

  it.each<[string, RequestListener, string]>([
    [
      "that is no HTML",
      (_, response) => void response.writeHead(200, { "Content-Type": "application/json" }).end("{}"),
      "{}",
    ],
    ["without a type", (_, response) => void response.end("x"), "x"],
    [
      "with a coding",
      (_, response) => void response.writeHead(200, { ...HTML, "Content-Encoding": "x" }).end(PAGE),
      PAGE,
    ],
    ["without a body", (_, response) => void response.writeHead(304, HTML).end(), ""],
  ])("leaves an answer %s alone", async (_what, listener, body) => {
    expect((await ask(listener)).body).toBe(body);
  });

  it.each([
    ["a script", { "sec-fetch-dest": "empty", accept: "text/html" }],
    ["an image", { "sec-fetch-dest": "image" }],
    ["a program", { accept: "*/*" }],
  ])("leaves pieces alone that %s asks for", async (_who, headers) => {
    expect((await ask((_, response) => void response.writeHead(200, HTML).end(PAGE), { headers })).body).toBe(
      PAGE,
    );
  });

  it("fills whole pages for a browser that does not say what it wants them for", async () => {
    const headers = { accept: "text/html,*/*" };
    expect((await ask((_, response) => void response.writeHead(200, HTML).end(PAGE), { headers })).body).toBe(
      FILLED,
    );
    expect(
      (await ask((_, response) => void response.writeHead(200, HTML).end("piece"), { headers })).body,
    ).toBe("piece");
  });

  it("leaves HEAD alone, with the length of what GET would have had", async () => {
    const { headers } = await ask(
      (_, response) => void response.writeHead(200, { ...HTML, "Content-Length": 5 }).end(),
      { method: "HEAD" },
    );
    expect(headers["content-length"]).toBe("5");
  });

  it("asks the app for a page without a coding", async () => {
    const headers = { "sec-fetch-dest": "document", "accept-encoding": "gzip, br" };
    const { body } = await ask(
      ({ headers: seen, rawHeaders }, response) =>
        void response.end(
          JSON.stringify([seen["accept-encoding"] ?? "", rawHeaders.includes("accept-encoding")]),
        ),
      { headers },
    );
    expect(JSON.parse(body)).toEqual(["", false]);
  });
});
