import type { LogContext, Logger as MikroLogger } from "@mikro-orm/sql";

import type { QueryRecord } from "../query-record.ts";

/** What is told of statements and of trouble. */
export interface QueryObserver {
  /** Called for each statement; `null` when nobody looks. */
  readonly record: ((query: Omit<QueryRecord, "place">) => void) | null;
  /** Told what the app's operator should know. */
  readonly warn: (message: string) => void;
}

/** Hands what MikroORM logs to Micro. */
export class QueryLogger implements MikroLogger {
  readonly #observer: QueryObserver;

  /** @param observer - Who is told. */
  constructor(observer: QueryObserver) {
    this.#observer = observer;
  }

  /** See MikroORM. */
  log(): void {
    // what it does for itself is nobody's business
  }

  /** See MikroORM. */
  error(_namespace: string, message: string): void {
    this.#observer.warn(message);
  }

  /** See MikroORM. */
  warn(_namespace: string, message: string): void {
    this.#observer.warn(message);
  }

  /** See MikroORM. */
  logQuery({ query = "", params = [], took = 0, level }: LogContext): void {
    this.#observer.record?.({
      statement: query,
      parameters: params,
      duration: took,
      isFailed: level === "error",
    });
  }

  /** See MikroORM. */
  setDebugMode(): void {
    // Micro's own configuration says so
  }

  /** See MikroORM. */
  isEnabled(namespace: string): boolean {
    return namespace === "query" && this.#observer.record !== null;
  }
}
