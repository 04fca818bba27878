import { defineEntity, p } from "@micro-web/orm";

import { User } from "../accounts/user.ts";
import { Post } from "./post.ts";

const CommentSchema = defineEntity({
  name: "Comment",
  properties: {
    id: p.integer().primary(),
    /** Markdown, with less of it than in posts. */
    body: p.text(),
    createdAt: p.datetime().onCreate(() => new Date()),
    author: () => p.manyToOne(User),
    post: () => p.manyToOne(Post).deleteRule("cascade"),
  },
});

/** What somebody says to a post. */
export class Comment extends CommentSchema.class {}
CommentSchema.setClass(Comment);
