import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { askSecurely, findNginx, type Nginx, type SecureAnswer, startNginx } from "../../test/nginx.ts";
import { portOf, stopServer } from "../../test/running-server.ts";
import { createFolder, removeFolder } from "../../test/temporary-folder.ts";
import { Micro } from "../app.ts";
import { redirect } from "../http/reply.ts";
import { createNodeServer, type NodeServer } from "./server.ts";

const pem = readFileSync(new URL("../../test/localhost.pem", import.meta.url), "utf8");
const docs = readFileSync(new URL("../../../../docs/serving.md", import.meta.url), "utf8");
const program = findNginx();

/** The blocks of nginx's configuration as the documentation has them. */
const blocks = [...docs.matchAll(/```nginx\n(.*?)```/gs)].map(([, block = ""]) => block).join("\n");

function createSite(): Micro {
  const app = new Micro(null, { config: { TRUSTED_PROXIES: { from: ["unix"], prefix: 1 } } });
  app.get("/facts", ({ remoteAddress, isSecure, url, peer }) => ({ remoteAddress, isSecure, url, peer }));
  app.get("/old", function old(request) {
    return redirect(request.urlFor("size"));
  });
  app.post("/size", async function size(request) {
    return { size: (await request.bytes()).byteLength };
  });
  return app;
}

/** A port that nobody listens on. */
async function findFreePort(): Promise<number> {
  const server = createNodeServer(() => undefined).listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  await stopServer(server);
  return port;
}

describe.skipIf(program === null)("behind nginx as the documentation configures it [F433 F434]", () => {
  const folder = createFolder();
  let nginx: Nginx;
  let server: NodeServer;
  let port = 0;

  beforeAll(async () => {
    const app = createSite();
    await app.start();
    const socket = join(folder, "site.sock");
    server = createNodeServer(app.handle).listen(socket);
    await once(server, "listening");
    port = await findFreePort();
    const text = blocks.replaceAll("/run/site.sock", socket);
    const start = text.indexOf("location "); // what is before it belongs beside a server
    const site = { upstream: text.slice(0, start), locations: text.slice(start) };
    nginx = await startNginx(program ?? "", { ...site, pem, port });
  });

  afterAll(async () => {
    await nginx.stop();
    await stopServer(server);
    removeFolder(folder);
  });

  const ask = (path: string, headers = {}, body?: string): Promise<SecureAnswer> =>
    askSecurely({ port, pem, path, method: body === undefined ? "GET" : "POST" }, headers, body);

  it("has the address and the scheme of visitors, whatever they write themselves [A81 A306]", async () => {
    const { text } = await ask("/facts", {
      Host: "site.example",
      "X-Forwarded-For": "6.6.6.6",
      "X-Forwarded-Proto": "http",
      "X-Forwarded-Host": "evil.example",
    });
    expect(JSON.parse(text)).toEqual({
      remoteAddress: "127.0.0.1",
      isSecure: true,
      url: "https://site.example/facts",
      peer: { remoteAddress: "", scheme: "http", host: "site.example", rootPath: "" },
    });
  });

  it("builds URLs with the path that nginx has taken off", async () => {
    const facts = await ask("/shop/facts", { Host: "site.example" });
    expect(JSON.parse(facts.text)).toMatchObject({ url: "https://site.example/shop/facts" });
    const { status, headers } = await ask("/shop/old");
    expect([status, headers["location"]]).toEqual([303, "/shop/size"]);
  });

  it("gets bodies as they were sent", async () => {
    const { status, text } = await ask("/size", {}, "x".repeat(900_000));
    expect([status, text]).toEqual([200, '{"size":900000}']);
  });
});
