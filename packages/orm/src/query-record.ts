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
  /** Of the statements that a loop may send: from where each was sent. */
  readonly #places = new Map<string, Place[]>();
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
    const place = new Place();
    this.#records.push({
      ...query,
      get place(): string {
        return place.text;
      },
    });
    const { statement } = query;
    if (/^\s*select\b/i.test(statement) && !ABOUT_TABLES.test(statement)) this.#count(statement, place);
  }

  #count(statement: string, place: Place): void {
    const places = this.#places.get(statement) ?? [];
    places.push(place);
    this.#places.set(statement, places);
    if (places.length < REPEAT_LIMIT) return;
    const count = places.filter(({ text }) => text === place.text).length;
    if (count !== REPEAT_LIMIT) return;
    this.#warn(
      `The same query was sent ${count} times${place.text === "" ? "" : ` at ${place.text}`}: ${statement}\n` +
        "Load what a loop needs at once: with `populate`, or with a list of keys.",
    );
  }
}

/** From where a statement was sent. To put a stack into words costs more than most statements: it waits until somebody asks. */
class Place {
  #stack: Error | null;
  #text: string = "";

  constructor() {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 50;
    this.#stack = new Error("place");
    Error.stackTraceLimit = stackTraceLimit;
  }

  /** The first place on the stack, across awaits, that is neither Node nor a library. */
  get text(): string {
    if (this.#stack !== null) this.#text = findPlace(this.#stack.stack ?? "");
    this.#stack = null;
    return this.#text;
  }
}

function findPlace(stack: string): string {
  const line = stack
    .split("\n")
    .find((text, index) => index > 0 && text.includes(":") && !FOREIGN.test(text));
  return /\(?((?:file:\/\/)?[^\s()]+:\d+):\d+\)?$/.exec(line ?? "")?.[1]?.replace(/^file:\/\//, "") ?? "";
}
