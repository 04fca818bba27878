import {
  CheckConstraintViolationException,
  ConnectionException,
  DeadlockException,
  type DriverException,
  type EntityMetadata,
  type ExceptionConverter,
  ForeignKeyConstraintViolationException,
  LockWaitTimeoutException,
  NotNullConstraintViolationException,
  UniqueConstraintViolationException,
} from "@mikro-orm/sql";
import { HttpError } from "@micro-web/core";

import {
  DatabaseBusy,
  DatabaseUnavailable,
  ForeignKeyViolation,
  InvalidValue,
  UniqueViolation,
  type ViolationOptions,
} from "../database-error.ts";

/** The properties of an error of any driver. */
interface DriverFacts {
  /** SQLSTATE, or the name that Node or a driver gives: "23505", "ECONNREFUSED", "ER_DUP_ENTRY". */
  readonly code: string;
  /** The number of SQLite, MySQL and MariaDB. */
  readonly errno: number;
  readonly message: string;
  readonly detail: string;
  readonly constraint: string;
  readonly table: string;
}

/** Errors of connections: of Node, of `pg` and `mysql2`, SQLSTATE classes 08 and 57P. */
const LOST =
  /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|ENOENT|ENOTDIR|EACCES|EROFS|ENOSPC|PROTOCOL_|08|57P0|53[0-9])/;
const LOST_MESSAGE =
  /Connection (terminated|ended|lost|is closed)|timeout exceeded when trying to connect|connection is in closed state|server has gone away|Client has encountered a connection error|Unexpected socket close|unable to open database file/i;

/** Serialization failures and deadlocks: PostgreSQL 40001, 40P01; MySQL 1213; MariaDB 1020 under snapshot isolation. */
const TRANSIENT_STATES = new Set(["40001", "40P01"]);
const TRANSIENT_NUMBERS = new Set([1213, 1020]);

/** Locks: PostgreSQL 55P03, SQLite 5 and 6, MySQL 1205. */
const LOCKED_STATES = new Set(["55P03"]);
const LOCKED_NUMBERS = new Set([1205]);
const LOCKED_CODES_OF_SQLITE = new Set([5, 6]);

/** Values that do not fit: SQLSTATE class 22; MySQL too long, out of range, not of the type. */
const VALUE_NUMBERS = new Set([1264, 1265, 1292, 1366, 1406, 1690, 4025]);
/** SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE. */
const VALUE_CODES_OF_SQLITE = new Set([18, 20, 25]);

/** A disk that is full or fails, a file that cannot be opened or written: SQLite 8, 10, 13, 14; MySQL: full, too many connections. */
const UNAVAILABLE_CODES_OF_SQLITE = new Set([8, 10, 13, 14]);
const UNAVAILABLE_NUMBERS = new Set([1021, 1040, 1114, 1203]);

/** What a fault is, whichever database it came from. */
export type FaultKind = "unique" | "foreignKey" | "value" | "busy" | "clash" | "unavailable" | "unknown";

/** What MikroORM has found out already. */
const KINDS: readonly (readonly [abstract new (previous: Error) => Error, FaultKind])[] = [
  [UniqueConstraintViolationException, "unique"],
  [ForeignKeyConstraintViolationException, "foreignKey"],
  [NotNullConstraintViolationException, "value"],
  [CheckConstraintViolationException, "value"],
  [DeadlockException, "clash"],
];

/** What it finds out less surely than the codes of the drivers say. */
const VAGUE_KINDS: typeof KINDS = [
  [LockWaitTimeoutException, "busy"],
  [ConnectionException, "unavailable"],
];

/** Which fault an error of MikroORM or of a driver is. */
export function classifyFault(error: unknown): FaultKind {
  const facts = factsOf(error);
  return (
    kindByClass(error, KINDS) ?? kindByFacts(facts, error) ?? kindByClass(error, VAGUE_KINDS) ?? "unknown"
  );
}

function kindByClass(error: unknown, kinds: typeof KINDS): FaultKind | undefined {
  return kinds.find(([type]) => error instanceof type)?.[1];
}

function kindByFacts(facts: DriverFacts, error: unknown): FaultKind | undefined {
  if (isTransient(facts)) return "clash";
  if (isLocked(facts, error)) return "busy";
  if (isLost(facts, error)) return "unavailable";
  return isBadValue(facts, error) ? "value" : undefined;
}

function factsOf(error: unknown): DriverFacts {
  const read = (key: string): unknown =>
    typeof error === "object" && error !== null ? Reflect.get(error, key) : undefined;
  const text = (key: string): string => {
    const value = read(key);
    return typeof value === "string" ? value : "";
  };
  const errno = read("errno");
  return {
    code: text("code"),
    errno: typeof errno === "number" ? errno : 0,
    message: text("message"),
    detail: text("detail"),
    constraint: text("constraint"),
    table: text("table"),
  };
}

function isTransient({ code, errno }: DriverFacts): boolean {
  return TRANSIENT_STATES.has(code) || TRANSIENT_NUMBERS.has(errno);
}

