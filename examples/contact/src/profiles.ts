import { randomUUID } from "node:crypto";
import { extname, join } from "node:path";

import { defineForm, file, range, text, textarea } from "@micro-web/forms";
import { abort, Blueprint, redirect, render, sendFile } from "micro-web";

/** A profile with a picture, and the part of it that is shown. */
const ProfileForm = defineForm({
  name: text({ label: "Name", max: 50, autocomplete: "name" }),
  about: textarea({ label: "About you", required: false, max: 500, rows: 4 }),
  picture: file({
    label: "Picture",
    help: "PNG, JPEG or WebP, at most 5 MB and 6000 pixels wide and high.",
    types: ["image/png", "image/jpeg", "image/webp"],
    extensions: [".png", ".jpg", ".jpeg", ".webp"],
    maxSize: 5_000_000,
    image: { maxWidth: 6000, maxHeight: 6000 },
  }),
  left: range({ label: "Part that is shown, from left to right", initial: 50 }),
  top: range({ label: "Part that is shown, from top to bottom", initial: 50 }),
});

/** A profile as it is kept. */
interface Profile {
  readonly name: string;
  readonly about: string;
  readonly left: number;
  readonly top: number;
  /** The name of the file: a random one, with an ending that the form has let in. */
  readonly picture: string;
}

/** Makes the pages of profiles. @param folder - Where the pictures are, under names of our own. */
export function createProfiles(folder: string): Blueprint {
  const profiles = new Map<string, Profile>();
  const pages = new Blueprint("profiles", import.meta, { prefix: "/profile" });

  pages.route("/", { name: "write", methods: ["GET", "POST"] }, async (request) => {
    const form = await ProfileForm.from(request);
    if (!form.validateOnSubmit()) return render("profile.html", { form });
    const { picture, about = "", ...profile } = form.data;
    const id = randomUUID();
    const name = id + extname(picture.filename).toLowerCase();
    await picture.save(join(folder, name));
    profiles.set(id, { ...profile, about, picture: name });
    return redirect(request.urlFor(".show", { id }));
  });

  pages.get("/<uuid:id>", { name: "show" }, ({ params }) => {
    return render("profile-shown.html", { id: params.id, profile: profiles.get(params.id) });
  });

  pages.get("/<uuid:id>/picture", { name: "picture" }, ({ params }, response) => {
    const profile = profiles.get(params.id);
    if (profile === undefined) return abort(404);
    response.headers.set("X-Content-Type-Options", "nosniff");
    return sendFile(join(folder, profile.picture));
  });
  return pages;
}
