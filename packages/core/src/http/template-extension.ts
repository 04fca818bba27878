/** The media types of templates that are not HTML; not escaped ones are no HTML either, whatever they hold. */
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  txt: "text/plain; charset=utf-8",
  md: "text/markdown; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  ics: "text/calendar; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  xml: "application/xml",
  rss: "application/rss+xml",
  atom: "application/atom+xml",
  svg: "image/svg+xml",
};
const HTML = "text/html; charset=utf-8";

const HTML_EXTENSION = /^x?html?$/;
/** Values are escaped in templates with these (Flask's rule). */
const ESCAPED = /^(?:x?html?|xml|svg)$/;
/** What Jinja's templates are called says nothing of what they hold, and they are not escaped (Flask's rule). */
const JINJA = /\.(?:j2|jinja2?)$/i;
const LAST_TWO = /(?:\.([a-z]+))?\.([a-z\d]+)$/i;

/**
 * The Content-Type of what a template makes, by its name: `text/html` unless it says otherwise. An extension that only
 * an engine knows is left out: `mail.txt.eta` makes a `.txt`.
 *
 * @example
 * templateMediaType("feed.xml"); // "application/xml"
 */
export function templateMediaType(name: string): string {
  return MEDIA_TYPES[textExtension(name)] ?? HTML;
}

/**
 * Whether the values of a template are escaped, by its name: in what is HTML, XML or SVG, and in templates of other
 * engines whose names do not say that they make something else.
 *
 * @example
 * isEscapedTemplate("page.eta"); // true
 * isEscapedTemplate("mail.txt.eta"); // false
 */
export function isEscapedTemplate(name: string): boolean {
  const extension = textExtension(name);
  return extension === "" ? name.includes(".") && !JINJA.test(name) : ESCAPED.test(extension);
}

/** The extension that says what the text is, in lower case; "" when none does. */
function textExtension(name: string): string {
  if (name.endsWith(".html")) return "html"; // as what follows says too, for nearly all
  const [, before = "", last = ""] = LAST_TWO.exec(name)?.map((part) => part?.toLowerCase()) ?? [];
  return (
    [last, before].find(
      (extension) => HTML_EXTENSION.test(extension) || Object.hasOwn(MEDIA_TYPES, extension),
    ) ?? ""
  );
}
