import { hostname } from "node:os";

/** What is known of a request that was answered. */
export interface AccessEntry {
  readonly remoteAddress: string;
  readonly method: string;
  /** Path and query, as the client has sent them. */
  readonly target: string;
  readonly httpVersion: string;
  readonly status: number;
  /** Of the body, as it was sent. */
  readonly bytes: number;
  /** From the head of the request to the end of the answer. */
  readonly milliseconds: number;
  /** When the request came, in milliseconds since 1970. */
  readonly time: number;
  /** A header of the request; undefined when it has none of that name, which is in small letters. */
  readonly requestHeader: (name: string) => string | undefined;
  /** A header of the response, likewise. */
  readonly responseHeader: (name: string) => string | undefined;
}

/** Makes the line of a request. */
export type AccessFormat = (entry: AccessEntry) => string;

/**
 * Formats that have a name, in the atoms of Apache and Gunicorn.
 *
 * @example
 * compileAccessFormat(ACCESS_FORMATS.common);
 */
export const ACCESS_FORMATS = {
  combined: '%h %l %u %t "%r" %s %b "%{Referer}i" "%{User-Agent}i"',
  common: '%h %l %u %t "%r" %s %b',
} as const;

/** Gunicorn's `%(r)s`, and Apache's `%>s`, `%{Referer}i`, `%%`. */
const ATOMS = /%\((?<key>\{[^}]+\}[ioe]|[a-zA-Z])\)s|%(?:>|<)?(?<apache>\{[^}]+\}[ioe]|[a-zA-Z%])/g;

/** What an atom stands for; what came from the client is escaped. */
type Atom = (entry: AccessEntry) => string;

const LETTERS: Readonly<Record<string, Atom>> = {
  "%": () => "%",
  h: ({ remoteAddress }) => orDash(remoteAddress),
  l: () => "-",
  u: ({ requestHeader }) => escapeText(userOf(requestHeader("authorization"))),
  t: ({ time }) => `[${toClock(new Date(time))}]`,
  r: ({ method, target, httpVersion }) => escapeText(`${method} ${target} HTTP/${httpVersion}`),
  m: ({ method }) => escapeText(method),
  U: ({ target }) => escapeText(target.split("?")[0] ?? ""),
  q: ({ target }) => escapeText(queryOf(target)),
  H: ({ httpVersion }) => `HTTP/${httpVersion}`,
  s: ({ status }) => String(status),
  B: ({ bytes }) => String(bytes),
  b: ({ bytes }) => (bytes === 0 ? "-" : String(bytes)),
  f: headerAtom("referer"),
  a: headerAtom("user-agent"),
  D: ({ milliseconds }) => String(Math.round(milliseconds * 1000)),
  M: ({ milliseconds }) => String(Math.round(milliseconds)),
  T: ({ milliseconds }) => String(Math.floor(milliseconds / 1000)),
  L: ({ milliseconds }) => (milliseconds / 1000).toFixed(6),
  p: () => String(process.pid),
  P: () => String(process.pid),
  v: () => hostname(),
};

/**
 * Makes the function that writes lines of a format: `combined`, `common`, `json`, or atoms as in `%h "%r" %s`, which are
 * those of Apache (`%>s`, `%{Referer}i`) and of Gunicorn (`%(s)s`, `%({referer}i)s`).
 *
 * @throws RangeError for an atom that there is not.
 * @example
 * compileAccessFormat("%m %U %s")(entry); // "GET /movies 200"
 */
export function compileAccessFormat(format: string): AccessFormat {
  if (format === "json") return toJson;
  const text = Object.hasOwn(ACCESS_FORMATS, format)
    ? ACCESS_FORMATS[format as keyof typeof ACCESS_FORMATS] // it has this name
    : format;
  const parts: (string | Atom)[] = [];
  let end = 0;
  for (const match of text.matchAll(ATOMS)) {
    parts.push(text.slice(end, match.index), toAtom(match.groups?.["key"] ?? match.groups?.["apache"] ?? ""));
    end = match.index + match[0].length;
  }
  if (end === 0)
    throw new RangeError(`Write combined, common, json, or a line with atoms: ${ACCESS_FORMATS.common}`);
  parts.push(text.slice(end));
  return (entry) => parts.map((part) => (typeof part === "string" ? part : part(entry))).join("");
}

function toAtom(key: string): Atom {
  const [, name = "", kind = ""] = /^\{(.+)\}([ioe])$/.exec(key) ?? [];
  if (kind === "i") return headerAtom(name.toLowerCase());
  if (kind === "o")
    return ({ responseHeader }) => orDash(escapeText(responseHeader(name.toLowerCase()) ?? ""));
  if (kind === "e") return () => orDash(escapeText(process.env[name] ?? ""));
  const atom = LETTERS[key];
  if (atom !== undefined) return atom;
  throw new RangeError(
    `There is no atom %${key}. Atoms are ${Object.keys(LETTERS).join(" ")} {name}i {name}o {name}e.`,
  );
}

function headerAtom(name: string): Atom {
  return ({ requestHeader }) => orDash(escapeText(requestHeader(name) ?? ""));
}

/** The query may have secrets, and is left out here as it is by requestLog(). */
function toJson({ requestHeader, ...entry }: AccessEntry): string {
  const { remoteAddress, method, target, httpVersion, status, bytes } = entry;
  return JSON.stringify({
    time: new Date(entry.time),
    remoteAddress,
    method,
    path: target.split("?")[0],
    httpVersion,
    status,
    bytes,
    ms: Math.round(entry.milliseconds * 100) / 100,
    referer: requestHeader("referer"),
    userAgent: requestHeader("user-agent"),
    pid: process.pid,
  });
}

function orDash(text: string): string {
  return text === "" ? "-" : text;
}

function queryOf(target: string): string {
  const start = target.indexOf("?");
  return start === -1 ? "" : target.slice(start);
}

/** The name in basic authentication; the password is nobody's business. */
function userOf(authorization: string = ""): string {
  const [, code = ""] = /^Basic +([\w+/=-]+)$/i.exec(authorization) ?? [];
  return orDash(Buffer.from(code, "base64").toString("utf8").split(":")[0] ?? "");
}

/** What came from a client makes neither a line nor a field of its own. */
function escapeText(text: string): string {
  return text.replaceAll(/["\\]|[\p{Cc}\u2028\u2029]/gu, (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`,
  );
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `21/Nov/2026:10:45:00 +0100`: the time of this machine. */
function toClock(date: Date): string {
  const offset = -date.getTimezoneOffset();
  const [hours, minutes] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const day = `${two(date.getDate())}/${MONTHS[date.getMonth()]}/${date.getFullYear()}`;
  const clock = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${day}:${clock} ${offset < 0 ? "-" : "+"}${two(hours)}${two(minutes)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}
