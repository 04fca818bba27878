import { createServer, type Server } from "node:http";

import type { Micro } from "../src/app.ts";
import { directMessageClass } from "../src/gateway/direct-message.ts";
import { createNodeServer } from "../src/gateway/server.ts";

/** A kind of server, by the way in which it gets a body. */
interface MessageServer {
  readonly name: string;
  readonly open: (app: Micro) => Server;
}

/** Messages as before Node 24.12. */
class OlderMessage extends directMessageClass() {}
Object.defineProperty(OlderMessage.prototype, "_dumpAndCloseReadable", { value: undefined });

/** The ways in which a body comes: straight from the parser, or as the events of a stream. */
export const MESSAGE_SERVERS: readonly MessageServer[] = [
  {
    name: "a server that Micro made on an older Node",
    open: (app) => createServer({ IncomingMessage: OlderMessage }, app.handle),
  },
  { name: "a server that Micro made", open: (app) => createNodeServer(app.handle) },
  { name: "a server of node:http", open: (app) => createServer(app.handle) },
];
