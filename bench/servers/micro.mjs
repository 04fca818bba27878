// Micro as its documentation recommends.
import { createHash } from "node:crypto";

import { Blueprint, Micro, render, reply } from "micro-web";

import { MAX_UPLOAD, SECRET, VIEWS, buildRoutes, pageData } from "../fixtures.mjs";

const APPS = { main: addMain, hello: addHello, routes: addRoutes, hooks: addHooks, body: addBody };

export async function listen({ app: name, publicFolder = null, count = 0 }) {
  const pages = name === "main" ? { templateFolder: VIEWS, staticFolder: publicFolder } : {};
  const app = new Micro(import.meta, { ...pages, config: { SECRET_KEY: SECRET } });
  await APPS[name](app, count);
  const server = await app.listen({ port: 0 });
  return server.address().port;
}

async function addMain(app) {
  addHello(app);
  app.get("/json", () => ({ message: "Hello, World!" }));
  app.get("/users/<id>/posts/<slug>", ({ params, query }) => ({ params, query: query.toObject() }));
  app.get("/page", () => render("page.njk", pageData()));
  app.get("/counter", ({ session }) => {
    session.count = (session.count ?? 0) + 1;
    return { count: session.count };
  });
  await addBodies(app);
  addMiddleware(app);
}

function addHello(app) {
  app.get("/", (request, response) => {
    response.type = "text/plain";
    return "Hello, World!";
  });
}

async function addBodies(app) {
  const { Order } = await import("../order-zod.mjs");
  let orders = 0;
  app.post("/orders", { body: Order }, ({ body }) => reply({ id: ++orders, ...body }, 201));
  app.post("/form", async (request) => (await request.form()).toObject());
  app.post("/upload", { maxContentLength: MAX_UPLOAD }, async (request) => {
    const answer = {};
    for await (const part of request.parts()) {
      if (part.isFile) Object.assign(answer, await hashFile(part));
      else answer[part.name] = await part.text();
    }
    return answer;
  });
}

async function hashFile(part) {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of part) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { filename: part.filename, size, sha256: hash.digest("hex") };
}

function addMiddleware(app) {
  const guarded = new Blueprint("guarded");
  for (let count = 0; count < 10; count++) guarded.beforeRequest(async () => {});
  guarded.beforeRequest(async (request, response) => void response.headers.set("X-Request-Id", "bench"));
  guarded.beforeRequest(async (request, response) => void response.headers.set("X-Frame-Options", "DENY"));
  guarded.get("/middleware", (request, response) => {
    response.type = "text/plain";
    return "ok";
  });
  app.mount(guarded);
}

function addRoutes(app, count) {
  for (const { method, path, index } of buildRoutes(count))
    app.route(path.replaceAll(/:(\w+)/g, "<$1>"), { methods: [method] }, ({ params }) => ({
      route: index,
      params,
    }));
}

function addHooks(app, count) {
  for (let index = 0; index < count; index++) app.beforeRequest(async () => {});
  app.get("/", () => ({ message: "Hello, World!" }));
}

function addBody(app) {
  app.post("/body", { maxContentLength: 2 ** 25 }, async (request) => ({
    items: (await request.json()).length,
  }));
}
