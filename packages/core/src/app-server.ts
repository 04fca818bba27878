import type { AppPipeline } from "./pipeline.ts";
import type { ListenOptions } from "./app-options.ts";
import { traceOf } from "./error-page.ts";
import { serveFetch } from "./gateway/fetch.ts";
import { serveNode } from "./gateway/node.ts";
import { createNodeServer, type NodeHandler, type NodeServer } from "./gateway/server.ts";
import type { Logger } from "./logger.ts";
import {
  findMounted,
  type MountableApp,
  type MountedApp,
  type ServeFetchHandler,
  stripPrefix,
  toMountedApp,
} from "./mounting.ts";

/** What serving needs of an app. */
interface ServedApp {
  /** Ends registration, if that has not happened. */
  start(): Promise<AppPipeline>;
  readonly logger: Logger;
}

/** The two faces that an app shows to servers, and the other apps below it. */
export class AppServer {
  /** Node's listener. */
  readonly handle: NodeHandler;
  /** The app once it has started. */
  pipeline: AppPipeline | null = null;
  readonly #app: ServedApp;
  readonly #mounted: MountedApp[] = [];

  /** @param app - Whose requests they are. */
  constructor(app: ServedApp) {
    this.#app = app;
    this.handle = (incoming, outgoing) => {
      const mounted = this.#mounted.length === 0 ? undefined : this.findMounted(incoming.url || "/");
      if (mounted !== undefined) {
        stripPrefix(incoming, mounted.prefix);
        return mounted.serve(incoming, outgoing);
      }
      if (this.pipeline !== null) return serveNode(this.pipeline, incoming, outgoing);
      this.#serveFirst(incoming, outgoing);
    };
  }

  /**
   * Serves a WHATWG Request.
   *
   * @param rootPath - What the app is mounted under; the URL does not have it.
   */
  async fetch(request: globalThis.Request, rootPath: string): Promise<globalThis.Response> {
    const pipeline = this.pipeline ?? (await this.#app.start());
    const mounted = this.findMounted(request.url);
    return mounted === undefined ? serveFetch(pipeline, request, rootPath) : mounted.fetch(request, rootPath);
  }

  /** Mounts another app below a prefix; the longest prefix is asked first. */
  mount(prefix: string, app: MountableApp, wrap: ServeFetchHandler): void {
    this.#mounted.push(toMountedApp(prefix, app, wrap));
    this.#mounted.sort((left, right) => right.prefix.length - left.prefix.length);
  }

  /** The app that is mounted where a URL leads. */
  findMounted(url: string): MountedApp | undefined {
    if (this.#mounted.length === 0) return undefined;
    return findMounted(this.#mounted, url.startsWith("/") ? url : new URL(url).pathname);
  }

  /** The first request starts the app. */
  #serveFirst(...[incoming, outgoing]: Parameters<NodeHandler>): void {
    this.#app.start().then(
      (pipeline) => serveNode(pipeline, incoming, outgoing),
      (error: unknown) => {
        this.#app.logger.error(`The app cannot start: ${String(error)}`);
        outgoing.writeHead(500, { "Content-Type": "text/plain" }).end("500 Internal Server Error\n");
      },
    );
  }
}

/** What {@link listen} needs of an app. */
interface ListeningApp extends ServedApp {
  readonly handle: NodeHandler;
  close(): Promise<void>;
}

/** Starts an app on a server of its own; closing the server closes the app. */
export async function listen(
  app: ListeningApp,
  { port = 5000, host = "127.0.0.1" }: ListenOptions,
): Promise<NodeServer> {
  await app.start();
  const server = createNodeServer(app.handle);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(port, host, resolve));
  server.once("close", () => void app.close().catch((error: unknown) => app.logger.error(traceOf(error))));
  return server;
}
