import { Blueprint, Micro } from "@micro-web/core";

export async function listen() {
  const app = new Micro();
  app.get("/", (request, response) => {
    response.type = "text/plain";
    return "Hello, World!";
  });
  app.get("/json", () => ({ message: "Hello, World!" }));
  app.get("/users/<id>/posts/<slug>", ({ params, query }) => ({ params, query: query.toObject() }));
  const guarded = new Blueprint("guarded");
  for (let count = 0; count < 10; count++) guarded.beforeRequest(async () => {});
  guarded.beforeRequest(async (request, response) => void response.headers.set("X-Request-Id", "bench"));
  guarded.beforeRequest(async (request, response) => void response.headers.set("X-Frame-Options", "DENY"));
  guarded.get("/middleware", (request, response) => {
    response.type = "text/plain";
    return "ok";
  });
  app.mount(guarded);
  const server = await app.listen({ port: 0 });
  return server.address().port;
}
