import { isProxiesSetting, type TrustedProxiesSetting } from "./http/trusted-proxies.ts";

/** The configuration that Micro itself knows; every key is UPPER_CASE. */
export interface OwnConfigValues {
  /** Show errors in the browser, reload templates. Never in production. @default false */
  DEBUG: boolean;
  /** The app is under test: errors reach the test client. @default false */
  TESTING: boolean;
  /** Whether errors that no handler took reach the caller of `app.fetch`; `null` does so under TESTING. @default null */
  PROPAGATE_EXCEPTIONS: boolean | null;
  /** Treat HTTP errors like any other, to find where one comes from. @default false */
  TRAP_HTTP_EXCEPTIONS: boolean;
  /** Treat errors about missing keys like any other; `null` names the key in debug. @default null */
  TRAP_BAD_REQUEST_ERRORS: boolean | null;
  /** Signs sessions; long, random, secret. @default null */
  SECRET_KEY: string | null;
  /** Older secrets whose signatures are still accepted. @default [] */
  SECRET_KEY_FALLBACKS: readonly string[];
  /** The session cookie's name. @default "session" */
  SESSION_COOKIE_NAME: string;
  /** Its domain; `null` is this host only. @default null */
  SESSION_COOKIE_DOMAIN: string | null;
  /** Its path; `null` is APPLICATION_ROOT. @default null */
  SESSION_COOKIE_PATH: string | null;
  /** Hide it from scripts. @default true */
  SESSION_COOKIE_HTTPONLY: boolean;
  /** Send it over https only. @default false */
  SESSION_COOKIE_SECURE: boolean;
  /** Keep one for each site that embeds the app; needs SESSION_COOKIE_SECURE. @default false */
  SESSION_COOKIE_PARTITIONED: boolean;
  /** Whether other sites' requests carry it; `null` leaves that to the browser. @default "lax" */
  SESSION_COOKIE_SAMESITE: "lax" | "strict" | "none" | null;
  /** Send the cookie of a permanent session with every response, so that it lives on. @default true */
  SESSION_REFRESH_EACH_REQUEST: boolean;
  /** Seconds without a request after which a session is over; `null` for no such limit. @default null */
  SESSION_IDLE_TIMEOUT: number | null;
  /** Seconds after its start at which a session is over; `null` for no such limit. @default null */
  SESSION_ABSOLUTE_TIMEOUT: number | null;
  /** Seconds a session is accepted after it was last written. @default 2678400 (31 days) */
  PERMANENT_SESSION_LIFETIME: number;
  /** The most bytes of a cookie's name and value; browsers drop larger ones. 0 is no limit. @default 4093 */
  MAX_COOKIE_SIZE: number;
  /** Hosts that are answered, `".example.org"` with subdomains; `null` answers all. @default null */
  TRUSTED_HOSTS: readonly string[] | null;
  /**
   * The proxies in front of the app whose word on the visitor's address and scheme counts: how many, or their addresses and
   * networks, or in detail. @default null, which believes none
   */
  TRUSTED_PROXIES: TrustedProxiesSetting | null;
  /** The host of URLs that are built outside a request, and what subdomains are below. @default null */
  SERVER_NAME: string | null;
  /** The path that the app is under, for URLs that are built outside a request and for cookies. @default "/" */
  APPLICATION_ROOT: string;
  /** The scheme of URLs that are built outside a request. @default "http" */
  PREFERRED_URL_SCHEME: string;
  /** Answer OPTIONS for every route. @default true */
  PROVIDE_AUTOMATIC_OPTIONS: boolean;
  /** The most bytes of a request's body. @default 1048576 (1 MiB) */
  MAX_CONTENT_LENGTH: number;
  /** The most bytes of all fields of a form that are not files. @default 500000 */
  MAX_FORM_MEMORY_SIZE: number;
  /** The most fields and files of a form. @default 1000 */
  MAX_FORM_PARTS: number;
  /** What happens to keys that a route's schema does not know: what the schema says, or a 422. @default "schema" */
  UNKNOWN_KEYS: "schema" | "refuse";
  /**
   * What happens to values of views that do not fit their route's `returns`: `error`, `strip`, `warn` or `off`; `null` is
   * `error` in debug and under TESTING, else `strip`. @default null
   */
  RESPONSE_VALIDATION: "error" | "strip" | "warn" | "off" | null;
  /** Seconds a browser may keep a static file without asking; `null` makes it ask. @default null */
  SEND_FILE_MAX_AGE_DEFAULT: number | null;
  /**
   * Seconds for which a file of a static folder counts as unchanged after it was looked at; 0 looks at it for every request.
   * @default null, which is 1 where NODE_ENV is production and 0 elsewhere
   */
  STATIC_CHECK_INTERVAL: number | null;
  /** Have the server in front send files, by the header `X-Sendfile`. @default false */
  USE_X_SENDFILE: boolean;
  /** The header whose value is the id of a request, when a server in front sets it; `null` for random ids. @default null */
  REQUEST_ID_HEADER: string | null;
  /** Look for changed templates at each rendering; `null` does so in debug. @default null */
  TEMPLATES_AUTO_RELOAD: boolean | null;
  /** Log where each template was looked for. @default false */
  EXPLAIN_TEMPLATE_LOADING: boolean;
}

/**
 * The keys of a configuration that the compiler knows: Micro's own, and those that extensions and apps declare.
 *
 * An extension declares its own: `declare module "@micro-web/core" { interface ConfigValues { HELLO_NAME: string } }`;
 * an app does so with `declare module "micro-web"`, or types its own with `configSchema`.
 */
