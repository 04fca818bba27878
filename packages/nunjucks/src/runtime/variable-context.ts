import { didYouMean, Markup, type TemplateContext } from "@micro-web/core";

import { Undefined } from "../undefined.ts";
import { textOf } from "../builtins/text.ts";
import { escapeText, keepText, printEscaped, printPlain } from "./escaping.ts";
import { concatenate } from "./operations.ts";
import type { Rendering } from "./rendering.ts";

/** What a context is made of. */
export interface ContextFields {
  readonly rendering: Rendering;
  /** What the view gives, or as much of it as an imported template sees. */
  readonly given: TemplateContext;
  /** What templates set. */
  readonly own: Map<string, unknown>;
  /** The variables of the place that includes a template or prints a block; `null` for none. */
  readonly locals: TemplateContext | null;
  /** The context that is seen below this one. */
  readonly parent: VariableContext | null;
  readonly autoescape: boolean;
}

/** The variables a template sees, and how what it prints is written. Compiled templates call its methods. */
export abstract class VariableContext {
  readonly rendering: Rendering;
  readonly autoescape: boolean;
  /** Turns a value into output. */
  readonly out: (value: unknown) => string;
  /** Turns a text into output. */
  readonly esc: (text: string) => string;
  protected readonly fields: ContextFields;

  /** @param fields - What it is made of. */
  constructor(fields: ContextFields) {
    this.fields = fields;
    this.rendering = fields.rendering;
    this.autoescape = fields.autoescape;
    this.out = fields.autoescape ? printEscaped : printPlain;
    this.esc = fields.autoescape ? escapeText : keepText;
  }

  /** The value of a variable: of templates, then of the view, then of the app. */
  lookup(name: string): unknown {
    const value = this.find(name);
    if (value !== undefined) return value;
    return this.rendering.host.global(name) ?? this.builtIn(name) ?? this.undefinedVariable(name);
  }

  /** The value of a variable of templates or the view; `undefined` when there is none. */
  find(name: string): unknown {
    const { own, locals, parent, given } = this.fields;
    if (own.size > 0 && own.has(name)) return own.get(name);
    const local = locals === null || !Object.hasOwn(locals, name) ? undefined : locals[name];
    if (local !== undefined) return local;
    if (parent !== null) return parent.find(name);
    return Object.hasOwn(given, name) ? given[name] : undefined;
  }

  /** The names of all variables that are seen. */
  names(): string[] {
    const { own, locals, parent, given } = this.fields;
    const below =
      parent === null ? [...Object.keys(given), ...this.rendering.host.globalNames()] : parent.names();
    return [...own.keys(), ...Object.keys(locals ?? {}), ...below];
  }

  /** A text of the template's making, which is not escaped again. */
  markup(text: string): string | Markup {
    return this.autoescape ? new Markup(text) : text;
  }

  /** The value of a text that is not escaped, whatever the template says. */
  trusted(value: unknown): unknown {
    return new Markup(textOf(value));
  }

  /** `a ~ b`. */
  concatenate(values: readonly unknown[]): string | Markup {
    return concatenate(values, this.autoescape);
  }

  /** A function that every template has; `undefined` for an unknown name. */
  protected abstract builtIn(name: string): unknown;

  /** An undefined value. @param explain - The sentence of its error. */
  protected undefinedOf(name: string, explain: () => string): Undefined | undefined {
    const { policy } = this.rendering.host;
    return policy === "default" ? undefined : new Undefined({ policy, name, explain });
  }

  /** `a if b`, when b is not true: nothing, but under Jinja's strict policy. */
  withoutElse(): unknown {
    if (this.rendering.host.policy === "semistrict") return undefined;
    return this.undefinedOf("if", () => "the condition of the inline if is not true, and it has no else");
  }

  /** A parameter of a macro that a call leaves out. */
  missingParameter(name: string): unknown {
    return this.undefinedOf(name, () => `the parameter ${JSON.stringify(name)} was not given`);
  }

  /** A variable that is not there. */
  protected undefinedVariable(name: string): unknown {
    return this.undefinedOf(name, () => this.explainVariable(name));
  }

  /** The sentence for a variable that is not there. */
  protected explainVariable(name: string): string {
    return `${JSON.stringify(name)} is undefined.${didYouMean(name, this.names())}`;
  }
}
