import type { Markup, TemplateContext } from "@micro-web/core";

import type { TransMessage } from "../builtins/gettext.ts";
import { prettyPrint } from "../builtins/pretty-print.ts";
import { type Callable, toCallable } from "../callable.ts";
import { TemplateFailure } from "../template-failure.ts";
import { Undefined } from "../undefined.ts";
import type { BlockTable, CompiledTemplate, TemplateFile, TemplateFunction } from "./compiled-template.ts";
import { createMacro, type MacroFacts } from "./macro.ts";
import { type Run, runToEnd, type Step } from "./promises.ts";
import type { Rendering } from "./rendering.ts";
import { resolveName } from "./template-name.ts";
import { translate } from "./translation.ts";
import { ValueContext } from "./value-context.ts";
import type { ContextFields } from "./variable-context.ts";

/** An include, as its tag says. */
export interface IncludeOptions {
  /** A name or several, of which the first that is there is taken. */
  readonly names: unknown;
  readonly ignoreMissing: boolean;
  readonly withContext: boolean;
  readonly locals: TemplateContext | null;
}

/** An import, as its tag says. */
export interface ImportOptions {
  readonly name: unknown;
  readonly withContext: boolean;
  readonly locals: TemplateContext | null;
}

/** What one template and its parents share in one rendering. */
interface Page {
  blocks: BlockTable;
  /** The names that the template exports. */
  readonly exported: Set<string>;
}

/** Prints nothing. */
// oxlint-disable-next-line require-yield -- blocks are generators
const NOTHING: TemplateFunction = function* nothing() {
  return "";
};

/** What compiled templates work with: variables, values, and other templates. */
export class Context extends ValueContext {
  readonly #page: Page;

  private constructor(fields: ContextFields, page: Page) {
    super(fields);
    this.#page = page;
  }

  /** The context of a template that is rendered or imported by its own. */
  static of(template: CompiledTemplate, rendering: Rendering, given: TemplateContext): Context {
    const { autoescape } = rendering;
    const fields = { rendering, given, own: new Map(), locals: null, parent: null, autoescape };
    return new Context(fields, { blocks: template.table, exported: new Set() });
  }

  /** Sets a variable of the template, which those that import it see if its name begins with no underscore. */
  export(name: string, value: unknown): void {
    this.fields.own.set(name, value);
    if (!name.startsWith("_")) this.#page.exported.add(name);
  }

  /** Keeps variables from those that import the template. */
  hide(names: readonly string[]): void {
    for (const name of names) this.#page.exported.delete(name);
  }

