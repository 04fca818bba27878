import { type Blueprint, type Markup, redirect, render, reply } from "micro-web";

import { auth } from "../accounts/auth.ts";
import { db } from "../database.ts";
import { Comment } from "./comment.ts";
import { renderComment, renderPost } from "./markdown.ts";
import { CommentForm } from "./post-form.ts";
import { mayEdit, mayRead, mayRemove } from "./post-policy.ts";
import { Post } from "./post.ts";

/** A comment, as pages show it. */
export interface ShownComment {
  readonly comment: Comment;
  readonly html: Markup;
}

/** The comments on a post, the oldest first. */
export async function listComments(post: Post): Promise<ShownComment[]> {
  const comments = await db.em.find(Comment, { post }, { orderBy: { id: "asc" }, populate: ["author"] });
  return comments.map((comment) => ({ comment, html: renderComment(comment.body) }));
}

/** Adds the views that take comments and remove them. */
export function addComments(posts: Blueprint): void {
  posts.post("/posts/<slug>/comments", { name: "comment", use: [auth.loginRequired] }, async (request) => {
    const post = await db.firstOr404(Post, { slug: request.params.slug }, { populate: ["author", "tags"] });
    const author = await auth.authorize(request, mayRead, post);
    const form = await CommentForm.from(request);
    if (!form.validateOnSubmit()) {
      const can_edit = mayEdit(author, post);
      const [html, comments] = [renderPost(post.body), await listComments(post)];
      return reply(render("posts/show.html", { post, form, html, comments, can_edit }), 422);
    }
    const comment = db.em.create(Comment, { body: form.data.body, author, post });
    await db.commit();
    return redirect(`${request.urlFor(".show", { slug: post.slug })}#comment-${comment.id}`);
  });

  posts.post(
    "/comments/<int:id>/delete",
    { name: "remove_comment", use: [auth.loginRequired] },
    async (request) => {
      const comment = await db.getOr404(Comment, request.params.id, { populate: ["author", "post.author"] });
      await auth.authorize(request, mayRemove, comment);
      const { slug } = comment.post;
      db.em.remove(comment);
      await db.commit();
      request.flash("The comment is deleted.");
      return redirect(`${request.urlFor(".show", { slug })}#comments`);
    },
  );
}
