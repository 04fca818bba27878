import type { AbstractSqlConnection, MikroORM, SqlEntityManager } from "@mikro-orm/sql";

type Transaction = Awaited<ReturnType<AbstractSqlConnection["begin"]>>;

/**
 * A transaction around everything that a test does (Django's `TestCase`): what the app commits is a savepoint of it.
 */
export class TestTransaction {
  readonly #connection: AbstractSqlConnection;
  readonly #transaction: Transaction;
  readonly #onEnd: () => void;
  #isOver = false;

  private constructor(connection: AbstractSqlConnection, transaction: Transaction, onEnd: () => void) {
    this.#connection = connection;
    this.#transaction = transaction;
    this.#onEnd = onEnd;
  }

  /** Begins one. @param onEnd - Called when it is over. */
  static async begin(orm: MikroORM, onEnd: () => void): Promise<TestTransaction> {
    const connection = orm.driver.getConnection();
    return new TestTransaction(connection, await connection.begin(), onEnd);
  }

  /** Has an entity manager write into it: what is a transaction elsewhere is a savepoint here. */
  join(em: SqlEntityManager): void {
    em.setTransactionContext(this.#transaction);
    Object.defineProperty(em, "isInTransaction", { value: () => false });
  }

  /** Undoes all of it. */
  async rollback(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#onEnd();
    await this.#connection.rollback(this.#transaction);
  }

  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.rollback();
  }
}
