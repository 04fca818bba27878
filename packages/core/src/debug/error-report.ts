import { type ErrorDocs, findErrorDocs } from "../error-docs/error-docs.ts";
import { ERROR_CODES } from "../errors.ts";
import { maskSecrets } from "../masking.ts";
import {
  parseStack,
  readExcerpt,
  type SourceExcerpt,
  type SourcePlace,
  type StackFrame,
} from "./stack-frames.ts";

/** What is known of an error. */
export interface ErrorReport {
  /** "TypeError". */
  readonly name: string;
  readonly message: string;
  /** What it is to the one it is part of: "", "Caused by", "Including". */
  readonly relation: string;
  /** A code of Micro, of Node or of a library; "" without. */
  readonly code: string;
  /** What a code of Micro means; "" for others. */
  readonly meaning: string;
  /** What the documentation says of a code of Micro; `null` for others. */
  readonly docs: ErrorDocs | null;
  /** The place in the template that failed; `null` when it was none. */
  readonly template: (SourcePlace & { readonly excerpt: SourceExcerpt | null }) | null;
  readonly frames: readonly StackFrame[];
}

/** Causes of causes have no end. */
const MAX_ERRORS = 20;

/**
 * An error, what caused it and what it collects, one after the other.
 *
 * @param thrown - Whatever was thrown. Never throws.
 */
export function reportErrors(thrown: unknown): ErrorReport[] {
  const reports: ErrorReport[] = [];
  const seen = new Set<unknown>();
  const waiting: { error: unknown; relation: string }[] = [{ error: thrown, relation: "" }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { error, relation } = next;
    if (seen.has(error) || reports.length >= MAX_ERRORS) continue;
    seen.add(error);
    reports.push(reportError(error, relation));
    waiting.unshift(...partsOf(error)); // each stands below what it is part of
  }
  return reports;
}

function partsOf(error: unknown): { error: unknown; relation: string }[] {
  const { cause, errors } = membersOf(error);
  const parts = Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : [];
  return [
    ...(cause === undefined || cause === null ? [] : [{ error: cause, relation: "Caused by" }]),
    ...parts.map((part: unknown) => ({ error: part, relation: "Including" })),
  ];
}

/** The members of an error that may throw when they are read, read once. */
function membersOf(
  error: unknown,
): Partial<Record<"name" | "message" | "stack" | "code" | "cause" | "errors", unknown>> {
  if (!(error instanceof Error)) return {};
  try {
    const { name, message, stack, cause } = error;
    return {
      name,
      message,
      stack,
      cause,
      code: Reflect.get(error, "code"),
      errors: Reflect.get(error, "errors"),
    };
  } catch {
    return { name: "Error", message: "An error whose own members throw" };
  }
}

function reportError(error: unknown, relation: string): ErrorReport {
  const { name, message, stack = "", code } = membersOf(error);
  const isError = error instanceof Error;
  const text = String(maskSecrets(isError ? String(message) : toText(error)));
  const known = typeof code === "string" ? code : "";
  return {
    name: isError ? String(name) : "Something that is no error was thrown",
    message: text,
    relation,
    code: known,
    docs: findErrorDocs(known),
    meaning: known in ERROR_CODES ? String(Reflect.get(ERROR_CODES, known)) : "",
    template: known === "MICRO_TEMPLATE_ERROR" ? templatePlace(error, text) : null,
    frames: parseStack(String(stack)),
  };
}

/** Anything can be thrown, also what has no text. */
function toText(thrown: unknown): string {
  try {
    return typeof thrown === "string"
      ? thrown
      : (JSON.stringify(maskSecrets(thrown)) ?? Object(thrown).toString());
  } catch {
    return Object.prototype.toString.call(thrown);
  }
}

/** Engines say where in their message, and better ones in properties. */
function templatePlace(error: unknown, message: string): ErrorReport["template"] {
  const place = ownPlace(error) ?? placeIn(message);
  return place === null ? null : { ...place, excerpt: readExcerpt(place) };
}

function ownPlace(error: unknown): SourcePlace | null {
  if (typeof error !== "object" || error === null) return null;
  const { path, line, column }: { path?: unknown; line?: unknown; column?: unknown } = { ...error };
  if (typeof path !== "string" || typeof line !== "number") return null;
  return { file: path, line, column: typeof column === "number" ? column : 0 };
}

function placeIn(message: string): SourcePlace | null {
  const [, file, line, column = "0"] =
    / at ((?:\/|[A-Za-z]:[\\/])[^:\n]+):(\d+)(?::(\d+))?/.exec(message) ?? [];
  return file === undefined ? null : { file, line: Number(line), column: Number(column) };
}
