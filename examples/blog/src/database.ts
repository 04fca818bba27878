import { Database } from "@micro-web/orm";
import { loginEntities } from "@micro-web/orm/login";

import { User } from "./accounts/user.ts";
import { Comment } from "./posts/comment.ts";
import { Post } from "./posts/post.ts";
import { Tag } from "./posts/tag.ts";
import { seed } from "./seed/seed.ts";

/** The database of the app. `DATABASE_URL` says which; without it, `instance/blog.db`. */
export const db: Database = new Database({
  entities: [User, Post, Tag, Comment, ...loginEntities],
  url: "sqlite:blog.db",
  migrations: "../migrations",
  seed: () => seed(db.em),
});
