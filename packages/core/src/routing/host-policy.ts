import { isHostValid } from "../http/host.ts";
import { MicroError } from "../errors.ts";

/** How the rules of an app are bound to hosts. */
export interface HostPolicyOptions {
  /** Rules may have a `host`. @default false */
  readonly hostMatching?: boolean | undefined;
  /** Rules may have a `subdomain` of `serverName`. @default false */
  readonly subdomainMatching?: boolean | undefined;
  /** The configuration's SERVER_NAME: the host, with its port where that is not the usual one. */
  readonly serverName?: string | null | undefined;
  /** The subdomain of rules without one. @default "" */
  readonly defaultSubdomain?: string | undefined;
}

/** What a rule says about its host. */
export interface HostRule {
  readonly path: string;
  readonly host?: string | undefined;
  readonly subdomain?: string | undefined;
}

/** A name has 253 characters at most (RFC 1035), and a port six with its colon. */
const MAX_HOST_LENGTH = 260;

/**
 * A host as rules are compared with it: in lower case, without the dot at the end of the name, without the usual port,
 * and in the form that requests have it (`bücher.example` is `xn--bcher-kva.example`).
 *
 * @param host - "Example.ORG.:80".
 * @returns "example.org".
 */
export function normalizeHost(host: string): string {
  const plain = host
    .toLowerCase()
    .replace(/\.?(:\d*)?$/, (_, port: string = "") => (/^:(?:80|443)?$/.test(port) ? "" : port));
  return toAscii(plain);
}

/** Each label beyond ASCII in Punycode, as browsers send it; the rest stays as it is. */
export function toAscii(text: string): string {
  return text.replace(/[^.:[\]]*[^\0-\x7f][^.:[\]]*/g, (label) => {
    const url = `http://${label}`;
    return URL.canParse(url) ? new URL(url).hostname : label;
  });
}

/**
 * Which part of a request's host the rules of an app look at (Flask's `host_matching` and `subdomain_matching`).
 *
 * @example
 * const hosts = new HostPolicy({ subdomainMatching: true, serverName: "example.org:5000" });
 * hosts.partOf("api.example.org:5000"); // "api"
 * hosts.partOf("example.org:5000"); // ""
 * hosts.partOf("other.example"); // null: nothing is served there
 */
export class HostPolicy {
  /** What rules are compared with: nothing, the whole host, or the subdomain. */
  readonly kind: "any" | "host" | "subdomain";
  /** SERVER_NAME as hosts are compared; "" without one. */
  readonly serverName: string;
  readonly #defaultSubdomain: string;

  /**
   * @param options - Of the app and its configuration.
   * @throws MicroError `MICRO_ROUTE_HOST` when both kinds of matching are on.
   */
  constructor(options: HostPolicyOptions = {}) {
    const { hostMatching = false, subdomainMatching = false, serverName, defaultSubdomain = "" } = options;
    if (hostMatching && subdomainMatching) {
      throw new MicroError(
        "MICRO_ROUTE_HOST",
        "An app matches hosts or subdomains, not both. Set one of hostMatching and subdomainMatching.",
      );
    }
    this.kind = hostMatching ? "host" : subdomainMatching ? "subdomain" : "any";
    this.serverName = normalizeHost(serverName ?? "");
    this.#defaultSubdomain = defaultSubdomain.toLowerCase();
  }

  /**
   * The pattern of the hosts or subdomains that a rule is for; `null` for a rule that every host has.
   *
   * @throws MicroError `MICRO_ROUTE_HOST` for a `host` or `subdomain` that the app would not look at.
   */
  patternOf(rule: HostRule): string | null {
    if (this.kind === "host") return rule.host ?? null;
    if (this.kind === "subdomain") return this.#subdomainOf(rule);
    if (rule.host !== undefined) throw hostError(rule.path, "host", "hostMatching: true");
    if (rule.subdomain !== undefined) throw hostError(rule.path, "subdomain", "subdomainMatching: true");
    return null;
  }

  #subdomainOf({ path, subdomain }: HostRule): string {
    if (subdomain !== undefined && this.serverName === "") throw serverNameMissing(path);
    return subdomain ?? this.#defaultSubdomain;
  }

  /** What the patterns of rules are compared with; `null` for a host of which there is no subdomain here. */
  partOf(host: string): string | null {
    if (host.length > MAX_HOST_LENGTH) return null;
    const name = normalizeHost(host);
    if (this.kind !== "subdomain") return name;
    if (this.serverName === "" || name === this.serverName) return "";
    return name.endsWith(`.${this.serverName}`) ? name.slice(0, -this.serverName.length - 1) : null;
  }

  /**
   * The host of a URL.
   *
   * @param part - What a rule's pattern was filled to; `null` for a rule that every host has.
   * @param current - The host of the request.
   * @throws TypeError when it would be no host.
   */
  hostOf(part: string | null, current: string): string {
    if (part === null) return current;
    const domain = this.serverName === "" ? normalizeHost(current) : this.serverName;
    const host = this.kind === "host" ? part : part === "" ? domain : `${part}.${domain}`;
    if (isHostValid(host)) return host;
    throw new TypeError(`${JSON.stringify(host)} is not a host`);
  }
}

/** The policy of an app that does not look at hosts. */
export const ANY_HOST: HostPolicy = new HostPolicy();

function hostError(path: string, option: string, missing: string): MicroError {
  return new MicroError(
    "MICRO_ROUTE_HOST",
    `The route ${path} has the option ${option}, but the app does not look at it. Create the app with { ${missing} }.`,
  );
}

function serverNameMissing(path: string): MicroError {
  return new MicroError(
    "MICRO_ROUTE_HOST",
    `The route ${path} is for a subdomain, but of which host is not known. Set SERVER_NAME in the configuration.`,
  );
}