  /** What the template exports. */
  exports(): Record<string, unknown> {
    return Object.fromEntries(Array.from(this.#page.exported, (name) => [name, this.fields.own.get(name)]));
  }

  /** The same context, where values are escaped or not. */
  escaping(autoescape: boolean): Context {
    return new Context({ ...this.fields, autoescape }, this.#page);
  }

  /** The same context, with the variables of a place. */
  withLocals(locals: TemplateContext | null): Context {
    return new Context({ ...this.fields, own: new Map(), locals, parent: this }, this.#page);
  }

  /** Joins a template that this one extends: its blocks stand behind. @returns The template. */
  extend(from: TemplateFile, known: CompiledTemplate | null, name: unknown): CompiledTemplate {
    if (known !== null) throw new Error("a template can extend one other template only");
    this.rendering.enter(); // for good: who extends never comes back
    const parent = this.rendering.host.template(resolveName(name, from.template));
    this.#page.blocks = this.#page.blocks.extend(parent);
    return parent;
  }

  /** The function of the innermost block of a name. @throws Error for a required block that no template fills */
  block(name: string, isRequired: boolean): TemplateFunction {
    if (this.rendering.isCollecting) return NOTHING;
    const blocks = this.#page.blocks.get(name);
    if (isRequired && blocks.length < 2)
      throw new Error(`the required block ${JSON.stringify(name)} is not filled`);
    return blocks[0] ?? NOTHING;
  }

  /** The names of the blocks. */
  get blockNames(): string[] {
    return this.#page.blocks.names;
  }

  /** The variable `self`: each block as a function. */
  self(): Record<string, Callable> {
    const blocks = this.blockNames.map((name) => {
      return [name, toCallable(() => this.run(this.block(name, false)(this, false)))] as const;
    });
    return Object.fromEntries(blocks);
  }

  /** The variable `super` in a block: the block that it overrides, with a `super` of its own. */
  superOf(name: string, block: TemplateFunction): unknown {
    const blocks = this.#page.blocks.get(name);
    return this.#superAt(name, blocks.indexOf(block) + 1);
  }

  #superAt(name: string, depth: number): unknown {
    const block = this.#page.blocks.get(name)[depth];
    if (block === undefined) {
      const explain = (): string =>
        `no template that is extended has a block ${JSON.stringify(name)} for super()`;
      return new Undefined({ policy: this.rendering.host.policy, name: "super", explain });
    }
    const call = toCallable(() => this.run(block(this, false)));
    return Object.defineProperty(call, "super", { get: () => this.#superAt(name, depth + 1) });
  }

  /** Prints another template. */
  *include(from: TemplateFile, options: IncludeOptions, isStream: boolean): Run {
    const template = this.#findIncluded(from, options);
    if (template === null) return "";
    const { rendering } = this;
    const context = options.withContext
      ? this.#childFor(template, options.locals)
      : Context.of(template, rendering, rendering.standard);
    rendering.enter();
    try {
      return yield* template.root(context, isStream);
    } finally {
      rendering.leave();
    }
  }

  /** Runs another template for its macros and variables. */
  *import(from: TemplateFile, options: ImportOptions): Generator<Step, object, unknown> {
    const { rendering } = this;
    const { withContext, locals } = options;
    const template = rendering.host.template(resolveName(options.name, from.template));
    const known = withContext ? undefined : rendering.modules.get(template);
    if (known !== undefined) return known;
    const context = withContext
      ? this.#childFor(template, locals)
      : Context.of(template, rendering, rendering.standard);
    rendering.enter();
    const text = yield* template.root(context, false);
    rendering.leave();
    const module = createModule(template, context.exports(), context.markup(text));
    if (!withContext) rendering.modules.set(template, module);
    return module;
  }

  /** A name of what another template exports; undefined when it has none. */
  exported(module: object, name: string): unknown {
    if (Object.hasOwn(module, name)) return Reflect.get(module, name);
    const { policy } = this.rendering.host;
    return new Undefined({ policy, name, explain: () => explainExport(module, name) });
  }

  /** Makes a macro. @param code - Gets the values of its parameters and this context. */
  macro(facts: MacroFacts, code: (values: readonly unknown[], context: Context) => Run): Callable {
    return createMacro(facts, (values) => this.run(code(values, this)));
  }

  /** Runs a part of the rendering, one level deeper; what it prints is markup where values are escaped. */
  run(run: Run): unknown {
    const { rendering } = this;
    rendering.enter();
    let text: string | Promise<string> = "";
    try {
      text = runToEnd(run);
    } finally {
      // What waits is still a level deeper.
      if (typeof text === "string") rendering.leave();
    }
    if (typeof text === "string") return this.markup(text);
    return text.finally(() => rendering.leave()).then((later) => this.markup(later));
  }

  /** Translates a text. */
  translate(message: TransMessage, variables: TemplateContext, count: unknown): unknown {
    return translate({ context: this, message, variables, count });
  }

  /** A tag of an extension. */
  extension(extension: unknown, method: string, values: readonly unknown[]): unknown {
    const run: unknown = Reflect.get(Object(extension), method);
    if (typeof run === "function") return Reflect.apply(run, extension, [this.#forExtensions(), ...values]);
    throw new TypeError(`the extension of the tag has no method ${JSON.stringify(method)}`);
  }

  /** What the tag `debug` prints: the variables, filters and tests. */
  describe(locals: TemplateContext | null): string {
    const names = [...new Set([...Object.keys(locals ?? {}), ...this.names()])].toSorted();
    const values = names.map((name) => {
      return [name, locals?.[name] ?? this.find(name) ?? this.rendering.host.global(name)] as const;
    });
    const { host } = this.rendering;
    return prettyPrint({
      context: Object.fromEntries(values),
      filters: host.functions.names("filter"),
      tests: host.functions.names("test"),
    });
  }

  /** The failure for what was thrown in the code of a template. @param position - The line times 4096, and the column. */
  fail(error: unknown, template: TemplateFile, position: number): TemplateFailure {
    const [line, column] =
      position === 0 ? [undefined, undefined] : [Math.floor(position / 4096), position % 4096];
    const place = { ...fileOf(template), line, column };
    return error instanceof TemplateFailure ? error.calledFrom(place) : new TemplateFailure(place, error);
  }

  /** What extensions of nunjucks find as their context. */
  #forExtensions(): object {
    return {
      ctx: this.fields.given,
      lookup: (name: string) => this.lookup(name),
      getVariables: () => this.fields.given,
    };
  }

  #childFor(template: CompiledTemplate, locals: TemplateContext | null): Context {
    const fields = {
      ...this.fields,
      own: new Map(),
      locals,
      parent: this,
      autoescape: this.rendering.autoescape,
    };
    return new Context(fields, { blocks: template.table, exported: new Set() });
  }

  #findIncluded(from: TemplateFile, { names, ignoreMissing }: IncludeOptions): CompiledTemplate | null {
    const { host } = this.rendering;
    const list = Array.isArray(names) ? (names as readonly unknown[]) : [names];
    for (const name of list) {
      const template = host.findTemplate(resolveName(name, from.template));
      if (template !== null) return template;
    }
    return ignoreMissing
      ? null
      : host.template(list.map((name) => resolveName(name, from.template)).join(", "));
  }
}

const TEMPLATE = Symbol("template");

/** What a template exports, as an object that prints its text. */
function createModule(template: CompiledTemplate, exports: object, text: string | Markup): object {
  // Own properties of an object that inherits nothing: whatever the names are, they are data.
  const module = Object.create(null, {
    toHtml: { value: () => String(text) },
    [TEMPLATE]: { value: template.template },
  }) as object;
  return Object.assign(module, exports);
}

function explainExport(module: object, name: string): string {
  const names = Object.keys(module).join(", ") || "nothing";
  const template = JSON.stringify(Reflect.get(module, TEMPLATE));
  return `the imported template ${template} exports no ${JSON.stringify(name)}; it exports ${names}`;
}

function fileOf({ template, path, source }: TemplateFile): TemplateFile {
  return { template, path, source };
}
