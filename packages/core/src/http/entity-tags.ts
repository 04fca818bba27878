const TAG = /[ \t,]*(?:(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"|([^\s,"]+))[ \t]*(?:,|$)/y;

/**
 * The entity tags of an `If-Match` or `If-None-Match` header (RFC 9110 section 13.1).
 *
 * @example
 * request.ifNoneMatch?.hasWeak("v7"); // whether the client has version v7 of the page
 */
export class EntityTags {
  /** Whether the header is `*`: any version that exists. */
  readonly isAny: boolean;
  /** The strong tags, without their quotes. */
  readonly strong: readonly string[];
  /** The weak tags, without `W/` and quotes. */
  readonly weak: readonly string[];

  /** @param header - The value; what is no tag ends the list. */
  constructor(header: string) {
    this.isAny = header.trim() === "*";
    const found = this.isAny ? [] : readTags(header);
    this.strong = found.filter(({ isWeak }) => !isWeak).map(({ tag }) => tag);
    this.weak = found.filter(({ isWeak }) => isWeak).map(({ tag }) => tag);
  }

  /** Whether a version is among them by the strong comparison, byte for byte the same. */
  has(tag: string): boolean {
    return this.isAny || this.strong.includes(tag);
  }

  /** Whether a version is among them by the weak comparison, the same for a reader. */
  hasWeak(tag: string): boolean {
    return this.has(tag) || this.weak.includes(tag);
  }
}

function readTags(header: string): { isWeak: boolean; tag: string }[] {
  const tags: { isWeak: boolean; tag: string }[] = [];
  TAG.lastIndex = 0;
  while (TAG.lastIndex < header.length) {
    const found = TAG.exec(header);
    if (found === null) break;
    const [, weak, quoted, bare = ""] = found;
    tags.push({ isWeak: weak !== undefined, tag: quoted ?? bare });
  }
  return tags;
}
