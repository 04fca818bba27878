// Hand-written node:http: what every ratio refers to.
import { createServer } from "node:http";

function send(response, type, body) {
  response.writeHead(200, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

const noop = async () => {};
const hooks = [
  ...Array.from({ length: 10 }, () => noop),
  async (headers) => void (headers["X-Request-Id"] = "bench"),
  async (headers) => void (headers["X-Frame-Options"] = "DENY"),
];
const post = /^\/users\/([^/?]+)\/posts\/([^/?]+)(?:\?(.*))?$/;

async function middleware(response) {
  const headers = { "Content-Type": "text/plain", "Content-Length": 2 };
  for (const hook of hooks) await hook(headers);
  response.writeHead(200, headers);
  response.end("ok");
}

export async function listen() {
  const server = createServer((request, response) => {
    if (request.url === "/") return send(response, "text/plain", "Hello, World!");
    if (request.url === "/json")
      return send(response, "application/json", JSON.stringify({ message: "Hello, World!" }));
    if (request.url === "/middleware") return void middleware(response);
    const [, id = "", slug = "", query] = post.exec(request.url) ?? [];
    const params = { id: decodeURIComponent(id), slug: decodeURIComponent(slug) };
    send(
      response,
      "application/json",
      JSON.stringify({ params, query: Object.fromEntries(new URLSearchParams(query)) }),
    );
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server.address().port;
}
