import type { MaybePromise } from "@micro-web/core";

import type { EntityManager } from "./mikro/model.ts";
import { FlushMode, type IsolationLevel } from "./mikro/transactions.ts";
import type { QueryLog } from "./query-record.ts";

/** How isolated a transaction is from the others. */
export type Isolation = "read committed" | "repeatable read" | "serializable";

/** How a transaction runs. */
export interface TransactionOptions {
  /** @default what the database does: PostgreSQL "read committed", MySQL and MariaDB "repeatable read" */
  readonly isolation?: Isolation;
  /**
   * How often it runs before it fails, when the database ends it because of a deadlock or a clash. More than 1 only for
   * a task that loads all it changes. @default 1
   */
  readonly attempts?: number;
}

/** What was loaded and changed for one request, command or `app.runInContext()`. */
export class UnitOfWork {
  /** Its entities. */
  readonly em: EntityManager;
  /** Its statements; `null` when nobody looks. */
  readonly log: QueryLog | null;
  readonly #callbacks: (() => unknown)[] = [];

  /** @param em - One of its own. @param log - Where its statements are recorded. */
  constructor(em: EntityManager, log: QueryLog | null) {
    this.em = em;
    this.log = log;
  }

  /** Runs `callback` once what was changed is in the database; never when that fails. */
  onCommit(callback: () => unknown): void {
    if (this.#callbacks.push(callback) === 1) this.#watchFlush();
  }

  /** Writes all changes in one transaction. */
  async commit(current: EntityManager): Promise<void> {
    await current.flush();
  }

  /** Forgets all changes, and all that was loaded. */
  rollback(current: EntityManager): void {
    this.#callbacks.length = 0;
    current.clear();
  }

  /**
   * Runs a task in a transaction, in a savepoint inside of another one. When it throws, nothing of it is written, then or
   * later: what was loaded is forgotten.
   */
  async runTransaction<Result>(
    current: EntityManager,
    task: (em: EntityManager) => Promise<Result>,
    isolation: Isolation | undefined,
  ): Promise<Result> {
    const isNested = current !== this.em || current.isInTransaction();
    if (isNested) await current.flush(); // what came before stays when the task fails
    const mark = this.#callbacks.length;
    let result: Result;
    try {
      result = await current.transactional(task, {
        flushMode: FlushMode.AUTO,
        // The names are the same.
        ...(isolation === undefined ? {} : { isolationLevel: isolation as IsolationLevel }),
      });
    } catch (error) {
      this.#callbacks.length = mark;
      current.clear();
      throw error;
    }
    if (!isNested) await this.#runCallbacks();
    return result;
  }

  /** The number of changes that nobody has written. */
  countChanges(): number {
    const unit = this.em.getUnitOfWork(false);
    unit.computeChangeSets();
    return unit.getChangeSets().length;
  }

  /** Ends it: a transaction that was left open is rolled back. */
  close(): MaybePromise<void> {
    if (this.em.isInTransaction()) return this.em.rollback().then(() => this.em.clear());
    this.em.clear();
  }

  /** `em.flush()` commits too, outside of a transaction. */
  #watchFlush(): void {
    const { em } = this;
    const flush = em.flush.bind(em);
    Object.defineProperty(em, "flush", {
      configurable: true,
      value: async (): Promise<void> => {
        await flush();
        if (!em.isInTransaction()) await this.#runCallbacks();
      },
    });
  }

  async #runCallbacks(): Promise<void> {
    for (const callback of this.#callbacks.splice(0)) await callback();
  }
}
