/** What is known of the value of an expression before it runs. */
export type Kind = "any" | "boolean" | "number" | "plain";

/** JavaScript for an expression. */
export interface Code {
  readonly text: string;
  /** "plain" is text without a character that is escaped. */
  readonly kind: Kind;
  /** Whether the value is no promise. */
  readonly isSettled: boolean;
}

/** Code whose value is no promise. */
export function settled(text: string, kind: Kind = "any"): Code {
  return { text, kind, isSettled: true };
}

/** Code whose value may be a promise: what a function or an object of the app gives. */
export function unsettled(text: string): Code {
  return { text, kind: "any", isSettled: false };
}

/** The code of an expression, with its value awaited if that is a promise. */
export function settle({ text, isSettled }: Code): string {
  return isSettled ? text : `(isPromise(t = ${text}) ? yield t : t)`;
}

/** The code of a text or name: JSON, which JavaScript reads the same way. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** The code of an object of names and codes; a name like `__proto__` is a name like any other. */
export function objectOf(entries: Iterable<readonly [name: string, code: string]>): string {
  const pairs = Array.from(entries, ([name, code]) => {
    return name === "__proto__" ? `["__proto__"]: ${code}` : `${quote(name)}: ${code}`;
  });
  return `{${pairs.join(", ")}}`;
}
