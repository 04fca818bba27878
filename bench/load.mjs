// A load generator that costs less than the servers do: it writes requests that were put together before, and looks at
// no more of an answer than where it ends.
import { connect } from "node:net";

const CRLF = "\r\n";
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

/** A request as bytes. */
function toBytes({ method = "GET", path, headers = {}, body }) {
  const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  const length = method === "GET" ? {} : { "Content-Length": bytes.length };
  const fields = Object.entries({ Host: "127.0.0.1", ...headers, ...length });
  const head = [`${method} ${path} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`), "", ""];
  return Buffer.concat([Buffer.from(head.join(CRLF)), bytes]);
}

/** What a head announces: bytes, or `Infinity` for chunks. */
function bodyLength(head, status) {
  if (status === 304 || status === 204) return 0;
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  return length === undefined ? Number.POSITIVE_INFINITY : Number(length);
}

/** One connection, which sends a request when the one before has been answered. */
class Client {
  #load;
  #socket;
  #next;
  /** Bytes that have not come yet; `null` before the head has. */
  #missing = null;

  constructor(load, port, first) {
    this.#load = load;
    this.#next = first;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (chunk) => this.#take(chunk));
    this.#socket.on("error", (error) => load.fail(error));
    this.#socket.on("close", () => load.fail(new Error("The server closed a connection")));
    this.#socket.on("connect", () => this.#send());
  }

  close() {
    this.#socket.removeAllListeners("close");
    this.#socket.destroy();
  }

  #send() {
    const { requests } = this.#load;
    this.#missing = null;
    this.#socket.write(requests[this.#next]);
    this.#next = (this.#next + 1) % requests.length;
  }

  #take(chunk) {
    if (this.#missing === null) this.#takeHead(chunk);
    else if (this.#missing !== Number.POSITIVE_INFINITY) this.#missing -= chunk.length;
    else if (chunk.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) this.#missing = 0;
    if (this.#missing !== 0) return;
    this.#load.answers++;
    this.#send();
  }

  #takeHead(chunk) {
    const end = chunk.indexOf("\r\n\r\n") + 4;
    const head = chunk.latin1Slice(0, end);
    const status = Number(head.slice(9, 12));
    if (status >= 400 || end < 4) this.#load.fail(new Error(`Answered under load: ${head}`));
    this.#missing = bodyLength(head, status);
    if (this.#missing !== Number.POSITIVE_INFINITY) this.#missing -= chunk.length - end;
    else if (chunk.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) this.#missing = 0;
  }
}

/** Loads one server until it is stopped. */
export class Load {
  /** How many answers have come. */
  answers = 0;
  requests;
  #clients;
  #error = null;

  /**
   * @param {number} port
   * @param {readonly object[]} requests - Sent in turn.
   * @param {number} connections - Each with one request under way.
   */
  constructor(port, requests, connections) {
    this.requests = requests.map(toBytes);
    const indexes = Array.from({ length: connections }, (_, index) => index);
    this.#clients = indexes.map((index) => new Client(this, port, index % requests.length));
  }

  /** Remembers what went wrong, for `check()`. */
  fail(error) {
    this.#error ??= error;
  }

  /** @throws what went wrong since the start */
  check() {
    if (this.#error !== null) throw new Error("The load was broken off", { cause: this.#error });
  }

  stop() {
    for (const client of this.#clients) client.close();
  }
}
