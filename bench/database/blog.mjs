// What all servers serve: where the database is, what is in it, and what the pages have to say.
import { existsSync, readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";

/** `postgresql://...`, or the path of a SQLite file. */
export const DATABASE = process.env.BENCH_DATABASE ?? "";
export const IS_POSTGRESQL = DATABASE.startsWith("postgresql:");
export const PORT = Number(process.env.PORT);
export const VIEWS = fileURLToPath(new URL("views", import.meta.url));
export const SITE = "A blog & its database";
export const POOL = 10;
export const PER_PAGE = 20;

/** The statements that make the tables and fill them: 20 authors, 500 posts. */
export function fillingStatements() {
  const authors = Array.from({ length: 20 }, (_, index) => `(${index + 1}, 'Author ${index + 1}', 'author-${index + 1}@example.org')`);
  const posts = Array.from({ length: 500 }, (_, index) => {
    const id = index + 1;
    return `(${id}, 'Post ${id} & more', 'It says ${"something ".repeat(8)}', ${id % 5}, ${(id % 20) + 1})`;
  });
  return [
    "create table author (id integer primary key, name varchar(80) not null, email varchar(120) not null unique)",
    "create table post (id integer primary key, title varchar(100) not null, body text not null, rating integer not null, author_id integer not null references author (id))",
    `insert into author values ${authors.join(", ")}`,
    `insert into post values ${posts.join(", ")}`,
  ];
} // prettier-ignore

/** Makes a SQLite file of it. */
export function fillSqlite(file) {
  if (existsSync(file)) return;
  const database = new DatabaseSync(file);
  database.exec("pragma journal_mode = wal");
  for (const statement of fillingStatements()) database.exec(statement);
  database.close();
}

/** The requests that are measured, and what is in their answers. */
export const REQUESTS = {
  row: { path: "/posts/42", says: ["<h2>Post 42 &amp; more</h2>", "2 of 5", "A blog &amp; its database"] },
  list: {
    path: "/posts",
    says: [
      '<a href="/posts/500">Post 500 &amp; more</a> by Author 1, 0 of 5',
      '<a href="/posts/481">',
      "<main>",
    ],
  },
};

/** A page without what differs between engines: white space. */
export function squash(text) {
  return text.replaceAll(/\s+/g, " ").replaceAll("> <", "><").trim();
}

/** The templates of the peers. */
export async function createNunjucks() {
  const { default: nunjucks } = await import("nunjucks");
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(VIEWS), { autoescape: true });
  return (name, context) => environment.render(name, { site: SITE, ...context });
}

/** As `readFileSync`, so that a server needs one import. */
export function readView(name) {
  return readFileSync(`${VIEWS}/${name}`, "utf8");
}
