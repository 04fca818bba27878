/** What kind of value a field holds. */
export type FieldType =
  | "string"
  | "text"
  | "integer"
  | "bigint"
  | "number"
  | "decimal"
  | "boolean"
  | "date"
  | "datetime"
  | "time"
  | "uuid"
  | "json"
  | "bytes"
  | "relation";

/** What a field refers to. */
export interface FieldRelation {
  /** The name of the model. */
  readonly model: string;
  /** Whether the field holds the keys of several rows, or that of one. */
  readonly isMany: boolean;
}

/** A field of a model, as a form or an admin page has to know it. */
export interface FieldMeta {
  readonly name: string;
  readonly type: FieldType;
  /** Whether it is the key, or a part of it. */
  readonly isKey: boolean;
  /** Whether the database or the model gives it a value by itself: a form does not ask for it. */
  readonly isGenerated: boolean;
  /** Whether it may be empty. */
  readonly isNullable: boolean;
  /** Whether no two rows may have the same value. */
  readonly isUnique: boolean;
  /** What it has when nobody gives it anything; `undefined` without a default. */
  readonly defaultValue?: string | number | boolean | null;
  /** The most characters. */
  readonly length?: number;
  /** Of a decimal: its digits, and how many of them come after the point. */
  readonly precision?: number;
  readonly scale?: number;
  /** The values that there are, for a field with a fixed choice. */
  readonly choices?: readonly (string | number)[];
  readonly relation?: FieldRelation;
}

/** A model: what rows of one kind have. */
export interface ModelMeta {
  readonly name: string;
  readonly table: string;
  readonly fields: readonly FieldMeta[];
}

/** A row: its values by the names of the fields; a relation is the key of the other row, or a list of keys. */
export type DataRow = Record<string, unknown>;

/** Which rows, in which order. */
export interface DataQuery {
  /** Values that the fields have; a list is one of its values. @default any */
  readonly where?: Readonly<Record<string, unknown>>;
  /** A text that one of the fields has in it, in capitals or not. */
  readonly search?: { readonly text: string; readonly fields: readonly string[] };
  /** @default by key */
  readonly orderBy?: Readonly<Record<string, "asc" | "desc">>;
  /** From 1 on. @default 1 */
  readonly page?: number;
  /** The rows of a page. @default 20 */
  readonly perPage?: number;
}

/** Some rows, and how many there are. */
export interface DataPage {
  readonly rows: readonly DataRow[];
  readonly total: number;
}

/** The rows of one model. What it writes is written at once, unless it runs in a transaction. */
export interface Repository {
  /** Rows without their lists. @throws TypeError for a field that the model does not have. */
  list(query?: DataQuery): Promise<DataPage>;
  /** `null` when there is none. */
  get(key: unknown): Promise<DataRow | null>;
  /** @throws UniqueViolation, ForeignKeyViolation, InvalidValue; TypeError for a field that the model does not have. */
  create(values: Readonly<DataRow>): Promise<DataRow>;
  /** Changes the given fields; `null` when there is no such row. @throws as `create` */
  update(key: unknown, values: Readonly<DataRow>): Promise<DataRow | null>;
  /** @returns whether there was one. @throws ForeignKeyViolation */
  remove(key: unknown): Promise<boolean>;
}

/**
 * What extensions need of a database, whichever library it is used through: forms from models, logins, an admin. An app's
 * `db.layer` is one; a package for another library offers its own, which throws the same errors.
 *
 * @example
 * const users = layer.repository("User");
 * const { rows } = await users.list({ where: { email }, perPage: 1 });
 */
export interface DataLayer {
  /** What it is made of: "mikro-orm". */
  readonly name: string;
  /** All models. */
  readonly models: readonly ModelMeta[];
  /** The rows of a model, for the request, command or `app.runInContext()` that asks. @throws TypeError for a name that no model has */
  repository(model: string): Repository;
  /** Runs a task in a transaction, or in a savepoint of the one that there is. */
  transaction<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** The field of a model. @throws TypeError for a name that it does not have */
export function fieldOf({ name: model, fields }: ModelMeta, name: string): FieldMeta {
  const field = fields.find((known) => known.name === name);
  if (field !== undefined) return field;
  throw new TypeError(
    `${model} has no field ${JSON.stringify(name)}. It has: ${fields.map((known) => known.name).join(", ")}.`,
  );
}
