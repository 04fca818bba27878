import type { AbstractSqlConnection } from "@mikro-orm/sql";
import type { DatabaseConnection, Dialect, Driver } from "kysely";

/** What an error becomes. */
type Convert = (error: unknown) => unknown;

/**
 * Has a dialect throw other errors, whoever sends the statement: MikroORM, Kysely, the begin and the commit of a
 * transaction, the wait for a connection.
 */
export function convertDialect(dialect: Dialect, convert: Convert): Dialect {
  const createDriver = dialect.createDriver.bind(dialect);
  dialect.createDriver = (): Driver => convertDriver(createDriver(), convert);
  return dialect;
}

/** The same for the dialect that a connection of MikroORM makes for itself. */
export function convertConnection(connection: AbstractSqlConnection, convert: Convert): void {
  const create = connection.createKyselyDialect.bind(connection);
  connection.createKyselyDialect = (options): Dialect | Promise<Dialect> => {
    const dialect = create(options);
    return dialect instanceof Promise
      ? dialect.then((made) => convertDialect(made, convert))
      : convertDialect(dialect, convert);
  };
}

/**
 * A driver whose transactions give their connection back, whatever fails. Kysely keeps the connection of a begin or a
 * rollback that throws for ever: a failed begin is thrown by the first statement after it instead, and a rollback does not
 * fail. It would when the connection is lost, or when the database has rolled back by itself (SQLite on a full disk): then
 * there is nothing left to undo.
 */
function convertDriver(driver: Driver, convert: Convert): Driver {
  const known = new WeakSet<DatabaseConnection>();
  const failed: FailedBegins = new WeakMap();
  const [acquire, begin, rollback, commit] = [
    driver.acquireConnection.bind(driver),
    driver.beginTransaction.bind(driver),
    driver.rollbackTransaction.bind(driver),
    driver.commitTransaction.bind(driver),
  ];
  driver.acquireConnection = async (options): Promise<DatabaseConnection> => {
    const connection = await converted(acquire(options), convert);
    if (!known.has(connection)) convertStatements(connection, convert, failed);
    known.add(connection);
    return connection;
  };
  driver.beginTransaction = (connection, settings): Promise<void> =>
    begin(connection, settings).catch((error: unknown) => void failed.set(connection, { error }));
  driver.commitTransaction = async (connection): Promise<void> => {
    throwFailure(failed, connection);
    await commit(connection);
  };
  driver.rollbackTransaction = async (connection): Promise<void> => {
    if (!failed.delete(connection)) await rollback(connection).catch(() => undefined);
  };
  return driver;
}

/** Why the transaction of a connection could not begin. */
type FailedBegins = WeakMap<DatabaseConnection, { readonly error: unknown }>;

function throwFailure(failed: FailedBegins, connection: DatabaseConnection): void {
  const failure = failed.get(connection);
  if (failure !== undefined) throw failure.error;
}

/** As Kysely itself does for its log: drivers look for what is private in their own connections. */
function convertStatements(connection: DatabaseConnection, convert: Convert, failed: FailedBegins): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = (query, options) => {
    const failure = failed.get(connection);
    if (failure !== undefined) return Promise.reject(failure.error);
    return execute<never>(query, options).catch((error: unknown) => {
      throw convert(error);
    });
  };
}

async function converted<Result>(pending: Promise<Result>, convert: Convert): Promise<Result> {
  try {
    return await pending;
  } catch (error) {
    throw convert(error);
  }
}
