// The blog on Micro, with entities or with Kysely on the same connection.
import { Micro, NotFound, render } from "micro-web";
import { Database, defineEntity, p } from "@micro-web/orm";

import { DATABASE, IS_POSTGRESQL, PER_PAGE, PORT, SITE } from "./blog.mjs";

const AuthorSchema = defineEntity({
  name: "Author",
  properties: {
    id: p.integer().primary(),
    name: p.string().length(80),
    email: p.string().length(120).unique(),
  },
});
class Author extends AuthorSchema.class {}
AuthorSchema.setClass(Author);

const PostSchema = defineEntity({
  name: "Post",
  properties: {
    id: p.integer().primary(),
    title: p.string().length(100),
    body: p.text(),
    rating: p.integer(),
    author: () => p.manyToOne(Author),
  },
});
class Post extends PostSchema.class {}
PostSchema.setClass(Post);

const db = new Database({ entities: [Author, Post] });

async function loadRow(id) {
  const post = await db.kysely().selectFrom("post").selectAll().where("id", "=", id).executeTakeFirst();
  if (post === undefined) throw new NotFound();
  return post;
}

function loadRows() {
  return db
    .kysely()
    .selectFrom("post")
    .innerJoin("author", "author.id", "post.author_id")
    .select(["post.id", "post.title", "post.rating", "author.name as author_name"])
    .orderBy("post.id", "desc")
    .limit(PER_PAGE)
    .execute();
}

/** Serves it. @param isFast - Whether with Kysely. */
export async function listen(isFast) {
  const DATABASE_URL = IS_POSTGRESQL ? DATABASE : `sqlite:${DATABASE}`;
  const app = new Micro(import.meta, { templateFolder: "views", config: { DATABASE_URL } });
  app.use(db);
  app.templates.addGlobal("site", SITE);
  app.get("/posts/<int:id>", async ({ params }) => {
    const post = isFast ? await loadRow(params.id) : await db.getOr404(Post, params.id);
    return render("post.html", { post });
  });
  app.get("/posts", async () => {
    if (isFast) return render("rows.html", { posts: await loadRows() });
    const options = { orderBy: { id: "desc" }, limit: PER_PAGE, populate: ["author"] };
    return render("posts.html", { posts: await db.em.find(Post, {}, options) });
  });
  await app.listen({ port: PORT });
}
