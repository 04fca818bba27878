import { configFile } from "./config-file.ts";

/**
 * The configuration of an app: UPPER_CASE keys.
 *
 * An extension adds its own: `declare module "@micro-web/core" { interface ConfigValues { HELLO_NAME: string } }`.
 */
export interface ConfigValues {
  [key: string]: unknown;
  /** Show errors in the browser, reload templates. Never in production. @default false */
  DEBUG: boolean;
  /** The app is under test. @default false */
  TESTING: boolean;
  /** Signs sessions; long, random, secret. @default null */
  SECRET_KEY: string | null;
  /** Older secrets whose signatures are still accepted. @default [] */
  SECRET_KEY_FALLBACKS: readonly string[];
  /** The session cookie's name. @default "session" */
  SESSION_COOKIE_NAME: string;
  /** Its domain; `null` is this host only. @default null */
  SESSION_COOKIE_DOMAIN: string | null;
  /** Its path. @default "/" */
  SESSION_COOKIE_PATH: string;
  /** Hide it from scripts. @default true */
  SESSION_COOKIE_HTTPONLY: boolean;
  /** Send it over https only. @default false */
  SESSION_COOKIE_SECURE: boolean;
  /** Whether other sites' requests carry it. @default "lax" */
  SESSION_COOKIE_SAMESITE: "lax" | "strict" | "none";
  /** Seconds a session is accepted after it was last written. @default 2678400 (31 days) */
  PERMANENT_SESSION_LIFETIME: number;
  /** Hosts that are answered, `".example.org"` with subdomains; `null` answers all. @default null */
  TRUSTED_HOSTS: readonly string[] | null;
  /** The most bytes of a request's body. @default 1048576 (1 MiB) */
  MAX_CONTENT_LENGTH: number;
  /** The most bytes of all fields of a form that are not files. @default 500000 */
  MAX_FORM_MEMORY_SIZE: number;
  /** The most fields and files of a form. @default 1000 */
  MAX_FORM_PARTS: number;
  /** Seconds a browser may keep a static file without asking; `null` makes it ask. @default null */
  SEND_FILE_MAX_AGE_DEFAULT: number | null;
  /** Look for changed templates at each rendering; `null` does so in debug. @default null */
  TEMPLATES_AUTO_RELOAD: boolean | null;
}

/** The defaults, as in Flask 3.2 but for the body limit and SameSite. */
const DEFAULTS: ConfigValues = {
  DEBUG: false,
  TESTING: false,
  SECRET_KEY: null,
  SECRET_KEY_FALLBACKS: [],
  SESSION_COOKIE_NAME: "session",
  SESSION_COOKIE_DOMAIN: null,
  SESSION_COOKIE_PATH: "/",
  SESSION_COOKIE_HTTPONLY: true,
  SESSION_COOKIE_SECURE: false,
  SESSION_COOKIE_SAMESITE: "lax",
  PERMANENT_SESSION_LIFETIME: 31 * 24 * 3600,
  TRUSTED_HOSTS: null,
  MAX_CONTENT_LENGTH: 1024 * 1024,
  MAX_FORM_MEMORY_SIZE: 500_000,
  MAX_FORM_PARTS: 1000,
  SEND_FILE_MAX_AGE_DEFAULT: null,
  TEMPLATES_AUTO_RELOAD: null,
};

/** Keys that are text even when it looks like a number. */
const TEXT_KEYS: ReadonlySet<string> = new Set([
  "SECRET_KEY",
  ...Object.keys(DEFAULTS).filter((key) => typeof DEFAULTS[key] === "string"),
]);

/**
 * The configuration of an app, loaded from objects, files and the environment; later loads win.
 *
 * @example
 * app.config.load({ MAX_CONTENT_LENGTH: 16_000_000 });
 * app.config.loadFile("config.json");
 * app.config.loadEnvironment(process.env); // MICRO_SECRET_KEY sets SECRET_KEY
 * app.config.get("SECRET_KEY");
 */
export class Config {
  readonly #values: ConfigValues = Object.assign(Object.create(null), DEFAULTS);

  /** The value of a key; `undefined` for one that nothing has set. */
  get<Key extends keyof ConfigValues>(key: Key): ConfigValues[Key] {
    return this.#values[key];
  }

  /** A copy of all values. */
  toObject(): ConfigValues {
    return { ...this.#values };
  }

  /** Takes over the UPPER_CASE keys of an object (Flask's `from_object`); others are ignored. */
  load(values: Readonly<Record<string, unknown>>): this {
    for (const [key, value] of Object.entries(values)) {
      if (/^[A-Z][A-Z0-9_]*$/.test(key) && value !== undefined) this.#values[key] = value;
    }
    return this;
  }

  /**
   * Takes over the UPPER_CASE keys of a JSON file.
   *
   * @param parse - Reads another format.
   * @throws MicroError `MICRO_CONFIG_FILE`.
   */
  loadFile(path: string, parse?: (text: string) => unknown): this {
    return this.load(configFile(path, parse));
  }

  /**
   * Takes over the variables of an environment that start with a prefix (Flask's `from_prefixed_env`).
   *
   * Each value is read as JSON, or kept as text when it is none. `__` makes nested keys: `MICRO_DB__HOST=a` sets
   * `DB` to `{ HOST: "a" }`.
   *
   * @param environment - Usually `process.env`.
   * @param prefix - Without the underscore.
   */
  loadEnvironment(environment: Readonly<Record<string, string | undefined>>, prefix: string = "MICRO"): this {
    const names = Object.keys(environment).filter((name) => name.startsWith(`${prefix}_`));
    for (const name of names.toSorted()) {
      const [key = "", ...path] = name.slice(prefix.length + 1).split("__");
      const text = environment[name];
      if (text === undefined) continue;
      const value = TEXT_KEYS.has(key) ? text : readJson(text);
      this.load({ [key]: path.length === 0 ? value : setNested(this.#values[key], path, value) });
    }
    return this;
  }
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A copy of `target` with the value at `path` set; what is no object on the way is replaced by one. */
function setNested(
  target: unknown,
  [key = "", ...rest]: readonly string[],
  value: unknown,
): Record<string, unknown> {
  const object: Record<string, unknown> = typeof target === "object" && target !== null ? { ...target } : {};
  object[key] = rest.length === 0 ? value : setNested(object[key], rest, value);
  return object;
}
