import type { NodeServer } from "../gateway/server.ts";
import type { MaybePromise } from "../maybe-promise.ts";

/** An app that can listen. */
export interface ListeningApp {
  /** Starts the app on a server of its own. */
  listen(options: { port?: number; host?: string }): Promise<NodeServer>;
  /** Ends the app. */
  close(): MaybePromise<void>;
}

/** An app on a real port, for browsers. */
export interface LiveServer extends AsyncDisposable {
  /** "http://127.0.0.1:45678", without a slash at the end. */
  readonly url: string;
  /** The port. */
  readonly port: number;
  /** Breaks off what is open, and closes server and app. */
  close(): Promise<void>;
}

/**
 * Serves an app on a free port, for a browser that a test drives (Django's `LiveServerTestCase`).
 *
 * @param app - Under test. @param options - `host`, and a `port` when it may not be any.
 * @throws Error of Node when the port is taken.
 * @example
 * await using server = await liveServer(createApp());
 * await page.goto(server.url);
 */
export async function liveServer(
  app: ListeningApp,
  { port = 0, host = "127.0.0.1" }: { readonly port?: number; readonly host?: string } = {},
): Promise<LiveServer> {
  const server = await app.listen({ port, host });
  const address = server.address();
  const actual = typeof address === "object" && address !== null ? address.port : port;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
    await app.close();
  };
  const name = host.includes(":") ? `[${host}]` : host;
  return { url: `http://${name}:${actual}`, port: actual, close, [Symbol.asyncDispose]: close };
}
