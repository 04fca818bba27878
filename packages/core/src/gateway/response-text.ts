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

/** Node's own, also where a test has put another in its place. */
const { setTimeout } = globalThis;

/** The last lines of heads in this second, and the time limit they are for; "" when the second is over. */
let lines = "";
let limit = 0;

function endOfHead(keepAliveTimeout: number): string {
  if (lines !== "" && keepAliveTimeout === limit) return lines;
  const now = new Date();
  const keepAlive =
    keepAliveTimeout === 0 ? "" : `Keep-Alive: timeout=${Math.floor(keepAliveTimeout / 1000)}\r\n`;
  if (lines === "") setTimeout(forgetLines, 1000 - now.getMilliseconds()).unref();
  lines = `Date: ${now.toUTCString()}\r\nConnection: keep-alive\r\n${keepAlive}\r\n`;
  limit = keepAliveTimeout;
  return lines;
}

/** A timer in each second with answers costs less than the time of day in each answer. */
function forgetLines(): void {
  lines = "";
}
