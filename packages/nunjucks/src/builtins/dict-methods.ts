import { Config } from "@micro-web/core";

import { entriesOf, isMappingObject, keysOf, pairsOfMapping, type MappingObject, setOwn } from "./mapping.ts";
import { type Method, method, type NamedMethod } from "./method-table.ts";
import { pairsOf } from "./namespace.ts";
import { textOf } from "./text.ts";
import { Tuple } from "./tuple.ts";

/** What Python calls a dict: an object, a Map, or a mapping like it. */
type Self = Record<string, unknown> | MappingObject;

const METHODS: readonly NamedMethod<Self>[] = [
  method("items", [], pairsOfMapping),
  method("keys", [], (self: Self) => keysOf(self)),
  method("values", [], (self: Self) => entriesOf(self).map(([, value]) => value)),
  method("get", ["key", "default"], (self: Self, given) => {
    return hasKey(self, given.value("key"))
      ? readKey(self, given.value("key"))
      : given.value("default", null);
  }),
  method("setdefault", ["key", "default"], (self: Self, given) => {
    const key = given.value("key");
    if (!hasKey(self, key)) writeKey(self, key, given.value("default", null));
    return readKey(self, key);
  }),
  [
    "update",
    (self) => (values, keywords) => {
      for (const [key, value] of pairsOf(values, keywords)) writeKey(self, key, value);
      return null;
    },
  ],
  method("pop", ["key", "default"], (self: Self, given) => {
    const key = given.value("key");
    if (!hasKey(self, key) && given.has("default")) return given.value("default");
    return takeOut(self, key);
  }),
  method("popitem", [], (self: Self) => {
    const key = keysOf(self).at(-1);
    return new Tuple(key, takeOut(self, key));
  }),
  method("copy", [], (self: Self) => copy(self)),
  method("clear", [], (self: Self) => {
    for (const key of keysOf(self)) removeKey(self, key);
    return null;
  }),
];

/** The methods of Python's dicts. */
export const DICT_METHODS: ReadonlyMap<string, (self: Self) => Method> = new Map(METHODS);

function hasKey(self: Self, key: unknown): boolean {
  return isMappingObject(self) ? self.has(key) : Object.hasOwn(self, textOf(key));
}

function readKey(self: Self, key: unknown): unknown {
  return isMappingObject(self) ? self.get(key) : self[textOf(key)];
}

function writeKey(self: Self, key: unknown, value: unknown): void {
  if (self instanceof Map) self.set(key, value);
  else setOwn(changeable(self), textOf(key), value);
}

function removeKey(self: Self, key: unknown): void {
  if (self instanceof Map) self.delete(key);
  else Reflect.deleteProperty(changeable(self), textOf(key));
}

/** Templates change neither what visitors sent nor the configuration. */
function changeable(self: Self): object {
  if (!isMappingObject(self) && !(self instanceof Config)) return self;
  throw new TypeError("this mapping cannot be changed by a template");
}

function takeOut(self: Self, key: unknown): unknown {
  if (!hasKey(self, key)) throw new RangeError(`there is no ${JSON.stringify(textOf(key))} to take out`);
  const value = readKey(self, key);
  removeKey(self, key);
  return value;
}

function copy(self: Self): unknown {
  return isMappingObject(self) ? new Map(entriesOf(self)) : { ...self };
}
