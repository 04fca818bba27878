import { readFileSync } from "node:fs";

/** A call of something built in: see `fixtures/jinja.py`. */
export interface JinjaCall {
  readonly [name: string]: unknown;
  readonly call: "filter" | "test" | "method" | "percent" | "format";
  readonly name: string;
  readonly value: unknown;
  readonly values: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
  readonly autoescape: boolean;
}

type Given = readonly [
  value: unknown,
  values?: readonly unknown[],
  keywords?: Readonly<Record<string, unknown>>,
];

type Table = Readonly<Record<JinjaCall["call"], Readonly<Record<string, readonly Given[]>>>>;

const FILE = new URL("../fixtures/jinja-calls.json", import.meta.url);

/** Calls of all that is built in, filters with and without escaping. */
export function readJinjaCalls(): JinjaCall[] {
  const table = JSON.parse(readFileSync(FILE, "utf8")) as Table; // written by hand
  const { filter, test, method, percent, format } = table;
  const filters = callsOf("filter", filter);
  return [
    ...filters,
    ...filters.map((call) => ({ ...call, autoescape: true })),
    ...callsOf("test", test),
    ...callsOf("method", method),
    ...callsOf("percent", percent),
    ...callsOf("format", format),
  ];
}

function callsOf(call: JinjaCall["call"], functions: Table[JinjaCall["call"]]): JinjaCall[] {
  return Object.entries(functions).flatMap(([name, given]) =>
    given.map(([value, values = [], keywords = {}]) => ({
      call,
      name,
      value,
      values,
      keywords,
      autoescape: false,
    })),
  );
}
