import { join } from "node:path";

import {
  type AppSetup,
  type EndedContext,
  type Extension,
  type MaybePromise,
  MicroError,
  type Schema,
} from "@micro-web/core";
import { currentApp, currentRequest, g, hasAppContext, hasRequestContext } from "@micro-web/core/context";

import { dataCommands } from "./data-commands.ts";
import { ConnectedDatabase } from "./connected-database.ts";
import { type DatabaseConfig, databaseConfigSchema } from "./database-config.ts";
import { changeRows, queryRows, type Row } from "./mikro/execution.ts";
import { findByKey, findFirst, findOnly, findSlice, type MissingOptions } from "./mikro/finding.ts";
import type {
  EntityManager,
  EntityName,
  FilterQuery,
  FindOneOptions,
  FindOptions,
  Kysely,
  Loaded,
  Primary,
  QueryOrderMap,
} from "./mikro/model.ts";
import type { PoolOptions } from "./mikro/orm.ts";
import { seekPage } from "./mikro/seeking.ts";
import { assignNamed } from "./mikro/assignment.ts";
import { type FilterKind, type QueryValues, readFilter, readOrder } from "./mikro/visitor-query.ts";
import type { SeekPage } from "./seek-page.ts";
import type { TestTransaction } from "./mikro/test-transaction.ts";
import { OrmLayer } from "./mikro/orm-layer.ts";
import type { DataLayer } from "./data-layer.ts";
import { createTables, dropTables } from "./mikro/tables.ts";
import type { Sql } from "./mikro/sql-template.ts";
import { migrationCommands } from "./migrations/db-commands.ts";
import { checkPage, choosePage, offsetOf, Page, type PageOptions } from "./page.ts";
import type { QueryRecord } from "./query-record.ts";
import type { TransactionOptions, UnitOfWork } from "./unit-of-work.ts";
import { runAttempts } from "./attempts.ts";

/** What a database is made of. */
export interface DatabaseOptions {
  /** The models: what `defineEntity()` made, or the classes of it. */
  readonly entities: readonly object[];
  /** Of several databases of an app, which: the configuration of "archive" is `ARCHIVE_DATABASE_URL`. @default "default" */
  readonly name?: string;
  /** Where it is unless the configuration says so. @default "sqlite:app.db", in the instance folder */
  readonly url?: string;
  /** The connections to a server. */
  readonly pool?: PoolOptions;
  /** The folder of the migrations, relative to that of the app. @default "migrations", "migrations-archive" */
  readonly migrations?: string;
  /**
   * Fills the database for `micro db seed`, in a transaction.
   *
   * @param db - This database.
   */
  readonly seed?: (db: Database) => MaybePromise<unknown>;
}

/** What {@link Database.beginTest} needs of an app. */
export interface TestedApp {
  runInContext<Result>(task: () => MaybePromise<Result>): Promise<Result>;
}

/** What {@link Database.paginate} takes. */
export interface PaginateOptions<Entity extends object, Hint extends string>
  extends Omit<FindOptions<Entity, Hint>, "limit" | "offset">, PageOptions {
  /** Which rows. @default all */
  readonly where?: FilterQuery<Entity>;
}

/** What {@link Database.seek} takes. */
export interface SeekOptions<Entity extends object, Hint extends string> extends Omit<
  FindOptions<Entity, Hint>,
  "limit" | "offset" | "orderBy"
> {
  /** Which rows. @default all */
  readonly where?: FilterQuery<Entity>;
  /** Properties of the model that are never empty; the primary key is added. */
  readonly orderBy: Readonly<Partial<Record<keyof Entity & string, "asc" | "desc">>>;
  /** The most items of a page. @default 20 */
  readonly limit?: number;
  /** Where the page begins. @default the query's `cursor`, else the first page */
  readonly cursor?: string;
}

/** The items of a page of {@link Database.seek}. */
const SEEK_LIMIT = 20;

/**
 * A database of an app, made before the app: `app.use(db)`.
 *
 * Each request, command and `app.runInContext()` has a unit of work of its own, from the first use of {@link em} on.
 * `await db.commit()` writes its changes, in one transaction; what is not committed when the context is over is forgotten,
 * as in Flask-SQLAlchemy.
 *
 * @example
 * export const db = new Database({ entities: [Author, Post] });
 * app.use(db);
 * app.get("/posts/<int:id>", ({ params }) => db.getOr404(Post, params.id));
 * app.post("/posts", async (request) => {
 *   const form = await request.form();
 *   db.em.create(Post, { title: form.require("title") });
 *   await db.commit();
 *   return redirect("/");
 * });
 */