export interface ConfigValues extends OwnConfigValues {}

/** The defaults, as in Flask 3.2 but for the body limit and SameSite. */
export const CONFIG_DEFAULTS: OwnConfigValues = {
  DEBUG: false,
  TESTING: false,
  PROPAGATE_EXCEPTIONS: null,
  TRAP_HTTP_EXCEPTIONS: false,
  TRAP_BAD_REQUEST_ERRORS: null,
  SECRET_KEY: null,
  SECRET_KEY_FALLBACKS: [],
  SESSION_COOKIE_NAME: "session",
  SESSION_COOKIE_DOMAIN: null,
  SESSION_COOKIE_PATH: null,
  SESSION_COOKIE_HTTPONLY: true,
  SESSION_COOKIE_SECURE: false,
  SESSION_COOKIE_PARTITIONED: false,
  SESSION_COOKIE_SAMESITE: "lax",
  SESSION_REFRESH_EACH_REQUEST: true,
  SESSION_IDLE_TIMEOUT: null,
  SESSION_ABSOLUTE_TIMEOUT: null,
  PERMANENT_SESSION_LIFETIME: 31 * 24 * 3600,
  MAX_COOKIE_SIZE: 4093,
  TRUSTED_HOSTS: null,
  TRUSTED_PROXIES: null,
  SERVER_NAME: null,
  APPLICATION_ROOT: "/",
  PREFERRED_URL_SCHEME: "http",
  PROVIDE_AUTOMATIC_OPTIONS: true,
  MAX_CONTENT_LENGTH: 1024 * 1024,
  MAX_FORM_MEMORY_SIZE: 500_000,
  MAX_FORM_PARTS: 1000,
  UNKNOWN_KEYS: "schema",
  RESPONSE_VALIDATION: null,
  SEND_FILE_MAX_AGE_DEFAULT: null,
  STATIC_CHECK_INTERVAL: null,
  USE_X_SENDFILE: false,
  REQUEST_ID_HEADER: null,
  TEMPLATES_AUTO_RELOAD: null,
  EXPLAIN_TEMPLATE_LOADING: false,
};

/** The keys that may also be `null`, with what they are otherwise; the default tells the type of every other key. */
const NULLABLE: Readonly<Record<string, ValueKind>> = {
  PROPAGATE_EXCEPTIONS: "boolean",
  TRAP_BAD_REQUEST_ERRORS: "boolean",
  SECRET_KEY: "text",
  SESSION_COOKIE_DOMAIN: "text",
  SESSION_COOKIE_PATH: "text",
  SESSION_COOKIE_SAMESITE: "text",
  SESSION_IDLE_TIMEOUT: "number",
  SESSION_ABSOLUTE_TIMEOUT: "number",
  TRUSTED_HOSTS: "list",
  TRUSTED_PROXIES: "proxies",
  SERVER_NAME: "text",
  RESPONSE_VALIDATION: "text",
  SEND_FILE_MAX_AGE_DEFAULT: "number",
  STATIC_CHECK_INTERVAL: "number",
  REQUEST_ID_HEADER: "text",
  TEMPLATES_AUTO_RELOAD: "boolean",
};

/** The keys that take one of a few words. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  UNKNOWN_KEYS: ["schema", "refuse"],
  RESPONSE_VALIDATION: ["error", "strip", "warn", "off"],
};

type ValueKind = "boolean" | "number" | "text" | "list" | "proxies";

const EXPECTED: Readonly<Record<ValueKind, string>> = {
  boolean: "true or false",
  number: "a number that is not negative, without a unit",
  text: "a text",
  list: "a list of texts",
  proxies:
    'how many proxies to trust, a list of their addresses ("10.0.0.0/8", "unix"), or { from, for, proto, host, port, prefix, header }',
};

/** Whether a value of this key is text even when it looks like a number. */
export function isTextKey(key: string): boolean {
  return Object.hasOwn(CONFIG_DEFAULTS, key) && kindOf(key) === "text";
}

/** What is wrong with the values of Micro's own keys: a line each, `KEY is "x": give it ...`. */
export function listConfigFaults(values: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(CONFIG_DEFAULTS).flatMap((key) => {
    const value = values[key];
    if (isAccepted(key, value)) return [];
    const none = key in NULLABLE ? ", or null" : "";
    return [`${key} is ${JSON.stringify(value)}: give it ${expectedFor(key)}${none}`];
  });
}

function isAccepted(key: string, value: unknown): boolean {
  if (value === null && key in NULLABLE) return true;
  const choices = CHOICES[key];
  return isOfKind(value, kindOf(key)) && (choices === undefined || choices.includes(String(value)));
}

function expectedFor(key: string): string {
  const choices = CHOICES[key];
  if (choices === undefined) return EXPECTED[kindOf(key)];
  return choices.map((choice) => JSON.stringify(choice)).join(" or ");
}

function kindOf(key: string): ValueKind {
  const nullable = NULLABLE[key];
  if (nullable !== undefined) return nullable;
  const value: unknown = Object.entries(CONFIG_DEFAULTS).find(([known]) => known === key)?.[1];
  if (Array.isArray(value)) return "list";
  return typeof value === "boolean" ? "boolean" : typeof value === "number" ? "number" : "text";
}

function isOfKind(value: unknown, kind: ValueKind): boolean {
  if (kind === "list") return Array.isArray(value) && value.every((item) => typeof item === "string");
  if (kind === "proxies") return isProxiesSetting(value);
  if (kind === "number") return typeof value === "number" && value >= 0; // NaN would be no limit
  return typeof value === (kind === "text" ? "string" : "boolean");
}
