// A request and its response without a socket: Micro's own code runs, from the gateway to the last `end()`, Node's does
// not. Everything is made before the request, so that what is allocated meanwhile is Micro's.

/** What `node:http` gives for a request whose body, if any, has come in one piece. */
class MemoryRequest {
  httpVersionMajor = 1;
  httpVersionMinor = 1;
  httpVersion = "1.1";
  complete = false;
  destroyed = false;
  readableEnded = false;
  socket = { remoteAddress: "127.0.0.1" };

  constructor({ method = "GET", path, headers = {}, body }) {
    this.method = method;
    this.url = path;
    this.body = body === undefined ? null : Buffer.from(body);
    const framing = this.body === null ? {} : { "content-length": String(this.body.byteLength) };
    this.headers = { host: "127.0.0.1:5000", ...headers, ...framing };
    this.rawHeaders = Object.entries(this.headers).flat();
  }

  /** As the gateway's own class of messages gives a body: to one collector. */
  collect(collector) {
    this.complete = true;
    if (this.body !== null) collector.take(this.body);
    collector.finish();
    return true;
  }

  /** Nothing happens to it later. */
  once() {
    return this;
  }
}

/** Takes what an app writes. */
class MemoryResponse {
  destroyed = false;
  closed = false;
  writableFinished = false;
  status = 0;
  head = [];
  body = "";
  /** Whether the answer is complete. */
  isEnded = false;
  #whenEnded = null;

  writeHead(status, head) {
    this.status = status;
    this.head = head;
    return this;
  }

  end(body = "") {
    this.body = body;
    this.isEnded = true;
    this.#whenEnded?.();
  }

  /** As the gateway's own class of responses takes an answer: at once. */
  answer({ status, fields, body }) {
    this.writeHead(status, fields);
    this.end(body ?? "");
    return true;
  }

  once() {
    return this;
  }

  /** For the next request. */
  reset() {
    this.isEnded = false;
    this.#whenEnded = null;
  }

  /** Resolves when the answer is complete. */
  ended() {
    return new Promise((resolve) => {
      this.#whenEnded = resolve;
    });
  }
}

/** One request that can be sent to an app again and again. */
export class MemoryExchange {
  #request;
  #response = new MemoryResponse();

  /** @param {{ method?: string, path: string, headers?: Record<string, string>, body?: string }} request */
  constructor(request) {
    this.#request = new MemoryRequest(request);
  }

  /** Sends the request so many times, each when the one before has been answered. */
  async send(app, times) {
    const response = this.#response;
    for (let time = 0; time < times; time++) {
      response.reset();
      app.handle(this.#request, response);
      if (!response.isEnded) await response.ended();
    }
  }

  /** The last answer. */
  get answer() {
    const { status, head, body } = this.#response;
    return { status, head, body: body.toString() };
  }
}
