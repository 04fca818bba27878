import { sql } from "@micro-web/orm";

import { db } from "../database.ts";
import { toSlug } from "../slug.ts";
import { Tag } from "./tag.ts";

/** The most tags of a post. */
export const MAX_TAGS = 6;

/** The names of tags in a text: `Slow food, rain` are `slow-food` and `rain`. */
export function parseTags(text: string): string[] {
  const names = text.split(",").map((word) => toSlug(word, "").slice(0, 30).replace(/-$/, ""));
  return [...new Set(names)].filter((name) => name !== "");
}

/** The tags with these names; those that are new come into the database with the next commit. */
export async function findTags(names: readonly string[]): Promise<Tag[]> {
  const known = await db.em.find(Tag, { name: { $in: [...names] } });
  return names.map((name) => known.find((tag) => tag.name === name) ?? db.em.create(Tag, { name }));
}

/** The tags that most posts have, with their numbers. */
export async function listPopularTags(limit = 12): Promise<{ name: string; total: number }[]> {
  return await db.query<{ name: string; total: number }>(sql`
    select tag.name as name, count(*) as total
    from tag join post_tags on post_tags.tag_id = tag.id join post on post.id = post_tags.post_id
    where post.published_at is not null
    group by tag.name order by total desc, tag.name limit ${limit}`);
}
