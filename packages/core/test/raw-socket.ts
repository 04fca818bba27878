import { connect, type Socket } from "node:net";

/** One response as it stood on the wire. */
interface RawResponse {
  readonly status: number;
  /** Names in lower case, in the order they came. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** The first value under a name; `undefined` without one. */
  header(name: string): string | undefined;
  /** Without its framing, one character a byte. */
  readonly body: string;
}

/** What came back for bytes that were sent. */
export interface Exchange {
  /** The first response, whatever its status; fails the test when none came. */
  readonly first: RawResponse;
  /** The final responses in order, without the interim ones. */
  readonly responses: readonly RawResponse[];
  /** The interim responses: 100 and the like. */
  readonly interim: readonly RawResponse[];
  /** Whether the server ended the connection. */
  readonly isClosed: boolean;
  /** What came after the last complete response, one character a byte. */
  readonly rest: string;
}

/** How an exchange is watched. */
export interface ExchangeOptions {
  /** Final responses to wait for. @default 1 */
  readonly count?: number;
  /** Whether the answers are to HEAD, so that a Content-Length announces no body. @default false */
  readonly isHead?: boolean;
  /** How long to wait for everything, in milliseconds. @default 3000 */
  readonly timeout?: number;
  /** How long an open connection has to stay open after the last response, in milliseconds. @default 10 */
  readonly grace?: number;
  /** Whether to wait for the end of a connection whose end was announced. @default true */
  readonly awaitsClose?: boolean;
}

type Parsed = { response: RawResponse; rest: string } | null;

/** Reads one response from the front of what came; `null` when it is not complete. */
function parseResponse(text: string, { isHead, isOver }: { isHead: boolean; isOver: boolean }): Parsed {
  const end = text.indexOf("\r\n\r\n");
  if (end === -1) return null;
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1] ?? Number.NaN);
  const headers = lines.map(
    (line) =>
      [line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim()] as const,
  );
  const header = (name: string): string | undefined =>
    headers.find(([known]) => known === name.toLowerCase())?.[1];
  const found = parseBody(text.slice(end + 4), {
    header,
    isOver,
    isEmpty: isHead || status < 200 || status === 204 || status === 304,
  });
  return found && { response: { status, headers, header, body: found.body }, rest: found.rest };
}

type Framing = { header: (name: string) => string | undefined; isEmpty: boolean; isOver: boolean };

function parseBody(
  text: string,
  { header, isEmpty, isOver }: Framing,
): { body: string; rest: string } | null {
  if (isEmpty) return { body: "", rest: text };
  if (header("transfer-encoding") === "chunked") return parseChunks(text);
  const length = header("content-length");
  if (length === undefined)
    return header("connection") === "close" && isOver ? { body: text, rest: "" } : null;
  return text.length < Number(length)
    ? null
    : { body: text.slice(0, Number(length)), rest: text.slice(Number(length)) };
}

function parseChunks(text: string): { body: string; rest: string } | null {
  let body = "";
  for (let at = 0; ;) {
    const lineEnd = text.indexOf("\r\n", at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    const next = lineEnd + 2 + size + 2;
    if (text.length < next) return null;
    body += text.slice(lineEnd + 2, lineEnd + 2 + size);
    if (size === 0) return { body, rest: text.slice(next) };
    at = next;
  }
}

/** A connection that sends bytes as they are and keeps what comes back. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #waiting = new Set<() => void>();
  #received = "";
  #isClosed = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => {
      this.#received += bytes.toString("latin1");
      this.#wake();
    });
    socket.on("error", () => this.#close());
    socket.on("close", () => this.#close());
    socket.on("end", () => this.#close());
  }

  /** Connects to a port of this machine. */
  static open(port: number): Promise<RawConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
      socket.once("error", reject);
      socket.once("connect", () => resolve(new RawConnection(socket)));
    });
  }

  /** All that came so far, one character a byte. */
  get received(): string {
    return this.#received;
  }

  /** Whether the server ended the connection. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Sends text, one byte a character, or bytes. */
  write(bytes: string | Uint8Array): void {
    if (!this.#socket.destroyed)
      this.#socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** Stops reading, as a slow client does. */
  pause(): void {
    this.#socket.pause();
  }

  /** Goes away: with a reset, or politely. */
  leave(how: "reset" | "end" = "end"): void {
    if (how === "reset") this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  /** Waits until `condition` holds; `false` when it does not in time. */
  async until(condition: () => boolean, timeout: number = 3000): Promise<boolean> {
    const deadline = performance.now() + timeout;
    while (!condition()) {
      if (performance.now() > deadline) return false;
      // What a condition looks at is not always on this connection: look again after a moment, whatever comes.
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 5);
        this.#waiting.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
    return true;
  }

  #close(): void {
    this.#isClosed = true;
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }
}

/** Takes complete responses off the front of a text. */
function takeResponses(text: string, isHead: boolean, isOver: boolean): { all: RawResponse[]; rest: string } {
  const all: RawResponse[] = [];
  let rest = text;
  for (
    let found = parseResponse(rest, { isHead, isOver });
    found !== null;
    found = parseResponse(rest, { isHead, isOver })
  ) {
    all.push(found.response);
    rest = found.rest;
  }
  return { all, rest };
}

/** Waits for responses on a connection. */
export async function readResponses(
  connection: RawConnection,
  options: ExchangeOptions = {},
): Promise<Exchange> {
  const { count = 1, isHead = false, timeout = 3000, grace = 10, awaitsClose = true } = options;
  const finals = (): RawResponse[] =>
    takeResponses(connection.received, isHead, connection.isClosed).all.filter(({ status }) => status >= 200);
  await connection.until(() => connection.isClosed || finals().length >= count, timeout);
  const announcesClose = awaitsClose && finals().at(-1)?.header("connection") === "close";
  await connection.until(() => connection.isClosed, announcesClose ? timeout : grace);
  const { all, rest } = takeResponses(connection.received, isHead, connection.isClosed);
  return {
    get first(): RawResponse {
      const [response] = all;
      if (response === undefined)
        throw new Error(`No response came, only ${JSON.stringify(connection.received)}.`);
      return response;
    },
    responses: all.filter(({ status }) => status >= 200),
    interim: all.filter(({ status }) => status < 200),
    isClosed: connection.isClosed,
    rest,
  };
}

/** Sends bytes on a fresh connection and waits for the responses. */
export async function exchange(
  port: number,
  bytes: string | Uint8Array,
  options: ExchangeOptions = {},
): Promise<Exchange> {
  const connection = await RawConnection.open(port);
  try {
    connection.write(bytes);
    return await readResponses(connection, options);
  } finally {
    connection.leave();
  }
}

/** A request in bytes: its line, a Host, and more lines. */
export function head(line: string, ...fields: readonly string[]): string {
  return `${[`${line} HTTP/1.1`, "Host: localhost", ...fields].join("\r\n")}\r\n\r\n`;
}

/** A request with a body and its right Content-Length. */
export function withBody(line: string, type: string, body: string): string {
  return head(line, `Content-Type: ${type}`, `Content-Length: ${body.length}`) + body;
}
