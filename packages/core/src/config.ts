import { configFile } from "./config-file.ts";
import { CONFIG_DEFAULTS, type ConfigValues, isTextKey, listConfigFaults } from "./config-values.ts";
import { MicroError } from "./errors.ts";
import { isPromise } from "./maybe-promise.ts";
import { keysOf, type Schema } from "./validation/schema.ts";

/** The values are properties: `app.config.SECRET_KEY`. */
// oxlint-disable-next-line typescript/no-unsafe-declaration-merging -- the constructor assigns every value
export interface Config extends ConfigValues {}

/** How a file of configuration is read. */
export interface ConfigFileOptions {
  /** Reads another format than JSON: `{ parse: parseToml }`. */
  readonly parse?: (text: string) => unknown;
  /** Whether a file that is not there is passed over. @default false */
  readonly isOptional?: boolean;
}

/** What {@link Config.getNamespace} does to the keys. */
export interface NamespaceOptions {
  /** Whether they become lower case. @default true */
  readonly lowercase?: boolean;
  /** Whether the prefix is left out. @default true */
  readonly trim?: boolean;
}

/** Values by key: an object, a class with static fields, a module, or pairs. */
export type ConfigSource = object | Iterable<readonly [key: string, value: unknown]>;

/**
 * The configuration of an app: UPPER_CASE keys, loaded from objects, files and the environment; later loads win.
 *
 * @example
 * app.config.load({ MAX_CONTENT_LENGTH: 16_000_000 });
 * app.config.loadFile("config.json");
 * app.config.loadEnvironment(process.env); // MICRO_SECRET_KEY sets SECRET_KEY
 * app.config.SECRET_KEY;
 */
export class Config {
  readonly #folder: string;
  readonly #schemas: { readonly schema: Schema; readonly owner: string }[] = [];

  /** @param folder - What the paths of files are relative to; "" is the working directory. */
  constructor(folder: string = "") {
    this.#folder = folder;
    Object.assign(this, CONFIG_DEFAULTS);
  }

  /** The value of a key that the compiler does not know; `undefined` for one that nothing has set. */
  get(key: string): unknown {
    return Object.hasOwn(this, key) ? Reflect.get(this, key) : undefined;
  }

  /** A copy of all values. */
  toObject(): ConfigValues & Record<string, unknown> {
    return Object.assign<Record<string, unknown>, ConfigValues>({}, this);
  }

  /**
   * Takes over the UPPER_CASE keys, inherited ones too (Flask's `from_object` and `from_mapping`); others are ignored.
   *
   * @example
   * app.config.load({ DEBUG: true });
   * app.config.load(await import("./production.ts"));
   */
  load(source: ConfigSource): this {
    const entries = Symbol.iterator in source ? source : entriesOf(source);
    for (const [key, value] of entries as Iterable<readonly [string, unknown]>) {
      if (/^[A-Z][A-Z0-9_]*$/.test(key) && value !== undefined) Reflect.set(this, key, value);
    }
    return this;
  }

