import { lookup } from "mrmime";

/** Types that are text without saying so, and so carry a charset. */
const TEXTUAL =
  /^(?:text\/|application\/(?:javascript|json|manifest\+json|xml|xhtml\+xml|rss\+xml)$|image\/svg\+xml$)/;

/**
 * The Content-Type of a file by its extension; `application/octet-stream` when it is unknown.
 *
 * @example
 * contentTypeOf("style.css"); // "text/css; charset=utf-8"
 */
export function contentTypeOf(filename: string): string {
  const found: unknown = lookup(filename); // its table knows the members of every object, too
  const type = typeof found === "string" ? found : "application/octet-stream";
  return TEXTUAL.test(type) ? `${type}; charset=utf-8` : type;
}

const CODINGS: Readonly<Record<string, string>> = { ".gz": "gzip", ".br": "br", ".zst": "zstd" };

/**
 * The coding of a compressed file by its extension, and the name of what is in it; `undefined` for one that is not
 * compressed, or that is an archive of its own (`.tar.gz` has a type by its whole name).
 *
 * @example
 * codingOf("page.html.gz"); // { name: "gzip", bareName: "page.html" }
 */
export function codingOf(filename: string): { readonly name: string; readonly bareName: string } | undefined {
  const [extension = ""] = /\.[a-z]+$/.exec(filename) ?? [];
  const name = Object.hasOwn(CODINGS, extension) ? CODINGS[extension] : undefined;
  const bareName = filename.slice(0, -extension.length);
  return name === undefined || !bareName.includes(".") || bareName.endsWith(".tar")
    ? undefined
    : { name, bareName };
}

/** A Content-Type header, taken apart. */
export interface MediaType {
  /** Lower-case, without parameters: "text/html". */
  readonly type: string;
  /** Whether that is `application/json` or `application/*+json`. */
  readonly isJson: boolean;
  /** The `charset` parameter in lower case; "" without one. */
  readonly charset: string;
  /** The `boundary` parameter as it came; "" without one. */
  readonly boundary: string;
  /** Every parameter, names in lower case, in an object without prototype. */
  readonly parameters: Readonly<Record<string, string>>;
}

const MEDIA_TYPE = /^([!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+)[ \t]*(?:;|$)/;
const JSON_TYPE = /^application\/(?:[^;]+\+)?json$/i;
const PARAMETER =
  /;[ \t]*([!#$%&'*+\-.^_`|~\w]+)=(?:([!#$%&'*+\-.^_`|~\w:()/?@]+)|"((?:[^"\\]|\\.)*)")[ \t]*/y;

/**
 * Reads a Content-Type by the grammar of RFC 9110 section 8.3; `null` for anything else, so that what the parser
 * sees and what a check sees can never differ.
 */
export function parseMediaType(header: string): MediaType | null {
  const known = KNOWN_TYPES.get(header);
  if (known !== undefined) return known;
  const parsed = parseNew(header);
  if (parsed !== null && parsed.boundary === "" && KNOWN_TYPES.size < MAX_KNOWN && header.length <= MAX_KNOWN)
    KNOWN_TYPES.set(header, freeze(parsed));
  return parsed;
}

/** Clients send a handful of types, several times read by each request; a boundary is new every time. */
const KNOWN_TYPES = new Map<string, MediaType>();
/** The most types that are remembered, and the most characters of one: what clients send fills no memory. */
const MAX_KNOWN = 100;

/** What several requests share, none may change. */
function freeze(type: MediaType): MediaType {
  Object.freeze(type.parameters);
  return Object.freeze(type);
}

function parseNew(header: string): MediaType | null {
  const type = MEDIA_TYPE.exec(header)?.[1];
  const parameters = type === undefined ? null : parseParameters(header.slice(type.length).trim());
  if (type === undefined || parameters === null) return null;
  return {
    type: type.toLowerCase(),
    isJson: JSON_TYPE.test(type),
    charset: parameters["charset"]?.toLowerCase() ?? "",
    boundary: parameters["boundary"] ?? "",
    parameters,
  };
}

/** `; charset=utf-8; boundary="x"`, and as most servers a lone `;` at the end; `null` for anything else. */
function parseParameters(text: string): Record<string, string> | null {
  const parameters: Record<string, string> = Object.create(null);
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < text.length && text.slice(PARAMETER.lastIndex) !== ";") {
    const found = PARAMETER.exec(text);
    if (found === null) return null;
    const [, name = "", token, quoted = ""] = found;
    if (name.toLowerCase() in parameters) return null;
    parameters[name.toLowerCase()] = token ?? quoted.replace(/\\(.)/g, "$1");
  }
  return parameters;
}
