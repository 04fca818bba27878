import { readFileSync } from "node:fs";
import {
  Agent as HttpAgent,
  type ClientRequest,
  createServer,
  type IncomingMessage,
  request as requestHttp,
} from "node:http";
import { Agent as HttpsAgent, createServer as createSecureServer, request as requestHttps } from "node:https";
import type { Server } from "node:net";

import type { Micro } from "../src/app.ts";
import { portOf, stopServer } from "./running-server.ts";

/** What a test sends. */
interface DriverRequest {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** What came back, the body not yet read. */
interface DriverResponse {
  readonly status: number;
  /** The values under a name, each field of its own. */
  header(name: string): readonly string[];
  /** The next piece of the body; `null` at its end. Rejects when the body breaks off. */
  read(): Promise<string | null>;
  /** What is left of the body. */
  text(): Promise<string>;
  /** Reads what is left; `false` when it breaks off. */
  isWhole(): Promise<boolean>;
  /** Goes away without reading the rest. */
  leave(): Promise<void>;
}

/** An app behind one of the gateways. */
export interface Driver {
  send(request: DriverRequest): Promise<DriverResponse>;
  close(): Promise<void>;
}

/** A way to serve an app. */
export interface GatewayKind {
  readonly name: string;
  readonly scheme: "http" | "https";
  /** Whether there is a socket underneath. */
  readonly hasSocket: boolean;
  open(app: Micro): Promise<Driver>;
}

/** What can be read piece by piece. */
interface Pieces {
  next(): Promise<IteratorResult<Uint8Array, unknown>>;
}

class ReadResponse implements DriverResponse {
  readonly status: number;
  readonly #headers: readonly (readonly [string, string])[];
  readonly #pieces: Pieces;
  readonly #leave: () => Promise<void>;

  constructor(
    status: number,
    headers: readonly (readonly [string, string])[],
    body: { pieces: Pieces; leave: () => Promise<void> },
  ) {
    this.status = status;
    this.#headers = headers;
    this.#pieces = body.pieces;
    this.#leave = body.leave;
  }

  header(name: string): readonly string[] {
    return this.#headers
      .filter(([known]) => known.toLowerCase() === name.toLowerCase())
      .map(([, value]) => value);
  }

  async read(): Promise<string | null> {
    const next = await this.#pieces.next();
    return next.done === true ? null : Buffer.from(next.value).toString();
  }

  async text(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for (let next = await this.#pieces.next(); next.done !== true; next = await this.#pieces.next())
      chunks.push(next.value);
    return Buffer.concat(chunks).toString();
  }

  isWhole(): Promise<boolean> {
    return this.text().then(
      () => true,
      () => false,
    );
  }

  leave(): Promise<void> {
    return this.#leave();
  }
}

const PEM: string = readFileSync(new URL("localhost.pem", import.meta.url), "utf8");

function toPairs(rawHeaders: readonly string[]): [string, string][] {
  return rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] satisfies [string, string]] : [],
  );
}

/** A client of a socket that keeps its connections. */
class SocketDriver implements Driver {
  readonly #server: Server;
  readonly #agent: HttpAgent;
  readonly #start: (request: DriverRequest) => ClientRequest;

  constructor(server: Server, agent: HttpAgent, start: (request: DriverRequest) => ClientRequest) {
    this.#server = server;
    this.#agent = agent;
    this.#start = start;
  }

  async send(request: DriverRequest): Promise<DriverResponse> {
    const outgoing = this.#start(request);
    outgoing.end(request.body);
    const incoming = await new Promise<IncomingMessage>((resolve, reject) =>
      outgoing.once("response", resolve).once("error", reject),
    );
    const leave = async (): Promise<void> => void incoming.destroy();
    const pieces: Pieces = incoming[Symbol.asyncIterator]();
    return new ReadResponse(incoming.statusCode ?? 0, toPairs(incoming.rawHeaders), { pieces, leave });
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    await stopServer(this.#server);
  }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return portOf(server);
}

async function openHttp(app: Micro): Promise<Driver> {
  const server = createServer(app.handle);
  const port = await listen(server);
  const agent = new HttpAgent({ keepAlive: true });
  return new SocketDriver(server, agent, ({ method = "GET", path, headers = {} }) =>
    requestHttp({ host: "127.0.0.1", port, method, path, headers, agent }),
  );
}

async function openHttps(app: Micro): Promise<Driver> {
  const server = createSecureServer({ key: PEM, cert: PEM }, app.handle);
  const port = await listen(server);
  const agent = new HttpsAgent({ keepAlive: true, ca: PEM });
  return new SocketDriver(server, agent, ({ method = "GET", path, headers = {} }) =>
    requestHttps({ host: "127.0.0.1", servername: "localhost", port, method, path, headers, agent }),
  );
}

async function openFetch(app: Micro): Promise<Driver> {
  return {
    async send({ method = "GET", path, headers = {}, body }): Promise<DriverResponse> {
      const url = `http://localhost${path}`;
      const request = new Request(url, {
        method,
        headers: { ...headers },
        ...(body === undefined ? {} : { body }),
      });
      const response = await app.fetch(request);
      const cookies = response.headers.getSetCookie().map((value) => ["set-cookie", value] as const);
      const pairs = [...[...response.headers].filter(([name]) => name !== "set-cookie"), ...cookies];
      const reader = response.body?.getReader();
      const pieces: Pieces = {
        next: async () => {
          const result = await reader?.read();
          return result === undefined || result.done
            ? { done: true, value: undefined }
            : { done: false, value: result.value };
        },
      };
      return new ReadResponse(response.status, pairs, {
        pieces,
        leave: () => reader?.cancel() ?? Promise.resolve(),
      });
    },
    close: () => app.close(),
  };
}

/** Every way to serve an app. */
export const GATEWAYS: readonly GatewayKind[] = [
  { name: "node:http", scheme: "http", hasSocket: true, open: openHttp },
  { name: "node:https", scheme: "https", hasSocket: true, open: openHttps },
  { name: "fetch", scheme: "http", hasSocket: false, open: openFetch },
];
