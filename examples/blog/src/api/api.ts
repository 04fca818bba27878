import { Blueprint, HttpError, json, type Request, reply } from "micro-web";
import { z } from "zod";

import { auth } from "../accounts/auth.ts";
import { db } from "../database.ts";
import { createPost, type PostDraft, updatePost } from "../posts/post-draft.ts";
import { MAX_BODY } from "../posts/post-form.ts";
import { listPosts } from "../posts/post-list.ts";
import { mayEdit, mayRead } from "../posts/post-policy.ts";
import { Post } from "../posts/post.ts";
import { publicUrl } from "../public-url.ts";
import { listPopularTags, MAX_TAGS, parseTags } from "../posts/tags.ts";

/** A post as programs send it: these properties, and nothing else of a post. */
const PostInput = z.strictObject({
  title: z.string().trim().min(1).max(120),
  body: z.string().trim().min(1).max(MAX_BODY),
  summary: z.string().trim().max(300).optional(),
  tags: z.array(z.string().max(30)).max(MAX_TAGS).default([]),
  isPublished: z.boolean().default(false),
});

const PostChange = z.strictObject({
  title: PostInput.shape.title.optional(),
  body: PostInput.shape.body.optional(),
  summary: PostInput.shape.summary,
  tags: PostInput.shape.tags.unwrap().optional(),
  isPublished: z.boolean().optional(),
});

const writer = { use: [auth.abilitiesRequired("posts:write")] };

/** The same posts for programs. Reading is free; writing needs a token of `/settings/tokens/`. */
export const api = new Blueprint("api", import.meta, { prefix: "/api" });

api.onError(HttpError, ({ status, message, details }) => json({ status, message, ...details }));

api.get("/posts", { name: "list" }, async (request) => {
  const { query } = request;
  const page = await listPosts({ search: query.get("q"), tag: query.get("tag") });
  const { total, pages, page: number, items } = page;
  return { posts: items.map((post) => toSummary(request, post)), page: number, pages, total };
});

api.get("/tags", { name: "tags" }, async () => ({ tags: await listPopularTags(100) }));

api.get("/posts/<slug>", { name: "show" }, async (request) => {
  const post = await findPost(request.params.slug);
  if (!mayRead(auth.user(request), post)) return new HttpError(404);
  return toJson(request, post);
});

api.post("/posts", { name: "create", body: PostInput, ...writer }, async (request) => {
  const post = await createPost(auth.requireUser(request), toDraft(request.body));
  await db.commit();
  return reply(toJson(request, post), 201, { Location: request.urlFor(".show", { slug: post.slug }) });
});

api.patch("/posts/<slug>", { name: "update", body: PostChange, ...writer }, async (request) => {
  const post = await findPost(request.params.slug);
  await auth.authorize(request, mayEdit, post);
  const { title = post.title, body = post.body, summary = post.summary, ...change } = request.body;
  const { tags = post.tags.map(({ name }) => name), isPublished = post.publishedAt != null } = change;
  await updatePost(post, toDraft({ title, body, summary, tags, isPublished }));
  await db.commit();
  return toJson(request, post);
});

api.delete("/posts/<slug>", { name: "delete", ...writer }, async (request) => {
  const post = await findPost(request.params.slug);
  await auth.authorize(request, mayEdit, post);
  db.em.remove(post);
  await db.commit();
  return reply("", 204);
});

function findPost(slug: string): Promise<Post> {
  return db.firstOr404(Post, { slug }, { populate: ["author", "tags"] });
}

function toDraft(input: PostDraft): PostDraft {
  return { ...input, tags: parseTags(input.tags.join(",")) };
}

/** A post in a list. */
function toSummary(request: Request<unknown, unknown>, post: Post): Record<string, unknown> {
  const { slug, title, summary, publishedAt, updatedAt, author } = post;
  return {
    slug,
    title,
    summary,
    publishedAt: publishedAt ?? null,
    updatedAt,
    author: { slug: author.slug, name: author.name },
    tags: post.tags.map(({ name }) => name),
    url: publicUrl(request, "posts.show", { slug }),
  };
}

/** A post as a whole. */
function toJson(request: Request<unknown, unknown>, post: Post): Record<string, unknown> {
  return { ...toSummary(request, post), body: post.body };
}
