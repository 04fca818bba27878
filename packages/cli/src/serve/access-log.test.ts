import { createNodeServer, type NodeHandler, type NodeServer } from "@micro-web/core";
import { afterEach, describe, expect, it, vi } from "vitest";

import { listen } from "../server/listening.ts";
import { compileAccessFormat } from "./access-format.ts";
import { logAccess } from "./access-log.ts";

describe("logAccess", () => {
  let server: NodeServer;
  let lines: string[];

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  async function serve(handle: NodeHandler, format: string): Promise<string> {
    lines = [];
    server = createNodeServer(handle);
    logAccess(server, compileAccessFormat(format), (line) => lines.push(line));
    return listen(server, { host: "127.0.0.1", port: 0 }, String);
  }

  async function logged(): Promise<string | undefined> {
    await vi.waitFor(() => expect(lines).toHaveLength(1));
    return lines[0];
  }

  it("writes a line when the answer is over, with the bytes of its body and its headers [F427]", async () => {
    const url = await serve(
      (_, outgoing) => void outgoing.writeHead(201, ["X-Id", "7", "Content-Length", "5"]).end("héy!"),
      "%h %m %U %s %B %{X-Id}o %{Nope}o",
    );
    await (await fetch(`${url}/a?b=1`, { method: "POST", body: "x" })).text();
    expect(await logged()).toBe("127.0.0.1 POST /a 201 5 7 -");
  });

  it("counts what is sent bit by bit, and knows headers that are set one by one", async () => {
    const url = await serve((_, outgoing) => {
      outgoing.setHeader("X-Id", "8").writeHead(200);
      outgoing.write("abc");
      outgoing.write(Buffer.from("def"));
      outgoing.end();
    }, "%B %{x-id}o %{Accept-Language}i %{Cookie}i");
    await (await fetch(url, { headers: { "Accept-Language": "de", Cookie: "a=1" } })).text();
    expect(await logged()).toBe("6 8 de a=1");
  });

  it("knows headers that come several times, and answers that break off", async () => {
    const url = await serve((_, outgoing) => void outgoing.destroy(), "%s %{set-cookie}i");
    await fetch(url, { headers: { "Set-Cookie": "a=1" } }).catch(() => undefined);
    expect(await logged()).toBe("200 a=1");
  });
});
