import { MicroError } from "../errors.ts";
import type { Converter, ConverterRegistry } from "./converters.ts";
import { Domain } from "./domain.ts";
import type { HostPolicy } from "./host-policy.ts";
import { type PathToken, parsePath } from "./path-pattern.ts";
import { type RuleSegment, toSegments } from "./rule-segment.ts";
import { createConverters, formatValue, parseText } from "./rule-variables.ts";

/** How a rule says which requests it is for. */
export interface RuleOptions {
  /** The methods it answers; HEAD comes with GET. */
  readonly methods: readonly string[];
  /** The full name of its endpoint. @default the path */
  readonly endpoint?: string | undefined;
  /** Values for variables the path does not have. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
  /** Whether a missing trailing slash redirects; without, both forms match. @default true */
  readonly strictSlashes?: boolean | undefined;
  /** Whether repeated slashes redirect to the path with one. @default true */
  readonly mergeSlashes?: boolean | undefined;
  /** The hosts it is for, `<user>.example.org`, where the app matches hosts. @default every host */
  readonly host?: string | undefined;
  /** The subdomain of SERVER_NAME it is for, where the app matches subdomains. @default the app's */
  readonly subdomain?: string | undefined;
  /** Which of `host` and `subdomain` the app looks at. @default neither */
  readonly hosts?: HostPolicy | undefined;
  /** Whether URLs are built from it, but no request matches it. @default false */
  readonly buildOnly?: boolean | undefined;
  /** Whether it is another path of its endpoint: requests are redirected to the first. @default false */
  readonly alias?: boolean | undefined;
  /** A path to which requests are redirected, with variables of this one: `/users/<id>`. */
  readonly redirectTo?: string | undefined;
}

/**
 * A path with its methods: what the router matches and what URLs are built from.
 *
 * @example
 * for (const rule of app.urlMap.iterRules()) console.log(rule.endpoint, rule.host ?? "*", rule.path);
 */
export class Rule {
  /** The full name of its endpoint. */
  readonly endpoint: string;
  /** The path as registered. */
  readonly path: string;
  /** The methods, HEAD with GET. */
  readonly methods: ReadonlySet<string>;
  /** The hosts or subdomains it is for; `null` for every one. */
  readonly domain: Domain | null;
  /** Values for variables the path does not have. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** See {@link RuleOptions}. */
  readonly strictSlashes: boolean;
  /** See {@link RuleOptions}. */
  readonly mergeSlashes: boolean;
  /** See {@link RuleOptions}. */
  readonly isBuildOnly: boolean;
  /** See {@link RuleOptions}. */
  readonly isAlias: boolean;
  /** Where its requests are redirected to; `null` when they are answered. */
  readonly redirectRule: Rule | null;
  /** What stands between the slashes; a trailing slash is a last, empty segment. */
  readonly segments: readonly RuleSegment[];
  /** The converters by variable, in the order of the path. */
  readonly converters: ReadonlyMap<string, Converter>;
  /** The names of its variables: the host's, then the path's. */
  readonly variables: readonly string[];
  /** The names a URL takes or a match gives: variables and defaults. */
  readonly argumentNames: ReadonlySet<string>;
  readonly #tokens: readonly PathToken[];
  readonly #hasDefaults: boolean;
  readonly #pathVariables: readonly (readonly [name: string, converter: Converter])[];

