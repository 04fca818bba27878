import { MicroError } from "@micro-web/core";
import type { EntityMetadata, SqlEntityManager } from "@mikro-orm/sql";

import { CursorCodec, type Position } from "../cursor.ts";
import { SeekPage } from "../seek-page.ts";
import { finderOf, metadataOf, type Search } from "./finding.ts";

/** Which page of which list. */
export interface Seek extends Search {
  /** What the rows are ordered by: properties that are never empty. */
  readonly orderBy: Readonly<Record<string, unknown>>;
  readonly limit: number;
  /** As a visitor has brought it; "" for the first page. */
  readonly cursor: string;
  readonly secrets: readonly string[];
}

/** One column of an order. */
interface Step {
  readonly name: string;
  readonly isDescending: boolean;
}

/**
 * A page from the row of a cursor on.
 *
 * @throws BadSignature 400, for a cursor that is none of this list; MicroError `MICRO_MODEL_INVALID` for an order that does
 *   not do.
 */
export async function seekPage(em: SqlEntityManager, seek: Seek): Promise<SeekPage<unknown>> {
  const meta = metadataOf(em, seek.entity);
  const steps = toSteps(seek.orderBy, meta);
  const purpose = `${meta.className}.${steps.map(({ name, isDescending }) => `${name}${isDescending ? "-" : "+"}`).join("")}`;
  const codec = new CursorCodec(seek.secrets, purpose);
  const position = seek.cursor === "" ? null : codec.read(seek.cursor);
  const rows = await findRows(em, seek, { steps, position });
  return toPage(rows, seek.limit, { steps, position, codec });
}

/** The primary key comes last, so that no two rows are equal. */
function toSteps(orderBy: Seek["orderBy"], meta: EntityMetadata): Step[] {
  const steps = Object.entries(orderBy).map(([name, direction]) => ({
    name,
    isDescending: /^desc/i.test(String(direction)) || direction === -1,
  }));
  const isDescending = steps.at(-1)?.isDescending ?? false;
  const keys = meta.primaryKeys.map(String).filter((name) => !steps.some((step) => step.name === name));
  const all = [...steps, ...keys.map((name) => ({ name, isDescending }))];
  for (const { name } of all) {
    const property = meta.props.find((known) => known.name === name);
    if (property !== undefined && property.nullable !== true && property.kind === "scalar") continue;
    throw new MicroError(
      "MICRO_MODEL_INVALID",
      `db.seek() cannot order ${meta.className} by ${JSON.stringify(name)}. Give it properties of the model that are never empty.`,
    );
  }
  return all;
}

/** Where a page is in an order. */
interface Place {
  readonly steps: readonly Step[];
  readonly position: Position | null;
}

async function findRows(
  em: SqlEntityManager,
  { entity, where, options, limit }: Seek,
  { steps, position }: Place,
): Promise<unknown[]> {
  const isBefore = position?.isBefore ?? false;
  const orderBy = Object.fromEntries(
    steps.map(({ name, isDescending }) => [name, isDescending === isBefore ? "asc" : "desc"]),
  );
  const conditions = position === null ? where : { $and: [where, after(steps, position)] };
  const rows = await finderOf(em).find(entity, conditions, { ...options, orderBy, limit: limit + 1 });
  return isBefore ? rows.reverse() : rows;
}

/** The rows after one, in its order: (a > 1) or (a = 1 and b > 2). */
function after(steps: readonly Step[], { values, isBefore }: Position): object {
  const alternatives = steps.map(({ name, isDescending }, index) => {
    const equal = steps.slice(0, index).map((step, place) => [step.name, values[place]]);
    const operator = isDescending === isBefore ? "$gt" : "$lt";
    return { ...Object.fromEntries(equal), [name]: { [operator]: values[index] } };
  });
  return { $or: alternatives };
}

function toPage(
  rows: readonly unknown[],
  limit: number,
  { steps, position, codec }: Place & { readonly codec: CursorCodec },
): SeekPage<unknown> {
  const isBefore = position?.isBefore ?? false;
  const hasMore = rows.length > limit;
  const items = hasMore ? (isBefore ? rows.slice(1) : rows.slice(0, -1)) : rows;
  const cursorAt = (row: unknown, isBeforeRow: boolean): string =>
    codec.write({ values: steps.map(({ name }) => Reflect.get(Object(row), name)), isBefore: isBeforeRow });
  const hasNext = isBefore ? items.length > 0 : hasMore;
  const hasPrevious = isBefore ? hasMore : position !== null && items.length > 0;
  return new SeekPage({
    items,
    next: hasNext ? cursorAt(items.at(-1), false) : null,
    previous: hasPrevious ? cursorAt(items[0], true) : null,
  });
}
