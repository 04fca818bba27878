import { defineEntity, p } from "@micro-web/orm";

import { User } from "../accounts/user.ts";
import { Tag } from "./tag.ts";

const PostSchema = defineEntity({
  name: "Post",
  properties: {
    id: p.integer().primary(),
    /** In URLs: `a-day-in-the-hills`. */
    slug: p.string().length(80).unique(),
    title: p.string().length(120),
    /** A sentence or two for lists and the feed. */
    summary: p.string().length(300).default(""),
    /** Markdown. */
    body: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
    updatedAt: p.datetime().onCreate(() => new Date()),
    /** Without it, a draft, which its author alone sees. */
    publishedAt: p.datetime().nullable().index(),
    author: () => p.manyToOne(User),
    tags: () => p.manyToMany(Tag),
  },
});

/** What is written. */
export class Post extends PostSchema.class {}
PostSchema.setClass(Post);
