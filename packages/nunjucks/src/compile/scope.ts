import type { Place } from "../library.ts";

/** A function of the compiled template: a page, a block, a macro. */
export class FunctionScope {
  /** The variables of the template's context that it reads, with the place of the first use. */
  readonly lookups: Map<string, { readonly variable: string; readonly place: Place }> = new Map();
  /** Whether it is the page itself, which may extend another template. */
  readonly isRoot: boolean;
  /** Whether its output may be sent in pieces; that of a macro is a value. */
  readonly canStream: boolean;
  /** The name of the block; "" outside of blocks. */
  readonly block: string;

  /** @param options - What the function is. */
  constructor({ isRoot = false, canStream = false, block = "" }: Partial<FunctionScope> = {}) {
    this.isRoot = isRoot;
    this.canStream = canStream;
    this.block = block;
  }
}

/** The JavaScript variables that code of a place uses. */
export interface ScopeVariables {
  /** Collects the output. */
  readonly buffer: string;
  /** The context, which knows whether values are escaped. */
  readonly context: string;
  /** Turns a value into output. */
  readonly out: string;
  /** Turns a text into output. */
  readonly escape: string;
}

/** Where a piece of a template stands: which variables it sees, and where its output goes. */
export class Scope {
  readonly function: FunctionScope;
  readonly variables: ScopeVariables;
  /** Whether what is set here is part of what the template exports. */
  readonly isTop: boolean;
  /** Whether it may not run: in an `if`. */
  readonly isConditional: boolean;
  /** The label of the loop around, in the same function; "" when there is none. */
  readonly loopLabel: string;
  readonly #parent: Scope | null;
  readonly #names: Map<string, string>;

  private constructor(parent: Scope | null, fields: ScopeFields) {
    this.#parent = parent;
    this.#names = fields.names;
    this.function = fields.function;
    this.variables = fields.variables;
    this.isTop = fields.isTop;
    this.isConditional = fields.isConditional;
    this.loopLabel = fields.loopLabel;
  }

  /** The scope of a function; the one around it is seen too. */
  static ofFunction(fn: FunctionScope, variables: ScopeVariables, parent: Scope | null = null): Scope {
    return new Scope(parent, {
      names: new Map(),
      function: fn,
      variables,
      isTop: fn.isRoot,
      isConditional: false,
      loopLabel: "",
    });
  }

  /** A scope in this one: what is set there is not seen here. */
  inner(variables: Partial<ScopeVariables> = {}): Scope {
    return this.#derive({ isTop: false, variables: { ...this.variables, ...variables } });
  }

  /** The scope of a loop. @param label - Of the JavaScript loop. */
  loop(label: string): Scope {
    return this.#derive({ isTop: false, loopLabel: label });
  }

  /** The same scope, as seen in an `if`. */
  conditional(): Scope {
    return new Scope(this.#parent, { ...this.#fields(), names: this.#names, isConditional: true });
  }

  /** Makes a variable known. */
  declare(name: string, variable: string): void {
    this.#names.set(name, variable);
  }

  /** Whether a variable is known here, and not only around. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The JavaScript variable of a variable; `undefined` for one of the template's context. */
  find(name: string): string | undefined {
    return this.#names.get(name) ?? this.#parent?.find(name);
  }

  /** The variables of the scopes inside of the template's own, the innermost of each name. */
  locals(): Map<string, string> {
    const around = this.#parent?.locals() ?? new Map<string, string>();
    if (this.isTop) return around;
    for (const [name, variable] of this.#names) around.set(name, variable);
    return around;
  }

  #derive(fields: Partial<ScopeFields>): Scope {
    return new Scope(this, { ...this.#fields(), ...fields });
  }

  #fields(): ScopeFields {
    const { function: fn, variables, isTop, isConditional, loopLabel } = this;
    return { names: new Map(), function: fn, variables, isTop, isConditional, loopLabel };
  }
}

interface ScopeFields {
  readonly names: Map<string, string>;
  readonly function: FunctionScope;
  readonly variables: ScopeVariables;
  readonly isTop: boolean;
  readonly isConditional: boolean;
  readonly loopLabel: string;
}
