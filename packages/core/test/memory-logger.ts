import type { LoggerLike } from "../src/logger.ts";

/** Keeps what an app logs. */
export class MemoryLogger implements LoggerLike {
  /** The messages, oldest first. */
  readonly messages: string[] = [];

  /** Keeps a message. */
  error(message: string): void {
    this.messages.push(message);
  }

  /** Keeps a warning. */
  warn(message: string): void {
    this.messages.push(message);
  }

  /** Keeps a message of less weight. */
  info(message: string): void {
    this.messages.push(message);
  }

  /** All messages as one text. */
  get text(): string {
    return this.messages.join("\n");
  }
}
