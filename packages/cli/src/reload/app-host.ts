import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";

import { createNodeServer } from "@micro-web/core";

import { startApp } from "../app/app-failure.ts";
import type { App } from "../app/app.ts";
import { loadApp } from "../app/app-loader.ts";
import { prepareImport } from "../app/module-import.ts";
import { type EnvironmentPlace, isDebug, prepareEnvironment } from "../app/environment.ts";
import { closeApp } from "../app/opened-app.ts";
import { reportError } from "../errors/error-report.ts";
import type { Certificate } from "../server/adhoc-certificate.ts";
import { logRequests } from "../server/request-lines.ts";
import { OpenConnections } from "../server/open-connections.ts";
import { injectTag } from "../refresh/page-injection.ts";
import { RefreshChannel } from "../refresh/refresh-channel.ts";
import { failurePage } from "./failure-page.ts";
import type { Order, Report } from "./messages.ts";

/** What the host needs of its process. */
export interface HostProcess extends EnvironmentPlace {
  /** Resolves when the supervisor has been told. */
  readonly send: (report: Report) => Promise<void>;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly exit: (status: number) => void;
}

interface Serving {
  readonly server: Server;
  readonly connections: OpenConnections;
  readonly isSecure: boolean;
}

/**
 * Runs the app for a supervisor: serves the connections it is sent, and gives back those that are free when
 * it retires.
 *
 * @example
 * const host = new AppHost(hostProcess);
 * process.on("message", (order: Order, socket) => host.receive(order, socket));
 */
export class AppHost {
  readonly #process: HostProcess;
  readonly #ids = new Map<Socket, number>();
  #app: App | null = null;
  #serving: Serving | null = null;
  /** Of the open pages; `null` when they are not told of changes. */
  #channel: RefreshChannel | null = null;
  #status = 0;

  constructor(hostProcess: HostProcess) {
    this.#process = hostProcess;
  }

  /** Does what the supervisor orders. */
  async receive(order: Order, socket?: Socket): Promise<void> {
    if (order.type === "start") await this.#start(order);
    else if (order.type === "prepare") await prepareImport(order.reference.file);
    else if (order.type === "retire") await this.#retire(order);
    else if (order.type === "refresh") this.#channel?.tell(order.kind);
    else this.#serve(order.id, socket);
  }

  /** Tells the supervisor of an error that nobody caught: it orders this process to retire, as its state may be broken. */
  async crash(error: unknown): Promise<void> {
    this.#status = 1;
    // The request that it belongs to is known now, and no more when something has been waited for.
    const pages = (await this.#app?.["~reportUncaught"]?.(error)) ?? null;
    const failure = reportError(error, this.#process.folder);
    await this.#process.send({ type: "crashed", failure, pages });
  }

  async #start({ certificate, ...order }: Extract<Order, { type: "start" }>): Promise<void> {
    if (order.refreshToken !== "") this.#channel = new RefreshChannel(order.refreshToken);
    if (order.failure !== "")
      return this.#open(failurePage(order.failure, order.pages), { title: "", failure: "", certificate });
    try {
      prepareEnvironment(this.#process, order);
      const { app, title } = await loadApp(order.reference);
      this.#app = app;
      await startApp(app);
      await this.#open(app.handle, { title, failure: "", certificate });
    } catch (error) {
      const failure = reportError(error, this.#process.folder);
      await this.#open(failurePage(failure), { title: "", failure, certificate });
    }
  }

  /** The server does not listen: it serves what the supervisor has accepted. */
  #open(
    listener: RequestListener,
    { title, failure, certificate }: { title: string; failure: string; certificate: Certificate | null },
  ): Promise<void> {
    const server = createNodeServer(this.#withRefresh(listener), certificate);
    if (this.#app !== null && isDebug(this.#process.environment))
      logRequests(server, this.#app, this.#process);
    this.#serving = { server, connections: new OpenConnections(server), isSecure: certificate !== null };
    return this.#process.send({ type: "ready", title, failure });
  }

  #withRefresh(listener: RequestListener): RequestListener {
    const channel = this.#channel;
    if (channel === null) return listener;
    return function serveWithRefresh(incoming, outgoing) {
      if (channel.answer(incoming, outgoing)) return;
      injectTag(incoming, outgoing, (nonce) => channel.scriptTag(nonce));
      listener(incoming, outgoing);
    };
  }

  #serve(id: number, socket: Socket | undefined): void {
    // The client was gone before the connection could be sent.
    if (socket === undefined) return void this.#process.send({ type: "closed", id });
    this.#ids.set(socket, id);
    socket.once("close", () => {
      if (this.#ids.delete(socket)) void this.#process.send({ type: "closed", id });
    });
    this.#serving?.server.emit("connection", socket);
  }

  /** A process that is still importing the app has nothing to finish. */
  async #retire({ limit, handOver }: Extract<Order, { type: "retire" }>): Promise<void> {
    if (this.#serving !== null) {
      // What was agreed on for https is known to this process alone.
      const goesOn = handOver && !this.#serving.isSecure;
      this.#channel?.close();
      const onIdle = goesOn ? { onIdle: (socket: Socket): void => this.#release(socket) } : {};
      await this.#serving.connections.drain({ limit, ...onIdle });
      if (this.#app !== null) await closeApp(this.#app, this.#process);
    }
    await this.#process.send({ type: "retired" });
    this.#process.exit(this.#status);
  }

  /**
   * Closes this process's end: the supervisor has its own, in which unread bytes stay for the next process.
   */
  #release(socket: Socket): void {
    const id = this.#ids.get(socket);
    this.#ids.delete(socket);
    socket.destroy();
    if (id !== undefined) void this.#process.send({ type: "released", id });
  }
}
