import { marked } from "marked";
import { Markup } from "micro-web";
import sanitizeHtml, { type IOptions } from "sanitize-html";

const TEXT_TAGS = ["p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"];

/** What a comment may hold. */
const COMMENT: IOptions = {
  allowedTags: TEXT_TAGS,
  allowedAttributes: { a: ["href", "title", "rel"], ol: ["start"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
  disallowedTagsMode: "discard",
  transformTags: { a: linkOfVisitor },
};

/** What a post may hold. Its title is the only `h1` of its page. */
const POST: IOptions = {
  ...COMMENT,
  allowedTags: [...TEXT_TAGS, "hr", "h2", "h3", "h4", "img", "table", "thead", "tbody", "tr", "th", "td"],
  allowedAttributes: {
    ...COMMENT.allowedAttributes,
    img: ["src", "alt", "title", "loading", "referrerpolicy"],
    th: ["align"],
    td: ["align"],
  },
  allowedSchemesByTag: { img: ["https"] },
  exclusiveFilter: ({ tag, attribs }) => tag === "img" && attribs["src"] === undefined,
  transformTags: { a: linkOfVisitor, h1: "h2", h5: "h4", h6: "h4", img: quietImage },
};

/** The HTML of a post's Markdown, with nothing in it that could do harm. */
export function renderPost(source: string): Markup {
  return toMarkup(source, POST);
}

/** The HTML of a comment's Markdown: no headings, pictures and tables. */
export function renderComment(source: string): Markup {
  return toMarkup(source, COMMENT);
}

/** So many characters has a summary that nobody wrote. */
const SUMMARY_LENGTH = 220;

/** The beginning of a text, without its marks. */
export function summarize(source: string): string {
  const [, paragraph = ""] = /<p>(.*?)<\/p>/s.exec(renderComment(source).toString()) ?? [];
  const text = new Markup(paragraph).stripTags();
  if (text.length <= SUMMARY_LENGTH) return text;
  return `${text.slice(0, SUMMARY_LENGTH - 1).replace(/\s+\S*$/, "")}…`;
}

/** HTML in Markdown is allowed by its rules; what of it is kept is for the list of tags to say. */
function toMarkup(source: string, options: IOptions): Markup {
  const html = marked.parse(source, { async: false, gfm: true });
  return new Markup(sanitizeHtml(html, options));
}

/** A link of a visitor is no recommendation of ours. */
function linkOfVisitor(_tag: string, attribs: Record<string, string>): sanitizeHtml.Tag {
  return { tagName: "a", attribs: { ...attribs, rel: "nofollow ugc noopener" } };
}

/** A picture of another server is loaded late, and is not told who asks. */
function quietImage(_tag: string, attribs: Record<string, string>): sanitizeHtml.Tag {
  return { tagName: "img", attribs: { ...attribs, loading: "lazy", referrerpolicy: "no-referrer" } };
}
