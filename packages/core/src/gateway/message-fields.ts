import type { IncomingMessage } from "node:http";

/**
 * The value of a field in the head as it came, by its name in lower case; several are joined as Node does it. Making Node's
 * object of all fields takes longer than looking for the few that a request is asked for.
 */
export function rawField(incoming: IncomingMessage, name: string): string | undefined {
  const { rawHeaders } = incoming;
  let value: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (!isNamed(rawHeaders[index] ?? "", name)) continue;
    if (value !== undefined) return joinedField(incoming, name);
    value = rawHeaders[index + 1];
  }
  return value;
}

/** The value of a field in the object that Node makes of them, where another server may have changed it. */
export function joinedField({ headers }: IncomingMessage, name: string): string | undefined {
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined; // "constructor" is in every object
  return Array.isArray(value) ? value.join(", ") : value;
}

/** By length first: this runs for every field of every request. */
export function isNamed(name: string, known: string): boolean {
  return name.length === known.length && name.toLowerCase() === known;
}
