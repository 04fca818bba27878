import { MicroError } from "../errors.ts";
import type { Rule } from "./rule.ts";

/** What a URL was asked for with. */
export interface BuildRequest {
  readonly endpoint: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly method: string | undefined;
}

/** Names less alike than this are not offered: a fifth of the letters agree between nearly all words. */
const LEAST_ALIKE = 0.5;

/**
 * No URL can be built for an endpoint and values (Werkzeug's BuildError).
 *
 * @example
 * try { app.buildUrl("blog.shwo", { id: 3 }); } catch (error) {
 *   if (error instanceof BuildError) console.error(error.endpoint, error.suggested?.endpoint); // blog.shwo blog.show
 * }
 */
export class BuildError extends MicroError {
  override readonly name: string = "BuildError";
  /** The endpoint that was asked for. */
  readonly endpoint: string;
  /** The values that were given. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The method that was asked for; `null` without one. */
  readonly method: string | null;
  readonly #suggested: Rule | null;

  /**
   * @param request - What was asked for.
   * @param rules - All that there are.
   * @param cause - What a converter threw, when the endpoint, the values' names and the method were right.
   */
  constructor(request: BuildRequest, rules: Iterable<Rule>, cause?: unknown) {
    const suggested = closestRule(request, rules);
    super("MICRO_URL_BUILD", messageFor(request, suggested, cause), { cause });
    this.endpoint = request.endpoint;
    this.values = request.values;
    this.method = request.method ?? null;
    this.#suggested = suggested;
  }

  /** The rule that may have been meant; `null` when none is near. */
  get suggested(): Rule | null {
    return this.#suggested;
  }
}

/** Werkzeug's score: the likeness of the names; for equal ones the values, the method, and what little is missing. */
function closestRule({ endpoint, values, method }: BuildRequest, rules: Iterable<Rule>): Rule | null {
  const names = Object.keys(values);
  let best: Rule | null = null;
  let bestScore = 0.98 * LEAST_ALIKE;
  for (const rule of rules) {
    const takesAll = names.every((name) => rule.argumentNames.has(name));
    const answers = method !== undefined && rule.methods.has(method);
    const score =
      0.98 * likeness(rule.endpoint, endpoint) +
      (takesAll ? 0.01 : 0) +
      (answers ? 0.01 : 0) +
      0.001 / (1 + missingFor(rule, values).length);
    if (score > bestScore) [best, bestScore] = [rule, score];
  }
  return best;
}

function messageFor(request: BuildRequest, suggested: Rule | null, cause: unknown): string {
  const { endpoint, values, method } = request;
  const names = Object.keys(values).toSorted();
  const asked = method === undefined ? "" : ` (${JSON.stringify(method)})`;
  const given = names.length === 0 ? "" : ` with values ${list(names)}`;
  const what = `Could not build a URL for the endpoint ${JSON.stringify(endpoint)}${asked}${given}.`;
  return `${what}${cause === undefined ? hintFor(request, suggested) : ` ${reasonOf(cause)}`}`;
}

function reasonOf(cause: unknown): string {
  const why = cause instanceof Error ? cause.message : String(cause);
  return `${why[0]?.toUpperCase() ?? ""}${why.slice(1)}. Pass a value that the rule accepts.`;
}

function hintFor({ endpoint, values, method }: BuildRequest, suggested: Rule | null): string {
  if (suggested === null) return " There is none of that name; `micro routes` lists them all.";
  if (suggested.endpoint !== endpoint) return ` Did you mean ${JSON.stringify(suggested.endpoint)} instead?`;
  const { methods, defaults } = suggested;
  const wrongMethod = method !== undefined && !methods.has(method);
  const missing = missingFor(suggested, values);
  const wrong = Object.keys(defaults).filter((name) => !isMissing(values, name));
  return [
    wrongMethod ? ` Did you mean to use methods ${list([...methods].toSorted())}?` : "",
    missing.length > 0 ? ` Did you forget to specify values ${list(missing.toSorted())}?` : "",
    !wrongMethod && missing.length === 0 && wrong.length > 0
      ? ` The rule ${suggested.path} has other values of ${list(wrong)}. Leave them out.`
      : "",
  ].join("");
}

function missingFor({ variables, defaults }: Rule, values: Readonly<Record<string, unknown>>): string[] {
  return variables.filter((name) => isMissing(values, name) && !Object.hasOwn(defaults, name));
}

function isMissing(values: Readonly<Record<string, unknown>>, name: string): boolean {
  return !Object.hasOwn(values, name) || values[name] === undefined || values[name] === null;
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
}

/** How alike two names are, from 0 to 1: the share of characters in common runs (Ratcliff and Obershelp, as difflib). */
function likeness(left: string, right: string): number {
  if (left === right) return 1;
  return (2 * commonLength(left, right)) / Math.max(1, left.length + right.length);
}

function commonLength(left: string, right: string): number {
  let [length, atLeft, atRight] = [0, 0, 0];
  let runs: number[] = [];
  for (let row = 0; row < left.length; row++) {
    const next: number[] = [];
    for (let column = 0; column < right.length; column++) {
      if (left[row] !== right[column]) continue;
      const run = (runs[column - 1] ?? 0) + 1;
      next[column] = run;
      if (run > length) [length, atLeft, atRight] = [run, row - run + 1, column - run + 1];
    }
    runs = next;
  }
  if (length === 0) return 0;
  return (
    length +
    commonLength(left.slice(0, atLeft), right.slice(0, atRight)) +
    commonLength(left.slice(atLeft + length), right.slice(atRight + length))
  );
}
