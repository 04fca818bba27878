/** What apps need to describe and use their models, under the names that MikroORM gives it. */
export {
  Collection,
  defineEntity,
  p,
  type EntityClass,
  type EntityData,
  type EntityName,
  type FilterQuery,
  type FindOneOptions,
  type FindOptions,
  type InferEntity,
  type Loaded,
  type Opt,
  type Primary,
  type QueryOrderMap,
  type Ref,
  type RequiredEntityData,
  type SqlEntityManager as EntityManager,
} from "@mikro-orm/sql";
export type { Kysely } from "kysely";
