import type { IncomingMessage } from "node:http";

import { MicroError } from "./errors.ts";
import type { NodeHandler } from "./gateway/server.ts";
import { isPromise, type MaybePromise } from "./maybe-promise.ts";

/** A web-standard handler: a function from Request to Response. */
export type FetchHandler = (request: globalThis.Request) => MaybePromise<globalThis.Response>;

/** An app that can be mounted below a prefix: another Micro, Express, Hono, a listener of `node:http`, a fetch handler. */
export type MountableApp = NodeHandler | FetchHandler | { readonly fetch: FetchHandler } | MountableMicro;

/** What a Micro is to the one that it is mounted in. */
interface MountableMicro {
  readonly handle: NodeHandler;
  "~fetch"(request: globalThis.Request, rootPath: string): Promise<globalThis.Response>;
}

/** An app and the prefix it is below. */
export interface MountedApp {
  /** Starts with a slash and does not end with one. */
  readonly prefix: string;
  /** Serves a request of `node:http`, whose URL has lost the prefix to its `baseUrl`. */
  readonly serve: NodeHandler;
  /** Serves a WHATWG Request, whose URL has the prefix still. */
  fetch(request: globalThis.Request, rootPath: string): Promise<globalThis.Response>;
}

/** Compared with URLs as they come: what they escape would never be found. */
const PREFIX = /^(?:\/[\w.~!$&'()*+,;=:@-]+)+$/;

/** How a fetch handler is served behind `node:http`: by a Micro of its own. */
export type ServeFetchHandler = (handler: FetchHandler) => MountableMicro;

/** What mounting needs of the app that mounts. */
export interface MountServices {
  readonly wrap: ServeFetchHandler;
  /** Logs what a listener throws. */
  readonly reportError: (error: unknown) => void;
}

/**
 * An app as it is mounted.
 *
 * @param services - `wrap` makes something of a fetch handler that `node:http` can serve.
 * @throws MicroError `MICRO_PATH_SYNTAX` for the prefix, `MICRO_MOUNT_INVALID` for what is no app.
 */
export function toMountedApp(prefix: string, app: MountableApp, services: MountServices): MountedApp {
  if (!PREFIX.test(prefix)) {
    throw new MicroError(
      "MICRO_PATH_SYNTAX",
      `An app cannot be mounted at ${JSON.stringify(prefix)}: write a path that starts with a slash and does not end with ` +
        "one, of characters that a URL has as they are.",
    );
  }
  if (isNodeHandler(app)) return { prefix, serve: withErrors(app, services), fetch: refuseFetch };
  const micro = isMicro(app) ? app : services.wrap(toFetchHandler(prefix, app));
  return {
    prefix,
    serve: micro.handle,
    fetch: (request, rootPath) => micro["~fetch"](withoutPrefix(request, prefix), rootPath + prefix),
  };
}

function isMicro(app: MountableApp): app is MountableMicro {
  return typeof app === "object" && app !== null && "~fetch" in app;
}

/** Listeners take request and response; Express adds `next`. */
function isNodeHandler(app: MountableApp): app is NodeHandler {
  return typeof app === "function" && app.length >= 2;
}

function toFetchHandler(
  prefix: string,
  app: FetchHandler | { readonly fetch: FetchHandler } | MountableMicro,
): FetchHandler {
  if (typeof app === "function") return app;
  if (typeof app === "object" && app !== null && "fetch" in app && typeof app.fetch === "function")
    return (request) => app.fetch(request);
  throw new MicroError(
    "MICRO_MOUNT_INVALID",
    `What was mounted at ${prefix} is no app. Give it a Micro, a (request, response) listener or a fetch handler.`,
  );
}

/** A listener that ends no process, whether it throws or its promise, if it gives one, is rejected. */
function withErrors(handler: NodeHandler, { reportError }: MountServices): NodeHandler {
  const serve: NodeHandler = (incoming, outgoing) => {
    const fail = (error: unknown): void => {
      reportError(error);
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(500, { "Content-Type": "text/plain" }).end("500 Internal Server Error\n");
    };
    try {
      const served: unknown = handler(incoming, outgoing);
      if (isPromise(served)) served.then(undefined, fail);
    } catch (error) {
      fail(error);
    }
  };
  return (incoming, outgoing) => {
    // Servers of Micro make no stream for a request without a body. It is complete only after this call, and no event
    // says so: Express, which waits for its end before it answers 404, would wait for ever.
    if (incoming.readableEnded && !incoming.complete) process.nextTick(serve, incoming, outgoing);
    else serve(incoming, outgoing);
  };
}

async function refuseFetch(): Promise<never> {
  throw new MicroError(
    "MICRO_MOUNT_INVALID",
    "A (request, response) listener is mounted here, which needs a server of node:http. Use app.handle, or mount a fetch handler.",
  );
}

function withoutPrefix(request: globalThis.Request, prefix: string): globalThis.Request {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(prefix.length) || "/";
  return new globalThis.Request(url, request);
}

/** The mounted app that a path belongs to; `undefined` for none. The longest prefix is asked first. */
export function findMounted(apps: readonly MountedApp[], path: string): MountedApp | undefined {
  return apps.find(
    ({ prefix }) =>
      path.startsWith(prefix) && /^(?:$|[/?])/.test(path.slice(prefix.length, prefix.length + 1)),
  );
}

/** Where a listener is mounted, as Express and its like write it into a request. */
export interface MountedRequest extends IncomingMessage {
  baseUrl?: string;
  originalUrl?: string;
}

/**
 * Moves the prefix from the URL to the `baseUrl`, where Micro and Express look for it.
 *
 * @param target - The path and query, with which the URL ends.
 */
export function stripPrefix(incoming: MountedRequest, target: string, prefix: string): void {
  const { url = "" } = incoming;
  incoming.originalUrl ??= url;
  incoming.baseUrl = (incoming.baseUrl ?? "") + prefix;
  const origin = url.slice(0, url.length - target.length);
  const rest = target.slice(prefix.length);
  incoming.url = `${origin}${rest.startsWith("/") ? "" : "/"}${rest}`;
}
