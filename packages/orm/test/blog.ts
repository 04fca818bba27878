import { Micro } from "@micro-web/core";

import { Database, defineEntity, p } from "../src/index.ts";

const AuthorSchema = defineEntity({
  name: "Author",
  properties: {
    id: p.integer().primary(),
    name: p.string().length(80),
    email: p.string().length(120).unique(),
    posts: () => p.oneToMany(Post).mappedBy("author"),
  },
});
/** Who writes. */
export class Author extends AuthorSchema.class {}
AuthorSchema.setClass(Author);

const PostSchema = defineEntity({
  name: "Post",
  properties: {
    id: p.integer().primary(),
    title: p.string().length(100),
    body: p.text().default(""),
    rating: p.integer().default(0),
    author: () => p.manyToOne(Author),
    tags: () => p.manyToMany(Tag),
  },
});
/** What is written. */
export class Post extends PostSchema.class {}
PostSchema.setClass(Post);

const TagSchema = defineEntity({
  name: "Tag",
  properties: { id: p.integer().primary(), name: p.string().length(40).unique() },
});
/** What it is about. */
export class Tag extends TagSchema.class {}
TagSchema.setClass(Tag);

/** The models of the blog. */
export const blogEntities = [Author, Post, Tag] as const;

/** An app with a blog's database in memory, or where `url` says. */
export function createBlog(config: Readonly<Record<string, unknown>> = {}): { app: Micro; db: Database } {
  const db = new Database({ entities: blogEntities, url: "sqlite::memory:" });
  const app = new Micro(null, { config: { TESTING: true, SECRET_KEY: "secret", ...config } });
  app.use(db);
  return { app, db };
}

/** Makes the tables, and some rows in them: authors Ann and Bob, and posts of Ann. */
export async function fillBlog(db: Database, postCount = 0): Promise<void> {
  await db.createAll();
  const ann = db.em.create(Author, { name: "Ann", email: "ann@example.org" });
  db.em.create(Author, { name: "Bob", email: "bob@example.org" });
  for (let index = 1; index <= postCount; index++) {
    db.em.create(Post, { title: `Post ${index}`, author: ann, rating: index % 5 });
  }
  await db.commit();
}
