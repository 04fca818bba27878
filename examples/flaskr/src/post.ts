import { openDatabase, type Row } from "./database.ts";

/** What an author writes. */
export interface PostText {
  readonly title: string;
  readonly body: string;
}

/** A post of the blog. */
export interface Post extends PostText {
  readonly id: number;
  readonly created: Date;
  readonly authorId: number;
  /** The author's name. */
  readonly author: string;
}

const SELECT = "SELECT post.*, user.username FROM post JOIN user ON user.id = post.author_id";

/** All posts, newest first. */
export function listPosts(): Post[] {
  return openDatabase().all(`${SELECT} ORDER BY created DESC, post.id DESC`).map(toPost);
}

/** The post with an id. */
export function findPost(id: number): Post | null {
  const row = openDatabase().get(`${SELECT} WHERE post.id = ?`, id);
  return row === undefined ? null : toPost(row);
}

/** Adds a post. */
export function addPost({ title, body }: PostText, authorId: number): void {
  openDatabase().run("INSERT INTO post (title, body, author_id) VALUES (?, ?, ?)", title, body, authorId);
}

/** Changes a post. */
export function changePost({ title, body }: PostText, id: number): void {
  openDatabase().run("UPDATE post SET title = ?, body = ? WHERE id = ?", title, body, id);
}

/** Removes a post. */
export function removePost(id: number): void {
  openDatabase().run("DELETE FROM post WHERE id = ?", id);
}

function toPost(row: Row): Post {
  return {
    id: Number(row["id"]),
    title: String(row["title"]),
    body: String(row["body"]),
    created: new Date(String(row["created"])),
    authorId: Number(row["author_id"]),
    author: String(row["username"]),
  };
}
