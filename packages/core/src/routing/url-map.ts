import { MicroError } from "../errors.ts";
import type { UrlOptions } from "../http/url-options.ts";
import { BuildError, type BuildRequest } from "./build-error.ts";
import { Candidate } from "./candidate.ts";
import { decodeSegments, findPathFault } from "./canonical-path.ts";
import { ANY_HOST, type HostPolicy } from "./host-policy.ts";
import type { Rule } from "./rule.ts";
import { compareForBuilding, givenValues, type GivenValues, isSuitable } from "./rule-fit.ts";
import { noServerName, schemeOf, underRoot, type UrlBase } from "./url-base.ts";

/** {@link UrlOptions} and what the URL is relative to. */
export interface BuildOptions extends UrlOptions {
  /** The request, or the configuration. Without, only paths can be built. */
  readonly base?: UrlBase | undefined;
}

/** A rule filled with values. */
interface BuiltUrl {
  /** The rule's host or subdomain; `null` for every host. */
  readonly part: string | null;
  /** The path, the query and the fragment. */
  readonly target: string;
}

/**
 * The rules of an app by endpoint: builds URLs from names and values (Werkzeug's `MapAdapter.build`).
 *
 * Of an endpoint with several rules the one with the most arguments that are all given wins. Values that are no
 * variables go to the query: lists repeat the key, `null` and `undefined` are left out. A path is only given out when it
 * leads back to its rule with the same values.
 *
 * @example
 * app.urlMap.build("users.show", { id: 3, tab: "posts" }); // "/users/3?tab=posts"
 * app.urlMap.isEndpointExpecting("users.show", "lang"); // false
 */
export class UrlMap {
  readonly #rules = new Map<string, Rule[]>();
  readonly #all: Rule[] = [];
  readonly #hosts: HostPolicy;

  /** @param hosts - What the rules were made with. @default hosts are not looked at */
  constructor(hosts: HostPolicy = ANY_HOST) {
    this.#hosts = hosts;
  }

  /** Adds a rule under its endpoint. */
  add(rule: Rule): void {
    this.#all.push(rule);
    const known = this.#rules.get(rule.endpoint);
    if (known === undefined) this.#rules.set(rule.endpoint, [rule]);
    else this.#rules.set(rule.endpoint, [...known, rule].toSorted(compareForBuilding));
  }

  /** The names of all endpoints, in order of registration. */
  get endpoints(): string[] {
    return [...this.#rules.keys()];
  }

  /**
   * The rules in order of registration, or those of an endpoint in the order in which URLs are built from them.
   *
   * @param endpoint - Its full name. @default all endpoints
   */
  iterRules(endpoint?: string): readonly Rule[] {
    return endpoint === undefined ? this.#all : (this.#rules.get(endpoint) ?? []);
  }

  /** Whether a rule of an endpoint takes all of some arguments: `lang`, to put it into every URL that has one. */
  isEndpointExpecting(endpoint: string, ...names: readonly string[]): boolean {
    return this.iterRules(endpoint).some(({ argumentNames }) =>
      names.every((name) => argumentNames.has(name)),
    );
  }

  /**
   * The URL of an endpoint: path and query, or all of it where it is external.
   *
   * @throws BuildError `MICRO_URL_BUILD` that names the missing values, the refused value or the nearest endpoint.
   * @throws MicroError `MICRO_URL_OPTIONS` for a scheme of a URL that is not external; `MICRO_URL_SERVER_NAME` for a
   *   URL with a host when there is no `base`.
   */
  build(
    endpoint: string,
    values: Readonly<Record<string, unknown>> = {},
    options: BuildOptions = {},
  ): string {
    if (options.scheme !== undefined && options.external === false) throw schemeWithoutHost(endpoint);
    const url = this.#fill(endpoint, values, options);
    const { base } = options;
    if (base !== undefined) return this.#place(url, base, options);
    if (url.part === null && !isExternal(options)) return url.target;
    throw noServerName(endpoint);
  }

  /** The URL below what the app is mounted under, with scheme and host where they are needed. */
  #place({ part, target }: BuiltUrl, base: UrlBase, options: BuildOptions): string {
    const path = underRoot(base.rootPath, target);
    const isHere = part === null || part === this.#hosts.partOf(base.host);
    if (isHere && !isExternal(options)) return path;
    return `${schemeOf(options.scheme ?? base.scheme)}://${this.#hosts.hostOf(part, base.host)}${path}`;
  }

