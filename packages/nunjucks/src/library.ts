import { createRequire } from "node:module";

/** A node of nunjucks' syntax tree, with the fields of the kinds that the compiler looks into. */
export interface SyntaxNode {
  /** The kind: "FunCall", "Filter", "Output". */
  readonly typename: string;
  /** Counted from 0. */
  readonly lineno: number;
  /** Counted from 0. */
  readonly colno: number;
  /** Of a list. */
  readonly children?: readonly SyntaxNode[];
  /** The function of a call, the name of a filter or block. */
  readonly name?: SyntaxNode;
  /** The arguments of a call. */
  readonly args?: SyntaxNode;
  /** The object of a lookup, the variable of an import. */
  readonly target?: SyntaxNode;
  /** What a test or `in` looks at. */
  readonly left?: SyntaxNode;
  /** The test; where `in` looks. */
  readonly right?: SyntaxNode;
  /** The name of the template to include, extend or import. */
  readonly template?: SyntaxNode;
  /** Whether an include may be of a template that is not there. */
  readonly ignoreMissing?: boolean;
  /** Whether an import sees the variables of the importing template. */
  readonly withContext?: boolean;
  /** The names that are imported. */
  readonly names?: SyntaxNode;
  /** The name of the block whose parent is asked for. */
  readonly blockName?: SyntaxNode;
  /** The variable of the parent's text. */
  readonly symbol?: SyntaxNode;
  /** The imported name. */
  readonly key?: SyntaxNode;
  /** The text of a literal or symbol; of a pair a node. */
  readonly value?: unknown;
}

/** A token of the lexer. */
export interface Token {
  readonly value: unknown;
  /** Counted from 0. */
  readonly lineno: number;
  /** Counted from 0. */
  readonly colno: number;
}

/** nunjucks' parser, as the methods that replace others see it. */
export interface Parser {
  /** The lexer, with the place it has come to, counted from 0. */
  readonly tokens: { readonly lineno: number; readonly colno: number };
  /** Looks at the next token. */
  peekToken(): Token | null;
  /** Reads the whole template. */
  parseAsRoot(): SyntaxNode;
}

/** Variables at compile time. */
export interface Scope {
  /** The scope around this one; `undefined` for the template's own. */
  readonly parent?: Scope;
  /** Says which JavaScript variable holds a variable. */
  set(name: string, variable: string): void;
}

/** nunjucks' compiler, as the methods that replace others see it. */
export interface Compiler {
  /** The variable that output is added to. */
  readonly buffer: string;
  /** Whether the code of a block is being written. */
  readonly inBlock: boolean;
  /** Writes code for a node. */
  compile(node: SyntaxNode, scope?: Scope): void;
  /** The code written so far. */
  getCode(): string;
  /** Writes code. */
  _emit(code: string): void;
  /** Writes a line of code. */
  _emitLine(code: string): void;
  /** Writes code for a list between two brackets. */
  _compileAggregate(list: SyntaxNode, scope: Scope | undefined, ...brackets: string[]): void;
  /** A new variable. */
  _tmpid(): string;
  /** How error messages call a function. */
  _getNodeName(node: SyntaxNode): string;
}

/** A class of nunjucks' own class system: methods are replaced through `extend`, and find the old one as `parent`. */
interface Extensible<Instance, Values extends readonly unknown[]> {
  /** Makes a subclass. */
  extend(name: string, methods: object): new (...values: Values) => Instance;
}

/** What nunjucks' functions answer through. They call it before they return: nothing of ours is asynchronous. */
export type Callback<Value> = (error: Error | null, value?: Value) => void;

/** The function of a page or block, compiled: `(environment, context, frame, runtime, callback)`. */
export type CompiledFunction = (
  ...values: [Environment, Context, unknown, Runtime, Callback<string>]
) => void;

/** A compiled template: a function for the page and one for each block. */
export interface CompiledCode {
  readonly root: CompiledFunction;
  readonly [block: `b_${string}`]: CompiledFunction;
}

/** Text that is not escaped again. */
export interface SafeString {
  /** The text. */
  toString(): string;
}

