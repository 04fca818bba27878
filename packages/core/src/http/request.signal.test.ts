import { request as requestHttp } from "node:http";
import { describe, expect, it } from "vitest";

import { serveForTest } from "../../test/running-server.ts";
import { Micro } from "../app.ts";

/** An app whose view waits for its client to leave, and says so. */
function createApp(): { app: Micro; seen: string[] } {
  const app = new Micro();
  const seen: string[] = [];
  app.get("/", async ({ signal }) => {
    seen.push("begun");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    seen.push(signal.aborted ? "aborted" : "not aborted");
    return "late";
  });
  app.get("/soon", ({ signal }) => {
    signal.addEventListener("abort", () => seen.push("aborted"));
    return "soon";
  });
  return { app, seen };
}

describe("the signal of a request", () => {
  it("is aborted when the client of a socket leaves [F91]", async () => {
    const { app, seen } = createApp();
    const port = await serveForTest(app);
    const client = requestHttp({ port, path: "/", agent: false }).on("error", () => undefined);
    client.end();
    await expect.poll(() => seen).toEqual(["begun"]);
    client.destroy();
    await expect.poll(() => seen).toEqual(["begun", "aborted"]);
  });

  it("is aborted when a web-standard request is [F91]", async () => {
    const { app, seen } = createApp();
    const controller = new AbortController();
    const answered = app.fetch(new Request("http://localhost/", { signal: controller.signal }));
    await expect.poll(() => seen).toEqual(["begun"]);
    controller.abort();
    await answered;
    expect(seen).toEqual(["begun", "aborted"]);
  });

  it("is not aborted when the answer is complete [F91]", async () => {
    const { app, seen } = createApp();
    const port = await serveForTest(app);
    expect(await (await fetch(`http://localhost:${port}/soon`)).text()).toBe("soon");
    await app.fetch(new Request("http://localhost/soon"));
    expect(seen).toEqual([]);
  });
});

describe("what waits for the end of a request", () => {
  it.each(["node", "fetch"])(
    "is told by the gateway of %s, also that files can go [F81]",
    async (gateway) => {
      const app = new Micro();
      const files: { bytes(): Promise<Uint8Array> }[] = [];
      app.post("/", { maxContentLength: 5_000_000 }, async (request) => {
        const file = (await request.form()).files.require("f");
        files.push(file);
        return { size: file.size, bytes: (await file.bytes()).byteLength };
      });
      const form = new FormData();
      form.append("f", new File(["x".repeat(900_000)], "f"));
      const send = async (): Promise<globalThis.Response> => {
        if (gateway === "fetch")
          return app.fetch(new Request("http://localhost/", { method: "POST", body: form }));
        return fetch(`http://localhost:${await serveForTest(app)}/`, { method: "POST", body: form });
      };
      expect(await (await send()).json()).toEqual({ size: 900_000, bytes: 900_000 });
      await expect
        .poll(() =>
          files[0]?.bytes().then(
            () => "open",
            () => "closed",
          ),
        )
        .toBe("closed");
    },
  );
});
