import { type EntityMetadata, helper, raw, type SqlEntityManager, Utils } from "@mikro-orm/sql";

import {
  type DataLayer,
  type DataPage,
  type DataQuery,
  type DataRow,
  fieldOf,
  type ModelMeta,
  type Repository,
} from "../data-layer.ts";
import { finderOf } from "./finding.ts";
import { describeModels } from "./model-metadata.ts";
import type { MikroORM } from "./orm.ts";

/** The rows of a page. */
const PER_PAGE = 20;

/** What the layer needs of a database. */
export interface LayerSource {
  readonly connected: { readonly orm: MikroORM };
  readonly em: SqlEntityManager;
  transaction<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** The contract of {@link DataLayer} on MikroORM, in the unit of work of whoever asks. */
export class OrmLayer implements DataLayer {
  readonly name: string = "mikro-orm";
  readonly #source: LayerSource;

  /** @param source - The database. */
  constructor(source: LayerSource) {
    this.#source = source;
  }

  /** See {@link DataLayer}. */
  get models(): readonly ModelMeta[] {
    return describeModels(this.#metadata);
  }

  /** See {@link DataLayer}. */
  repository(model: string): Repository {
    const meta = this.#metadata.find(({ className }) => className === model);
    const described = this.models.find(({ name }) => name === model);
    if (meta !== undefined && described !== undefined)
      return new OrmRepository(this.#source, meta, described);
    throw new TypeError(
      `There is no model ${JSON.stringify(model)}. There are: ${this.models.map(({ name }) => name).join(", ")}.`,
    );
  }

  /** See {@link DataLayer}. */
  transaction<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#source.transaction(task);
  }

  get #metadata(): readonly EntityMetadata[] {
    return [...this.#source.connected.orm.getMetadata().getAll().values()];
  }
}

class OrmRepository implements Repository {
  readonly #source: LayerSource;
  readonly #meta: EntityMetadata;
  readonly #model: ModelMeta;

  constructor(source: LayerSource, meta: EntityMetadata, model: ModelMeta) {
    [this.#source, this.#meta, this.#model] = [source, meta, model];
  }

  async list(query: DataQuery = {}): Promise<DataPage> {
    const { where = {}, orderBy, page = 1, perPage = PER_PAGE } = query;
    this.#check({ ...where, ...orderBy });
    const conditions = { $and: [toCondition(where), this.#toSearch(query.search)] };
    const finder = finderOf(this.#source.em.fork());
    const total = await finder.count(this.#meta.class, conditions, {});
    if (total === 0) return { rows: [], total };
    const options = { orderBy: orderBy ?? this.#keyOrder, limit: perPage, offset: (page - 1) * perPage };
    const rows = await finder.find(this.#meta.class, conditions, options);
    return { rows: rows.map((row) => this.#toRow(Object(row))), total };
  }

  async get(key: unknown): Promise<DataRow | null> {
    const entity = await this.#find(this.#source.em, key);
    return entity === null ? null : this.#toRow(entity);
  }

  async create(values: Readonly<DataRow>): Promise<DataRow> {
    this.#check(values);
    return await this.#source.transaction(async () => {
      const { em } = this.#source;
      const entity: object = em.create(this.#meta.class, { ...values });
      await em.flush();
      return this.#toRow(entity);
    });
  }

  async update(key: unknown, values: Readonly<DataRow>): Promise<DataRow | null> {
    this.#check(values);
    return await this.#source.transaction(async () => {
      const { em } = this.#source;
      const entity = await this.#find(em, key);
      if (entity === null) return null;
      em.assign(entity, { ...values });
      await em.flush();
      return this.#toRow(entity);
    });
  }

  async remove(key: unknown): Promise<boolean> {
    return await this.#source.transaction(async () => {
      const { em } = this.#source;
      const entity = await this.#find(em, key);
      if (entity === null) return false;
      await em.remove(entity).flush();
      return true;
    });
  }

  async #find(em: SqlEntityManager, key: unknown): Promise<object | null> {
    const populate = this.#model.fields
      .filter(({ relation }) => relation?.isMany === true)
      .map(({ name }) => name);
    const found = await finderOf(em).findOne(this.#meta.class, key, { populate });
    return typeof found === "object" ? found : null;
  }

  #check(values: Readonly<DataRow>): void {
    for (const name of Object.keys(values)) fieldOf(this.#model, name);
  }

  get #keyOrder(): object {
    return Object.fromEntries(this.#meta.primaryKeys.map((key) => [key, "asc"]));
  }

  #toSearch(search: DataQuery["search"]): object {
    if (search === undefined) return {};
    const { text, fields } = search;
    for (const name of fields) fieldOf(this.#model, name);
    const pattern = `%${text.toLowerCase().replaceAll(/[%_!]/g, "!$&")}%`;
    const columns = fields.map(
      (name) => this.#meta.props.find((property) => property.name === name)?.fieldNames[0] ?? name,
    );
    const texts = columns.map((column) => ({
      [raw((alias) => `lower(${alias}.${column}) like ? escape '!'`, [pattern]).key]: [],
    }));
    return { $or: texts };
  }

  #toRow(entity: object): DataRow {
    return Object.fromEntries(
      this.#model.fields.flatMap(({ name, relation }) => {
        const value: unknown = Reflect.get(entity, name);
        if (relation?.isMany === true) return toKeys(value).map((keys) => [name, keys]);
        return [[name, relation === undefined ? (value ?? null) : toKey(value)]];
      }),
    );
  }
}

/** Equal to a value, or one of a list. */
function toCondition(where: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(where).map(([name, value]) => {
      if (Array.isArray(value)) return [name, { $in: value }];
      const isScalar = value === null || typeof value !== "object" || value instanceof Date;
      if (!isScalar)
        throw new TypeError(
          `${name} was given an object to be equal to. Give it a value, or a list of values.`,
        );
      return [name, { $eq: value }];
    }),
  );
}

function toKey(value: unknown): unknown {
  return typeof value === "object" && value !== null ? helper(value).getPrimaryKey() : (value ?? null);
}

/** A list that was not loaded is left out. */
function toKeys(value: unknown): unknown[][] {
  return Utils.isCollection(value) && value.isInitialized() ? [value.getIdentifiers()] : [];
}
