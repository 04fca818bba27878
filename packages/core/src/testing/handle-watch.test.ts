import { createServer } from "node:net";

import { describe, expect, it } from "vitest";

import { HandleWatch } from "./handle-watch.ts";

describe("HandleWatch", () => {
  it("sees what its task opens, also later, and nothing of others", async () => {
    using watch = new HandleWatch();
    const other = setTimeout(() => undefined, 60_000);
    const mine = await watch.run(async () => {
      await Promise.resolve();
      return setTimeout(() => undefined, 60_000);
    });
    expect(await watch.findOpen()).toEqual([
      expect.stringMatching(/^a timer \(at .*handle-watch\.test\.ts:\d+:\d+\)$/),
    ]);
    clearTimeout(mine);
    clearTimeout(other);
    expect(await watch.findOpen()).toEqual([]);
  });

  it("gives time to what is just ending", async () => {
    using watch = new HandleWatch();
    watch.run(() => void setTimeout(() => undefined, 50));
    expect(await watch.findOpen()).toEqual([]);
  });

  it("sees servers, until they are closed", async () => {
    using watch = new HandleWatch();
    const server = createServer();
    await watch.run(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
    expect(await watch.findOpen()).toEqual([expect.stringContaining("a server")]);
    server.close();
    expect(await watch.findOpen()).toEqual([]);
  });

  it("leaves out what fetch() keeps for the next request", async () => {
    const answering = createServer((socket) =>
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")),
    );
    await new Promise<void>((resolve) => answering.listen(0, "127.0.0.1", resolve));
    const address = answering.address();
    const port = typeof address === "object" ? address?.port : 0;
    using watch = new HandleWatch();
    const text = await watch.run(async () => (await fetch(`http://127.0.0.1:${port}`)).text());
    expect([text, await watch.findOpen()]).toEqual(["ok", []]);
    answering.close();
  });
});
