import type { IncomingMessage, ServerResponse } from "node:http";

/** Makes the tag for a page, with the nonce of its Content-Security-Policy. */
type TagMaker = (nonce: string) => string;

/** Names and values in turn, as `writeHead()` takes them. */
type Head = readonly unknown[] | Readonly<Record<string, unknown>> | undefined;

/**
 * Puts a tag into the HTML page that answers a request: before `</body>`, or at the end of a page without one.
 *
 * Only whole pages get it, not the pieces of HTML that scripts ask for; pages with a coding are left alone.
 *
 * @param incoming - Loses its `Accept-Encoding`, so that its answer has no coding. @param outgoing - Not yet written to.
 * @param makeTag - Called for a page.
 * @example
 * injectTag(incoming, outgoing, (nonce) => channel.scriptTag(nonce));
 * app.handle(incoming, outgoing);
 */
export function injectTag(incoming: IncomingMessage, outgoing: ServerResponse, makeTag: TagMaker): void {
  const asks = destinationOf(incoming);
  if (asks === "other" || incoming.method === "HEAD") return;
  forgetCodings(incoming);
  const page = new Page(outgoing, makeTag, asks === "page");
  // They are replaced below; any values are passed on as they came.
  const writeHead = methodOf(outgoing, "writeHead");
  const write = methodOf(outgoing, "write");
  const end = methodOf(outgoing, "end");
  Reflect.set(outgoing, "writeHead", (status: number, ...rest: unknown[]) =>
    writeHead(status, ...page.begin(status, rest)),
  );
  Reflect.set(outgoing, "write", (chunk: unknown, ...rest: unknown[]) => {
    if (!outgoing.headersSent) outgoing.writeHead(outgoing.statusCode);
    return write(page.add(chunk), ...rest);
  });
  Reflect.set(outgoing, "end", (chunk: unknown, ...rest: unknown[]) => {
    if (!outgoing.headersSent) outgoing.writeHead(outgoing.statusCode);
    if (typeof chunk === "function" || chunk === undefined || chunk === null) {
      const last = page.finish();
      if (last !== "") write(last);
      return end(chunk, ...rest);
    }
    const whole = page.add(chunk);
    const last = page.finish();
    if (last === "") return end(whole, ...rest);
    write(whole, ...rest.filter((value) => typeof value === "string"));
    return end(last, ...rest.filter((value) => typeof value === "function"));
  });
}

type Method = (...values: unknown[]) => unknown;

/** A method as it is now. */
function methodOf(outgoing: ServerResponse, name: "writeHead" | "write" | "end"): Method {
  const method = outgoing[name].bind(outgoing) as Method; // which passes on what it was given
  return (...values) => method(...values);
}

/** A browser says what it wants a page for; others may say that they want HTML. */
function destinationOf({ headers }: IncomingMessage): "page" | "unknown" | "other" {
  const destination = headers["sec-fetch-dest"];
  if (destination === "document" || destination === "iframe" || destination === "frame") return "page";
  return destination === undefined && headers.accept?.includes("text/html") === true ? "unknown" : "other";
}

function forgetCodings(incoming: IncomingMessage): void {
  const { rawHeaders } = incoming;
  for (let index = rawHeaders.length - 2; index >= 0; index -= 2) {
    if (rawHeaders[index]?.toLowerCase() === "accept-encoding") rawHeaders.splice(index, 2);
  }
  delete incoming.headers["accept-encoding"];
}

/** What is known of an answer while it is written. */
class Page {
  readonly #outgoing: ServerResponse;
  readonly #makeTag: TagMaker;
  /** Whether it is a page even without `</body>`. */
  readonly #isCertain: boolean;
  /** "" when there is nothing to put in, or when it is in. */
  #tag = "";

  constructor(outgoing: ServerResponse, makeTag: TagMaker, isCertain: boolean) {
    this.#outgoing = outgoing;
    this.#makeTag = makeTag;
    this.#isCertain = isCertain;
  }

  /** What `writeHead()` is given after the status; a page that gets a tag loses its length. */
  begin(status: number, rest: readonly unknown[]): readonly unknown[] {
    const head = rest.find((value): value is Head => typeof value === "object");
    const read = (name: string): string =>
      readHeader(head, name) || String(this.#outgoing.getHeader(name) ?? "");
    const isPage = read("content-type").startsWith("text/html") && read("content-encoding") === "";
    if (!isPage || status === 204 || status === 304) return rest;
    const [, nonce = ""] = /'nonce-([\w+/=-]+)'/.exec(read("content-security-policy")) ?? [];
    this.#tag = this.#makeTag(nonce);
    this.#outgoing.removeHeader("content-length");
    return rest.map((value) => (value === head ? withoutLength(head) : value));
  }

  /** A piece of the body, with the tag if this is its place. */
  add(chunk: unknown): unknown {
    if (this.#tag === "") return chunk;
    if (typeof chunk === "string") return this.#insert(chunk, (text) => text);
    if (!(chunk instanceof Uint8Array)) return chunk;
    return this.#insert(Buffer.from(chunk).toString("latin1"), (text) => Buffer.from(text, "latin1"));
  }

  /** What comes after all else; "" for nothing. */
  finish(): string {
    const tag = this.#isCertain ? this.#tag : "";
    this.#tag = "";
    return tag;
  }

  #insert(text: string, toChunk: (text: string) => unknown): unknown {
    const place = text.toLowerCase().lastIndexOf("</body>");
    if (place === -1) return toChunk(text);
    const filled = text.slice(0, place) + this.#tag + text.slice(place);
    this.#tag = "";
    return toChunk(filled);
  }
}

function readHeader(head: Head, name: string): string {
  const pairs = Array.isArray(head) ? pairsOf(head) : Object.entries(head ?? {});
  const value: unknown = pairs.find(([known]) => String(known).toLowerCase() === name)?.[1];
  return typeof value === "string" ? value : "";
}

function withoutLength(head: Head): Head {
  if (Array.isArray(head)) return pairsOf(head).filter(isNoLength).flat();
  return Object.fromEntries(Object.entries(head ?? {}).filter(isNoLength));
}

function isNoLength([name]: readonly unknown[]): boolean {
  return String(name).toLowerCase() !== "content-length";
}

function pairsOf(flat: readonly unknown[]): (readonly [unknown, unknown])[] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1]] as const] : []));
}