export class Database implements Extension<ConnectedDatabase, DatabaseConfig> {
  /** Of the extension: "database", or "database-archive" for the one that is called "archive". */
  readonly name: string;
  /** Reads its part of the configuration. */
  readonly config: Schema<DatabaseConfig>;
  /** The same database for extensions that know no MikroORM: models and rows. */
  readonly layer: DataLayer;
  readonly #options: DatabaseOptions;
  readonly #key: symbol;

  /** @param options - Its models, and what sets it apart from others. */
  constructor(options: DatabaseOptions) {
    const { name = "default", url = "sqlite:app.db" } = options;
    this.name = name === "default" ? "database" : `database-${name}`;
    this.config = databaseConfigSchema(name, url);
    this.#options = options;
    this.#key = Symbol(this.name);
    this.layer = new OrmLayer(this);
  }

  /** See `Extension`. */
  setup(setup: AppSetup, config: DatabaseConfig): ConnectedDatabase {
    const { entities, pool = {} } = this.#options;
    const connected = new ConnectedDatabase({
      name: this.name,
      entities,
      pool,
      config,
      folder: setup.instancePath,
      warn: (message) => setup.logger.warn(message),
      currentUnit: () => this.#findUnit(),
    });
    setup.onStart(() => connected.open());
    setup.onClose(() => connected.close());
    setup.teardownAppContext((error, context) => this.#closeUnit(connected, error, context));
    setup.health.add(this.name, () => connected.ping());
    setup.shellContext(() => ({ db: this }));
    this.#addCommands(setup);
    return connected;
  }

  /** The database of the app that the code runs for. @throws MicroError `MICRO_DATABASE_MISSING`, `MICRO_NO_APP_CONTEXT` */
  get connected(): ConnectedDatabase {
    const connected = currentApp().extensions[this.name];
    if (connected instanceof ConnectedDatabase) return connected;
    throw new MicroError(
      "MICRO_DATABASE_MISSING",
      `The app has no database of this name: ${JSON.stringify(this.name)}. Call app.use(db), on the app itself.`,
    );
  }

  /**
   * The entity manager of the request, command or `app.runInContext()`; in {@link transaction} that of the transaction.
   *
   * @throws MicroError `MICRO_NO_APP_CONTEXT` outside of all of them.
   */
  get em(): EntityManager {
    return this.connected.currentManager(this.#unit);
  }

  /** The statements that this request has sent so far, in debug and under test (`get_recorded_queries`). */
  get queries(): readonly QueryRecord[] {
    return this.#unit.log?.records ?? [];
  }

  /** Writes all changes of this unit of work, in one transaction. @throws UniqueViolation and other `DatabaseError`s */
  async commit(): Promise<void> {
    await this.#unit.commit(this.em);
  }

  /** Forgets all changes that were not committed, and all that was loaded. */
  rollback(): void {
    this.#unit.rollback(this.em);
  }

  /**
   * Runs a task in a transaction, and commits at its end; when it throws, nothing of it is written. Inside of another
   * transaction it is a savepoint, which fails alone.
   *
   * @returns What the task returns.
   * @example
   * await db.transaction(async () => {
   *   from.balance -= amount;
   *   to.balance += amount;
   * });
   */
  async transaction<Result>(
    task: (em: EntityManager) => Promise<Result>,
    { isolation, attempts = 1 }: TransactionOptions = {},
  ): Promise<Result> {
    const unit = this.#unit;
    return await runAttempts(attempts, () => unit.runTransaction(this.em, task, isolation));
  }

  /** Runs a function once what was changed so far is committed; never when that fails (Django's `on_commit`). */
  onCommit(callback: () => unknown): void {
    this.#unit.onCommit(callback);
  }

  /** The rows of a statement, in the transaction of this unit of work if there is one. */
  async query<Result extends object = Row>(statement: Sql): Promise<Result[]> {
    // What the rows are the statement says, which the compiler cannot read.
    return (await queryRows(this.em, statement)) as Result[];
  }

  /**
   * Kysely, in the transaction of this unit of work if there is one: the fast path for hot lists. A request that asks with
   * it alone makes no unit of work.
   *
   * @example
   * interface Tables { post: { id: number; title: string } }
   * const rows = await db.kysely<Tables>().selectFrom("post").select(["id", "title"]).limit(20).execute();
   */
  kysely<Tables>(): Kysely<Tables> {
    const { connected } = this;
    const isAlone = this.#findUnit() === undefined && !connected.isTested;
    const client: unknown = isAlone ? connected.orm.driver.getConnection().getClient() : this.em.getKysely();
    return client as Kysely<Tables>; // its tables are what the app says
  }

  /** Sends a statement. @returns how many rows it changed */
  async execute(statement: Sql): Promise<number> {
    return await changeRows(this.em, statement);
  }

  /**
   * Begins a transaction around a test: all that the app commits from now on is undone by `rollback()`, or at the end of
   * `await using` (Django's `TestCase`).
   *
   * @param app - The app under test, which has this database.
   * @example
   * await using _ = await db.beginTest(app);
   */
  async beginTest(app: TestedApp): Promise<TestTransaction> {
    return await app.runInContext(() => this.connected.beginTest());
  }

  /** Makes the tables that do not exist yet; what exists stays as it is (`create_all`). Migrations do more. */
  async createAll(): Promise<void> {
    await createTables(this.connected.orm);
  }

  /** Removes the tables of all models, and what is in them (`drop_all`). */
  async dropAll(): Promise<void> {
    await dropTables(this.connected.orm);
  }

  /**
   * The row with a key, which may come from a visitor (`get_or_404`).
   *
   * @throws NotFound without one.
   */
  async getOr404<Entity extends object, Hint extends string = never>(
    entity: EntityName<Entity>,
    key: Primary<Entity> | string | undefined,
    { message, ...options }: FindOneOptions<Entity, Hint> & MissingOptions = {},
  ): Promise<Loaded<Entity, Hint>> {
    return (await findByKey(this.em, key, { entity, message, options })) as Loaded<Entity, Hint>; // of this model
  }

  /** The first row (`first_or_404`). @throws NotFound without one */
  async firstOr404<Entity extends object, Hint extends string = never>(
    entity: EntityName<Entity>,
    where: FilterQuery<Entity>,
    { message, ...options }: FindOneOptions<Entity, Hint> & MissingOptions = {},
  ): Promise<Loaded<Entity, Hint>> {
    return (await findFirst(this.em, { entity, where, message, options })) as Loaded<Entity, Hint>; // of this model
  }

  /** The only row (`one_or_404`). @throws NotFound without one, and when there are several */
  async oneOr404<Entity extends object, Hint extends string = never>(
    entity: EntityName<Entity>,
    where: FilterQuery<Entity>,
    { message, ...options }: FindOptions<Entity, Hint> & MissingOptions = {},
  ): Promise<Loaded<Entity, Hint>> {
    return (await findOnly(this.em, { entity, where, message, options })) as Loaded<Entity, Hint>; // of this model
  }

  /**
   * A page of rows; which one, the visitor's `?page=2&per_page=50` says (Flask-SQLAlchemy's `paginate`).
   *
   * @throws NotFound for a page that is none, unless `errorOut` is off.
   * @example
   * const page = await db.paginate(Post, { orderBy: { createdAt: "desc" }, populate: ["author"] });
   */
  async paginate<Entity extends object, Hint extends string = never>(
    entity: EntityName<Entity>,
    {
      page,
      perPage,
      maxPerPage,
      errorOut,
      count = true,
      where,
      ...options
    }: PaginateOptions<Entity, Hint> = {},
  ): Promise<Page<Loaded<Entity, Hint>>> {
    const query = hasRequestContext() ? currentRequest().query : null;
    const choice = choosePage({ page, perPage, maxPerPage, errorOut }, query);
    const offset = offsetOf(choice);
    const search = {
      entity,
      where: Object(where ?? {}),
      options: { ...options, offset, limit: choice.perPage },
    };
    const slice = offset === null ? { items: [], total: null } : await findSlice(this.em, search, count);
    const items = slice.items as Loaded<Entity, Hint>[]; // of this model
    const found = new Page({ ...choice, total: slice.total, items });
    checkPage(found, errorOut);
    return found;
  }

  /**
   * A page that goes on from a row: `?cursor=` of the visitor. For long lists, and for those that change.
   *
   * @throws BadSignature 400, for a cursor that is none of this list.
   * @example
   * const page = await db.seek(Post, { orderBy: { createdAt: "desc" }, limit: 20 });
   */
  async seek<Entity extends object, Hint extends string = never>(
    entity: EntityName<Entity>,
    { where, orderBy, limit = SEEK_LIMIT, cursor, ...options }: SeekOptions<Entity, Hint>,
  ): Promise<SeekPage<Loaded<Entity, Hint>>> {
    const { em, connected } = this;
    const asked = hasRequestContext() ? currentRequest().query.get("cursor") : undefined;
    const page = await seekPage(em, {
      entity,
      where: Object(where ?? {}),
      orderBy: { ...orderBy },
      limit,
      cursor: cursor ?? asked ?? "",
      secrets: connected.secrets,
      options,
    });
    return page as SeekPage<Loaded<Entity, Hint>>; // of this model
  }

  /**
   * What to order by, as a visitor says it: `-createdAt,title`.
   *
   * @param text - What the visitor sent. @param allowed - The properties that may be ordered by.
   * @throws BadRequest 400, for anything else.
   * @example
   * db.paginate(Post, { orderBy: db.orderFrom<Post>(request.query.get("sort"), ["title", "createdAt"]) });
   */
  orderFrom<Entity extends object>(
    text: string | undefined,
    allowed: readonly (keyof Entity & string)[],
  ): QueryOrderMap<Entity> {
    return readOrder(text ?? "", allowed) as QueryOrderMap<Entity>; // of its own properties alone
  }

  /**
   * A filter, as a visitor says it: `?title=flask&rating_from=3`.
   *
   * @param query - Of the request. @param allowed - The properties that may be filtered by, and how.
   * @throws BadRequest 400, for a value that is none of its property.
   * @example
   * const where = db.filterFrom(Post, request.query, { title: "contains", rating: "range", author: "equals" });
   */
  filterFrom<Entity extends object>(
    entity: EntityName<Entity>,
    query: QueryValues,
    allowed: Readonly<Partial<Record<keyof Entity & string, FilterKind>>>,
  ): FilterQuery<Entity> {
    const kinds = allowed as Readonly<Record<string, FilterKind>>; // those that are there
    return readFilter(this.em, entity, { query, allowed: kinds });
  }

  /**
   * Takes over values that a visitor sent into the properties that are named, and into no others.
   *
   * @throws BadRequest 400, for an object or a list where the column holds a single value.
   * @example
   * db.assign(post, await request.json(), ["title", "body"]);
   */
  assign<Entity extends object>(
    entity: Entity,
    values: unknown,
    fields: readonly (keyof Entity & string)[],
  ): Entity {
    if (typeof values === "object" && values !== null) assignNamed(this.em, entity, { values, fields });
    return entity;
  }

  /** `micro db ...`, or `micro db-archive ...` for the one that is called "archive". */
  #addCommands(setup: AppSetup): void {
    const { rootPath } = setup;
    const { migrations, seed } = this.#options;
    const group = this.name.replace("database", "db");
    const root = rootPath === "" ? process.cwd() : rootPath;
    const folder = join(root, migrations ?? group.replace("db", "migrations"));
    const commands = {
      ...migrationCommands({ group, folder, database: () => this.connected }),
      ...dataCommands({ group, db: this, seed: seed && (() => seed(this)) }),
    };
    for (const [name, made] of Object.entries(commands)) setup.command(name, made, group);
  }

  get #unit(): UnitOfWork {
    const found = this.#findUnit();
    if (found !== undefined) return found;
    const unit = this.connected.createUnit();
    Reflect.set(hasRequestContext() ? currentRequest() : g, this.#key, unit);
    return unit;
  }

  /** The unit of work of the context, if there is one. */
  #findUnit(): UnitOfWork | undefined {
    if (hasRequestContext()) return unitIn(currentRequest(), this.#key);
    return hasAppContext() ? unitIn(g, this.#key) : undefined;
  }

  /** Waits for nothing when there is nothing to close. */
  #closeUnit(connected: ConnectedDatabase, error: unknown, context: EndedContext): MaybePromise<void> {
    const { request } = context;
    const unit = request === null ? unitIn(context.g, this.#key) : unitIn(request, this.#key);
    if (unit === undefined) return;
    return connected.closeUnit(unit, error, request);
  }
}

/** The unit of work that an object has; nothing else has the key. */
function unitIn(holder: object, key: symbol): UnitOfWork | undefined {
  return Reflect.get(holder, key) as UnitOfWork | undefined;
}
