import { posix } from "node:path";

import {
  type BoundTemplate,
  type CompiledFunction,
  type Context,
  type Library,
  resultOf,
  type SyntaxNode,
} from "./library.ts";
import { isMacro, markKeywords } from "./macro.ts";
import type { SafeText } from "./safe-text.ts";
import { TemplateFailure, type TemplateFile } from "./template-failure.ts";

/** A function that compiled code calls as `sites[3](...)`. */
export type Site = (...values: never[]) => unknown;

/** A place where a function is called by name. */
export interface SiteOptions {
  /** Where it is. */
  readonly node: SyntaxNode;
  /** The function's name, for errors. */
  readonly name: string;
  /** Whether the last value holds keyword arguments. */
  readonly hasKeywords: boolean;
}

/** What an include or import gives of a template. */
type Use = (template: BoundTemplate, context: Context, frame: unknown) => unknown;

/** What the sites of all templates share. */
export interface TemplateSitesOptions {
  readonly library: Library;
  readonly safeText: SafeText;
  /** The variables that imported templates see too. */
  readonly standardNames: readonly string[];
}

const SPECIAL = /[&"'<>\\]/;

/**
 * The places of one template where code outside of it runs: calls, filters, tests, other templates, output.
 *
 * Each is a function that knows its place, so whatever is thrown there is reported at its line, however deep in
 * includes, blocks and macros it is. Compiled code has its number only.
 */
export class TemplateSites {
  /** The sites by number, for the compiled code. */
  readonly functions: Site[] = [];
  readonly #file: TemplateFile;
  readonly #library: Library;
  readonly #safeText: SafeText;
  readonly #standardNames: readonly string[];

  /** @param file - The template. @param options - What all templates share. */
  constructor(file: TemplateFile, { library, safeText, standardNames }: TemplateSitesOptions) {
    this.#file = file;
    this.#library = library;
    this.#safeText = safeText;
    this.#standardNames = standardNames;
  }

  /** `(value, isEscaped)`: a value on its way into the page. */
  output(node: SyntaxNode): string {
    const { escape } = this.#library.lib;
    return this.#add((value: unknown, isEscaped: boolean) => {
      if (typeof value === "string") return isEscaped && SPECIAL.test(value) ? escape(value) : value;
      if (typeof value === "number") return value;
      if (value === undefined || value === null) return "";
      try {
        if (typeof value === "object") return this.#printObject(value, isEscaped);
        const text = toText(value);
        return isEscaped ? escape(text) : text;
      } catch (error) {
        throw this.#failAt(node, error);
      }
    });
  }

  /** `(function, context, values)`: a call of a global, a method, a macro. */
  call({ node, name, hasKeywords }: SiteOptions): string {
    return this.#add((target: unknown, context: Context, values: unknown[]) => {
      try {
        if (isMacro(target)) {
          if (hasKeywords) markKeywords(values);
          return Reflect.apply(target, context, values);
        }
        if (typeof target === "function") {
          return Reflect.apply(target, context, this.#safeText.allToMarkup(values, hasKeywords));
        }
        throw new Error(
          `${name} cannot be called: it is ${target === undefined ? "not defined" : "not a function"}`,
        );
      } catch (error) {
        throw this.#failAt(node, error);
      }
    });
  }

  /** `(context, values)`: a filter. */
  filter({ node, name, hasKeywords }: SiteOptions): string {
    return this.#add((context: Context, values: unknown[]) => {
      try {
        const filter = context.env.getFilter(name);
        if (filter !== context.env.filters[name])
          return Reflect.apply(filter, context, this.#safeText.allToMarkup(values, hasKeywords));
        if (hasKeywords) markKeywords(values);
        return Reflect.apply(filter, context, this.#safeText.allFromMarkup(values));
      } catch (error) {
        throw this.#failAt(node, error);
      }
    });
  }

  /** `(context, values)`: a test; the first value is what it looks at. */
  test(node: SyntaxNode, name: string): string {
    return this.#add((context: Context, values: unknown[]) => {
      try {
        const run = context.env.getTest(name);
        const isBuiltIn = run === context.env.tests[name];
        const given = isBuiltIn
          ? this.#safeText.allFromMarkup(values)
          : this.#safeText.allToMarkup(values, false);
        return Boolean(Reflect.apply(run, context, given));
      } catch (error) {
        throw this.#failAt(node, error);
      }
    });
  }

  /** `(value, container)`: whether the one is in the other. */
  contains(node: SyntaxNode): string {
    const { inOperator } = this.#library.runtime;
    return this.#add((value: unknown, container: unknown) => {
      try {
        return inOperator(value, container);
      } catch (error) {
        throw this.#failAt(node, error);
      }
    });
  }

  /** `(name, context)`: the template that this one extends. */
  extend(node: SyntaxNode): string {
    return this.#useTemplate(node, (template) => template);
  }

  /** `(name, context, frame)`: the text of another template. */
  include(node: SyntaxNode): string {
    return this.#useTemplate(node, (template, context, frame) =>
      resultOf((done) => template.render(context.getVariables(), frame, done)),
    );
  }

  /** `(name, context, frame)`: the macros and variables of another template. */
  import(node: SyntaxNode): string {
    const isWithContext = node.withContext === true;
    return this.#useTemplate(node, (template, context, frame) =>
      resultOf((done) => {
        const variables = context.getVariables();
        if (isWithContext) template.getExported(variables, frame, done);
        else template.getExported(this.#standardOf(variables), undefined, done);
      }),
    );
  }

  /** `(exported)`: one name of what another template exports. */
  exported(node: SyntaxNode, name: string): string {
    return this.#add((exported: object) => {
      if (Object.hasOwn(exported, name)) return Reflect.get(exported, name);
      throw this.#failAt(
        node,
        new Error(`the imported template has no macro or variable ${JSON.stringify(name)}`),
      );
    });
  }

  /** `(context, frame)`: the text of a block, as the innermost template has it. */
  block(name: string): string {
    const { runtime } = this.#library;
    return this.#add((context: Context, frame: unknown) => {
      if (context.isCollecting === true) return "";
      return resultOf((done) => context.getBlock(name)(context.env, context, frame, runtime, done));
    });
  }

  /** `(block, context, frame)`: the text of the block that this one overrides. */
  super(name: string): string {
    const { runtime } = this.#library;
    return this.#add((block: CompiledFunction, context: Context, frame: unknown) => {
      const text = resultOf((done) => context.getSuper(context.env, name, block, frame, runtime, done));
      return new runtime.SafeString(String(text));
    });
  }

  /** The failure for what was thrown in a function of the template, from the last statement that ran. */
  failAfter(error: unknown, line: number, column: number): TemplateFailure {
    return this.#failAt({ lineno: line, colno: column }, error);
  }

  #printObject(value: object, isEscaped: boolean): string {
    const html = this.#safeText.read(value);
    if (html !== null) return html;
    const text = toText(value);
    return isEscaped ? this.#library.lib.escape(text) : text;
  }

  /** What a template sees of another one that imports it without context: as much as Flask's globals. */
  #standardOf(variables: Readonly<Record<string, unknown>>): object {
    const standard: Record<string, unknown> = {};
    for (const name of this.#standardNames)
      if (Object.hasOwn(variables, name)) standard[name] = variables[name];
    return standard;
  }

  #useTemplate(node: SyntaxNode, use: Use): string {
    const isOptional = node.ignoreMissing === true;
    return this.#add((name: unknown, context: Context, frame: unknown) => {
      try {
        return use(context.env.getTemplate(this.#resolve(name), isOptional), context, frame);
      } catch (error) {
        throw this.#failAt(node, error);
      }
    });
  }

  /** A template's name; "./row.html" is beside this template. */
  #resolve(name: unknown): string {
    const text = typeof name === "object" && name !== null ? this.#safeText.read(name) : name;
    if (typeof text !== "string")
      throw new Error(`the name of the other template is no text: it is ${typeof text}`);
    return /^\.\.?\//.test(text) ? posix.join(posix.dirname(this.#file.template), text) : text;
  }

  #failAt({ lineno, colno }: Pick<SyntaxNode, "lineno" | "colno">, error: unknown): TemplateFailure {
    if (error instanceof TemplateFailure) return error;
    return new TemplateFailure({ ...this.#file, line: lineno + 1, column: colno + 1 }, error);
  }

  #add(site: Site): string {
    this.functions.push(site);
    return `sites[${this.functions.length - 1}]`;
  }
}

/** What a template prints of a value that is not a string. */
function toText(value: unknown): string {
  if (typeof value === "object" && value !== null && "then" in value && typeof value.then === "function") {
    throw new Error(
      "the value is a promise, which would be printed as [object Promise]; await it in the view",
    );
  }
  return String(value);
}
