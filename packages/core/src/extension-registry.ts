import type { Config } from "./config.ts";
import { didYouMean } from "./did-you-mean.ts";
import { MicroError } from "./errors.ts";
import type { AnyExtension, AppSetup, InstalledExtensions } from "./extension.ts";
import { isPromise } from "./maybe-promise.ts";

/** Whose extensions they are. */
export interface ExtensionOwner {
  /** For errors: "this app", `the blueprint "blog"`. */
  readonly description: string;
  /** Those that count as registered too: of what is around a blueprint. */
  readonly outer?: InstalledExtensions;
}

/** The extensions of an app, or of a blueprint in one, by name. */
export class ExtensionRegistry implements InstalledExtensions {
  readonly #owner: ExtensionOwner;
  readonly #apis = new Map<string, unknown>();
  #byName: Readonly<Record<string, unknown>> | null = null;
  readonly #pending: Promise<unknown>[] = [];

  /** @param owner - Whose they are. */
  constructor(owner: ExtensionOwner) {
    this.#owner = owner;
  }

  /** See {@link InstalledExtensions}. */
  get names(): string[] {
    return [...(this.#owner.outer?.names ?? []), ...this.#apis.keys()];
  }

  /** The APIs, by name. */
  get apis(): Readonly<Record<string, unknown>> {
    this.#byName ??= Object.freeze(Object.fromEntries(this.#apis));
    return this.#byName;
  }

  /** See {@link InstalledExtensions}. */
  get(name: string): unknown {
    return this.#apis.has(name) ? this.#apis.get(name) : this.#owner.outer?.get(name);
  }

  /**
   * Sets an extension up and keeps its API.
   *
   * @throws MicroError what {@link check} throws; `MICRO_CONFIG_INVALID` for configuration that does not fit.
   */
  install(extension: AnyExtension, createSetup: (name: string) => AppSetup, config: Config): unknown {
    this.check(extension);
    const { name, config: schema } = extension;
    const values =
      schema === undefined
        ? config.toObject()
        : config.applySchema(schema, `the extension ${JSON.stringify(name)}`);
    // What its own types say: the compiler has seen to it where it was written.
    const api = extension.setup(createSetup(name) as never, values as never);
    this.#keep(name, api);
    if (isPromise(api)) this.#waitFor(name, api);
    return api;
  }

  /** Waits for the extensions whose setup is not done. @throws what one of them throws */
  async finish(): Promise<void> {
    await Promise.all(this.#pending.splice(0));
  }

  /** Whether an extension's setup is not done. */
  get isPending(): boolean {
    return this.#pending.length > 0;
  }

  /**
   * Refuses an extension that is none, that is there already, or that lacks another one.
   *
   * @throws MicroError `MICRO_EXTENSION_INVALID`, `MICRO_EXTENSION_DUPLICATE`, `MICRO_EXTENSION_MISSING`.
   */
  check(extension: AnyExtension): void {
    checkShape(extension);
    const name = JSON.stringify(extension.name);
    if (this.#apis.has(extension.name)) {
      throw new MicroError(
        "MICRO_EXTENSION_DUPLICATE",
        `The extension ${name} is already registered on ${this.#owner.description}. Register it once and share what app.use() returned.`,
      );
    }
    const known = this.names;
    const missing = extension.requires?.find((required) => !known.includes(required));
    if (missing === undefined) return;
    throw new MicroError(
      "MICRO_EXTENSION_MISSING",
      `The extension ${name} requires ${JSON.stringify(missing)}, which is not registered.` +
        `${didYouMean(missing, known)} Call app.use() with it first, or app.register() with both.`,
    );
  }

  #keep(name: string, api: unknown): void {
    this.#apis.set(name, api);
    this.#byName = null;
  }

  /** Whoever awaits what `app.use()` returned gets a rejection too: it is nobody's only here. */
  #waitFor(name: string, api: PromiseLike<unknown>): void {
    const done = Promise.resolve(api).then((value) => this.#keep(name, value));
    done.catch(() => undefined);
    this.#pending.push(done);
  }
}

/**
 * Extensions in an order in which each comes after those that it requires or wants before it; otherwise as they are given.
 *
 * @throws MicroError `MICRO_EXTENSION_CYCLE` for those that require each other, `MICRO_EXTENSION_INVALID`.
 */
export function orderExtensions(extensions: readonly AnyExtension[]): readonly AnyExtension[] {
  for (const extension of extensions) checkShape(extension);
  const ordered = new Set<AnyExtension>();
  const visit = (extension: AnyExtension, path: readonly string[]): void => {
    if (path.includes(extension.name)) throw cycle([...path, extension.name]);
    if (ordered.has(extension)) return;
    for (const earlier of [...(extension.requires ?? []), ...(extension.after ?? [])]) {
      const found = extensions.find(({ name }) => name === earlier);
      if (found !== undefined) visit(found, [...path, extension.name]);
    }
    ordered.add(extension);
  };
  for (const extension of extensions) visit(extension, []);
  return [...ordered];
}

function checkShape(extension: unknown): asserts extension is AnyExtension {
  const { name, setup }: { name?: unknown; setup?: unknown } =
    typeof extension === "object" && extension !== null ? extension : {};
  if (typeof name === "string" && typeof setup === "function") return;
  throw new MicroError(
    "MICRO_EXTENSION_INVALID",
    `app.use() was given a ${typeof extension} that is not an extension. Call the package's function: app.use(hello()).`,
  );
}

function cycle(path: readonly string[]): MicroError {
  const names = path.slice(path.indexOf(path.at(-1) ?? "")).map((name) => JSON.stringify(name));
  return new MicroError(
    "MICRO_EXTENSION_CYCLE",
    `Extensions require each other: ${names.join(" requires ")}. Remove one of these requirements.`,
  );
}
