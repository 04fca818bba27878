import { Blueprint, makeResponse, redirect, render, reply } from "micro-web";

import { auth } from "../accounts/auth.ts";
import { db } from "../database.ts";
import { addComments, listComments } from "./comments.ts";
import { renderComment, renderPost } from "./markdown.ts";
import { CommentForm, MAX_BODY, PostForm } from "./post-form.ts";
import { createPost, hasOwnSummary, updatePost } from "./post-draft.ts";
import { countComments, listPosts, whichArePublished } from "./post-list.ts";
import { mayEdit, mayRead } from "./post-policy.ts";
import { Post } from "./post.ts";
import { listPopularTags, parseTags } from "./tags.ts";

const FORM = { methods: ["GET", "POST"] } as const;
const FEED_LENGTH = 20;

/** The pages of posts. */
export const posts = new Blueprint("posts", import.meta);

posts.get("/", { name: "list" }, async () => {
  const page = await listPosts();
  return render("posts/list.html", {
    page,
    comments: await countComments(page),
    tags: await listPopularTags(),
  });
});

posts.get("/search", { name: "search" }, async ({ query }) => {
  const search = query.get("q", "").trim();
  const page = search === "" ? null : await listPosts({ search });
  return render("posts/search.html", { search, page, comments: await countComments(page ?? []) });
});

posts.get("/tags/<tag>", { name: "tag" }, async ({ params: { tag } }) => {
  const page = await listPosts({ tag });
  return reply(
    render("posts/tag.html", { tag, page, comments: await countComments(page) }),
    page.total === 0 ? 404 : 200,
  );
});

posts.get("/feed.xml", { name: "feed" }, async (request) => {
  const entries = await db.em.find(Post, whichArePublished(), {
    orderBy: { publishedAt: "desc" },
    limit: FEED_LENGTH,
    populate: ["author", "tags"],
  });
  const feed = await makeResponse(render("posts/feed.xml", { entries, html_of: renderPost }), request);
  feed.headers.set("Content-Type", "application/atom+xml; charset=utf-8");
  return feed.addEtag().makeConditional(request);
});

posts.get("/posts/<slug>", { name: "show" }, async (request) => {
  const post = await findPost(request.params.slug);
  if (!mayRead(auth.user(request), post)) return reply(render("error.html", { status: 404 }), 404);
  const form = await CommentForm.from(request);
  return render("posts/show.html", {
    post,
    form,
    html: renderPost(post.body),
    comments: await listComments(post),
    can_edit: await auth.allows(request, mayEdit, post),
  });
});

posts.route("/write", { name: "write", use: [auth.loginRequired], ...FORM }, async (request) => {
  const form = await PostForm.from(request);
  if (!form.validateOnSubmit() || form.data.preview) return showEditor(form, null);
  const { title, body, summary, tags = "", isPublished } = form.data;
  const draft = { title, body, summary, tags: parseTags(tags), isPublished };
  const post = await createPost(auth.requireUser(request), draft);
  await db.commit();
  request.flash(isPublished ? "Your post is published." : "Your draft is saved.");
  return redirect(request.urlFor(".show", { slug: post.slug }));
});

posts.route("/posts/<slug>/edit", { name: "edit", use: [auth.loginRequired], ...FORM }, async (request) => {
  const post = await findPost(request.params.slug);
  await auth.authorize(request, mayEdit, post);
  const initial = {
    title: post.title,
    body: post.body,
    summary: hasOwnSummary(post) ? post.summary : "",
    tags: post.tags.map(({ name }) => name).join(", "),
    isPublished: post.publishedAt != null,
  };
  const form = await PostForm.from(request, { initial });
  if (!form.validateOnSubmit() || form.data.preview) return showEditor(form, post);
  const { title, body, summary, tags = "", isPublished } = form.data;
  await updatePost(post, { title, body, summary, tags: parseTags(tags), isPublished });
  await db.commit();
  request.flash("Your changes are saved.");
  return redirect(request.urlFor(".show", { slug: post.slug }));
});

posts.route(
  "/posts/<slug>/delete",
  { name: "delete", use: [auth.loginRequired], ...FORM },
  async (request) => {
    const post = await findPost(request.params.slug);
    await auth.authorize(request, mayEdit, post);
    if (request.method === "GET") return render("posts/delete.html", { post });
    db.em.remove(post);
    await db.commit();
    request.flash(`“${post.title}” is deleted.`);
    return redirect(request.urlFor(".list"));
  },
);

// What the editor shows beside the text, for its script.
posts.post(
  "/preview",
  { name: "preview", use: [auth.loginRequired], maxContentLength: 4 * MAX_BODY },
  async (request) => {
    const form = await request.form();
    const body = form.get("body", "").slice(0, MAX_BODY);
    return reply(form.get("kind") === "comment" ? renderComment(body) : renderPost(body));
  },
);

addComments(posts);

function findPost(slug: string): Promise<Post> {
  return db.firstOr404(Post, { slug }, { populate: ["author", "tags"] });
}

function showEditor(form: Awaited<ReturnType<typeof PostForm.from>>, post: Post | null): unknown {
  const preview = form.validateOnSubmit() ? renderPost(form.data.body) : null;
  return render("posts/edit.html", { form, post, preview });
}
