import { didYouMean, type TemplateFunction } from "@micro-web/core";

import { FILTERS, TESTS } from "./builtins/builtins.ts";

/** What can follow `|` and `is`. */
export type FunctionKind = "filter" | "test";

/** The filters and tests of an app; more may come until it starts. */
export interface OwnFunctions {
  /** Its filters by name. */
  readonly filters: ReadonlyMap<string, TemplateFunction>;
  /** Its tests by name. */
  readonly tests: ReadonlyMap<string, TemplateFunction>;
  /** Its tags: each prints what the function of a name gives. */
  readonly tags?: ReadonlyMap<string, string>;
}

/** The filters and tests that templates may call: those of the app before those that are built in. */
export class KnownFunctions {
  readonly #own: OwnFunctions;

  /** @param own - Those of the app. */
  constructor(own: OwnFunctions) {
    this.#own = own;
  }

  /** The name of the function whose text a tag of the app prints; `undefined` for an unknown tag. */
  tag(name: string): string | undefined {
    return this.#own.tags?.get(name);
  }

  /** One of the app's; `undefined` for an unknown name. */
  own(kind: FunctionKind, name: string): TemplateFunction | undefined {
    return (kind === "filter" ? this.#own.filters : this.#own.tests).get(name);
  }

  /** The names of all of a kind. */
  names(kind: FunctionKind): string[] {
    const [builtIn, own] = kind === "filter" ? [FILTERS, this.#own.filters] : [TESTS, this.#own.tests];
    return [...new Set([...builtIn.keys(), ...own.keys()])];
  }

  /** The sentence for one that does not exist; `null` for one that does. */
  missing(kind: FunctionKind, name: string): string | null {
    const names = this.names(kind);
    if (names.includes(name)) return null;
    const add = kind === "filter" ? "addFilter" : "addTest";
    return `there is no ${kind} ${JSON.stringify(name)}; add it with app.templates.${add}().${didYouMean(name, names)}`;
  }
}
