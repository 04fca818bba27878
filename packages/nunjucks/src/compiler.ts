import type {
  CompiledCode,
  Compiler,
  Context,
  Frame,
  Library,
  NunjucksError,
  Runtime,
  Scope,
  SyntaxNode,
  SyntaxOptions,
} from "./library.ts";
import { asMacro, memberLookup } from "./macro.ts";
import { TemplateParser } from "./parser.ts";
import type { SafeText } from "./safe-text.ts";
import { TemplateFailure, type TemplateFile } from "./template-failure.ts";
import { type Site, TemplateSites } from "./template-sites.ts";

/** nunjucks' compiler while it writes one template. */
interface SiteCompiler extends Compiler {
  readonly sites: TemplateSites;
  parent(...values: unknown[]): void;
}

/**
 * The methods of nunjucks' compiler that are replaced: every call out of the template goes through a site, which
 * answers before it returns. Errors are then thrown where they happen, and reported at the line of the statement.
 */
const METHODS = {
  _emitFuncBegin(this: SiteCompiler, node: SyntaxNode, name: string): void {
    this.parent(node, name);
    this._emitLine("runtime = templateRuntime;");
  },

  _compileChildren(this: SiteCompiler, { children = [] }: SyntaxNode, scope: Scope): void {
    for (const child of children) {
      // The transformer makes nodes for super() that have no place of their own.
      if (child.typename !== "Super") this._emitLine(`lineno = ${child.lineno}; colno = ${child.colno};`);
      this.compile(child, scope);
    }
  },

  compileOutput(this: SiteCompiler, { children = [] }: SyntaxNode, scope: Scope): void {
    for (const child of children) {
      if (child.typename === "TemplateData" && child.value === "") continue;
      this._emit(`${this.buffer} += `);
      if (child.typename !== "TemplateData") this._emit(`${this.sites.output(startOf(child))}(`);
      this.compile(child, scope);
      this._emitLine(child.typename === "TemplateData" ? ";" : ", env.opts.autoescape);");
    }
  },

  compileFunCall(this: SiteCompiler, { name, args }: Required<SyntaxNode>, scope: Scope): void {
    const site = { node: startOf(name), name: this._getNodeName(name), hasKeywords: hasKeywords(args) };
    this._emit(`${this.sites.call(site)}(`);
    this.compile(name, scope);
    this._emit(", context, ");
    this._compileAggregate(args, scope, "[", "])");
  },

  compileFilter(this: SiteCompiler, { name, args }: Required<SyntaxNode>, scope: Scope): void {
    const site = { node: name, name: String(name.value), hasKeywords: hasKeywords(args) };
    this._emit(`${this.sites.filter(site)}(context, `);
    this._compileAggregate(args, scope, "[", "])");
  },

  compileIs(this: SiteCompiler, { left, right }: Required<SyntaxNode>, scope: Scope): void {
    this._emit(`${this.sites.test(right, String((right.name ?? right).value))}(context, [`);
    this.compile(left, scope);
    this._emit(", ");
    if (right.args !== undefined) this._compileAggregate(right.args, scope, "", "");
    this._emit("])");
  },

  compileIn(this: SiteCompiler, node: Required<SyntaxNode>, scope: Scope): void {
    this._emit(`${this.sites.contains(startOf(node))}(`);
    this.compile(node.left, scope);
    this._emit(", ");
    this.compile(node.right, scope);
    this._emit(")");
  },

  compileInclude(this: SiteCompiler, node: Required<SyntaxNode>, scope: Scope): void {
    this._emit(`${this.buffer} += ${this.sites.include(node)}(`);
    this.compile(node.template, scope);
    this._emitLine(", context, frame);");
  },

  compileExtends(this: SiteCompiler, node: Required<SyntaxNode>, scope: Scope): void {
    const name = this._tmpid();
    this._emit(`parentTemplate = ${this.sites.extend(node)}(`);
    this.compile(node.template, scope);
    this._emitLine(", context);");
    this._emitLine(
      `for (var ${name} in parentTemplate.blocks) context.addBlock(${name}, parentTemplate.blocks[${name}]);`,
    );
  },

  compileImport(this: SiteCompiler, node: Required<SyntaxNode>, scope: Scope): void {
    const exported = compileExported(this, node, scope);
    bind(this, scope, { name: String(node.target.value), variable: exported });
  },

  compileFromImport(this: SiteCompiler, node: Required<SyntaxNode>, scope: Scope): void {
    const exported = compileExported(this, node, scope);
    for (const child of node.names.children ?? []) {
      const { name, alias } = namesOf(child);
      const variable = this._tmpid();
      this._emitLine(`var ${variable} = ${this.sites.exported(child, name)}(${exported});`);
      bind(this, scope, { name: alias, variable });
    }
  },

  compileBlock(this: SiteCompiler, { name }: Required<SyntaxNode>): void {
    // Outside of blocks, a template that extends another one prints nothing of its own.
    if (!this.inBlock) this._emit("if (!parentTemplate) ");
    this._emitLine(`${this.buffer} += ${this.sites.block(String(name.value))}(context, frame);`);
  },

  compileSuper(this: SiteCompiler, { blockName, symbol }: Required<SyntaxNode>, scope: Scope): void {
    const name = String(blockName.value);
    const variable = String(symbol.value);
    this._emitLine(`var ${variable} = ${this.sites.super(name)}(b_${name}, context, frame);`);
    scope.set(variable, variable);
  },
};

