import { BadRequest } from "../http-errors.ts";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Deeper documents overflow the stack of whatever walks or prints them later. */
const MAX_DEPTH = 1000;
/**
 * What a text has in it that has keys which would reach a prototype once the value is merged into another object:
 * `__proto__`, `constructor.prototype`, or an escape that may spell them. A search is as fast as its first character is
 * rare: in "prototype" that is the "y".
 */
function isSuspect(text: string): boolean {
  if (text.includes("__proto") || text.includes("\\u")) return true;
  return text.includes("ype") && text.includes("prototype");
}

/**
 * Decodes bytes as UTF-8.
 *
 * @throws BadRequest for bytes that are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch (cause) {
    throw new BadRequest("The body is not valid UTF-8.", { cause });
  }
}

/**
 * Parses JSON from outside.
 *
 * @throws SyntaxError for what is no JSON document; BadRequest for one nested over 1,000 levels, and for keys that would
 * reach a prototype (`__proto__`, `constructor.prototype`), as Fastify does.
 * @example
 * parseJson('{"a": 1}'); // { a: 1 }
 */
export function parseJson(text: string): unknown {
  if (text.length > 2 * MAX_DEPTH && hasManyBrackets(text)) checkDepth(text);
  const value: unknown = JSON.parse(text);
  if (isSuspect(text)) checkKeys(value);
  return value;
}

/** Whether a text could be nested too deeply: it has more brackets than it may have levels, which most have not. */
function hasManyBrackets(text: string): boolean {
  let count = 0;
  for (const bracket of ["{", "["]) {
    for (let index = text.indexOf(bracket); index !== -1; index = text.indexOf(bracket, index + 1))
      if (++count > MAX_DEPTH) return true;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** With this bit set, brackets are braces. */
const CASE = 0x20;
const OPENING = 0x7b;
const CLOSING = 0x7d;

/** Characters that are looked at together. */
const PIECE = 32 * 1024;
const encoder = new TextEncoder();
/** Bytes take half of the time of characters, and the same room for every text leaves V8 nothing to collect. */
let bytes: Uint8Array | undefined;

/** Counts brackets outside of strings, in one linear pass. */
function checkDepth(text: string): void {
  bytes ??= new Uint8Array(3 * PIECE);
  const scan = new DepthScan();
  for (let start = 0; start < text.length; start += PIECE) {
    const { written } = encoder.encodeInto(text.slice(start, start + PIECE), bytes);
    scan.read(bytes, written);
  }
}

/** How deep a text is nested, as far as it was read. */
class DepthScan {
  #depth = 0;
  #isInString = false;
  /** The bytes of the next piece that an escape at the end of the last one has taken. */
  #taken = 0;

  /** Reads one piece more. @throws BadRequest where it is too deep. */
  read(piece: Uint8Array, length: number): void {
    let index = this.#isInString ? endOfString(piece, this.#taken, length) + 1 : this.#taken;
    this.#isInString &&= index > length;
    let depth = this.#depth;
    while (index < length) {
      const byte = piece[index++] ?? 0;
      if (byte === QUOTE) {
        index = endOfString(piece, index, length) + 1;
        this.#isInString = index > length;
      } else if ((byte | CASE) === CLOSING) depth--;
      else if ((byte | CASE) === OPENING && ++depth > MAX_DEPTH)
        throw new BadRequest(`The JSON is nested over ${MAX_DEPTH} levels.`);
    }
    this.#depth = depth;
    this.#taken = this.#isInString ? index - 1 - length : 0;
  }
}

/** Where the string ends in which `start` is: at its quote, or behind the piece. */
function endOfString(piece: Uint8Array, start: number, length: number): number {
  let index = start;
  while (index < length && piece[index] !== QUOTE) index += piece[index] === BACKSLASH ? 2 : 1;
  return index;
}

/** Looks for poisonous keys without recursion. */
function checkKeys(root: unknown): void {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== "object" || value === null) continue;
    if (Object.hasOwn(value, "__proto__")) throw new BadRequest('The JSON has a key "__proto__".');
    const constructor: unknown = Object.hasOwn(value, "constructor") ? value.constructor : undefined;
    if (typeof constructor === "object" && constructor !== null && Object.hasOwn(constructor, "prototype")) {
      throw new BadRequest('The JSON has a key "constructor" with a "prototype".');
    }
    for (const item of Object.values(value)) pending.push(item);
  }
}
