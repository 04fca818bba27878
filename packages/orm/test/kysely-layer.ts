import {
  type Insertable,
  Kysely,
  type RawBuilder,
  type Selectable,
  type SelectQueryBuilder,
  sql,
  type Transaction,
} from "kysely";

import {
  type DataLayer,
  type DataPage,
  type DataQuery,
  type DataRow,
  fieldOf,
  type ModelMeta,
  type Repository,
} from "../src/data-layer.ts";
import { ForeignKeyViolation, InvalidValue, UniqueViolation } from "../src/index.ts";
import { convertDialect } from "../src/mikro/fault-driver.ts";
import { SqliteDialect } from "../src/mikro/sqlite-dialect.ts";

type Tables = Record<string, Record<string, unknown>>;

/** The models that the layer of Kysely serves: it has to be told. */
const kyselyModels: readonly ModelMeta[] = [
  {
    name: "Author",
    table: "author",
    fields: [
      { name: "id", type: "integer", isKey: true, isGenerated: true, isNullable: false, isUnique: false },
      { name: "name", type: "string", isKey: false, isGenerated: false, isNullable: false, isUnique: false, length: 80 },
      { name: "email", type: "string", isKey: false, isGenerated: false, isNullable: false, isUnique: true, length: 120 },
    ],
  },
  {
    name: "Post",
    table: "post",
    fields: [
      { name: "id", type: "integer", isKey: true, isGenerated: true, isNullable: false, isUnique: false },
      { name: "title", type: "string", isKey: false, isGenerated: false, isNullable: false, isUnique: false, length: 100 },
      { name: "body", type: "text", isKey: false, isGenerated: false, isNullable: false, isUnique: false, defaultValue: "" },
      { name: "rating", type: "integer", isKey: false, isGenerated: false, isNullable: false, isUnique: false, defaultValue: 0 },
      { name: "author", type: "relation", isKey: false, isGenerated: false, isNullable: false, isUnique: false, relation: { model: "Author", isMany: false } },
    ],
  },
]; // prettier-ignore

/** A second implementation of the contract, on Kysely alone: small, and for SQLite. */
export class KyselyLayer implements DataLayer {
  readonly name = "kysely";
  readonly models = kyselyModels;
  readonly #database: Kysely<Tables>;
  #current: Kysely<Tables>;

  constructor(file: string) {
    const dialect = convertDialect(new SqliteDialect(file), toContractError);
    this.#database = new Kysely<Tables>({ dialect });
    this.#current = this.#database;
  }

  repository(name: string): Repository {
    const model = this.models.find((known) => known.name === name);
    if (model === undefined) throw new TypeError(`There is no model ${JSON.stringify(name)}.`);
    return new KyselyRepository(() => this.#current, model);
  }

  /** One at a time: that will do for a test. */
  async transaction<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#current !== this.#database) {
      await sql`savepoint inner_one`.execute(this.#current);
      try {
        return await task();
      } catch (error) {
        await sql`rollback to inner_one`.execute(this.#current);
        throw error;
      }
    }
    return await this.#database.transaction().execute(async (transaction: Transaction<Tables>) => {
      this.#current = transaction;
      try {
        return await task();
      } finally {
        this.#current = this.#database;
      }
    });
  }

  /** Makes the tables. */
  async createAll(): Promise<void> {
    await sql`create table author (id integer primary key, name text not null, email text not null unique)`.execute(
      this.#database,
    );
    await sql`create table post (id integer primary key, title text not null, body text not null default '', rating integer not null default 0, author_id integer not null references author (id))`.execute(
      this.#database,
    );
  }

  async close(): Promise<void> {
    await this.#database.destroy();
  }
}

class KyselyRepository implements Repository {
  readonly #database: () => Kysely<Tables>;
  readonly #model: ModelMeta;

  constructor(database: () => Kysely<Tables>, model: ModelMeta) {
    [this.#database, this.#model] = [database, model];
  }

  async list(query: DataQuery = {}): Promise<DataPage> {
    const { orderBy = { id: "asc" }, page = 1, perPage = 20 } = query;
    const found = this.#filter(query);
    const { total } = await found
      .select((by) => by.fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow();
    let sorted = found
      .selectAll()
      .limit(perPage)
      .offset((page - 1) * perPage);
    for (const [name, direction] of Object.entries(orderBy))
      sorted = sorted.orderBy(this.#column(name), direction);
    return { rows: (await sorted.execute()).map((row) => this.#toRow(row)), total };
  }

  async get(key: unknown): Promise<DataRow | null> {
    const row = await this.#database()
      .selectFrom(this.#model.table)
      .selectAll()
      .where("id", "=", key as never)
      .executeTakeFirst();
    return row === undefined ? null : this.#toRow(row);
  }

  async create(values: Readonly<DataRow>): Promise<DataRow> {
    const row = await this.#database()
      .insertInto(this.#model.table)
      .values(this.#toColumns(values))
      .returningAll()
      .executeTakeFirstOrThrow();
    return this.#toRow(row);
  }

  async update(key: unknown, values: Readonly<DataRow>): Promise<DataRow | null> {
    const row = await this.#database()
      .updateTable(this.#model.table)
      .set(this.#toColumns(values))
      .where("id", "=", key as never)
      .returningAll()
      .executeTakeFirst();
    return row === undefined ? null : this.#toRow(row);
  }

  async remove(key: unknown): Promise<boolean> {
    const { numDeletedRows } = await this.#database()
      .deleteFrom(this.#model.table)
      .where("id", "=", key as never)
      .executeTakeFirst();
    return numDeletedRows === 1n;
  }

  #filter({ where = {}, search }: DataQuery): SelectQueryBuilder<Tables, string, object> {
    let query = this.#database().selectFrom(this.#model.table);
    for (const [name, value] of Object.entries(where)) {
      const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
      if (isObject) throw new TypeError(`${name} is no value.`);
      const operator = Array.isArray(value) ? "in" : "=";
      query = query.where(this.#column(name), operator, value as never);
    }
    if (search === undefined) return query;
    const pattern = `%${search.text.replaceAll(/[%_!]/g, "!$&")}%`;
    const like = (name: string): RawBuilder<boolean> =>
      sql<boolean>`${sql.ref(this.#column(name))} like ${pattern} escape '!'`;
    return query.where((by) => by.or(search.fields.map(like)));
  }

  #column(name: string): string {
    return fieldOf(this.#model, name).type === "relation" ? `${name}_id` : name;
  }

  #toColumns(values: Readonly<DataRow>): Insertable<Record<string, unknown>> {
    return Object.fromEntries(Object.entries(values).map(([name, value]) => [this.#column(name), value]));
  }

  #toRow(row: Selectable<Record<string, unknown>>): DataRow {
    return Object.fromEntries(this.#model.fields.map(({ name }) => [name, row[this.#column(name)]]));
  }
}

/** What SQLite says of constraints, in the errors of the contract. */
function toContractError(error: unknown): unknown {
  const code = error instanceof Error && "errcode" in error ? error.errcode : 0;
  if (code === 2067) return new UniqueViolation({ cause: error, fields: columnsOf(String(error)) });
  if (code === 787) return new ForeignKeyViolation({ cause: error });
  return code === 1299 ? new InvalidValue({ cause: error }) : error;
}

/** "UNIQUE constraint failed: author.email" */
function columnsOf(message: string): string[] {
  return [...message.matchAll(/\w+\.(\w+)/g)].map(([, column = ""]) => column);
}
