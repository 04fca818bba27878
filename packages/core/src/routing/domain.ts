import type { Converter, ConverterRegistry } from "./converters.ts";
import { toAscii } from "./host-policy.ts";
import { parseHost, type PathToken } from "./path-pattern.ts";
import { createConverters, formatValue, parseText } from "./rule-variables.ts";
import { type RuleSegment, type SegmentWeight, toSegment } from "./rule-segment.ts";

/**
 * The hosts or subdomains of a rule: a name, or a pattern with variables, `<user>.example.org`.
 *
 * As in Werkzeug a variable without a converter takes dots too.
 */
export class Domain {
  /** As hosts are compared: in lower case and ASCII outside its variables. */
  readonly pattern: string;
  /** The names of its variables, in order. */
  readonly variables: readonly string[];
  /** Domains with smaller weights are tried first; those without variables before all others. */
  readonly weight: SegmentWeight;
  readonly #converters: ReadonlyMap<string, Converter>;
  readonly #tokens: readonly PathToken[];
  readonly #segment: RuleSegment;

  /**
   * @param pattern - In Flask's syntax.
   * @param registry - Of the app.
   * @throws MicroError `MICRO_PATH_SYNTAX`, and what converters throw.
   */
  constructor(pattern: string, registry: ConverterRegistry) {
    this.#tokens = parseHost(pattern).map((token) =>
      "text" in token ? { text: toAscii(token.text.toLowerCase()) } : token,
    );
    this.#converters = createConverters(this.#tokens, registry, `the host ${JSON.stringify(pattern)}`);
    this.variables = [...this.#converters.keys()];
    this.#segment = toSegment(this.#tokens, this.#converters);
    this.weight = this.#segment.weight;
    this.pattern = pattern.replaceAll(/<[^>]*>|[^<]+/g, (part) =>
      part.startsWith("<") ? part : toAscii(part.toLowerCase()),
    );
  }

  /** Whether it is one name. */
  get isLiteral(): boolean {
    return this.variables.length === 0;
  }

  /** The values of its variables in a host or subdomain; `null` when it is another, or a converter refuses. */
  match(text: string): Readonly<Record<string, unknown>> | null {
    const found = this.#segment.expression?.exec(text);
    if (found === undefined || found === null) return null;
    const values: Record<string, unknown> = {};
    let index = 1;
    for (const [name, converter] of this.#converters) {
      const value = parseText(converter, found[index++] ?? "");
      if (value === undefined) return null;
      values[name] = value;
    }
    return values;
  }

  /**
   * The host or subdomain for `values`.
   *
   * @throws TypeError, or what a converter throws, for values that another host would be built of.
   */
  build(values: Readonly<Record<string, unknown>>): string {
    const parts = this.#tokens.map((token) => {
      if ("text" in token) return token.text;
      return "variable" in token ? formatValue(this.#converters, token.variable.name, values) : "";
    });
    const text = toAscii(parts.join("").toLowerCase());
    if (this.isLiteral || this.match(text) !== null) return text;
    throw new TypeError(`${JSON.stringify(text)} is not one of the hosts ${this.pattern}`);
  }
}