function isLocked({ code, errno }: DriverFacts, error: unknown): boolean {
  return (
    LOCKED_STATES.has(code) || LOCKED_NUMBERS.has(errno) || LOCKED_CODES_OF_SQLITE.has(sqliteCode(error))
  );
}

function isLost({ code, errno, message }: DriverFacts, error: unknown): boolean {
  if (UNAVAILABLE_NUMBERS.has(errno) || UNAVAILABLE_CODES_OF_SQLITE.has(sqliteCode(error))) return true;
  return LOST.test(code) || LOST_MESSAGE.test(message);
}

function isBadValue({ code, errno }: DriverFacts, error: unknown): boolean {
  return /^22...$/.test(code) || VALUE_NUMBERS.has(errno) || VALUE_CODES_OF_SQLITE.has(sqliteCode(error));
}

/** The primary code of an error of `node:sqlite`; 0 for others. */
function sqliteCode(error: unknown): number {
  if (typeof error !== "object" || error === null) return 0;
  const code: unknown = Reflect.get(error, "errcode");
  return typeof code === "number" ? code & 0xff : 0;
}

/**
 * Makes the errors of a database what the app and its visitors can use; those that are nobody's but the app's stay as
 * they are.
 *
 * @param error - Of MikroORM or a driver. @param models - Whose constraints it may be about.
 */
export function toDatabaseError(error: unknown, models: readonly EntityMetadata[]): unknown {
  if (error instanceof HttpError) return error;
  switch (classifyFault(error)) {
    case "unique":
      return new UniqueViolation({ cause: error, ...violationOf(factsOf(error), models) });
    case "foreignKey":
      return new ForeignKeyViolation({ cause: error, constraint: factsOf(error).constraint });
    case "value":
      return new InvalidValue({ cause: error });
    case "clash":
      return new DatabaseBusy(true, { cause: error });
    case "busy":
      return new DatabaseBusy(false, { cause: error });
    case "unavailable":
      return new DatabaseUnavailable({ cause: error });
    case "unknown":
      return error;
  }
}

/** Has MikroORM throw those errors, and gives what makes them of a driver's. */
export function convertFaults(
  converter: ExceptionConverter,
  models: () => readonly EntityMetadata[],
): (error: unknown) => unknown {
  const convert = converter.convertException.bind(converter);
  converter.convertException = (error): DriverException => {
    // Its own errors are what the compiler expects; nothing looks at more than that it is an error.
    return (
      error instanceof HttpError ? error : toDatabaseError(convert(error), models())
    ) as DriverException;
  };
  return (error) => {
    const made = error instanceof Error ? converter.convertException(error) : error;
    return made instanceof HttpError ? made : error; // the rest MikroORM converts where it looks at it
  };
}

type Violation = Required<Pick<ViolationOptions, "table" | "constraint" | "fields">>;

/** What each database says of a value that is there already. */
function violationOf(facts: DriverFacts, models: readonly EntityMetadata[]): Violation {
  const sqlite = /UNIQUE constraint failed: (.+)$/m.exec(facts.message)?.[1];
  if (sqlite !== undefined) {
    const columns = sqlite.split(", ").map((column) => column.split("."));
    return named(
      { table: columns[0]?.[0] ?? "", constraint: "" },
      columns.map(([, name = ""]) => name),
      models,
    );
  }
  const key = /for key '(?:[^']*\.)?([^'.]+)'/.exec(facts.message)?.[1];
  if (key !== undefined) return byConstraint(key, models);
  const columns = /^Key \((.+)\)=\(/.exec(facts.detail)?.[1]?.split(", ") ?? [];
  return named(
    facts,
    columns.map((column) => column.replaceAll('"', "")),
    models,
  );
}

function named(
  { table, constraint }: Pick<DriverFacts, "table" | "constraint">,
  columns: readonly string[],
  models: readonly EntityMetadata[],
): Violation {
  const model = models.find(({ tableName }) => tableName === table);
  const fields = columns.map(
    (column) => model?.props.find(({ fieldNames }) => fieldNames?.includes(column))?.name ?? column,
  );
  return { table, constraint, fields };
}

/** MySQL and MariaDB name the constraint alone: "PRIMARY", or what MikroORM called it: "author_email_unique". */
function byConstraint(constraint: string, models: readonly EntityMetadata[]): Violation {
  for (const model of models) {
    const { tableName, props, uniques } = model;
    const single = props.find(
      ({ unique, fieldNames }) =>
        unique === constraint ||
        (unique === true && constraint === `${tableName}_${fieldNames.join("_")}_unique`),
    );
    if (single !== undefined) return { table: tableName, constraint, fields: [single.name] };
    const several = uniques.find(({ name }) => name === constraint);
    if (several?.properties !== undefined)
      return { table: tableName, constraint, fields: [several.properties].flat().map(String) };
  }
  return { table: "", constraint, fields: [] };
}
