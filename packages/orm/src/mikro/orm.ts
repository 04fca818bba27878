import { MicroError } from "@micro-web/core";
import {
  type AbstractSqlDriver,
  type AbstractSqlPlatform,
  type EntityMetadata,
  FlushMode,
  MikroORM as Orm,
  type Options,
  type SqlEntityManager,
} from "@mikro-orm/sql";

import type { DatabaseKind, DatabaseLocation } from "../database-url.ts";
import { InvalidValue } from "../database-error.ts";
import { convertConnection, convertDialect } from "./fault-driver.ts";
import { convertFaults } from "./faults.ts";
import { checkModels } from "./model-check.ts";
import { type DirectSender, sendDirectly } from "./direct-sender.ts";
import { createPostgresqlSender, type PostgresqlPool } from "./postgresql-query.ts";
import { createEntityManagerClass } from "./quick-find.ts";
import { QueryLogger, type QueryObserver } from "./query-logger.ts";
import { MicroSqliteDriver } from "./sqlite-driver.ts";
import { SqliteDialect } from "./sqlite-dialect.ts";

/** How the connections to a server are kept. */
export interface PoolOptions {
  /** The most connections at once. @default 10 */
  readonly max?: number;
  /** Milliseconds that a request waits for one. @default 5000 */
  readonly acquireTimeout?: number;
  /** Milliseconds after which one that nobody uses is closed. @default 30000 */
  readonly idleTimeout?: number;
}

/** What a database is opened with. */
export interface OrmOptions {
  /** The models: what `defineEntity` made, or classes of it. */
  readonly entities: readonly object[];
  readonly pool: PoolOptions;
  readonly observer: QueryObserver;
}

/** The npm packages of the drivers. */
const DRIVERS = {
  postgresql: "@mikro-orm/postgresql",
  mysql: "@mikro-orm/mysql",
  mariadb: "@mikro-orm/mariadb",
} as const satisfies Record<Exclude<DatabaseKind, "sqlite">, string>;

/** Tables of Micro itself, which no model has. */
export const OWN_TABLES: readonly string[] = ["micro_migrations"];

/** MikroORM on a database that speaks SQL. */
export type MikroORM = Orm<AbstractSqlDriver, SqlEntityManager>;

/** The variable that MikroORM sets in its process. */
const COLORS = "MIKRO_ORM_COLORS";

let count = 0;

/**
 * Makes MikroORM ready for a database, without a connection to it: that comes with the first query.
 *
 * @throws MicroError `MICRO_DATABASE_DRIVER` without the driver's package, `MICRO_MODEL_INVALID`
 */
export async function createOrm(location: DatabaseLocation, options: OrmOptions): Promise<MikroORM> {
  let convert = (error: unknown): unknown => error;
  const { createSender, ...connection } = await openConnection(location, options.pool);
  if (connection.driverOptions instanceof SqliteDialect)
    convertDialect(connection.driverOptions, (error) => convert(error));
  const { [COLORS]: colors } = process.env;
  const orm = new Orm({
    ...connection,
    // What is in an array of models each query says for itself.
    entities: [...options.entities] as NonNullable<Options["entities"]>,
    entityManager: createEntityManagerClass(),
    contextName: `micro-${++count}`, // transactions are found by it
    ensureDatabase: false,
    discovery: { warnWhenNoEntities: false },
    validateRequired: false, // the database says so, in the words of {@link InvalidValue}
    flushMode: FlushMode.COMMIT, // a query never writes
    metadataCache: { enabled: false },
    schemaGenerator: { skipTables: [...OWN_TABLES] },
    loggerFactory: () => new QueryLogger(options.observer),
  });
  // Each fork would set the variable twice, which costs more than the fork.
  Object.defineProperty(orm.config, "sync", { value: () => undefined });
  restoreVariable(COLORS, colors);
  const models = (): EntityMetadata[] => [...orm.getMetadata().getAll().values()];
  convert = convertFaults(orm.driver.getPlatform().getExceptionConverter(), models);
  convertConnection(orm.driver.getConnection(), convert);
  if (location.kind === "postgresql") refuseNul(orm.driver.getPlatform());
  checkModels(models());
  models().forEach(freeProperties);
  if (createSender !== undefined) {
    const client = orm.driver.getConnection().getClient<unknown>();
    sendDirectly(client, createSender(), convert);
  }
  return orm;
}

