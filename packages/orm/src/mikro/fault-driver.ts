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

function convertDriver(driver: Driver, convert: Convert): Driver {
  const known = new WeakSet<DatabaseConnection>();
  const acquire = driver.acquireConnection.bind(driver);
  driver.acquireConnection = async (options): Promise<DatabaseConnection> => {
    const connection = await converted(acquire(options), convert);
    if (!known.has(connection)) convertStatements(connection, convert);
    known.add(connection);
    return connection;
  };
  return driver;
}

/** As Kysely itself does for its log: drivers look for what is private in their own connections. */
function convertStatements(connection: DatabaseConnection, convert: Convert): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = (query, options) => converted(execute(query, options), convert);
}

async function converted<Result>(pending: Promise<Result>, convert: Convert): Promise<Result> {
  try {
    return await pending;
  } catch (error) {
    throw convert(error);
  }
}
