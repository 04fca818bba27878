/** What a client says to be allowed in: the parts of an `Authorization` header. */
export interface Authorization {
  /** The scheme in lower case: "basic", "bearer", "digest". */
  readonly type: string;
  /** The token of a scheme that has one; "" otherwise. */
  readonly token: string;
  /** The name in Basic and Digest; "" otherwise. */
  readonly username: string;
  /** The password in Basic; "" otherwise. Compare it in constant time. */
  readonly password: string;
  /** The parameters of Digest and its like, names in lower case, in an object without prototype. */
  readonly parameters: Readonly<Record<string, string>>;
}

const NOTHING: Omit<Authorization, "type"> = { token: "", username: "", password: "", parameters: {} };
const SCHEME = /^([!#$%&'*+\-.^_`|~\w]+) +(\S.*)$/;
const TOKEN68 = /^[\w\-.~+/]+=*$/;
const PARAMETER =
  /[ \t,]*([!#$%&'*+\-.^_`|~\w]+)[ \t]*=[ \t]*(?:([!#$%&'*+\-.^_`|~\w:/?@]+)|"((?:[^"\\]|\\.)*)")[ \t]*(?:,|$)/y;

/**
 * Reads an `Authorization` header (RFC 9110 section 11.6.2), as Werkzeug's `Authorization.from_header`.
 *
 * @returns `null` for a header that is missing or malformed, an empty token too: no credentials are no credentials.
 * @example
 * parseAuthorization("Basic dTpw"); // { type: "basic", username: "u", password: "p", ... }
 */
export function parseAuthorization(header: string | undefined): Authorization | null {
  const [, scheme = "", rest = ""] = SCHEME.exec(header?.trim() ?? "") ?? [];
  if (scheme === "") return null;
  const type = scheme.toLowerCase();
  if (type === "basic") return parseBasic(rest);
  if (TOKEN68.test(rest)) return { ...NOTHING, type, token: rest };
  return type === "bearer" ? null : parseDigest(type, rest);
}

function parseDigest(type: string, rest: string): Authorization | null {
  const parameters = parseParameters(rest);
  return parameters && { ...NOTHING, type, username: parameters["username"] ?? "", parameters };
}

/** The user's name ends at the first colon; the password may hold more. */
function parseBasic(encoded: string): Authorization | null {
  if (!TOKEN68.test(encoded)) return null;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, "base64"));
  } catch {
    return null;
  }
  const colon = text.indexOf(":");
  if (colon === -1) return null;
  return { ...NOTHING, type: "basic", username: text.slice(0, colon), password: text.slice(colon + 1) };
}

function parseParameters(text: string): Record<string, string> | null {
  const parameters: Record<string, string> = Object.create(null);
  PARAMETER.lastIndex = 0;
  while (PARAMETER.lastIndex < text.length) {
    const found = PARAMETER.exec(text);
    if (found === null) return null;
    const [, name = "", token, quoted = ""] = found;
    if (name.toLowerCase() in parameters) return null; // two readers would take different ones
    parameters[name.toLowerCase()] = token ?? quoted.replace(/\\(.)/g, "$1");
  }
  return parameters;
}

/**
 * A challenge for `WWW-Authenticate`.
 *
 * @param scheme - "Basic", "Bearer", ...
 * @param parameters - Quoted where the grammar asks for it.
 * @example
 * throw new Unauthorized(undefined, { wwwAuthenticate: challenge("Basic", { realm: "staff" }) });
 */
export function challenge(scheme: string, parameters: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(parameters).map(
    ([name, value]) => `${name}="${value.replaceAll(/["\\]/g, "\\$&")}"`,
  );
  return pairs.length === 0 ? scheme : `${scheme} ${pairs.join(", ")}`;
}
