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
  const isExpired = attributes.some((attribute) => {
    const [key = "", value = ""] = attribute.split("=");
    if (key.toLowerCase() === "max-age") return Number(value) <= 0;
    return key.toLowerCase() === "expires" && Date.parse(value) <= Date.now();
  });
  return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim(), isExpired };
}
