// Fastify as its guide would write it, with the response schema it recommends for speed.
import Fastify from "fastify";

export async function listen() {
  const app = Fastify();
  const schema = { response: { 200: { type: "object", properties: { message: { type: "string" } } } } };
  app.get("/", async () => "Hello, World!");
  app.get("/json", { schema }, async () => ({ message: "Hello, World!" }));
  app.get("/users/:id/posts/:slug", async (request) => ({ params: request.params, query: request.query }));
  app.register(async (scope) => {
    for (let count = 0; count < 10; count++) scope.addHook("onRequest", async () => {});
    scope.addHook("onRequest", async (request, reply) => void reply.header("X-Request-Id", "bench"));
    scope.addHook("onRequest", async (request, reply) => void reply.header("X-Frame-Options", "DENY"));
    scope.get("/middleware", async () => "ok");
  });
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server.address().port;
}
