// Hono on its server for Node, with its own validator, signed cookies, static files and ETags.
import { createHash } from "node:crypto";

import { serve } from "@hono/node-server";
import { Hono } from "hono";

import { SECRET, VIEWS, buildRoutes, pageData } from "../fixtures.mjs";

const APPS = { main: addMain, hello: addHello, routes: addRoutes, hooks: addHooks, body: addBody };

export async function listen({ app: name, publicFolder, count = 0 }) {
  const app = new Hono();
  await APPS[name](app, name === "main" ? publicFolder : count);
  return new Promise((resolve) => {
    serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve(port));
  });
}

async function addMain(app, publicFolder) {
  addHello(app);
  app.get("/json", (context) => context.json({ message: "Hello, World!" }));
  app.get("/users/:id/posts/:slug", (context) =>
    context.json({ params: context.req.param(), query: context.req.query() }),
  );
  const { default: nunjucks } = await import("nunjucks");
  const views = new nunjucks.Environment(new nunjucks.FileSystemLoader(VIEWS), { autoescape: true });
  app.get("/page", (context) => context.html(views.render("page.njk", pageData())));
  await addSession(app);
  addMiddleware(app);
  await addStatic(app, publicFolder);
  await addBodies(app);
}

function addHello(app) {
  app.get("/", (context) => context.text("Hello, World!"));
}

async function addSession(app) {
  const { getSignedCookie, setSignedCookie } = await import("hono/cookie");
  app.get("/counter", async (context) => {
    const cookie = await getSignedCookie(context, SECRET, "s");
    const count = (cookie ? JSON.parse(cookie).count : 0) + 1;
    const options = { httpOnly: true, sameSite: "Lax", path: "/" };
    await setSignedCookie(context, "s", JSON.stringify({ count }), SECRET, options);
    return context.json({ count });
  });
}

function addMiddleware(app) {
  for (let count = 0; count < 10; count++) app.use("/middleware", async (context, next) => next());
  for (const [name, value] of [
    ["X-Request-Id", "bench"],
    ["X-Frame-Options", "DENY"],
  ])
    app.use("/middleware", async (context, next) => {
      await next();
      context.header(name, value);
    });
  app.get("/middleware", (context) => context.text("ok"));
}

async function addStatic(app, publicFolder) {
  const { serveStatic } = await import("@hono/node-server/serve-static");
  const { etag } = await import("hono/etag");
  const rewriteRequestPath = (path) => path.replace(/^\/static/, "");
  app.use("/static/*", etag(), serveStatic({ root: publicFolder, rewriteRequestPath }));
}

async function addBodies(app) {
  const { Order } = await import("../order-zod.mjs");
  const { zValidator } = await import("@hono/zod-validator");
  let orders = 0;
  app.post("/orders", zValidator("json", Order), (context) =>
    context.json({ id: ++orders, ...context.req.valid("json") }, 201),
  );
  app.post("/form", async (context) => context.json(await context.req.parseBody()));
  app.post("/upload", async (context) => {
    const { file, note } = await context.req.parseBody();
    const bytes = Buffer.from(await file.arrayBuffer());
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    return context.json({ filename: file.name, size: bytes.length, sha256, note });
  });
}

function addRoutes(app, count) {
  for (const { method, path, index } of buildRoutes(count))
    app.on(method, path, (context) => context.json({ route: index, params: context.req.param() }));
}

function addHooks(app, count) {
  for (let index = 0; index < count; index++) app.use("/", async (context, next) => next());
  app.get("/", (context) => context.json({ message: "Hello, World!" }));
}

function addBody(app) {
  app.post("/body", async (context) => context.json({ items: (await context.req.json()).length }));
}
