import { abort, Blueprint, redirect, render } from "micro-web";

import { auth } from "../accounts/auth.ts";
import { User } from "../accounts/user.ts";
import { db } from "../database.ts";
import { Comment } from "../posts/comment.ts";
import { Post } from "../posts/post.ts";

/** The pages for admins. */
export const admin = new Blueprint("admin", import.meta, { prefix: "/admin" });
admin.beforeRequest(auth.rolesRequired("admin"));

admin.get("/", { name: "overview" }, async () => {
  const latest = { orderBy: { id: "desc" }, limit: 10, populate: ["author", "post"] } as const;
  return render("admin/overview.html", {
    posts: await db.em.count(Post, { publishedAt: { $ne: null } }),
    drafts: await db.em.count(Post, { publishedAt: null }),
    people: await db.em.count(User),
    comments: await db.em.count(Comment),
    latest: await db.em.find(Comment, {}, latest),
  });
});

admin.get("/people", { name: "people" }, async ({ query }) => {
  const page = await db.paginate(User, {
    where: db.filterFrom(User, query, { name: "contains", role: "equals" }),
    orderBy: { name: "asc", id: "asc" },
  });
  return render("admin/people.html", { page, name: query.get("name", ""), role: query.get("role", "") });
});

// Who may do this has just shown a password, and not only been remembered.
admin.post("/people/<int:id>", { name: "change", use: [auth.freshLoginRequired] }, async (request) => {
  const user = await db.getOr404(User, request.params.id);
  if (user.id === auth.requireUser(request).id) return abort(400, "Nobody takes rights from themselves.");
  const action = (await request.form()).get("action");
  if (action === "promote") user.role = "admin";
  else if (action === "demote") user.role = "author";
  else if (action === "close") user.isActive = false;
  else if (action === "open") user.isActive = true;
  else return abort(400);
  await db.commit();
  request.flash(`${user.name} is ${user.isActive ? `an active ${user.role}` : "locked out"} now.`);
  return redirect(request.urlFor(".people"));
});
