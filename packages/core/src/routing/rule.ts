import type { Converter, ConverterRegistry } from "./converters.ts";
import { type PathToken, parsePath } from "./path-pattern.ts";

/** How a rule says which requests it is for. */
export interface RuleOptions {
  /** The methods it answers; HEAD comes with GET. */
  readonly methods: readonly string[];
  /** Values for variables the path does not have. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
  /** Whether a missing trailing slash redirects; without, both forms match. @default true */
  readonly strictSlashes?: boolean | undefined;
  /** Whether repeated slashes redirect to the path with one. @default true */
  readonly mergeSlashes?: boolean | undefined;
}

/** Werkzeug's weighting of a segment: static text first, longer first; then the converters' weights. */
export type SegmentWeight = readonly number[];

/**
 * A segment of a rule: text, or an expression with a group a variable. One whose variable matches slashes is `final`:
 * it takes all that is left of the path.
 */
export interface RuleSegment {
  readonly isStatic: boolean;
  readonly isFinal: boolean;
  /** The text, or the source of the expression. */
  readonly source: string;
  readonly expression: RegExp | null;
  readonly variables: readonly string[];
  /** Whether the segment is one variable and nothing else. */
  readonly isBare: boolean;
  readonly weight: SegmentWeight;
}

/** A path with its methods: what the router matches and what URLs are built from. */
export class Rule {
  /** The path as registered. */
  readonly path: string;
  /** The methods, HEAD with GET. */
  readonly methods: ReadonlySet<string>;
  /** Values for variables the path does not have. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** See {@link RuleOptions}. */
  readonly strictSlashes: boolean;
  /** See {@link RuleOptions}. */
  readonly mergeSlashes: boolean;
  /** What stands between the slashes; a trailing slash is a last, empty segment. */
  readonly segments: readonly RuleSegment[];
  /** The converters by variable, in the order of the path. */
  readonly converters: ReadonlyMap<string, Converter>;
  readonly #tokens: readonly PathToken[];
  readonly #hasDefaults: boolean;
  readonly #variables: readonly (readonly [name: string, converter: Converter])[];

  /** @param path - In Flask's syntax. @param options - Methods and slashes. @param registry - Of the app. */
  constructor(path: string, options: RuleOptions, registry: ConverterRegistry) {
    this.path = path;
    this.methods = new Set(options.methods.includes("GET") ? [...options.methods, "HEAD"] : options.methods);
    this.defaults = options.defaults ?? {};
    this.#hasDefaults = Object.keys(this.defaults).length > 0;
    this.strictSlashes = options.strictSlashes ?? true;
    this.mergeSlashes = options.mergeSlashes ?? true;
    this.#tokens = parsePath(path);
    const converters = new Map<string, Converter>();
    for (const token of this.#tokens) {
      if ("variable" in token) converters.set(token.variable.name, registry.create(token.variable));
    }
    this.converters = converters;
    this.#variables = [...converters];
    this.segments = toSegments(this.#tokens, converters);
  }

  /** Whether the path has no variables. */
  get isStatic(): boolean {
    return this.converters.size === 0;
  }

  /** Whether all variables are any text at all, taken as it is, and there are no defaults. */
  get hasTextOnly(): boolean {
    return !this.#hasDefaults && this.#variables.every(([, converter]) => converter.isText === true);
  }

  /** Whether the path ends with a slash. */
  get isBranch(): boolean {
    return this.path.endsWith("/");
  }

  /** The names a URL needs or a match gives: variables and defaults. */
  get argumentNames(): ReadonlySet<string> {
    return new Set([...this.converters.keys(), ...Object.keys(this.defaults)]);
  }

  /**
   * Converts the texts of the variables.
   *
   * @returns A fresh object, or `null` when a converter refuses.
   */
  convert(texts: readonly (string | undefined)[]): Record<string, unknown> | null {
    const params: Record<string, unknown> = this.#hasDefaults ? { ...this.defaults } : {};
    for (let index = 0; index < this.#variables.length; index++) {
      const [name, converter] = this.#variables[index] ?? [""];
      const value = converter === undefined ? undefined : parseWith(converter, texts[index] ?? "");
      if (value === undefined) return null;
      params[name] = value;
    }
    return params;
  }

  /** The texts of the variables for `values`, in the order of the path; throws what a converter throws. */
  formatValues(values: Readonly<Record<string, unknown>>): string[] {
    return this.#variables.map(([name, converter]) => converter.format(values[name]).toWellFormed());
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

function parseWith(converter: Converter, text: string): unknown {
  try {
    return converter.parse(text);
  } catch {
    return undefined;
  }
}

/** What RFC 3986 lets stand in a segment stays readable; a slash does not stand in one. */
function encodeSegment(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /%(?:21|24|26|27|28|29|2A|2B|2C|3A|3B|3D|40)/g,
    decodeURIComponent,
  );
}

function escapeExpression(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}

/** Splits at slashes up to the first variable that matches slashes; from there on all is one segment. */
function toSegments(tokens: readonly PathToken[], converters: ReadonlyMap<string, Converter>): RuleSegment[] {
  const groups: PathToken[][] = [];
  let group: PathToken[] = [];
  let isFinal = false;
  for (const token of tokens.slice(1)) {
    isFinal ||= "variable" in token && converters.get(token.variable.name)?.matchesSlashes === true;
    if ("slash" in token && !isFinal) {
      groups.push(group);
      group = [];
    } else {
      group.push(token);
    }
  }
  return [...groups, group].map((pieces) => toSegment(pieces, converters));
}

function toSegment(tokens: readonly PathToken[], converters: ReadonlyMap<string, Converter>): RuleSegment {
  const variables = tokens.flatMap((token) => ("variable" in token ? [token.variable.name] : []));
  if (variables.length === 0) {
    const text = tokens.map((token) => ("text" in token ? token.text : "")).join("");
    return {
      isStatic: true,
      isFinal: false,
      source: text,
      expression: null,
      variables,
      isBare: false,
      weight: [],
    };
  }
  const isFinal = variables.some((name) => converters.get(name)?.matchesSlashes === true);
  const source = tokens.map((token) => toExpression(token, converters)).join("");
  // A final segment that ends with a slash: the variable before it does not end with one.
  const expression = new RegExp(
    `^${isFinal && source.endsWith("/") ? `${source.slice(0, -1)}(?<!/)/` : source}$`,
    "su",
  );
  const weight = weigh(tokens, converters);
  return {
    isStatic: false,
    isFinal,
    source,
    expression,
    variables,
    isBare: tokens.length === 1 && !isFinal,
    weight,
  };
}

function toExpression(token: PathToken, converters: ReadonlyMap<string, Converter>): string {
  if ("slash" in token) return "/";
  return "text" in token
    ? escapeExpression(token.text)
    : `(${converters.get(token.variable.name)?.pattern ?? ""})`;
}

/** Werkzeug compares (-statics, each static's length, -variables, each variable's weight); smaller goes first. */
function weigh(tokens: readonly PathToken[], converters: ReadonlyMap<string, Converter>): SegmentWeight {
  const statics = tokens.flatMap((token) => ("text" in token ? [-token.text.length] : []));
  const weights = tokens.flatMap((token) =>
    "variable" in token ? [converters.get(token.variable.name)?.weight ?? 100] : [],
  );
  return [-statics.length, ...statics, -weights.length, ...weights];
}
