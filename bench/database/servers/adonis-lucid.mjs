// AdonisJS's HTTP server with Lucid's models, made with the packages' own factories.
import { createServer } from "node:http";
import { AppFactory } from "@adonisjs/application/factories";
import { EmitterFactory } from "@adonisjs/events/factories";
import { ServerFactory } from "@adonisjs/http-server/factories";
import { LoggerFactory } from "@adonisjs/logger/factories";
import { Database } from "@adonisjs/lucid/database";
import { Adapter, BaseModel } from "@adonisjs/lucid/orm";

import { createNunjucks, DATABASE, IS_POSTGRESQL, PER_PAGE, POOL, PORT } from "../blog.mjs";

const application = new AppFactory().create(new URL("./", import.meta.url), () => {});
await application.init();
const connection = IS_POSTGRESQL
  ? { client: "pg", connection: { connectionString: DATABASE }, pool: { max: POOL } }
  : { client: "better-sqlite3", connection: { filename: DATABASE }, useNullAsDefault: true };
const database = new Database(
  { connection: "main", connections: { main: connection } },
  new LoggerFactory().merge({ enabled: false }).create(),
  new EmitterFactory().create(application),
);
BaseModel.$adapter = new Adapter(database);

class Author extends BaseModel {}
Author.boot();
Author.$addColumn("id", { isPrimary: true });
Author.$addColumn("name", {});
Author.$addColumn("email", {});
Author.table = "author";

class Post extends BaseModel {}
Post.boot();
Post.$addColumn("id", { isPrimary: true });
for (const name of ["title", "body", "rating", "authorId"]) Post.$addColumn(name, {});
Post.$addRelation("author", "belongsTo", () => Author, {});
Post.table = "post";

const render = await createNunjucks();
const server = new ServerFactory().merge({ app: application }).create();
const router = server.getRouter();
router.get("/posts/:id", async ({ params, response }) => {
  const post = await Post.find(Number(params.id));
  response.type("html");
  return post === null ? response.status(404).send("Not Found") : render("post.html", { post });
});
router.get("/posts", async ({ response }) => {
  const posts = await Post.query().preload("author").orderBy("id", "desc").limit(PER_PAGE);
  response.type("html");
  return render("posts.html", { posts });
});
await server.boot();
createServer((request, response) => void server.handle(request, response)).listen(PORT, "127.0.0.1");
