import type { ChildProcess } from "node:child_process";
import { EventEmitter } from "node:events";

import type { Order, Report } from "../src/reload/messages.ts";

/** A process that does what a test tells it. */
export class FakeChild<Sent = Order, Said = Report> extends EventEmitter {
  connected: boolean = true;
  readonly orders: Sent[] = [];
  readonly signals: string[] = [];
  /** Called when an order has been sent, or could not be. */
  readonly callbacks: ((error: Error | null) => void)[] = [];

  /** The part of a process that is used. */
  get process(): ChildProcess {
    return this as unknown as ChildProcess; // it has all that is used
  }

  send(order: Sent, ...rest: unknown[]): void {
    this.orders.push(order);
    const callback = rest.at(-1);
    if (typeof callback === "function") this.callbacks.push((error) => void callback(error));
  }

  kill(signal: string): void {
    this.signals.push(signal);
    this.end(null, signal);
  }

  report(report: Said): void {
    this.emit("message", report);
  }

  end(status: number | null, signal: string | null = null): void {
    this.connected = false;
    this.emit("exit", status, signal);
    this.emit("disconnect");
  }
}
