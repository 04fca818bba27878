import { calendarOf } from "./calendar.ts";
import { type Method, method, nativeMethod, type NamedMethod } from "./method-table.ts";
import { formatTime } from "./strftime.ts";

const METHODS: readonly NamedMethod<Date>[] = [
  method("strftime", ["format"], (self: Date, given) => formatTime(calendarOf(self), given.text("format"))),
  method("isoformat", [], (self: Date) => self.toISOString()),
  method("timestamp", [], (self: Date) => self.getTime() / 1000),
];

const BY_NAME: ReadonlyMap<string, (self: Date) => Method> = new Map(METHODS);

/** The methods of JavaScript's dates that read. */
const NATIVE = {
  owner: Date.prototype,
  names: new Set(
    Object.getOwnPropertyNames(Date.prototype).filter((name) => /^(?:get|to|valueOf$)/.test(name)),
  ),
};

/** A method of a date: Python's `strftime` and `isoformat`, JavaScript's `getFullYear`, `toLocaleDateString` ... */
export function dateMethodOf(self: Date, name: string): Method | undefined {
  return BY_NAME.get(name)?.(self) ?? nativeMethod(self, name, NATIVE);
}
