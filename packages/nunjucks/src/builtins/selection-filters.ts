import { getterOf } from "./attribute-path.ts";
import type { Builtin, BuiltinContext, Keywords, NamedBuiltin } from "./builtin.ts";
import { toList } from "./iteration.ts";
import { textOf } from "./text.ts";
import { isTrue } from "./truth.ts";

/** Filters that apply a filter or test to each item of a list. */
export const SELECTION_FILTERS: readonly NamedBuiltin[] = [
  [
    "map",
    (context, [value, ...values], keywords) => {
      if (!isTrue(value)) return [];
      return toList(value).map(mapperOf(context, values, keywords));
    },
  ],
  ["select", selection({ byAttribute: false, keeps: true })],
  ["reject", selection({ byAttribute: false, keeps: false })],
  ["selectattr", selection({ byAttribute: true, keeps: true })],
  ["rejectattr", selection({ byAttribute: true, keeps: false })],
];

/** `map("upper")`, `map(attribute="name", default="")`. */
function mapperOf(
  context: BuiltinContext,
  values: readonly unknown[],
  keywords: Keywords,
): (item: unknown) => unknown {
  const [name, ...rest] = values;
  if (name !== undefined) return (item) => context.callFilter(textOf(name), item, rest, keywords);
  const { attribute, default: fallback, ...others } = keywords;
  if (attribute === undefined) throw new TypeError('map needs the name of a filter, or attribute="name"');
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw new TypeError(`map has no argument ${JSON.stringify(unknown)}`);
  return getterOf(context, attribute, fallback);
}

interface Selection {
  /** Whether the first argument names an attribute, which is tested instead of the item. */
  readonly byAttribute: boolean;
  /** Whether items that pass are kept, or the others. */
  readonly keeps: boolean;
}

function selection({ byAttribute, keeps }: Selection): Builtin {
  return (context, [value, ...given], keywords) => {
    if (!isTrue(value)) return [];
    if (byAttribute && given.length === 0)
      throw new TypeError("selectattr and rejectattr need the name of an attribute");
    const get = byAttribute ? getterOf(context, given[0]) : (item: unknown): unknown => item;
    const [name, ...values] = byAttribute ? given.slice(1) : given;
    const passes = (item: unknown): boolean =>
      name === undefined ? isTrue(get(item)) : context.callTest(textOf(name), get(item), values, keywords);
    return toList(value).filter((item) => passes(item) === keeps);
  };
}
