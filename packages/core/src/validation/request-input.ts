import type { Request } from "../http/request.ts";
import type { MaybePromise } from "../maybe-promise.ts";
import { createCoercion, type TextInput } from "./coercion.ts";
import { type JsonSchema, propertiesOf } from "./json-schema.ts";
import type { InputPart } from "./validation-error.ts";

/** Gives a part of a request as its schema takes it. */
export type InputReader = (request: Request) => MaybePromise<unknown>;

/** What a part's schema says of itself, as far as it can be read. */
type Shape = JsonSchema | undefined;

const READERS: Readonly<Record<InputPart, (shape: Shape, ownedFields: readonly string[]) => InputReader>> = {
  params: (shape) => withCoercion(shape, (request) => ({ ...request.params })),
  query: (shape) => withCoercion(shape, (request) => toInput(request.queryValues)),
  headers: readHeaders,
  cookies: readCookies,
  body: readBody,
  form: readForm,
  files: () => (request) => request.form().then((form) => toInput(form.files)),
};

/**
 * The reader of a part of requests.
 *
 * Texts (params, query, headers, cookies, the fields of a form) are coerced to what the schema takes; of headers and
 * cookies it gets those it knows.
 *
 * @param shape - The JSON Schema of what the part's schema takes; without one nothing is coerced.
 * @param ownedFields - The fields of forms that the schema gets only if it names them.
 */
export function createInputReader(
  part: InputPart,
  shape: JsonSchema | undefined,
  ownedFields: readonly string[] = [],
): InputReader {
  return READERS[part](shape, ownedFields);
}

function withCoercion(shape: Shape, read: (request: Request) => TextInput): InputReader {
  const coerce = shape === undefined ? null : createCoercion(shape);
  if (coerce === null) return read;
  return (request) => {
    const input = read(request);
    coerce(input);
    return input;
  };
}

/** A schema may write the names of headers as people do; one whose names are not known gets all, in lower case. */
function readHeaders(shape: Shape): InputReader {
  const names = namesOf(shape);
  if (names.length === 0) return withCoercion(shape, ({ headers }) => Object.fromEntries(headers));
  return withCoercion(shape, ({ headers }) => pick(names, (name) => headers.get(name)));
}

function readCookies(shape: Shape): InputReader {
  const names = namesOf(shape);
  if (names.length === 0) return withCoercion(shape, ({ cookies }) => ({ ...cookies }));
  return withCoercion(shape, ({ cookies }) => pick(names, (name) => cookies[name]));
}

function namesOf(shape: Shape): readonly string[] {
  return Object.keys((shape && propertiesOf(shape)) ?? {});
}

function pick(names: readonly string[], get: (name: string) => string | undefined): TextInput {
  const input: TextInput = {};
  for (const name of names) {
    const value = get(name);
    if (value !== undefined) input[name] = value;
  }
  return input;
}

/** JSON as it is; the fields of a form by Content-Type. */
function readBody(shape: Shape, ownedFields: readonly string[]): InputReader {
  const readFields = readForm(shape, ownedFields);
  return (request) => (request.isJson || request.mimetype === "" ? request.json() : readFields(request));
}

function readForm(shape: Shape, ownedFields: readonly string[]): InputReader {
  const coerce = shape === undefined ? null : createCoercion(shape, { isForm: true });
  const named = new Set(namesOf(shape));
  const hidden = ownedFields.filter((name) => !named.has(name));
  return async (request) => {
    const input = toInput(await request.form());
    for (const name of hidden) delete input[name];
    coerce?.(input);
    return input;
  };
}

/** An object of values; a repeated key gives a list. One pass: clients choose how many keys there are. */
function toInput<Value>(values: Iterable<readonly [key: string, value: Value]>): TextInput {
  const input = new Map<string, Value | Value[]>();
  for (const [key, value] of values) {
    const known = input.get(key);
    if (known === undefined) input.set(key, value);
    else if (Array.isArray(known)) known.push(value);
    else input.set(key, [known, value]);
  }
  return Object.fromEntries(input); // defines a key "__proto__" as any other
}
