// Fastify with Drizzle's queries.
import { desc, eq } from "drizzle-orm";
import Fastify from "fastify";

import { createNunjucks, DATABASE, IS_POSTGRESQL, PER_PAGE, POOL, PORT } from "../blog.mjs";

async function openPostgresql() {
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const { integer, pgTable, text, varchar } = await import("drizzle-orm/pg-core");
  const { default: pg } = await import("pg");
  const db = drizzle(new pg.Pool({ connectionString: DATABASE, max: POOL }));
  return { db, ...describe(pgTable, { integer, text, short: (name) => varchar(name, { length: 100 }) }) };
}

async function openSqlite() {
  const { drizzle } = await import("drizzle-orm/better-sqlite3");
  const { integer, sqliteTable, text } = await import("drizzle-orm/sqlite-core");
  const { default: Sqlite } = await import("better-sqlite3");
  const db = drizzle(new Sqlite(DATABASE));
  return { db, ...describe(sqliteTable, { integer, text, short: text }) };
}

function describe(table, { integer, text, short }) {
  const author = table("author", {
    id: integer("id").primaryKey(),
    name: short("name"),
    email: short("email"),
  });
  const post = table("post", {
    id: integer("id").primaryKey(),
    title: short("title"),
    body: text("body"),
    rating: integer("rating"),
    authorId: integer("author_id"),
  });
  return { author, post };
}

const { db, author, post } = await (IS_POSTGRESQL ? openPostgresql() : openSqlite());
const render = await createNunjucks();
const app = Fastify();
app.get("/posts/:id", async (request, reply) => {
  const [found] = await db.select().from(post).where(eq(post.id, Number(request.params.id))).limit(1);
  reply.type("text/html; charset=utf-8");
  return found === undefined ? reply.code(404).send("Not Found") : render("post.html", { post: found });
}); // prettier-ignore
app.get("/posts", async (request, reply) => {
  const rows = await db
    .select()
    .from(post)
    .innerJoin(author, eq(post.authorId, author.id))
    .orderBy(desc(post.id))
    .limit(PER_PAGE);
  reply.type("text/html; charset=utf-8");
  return render("posts.html", { posts: rows.map((row) => ({ ...row.post, author: row.author })) });
});
await app.listen({ port: PORT });
