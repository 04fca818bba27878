/** What the head of a response says besides its fields. */
export interface HeadFacts {
  readonly status: number;
  /** The bytes of the body; `null` announces nothing. */
  readonly size: number | null;
  /** Milliseconds for which the connection stays open afterwards; 0 says nothing of it. */
  readonly keepAliveTimeout: number;
}

/**
 * The head of an answer on a connection that stays open, byte for byte as `node:http` writes it.
 *
 * @param fields - Names and values in turn, checked before.
 * @returns `null` for what `node:http` treats in its own way: a field such as `Date`, `Connection` or a length, a status that
 * is none.
 */
export function responseText(
  fields: readonly string[],
  { status, size, keepAliveTimeout }: HeadFacts,
): string | null {
  if (!(status >= 200 && status <= 599)) return null;
  let text = `HTTP/1.1 ${status} ${reasonOf(status)}\r\n`;
  for (let index = 0; index < fields.length; index += 2) {
    const name = fields[index] ?? "";
    const value: unknown = fields[index + 1];
    if (typeof value !== "string" || isSpecial(name)) return null; // JavaScript gives numbers, too
    text += `${name}: ${value}\r\n`;
  }
  if (size !== null) text += `Content-Length: ${size}\r\n`;
  return text + endOfHead(keepAliveTimeout);
}

/** The words for a status, as `node:http` has them. */
export function reasonOf(status: number): string {
  return (reasons[status] ??= process.getBuiltinModule("node:http").STATUS_CODES[status] ?? "unknown");
}

const reasons: string[] = [];

/** The fields that change what `node:http` adds, at the index of their length. */
const SPECIAL_FIELDS: readonly string[] = [
  "date",
  "trailer",
  "connection",
  "content-length",
  "transfer-encoding",
  "content-disposition",
].reduce((names: string[], name) => {
  names[name.length] = name;
  return names;
}, Array<string>(20).fill(""));

/** By length first: this runs for every field of every answer. */
function isSpecial(name: string): boolean {
  const special = SPECIAL_FIELDS[name.length];
  return special !== undefined && special !== "" && name.toLowerCase() === special;
}

/** The last of these lines that were written, and the second and the time limit they are of. */
let lines = "";
let second = 0;
let limit = -1;

function endOfHead(keepAliveTimeout: number): string {
  const now = Math.floor(Date.now() / 1000);
  if (now === second && keepAliveTimeout === limit) return lines;
  second = now;
  limit = keepAliveTimeout;
  const keepAlive =
    keepAliveTimeout === 0 ? "" : `Keep-Alive: timeout=${Math.floor(keepAliveTimeout / 1000)}\r\n`;
  lines = `Date: ${new Date(now * 1000).toUTCString()}\r\nConnection: keep-alive\r\n${keepAlive}\r\n`;
  return lines;
}
