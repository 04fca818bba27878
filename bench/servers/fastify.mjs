// Fastify as its guide would write it, with the schemas it recommends for speed; each plug-in in the scope that needs it.
import { createHash } from "node:crypto";

import Fastify from "fastify";

import { MAX_UPLOAD, SECRET, VIEWS, buildRoutes, pageData } from "../fixtures.mjs";

const APPS = { main: addMain, hello: addHello, routes: addRoutes, hooks: addHooks, body: addBody };

export async function listen({ app: name, publicFolder, count = 0 }) {
  const app = Fastify();
  await APPS[name](app, name === "main" ? publicFolder : count);
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server.address().port;
}

async function addMain(app, publicFolder) {
  addHello(app);
  const schema = { response: { 200: { type: "object", properties: { message: { type: "string" } } } } };
  app.get("/json", { schema }, async () => ({ message: "Hello, World!" }));
  app.get("/users/:id/posts/:slug", async (request) => ({ params: request.params, query: request.query }));
  const { default: nunjucks } = await import("nunjucks");
  const views = new nunjucks.Environment(new nunjucks.FileSystemLoader(VIEWS), { autoescape: true });
  app.get("/page", async (request, reply) => {
    reply.type("text/html; charset=utf-8");
    return views.render("page.njk", pageData());
  });
  app.register(addSession);
  app.register(addMiddleware);
  app.register(import("@fastify/static"), { root: publicFolder, prefix: "/static/" });
  await addOrders(app);
  app.register(addForm);
  app.register(addUpload);
}

function addHello(app) {
  app.get("/", async () => "Hello, World!");
}

async function addOrders(app) {
  const { orderBody, orderReply } = await import("../order-schema.mjs");
  let orders = 0;
  app.post(
    "/orders",
    { schema: { body: orderBody, response: { 201: orderReply } } },
    async (request, reply) => {
      reply.code(201);
      return { id: ++orders, ...request.body };
    },
  );
}

async function addSession(scope) {
  await scope.register(import("@fastify/secure-session"), {
    secret: SECRET,
    salt: "mq9hDxBVDbspDR6n",
    cookie: { path: "/", httpOnly: true, sameSite: "lax" },
  });
  scope.get("/counter", async ({ session }) => {
    const count = (session.get("count") ?? 0) + 1;
    session.set("count", count);
    return { count };
  });
}

async function addMiddleware(scope) {
  for (let count = 0; count < 10; count++) scope.addHook("onRequest", async () => {});
  scope.addHook("onRequest", async (request, reply) => void reply.header("X-Request-Id", "bench"));
  scope.addHook("onRequest", async (request, reply) => void reply.header("X-Frame-Options", "DENY"));
  scope.get("/middleware", async () => "ok");
}

async function addForm(scope) {
  scope.register(import("@fastify/formbody"));
  scope.post("/form", async (request) => request.body);
}

async function addUpload(scope) {
  scope.register(import("@fastify/multipart"), { limits: { fileSize: MAX_UPLOAD } });
  scope.post("/upload", async (request) => {
    const file = await request.file();
    const hash = createHash("sha256");
    let size = 0;
    for await (const chunk of file.file) {
      hash.update(chunk);
      size += chunk.length;
    }
    return { filename: file.filename, size, sha256: hash.digest("hex"), note: file.fields.note.value };
  });
}

function addRoutes(app, count) {
  for (const { method, path, index } of buildRoutes(count))
    app.route({ method, url: path, handler: async (request) => ({ route: index, params: request.params }) });
}

function addHooks(app, count) {
  for (let index = 0; index < count; index++) app.addHook("onRequest", async () => {});
  app.get("/", async () => ({ message: "Hello, World!" }));
}

function addBody(app) {
  app.post("/body", { bodyLimit: 2 ** 25 }, async (request) => ({ items: request.body.length }));
}
