// Express as its guide would write it.
import { createHash } from "node:crypto";

import express from "express";

import { MAX_UPLOAD, SECRET, VIEWS, buildRoutes, pageData } from "../fixtures.mjs";

const APPS = { main: addMain, hello: addHello, routes: addRoutes };

export async function listen({ app: name, publicFolder, count = 0 }) {
  const app = express();
  app.disable("x-powered-by");
  await APPS[name](app, name === "main" ? publicFolder : count);
  return new Promise((resolve) => {
    const server = app.listen(0, "127.0.0.1", () => resolve(server.address().port));
  });
}

async function addMain(app, publicFolder) {
  addHello(app);
  app.get("/json", (request, response) => response.json({ message: "Hello, World!" }));
  app.get("/users/:id/posts/:slug", ({ params, query }, response) => response.json({ params, query }));
  const { default: nunjucks } = await import("nunjucks");
  nunjucks.configure(VIEWS, { autoescape: true, express: app });
  app.get("/page", (request, response) => response.render("page.njk", pageData()));
  await addSession(app);
  addMiddleware(app);
  app.use("/static", express.static(publicFolder));
  await addBodies(app);
  await addUpload(app);
}

function addHello(app) {
  app.get("/", (request, response) => response.type("text/plain").send("Hello, World!"));
}

async function addSession(app) {
  const { default: cookieSession } = await import("cookie-session");
  const session = cookieSession({ name: "s", keys: [SECRET], httpOnly: true, sameSite: "lax" });
  app.get("/counter", session, (request, response) => {
    request.session.count = (request.session.count ?? 0) + 1;
    response.json({ count: request.session.count });
  });
}

function addMiddleware(app) {
  const setHeader = (name, value) => async (request, response, next) => {
    response.set(name, value);
    next();
  };
  const hooks = Array.from({ length: 10 }, () => async (request, response, next) => next());
  app.get(
    "/middleware",
    ...hooks,
    setHeader("X-Request-Id", "bench"),
    setHeader("X-Frame-Options", "DENY"),
    (request, response) => response.type("text/plain").send("ok"),
  );
}

async function addBodies(app) {
  const { Order } = await import("../order-zod.mjs");
  let orders = 0;
  app.post("/orders", express.json(), (request, response) => {
    const { success, data, error } = Order.safeParse(request.body);
    if (success) response.status(201).json({ id: ++orders, ...data });
    else response.status(422).json({ error: error.issues });
  });
  app.post("/form", express.urlencoded({ extended: false }), (request, response) =>
    response.json(request.body),
  );
}

async function addUpload(app) {
  const { default: multer } = await import("multer");
  const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: MAX_UPLOAD } });
  app.post("/upload", upload.single("file"), ({ file, body }, response) => {
    const sha256 = createHash("sha256").update(file.buffer).digest("hex");
    response.json({ filename: file.originalname, size: file.size, sha256, note: body.note });
  });
}

function addRoutes(app, count) {
  for (const { method, path, index } of buildRoutes(count))
    app[method.toLowerCase()](path, ({ params }, response) => response.json({ route: index, params }));
}
