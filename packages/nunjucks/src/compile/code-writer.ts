import type { KnownFunctions } from "../known-functions.ts";
import { type BaseCompiler, type BaseNode, Compiler, type Place } from "../library.ts";
import type { Block, Body, Expression } from "../syntax/nodes.ts";
import { TemplateSyntaxError } from "../syntax/syntax-error.ts";
import { type Code, quote, settle } from "./code.ts";
import { storedNames } from "./names.ts";
import type { FunctionScope, Scope, ScopeVariables } from "./scope.ts";

/** Writes the code of one kind of expression. */
type ExpressionWriter<Node> = (writer: CodeWriter, node: Node, scope: Scope) => Code;

/** The writers of all kinds of expressions. */
export type ExpressionWriters = {
  readonly [Kind in Expression["typename"]]: ExpressionWriter<Extract<Expression, { typename: Kind }>>;
};

/** Writes the code of one kind of statement. */
export type StatementWriter<Node> = (writer: CodeWriter, node: Node, scope: Scope) => void;

/** What a writer of code needs. */
export interface CodeWriterOptions {
  readonly template: string;
  readonly expressions: ExpressionWriters;
  /** The filters and tests there are; `null` to leave that to the rendering. */
  readonly known: Pick<KnownFunctions, "missing"> | null;
}

// A class that is not ours has no type of its own here.
const Base: new (name: string, throwOnUndefined: boolean) => BaseCompiler = Compiler;

/** Statements that begin with an expression: the place of its errors is the statement's, unless it is known better. */
const MARKED: ReadonlySet<string> = new Set(["Assign", "Do", "If", "IfAsync", "Switch", "With"]);

const START: Place = { lineno: 0, colno: 0 };

/** The variables of the function of a page, block or macro. */
export const FUNCTION_VARIABLES: ScopeVariables = { buffer: "o", context: "c", out: "out", escape: "esc" };

/** nunjucks' compiler, writing functions of our own: what statements and expressions share. */
export class CodeWriter extends Base {
  /** The place in the template of each line of code; `null` for lines of no place. */
  readonly places: (Place | null)[] = [];
  /** Blocks by name, in order. */
  readonly blocks: Map<string, { readonly variable: string; readonly node: Block }> = new Map();
  /** Whether the template extends another one: "maybe" when it does so in an `if`. */
  extends: "no" | "maybe" | "yes" = "no";
  /** The tag that says so last. */
  extendsPlace: Place = START;
  /** The variables that the template reads and does not set, with the place of the first use. */
  readonly undeclared: Map<string, Place> = new Map();
  /** Objects that compiled code reaches by number: extensions. */
  readonly objects: unknown[] = [];
  readonly #lines: string[] = [];
  #temporaries: string[] = [];
  readonly #options: CodeWriterOptions;
  #place: Place | null = null;

  /** @param options - What the writer needs. */
  constructor(options: CodeWriterOptions) {
    super(options.template, false);
    this.#options = options;
  }

  /** Writes a line. */
  line(code: string): void {
    this.#lines.push(code);
    this.places.push(this.#place);
  }

  /** The lines written so far. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** A new variable, with a name that says what it holds. */
  variable(name: string = ""): string {
    const id = this._tmpid();
    return /^\w+$/.test(name) ? `${id}_${name}` : id;
  }

  /** A new variable of the function that is being written, for use within an expression. */
  declareTemporary(): string {
    const variable = this.variable();
    this.#temporaries.push(variable);
    return variable;
  }

  /** Names the place of the lines that follow. */
  moveTo(place: Place): void {
    this.#place = place;
  }

  /** The number that stands for a place in compiled code: the line times 4096, and the column. */
  position({ lineno, colno }: Place): number {
    return (lineno + 1) * 4096 + Math.min(colno + 1, 4095);
  }

  /** The code that remembers a place, for the errors of what follows. */
  mark(place: Place): string {
    return `L = ${this.position(place)}`;
  }

  /** The code of an expression. */
  expression(node: Expression, scope: Scope): Code {
    // The writer of the node's own type.
    const write = this.#options.expressions[node.typename] as ExpressionWriter<Expression>;
    return write(this, node, scope);
  }

  /** The code of an expression whose value is no promise any more. */
  value(node: Expression, scope: Scope): string {
    return settle(this.expression(node, scope));
  }

  /** The code of whether an expression is true. */
  truth(node: Expression, scope: Scope): string {
    const code = this.expression(node, scope);
    if (code.kind === "boolean") return settle(code);
    return code.isSettled ? `isTrue(${code.text})` : `isTrue(${settle(code)})`;
  }

  /** Writes nodes one after the other. */
  body({ children }: Body, scope: Scope): void {
    for (const child of children) this.statement(child, scope);
  }

  /** Writes a node. */
  statement(node: BaseNode, scope: Scope): void {
    if (node.typename !== "NodeList") this.moveTo(node);
    if (MARKED.has(node.typename)) this.line(`${this.mark(node)};`);
    this.compile(node, scope);
  }

  /** Writes the declarations of what nodes set in a scope: each starts as what is seen around. */
  declareStored(body: Body, scope: Scope, others: Iterable<string> = []): void {
    for (const name of [...storedNames(body), ...others]) {
      if (scope.has(name)) continue;
      const around = this.resolve(name, scope, this.#place ?? START);
      const variable = this.variable(name);
      scope.declare(name, variable);
      this.line(`let ${variable} = ${around};`);
    }
  }

  /** The JavaScript variable of a variable; one of the context is read when the function starts. */
  resolve(name: string, scope: Scope, place: Place): string {
    const known = scope.find(name);
    if (known !== undefined) return known;
    const { lookups } = scope.function;
    const lookup = lookups.get(name) ?? { variable: this.variable(name), place };
    lookups.set(name, lookup);
    return lookup.variable;
  }

  /**
   * Writes what is in a generator function: it gives its text, and hands out the promises it waits for.
   *
   * @param scope - Of the function.
   * @param write - Writes its statements.
   */
  functionBody(scope: Scope, write: () => void): void {
    const around = this.#temporaries;
    this.#temporaries = [];
    const start = this.#lines.length;
    this.line("");
    this.line("const out = c.out, esc = c.esc, R = c.rendering;");
    this.line("try {");
    const lookups = this.#lines.length;
    this.line("");
    write();
    this.line("return o;");
    this.line("} catch (e) { throw c.fail(e, T, L); }");
    this.#lines[start] = `let ${['o = ""', "L = 0", "t, p, q", ...this.#temporaries].join(", ")};`;
    this.#lines[lookups] = this.#lookupsOf(scope.function);
    this.#temporaries = around;
  }

  /** Keeps an object for the compiled code. @returns The code that reaches it. */
  keep(object: unknown): string {
    this.objects.push(object);
    return `X[${this.objects.length - 1}]`;
  }

  /** Looks for a filter or test that does not exist. @throws TemplateSyntaxError */
  check(kind: "filter" | "test", node: Place & { readonly name: string }, scope: Scope): void {
    if (scope.isConditional) return; // Jinja lets templates ask first whether a filter is there
    const message = this.#options.known?.missing(kind, node.name) ?? null;
    if (message !== null) throw new TemplateSyntaxError(message, node);
  }

  #lookupsOf({ lookups }: FunctionScope): string {
    return Array.from(lookups, ([name, { variable, place }]) => {
      const read = `let ${variable} = c.lookup(${quote(name)});`;
      return `${read} if (isPromise(${variable})) { ${this.mark(place)}; ${variable} = yield ${variable}; }`;
    }).join(" ");
  }
}
