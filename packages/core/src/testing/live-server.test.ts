import { describe, expect, it } from "vitest";

import { Micro } from "../app.ts";
import { liveServer } from "./live-server.ts";

function createApp(): Micro & { readonly log: string[] } {
  const log: string[] = [];
  const app = Object.assign(new Micro(), { log });
  app.get("/", () => "Hello, World!");
  app.get("/slow", () => new Promise<string>(() => undefined));
  app.onStart(() => log.push("start"));
  app.onClose(() => log.push("close"));
  return app;
}

describe("liveServer", () => {
  it("serves on a free port until it is closed [F366]", async () => {
    const app = createApp();
    const server = await liveServer(app);
    expect(server.url).toBe(`http://127.0.0.1:${server.port}`);
    expect(await (await fetch(`${server.url}/`)).text()).toBe("Hello, World!");
    await server.close();
    expect(app.log).toEqual(["start", "close"]);
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });

  it("ends with the block of await using, and breaks off what is open [F366]", async () => {
    const app = createApp();
    let pending: Promise<unknown>;
    {
      await using server = await liveServer(app);
      pending = fetch(`${server.url}/slow`).catch((error: unknown) => error);
      await (await fetch(server.url)).text();
    }
    expect(await pending).toBeInstanceOf(TypeError);
    expect(app.log).toEqual(["start", "close"]);
  });

  it("listens where it is told to", async () => {
    await using free = await liveServer(createApp());
    const { port } = free;
    await free.close();
    await using server = await liveServer(createApp(), { port, host: "::1" });
    expect(server.url).toBe(`http://[::1]:${port}`);
  });
});
