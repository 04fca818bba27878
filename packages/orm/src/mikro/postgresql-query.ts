import type { CompiledQuery, QueryResult } from "kysely";

import type { DirectSender } from "./direct-sender.ts";
import type { Row } from "./execution.ts";
import { encodeParse, encodeStatement, type TextValue } from "./postgresql-message.ts";

/** What of the pool of `pg` is used. */
export interface PostgresqlPool {
  readonly options: { readonly types?: ColumnTypes };
  connect(
    take: (error: Error | undefined, client: PostgresqlClient | undefined, release: () => void) => void,
  ): void;
}

interface PostgresqlClient {
  query(query: PostgresqlQuery): unknown;
}

/** How texts of the database become values. */
interface ColumnTypes {
  getTypeParser(type: number, format: string): (text: string) => unknown;
}

interface PostgresqlConnection {
  readonly stream: { readonly writable: boolean; write(message: Uint8Array): unknown };
}

/** A column, as PostgreSQL describes it. */
interface ColumnDescription {
  readonly name: string;
  readonly dataTypeID: number;
  readonly format: string;
}

/** A statement that comes again and again. */
interface KnownStatement {
  /** The message that has it parsed. */
  readonly parse: Buffer;
  /** Of its last answer. */
  columns: Columns | null;
}

interface Columns {
  readonly described: readonly ColumnDescription[];
  readonly names: readonly string[];
  readonly parsers: readonly ((text: string) => unknown)[];
  /** A row whose values are empty: a copy has room for all. */
  readonly empty: Row;
}

/** The most statements that are kept. */
const STATEMENT_LIMIT = 200;

/** The most values that a message counts here. */
const VALUE_LIMIT = 32_767;

/**
 * Sends statements with parameters that are texts, numbers and truth values to PostgreSQL. They are parsed by the database
 * each time and have no names there, so that a proxy may hand each to another connection.
 *
 * @param pools - Of `pg`: the one that MikroORM has made.
 */
export function createPostgresqlSender([pool]: readonly PostgresqlPool[]): DirectSender {
  const known = new Map<string, KnownStatement>();
  let isOpen = false;
  return <Answer>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Answer>> | null => {
    if (!isOpen) {
      isOpen = true;
      return null; // Kysely ends the pool when it has used it itself
    }
    const values = toTexts(parameters);
    if (pool === undefined || values === null || sql.includes("\0")) return null;
    const statement = findStatement(known, sql);
    return new Promise((resolve, reject) => {
      pool.connect((failure, client, release) => {
        if (client === undefined) {
          reject(toError(failure));
          return;
        }
        const done = (error: unknown, result: QueryResult<Row>): void => {
          release();
          if (error === null)
            resolve(result as QueryResult<Answer>); // what its rows are the caller says
          else reject(toError(error));
        };
        client.query(new PostgresqlQuery(statement, { values, types: pool.options.types, done }));
      });
    });
  };
}

function findStatement(known: Map<string, KnownStatement>, sql: string): KnownStatement {
  const found = known.get(sql);
  if (found !== undefined) return found;
  if (known.size >= STATEMENT_LIMIT) known.clear();
  const made = { parse: encodeParse(sql), columns: null };
  known.set(sql, made);
  return made;
}

/** @returns `null` for none, which may be several statements in one text, and for values that the driver has to write */
function toTexts(values: readonly unknown[]): TextValue[] | null {
  if (values.length === 0 || values.length > VALUE_LIMIT) return null;
  const texts: TextValue[] = [];
  for (const value of values) {
    const text = toText(value);
    if (text === undefined) return null;
    texts.push(text);
  }
  return texts;
}

function toText(value: unknown): TextValue | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "bigint":
    case "boolean":
      return String(value);
    case "undefined":
      return null;
    case "object":
      return value === null ? null : undefined;
    default:
      return undefined;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error("The database failed.", { cause: error });
}

interface QueryOptions {
  readonly values: readonly TextValue[];
  readonly types: ColumnTypes | undefined;
  /** Called once. @param error - `null` for none. */
  readonly done: (error: unknown, result: QueryResult<Row>) => void;
}

/** A statement on its way, as the clients of `pg` run what they are given (as its cursors). */
class PostgresqlQuery {
  readonly #statement: KnownStatement;
  readonly #options: QueryOptions;
  readonly #rows: Row[] = [];
  #columns: Columns | null = null;
  #count: bigint | undefined;
  #failure: unknown = null;
  #isOver = false;

  constructor(statement: KnownStatement, options: QueryOptions) {
    this.#statement = statement;
    this.#options = options;
  }

  /** Sends it. @returns why it cannot be sent */
  submit({ stream }: PostgresqlConnection): unknown {
    try {
      if (stream.writable) stream.write(encodeStatement(this.#statement.parse, this.#options.values));
      return null;
    } catch (error) {
      return error; // longer than messages can be
    }
  }

  handleRowDescription({ fields }: { readonly fields: readonly ColumnDescription[] }): void {
    const { columns } = this.#statement;
    this.#columns =
      columns !== null && areSame(columns.described, fields)
        ? columns
        : describeColumns(fields, this.#options.types);
    this.#statement.columns = this.#columns;
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      if (this.#columns !== null && this.#failure === null) this.#rows.push(readRow(this.#columns, fields));
    } catch (error) {
      this.#failure = error;
    }
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    const [, command, count] = /^(INSERT|UPDATE|DELETE|MERGE) (?:\d+ )?(\d+)$/.exec(text) ?? [];
    if (command !== undefined && count !== undefined) this.#count = BigInt(count);
  }

  handleReadyForQuery(): void {
    this.#end(this.#failure);
  }

  handleError(error: unknown): void {
    this.#end(error);
  }

  handleEmptyQuery(): void {
    // it is over when the database is ready again
  }

  handlePortalSuspended(): void {
    // all rows are asked for
  }

  handleCopyInResponse(connection: { sendCopyFail(message: string): void }): void {
    connection.sendCopyFail("No source stream defined");
  }

  handleCopyData(): void {
    // nobody reads it
  }

  /** An error may come twice: what the database says, and the end of the connection. */
  #end(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const [rows, numAffectedRows] = [this.#rows, this.#count];
    this.#options.done(error, numAffectedRows === undefined ? { rows } : { rows, numAffectedRows });
  }
}

/** Whether the answer has the same columns as the last one: tables change while statements stay. */
function areSame(known: readonly ColumnDescription[], now: readonly ColumnDescription[]): boolean {
  if (known.length !== now.length) return false;
  for (let index = 0; index < known.length; index++) if (!isSame(known[index], now[index])) return false;
  return true;
}

function isSame(known: ColumnDescription | undefined, now: ColumnDescription | undefined): boolean {
  return known?.name === now?.name && known?.dataTypeID === now?.dataTypeID && known?.format === now?.format;
}

function describeColumns(described: readonly ColumnDescription[], types: ColumnTypes | undefined): Columns {
  const parsers = described.map(
    ({ dataTypeID, format }) => types?.getTypeParser(dataTypeID, format) ?? ((text: string): string => text),
  );
  const names = described.map(({ name }) => name);
  return { described, names, parsers, empty: Object.fromEntries(names.map((name) => [name, null])) };
}

function readRow({ names, parsers, empty }: Columns, texts: readonly (string | null)[]): Row {
  const row = { ...empty };
  for (let index = 0; index < names.length; index++) {
    const name = names[index] ?? "";
    const text = texts[index] ?? null;
    row[name] = text === null ? null : parsers[index]?.(text);
  }
  return row;
}
