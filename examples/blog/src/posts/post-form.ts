import { boolean, defineForm, submit, text, textarea } from "@micro-web/forms";

import { MAX_TAGS, parseTags } from "./tags.ts";

/** The most characters of a post. */
export const MAX_BODY = 100_000;

/** A post as its author writes it. */
export const PostForm = defineForm({
  title: text({ label: "Title", max: 120 }),
  body: textarea({
    label: "Text",
    max: MAX_BODY,
    rows: 18,
    filters: [(written) => written.replaceAll("\r\n", "\n")],
    rowTemplate: "forms/markdown-row.html",
  }),
  summary: text({
    label: "Summary",
    help: "For lists and the feed. Without one it is the beginning of the text.",
    required: false,
    max: 300,
  }),
  tags: text({
    label: "Tags",
    help: `Separated by commas, ${MAX_TAGS} at most: slow food, rain`,
    required: false,
    max: 200,
    rules: [
      (written) => (parseTags(written).length > MAX_TAGS ? `Use at most ${MAX_TAGS} tags.` : undefined),
    ],
  }),
  isPublished: boolean({
    label: "Published",
    help: "Everybody can read it. Without, it is a draft that only you see.",
    required: false,
  }),
  save: submit("Save"),
  preview: submit("Preview"),
});

/** A comment. */
export const CommentForm = defineForm({
  body: textarea({
    label: "Your comment",
    max: 5000,
    rows: 5,
    filters: [(written) => written.replaceAll("\r\n", "\n")],
    rowTemplate: "forms/markdown-row.html",
  }),
});
