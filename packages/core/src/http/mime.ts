import { lookup } from "mrmime";

/** Types that are text without saying so, and so carry a charset. */
const TEXTUAL = /^(?:text\/|application\/(?:javascript|json|manifest\+json|xml|xhtml\+xml|rss\+xml)$|image\/svg\+xml$)/;

/**
 * The Content-Type of a file by its extension; `application/octet-stream` when it is unknown.
 *
 * @example
 * contentTypeOf("style.css"); // "text/css; charset=utf-8"
 */
export function contentTypeOf(filename: string): string {
  const type = lookup(filename) ?? "application/octet-stream";
  return TEXTUAL.test(type) ? `${type}; charset=utf-8` : type;
}

/** A Content-Type header, taken apart. */
export interface MediaType {
  /** Lower-case, without parameters: "text/html". */
  readonly type: string;
  /** The `charset` parameter in lower case; "" without one. */
  readonly charset: string;
  /** The `boundary` parameter as it came; "" without one. */
  readonly boundary: string;
}

const MEDIA_TYPE = /^([!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+) *(?:;|$)/;
const PARAMETER = /; *([!#$%&'*+\-.^_`|~\w]+)=(?:([!#$%&'*+\-.^_`|~\w:()/?@]+)|"((?:[^"\\]|\\.)*)") */y;

/**
 * Reads a Content-Type by the grammar of RFC 9110 section 8.3; `null` for anything else, so that what the parser
 * sees and what a check sees can never differ.
 */
export function parseMediaType(header: string): MediaType | null {
  const type = MEDIA_TYPE.exec(header)?.[1];
  if (type === undefined) return null;
  const parameters = { charset: "", boundary: "" };
  PARAMETER.lastIndex = header.indexOf(";") === -1 ? header.length : header.indexOf(";");
  while (PARAMETER.lastIndex < header.length) {
    const found = PARAMETER.exec(header);
    if (found === null) return null;
    const name = (found[1] ?? "").toLowerCase();
    const value = found[2] ?? (found[3] ?? "").replace(/\\(.)/g, "$1");
    if (name === "charset") parameters.charset = value.toLowerCase();
    if (name === "boundary") parameters.boundary = value;
  }
  return { type: type.toLowerCase(), ...parameters };
}
