import type { IncomingMessage, OutgoingHttpHeader, Server, ServerResponse } from "node:http";

import type { AccessEntry, AccessFormat } from "./access-format.ts";

/**
 * Writes a line for each request of a server, when its answer is over.
 *
 * @param server - Before it answers. @param add - Takes each line.
 * @example
 * logAccess(server, compileAccessFormat("combined"), (line) => file.add(line));
 */
export function logAccess(server: Server, format: AccessFormat, add: (line: string) => void): void {
  server.prependListener("request", (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const answer = observe(outgoing);
    const [time, started] = [Date.now(), performance.now()];
    // The socket has forgotten it when it is closed.
    const { remoteAddress = "" } = incoming.socket;
    outgoing.once("close", () => {
      const milliseconds = performance.now() - started;
      add(format({ ...factsOf(incoming, outgoing), ...answer(), remoteAddress, time, milliseconds }));
    });
  });
}

type Facts = Pick<AccessEntry, "method" | "target" | "httpVersion" | "status" | "requestHeader">;

function factsOf(incoming: IncomingMessage, { statusCode: status }: ServerResponse): Facts {
  const { method = "", url: target = "", httpVersion, headers } = incoming;
  const requestHeader = (name: string): string | undefined => {
    const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
    return Array.isArray(value) ? value.join(", ") : value;
  };
  return { method, target, httpVersion, status, requestHeader };
}

/** Counts the bytes of a body, and keeps the headers, which Node does not when they are given all at once. */
function observe(outgoing: ServerResponse): () => Pick<AccessEntry, "bytes" | "responseHeader"> {
  let bytes = 0;
  let given: readonly unknown[] = [];
  const count = ([chunk]: readonly unknown[]): void => {
    if (typeof chunk === "string") bytes += Buffer.byteLength(chunk);
    else if (chunk instanceof Uint8Array) bytes += chunk.byteLength;
  };
  watchCalls(outgoing, "write", count);
  watchCalls(outgoing, "end", count);
  watchCalls(outgoing, "writeHead", (values) => {
    const headers: unknown = values.at(-1);
    if (Array.isArray(headers)) given = headers;
  });
  return () => ({
    bytes,
    responseHeader: (name) => findHeader(given, name) ?? toText(outgoing.getHeader(name)),
  });
}

/** Node has many signatures for each of them: all values are passed on as they are. */
function watchCalls(
  outgoing: ServerResponse,
  name: "write" | "end" | "writeHead",
  watch: (values: readonly unknown[]) => void,
): void {
  const call: unknown = Reflect.get(outgoing, name);
  if (typeof call !== "function") return;
  Reflect.set(outgoing, name, (...values: unknown[]): unknown => {
    watch(values);
    return Reflect.apply(call, outgoing, values);
  });
}

/** Names and values in turn. */
function findHeader(flat: readonly unknown[], name: string): string | undefined {
  const index = flat.findIndex((word, at) => at % 2 === 0 && String(word).toLowerCase() === name);
  return index === -1 ? undefined : String(flat[index + 1]);
}

function toText(value: OutgoingHttpHeader | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
