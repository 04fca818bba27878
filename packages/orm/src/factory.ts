import type { EntityClass, RequiredEntityData } from "./mikro/model.ts";
import type { Database } from "./database.ts";

/** Makes rows for tests and seeds (factory_boy, AdonisJS's model factories). */
export interface Factory<Entity extends object> {
  /** An entity that `db.commit()` will write. @param values - Those that matter here. */
  make(values?: Partial<RequiredEntityData<Entity>>): Entity;
  /** Several. @param values - Those that matter here, for each by its number, from 0 on. */
  makeMany(count: number, values?: (index: number) => Partial<RequiredEntityData<Entity>>): Entity[];
}

/**
 * A factory of rows.
 *
 * @param db - The database that they are for. @param entity - The model's class.
 * @param defaults - What a row has that nobody says more about, by its number: from 1 on, over all rows of the factory.
 * @example
 * const authors = defineFactory(db, Author, (n) => ({ name: `Author ${n}`, email: `author${n}@example.org` }));
 * const ann = authors.make({ name: "Ann" });
 * posts.makeMany(20, () => ({ author: ann }));
 * await db.commit();
 */
export function defineFactory<Entity extends object>(
  db: Pick<Database, "em">,
  entity: EntityClass<Entity>,
  defaults: (number: number) => RequiredEntityData<Entity>,
): Factory<Entity> {
  let count = 0;
  const make = (values: Partial<RequiredEntityData<Entity>> = {}): Entity =>
    db.em.create(entity, { ...defaults(++count), ...values });
  return {
    make,
    makeMany: (number, values) => Array.from({ length: number }, (_, index) => make(values?.(index))),
  };
}
