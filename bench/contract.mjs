// The workloads of `npm run bench`: what is asked, and what counts as the right answer. A server that answers wrong is
// not measured.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";

import nunjucks from "nunjucks";

import { FORM, FORM_BODY, ORDER, VIEWS, pageData, sampleRoutes } from "./fixtures.mjs";
import { UPLOADED, UPLOAD_BODY, UPLOAD_TYPE } from "./upload.mjs";

/** One request, and the whole answer. */
export function ask(port, { method = "GET", path = "/", headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
    const target = {
      host: "127.0.0.1",
      port,
      method,
      path,
      headers: { ...headers, ...length },
      agent: false,
    };
    const request = http.request(target, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        const { statusCode: status, headers: received } = response;
        resolve({ status, headers: received, bytes, text: bytes.toString() });
      });
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** Asks, and gives the answer if it has the status and the type. */
async function expectAnswer(port, request, { status = 200, type = "application/json" } = {}) {
  const answer = await ask(port, request);
  assert.equal(answer.status, status, `${request.path}: ${answer.text.slice(0, 200)}`);
  assert.match(answer.headers["content-type"] ?? "", new RegExp(`^(?:${type})`), request.path);
  return answer;
}

/** The same text, whatever the engine does with white space and with quotes. */
function squash(page) {
  const single = page.replaceAll(/\s+/g, " ").replaceAll("> <", "><").trim();
  return single.replaceAll("&#34;", "&quot;").replaceAll("&#x27;", "&#39;");
}

async function expectJson(port, request, expected) {
  const { text } = await expectAnswer(port, request);
  assert.deepEqual(JSON.parse(text), expected, request.path);
  return [request];
}

async function verifyOrders(port) {
  const request = { method: "POST", path: "/orders", headers: { "Content-Type": "application/json" } };
  const good = { ...request, body: JSON.stringify(ORDER) };
  const { text } = await expectAnswer(port, good, { status: 201 });
  const { id, ...order } = JSON.parse(text);
  assert.ok(id > 0);
  assert.deepEqual(order, ORDER);
  const items = [{ ...ORDER.items[0], quantity: -1 }];
  const { status } = await ask(port, { ...request, body: JSON.stringify({ ...ORDER, items }) });
  assert.ok(status === 400 || status === 422, `an order that is none was answered ${status}`);
  return [good];
}

async function verifyMiddleware(port) {
  const request = { path: "/middleware" };
  const { text, headers } = await expectAnswer(port, request, { type: "text/plain" });
  assert.equal(text, "ok");
  assert.equal(headers["x-request-id"], "bench");
  assert.equal(headers["x-frame-options"], "DENY");
  return [request];
}

const cookieOf = ({ headers }) => headers["set-cookie"].map((cookie) => cookie.split(";")[0]).join("; ");

async function verifySession(port) {
  const countWith = async (cookie, expected) => {
    const answer = await ask(port, { path: "/counter", headers: cookie === null ? {} : { Cookie: cookie } });
    if (expected !== null) assert.deepEqual(JSON.parse(answer.text), { count: expected });
    return answer;
  };
  const first = cookieOf(await countWith(null, 1));
  const second = cookieOf(await countWith(first, 2));
  await countWith(second, 3);
  const place = second.length - 6;
  const forged = second.slice(0, place) + (second[place] === "A" ? "B" : "A") + second.slice(place + 1);
  const { status, text } = await countWith(forged, null);
  assert.ok(status >= 400 || JSON.parse(text).count === 1, "a forged cookie was believed");
  return [{ path: "/counter", headers: { Cookie: second } }];
}

async function verifyPage(port) {
  const views = new nunjucks.Environment(new nunjucks.FileSystemLoader(VIEWS), { autoescape: true });
  const request = { path: "/page" };
  const { text } = await expectAnswer(port, request, { type: "text/html" });
  assert.equal(squash(text), squash(views.render("page.njk", pageData())));
  return [request];
}

async function verifyStatic(port, { publicFolder }) {
  const request = { path: "/static/app.js" };
  const { bytes, headers } = await expectAnswer(port, request, { type: "(?:text|application)/javascript" });
  assert.ok(bytes.equals(readFileSync(join(publicFolder, "app.js"))), "another file");
  assert.ok(headers.etag, "no ETag");
  return [request];
}

async function verifyNotModified(port) {
  const { headers } = await ask(port, { path: "/static/app.js" });
  const request = { path: "/static/app.js", headers: { "If-None-Match": headers.etag } };
  const { status, bytes } = await ask(port, request);
  assert.equal(status, 304);
  assert.equal(bytes.length, 0);
  return [request];
}

/** Some of the routes; a path that is none of them is not found. */
export async function verifyRoutes(port, routes) {
  const samples = sampleRoutes(routes);
  for (const { expected, ...request } of samples) await expectJson(port, request, expected);
  const { status } = await ask(port, { path: "/api/v1/nothing/1" });
  assert.equal(status, 404);
  return samples.map(({ method, path }) => ({ method, path }));
}

/** By name: asks what is to be asked of a server and gives the requests to load it with. Throws when it answers wrong. */
export const WORKLOADS = {
  hello: async (port) => {
    const request = { path: "/" };
    const { text } = await expectAnswer(port, request, { type: "text/plain" });
    assert.equal(text, "Hello, World!");
    return [request];
  },
  json: (port) => expectJson(port, { path: "/json" }, { message: "Hello, World!" }),
  params: async (port) => {
    const hostile = { params: { id: "a b", slug: "café" }, query: { q: "&" } };
    await expectJson(port, { path: "/users/a%20b/posts/caf%C3%A9?q=%26" }, hostile);
    const expected = { params: { id: "42", slug: "hello-world" }, query: { q: "x y", page: "2" } };
    return expectJson(port, { path: "/users/42/posts/hello-world?q=x%20y&page=2" }, expected);
  },
  routes1000: (port) => verifyRoutes(port),
  "post-json": verifyOrders,
  middleware: verifyMiddleware,
  template: verifyPage,
  session: verifySession,
  static: verifyStatic,
  "static-304": verifyNotModified,
  form: (port) => {
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    return expectJson(port, { method: "POST", path: "/form", headers, body: FORM_BODY }, FORM);
  },
  upload: (port) => {
    const headers = { "Content-Type": UPLOAD_TYPE };
    return expectJson(port, { method: "POST", path: "/upload", headers, body: UPLOAD_BODY }, UPLOADED);
  },
};
