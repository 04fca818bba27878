import type { User } from "../accounts/user.ts";
import { db } from "../database.ts";
import { chooseSlug, toSlug } from "../slug.ts";
import { summarize } from "./markdown.ts";
import { Post } from "./post.ts";
import { findTags } from "./tags.ts";

/** What an author says of a post; all else of it is the app's to say. */
export interface PostDraft {
  readonly title: string;
  readonly body: string;
  readonly summary?: string | undefined;
  readonly tags: readonly string[];
  readonly isPublished: boolean;
}

/** Makes a post, in the database with the next commit. */
export async function createPost(author: User, draft: PostDraft): Promise<Post> {
  const { title, body } = draft;
  const post = db.em.create(Post, { title, body, slug: await freePostSlug(title), author });
  await updatePost(post, draft);
  return post;
}

/** Takes over what its author says. Its slug stays, since others have linked to it. */
export async function updatePost(post: Post, draft: PostDraft): Promise<void> {
  const { title, body, summary = "", tags, isPublished } = draft;
  post.title = title;
  post.body = body;
  post.summary = summary === "" ? summarize(body) : summary;
  post.updatedAt = new Date();
  post.publishedAt = isPublished ? (post.publishedAt ?? post.updatedAt) : null;
  post.tags.set(await findTags(tags));
}

/** Whether somebody wrote the summary; otherwise it is the beginning of the text, and changes with it. */
export function hasOwnSummary({ summary, body }: Post): boolean {
  return summary !== summarize(body);
}

async function freePostSlug(title: string): Promise<string> {
  const wanted = toSlug(title, "untitled");
  const similar = await db.em.find(Post, { slug: { $like: `${wanted}%` } }, { fields: ["slug"] });
  return chooseSlug(wanted, new Set(similar.map(({ slug }) => slug)));
}
