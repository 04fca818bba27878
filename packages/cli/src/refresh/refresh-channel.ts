import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { isOwnRequest } from "./own-request.ts";
import { REFRESH_SCRIPT } from "./refresh-script.ts";

/** What a page has to do: load itself again, or its style sheets alone. */
export type RefreshKind = "refresh" | "styles";

/** Milliseconds after which a page asks again when its connection has ended. */
const RETRY = 100;

/**
 * Tells the open pages of an app that something has changed, over server-sent events.
 *
 * @example
 * const channel = new RefreshChannel(token);
 * if (!channel.answer(incoming, outgoing)) app.handle(incoming, outgoing);
 * channel.tell("refresh");
 */
export class RefreshChannel {
  readonly #path: string;
  /** A page that another process has made is out of date. */
  readonly #version = randomUUID();
  readonly #streams = new Set<ServerResponse>();

  /** @param token - Known to the pages of the app and to nobody else. */
  constructor(token: string) {
    this.#path = `/~micro/${token}/`;
  }

  /**
   * What makes a page follow.
   *
   * @param nonce - That the page's Content-Security-Policy asks for; "" for none.
   */
  scriptTag(nonce: string): string {
    const allowed = nonce === "" ? "" : ` nonce="${nonce}"`;
    return `<script src="${this.#path}refresh.js?v=${this.#version}"${allowed} defer></script>`;
  }

  /** Answers a request of the script's own; `false` for one of the app. */
  answer(incoming: IncomingMessage, outgoing: ServerResponse): boolean {
    const path = incoming.url ?? "";
    if (!path.startsWith("/~micro/")) return false;
    if (!isOwnRequest(incoming)) refuse(outgoing, 403);
    else if (incoming.method !== "GET") refuse(outgoing, 405);
    else if (path.startsWith(`${this.#path}refresh.js`)) this.#sendScript(outgoing);
    else if (path === `${this.#path}events`) this.#open(outgoing);
    else refuse(outgoing, 404);
    return true;
  }

  /** Tells all open pages. */
  tell(kind: RefreshKind): void {
    for (const stream of this.#streams) stream.write(`event: ${kind}\ndata: ${kind}\n\n`);
  }

  /** Lets the pages go; they come back to whoever answers next. */
  close(): void {
    for (const stream of this.#streams) stream.end();
  }

  #sendScript(outgoing: ServerResponse): void {
    outgoing
      .writeHead(200, { "Content-Type": "text/javascript; charset=utf-8", ...SAFE_HEADERS })
      .end(REFRESH_SCRIPT);
  }

  #open(outgoing: ServerResponse): void {
    outgoing.writeHead(200, { "Content-Type": "text/event-stream", ...SAFE_HEADERS });
    outgoing.write(`retry: ${RETRY}\nevent: version\ndata: ${this.#version}\n\n`);
    this.#streams.add(outgoing);
    outgoing.once("close", () => this.#streams.delete(outgoing));
  }
}

/** Other sites may not even load the script, whose address they do not know. */
const SAFE_HEADERS = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

function refuse(outgoing: ServerResponse, status: number): void {
  outgoing
    .writeHead(status, { "Content-Type": "text/plain", "Content-Length": 0, Connection: "close" })
    .end();
}
