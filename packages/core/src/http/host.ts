/**
 * A name, an IPv4 address or an IPv6 address in brackets, with a port (RFC 9110 section 7.2). No label of a name is empty:
 * the subdomain of "...example.org" would be "..".
 */
const HOST = /^(?:[\w~-]+(?:\.[\w~-]+)*\.?|\[[0-9A-Fa-f:.]+\])(?::(\d{0,5}))?$/;

/** The host of nearly every request is the one before. */
let lastValid: string | undefined;

/** Whether a Host header, or the authority of a URL, is a host and nothing else. */
export function isHostValid(host: string): boolean {
  if (host === lastValid) return true;
  const found = HOST.exec(host);
  if (found === null || Number(found[1] ?? 0) > 65_535) return false;
  lastValid = host;
  return true;
}

/**
 * Whether a host is in a list of trusted ones: exact names, or with a leading dot a domain and its subdomains. Ports do
 * not count.
 */
export function isHostTrusted(host: string, trusted: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/:\d*$/, "");
  return trusted.some((entry) => {
    const known = entry.toLowerCase().replace(/:\d*$/, "");
    return known.startsWith(".") ? name === known.slice(1) || name.endsWith(known) : name === known;
  });
}

/** Names and addresses of this machine alone: no site on the internet can make a browser send them (DNS rebinding). */
const LOCAL_HOST = /^(?:(?:[\w~-]+\.)*localhost\.?|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{0,5})?$/i;

/** Whether a host is this machine: localhost and names below it, 127.0.0.0/8, [::1]. Ports do not count. */
export function isHostLocal(host: string): boolean {
  return LOCAL_HOST.test(host);
}
