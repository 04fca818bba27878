// Hand-written node:http: what every ratio refers to.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";

import { SECRET, VIEWS, buildRoutes, pageData } from "../fixtures.mjs";
import { sendJson, sendNotFound, sendText } from "./raw-answers.mjs";

const HELLO = "Hello, World!";
const POST = /^\/users\/([^/?]+)\/posts\/([^/?]+)(?:\?(.*))?$/;
const APPS = { main: createMain, hello: () => hello, routes: createRoutes };

export async function listen({ app, publicFolder, count = 0 }) {
  const server = createServer(await APPS[app](app === "main" ? publicFolder : count));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}

function hello(request, response) {
  if (request.url === "/") sendText(response, HELLO);
  else sendNotFound(response);
}

async function createMain(publicFolder) {
  const { order, form, upload } = await import("./raw-bodies.mjs");
  const get = {
    "/": (request, response) => sendText(response, HELLO),
    "/json": (request, response) => sendJson(response, { message: HELLO }),
    "/middleware": middleware,
    "/page": await createPage(),
    "/counter": counter,
    "/static/app.js": createFile(join(publicFolder, "app.js")),
  };
  const post = { "/orders": order, "/form": form, "/upload": upload };
  return (request, response) => {
    const { url, method } = request;
    const view = (method === "POST" ? post : get)[url];
    if (view !== undefined) return void view(request, response);
    const found = POST.exec(url);
    if (found === null) return sendNotFound(response);
    const [, id, slug, query] = found;
    const params = { id: decodeURIComponent(id), slug: decodeURIComponent(slug) };
    sendJson(response, { params, query: Object.fromEntries(new URLSearchParams(query)) });
  };
}

const noop = async () => {};
const hooks = [
  ...Array.from({ length: 10 }, () => noop),
  async (headers) => void (headers["X-Request-Id"] = "bench"),
  async (headers) => void (headers["X-Frame-Options"] = "DENY"),
];

async function middleware(request, response) {
  const headers = { "Content-Type": "text/plain", "Content-Length": 2 };
  for (const hook of hooks) await hook(headers);
  response.writeHead(200, headers);
  response.end("ok");
}

async function createPage() {
  const { default: nunjucks } = await import("nunjucks");
  const views = new nunjucks.Environment(new nunjucks.FileSystemLoader(VIEWS), { autoescape: true });
  return (request, response) =>
    sendText(response, views.render("page.njk", pageData()), "text/html; charset=utf-8");
}

const sign = (value) => createHmac("sha256", SECRET).update(value).digest("base64url");

/** What a cookie says, if its signature is right. */
function readSession(cookie) {
  const [, value, signature = ""] = /(?:^|;\s*)s=([^;.]+)\.([^;]+)/.exec(cookie) ?? [];
  if (value === undefined) return {};
  const [expected, actual] = [Buffer.from(sign(value)), Buffer.from(signature)];
  const isValid = expected.length === actual.length && timingSafeEqual(expected, actual);
  return isValid ? JSON.parse(Buffer.from(value, "base64url").toString()) : {};
}

function counter(request, response) {
  const session = readSession(request.headers.cookie ?? "");
  session.count = (session.count ?? 0) + 1;
  const value = Buffer.from(JSON.stringify(session)).toString("base64url");
  const body = JSON.stringify({ count: session.count });
  response.writeHead(200, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    "Set-Cookie": `s=${value}.${sign(value)}; Path=/; HttpOnly; SameSite=Lax`,
  });
  response.end(body);
}

function createFile(path) {
  return async (request, response) => {
    const { size, mtime, mtimeMs } = await stat(path);
    const etag = `W/"${size.toString(16)}-${mtimeMs.toString(16)}"`;
    const isKnown = request.headers["if-none-match"] === etag;
    const type = { "Content-Type": "text/javascript; charset=utf-8", "Content-Length": size };
    response.writeHead(isKnown ? 304 : 200, {
      ...(isKnown ? {} : type),
      ETag: etag,
      "Last-Modified": mtime.toUTCString(),
    });
    if (isKnown) response.end();
    else createReadStream(path).pipe(response);
  };
}

/** A tree of the segments, below each method. */
function createTree(count) {
  const root = {};
  for (const { method, path, index } of buildRoutes(count)) {
    let node = (root[method] ??= {});
    for (const segment of path.slice(1).split("/"))
      node = node[segment.startsWith(":") ? ":" : segment] ??= {};
    node.route = index;
    node.names = Array.from(path.matchAll(/:(\w+)/g), ([, name]) => name);
  }
  return root;
}

function createRoutes(count) {
  const root = createTree(count);
  return (request, response) => {
    const values = [];
    let node = root[request.method];
    for (const segment of request.url.slice(1).split("/")) {
      const next = node?.[segment];
      if (next === undefined) values.push(decodeURIComponent(segment));
      node = next ?? node?.[":"];
    }
    if (node?.route === undefined) return sendNotFound(response);
    const params = {};
    for (let index = 0; index < values.length; index++) params[node.names[index]] = values[index];
    sendJson(response, { route: node.route, params });
  };
}