/**
 * Has what entities hold be plain properties. MikroORM gives each entity a getter and a setter for each of them, which
 * nothing reads: it finds changes by comparing. Relations with another side keep theirs, which tell it.
 */
function freeProperties({ prototype, props, trackingProps }: EntityMetadata): void {
  for (const { name, inversedBy, mappedBy } of props) {
    const own = Object.getOwnPropertyDescriptor(prototype, name);
    const isSetter = own?.set !== undefined && own.get === undefined;
    if (isSetter && !inversedBy && !mappedBy) Reflect.deleteProperty(prototype, name);
  }
  const isTracked = trackingProps.some(({ inversedBy, mappedBy }) => inversedBy || mappedBy);
  const isMapped = props.some(({ serializedPrimaryKey }) => serializedPrimaryKey === true);
  if (isTracked || isMapped) return;
  // what MikroORM notes on an entity that has its setters: here there are none to make
  Object.defineProperty(prototype, "__gettersDefined", { value: true, configurable: true });
}

/**
 * A statement for PostgreSQL ends at a NUL, and what follows would be taken for another message: the connection is lost.
 * No text of PostgreSQL can have one.
 */
function refuseNul(platform: AbstractSqlPlatform): void {
  const escape = platform.escape.bind(platform);
  platform.escape = (value): string => {
    if (typeof value === "string" && value.includes("\0")) throw new InvalidValue();
    return escape(value);
  };
}

function restoreVariable(name: string, value: string | undefined): void {
  if (value === undefined) Reflect.deleteProperty(process.env, name);
  else process.env[name] = value;
}

/** Where a database is, for MikroORM. */
interface ConnectionOptions extends Options {
  /** Of what sends statements past it; to be called once there is a client. */
  readonly createSender?: () => DirectSender;
}

async function openConnection(location: DatabaseLocation, pool: PoolOptions): Promise<ConnectionOptions> {
  const { kind, url, file } = location;
  if (kind === "sqlite") return openSqlite(file);
  const { max = 10, acquireTimeout = 5000, idleTimeout = 30_000 } = pool;
  const options = {
    driver: await importDriver(kind),
    clientUrl: url.replace(/^(mariadb|postgres):/, (scheme) =>
      scheme === "postgres:" ? "postgresql:" : "mysql:",
    ),
    pool: { min: 0, max, idleTimeoutMillis: idleTimeout },
  };
  if (kind !== "postgresql")
    return { ...options, driverOptions: { connectTimeout: acquireTimeout, enableKeepAlive: true } };
  const pools: PostgresqlPool[] = [];
  const onPoolCreated = (made: PostgresqlPool): void => void pools.push(made);
  const timeouts = { connectionTimeoutMillis: acquireTimeout, keepAlive: true };
  return {
    ...options,
    driverOptions: { ...timeouts, ...sslOptions(url), onPoolCreated },
    createSender: () => createPostgresqlSender(pools),
  };
}

function openSqlite(file: string): ConnectionOptions {
  const dialect = new SqliteDialect(file);
  return {
    driver: MicroSqliteDriver,
    dbName: file,
    // A dialect may stand for the options of a driver; the types say so for the drivers that have some alone.
    driverOptions: dialect,
    createSender: () => (query) => dialect.send(query),
  };
}

/** `?sslmode=` as PostgreSQL's own clients read it. */
function sslOptions(url: string): object {
  const mode = new URL(url).searchParams.get("sslmode");
  if (mode === null || mode === "disable") return {};
  return { ssl: { rejectUnauthorized: mode.startsWith("verify-") } };
}

async function importDriver(kind: keyof typeof DRIVERS): Promise<NonNullable<Options["driver"]>> {
  try {
    if (kind === "postgresql") return (await import("@mikro-orm/postgresql")).PostgreSqlDriver;
    if (kind === "mysql") return (await import("@mikro-orm/mysql")).MySqlDriver;
    return (await import("@mikro-orm/mariadb")).MariaDbDriver;
  } catch (error) {
    const name = DRIVERS[kind];
    throw new MicroError(
      "MICRO_DATABASE_DRIVER",
      `DATABASE_URL asks for ${kind}, whose driver is not installed. Run: npm install ${name}@7.2.1`,
      { cause: error },
    );
  }
}
