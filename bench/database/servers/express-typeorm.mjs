// Express with TypeORM's repositories.
import "reflect-metadata";
import express from "express";
import { DataSource, EntitySchema } from "typeorm";

import { createNunjucks, DATABASE, IS_POSTGRESQL, PER_PAGE, POOL, PORT } from "../blog.mjs";

const Author = new EntitySchema({
  name: "Author",
  tableName: "author",
  columns: {
    id: { type: Number, primary: true, generated: true },
    name: { type: String },
    email: { type: String },
  },
});
const Post = new EntitySchema({
  name: "Post",
  tableName: "post",
  columns: {
    id: { type: Number, primary: true, generated: true },
    title: { type: String },
    body: { type: String },
    rating: { type: Number },
  },
  relations: { author: { type: "many-to-one", target: "Author", joinColumn: { name: "author_id" } } },
});
const source = new DataSource({
  ...(IS_POSTGRESQL
    ? { type: "postgres", url: DATABASE, poolSize: POOL }
    : { type: "better-sqlite3", database: DATABASE }),
  entities: [Author, Post],
});
await source.initialize();

const render = await createNunjucks();
const posts = source.getRepository(Post);
const app = express();
app.get("/posts/:id", async (request, response) => {
  const post = await posts.findOneBy({ id: Number(request.params.id) });
  if (post === null) response.status(404).send("Not Found");
  else response.send(render("post.html", { post }));
});
app.get("/posts", async (request, response) => {
  const found = await posts.find({ relations: { author: true }, order: { id: "DESC" }, take: PER_PAGE });
  response.send(render("posts.html", { posts: found }));
});
app.listen(PORT, "127.0.0.1");
