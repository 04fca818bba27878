import { type FilterQuery, type Page, sql } from "@micro-web/orm";
import { currentApp } from "micro-web/context";

import { db } from "../database.ts";
import { Post } from "./post.ts";

/** Which posts a list shows. */
export interface PostFilter {
  /** The id of an author. */
  readonly author?: number | undefined;
  /** The name of a tag. */
  readonly tag?: string | undefined;
  /** Words that all have to be in it. */
  readonly search?: string | undefined;
}

/** More words than these say no more, and cost more. */
const MAX_WORDS = 8;

/** The condition for posts that everybody may read. */
export function whichArePublished({ author, tag, search = "" }: PostFilter = {}): FilterQuery<Post> {
  const conditions: FilterQuery<Post>[] = [{ publishedAt: { $ne: null } }];
  if (author !== undefined) conditions.push({ author });
  if (tag !== undefined) conditions.push({ tags: { name: tag } });
  const words = search.split(/\s+/).filter((word) => word !== "");
  conditions.push(...words.slice(0, MAX_WORDS).map(whichContain));
  return { $and: conditions };
}

/** The page of the list that the visitor asks for, the latest first. */
export async function listPosts(filter: PostFilter = {}): Promise<Page<Post>> {
  return await db.paginate(Post, {
    where: whichArePublished(filter),
    orderBy: { publishedAt: "desc", id: "desc" },
    populate: ["author", "tags"],
    perPage: currentApp().config.POSTS_PER_PAGE,
  });
}

/** How many comments each of these posts has. */
export async function countComments(posts: Iterable<Post>): Promise<Map<number, number>> {
  const ids = [...posts].map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const rows = await db.query<{ post_id: number; total: number }>(
    sql`select post_id, count(*) as total from comment where post_id in ${ids} group by post_id`,
  );
  return new Map(rows.map(({ post_id, total }) => [post_id, Number(total)]));
}

function whichContain(word: string): FilterQuery<Post> {
  const query = { get: () => word };
  return {
    $or: [
      db.filterFrom(Post, query, { title: "contains" }),
      db.filterFrom(Post, query, { body: "contains" }),
    ],
  };
}
