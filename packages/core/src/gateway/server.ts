import type { IncomingMessage, Server, ServerResponse } from "node:http";

import { directMessageClass } from "./direct-message.ts";
import { closeWithConnection, directResponseClass } from "./direct-response.ts";
import { refuseMalformed } from "./node.ts";
import { waitingClients } from "./node-source.ts";

/** Milliseconds and switches of the servers Micro makes: slow clients do not hold connections. */
const SERVER_OPTIONS = {
  headersTimeout: 20_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  /** Checked by the gateway, which also stops what follows on the connection. */
  requireHostHeader: false,
  /** Node 24.12 and later: a request without a body costs no stream. */
  optimizeEmptyRequests: true,
} as const;

/** A listener of `node:http` and `node:https` servers. */
export type NodeHandler = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** A server of `node:http` or `node:https`. */
export type NodeServer = Server;

/** What https needs. */
export interface ServerCertificate {
  /** The certificate, and those that vouch for it, in PEM. */
  readonly cert: string;
  /** Its private key, in PEM. */
  readonly key: string;
}

/**
 * Makes a `node:http` server for an app's `handle`, with Micro's time limits.
 *
 * `node:http` is taken when it is needed: importing it as an ES module loads all of `fetch`, which costs more processor
 * time than the rest of Micro.
 *
 * @param certificate - Makes it a `node:https` server.
 * @example
 * createNodeServer(app.handle).listen(5000);
 */
export function createNodeServer(
  handle: NodeHandler,
  certificate: ServerCertificate | null = null,
): NodeServer {
  const options = {
    ...SERVER_OPTIONS,
    IncomingMessage: directMessageClass(),
    ServerResponse: directResponseClass(),
  };
  const server =
    certificate === null
      ? process.getBuiltinModule("node:http").createServer(options, handle)
      : process.getBuiltinModule("node:https").createServer({ ...options, ...certificate }, handle);
  closeWithConnection(server, certificate === null ? "connection" : "secureConnection");
  server.on("clientError", refuseMalformed);
  server.on("checkContinue", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    waitingClients.add(incoming);
    handle(incoming, outgoing);
  });
  return server;
}
