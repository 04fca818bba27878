import type { IncomingMessage } from "node:http";

/** This machine, with a port or without. */
const LOCAL_HOST = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** An address instead of a name: nobody else can make one of theirs lead here (DNS rebinding). */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\dA-Fa-f:]+\])(?::\d{1,5})?$/;

/**
 * Whether a request comes from a page of the app itself, and not from another site that a browser of this machine shows.
 *
 * @param incoming - Of which `Host`, `Origin` and `Sec-Fetch-Site` count.
 * @example
 * isOwnRequest(incoming); // false with "Origin: http://evil.example"
 */
export function isOwnRequest({ headers }: Pick<IncomingMessage, "headers">): boolean {
  const { host = "", origin } = headers;
  if (!LOCAL_HOST.test(host) && !ADDRESS.test(host)) return false;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) return false;
  return [undefined, "same-origin", "none"].includes(siteOf(headers));
}

function siteOf({ "sec-fetch-site": site }: IncomingMessage["headers"]): string | undefined {
  return typeof site === "string" ? site : undefined;
}
