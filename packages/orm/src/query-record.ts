/** A statement that a unit of work has sent (Flask-SQLAlchemy's `get_recorded_queries`). */
export interface QueryRecord {
  /** The statement, with `?` for its parameters. */
  readonly statement: string;
  /** Their values. */
  readonly parameters: readonly unknown[];
  /** Milliseconds that it took. */
  readonly duration: number;
  /** `file:line` of the app's code that sent it; "" when there is none on the stack. */
  readonly place: string;
  /** Whether it failed. */
  readonly isFailed: boolean;
}

/** How often one place may send one statement before it is a loop that should be one query. */
const REPEAT_LIMIT = 5;

/** Queries about the tables themselves, which nobody can put together. */
const ABOUT_TABLES = /\b(sqlite_master|information_schema|pg_catalog|pg_\w+)\b/i;

/** Where code is that sends statements for the app's. */
const FOREIGN = /node_modules|node:|packages[\\/]orm[\\/](src|dist)[\\/](?!.*\.test\.)/;

/** The statements of one unit of work, in debug and under test. */
export class QueryLog {
  readonly #records: QueryRecord[] = [];
  readonly #counts = new Map<string, number>();
  readonly #warn: (message: string) => void;

  /** @param warn - Told of a statement that is sent again and again. */
  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** In the order in which they were sent. */
  get records(): readonly QueryRecord[] {
    return this.#records;
  }

  /** Adds one. */
  add(query: Omit<QueryRecord, "place">): void {
    const record = { ...query, place: findPlace() };
    this.#records.push(record);
    if (!/^\s*select\b/i.test(query.statement) || ABOUT_TABLES.test(query.statement)) return;
    const key = `${record.place}\n${query.statement}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count !== REPEAT_LIMIT) return;
    this.#warn(
      `The same query was sent ${count} times${record.place === "" ? "" : ` at ${record.place}`}: ${query.statement}\n` +
        "Load what a loop needs at once: with `populate`, or with a list of keys.",
    );
  }
}

/** The first place on the stack, across awaits, that is neither Node nor a library. */
function findPlace(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 50;
  const { stack = "" } = new Error("place");
  Error.stackTraceLimit = stackTraceLimit;
  const line = stack
    .split("\n")
    .find((text, index) => index > 0 && text.includes(":") && !FOREIGN.test(text));
  return /\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/.exec(line ?? "")?.[1]?.replace(/^file:\/\//, "") ?? "";
}
