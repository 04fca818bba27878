import { compare, isEqual } from "./comparison.ts";
import { toList } from "./iteration.ts";
import { type Method, method, nativeMethod, type NamedMethod } from "./method-table.ts";

type Self = unknown[];

const METHODS: readonly NamedMethod<Self>[] = [
  method("append", ["object"], (self: Self, given) => {
    self.push(given.value("object"));
    return null;
  }),
  method("extend", ["iterable"], (self: Self, given) => {
    for (const item of toList(given.value("iterable"))) self.push(item);
    return null;
  }),
  method("insert", ["index", "object"], (self: Self, given) => {
    self.splice(given.integer("index"), 0, given.value("object"));
    return null;
  }),
  method("pop", ["index"], (self: Self, given) => {
    const index = given.integer("index", -1);
    const place = index < 0 ? self.length + index : index;
    if (place < 0 || place >= self.length) throw new RangeError(`the list has no item ${index} to take out`);
    return self.splice(place, 1)[0];
  }),
  method("remove", ["value"], (self: Self, given) => {
    self.splice(indexOf(self, given.value("value")), 1);
    return null;
  }),
  method("index", ["value", "start", "end"], (self: Self, given) => {
    const [start, end] = [given.integer("start", 0), given.optionalInteger("end")];
    return start + indexOf(self.slice(start, end), given.value("value"));
  }),
  method("count", ["value"], (self: Self, given) => {
    return self.filter((item) => isEqual(item, given.value("value"))).length;
  }),
  method("reverse", [], (self: Self) => self.reverse()),
  method("copy", [], (self: Self) => self.slice()),
  method("clear", [], (self: Self) => {
    self.length = 0;
    return null;
  }),
  ["sort", (self) => (values, keywords) => sort(self, values, keywords)],
];

const BY_NAME: ReadonlyMap<string, (self: Self) => Method> = new Map(METHODS);

/** The methods of JavaScript's lists that templates may call too. */
const NATIVE = {
  owner: Array.prototype,
  names: new Set(
    `at concat entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach includes indexOf join
    keys lastIndexOf map push reduce reduceRight shift slice some splice toReversed toSorted toSpliced toString unshift
    values with`.split(/\s+/),
  ),
};

/** A method of a list: Python's before JavaScript's. */
export function listMethodOf(self: unknown[], name: string): Method | undefined {
  return BY_NAME.get(name)?.(self) ?? nativeMethod(self, name, NATIVE);
}

function indexOf(items: readonly unknown[], value: unknown): number {
  const index = items.findIndex((item) => isEqual(item, value));
  if (index !== -1) return index;
  throw new RangeError("the value is not in the list");
}

/** `sort()`, `sort(reverse=true, key=function)`, and JavaScript's `sort(function)`; it gives the list. */
function sort(self: Self, values: readonly unknown[], keywords: Readonly<Record<string, unknown>>): Self {
  const [order] = values;
  if (typeof order === "function")
    return self.sort((one, other) => Number(Reflect.apply(order, undefined, [one, other])));
  const { key, reverse } = keywords;
  const keyOf = (item: unknown): unknown =>
    typeof key === "function" ? Reflect.apply(key, undefined, [item]) : item;
  const sign = reverse === true ? -1 : 1;
  return self.sort((one, other) => sign * compare(keyOf(one), keyOf(other)));
}
