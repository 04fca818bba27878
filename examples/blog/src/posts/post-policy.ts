import type { User } from "../accounts/user.ts";
import type { Comment } from "./comment.ts";
import type { Post } from "./post.ts";

/** Its author may change a post, and an admin. */
export function mayEdit(user: User, post: Post): boolean {
  return post.author.id === user.id || user.role === "admin";
}

/** Everybody may read what is published; a draft, who may edit it. */
export function mayRead(user: User | null, post: Post): boolean {
  return post.publishedAt != null || (user !== null && mayEdit(user, post));
}

/** Who wrote a comment may remove it, and who may edit the post. */
export function mayRemove(user: User, comment: Comment): boolean {
  return comment.author.id === user.id || mayEdit(user, comment.post);
}