function hasKeywords({ children = [] }: SyntaxNode): boolean {
  return children.at(-1)?.typename === "KeywordArgs";
}

/** Writes code that imports a template; gives the variable that holds what it exports. */
function compileExported(compiler: SiteCompiler, node: Required<SyntaxNode>, scope: Scope): string {
  const variable = compiler._tmpid();
  compiler._emit(`var ${variable} = ${compiler.sites.import(node)}(`);
  compiler.compile(node.template, scope);
  compiler._emitLine(", context, frame);");
  return variable;
}

/** Writes code that gives an imported value a name in the template. */
function bind(
  compiler: SiteCompiler,
  scope: Scope,
  { name, variable }: { name: string; variable: string },
): void {
  scope.set(name, variable);
  const target = scope.parent === undefined ? "context.setVariable" : "frame.set";
  compiler._emitLine(`${target}(${JSON.stringify(name)}, ${variable});`);
}

/** `import name` or `import name as alias`. */
function namesOf({ key, value }: SyntaxNode): { name: string; alias: string } {
  if (key === undefined) return { name: String(value), alias: String(value) };
  return { name: String(key.value), alias: String((value as SyntaxNode).value) }; // the parser makes pairs of two symbols
}

/** Where an expression starts: nunjucks puts a call at its bracket and a lookup at its dot. */
function startOf(node: SyntaxNode): SyntaxNode {
  const inner = node.typename === "FunCall" ? node.name : node.target;
  return inner === undefined ? node : startOf(inner);
}

type Compile = (runtime: Runtime, sites: readonly Site[]) => CompiledCode;

/** What compiled templates build on. */
export interface TemplateCompilerOptions {
  readonly library: Library;
  /** How templates are written. */
  readonly syntax: SyntaxOptions;
  readonly safeText: SafeText;
  /** The variables that imported templates see too. */
  readonly standardNames: readonly string[];
}

/** Makes functions of templates. */
export class TemplateCompiler {
  readonly #options: TemplateCompilerOptions;
  readonly #parser: TemplateParser;
  readonly #Compiler: new (name: string, throwOnUndefined: boolean) => Compiler;

  /** @param options - What compiled templates build on. */
  constructor(options: TemplateCompilerOptions) {
    const { library, syntax } = options;
    this.#options = options;
    this.#parser = new TemplateParser(library, syntax);
    this.#Compiler = library.compiler.Compiler.extend("SiteCompiler", { ...METHODS }); // extend() changes its argument
  }

  /** Compiles a template. @throws TemplateFailure for one that is not valid. */
  compile(source: string, file: TemplateFile): CompiledCode {
    const sites = new TemplateSites(file, this.#options);
    const tree = this.#parser.parse(source, file);
    try {
      const compiler = Object.assign(new this.#Compiler(file.template, false), { sites });
      compiler.compile(tree);
      // oxlint-disable-next-line typescript/no-implied-eval -- functions are what templates become
      const create = new Function("templateRuntime", "sites", compiler.getCode()) as Compile; // what the compiler writes
      return create(createRuntime(this.#options.library.runtime, sites), sites.functions);
    } catch (error) {
      throw new TemplateFailure({ ...file, ...positionOf(error, source) }, error, true);
    }
  }
}

function createRuntime(runtime: Runtime, sites: TemplateSites): Runtime {
  return Object.assign({}, runtime, {
    handleError: (error: unknown, line: number, column: number) => sites.failAfter(error, line, column),
    // A plain object, as functions of the app want it; sites mark it for macros.
    makeKeywordArgs: (values: object) => values,
    makeMacro: (...values: Parameters<Runtime["makeMacro"]>) => asMacro(runtime.makeMacro(...values)),
    memberLookup,
    contextOrFrameLookup: (context: Context, frame: Frame, name: string) =>
      isInherited(context, name) ? frame.lookup(name) : runtime.contextOrFrameLookup(context, frame, name),
  });
}

/** What every object has, and no template means by a variable: `constructor`, `toString`. */
function isInherited(context: Context, name: string): boolean {
  return name in Object.prototype && !Object.hasOwn(context.getVariables(), name);
}

/** Where the compiler found a fault; of two blocks with one name, the second. */
function positionOf(error: unknown, source: string): { line?: number; column?: number } {
  const { lineno, colno, message } = error as NunjucksError; // the compiler throws nothing but errors
  if (lineno !== undefined && colno !== undefined) return { line: lineno, column: colno };
  const name = /^Block "(.+)" defined more than once/.exec(message)?.[1];
  const second = [...source.matchAll(/\{%-?\s*block\s+(\w+)/g)].filter((match) => match[1] === name)[1];
  return second === undefined ? {} : { line: source.slice(0, second.index).split("\n").length };
}
