// A server that writes what is uploaded to the disk, and says what that took: `node upload-server.mjs parts <folder>`.
//
// `parts` and `form` are the ways of Micro, as it is built; `busboy` is a bare pipe from busboy into a file.

import { createWriteStream, rmSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { Micro } from "@micro-web/core";
import busboy from "busboy";

const [way = "", folder = ""] = process.argv.slice(2);
const path = join(folder, way);

/**
 * @returns {import("node:http").Server}
 */
function serveBusboy() {
  return createServer((request, response) => {
    const parser = busboy({ headers: request.headers });
    parser.on("file", (_, file) => {
      const written = file.pipe(createWriteStream(path));
      written.on("close", () => response.end(String(written.bytesWritten)));
    });
    request.pipe(parser);
  }).listen(0);
}

/**
 * @returns {Promise<import("node:net").Server>}
 */
function serveMicro() {
  const app = new Micro(null, { config: { MAX_CONTENT_LENGTH: 2 ** 30 } });
  app.post("/", async (request) => {
    // The file of a form is on the disk by itself, until the response is sent.
    if (way === "form") return String((await request.form()).files.require("file").size);
    let bytes = 0;
    for await (const part of request.parts()) bytes += await part.save(path);
    return String(bytes);
  });
  return app.listen({ port: 0 });
}

let before = process.memoryUsage.rss();
let peak = before;
let started = process.cpuUsage();
/** @type {NodeJS.Timeout | undefined} */
let watch;

process.on("message", (word) => {
  if (word === "start") {
    before = process.memoryUsage.rss();
    peak = before;
    started = process.cpuUsage();
    watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 5);
    process.send?.("started");
  } else {
    const { user, system } = process.cpuUsage(started);
    clearInterval(watch);
    rmSync(path, { force: true });
    process.send?.({ cpu: (user + system) / 1000, memory: (peak - before) / 2 ** 20 });
  }
});

const server = way === "busboy" ? serveBusboy() : await serveMicro();
const address = server.address();
process.send?.({ port: typeof address === "object" ? address?.port : 0 });
