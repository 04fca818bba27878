export { ConnectedDatabase } from "./connected-database.ts";
export {
  Database,
  type DatabaseOptions,
  type PaginateOptions,
  type SeekOptions,
  type TestedApp,
} from "./database.ts";
export type {
  DataLayer,
  DataPage,
  DataQuery,
  DataRow,
  FieldMeta,
  FieldRelation,
  FieldType,
  ModelMeta,
  Repository,
} from "./data-layer.ts";
export {
  DatabaseBusy,
  DatabaseUnavailable,
  ForeignKeyViolation,
  InvalidValue,
  UniqueViolation,
} from "./database-error.ts";
export type { DatabaseKind, DatabaseLocation } from "./database-url.ts";
export {
  defineMigration,
  type Migration,
  type MigrationContext,
  type MigrationStep,
} from "./migrations/migration.ts";
export type { Row } from "./mikro/execution.ts";
export type { MissingOptions } from "./mikro/finding.ts";
export {
  Collection,
  defineEntity,
  type EntityClass,
  type EntityData,
  type EntityManager,
  type EntityName,
  type FilterQuery,
  type FindOneOptions,
  type FindOptions,
  type InferEntity,
  type Kysely,
  type Loaded,
  type Opt,
  p,
  type Primary,
  type QueryOrderMap,
  type Ref,
  type RequiredEntityData,
} from "./mikro/model.ts";
export type { PoolOptions } from "./mikro/orm.ts";
export { sql, type Sql, sqlName, type SqlValue } from "./mikro/sql-template.ts";
export { Page, type PageEdges } from "./page.ts";
export { defineFactory, type Factory } from "./factory.ts";
export type { TestTransaction } from "./mikro/test-transaction.ts";
export type { FilterKind } from "./mikro/visitor-query.ts";
export { SeekPage } from "./seek-page.ts";
export type { QueryRecord } from "./query-record.ts";
export type { Isolation, TransactionOptions } from "./unit-of-work.ts";
