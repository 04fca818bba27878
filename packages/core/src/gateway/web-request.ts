import type { Request } from "../http/request.ts";

const BODILESS: ReadonlySet<string> = new Set(["GET", "HEAD"]);

/**
 * A request as a WHATWG Request, for handlers of other frameworks; its body is read as it is asked for.
 *
 * @param request - Its body must not have been read.
 */
export function toWebRequest(request: Request): globalThis.Request {
  const headers = new Headers();
  for (const [name, value] of request.headers) headers.append(name, value);
  const { method, rawPath, queryString, signal } = request;
  // What the app is mounted under is no part of what the handler answers.
  const url = `${request.hostUrl}${rawPath.slice(1)}${queryString === "" ? "" : `?${queryString}`}`;
  if (BODILESS.has(method)) return new globalThis.Request(url, { method, headers, signal });
  const body = toStream(request.stream());
  const init = { method, headers, signal, body, duplex: "half" as const };
  return new globalThis.Request(url, init);
}

function toStream(chunks: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller): Promise<void> {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel(): Promise<void> {
      await iterator.return?.();
    },
  });
}