/** What compiled templates call. */
export interface Runtime {
  /** Text that is not escaped again. */
  readonly SafeString: new (text: string) => SafeString;
  /** The value of a variable: of the blocks around, then of the template's context, then a global. */
  readonly contextOrFrameLookup: (context: Context, frame: Frame, name: string) => unknown;
  /** Whether a value is in a list, a text or an object. @throws Error for anything else */
  readonly inOperator: (value: unknown, container: unknown) => boolean;
  /** Makes a function that takes keyword arguments: an object, last, with the property `__keywords`. */
  readonly makeMacro: (
    names: readonly string[],
    keywords: readonly string[],
    run: TemplateCallable,
  ) => TemplateCallable;
}

/** The variables and blocks of one rendering of a template. */
export interface Context {
  readonly env: Environment;
  /** The blocks by name, innermost first. */
  readonly blocks: Readonly<Record<string, readonly CompiledFunction[]>>;
  /** Set while a page runs for the sake of one block: its blocks print nothing. */
  isCollecting?: boolean;
  /** The values the template sees. */
  getVariables(): Readonly<Record<string, unknown>>;
  /** The innermost block of a name. */
  getBlock(name: string): CompiledFunction;
  /** Runs the block that another one overrides. */
  getSuper(...values: [Environment, string, CompiledFunction, unknown, Runtime, Callback<string>]): void;
}

/** The variables of the blocks around a place. */
export interface Frame {
  /** The value of the innermost variable of a name; `undefined` when there is none. */
  lookup(name: string): unknown;
}

/** A compiled template in an environment. */
export interface BoundTemplate {
  /** Renders a page. */
  render(variables: object): string | null;
  /** Renders an included template. */
  render(variables: object, frame: unknown, callback: Callback<string>): void;
  /** Runs a template for its macros and variables. */
  getExported(...values: [Callback<object>] | [object, unknown, Callback<object>]): void;
}

/** What compiled templates find as `env`, and nunjucks' own filters as `this.env`. */
export interface Environment {
  globals: Record<string, unknown>;
  readonly filters: Readonly<Record<string, TemplateCallable>>;
  readonly tests: Readonly<Record<string, TemplateCallable>>;
  /** The filter of a name. */
  getFilter(name: string): TemplateCallable;
  /** The test of a name. */
  getTest(name: string): TemplateCallable;
  /** The template of a name; an empty one for a missing name that is optional. */
  getTemplate(name: string, isOptional?: boolean): BoundTemplate;
}

/** A function that templates call; nunjucks' own ones expect the context as `this`. */
export type TemplateCallable = (this: unknown, ...values: unknown[]) => unknown;

/** How templates are written. */
export interface SyntaxOptions {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
}

/** The options of an environment. */
interface EnvironmentOptions {
  readonly autoescape: boolean;
  /** Errors are handed on as they are. */
  readonly dev: true;
}

/** An error of nunjucks: lines and columns count from 1, and are missing where it does not know them. */
export interface NunjucksError extends Error {
  readonly lineno?: number;
  readonly colno?: number;
}

type TemplateArguments = [
  { type: "code"; obj: CompiledCode },
  Environment,
  path: string,
  isCompiledNow: true,
];

/** The parts of nunjucks that Micro builds on. */
export interface Library {
  readonly Environment: new (loaders: readonly never[], options: EnvironmentOptions) => Environment;
  readonly Template: new (...values: TemplateArguments) => BoundTemplate;
  readonly parser: { readonly Parser: Extensible<Parser, [tokens: unknown]> };
  readonly compiler: { readonly Compiler: Extensible<Compiler, [name: string, throwOnUndefined: boolean]> };
  readonly lexer: { lex(source: string, options: SyntaxOptions): unknown };
  readonly lib: { readonly escape: (text: string) => string };
  readonly runtime: Runtime;
  /** Prepares a syntax tree for the compiler. */
  transform(tree: SyntaxNode): SyntaxNode;
}

/**
 * Loads nunjucks; nothing before the first template does, so an app without templates does not pay for it.
 *
 * This is the only file that knows the package. Its types are ours: the published ones leave out parser, compiler and
 * runtime.
 */
export function loadLibrary(): Library {
  const require = createRequire(import.meta.url);
  const library: object = { ...require("nunjucks"), ...require("nunjucks/src/transformer") };
  return library as Library; // without published types, see above
}

/** What a function answers that calls back before it returns. @throws what it reports */
export function resultOf<Value>(run: (done: Callback<Value>) => void): Value | undefined {
  const outcome: { error: Error | null; value?: Value | undefined } = { error: null };
  run((error, value) => Object.assign(outcome, { error, value }));
  if (outcome.error !== null) throw outcome.error;
  return outcome.value;
}
