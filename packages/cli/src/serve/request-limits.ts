import type { NodeHandler } from "@micro-web/core";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What keeps requests within limits. */
export interface RequestLimits {
  /** Milliseconds after which a request without an answer gets 503; 0 for never. */
  readonly timeout: number;
  /** Whether the connection of a request is one too many; `null` where there may be any number. */
  readonly isRefused: ((socket: object) => boolean) | null;
}

/**
 * Keeps requests within limits: what the app does not answer in time, and what comes on too many connections, gets 503.
 *
 * @returns The listener itself where nothing is limited.
 * @example
 * createServer(limitRequests(app.handle, { timeout: 10_000, isRefused: null }));
 */
export function limitRequests(handle: NodeHandler, { timeout, isRefused }: RequestLimits): NodeHandler {
  if (timeout === 0 && isRefused === null) return handle;
  return function serveWithinLimits(incoming, outgoing) {
    if (isRefused?.(incoming.socket) === true) return refuse(incoming, outgoing);
    if (timeout > 0) answerInTime(incoming, outgoing, timeout);
    handle(incoming, outgoing);
  };
}

/** What has begun to be answered is left alone: a long download is no fault. */
function answerInTime(incoming: IncomingMessage, outgoing: ServerResponse, timeout: number): void {
  const timer = setTimeout(() => {
    if (!outgoing.headersSent) refuse(incoming, outgoing);
  }, timeout);
  outgoing.once("close", () => clearTimeout(timer));
}

const BODY = "503 Service Unavailable\n";

/** The connection is closed, so that what the app writes later goes nowhere. */
function refuse(incoming: IncomingMessage, outgoing: ServerResponse): void {
  outgoing.writeHead(503, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": BODY.length,
    "Cache-Control": "no-store",
    "Retry-After": "1",
    Connection: "close",
  });
  outgoing.end(incoming.method === "HEAD" ? undefined : BODY);
}