  /**
   * Takes over the UPPER_CASE keys of a JSON file (Flask's `from_file`).
   *
   * @param path - Relative to the app's folder.
   * @throws MicroError `MICRO_CONFIG_FILE`.
   */
  loadFile(path: string, options: ConfigFileOptions = {}): this {
    return this.load(configFile(this.#folder, path, options));
  }

  /**
   * Takes over the keys of the file that a variable of the environment names (Flask's `from_envvar`).
   *
   * @throws MicroError `MICRO_CONFIG_FILE` when the variable is not set, unless the file is optional, or names no file.
   */
  loadFileNamedBy(variable: string, options: ConfigFileOptions = {}): this {
    const path = process.env[variable];
    if (path !== undefined && path !== "") return this.loadFile(path, options);
    if (options.isOptional === true) return this;
    throw new MicroError(
      "MICRO_CONFIG_FILE",
      `The environment variable ${variable} is not set, so there is no configuration file to load. Set it to a path.`,
    );
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
      const value = readVariable(key, text);
      this.load({ [key]: path.length === 0 ? value : setNested(this.get(key), path, value) });
    }
    return this;
  }

  /**
   * The values whose keys start with a prefix (Flask's `get_namespace`).
   *
   * @example
   * app.config.load({ IMAGE_STORE_TYPE: "fs", IMAGE_STORE_PATH: "/var/images" });
   * app.config.getNamespace("IMAGE_STORE_"); // { type: "fs", path: "/var/images" }
   */
  getNamespace(
    prefix: string,
    { lowercase = true, trim = true }: NamespaceOptions = {},
  ): Record<string, unknown> {
    const entries = Object.entries(this).filter(([key]) => key.startsWith(prefix));
    return Object.fromEntries(
      entries.map(([key, value]) => {
        const name = trim ? key.slice(prefix.length) : key;
        return [lowercase ? name.toLowerCase() : name, value];
      }),
    );
  }

  /**
   * Checks the values with a schema, now and when the app starts, and takes over its output: defaults, converted texts.
   *
   * @param owner - Whose schema it is, for the error.
   * @returns The output.
   * @throws MicroError `MICRO_CONFIG_INVALID` with every bad key; `MICRO_SCHEMA_ASYNC`.
   */
  applySchema<Output>(schema: Schema<Output>, owner: string): Output {
    const output = this.#validate(schema, owner);
    this.#schemas.push({ schema, owner });
    return output;
  }

  /**
   * Checks Micro's own keys and all schemas again: what was loaded since counts.
   *
   * @throws MicroError `MICRO_CONFIG_INVALID` with every bad key; `MICRO_DEBUG_PRODUCTION` with DEBUG where `NODE_ENV` is
   *   production.
   */
  check(): void {
    this.#splitTexts();
    const faults = listConfigFaults(this.toObject());
    if (faults.length > 0) throw invalid("The configuration is not valid", faults);
    for (const { schema, owner } of this.#schemas) this.#validate(schema, owner);
    if (this.DEBUG && isProduction()) throw debugInProduction();
  }

  /** A list of one, or with commas between, is what people write into a variable of the environment. */
  #splitTexts(): void {
    for (const key of ["TRUSTED_HOSTS", "TRUSTED_PROXIES"] as const) {
      const value = this.get(key);
      if (typeof value === "string") this[key] = value.split(/[\s,]+/).filter(Boolean);
    }
  }

  #validate<Output>(schema: Schema<Output>, owner: string): Output {
    const result = schema["~standard"].validate(this.toObject());
    if (isPromise(result)) {
      throw new MicroError(
        "MICRO_SCHEMA_ASYNC",
        `The config schema of ${owner} answers with a promise. Leave out its asynchronous checks.`,
      );
    }
    if (result.issues !== undefined) {
      const faults = result.issues.map((issue) => `${keysOf(issue).join(".") || "(all)"}: ${issue.message}`);
      throw invalid(`The configuration does not fit ${owner}`, faults);
    }
    if (typeof result.value === "object" && result.value !== null) this.load(result.value);
    return result.value;
  }
}

/** Whether NODE_ENV says that visitors are served. */
export function isProduction(): boolean {
  return typeof process !== "undefined" && process.env["NODE_ENV"] === "production";
}

function debugInProduction(): MicroError {
  return new MicroError(
    "MICRO_DEBUG_PRODUCTION",
    "DEBUG is on and NODE_ENV is production: visitors would see errors with their source. Leave out " +
      "--debug and MICRO_DEBUG, or remove NODE_ENV on your own machine.",
  );
}

function invalid(what: string, faults: readonly string[]): MicroError {
  const list =
    faults.length === 1 ? ` ${faults[0]}.` : `\n${faults.map((fault) => `  ${fault}`).join("\n")}\n`;
  return new MicroError(
    "MICRO_CONFIG_INVALID",
    `${what}:${list} Correct it in the app's configuration or its environment.`,
  );
}

/** Own and inherited: what a class inherits from another, a prototype from another. */
function* entriesOf(source: object): Iterable<[string, unknown]> {
  for (const key in source) yield [key, Reflect.get(source, key)]; // inherited keys are wanted
}

function readVariable(key: string, text: string): unknown {
  if (isTextKey(key)) return text;
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
