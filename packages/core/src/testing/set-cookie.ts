/** What a client keeps of a `Set-Cookie` header. */
export interface ReceivedCookie {
  readonly name: string;
  /** As it came, encoded. */
  readonly value: string;
  /** Whether the header deletes the cookie. */
  readonly isExpired: boolean;
}

/** Reads a `Set-Cookie` header as a client that never waits does: lifetimes count only when they are over. */
export function parseSetCookie(header: string): ReceivedCookie {
  const [pair = "", ...attributes] = header.split(/;\s*/);
  const at = pair.indexOf("=");
  const values = new Map(attributes.map((attribute) => splitAttribute(attribute)));
  return {
    name: pair.slice(0, Math.max(0, at)).trim(),
    value: pair.slice(at + 1).trim(),
    isExpired: isOver(values),
  };
}

function splitAttribute(attribute: string): [name: string, value: string] {
  const [name = "", value = ""] = attribute.split("=");
  return [name.trim().toLowerCase(), value.trim()];
}

/** Max-Age counts before Expires (RFC 6265 section 5.3). */
function isOver(attributes: ReadonlyMap<string, string>): boolean {
  const maxAge = Number(attributes.get("max-age") ?? Number.NaN);
  return Number.isNaN(maxAge) ? Date.parse(attributes.get("expires") ?? "") <= Date.now() : maxAge <= 0;
}
