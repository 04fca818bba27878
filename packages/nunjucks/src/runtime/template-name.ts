import { Markup } from "@micro-web/core";

import { Undefined } from "../undefined.ts";

/** A template's name; "./row.html" is beside the template that asks. @throws Error for what is no text */
export function resolveName(name: unknown, from: string): string {
  if (name instanceof Undefined) throw name.toError();
  const text = name instanceof Markup ? name.toString() : name;
  if (typeof text !== "string")
    throw new Error(`the name of the other template is no text: it is ${nameOf(text)}`);
  return /^\.\.?\//.test(text) ? join(from, text) : text;
}

function nameOf(value: unknown): string {
  return value === null ? "none" : typeof value;
}

/** The path of a template as seen from another one. */
function join(from: string, path: string): string {
  const parts = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.length === 0) return path; // out of all folders: nothing has that name
      parts.pop();
    } else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}
