/** The content that a template gives to the slots of a macro. */
export type Slots = ReadonlyMap<string, Render>;

/** The scope that outlives all others of a rendering: `tal:define="global ..."` sets its names. */
export const ROOT: unique symbol = Symbol("root");
/** What the slots of the macro that is running are filled with. */
export const SLOTS: unique symbol = Symbol("slots");
/** The value of the innermost `tal:switch`, and whether a case was taken. */
export const SWITCH: unique symbol = Symbol("switch");

/** What a part of a template sees: names, those around it, below all the app's globals. It has no prototype but those. */
export interface Scope {
  [name: string]: unknown;
  [ROOT]?: Scope;
  [SLOTS]?: Slots;
  [SWITCH]?: { readonly value: unknown; isTaken: boolean };
}

/** What is being rendered. */
export interface Output {
  text: string;
  /** How many macros are running. */
  depth: number;
}

/** A part of a template that is computed. */
export type Render = (scope: Scope, out: Output) => void;

/** A part of a template: text as it is, or computed. */
export type Part = string | Render;

/** Computes a value. */
export type Evaluate = (scope: Scope) => unknown;

/** A scope inside another one. */
export function innerScope(scope: Scope): Scope {
  const inner: Scope = Object.create(scope);
  return inner;
}

/** Several parts as one; texts beside each other become one text. */
export function joinParts(parts: readonly Part[]): Render {
  const joined: Part[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (typeof part === "string" && typeof last === "string") joined[joined.length - 1] = last + part;
    else joined.push(part);
  }
  const [only] = joined;
  if (joined.length === 1 && typeof only === "function") return only;
  return function renderParts(scope, out) {
    for (const part of joined) {
      if (typeof part === "string") out.text += part;
      else part(scope, out);
    }
  };
}
