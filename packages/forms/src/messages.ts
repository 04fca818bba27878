import { textOf } from "./value-text.ts";

/** Messages by code; `{minimum}`, `{maximum}`, `{length}` and `{step}` stand for what the schema says. */
export type Messages = Readonly<Record<string, string>>;

/** A language of zod's messages: what `z.locales.de()` gives. */
export interface Locale {
  /** The message for an issue of zod; `undefined` leaves it to English. */
  readonly localeError: (issue: never) => string | { readonly message: string } | null | undefined;
}

/** What messages are made of: as much of zod's issues as they need. */
export interface Issue {
  readonly code?: string | undefined;
  readonly input?: unknown;
  readonly path?: readonly PropertyKey[] | undefined;
  readonly message?: string | undefined;
  readonly expected?: unknown;
  readonly format?: unknown;
  readonly origin?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly divisor?: unknown;
  readonly inclusive?: unknown;
}

/** What Micro says in English, by code. */
export const ENGLISH: Messages = {
  required: "This field is required.",
  invalid: "This is not valid.",
  number: "Enter a number.",
  integer: "Enter a whole number.",
  date: "Enter a date.",
  time: "Enter a time.",
  datetime: "Enter a date and a time.",
  email: "Enter an e-mail address.",
  url: "Enter a web address that begins with http:// or https://.",
  uuid: "Enter a UUID.",
  ip: "Enter an IP address.",
  mac: "Enter a MAC address.",
  pattern: "This does not have the right form.",
  choice: "Choose one of the options.",
  tooShort: "Use at least {minimum} characters; these are {length}.",
  tooLong: "Use at most {maximum} characters; these are {length}.",
  tooSmall: "Enter {minimum} or more.",
  tooLarge: "Enter {maximum} or less.",
  tooFew: "Give at least {minimum}; this is {length}.",
  tooMany: "Give at most {maximum}; this is {length}.",
  tooEarly: "Choose {minimum} or later.",
  tooLate: "Choose {maximum} or earlier.",
  step: "Enter a multiple of {step}.",
  robot: "Leave this field empty.",
  readOnly: "This cannot be changed.",
  noFile: 'No file came with the form. It needs enctype="multipart/form-data".',
  management: "The list came without its count. Load the page again.",
  nullCharacter: "This has a character that no text has.",
};

/** The codes of what a text has to look like, by zod's format. */
const FORMATS: Readonly<Record<string, string>> = {
  email: "email",
  url: "url",
  uuid: "uuid",
  guid: "uuid",
  ipv4: "ip",
  ipv6: "ip",
  mac: "mac",
  date: "date",
  time: "time",
  datetime: "datetime",
};

/** The codes of what a value has to be, by zod's type. */
const TYPES: Readonly<Record<string, string>> = {
  number: "number",
  nan: "number",
  bigint: "integer",
  int: "integer",
  date: "date",
};

/** The codes of what is too much, by what it is of. */
const LARGE: Readonly<Record<string, string>> = {
  string: "tooLong",
  array: "tooMany",
  set: "tooMany",
  date: "tooLate",
};

/**
 * The code of what is wrong: short, and the same for all languages.
 *
 * @param issue - Of zod, with its input.
 */
export function codeOf(issue: Issue): string {
  const find = Object.hasOwn(CODES, issue.code ?? "") ? CODES[issue.code ?? ""] : undefined;
  // Nothing at all fits none of several schemas.
  return find?.(issue) ?? (issue.input === undefined ? "required" : "invalid");
}

/** The codes of zod's issues. */
const CODES: Readonly<Record<string, (issue: Issue) => string>> = {
  invalid_type: ({ input, expected }) => (input == null ? "required" : codeFrom(TYPES, expected, "invalid")),
  invalid_value: ({ input }) => (input === undefined || input === false ? "required" : "choice"),
  invalid_format: ({ format }) => codeFrom(FORMATS, format, "pattern"),
  too_small: codeOfSmall,
  too_big: ({ origin }) => codeFrom(LARGE, origin, "tooLarge"),
  not_multiple_of: () => "step",
};

function codeFrom(codes: Readonly<Record<string, string>>, name: unknown, otherwise: string): string {
  return typeof name === "string" && Object.hasOwn(codes, name) ? (codes[name] ?? otherwise) : otherwise;
}

function codeOfSmall({ origin, input }: Issue): string {
  const length = lengthOf(input);
  if (origin === "string") return length === 0 ? "required" : "tooShort";
  if (origin === "array" || origin === "set") return length === 0 ? "required" : "tooFew";
  return origin === "date" ? "tooEarly" : "tooSmall";
}

function lengthOf(input: unknown): number | undefined {
  return typeof input === "string" || Array.isArray(input) ? input.length : undefined;
}

/** Puts what the schema says into a message. */
export function fillMessage(message: string, { input, minimum, maximum, divisor }: Issue): string {
  if (!message.includes("{")) return message;
  const values = { minimum, maximum, step: divisor, length: lengthOf(input) };
  return message.replaceAll(/\{(minimum|maximum|step|length)\}/g, (_, name: keyof typeof values) =>
    wordOf(values[name]),
  );
}

function wordOf(value: unknown): string {
  if (value === undefined) return "";
  return value instanceof Date ? value.toISOString().slice(0, 10) : textOf(value);
}
