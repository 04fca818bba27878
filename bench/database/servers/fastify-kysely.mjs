// Fastify with Kysely.
import Fastify from "fastify";
import { Kysely, PostgresDialect, SqliteDialect } from "kysely";

import { createNunjucks, DATABASE, IS_POSTGRESQL, PER_PAGE, POOL, PORT } from "../blog.mjs";

async function openDialect() {
  if (!IS_POSTGRESQL) {
    const { default: Sqlite } = await import("better-sqlite3");
    return new SqliteDialect({ database: new Sqlite(DATABASE) });
  }
  const { default: pg } = await import("pg");
  return new PostgresDialect({ pool: new pg.Pool({ connectionString: DATABASE, max: POOL }) });
}

const db = new Kysely({ dialect: await openDialect() });
const render = await createNunjucks();
const app = Fastify();
app.get("/posts/:id", async (request, reply) => {
  const post = await db.selectFrom("post").selectAll().where("id", "=", Number(request.params.id)).executeTakeFirst();
  reply.type("text/html; charset=utf-8");
  return post === undefined ? reply.code(404).send("Not Found") : render("post.html", { post });
}); // prettier-ignore
app.get("/posts", async (request, reply) => {
  const posts = await db
    .selectFrom("post")
    .innerJoin("author", "author.id", "post.author_id")
    .select(["post.id", "post.title", "post.rating", "author.name as author_name"])
    .orderBy("post.id", "desc")
    .limit(PER_PAGE)
    .execute();
  reply.type("text/html; charset=utf-8");
  return render("rows.html", { posts });
});
await app.listen({ port: PORT });
