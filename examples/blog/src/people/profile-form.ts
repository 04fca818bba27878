import { boolean, defineForm, file, text, textarea } from "@micro-web/forms";

/** What people say of themselves. */
export const ProfileForm = defineForm({
  name: text({ label: "Name", max: 60, autocomplete: "name" }),
  about: textarea({ label: "About you", required: false, max: 500, rows: 4 }),
  picture: file({
    label: "Picture",
    help: "PNG, JPEG or WebP, at most 3 MB. The middle of it is shown, round.",
    required: false,
    types: ["image/png", "image/jpeg", "image/webp"],
    extensions: [".png", ".jpg", ".jpeg", ".webp"],
    maxSize: 3_000_000,
    image: { maxWidth: 6000, maxHeight: 6000 },
  }),
  removePicture: boolean({ label: "Remove the picture", required: false }),
});
