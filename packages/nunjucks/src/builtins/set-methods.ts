import { toList } from "./iteration.ts";
import { type Method, method, nativeMethod, type NamedMethod } from "./method-table.ts";

type Self = Set<unknown>;

const METHODS: readonly NamedMethod<Self>[] = [
  method("add", ["elem"], (self: Self, given) => {
    self.add(given.value("elem"));
    return null;
  }),
  method("discard", ["elem"], (self: Self, given) => {
    self.delete(given.value("elem"));
    return null;
  }),
  method("remove", ["elem"], (self: Self, given) => {
    if (!self.delete(given.value("elem"))) throw new RangeError("the value is not in the set");
    return null;
  }),
  method("update", ["others"], (self: Self, given) => {
    for (const item of toList(given.value("others"))) self.add(item);
    return null;
  }),
  method("union", ["others"], (self: Self, given) => new Set([...self, ...toList(given.value("others"))])),
  method("intersection", ["others"], (self: Self, given) => {
    return new Set(toList(given.value("others")).filter((item) => self.has(item)));
  }),
  method("difference", ["others"], (self: Self, given) => {
    const others = new Set(toList(given.value("others")));
    return new Set(Array.from(self).filter((item) => !others.has(item)));
  }),
  method("issubset", ["other"], (self: Self, given) => {
    const other = new Set(toList(given.value("other")));
    return Array.from(self).every((item) => other.has(item));
  }),
  method("issuperset", ["other"], (self: Self, given) => {
    return toList(given.value("other")).every((item) => self.has(item));
  }),
  method("copy", [], (self: Self) => new Set(self)),
];

const BY_NAME: ReadonlyMap<string, (self: Self) => Method> = new Map(METHODS);

/** The methods of JavaScript's sets that templates may call too. */
const NATIVE = {
  owner: Set.prototype,
  names: new Set(["clear", "delete", "entries", "forEach", "has", "keys", "values"]),
};

/** A method of a set: Python's before JavaScript's. */
export function setMethodOf(self: Self, name: string): Method | undefined {
  return BY_NAME.get(name)?.(self) ?? nativeMethod(self, name, NATIVE);
}
