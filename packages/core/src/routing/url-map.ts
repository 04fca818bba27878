import { didYouMean } from "../did-you-mean.ts";
import { MicroError } from "../errors.ts";
import type { Rule } from "./rule.ts";

/** What to build a URL with, besides the values. */
export interface UrlOptions {
  /** The fragment, without `#`. */
  readonly anchor?: string | undefined;
  /** Prefer the rule of an endpoint that answers this method. */
  readonly method?: string | undefined;
}

type UrlValues = Readonly<Record<string, unknown>>;

/**
 * Builds URLs from endpoint names and values (Werkzeug's `MapAdapter.build`).
 *
 * Of an endpoint with several rules the one with the most arguments that are all given wins. Values that are no
 * variables go to the query: lists repeat the key, `null` and `undefined` are left out.
 */
export class UrlMap {
  readonly #rules = new Map<string, Rule[]>();

  /** Adds a rule under the full name of its endpoint. */
  add(endpoint: string, rule: Rule): void {
    this.#rules.set(endpoint, [...(this.#rules.get(endpoint) ?? []), rule].toSorted(byArguments));
  }

  /** The names of all endpoints. */
  get endpoints(): string[] {
    return [...this.#rules.keys()];
  }

  /**
   * The path and query for an endpoint.
   *
   * @throws MicroError `MICRO_URL_BUILD` that names the missing values, the refused value or the nearest endpoint.
   */
  build(endpoint: string, values: UrlValues = {}, options: UrlOptions = {}): string {
    const rules = this.#rules.get(endpoint);
    if (rules === undefined) throw this.#unknownEndpoint(endpoint);
    const given = Object.fromEntries(
      Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
    );
    const method = options.method?.toUpperCase();
    const suitable = rules.filter((rule) => isSuitable(rule, given));
    const rule = suitable.find((known) => method === undefined || known.methods.has(method));
    if (rule === undefined) throw unsuitable(endpoint, rules, { given, method });
    return buildUrl(rule, given, { endpoint, anchor: options.anchor });
  }

  #unknownEndpoint(endpoint: string): MicroError {
    const hint = didYouMean(endpoint, this.#rules.keys());
    return new MicroError(
      "MICRO_URL_BUILD",
      `No URL can be built for the endpoint ${JSON.stringify(endpoint)}: there is none of that name.${hint} ` +
        "`micro routes` lists them all.",
    );
  }
}

function byArguments(left: Rule, right: Rule): number {
  return right.argumentNames.size - left.argumentNames.size;
}

/** All variables have a value, and no value contradicts a default. */
function isSuitable(rule: Rule, given: UrlValues): boolean {
  for (const name of rule.converters.keys()) if (!(name in given) && !(name in rule.defaults)) return false;
  return Object.entries(rule.defaults).every(
    ([name, value]) => !(name in given) || String(given[name]) === String(value),
  );
}

function buildUrl(
  rule: Rule,
  given: UrlValues,
  { endpoint, anchor }: { endpoint: string; anchor: string | undefined },
): string {
  let path: string;
  try {
    path = rule.buildPath({ ...rule.defaults, ...given });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new MicroError(
      "MICRO_URL_BUILD",
      `No URL can be built for the endpoint ${JSON.stringify(endpoint)} (${rule.path}): ${why}. Pass a value its converter accepts.`,
      { cause },
    );
  }
  const names = rule.argumentNames;
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    if (names.has(name)) continue;
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item));
  }
  const fragment = anchor === undefined ? "" : `#${encodeURIComponent(anchor)}`;
  return `${path}${query.size > 0 ? `?${query}` : ""}${fragment}`;
}

function unsuitable(
  endpoint: string,
  rules: readonly Rule[],
  { given, method }: { given: UrlValues; method: string | undefined },
): MicroError {
  const start = `No URL can be built for the endpoint ${JSON.stringify(endpoint)}`;
  const missing = rules
    .map((rule) => [...rule.converters.keys()].filter((name) => !(name in given) && !(name in rule.defaults)))
    .toSorted((left, right) => left.length - right.length)[0];
  if (missing !== undefined && missing.length > 0) {
    return new MicroError(
      "MICRO_URL_BUILD",
      `${start} with the values ${JSON.stringify(Object.keys(given))}. Did you forget ${JSON.stringify(missing)}?`,
    );
  }
  const methods = [...new Set(rules.flatMap((rule) => [...rule.methods]))].join(", ");
  return new MicroError(
    "MICRO_URL_BUILD",
    `${start} and the method ${method ?? "GET"}. It has rules for ${methods}.`,
  );
}
