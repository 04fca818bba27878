import { type TemplateEngineSetup, templateNotFound } from "@micro-web/core";

import { GLOBALS } from "./builtins/builtins.ts";
import type { KnownFunctions } from "./known-functions.ts";
import type { CompiledTemplate } from "./runtime/compiled-template.ts";
import type { Limits, TemplateHost } from "./runtime/rendering.ts";
import type { TemplateStore } from "./template-store.ts";
import type { UndefinedPolicy } from "./undefined.ts";

/** What an environment is made of. */
export interface TemplateEnvironmentOptions {
  readonly setup: Pick<TemplateEngineSetup, "globals" | "source" | "standardNames">;
  readonly templates: TemplateStore;
  readonly functions: KnownFunctions;
  readonly policy: UndefinedPolicy;
  readonly limits: Limits;
}

/** What templates know of their app: its functions, its other templates, its limits. */
export class TemplateEnvironment implements TemplateHost {
  readonly policy: UndefinedPolicy;
  readonly limits: Limits;
  readonly standardNames: readonly string[];
  readonly functions: KnownFunctions;
  readonly #setup: TemplateEnvironmentOptions["setup"];
  readonly #templates: TemplateStore;

  /** @param options - What it is made of. */
  constructor({ setup, templates, functions, policy, limits }: TemplateEnvironmentOptions) {
    this.#setup = setup;
    this.#templates = templates;
    this.functions = functions;
    this.policy = policy;
    this.limits = limits;
    this.standardNames = setup.standardNames;
  }

  /** A function or value of the app; `undefined` for an unknown name. */
  global(name: string): unknown {
    return this.#setup.globals.get(name);
  }

  /** The names of all globals. */
  globalNames(): string[] {
    return [...this.#setup.globals.keys(), ...GLOBALS.keys()];
  }

  /** The template of a name. @throws MicroError `MICRO_TEMPLATE_NOT_FOUND` */
  template(name: string): CompiledTemplate {
    const template = this.#templates.get(name);
    if (template === null) throw templateNotFound(name, this.#setup.source);
    return template;
  }

  /** The template of a name; `null` when there is none. */
  findTemplate(name: string): CompiledTemplate | null {
    return this.#templates.get(name);
  }
}