  /**
   * @param path - In Flask's syntax.
   * @param options - Methods, slashes, hosts.
   * @param registry - Of the app.
   * @throws MicroError `MICRO_PATH_SYNTAX`, `MICRO_CONVERTER_UNKNOWN`, `MICRO_CONVERTER_ARGUMENT`,
   *   `MICRO_CONVERTER_INVALID`, `MICRO_ROUTE_HOST`.
   */
  constructor(path: string, options: RuleOptions, registry: ConverterRegistry) {
    this.path = path;
    this.endpoint = options.endpoint ?? path;
    this.methods = new Set(options.methods.includes("GET") ? [...options.methods, "HEAD"] : options.methods);
    this.defaults = options.defaults ?? {};
    this.#hasDefaults = Object.keys(this.defaults).length > 0;
    this.strictSlashes = options.strictSlashes ?? true;
    this.mergeSlashes = options.mergeSlashes ?? true;
    this.isBuildOnly = options.buildOnly ?? false;
    this.isAlias = options.alias ?? false;
    this.#tokens = parsePath(path);
    this.converters = createConverters(this.#tokens, registry, `the path ${JSON.stringify(path)}`);
    this.#pathVariables = [...this.converters];
    this.segments = toSegments(this.#tokens, this.converters);
    this.domain = createDomain(path, options, registry);
    this.variables = [...(this.domain?.variables ?? []), ...this.converters.keys()];
    checkUnique(this);
    this.argumentNames = new Set([...this.variables, ...Object.keys(this.defaults)]);
    this.redirectRule = createRedirect(this, options, registry);
  }

  /** The pattern of the hosts or subdomains it is for; `null` for every one. */
  get host(): string | null {
    return this.domain?.pattern ?? null;
  }

  /** Whether the path has no variables. */
  get isStatic(): boolean {
    return this.converters.size === 0;
  }

  /** Whether all variables are any text at all, taken as it is, and there are no defaults. */
  get hasTextOnly(): boolean {
    return !this.#hasDefaults && this.#pathVariables.every(([, converter]) => converter.isText === true);
  }

  /** Whether the path ends with a slash. */
  get isBranch(): boolean {
    return this.path.endsWith("/");
  }

  /**
   * Converts the texts of the path's variables.
   *
   * @returns A fresh object, or `null` when a converter refuses.
   */
  convert(texts: readonly (string | undefined)[]): Record<string, unknown> | null {
    const params: Record<string, unknown> = this.#hasDefaults ? { ...this.defaults } : {};
    for (let index = 0; index < this.#pathVariables.length; index++) {
      const [name, converter] = this.#pathVariables[index] ?? [""];
      const value = converter === undefined ? undefined : parseText(converter, texts[index] ?? "");
      if (value === undefined) return null;
      params[name] = value;
    }
    return params;
  }

  /** The texts of the path's variables for `values`, in their order; throws what a converter throws. */
  formatValues(values: Readonly<Record<string, unknown>>): string[] {
    return this.#pathVariables.map(([name]) => formatValue(this.converters, name, values));
  }

  /** The path of the URL for `values`, percent-encoded; throws what a converter throws. */
  buildPath(values: Readonly<Record<string, unknown>>): string {
    return this.fillPath(this.formatValues(values));
  }

  /** The path with these texts in place of the variables, percent-encoded. */
  fillPath(texts: readonly string[]): string {
    let index = 0;
    return this.#tokens
      .map((token) => {
        if ("slash" in token) return "/";
        if ("text" in token) return encodeSegment(token.text);
        const text = texts[index++] ?? "";
        const hasSlashes = this.converters.get(token.variable.name)?.matchesSlashes === true;
        return hasSlashes ? text.split("/").map(encodeSegment).join("/") : encodeSegment(text);
      })
      .join("");
  }
}

/** What RFC 3986 lets stand in a segment stays readable; a slash does not stand in one. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /%(?:21|24|26|27|28|29|2A|2B|2C|3A|3B|3D|40)/g,
    decodeURIComponent,
  );
}

function createDomain(
  path: string,
  { host, subdomain, hosts }: RuleOptions,
  registry: ConverterRegistry,
): Domain | null {
  const pattern = hosts?.patternOf({ path, host, subdomain }) ?? null;
  return pattern === null ? null : new Domain(pattern, registry);
}

function checkUnique({ path, host, variables }: Rule): void {
  const twice = variables.find((name, index) => variables.indexOf(name) !== index);
  if (twice === undefined) return;
  throw new MicroError(
    "MICRO_PATH_SYNTAX",
    `The host ${JSON.stringify(host)} and the path ${JSON.stringify(path)} both have the variable ` +
      `${JSON.stringify(twice)}. Give each a name of its own.`,
  );
}

/** The rule whose URL a request is sent on to; it has no variable of its own. */
function createRedirect(
  { path, endpoint, argumentNames }: Rule,
  options: RuleOptions,
  registry: ConverterRegistry,
): Rule | null {
  const { redirectTo, methods, host, subdomain, hosts, defaults } = options;
  if (redirectTo === undefined) return null;
  const rule = new Rule(redirectTo, { methods, endpoint, host, subdomain, hosts, defaults }, registry);
  const unknown = rule.variables.find((name) => !argumentNames.has(name));
  if (unknown === undefined) return rule;
  throw new MicroError(
    "MICRO_PATH_SYNTAX",
    `The route ${path} redirects to ${redirectTo}, but has no variable ${JSON.stringify(unknown)}. ` +
      "Use its own variables only.",
  );
}
