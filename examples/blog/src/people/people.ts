import { abort, Blueprint, redirect, render } from "micro-web";

import { PasswordForm } from "../accounts/account-forms.ts";
import { auth } from "../accounts/auth.ts";
import { passwords } from "../accounts/passwords.ts";
import { User } from "../accounts/user.ts";
import { db } from "../database.ts";
import { countComments, listPosts } from "../posts/post-list.ts";
import { Post } from "../posts/post.ts";
import { keepPicture, removePicture, sendPicture } from "./picture-folder.ts";
import { ProfileForm } from "./profile-form.ts";

const FORM = { methods: ["GET", "POST"] } as const;

/** The pages of people: what all see, and their own settings. */
export const people = new Blueprint("people", import.meta);

people.get("/people/<slug>", { name: "show" }, async (request) => {
  const person = await db.firstOr404(User, { slug: request.params.slug });
  const page = await listPosts({ author: person.id });
  const isSelf = auth.user(request)?.id === person.id;
  const drafts = isSelf
    ? await db.em.find(Post, { author: person, publishedAt: null }, { orderBy: { updatedAt: "desc" } })
    : [];
  return render("people/show.html", {
    shown: person,
    page,
    drafts,
    is_self: isSelf,
    comments: await countComments(page),
  });
});

people.get("/people/<slug>/picture", { name: "picture" }, async ({ params }) => {
  const { picture } = await db.firstOr404(User, { slug: params.slug });
  return sendPicture(picture ?? abort(404));
});

people.route("/settings", { name: "settings", use: [auth.loginRequired], ...FORM }, async (request) => {
  const user = auth.requireUser(request);
  const form = await ProfileForm.from(request, { initial: { name: user.name, about: user.about } });
  if (!form.validateOnSubmit()) return render("people/settings.html", { form });
  const { name, about = "", picture, removePicture: isRemoved } = form.data;
  const former = user.picture;
  if (picture !== undefined) user.picture = await keepPicture(picture);
  else if (isRemoved) user.picture = null;
  Object.assign(user, { name, about });
  await db.commit();
  if (former != null && former !== user.picture) await removePicture(former);
  request.flash("Your profile is saved.");
  return redirect(request.urlFor(".show", { slug: user.slug }));
});

people.route(
  "/settings/password",
  { name: "password", use: [auth.freshLoginRequired], ...FORM },
  async (request) => {
    const user = auth.requireUser(request);
    const form = await PasswordForm.from(request);
    if (!form.validateOnSubmit()) return render("people/password.html", { form });
    user.passwordHash = await passwords.hash(form.data.password);
    await db.commit();
    await auth.renewLogin(request, user);
    request.flash("Your new password is set. All other devices are logged out.");
    return redirect(request.urlFor(".settings"));
  },
);
