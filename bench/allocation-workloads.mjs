// What the allocation guard sends: one path for each thing whose cost somebody might raise without noticing.

import { Blueprint, Micro, render, reply } from "micro-web";

import { FORM_BODY, ORDER, SECRET, VIEWS, createPublicFolder, pageData } from "./fixtures.mjs";
import { Order } from "./order-zod.mjs";

const MESSAGE = "Hello, World!";
const COOKIES = "theme=dark; language=en; visited=2026-11-21; seen=1";

/**
 * An app with the features. Its views allocate a little themselves, the same each time.
 *
 * @param {number} [waste] - Bytes that a hook of all requests allocates for nothing: what the guard has to find.
 */
export async function createApp(waste = 0) {
  const app = new Micro(import.meta, {
    templateFolder: VIEWS,
    staticFolder: createPublicFolder(),
    config: { SECRET_KEY: SECRET },
  });
  addPlainRoutes(app);
  addBodyRoutes(app);
  addHooks(app);
  if (waste > 0)
    app.beforeRequest((request) => void (request.g.waste = Array.from({ length: waste / 8 }, () => 0)));
  await app.start();
  return app;
}

function addPlainRoutes(app) {
  app.get("/", (request, response) => {
    response.type = "text/plain";
    return MESSAGE;
  });
  app.get("/json", () => ({ message: MESSAGE }));
  app.get("/async", async () => ({ message: MESSAGE }));
  app.get("/users/<id>/posts/<slug>", ({ params }) => params);
  app.get("/search", ({ query }) => query.toObject());
  app.get("/cookies", ({ cookies }, response) => {
    response.setCookie("seen", "2", { httpOnly: true, sameSite: "lax" });
    return { theme: cookies["theme"] };
  });
  app.get("/session", ({ session }) => {
    session.count = Number(session.count ?? 0) + 1;
    return { count: session.count };
  });
  app.get("/page", () => render("page.njk", pageData()));
}

function addBodyRoutes(app) {
  app.post("/orders", { body: Order }, ({ body }) => reply({ id: 1, ...body }, 201));
  app.post("/form", async (request) => (await request.form()).toObject());
}

function addHooks(app) {
  const guarded = new Blueprint("guarded");
  for (let count = 0; count < 10; count++) guarded.beforeRequest(async () => {});
  guarded.beforeRequest(async (request, response) => void response.headers.set("X-Request-Id", "bench"));
  guarded.afterRequest((request, response) => void response.headers.set("X-Frame-Options", "DENY"));
  guarded.get("/hooks", () => MESSAGE);
  app.mount(guarded);
}

/** By name, what is sent and the status that is to come. */
export const ALLOCATION_WORKLOADS = {
  hello: { path: "/" },
  json: { path: "/json" },
  async: { path: "/async" },
  params: { path: "/users/42/posts/hello-world" },
  query: { path: "/search?q=x%20y&page=2&sort=name" },
  hooks: { path: "/hooks" },
  cookies: { path: "/cookies", headers: { cookie: COOKIES } },
  session: { path: "/session" },
  template: { path: "/page" },
  "static-304": {
    path: "/static/app.js",
    headers: { "if-modified-since": "Fri, 31 Dec 2100 23:59:59 GMT" },
    status: 304,
  },
  "post-json": {
    method: "POST",
    path: "/orders",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(ORDER),
    status: 201,
  },
  form: {
    method: "POST",
    path: "/form",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: FORM_BODY,
  },
  "not-found": { path: "/nothing", status: 404 },
};
