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

/** The arguments of a function that builds a path's URL: none where it has no variables. */
export type UrlArguments<Path extends string> = string extends Path
  ? [values?: Readonly<Record<string, unknown>>]
  : keyof PathParams<Path> extends never
    ? [values?: QueryValues]
    : [values: PathParams<Path> & QueryValues];

/** Values beyond the path's variables, which go to the query; `undefined` and `null` are left out, lists repeat. */
export type QueryValues = Readonly<Record<string, unknown>>;
