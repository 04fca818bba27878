// How the hand-written server answers.

/** Sends a text with its type and length. */
export function sendText(response, body, type = "text/plain") {
  response.writeHead(200, { "Content-Type": type, "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

export function sendJson(response, value, status = 200) {
  const body = JSON.stringify(value);
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
}

export function sendNotFound(response) {
  response.writeHead(404, { "Content-Type": "text/plain" });
  response.end("Not Found");
}

/** Gives `use` the whole body. */
export function readBody(request, use) {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => use(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
}
