import type { Config } from "./config.ts";
import type { AppPipeline } from "./pipeline.ts";
import type { ListenOptions } from "./app-options.ts";
import { traceOf } from "./error-trace.ts";
import type { CrashPages } from "./exchange.ts";
import { serveFetch } from "./gateway/fetch.ts";
import { acceptHead, serveNode } from "./gateway/node.ts";
import { hostOf, NodeSource, originForm } from "./gateway/node-source.ts";
import { createNodeServer, type NodeHandler, type NodeServer } from "./gateway/server.ts";
import { isHostTrusted } from "./http/host.ts";
import { withoutControls } from "./log-text.ts";
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
  readonly config: Config;
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
      if (this.#mounted.length > 0 && this.#serveMounted(incoming, outgoing)) return;
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
    const mounted = this.#mounted.length === 0 ? undefined : this.#findByUrl(new URL(request.url));
    return mounted === undefined ? serveFetch(pipeline, request, rootPath) : mounted.fetch(request, rootPath);
  }

  /**
   * In debug, answers the request under way that an error belongs to which nobody caught.
   *
   * @returns The pages about it; `null` without debug.
   */
  reportUncaught(error: unknown): Promise<CrashPages> | null {
    const { pipeline } = this;
    return pipeline?.watcher?.report(pipeline, error) ?? null;
  }

  /** Mounts another app below a prefix; the longest prefix is asked first. */
  mount(prefix: string, app: MountableApp, wrap: ServeFetchHandler): void {
    const reportError = (error: unknown): void =>
      this.#app.logger.error(`Exception in the app at ${prefix}\n${withoutControls(traceOf(error))}`);
    this.#mounted.push(toMountedApp(prefix, app, { wrap, reportError }));
    this.#mounted.sort((left, right) => right.prefix.length - left.prefix.length);
  }

  /** The app that is mounted at a path; none for a host that this one does not trust, which answers it itself. */
  findMounted(path: string, host: string): MountedApp | undefined {
    const mounted = findMounted(this.#mounted, path);
    const { TRUSTED_HOSTS: trusted } = this.#app.config;
    return mounted === undefined || trusted === null || isHostTrusted(host, trusted) ? mounted : undefined;
  }

  #findByUrl({ pathname, host }: URL): MountedApp | undefined {
    return this.findMounted(pathname, host);
  }

  /** Hands a request to the app that is mounted at its path; `false` when there is none. */
  #serveMounted(...[incoming, outgoing]: Parameters<NodeHandler>): boolean {
    const mounted = this.findMounted(originForm(incoming) ?? "", this.#hostOf(incoming, outgoing));
    if (mounted === undefined) return false;
    const target = acceptHead(incoming, outgoing);
    if (target === null) return true;
    stripPrefix(incoming, target, mounted.prefix);
    mounted.serve(incoming, outgoing);
    return true;
  }

  #hostOf(...[incoming, outgoing]: Parameters<NodeHandler>): string {
    const { proxies = null } = this.pipeline ?? {};
    return proxies === null ? hostOf(incoming) : proxies.unwrap(new NodeSource(incoming, outgoing, "")).host;
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
