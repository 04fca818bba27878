import { abort, Blueprint, redirect, render, type Rendering, type Request } from "micro-web";

import { currentUser, loginRequired } from "./auth.ts";
import { addPost, changePost, findPost, listPosts, type Post, type PostText, removePost } from "./post.ts";

/** The posts: a list for everybody, and forms for those who write. */
export const blog: Blueprint<"blog", ""> = new Blueprint("blog", import.meta, { prefix: "" });

const FORM = ["GET", "POST"];
const NO_TEXT: PostText = { title: "", body: "" };

blog.appTemplateFilter("date", (date: Date) => date.toISOString().slice(0, 10));

blog.get("/", { name: "index" }, () => render("blog/index.html", { posts: listPosts() }));

blog.route("/create", { name: "create", methods: FORM, use: [loginRequired] }, async (request) => {
  if (request.method !== "POST") return render("blog/create.html", { text: NO_TEXT });
  const text = await readPost(request);
  if (text.title === "") return refuse(request, render("blog/create.html", { text }));
  addPost(text, currentUser(request).id);
  return redirect(request.urlFor(".index"));
});

blog.route("/<int:id>/update", { name: "update", methods: FORM, use: [loginRequired] }, async (request) => {
  const post = findOwnPost(request);
  if (request.method !== "POST") return render("blog/update.html", { post, text: post });
  const text = await readPost(request);
  if (text.title === "") return refuse(request, render("blog/update.html", { post, text }));
  changePost(text, post.id);
  return redirect(request.urlFor(".index"));
});

blog.post("/<int:id>/delete", { name: "delete", use: [loginRequired] }, (request) => {
  removePost(findOwnPost(request).id);
  return redirect(request.urlFor(".index"));
});

/** The post of a path; 404 when there is none, 403 when it is somebody else's. */
function findOwnPost({ params, g }: Request<{ readonly id: number }>): Post {
  const post = findPost(params.id) ?? abort(404, `Post id ${params.id} doesn't exist.`);
  return post.authorId === currentUser({ g }).id ? post : abort(403);
}

async function readPost(request: Pick<Request, "form">): Promise<PostText> {
  const form = await request.form();
  return { title: form.get("title", ""), body: form.get("body", "") };
}

/** The form again, with what is wrong and what was typed. */
function refuse(request: Pick<Request, "flash">, form: Rendering): Rendering {
  request.flash("Title is required.", "error");
  return form;
}
