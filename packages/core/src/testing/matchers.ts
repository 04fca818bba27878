import type { TestResponse } from "./test-response.ts";
import { describeResponse } from "./test-response.ts";

/** What a matcher finds, in the shape of vitest and Jest. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** Compares values as the test runner does, asymmetric matchers included. */
export type Equality = (actual: unknown, expected: unknown) => boolean;

/** Statuses that send a browser somewhere else. */
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Whether a response has a status. */
export function matchStatus(response: TestResponse, status: number): MatcherResult {
  return {
    pass: response.status === status,
    message: () => `expected the status ${status} of ${describeResponse(response)}`,
  };
}

/**
 * Whether a response redirects to a place.
 *
 * @param location - A path or a whole URL; both are compared as a browser at the response's URL would read them.
 */
export function matchRedirect(response: TestResponse, location: string): MatcherResult {
  const { status, url } = response;
  const actual = REDIRECTS.has(status) ? response.location : null;
  const pass = actual !== null && new URL(actual, url).href === new URL(location, url).href;
  const found = actual === null ? "it does not redirect" : `it redirects to ${actual}`;
  return {
    pass,
    message: () => `expected a redirect to ${location}, but ${found}: ${describeResponse(response)}`,
  };
}

/** Whether a message was flashed by a request, or by one that redirected to it. */
export function matchFlash(
  response: TestResponse,
  expected: { readonly message: unknown; readonly category: unknown },
  equals: Equality,
): MatcherResult {
  const flashes = [...response.history, response].flatMap((step) => step.flashes);
  const pass = flashes.some(
    ({ message, category }) =>
      equalsText(message, expected.message, equals) &&
      (expected.category === undefined || equals(category, expected.category)),
  );
  const kind = expected.category === undefined ? "" : ` of the category ${show(expected.category)}`;
  const found = flashes.map(({ message, category }) => `${show(message)} (${category})`).join(", ");
  return {
    pass,
    message: () =>
      `expected the message ${show(expected.message)}${kind} to be flashed; flashed: ${found || "nothing"}`,
  };
}

/** Whether a template was rendered for a response, with the given values in its context. */
export function matchTemplate(
  response: TestResponse,
  expected: { readonly template: string; readonly context: Readonly<Record<string, unknown>> },
  equals: Equality,
): MatcherResult {
  const rendered = response.templates.filter(({ template }) => template === expected.template);
  const names = Object.keys(expected.context);
  const pass = rendered.some(({ context }) =>
    names.every((name) => equals(context[name], expected.context[name])),
  );
  return { pass, message: () => describeMiss(response, expected, rendered) };
}

function describeMiss(
  { templates }: TestResponse,
  { template, context }: { readonly template: string; readonly context: Readonly<Record<string, unknown>> },
  rendered: readonly { readonly context: Readonly<Record<string, unknown>> }[],
): string {
  const names = Object.keys(context);
  const seen = rendered.map((item) => names.map((name) => `${name}: ${show(item.context[name])}`).join(", "));
  if (names.length > 0 && rendered.length > 0)
    return `expected ${template} to be rendered with ${show(context)}; rendered with ${seen.join(" and with ")}`;
  const found = templates.map((item) => item.template).join(", ");
  return `expected ${template} to be rendered; rendered: ${found || "nothing"}`;
}

function equalsText(actual: unknown, expected: unknown, equals: Equality): boolean {
  return expected instanceof RegExp ? expected.test(String(actual)) : equals(actual, expected);
}

function show(value: unknown): string {
  if (value instanceof RegExp) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
