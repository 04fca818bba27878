import { MicroError } from "../errors.ts";
import { JsonReply, Reply } from "../http/reply.ts";
import type { Request } from "../http/request.ts";
import type { Response } from "../http/response.ts";
import { isPromise, type MaybePromise } from "../maybe-promise.ts";
import { checkSchema, codeOf, keysOf, type Schema, type SchemaResult } from "./schema.ts";

/**
 * What happens to values of views that do not fit the route's `returns` schema, or have keys it does not know.
 *
 * - `error`: the answer is a 500 whose error lists the differences.
 * - `strip`: keys it does not know are taken out and logged; a value that does not fit is a 500, since nobody knows what it would give away.
 * - `warn`: the value is sent as it is, the differences are logged.
 * - `off`: nothing is checked.
 */
export type ResponsePolicy = "error" | "strip" | "warn" | "off";

/** How the values of views are checked. */
export interface ResponseSettings {
  readonly policy: ResponsePolicy;
  /** Hears of what was taken out or let through. */
  warn(message: string): void;
}

/** Something that answers a request. */
type Answerer = (request: Request, response: Response) => unknown;

/** At most this many differences are told. */
const MAX_DIFFERENCES = 20;

/**
 * A view whose values are checked: objects, arrays, `json()` and what a `reply()` with a status of 2xx holds. What is no
 * JSON passes.
 *
 * @param route - The route's path, for errors.
 * @throws MicroError `MICRO_SCHEMA_INVALID`; the view then `MICRO_RESPONSE_INVALID`
 */
export function checkReturns(
  view: Answerer,
  { schema, route, settings }: { schema: Schema; route: string; settings: ResponseSettings },
): Answerer {
  checkSchema(schema, "returns");
  if (settings.policy === "off") return view;
  const check = new ReturnCheck(schema, route, settings);
  return (request, response) => {
    const value = view(request, response);
    return isPromise(value)
      ? value.then((settled) => check.check(settled, response))
      : check.check(value, response);
  };
}

class ReturnCheck {
  readonly #schema: Schema;
  readonly #route: string;
  readonly #settings: ResponseSettings;
  /** What was logged is not logged for every request. */
  readonly #told = new Set<string>();

  constructor(schema: Schema, route: string, settings: ResponseSettings) {
    this.#schema = schema;
    this.#route = route;
    this.#settings = settings;
  }

  check(value: unknown, response: Response): unknown {
    if (value instanceof Reply) {
      const { body, status, headers } = value;
      if (status < 200 || status > 299) return value;
      return this.#replace(body, (checked) => new Reply(checked, status, headers));
    }
    const { status } = response;
    return status < 200 || status > 299 ? value : this.#replace(value, (checked) => checked);
  }

  /** What is sent in place of a value; the value itself when it is no JSON. */
  #replace(value: unknown, wrap: (checked: unknown) => unknown): MaybePromise<unknown> {
    const isJson = value instanceof JsonReply;
    if (!isJson && !isPlain(value)) return wrap(value);
    const content = isJson ? value.value : value;
    const finish = (result: SchemaResult<unknown>): unknown => {
      const checked = this.#settle(content, result);
      return wrap(isJson ? new JsonReply(checked) : checked);
    };
    const result = this.#schema["~standard"].validate(content);
    return isPromise(result) ? result.then(finish) : finish(result);
  }

  #settle(value: unknown, result: SchemaResult<unknown>): unknown {
    const { policy } = this.#settings;
    const differences = result.issues === undefined ? removedKeys(value, result.value) : faults(result);
    if (differences.length > 0) {
      const fails = policy === "error" || (policy === "strip" && result.issues !== undefined);
      if (fails) throw responseInvalid(this.#route, differences);
      this.#tell(differences);
    }
    return policy === "warn" || result.issues !== undefined ? value : result.value;
  }

  #tell(differences: readonly string[]): void {
    const message = describe(this.#route, differences);
    if (this.#told.has(message) || this.#told.size >= MAX_DIFFERENCES) return;
    this.#told.add(message);
    this.#settings.warn(message);
  }
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function faults({ issues = [] }: SchemaResult<unknown>): string[] {
  return issues
    .slice(0, MAX_DIFFERENCES)
    .map((issue) => `- ${pathOf(keysOf(issue))}: ${issue.message} (${codeOf(issue)})`);
}

/** The keys of a value that its schema has left out. */
function removedKeys(value: unknown, output: unknown): string[] {
  const removed: string[] = [];
  const pending: { before: unknown; after: unknown; path: readonly (string | number)[] }[] = [
    { before: value, after: output, path: [] },
  ];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const { before, after, path } = pair;
    if (before === after || !isPlain(before) || !isPlain(after)) continue;
    if (Array.isArray(before) !== Array.isArray(after)) continue;
    const kept = new Map<string, unknown>(Object.entries(after));
    for (const [key, item] of Object.entries(before)) {
      if (kept.has(key)) pending.push({ before: item, after: kept.get(key), path: [...path, key] });
      else if (item !== undefined) removed.push(`- ${pathOf([...path, key])}: is not in the schema`);
    }
  }
  return removed.slice(0, MAX_DIFFERENCES).toReversed();
}

function pathOf(keys: readonly (string | number)[]): string {
  return keys.length === 0 ? "the value" : keys.join(".");
}

function describe(route: string, differences: readonly string[]): string {
  return `What the view of ${route} returned does not fit its returns schema:\n${differences.join("\n")}`;
}

function responseInvalid(route: string, differences: readonly string[]): MicroError {
  return new MicroError(
    "MICRO_RESPONSE_INVALID",
    `${describe(route, differences)}\nCorrect the view or the schema.`,
  );
}
