import { didYouMean } from "../did-you-mean.ts";
import { MicroError } from "../errors.ts";
import { Candidate } from "./candidate.ts";
import { decodeSegments, findPathFault } from "./canonical-path.ts";
import type { Rule } from "./rule.ts";

/** What to build a URL with, besides the values. */
export interface UrlOptions {
  /** The fragment, without `#`. */
  readonly anchor?: string | undefined;
  /** Prefer the rule of an endpoint that answers this method. */
  readonly method?: string | undefined;
}

/** Values by name, without those that are `undefined` or `null`, and without a prototype's. */
type GivenValues = ReadonlyMap<string, unknown>;

/**
 * Builds URLs from endpoint names and values (Werkzeug's `MapAdapter.build`).
 *
 * Of an endpoint with several rules the one with the most arguments that are all given wins. Values that are no
 * variables go to the query: lists repeat the key, `null` and `undefined` are left out. A path is only given out when it
 * leads back to its rule with the same values.
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
  build(endpoint: string, values: Readonly<Record<string, unknown>> = {}, options: UrlOptions = {}): string {
    const rules = this.#rules.get(endpoint);
    if (rules === undefined) throw this.#unknownEndpoint(endpoint);
    const given = new Map(Object.entries(values).filter(([, value]) => !isNothing(value)));
    const method = options.method?.toUpperCase();
    const suitable = rules.filter((rule) => isSuitable(rule, given));
    const rule = suitable.find((known) => method === undefined || known.methods.has(method));
    if (rule === undefined) throw unsuitable(endpoint, rules, { given, method });
    return buildPath(endpoint, rule, given) + buildQuery(rule, given) + buildFragment(options.anchor);
  }

  #unknownEndpoint(endpoint: string): MicroError {
    const hint = didYouMean(endpoint, this.#rules.keys());
    return buildError(endpoint, `there is none of that name.${hint} \`micro routes\` lists them all.`);
  }
}

function buildError(endpoint: string, why: string, cause?: unknown): MicroError {
  const message = `No URL can be built for the endpoint ${JSON.stringify(endpoint)}: ${why}`;
  return new MicroError("MICRO_URL_BUILD", message, { cause });
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function byArguments(left: Rule, right: Rule): number {
  return right.argumentNames.size - left.argumentNames.size;
}

/** All variables have a value, and no value contradicts a default. */
function isSuitable(rule: Rule, given: GivenValues): boolean {
  return missingFrom(rule, given).length === 0 && contradicted(rule, given).length === 0;
}

function missingFrom(rule: Rule, given: GivenValues): string[] {
  return [...rule.converters.keys()].filter(
    (name) => !given.has(name) && !Object.hasOwn(rule.defaults, name),
  );
}

function contradicted(rule: Rule, given: GivenValues): string[] {
  const names = Object.keys(rule.defaults);
  return names.filter((name) => given.has(name) && String(given.get(name)) !== String(rule.defaults[name]));
}

function buildPath(endpoint: string, rule: Rule, given: GivenValues): string {
  try {
    const texts = rule.formatValues({ ...rule.defaults, ...Object.fromEntries(given) });
    const path = rule.fillPath(texts);
    if (leadsBack(rule, path, texts)) return path;
    throw new TypeError(`no request for ${path} would lead back to it`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw buildError(endpoint, `in ${rule.path} ${why}. Pass a value that its converter accepts.`, cause);
  }
}

/** Whether a request for `path` would find the rule with the same texts: a URL is not built for another page. */
function leadsBack(rule: Rule, path: string, texts: readonly string[]): boolean {
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
      if (!isNothing(item)) query.append(name, String(item));
  }
  return query.size > 0 ? `?${query.toString()}` : "";
}

function buildFragment(anchor: string | undefined): string {
  return anchor === undefined ? "" : `#${encodeURIComponent(anchor.toWellFormed())}`;
}

function unsuitable(
  endpoint: string,
  rules: readonly Rule[],
  { given, method }: { given: GivenValues; method: string | undefined },
): MicroError {
  const names = JSON.stringify([...given.keys()]);
  const [missing = []] = rules
    .map((rule) => missingFrom(rule, given))
    .toSorted((left, right) => left.length - right.length);
  if (missing.length > 0)
    return buildError(
      endpoint,
      `it was given the values ${names}. Did you forget ${JSON.stringify(missing)}?`,
    );
  const [wrong] = rules.map((rule) => contradicted(rule, given)).filter((found) => found.length > 0);
  if (wrong !== undefined)
    return buildError(endpoint, `the default of ${JSON.stringify(wrong)} is another value. Leave it out.`);
  const methods = [...new Set(rules.flatMap((rule) => [...rule.methods]))].join(", ");
  return buildError(
    endpoint,
    `it has no rule for the method ${method ?? "GET"}. It has rules for ${methods}.`,
  );
}
