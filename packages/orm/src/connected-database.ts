import { type MaybePromise, MicroError, type Request } from "@micro-web/core";

import type { DatabaseConfig } from "./database-config.ts";
import { type DatabaseLocation, parseDatabaseUrl } from "./database-url.ts";
import type { EntityManager } from "./mikro/model.ts";
import { createOrm, type MikroORM, type PoolOptions } from "./mikro/orm.ts";
import { MigrationFolder } from "./migrations/migration-folder.ts";
import { Migrator } from "./migrations/migrator.ts";
import { QueryLog, type QueryRecord } from "./query-record.ts";
import { TestTransaction } from "./mikro/test-transaction.ts";
import { UnitOfWork } from "./unit-of-work.ts";

/** What a database of one app is made of. */
export interface ConnectedDatabaseOptions {
  readonly name: string;
  readonly entities: readonly object[];
  readonly pool: PoolOptions;
  readonly config: DatabaseConfig;
  /** The instance folder of the app. */
  readonly folder: string;
  /** Tells the app's operator what looks wrong. */
  readonly warn: (message: string) => void;
  /** Whose statements are being sent. */
  readonly currentUnit: () => UnitOfWork | undefined;
}

/** A database as one app uses it: where it is, its connections, its units of work. */
export class ConnectedDatabase {
  /** Where it is. */
  readonly location: DatabaseLocation;
  readonly #options: ConnectedDatabaseOptions;
  #orm: MikroORM | null = null;
  #test: TestTransaction | null = null;

  /** @param options - Of the app. */
  constructor(options: ConnectedDatabaseOptions) {
    this.location = parseDatabaseUrl(options.config.url, options.folder);
    this.#options = options;
  }

  /** Whether a developer looks. */
  get isWatched(): boolean {
    return this.#options.config.isWatched;
  }

  /** Whether a test undoes what happens. */
  get isTested(): boolean {
    return this.#test !== null;
  }

  /** The secrets of the app, the newest first. */
  get secrets(): readonly string[] {
    return this.#options.config.secrets;
  }

  /** MikroORM. @throws MicroError `MICRO_DATABASE_CLOSED` before the app has started and after it was closed */
  get orm(): MikroORM {
    if (this.#orm !== null) return this.#orm;
    throw new MicroError(
      "MICRO_DATABASE_CLOSED",
      `The database "${this.#options.name}" was used before the app had started, or after it was closed. ` +
        "Use it in views, commands and app.runInContext().",
    );
  }

  /** Makes it ready; the first query connects. @throws MicroError see {@link createOrm} */
  async open(): Promise<void> {
    const { entities, pool, warn, currentUnit } = this.#options;
    const record = (query: Omit<QueryRecord, "place">): void => currentUnit()?.log?.add(query);
    const observer = { record: this.isWatched ? record : null, warn };
    this.#orm = await createOrm(this.location, { entities, pool, observer });
  }

  /** Closes its connections. */
  async close(): Promise<void> {
    await this.#test?.rollback();
    const orm = this.#orm;
    this.#orm = null;
    await orm?.close();
  }

  /** A unit of work of its own. */
  createUnit(): UnitOfWork {
    const em = this.orm.em.fork() as EntityManager; // every driver here speaks SQL
    this.#test?.join(em);
    return new UnitOfWork(em, this.isWatched ? new QueryLog(this.#options.warn) : null);
  }

  /** The unit's entity manager, or that of the transaction that the code runs in. */
  currentManager(unit: UnitOfWork): EntityManager {
    const { em } = this.orm;
    const current = em.getContext(false);
    return current === em ? unit.em : current;
  }

  /** Asks the database for nothing. @throws DatabaseUnavailable, DatabaseBusy */
  async ping(): Promise<void> {
    if (this.#test !== null) return; // its transaction has a connection, perhaps the only one
    await this.orm.driver.execute("select 1");
  }

  /** Ends the unit of a context, and says what it left unwritten. */
  closeUnit(unit: UnitOfWork, error: unknown, request: Request | null): MaybePromise<void> {
    if (this.#orm === null) return;
    if (this.isWatched && error === undefined) this.#warnOfChanges(unit, request);
    if (this.#test === null) return unit.close();
  }

  #warnOfChanges(unit: UnitOfWork, request: Request | null): void {
    const count = unit.countChanges();
    if (count === 0) return;
    const where = request === null ? "A command" : `${request.method} ${request.path}`;
    this.#options.warn(`${where} ended with ${count} changes that nothing wrote: await db.commit().`);
  }

  /** Migrates it. @param folder - Of the migrations, absolute. */
  migrator(folder: string): Migrator {
    const { kind } = this.location;
    return new Migrator({ orm: this.orm, kind, folder: new MigrationFolder(folder, kind) });
  }

  /** Has all that happens from now on be undone by {@link TestTransaction.rollback}. */
  async beginTest(): Promise<TestTransaction> {
    this.#test = await TestTransaction.begin(this.orm, () => (this.#test = null));
    return this.#test;
  }
}
