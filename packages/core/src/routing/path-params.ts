/**
 * The type a converter gives, by its name in a path.
 *
 * A custom converter adds its own: `declare module "@micro-web/core" { interface ConverterTypes { date: Date } }`.
 */
export interface ConverterTypes {
  string: string;
  int: number;
  float: number;
  path: string;
  any: string;
  uuid: string;
}

type ConverterType<Name extends string> = Name extends keyof ConverterTypes ? ConverterTypes[Name] : unknown;

/** One variable, `int(min=1):id` or `id`, as a record. */
type Variable<Text extends string> = Text extends `${infer Converter}(${string}):${infer Name}`
  ? Record<Name, ConverterType<Converter>>
  : Text extends `${infer Converter}:${infer Name}`
    ? Record<Name, ConverterType<Converter>>
    : Record<Text, string>;

type Variables<Path extends string> = Path extends `${string}<${infer Text}>${infer Rest}`
  ? Variable<Text> & Variables<Rest>
  : unknown;

/**
 * The values a path's variables have, inferred from its text.
 *
 * @example
 * type P = PathParams<"/users/<int:id>/<path:file>">; // { id: number; file: string }
 */
export type PathParams<Path extends string> = string extends Path
  ? Record<string, unknown>
  : { readonly [Name in keyof Variables<Path>]: Variables<Path>[Name] };

/** What the options of a route add to the values of its path. */
interface RouteVariables {
  /** Values for variables that the path may not have. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
  /** Its host, which may have variables. */
  readonly host?: string | undefined;
  /** Its subdomain, which may have variables. */
  readonly subdomain?: string | undefined;
}

/** A default's type without the literal: the path of another rule gives other values. */
type Widened<Value> = Value extends string
  ? string
  : Value extends number
    ? number
    : Value extends boolean
      ? boolean
      : Value;

type DefaultsOf<Options> = Options extends { readonly defaults: infer Defaults } ? Defaults : unknown;
type HostOf<Options> = Options extends { readonly host: infer Host extends string }
  ? Variables<Host>
  : unknown;
type SubdomainOf<Options> = Options extends { readonly subdomain: infer Host extends string }
  ? Variables<Host>
  : unknown;

/**
 * The values that a view finds: those of the path, of the host and subdomain, and the defaults of other names.
 *
 * @example
 * type P = RouteParams<"/users/", { defaults: { page: 1 }; subdomain: "<lang>" }>; // { page: number; lang: string }
 */
export type RouteParams<Path extends string, Options> = keyof Options & keyof RouteVariables extends never
  ? PathParams<Path>
  : string extends Path
    ? Record<string, unknown>
    : Merged<Variables<Path> & HostOf<Options> & SubdomainOf<Options>, DefaultsOf<Options>>;

type Merged<Values, Defaults> = {
  readonly [Name in keyof Values | keyof Defaults]: Name extends keyof Values
    ? Values[Name]
    : Name extends keyof Defaults
      ? Widened<Defaults[Name]>
      : never;
};

/**
 * The arguments of a function that builds a path's URL: none where it has no variables.
 *
 * @typeParam Defaulted - The variables with a default, which may be left out.
 */
export type UrlArguments<Path extends string, Defaulted extends PropertyKey = never> = string extends Path
  ? [values?: Readonly<Record<string, unknown>>]
  : keyof PathParams<Path> extends never
    ? [values?: QueryValues]
    : Exclude<keyof PathParams<Path>, Defaulted> extends never
      ? [values?: Partial<PathParams<Path>> & QueryValues]
      : [values: OptionalIn<PathParams<Path>, Defaulted> & QueryValues];

type OptionalIn<Values, Names extends PropertyKey> = [Names] extends [never]
  ? Values
  : Omit<Values, Names> & Partial<Values>;

/** Values beyond the path's variables, which go to the query; `undefined` and `null` are left out, lists repeat. */
export type QueryValues = Readonly<Record<string, unknown>>;