  /** The first rule that fits, filled: one for the method first, and one for the host of the request. */
  #fill(
    endpoint: string,
    values: Readonly<Record<string, unknown>>,
    { method, anchor, base }: BuildOptions,
  ): BuiltUrl {
    const given = givenValues(values);
    const wanted = method?.toUpperCase();
    const suitable = this.iterRules(endpoint).filter((rule) => isSuitable(rule, given));
    const preferred = wanted ?? base?.method ?? "GET";
    const answering = suitable.filter(({ methods }) => methods.has(preferred));
    const rules = wanted === undefined ? [...new Set([...answering, ...suitable])] : answering;
    const url = this.#fillFirst(rules, given, { endpoint, values, method: wanted, base });
    return { ...url, target: url.target + buildFragment(anchor) };
  }

  #fillFirst(
    rules: readonly Rule[],
    given: GivenValues,
    request: BuildRequest & { readonly base: UrlBase | undefined },
  ): BuiltUrl {
    const current = this.#hosts.partOf(request.base?.host ?? "");
    const built: BuiltUrl[] = [];
    let fault: unknown;
    for (const rule of rules) {
      try {
        const url = fillRule(rule, given);
        if (this.#hosts.kind !== "host" || url.part === null || url.part === current) return url;
        built.push(url);
      } catch (error) {
        fault ??= error;
      }
    }
    const [first] = built;
    if (first === undefined) throw new BuildError(request, this.#all, fault);
    return first;
  }
}

/** Outside a request, and with a scheme, URLs have a host unless told otherwise. */
function isExternal({ external, scheme, base }: BuildOptions): boolean {
  return external ?? (scheme !== undefined || base?.isExternal === true);
}

function schemeWithoutHost(endpoint: string): MicroError {
  return new MicroError(
    "MICRO_URL_OPTIONS",
    `The URL of ${JSON.stringify(endpoint)} was given a scheme with external: false, but only external URLs have one. ` +
      "Leave one of them out.",
  );
}

function fillRule(rule: Rule, given: GivenValues): BuiltUrl {
  const values = { ...rule.defaults, ...Object.fromEntries(given) };
  try {
    const part = rule.domain?.build(values) ?? null;
    return { part, target: fillPath(rule, values) + buildQuery(rule, given) };
  } catch (cause) {
    throw new TypeError(`in ${rule.path} ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
}

function fillPath(rule: Rule, values: Readonly<Record<string, unknown>>): string {
  const texts = rule.formatValues(values);
  const path = rule.fillPath(texts);
  if (leadsBack(rule, path, texts)) return path;
  throw new TypeError(`no request for ${path} would lead back to it`);
}

/** Whether a request for `path` would find the rule with the same texts: a URL is not built for another page. */
function leadsBack(rule: Rule, path: string, texts: readonly string[]): boolean {
  if (rule.isStatic) return true;
  if (findPathFault(path) !== null) return false;
  const found = new Candidate(rule, rule.segments, false).match(decodeSegments(path) ?? []);
  return (
    found !== null && rule.convert(found) !== null && found.every((text, index) => text === texts[index])
  );
}

function buildQuery(rule: Rule, given: GivenValues): string {
  const query = new URLSearchParams();
  for (const [name, value] of given) {
    if (rule.argumentNames.has(name)) continue;
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) query.append(name, String(item));
  }
  return query.size > 0 ? `?${query.toString()}` : "";
}

function buildFragment(anchor: string | undefined): string {
  return anchor === undefined ? "" : `#${encodeURIComponent(anchor.toWellFormed())}`;
}
