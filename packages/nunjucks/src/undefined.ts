/**
 * What an undefined value does: Jinja's `Undefined`, `ChainableUndefined`, `DebugUndefined` and `StrictUndefined`, and
 * `semistrict`, after minijinja's: a variable fails like under `strict` but may be asked whether it is true; `a if b` is
 * nothing without b; and so is what an object has not, unless it has something of nearly that name.
 */
export type UndefinedPolicy = "default" | "chainable" | "debug" | "semistrict" | "strict";

/** The error of a template that uses a value which is not there. */
export class UndefinedError extends Error {
  override readonly name: string = "UndefinedError";
}

/** What is known of an undefined value. */
export interface UndefinedOptions {
  readonly policy: UndefinedPolicy;
  /** As the template writes it: `user.name`. */
  readonly name: string;
  /** The sentence of its error, asked for when it is needed. */
  readonly explain: () => string;
}

/**
 * A value that is not there. Under the default policy plain JavaScript `undefined` stands for it as a rule.
 *
 * It has no public fields: a template that looks into it finds nothing.
 */
export class Undefined {
  readonly #options: UndefinedOptions;

  /** @param options - What is known of it. */
  constructor(options: UndefinedOptions) {
    this.#options = options;
  }

  /** The text that is printed. @throws UndefinedError under a strict policy */
  toString(): string {
    const { policy, name } = this.#options;
    if (policy === "strict" || policy === "semistrict") throw this.toError();
    return policy === "debug" ? `{{ ${name} }}` : "";
  }

  /** No items. @throws UndefinedError under a strict policy */
  [Symbol.iterator](): Iterator<never> {
    const { policy } = this.#options;
    if (policy === "strict" || policy === "semistrict") throw this.toError();
    return [][Symbol.iterator]();
  }

  /** False. @throws UndefinedError when the policy is `strict` */
  isTrue(): boolean {
    if (this.#options.policy === "strict") throw this.toError();
    return false;
  }

  /** Something in it: itself when undefined values may be chained. @throws UndefinedError otherwise */
  attribute(): this {
    if (this.#options.policy === "chainable") return this;
    throw this.toError();
  }

  /** The error of its use. */
  toError(): UndefinedError {
    return new UndefinedError(this.#options.explain());
  }
}

/** Whether a value is not there. */
export function isUndefined(value: unknown): value is Undefined | undefined {
  return value === undefined || value instanceof Undefined;
}
