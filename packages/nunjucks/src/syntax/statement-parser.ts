import { ExpressionParser } from "./expression-parser.ts";
import type {
  Assign,
  AssignBlock,
  Block,
  Body,
  CallBlock,
  Expression,
  Extends,
  Filter,
  FilterBlock,
  For,
  FromImport,
  Import,
  ImportedName,
  Include,
  Macro,
  Name,
  Parameters,
  Target,
  With,
} from "./nodes.ts";
import { at } from "./token-parser.ts";

const CONSTANTS: ReadonlySet<string> = new Set(["true", "false", "none", "True", "False", "None"]);

/** Reads the tags of Jinja that nunjucks has too, as Jinja means them; `if` and `switch` are nunjucks' own. */
export class StatementParser extends ExpressionParser {
  /** Reads `{% for a, b in list if test recursive %}`; nunjucks' asyncEach and asyncAll are the same. */
  parseFor(): For {
    const tag = this.advance();
    const target = this.parseTarget(["in"]);
    this.requireSymbol("in");
    const iterable = this.parseTuple({ withInlineIf: false });
    const test = this.skipSymbol("if") ? this.parseExpression() : null;
    const isRecursive = this.skipSymbol("recursive");
    const end = { asyncEach: "endeach", asyncAll: "endall" }[String(tag.value)] ?? "endfor";
    const body = this.parseBody(end, "else");
    const else_ = this.readEnd() === "else" ? this.parseBodyUntil(end) : null;
    return { typename: "For", ...at(tag), target, iterable, test, isRecursive, body, else_ };
  }

  /** Reads `{% block name scoped required %}`. */
  parseBlock(): Block {
    const tag = this.advance();
    const place = at(this.token);
    const name = this.requireName("the name of the block");
    const isScoped = this.skipSymbol("scoped");
    const isRequired = this.skipSymbol("required");
    if (this.token.value === "-") {
      throw this.fault("the name of a block has no hyphens; write it with underscores", place);
    }
    const body = this.parseBody("endblock");
    this.advance();
    this.skipSymbol(name);
    this.closeTag();
    if (isRequired && !isBlank(body)) {
      throw this.fault("a required block can hold comments and white space only", tag);
    }
    return { typename: "Block", ...at(tag), name, isScoped, isRequired, body };
  }

  /** Reads `{% extends "base.html" %}`. */
  parseExtends(): Extends {
    const tag = this.advance();
    const template = this.parseExpression();
    this.closeTag();
    return { typename: "Extends", ...at(tag), template };
  }

  /** Reads `{% include "a.html" ignore missing without context %}`. */
  parseInclude(): Include {
    const tag = this.advance();
    const template = this.parseExpression();
    const ignoreMissing = this.isSymbol("ignore") && this.following.value === "missing";
    if (ignoreMissing) {
      this.advance();
      this.advance();
    }
    const withContext = this.parseContext() ?? true;
    this.closeTag();
    return { typename: "Include", ...at(tag), template, ignoreMissing, withContext };
  }

  /** Reads `{% import "a.html" as a with context %}`. */
  parseImport(): Import {
    const tag = this.advance();
    const template = this.parseExpression();
    this.requireSymbol("as");
    const target = this.parseTargetName().name;
    const withContext = this.parseContext() ?? false;
    this.closeTag();
    return { typename: "Import", ...at(tag), template, target, withContext };
  }

  /** Reads `{% from "a.html" import b as c, d with context %}`. */
  parseFrom(): FromImport {
    const tag = this.advance();
    const template = this.parseExpression();
    this.requireSymbol("import");
    const names: ImportedName[] = [];
    let withContext = this.parseContext();
    while (withContext === undefined && (names.length === 0 || this.skip("comma"))) {
      if (names.length > 0 && this.token.type === "block-end") break;
      withContext = this.parseContext();
      if (withContext === undefined) names.push(this.parseImportedName());
      withContext ??= this.parseContext();
    }
    if (names.length === 0) throw this.unexpected("a name to import");
    this.closeTag();
    return { typename: "FromImport", ...at(tag), template, names, withContext: withContext ?? false };
  }

  /** Reads `{% macro name(a, b=1) %}`. */
  parseMacro(): Macro {
    const tag = this.advance();
    const { name } = this.parseTargetName();
    const parameters = this.parseParameters();
    return { typename: "Macro", ...at(tag), name, parameters, body: this.parseBodyUntil("endmacro") };
  }

  /** Reads `{% call(a) macro() %}`. */
  parseCall(): CallBlock {
    const tag = this.advance();
    const parameters =
      this.token.type === "left-paren" ? this.parseParameters() : { names: [], defaults: [] };
    const call = this.parseExpression();
    if (call.typename !== "Call") throw this.fault('the tag "call" needs a call: {% call macro() %}', tag);
    return { typename: "CallBlock", ...at(tag), call, parameters, body: this.parseBodyUntil("endcall") };
  }

  /** Reads `{% set a, b = 1, 2 %}` and `{% set a | upper %}text{% endset %}`. */
  parseSet(): Assign | AssignBlock {
    const tag = this.advance();
    const targets = [this.parseAssignTarget()];
    while (this.skipOperator("=")) {
      const value = this.parseTuple();
      if (this.token.type === "operator" && this.token.value === "=") {
        targets.push(this.toTarget(value));
        continue;
      }
      this.closeTag();
      return { typename: "Assign", ...at(tag), targets, value };
    }
    const filter = this.parseFilter(null) as Filter | null; // of no value it gives nothing else
    const [target = this.parseAssignTarget()] = targets;
    return { typename: "AssignBlock", ...at(tag), target, filter, body: this.parseBodyUntil("endset") };
  }

  /** Reads `{% with a = 1, b = 2 %}`. */
  parseWith(): With {
    const tag = this.advance();
    const [targets, values]: [Target[], Expression[]] = [[], []];
    while (this.token.type !== "block-end" && this.token.type !== "colon") {
      if (targets.length > 0) this.require("comma", '","');
      targets.push(this.parseTargetName());
      if (!this.skipOperator("=")) throw this.unexpected('"="');
      values.push(this.parseExpression());
    }
    return { typename: "With", ...at(tag), targets, values, body: this.parseBodyUntil("endwith") };
  }

  /** Reads `{% filter upper %}`. */
  parseFilterStatement(): FilterBlock {
    const tag = this.advance();
    const filter = this.parseFilter(null, true) as Filter; // it reads one at least
    return { typename: "FilterBlock", ...at(tag), filter, body: this.parseBodyUntil("endfilter") };
  }

  /** Reads the nodes up to a tag, which it reads too. */
  protected parseBodyUntil(end: string): Body {
    const body = this.parseBody(end);
    this.advance();
    this.closeTag();
    return body;
  }

  /** Reads the end of the tag, then the nodes up to one of some tags. */
  protected parseBody(...ends: string[]): Body {
    this.closeTag();
    return this.parseUntilBlocks(...ends);
  }

  private readEnd(): string {
    const { value } = this.advance();
    if (value !== "else") this.closeTag();
    return String(value);
  }

  private parseParameters(): Parameters {
    this.require("left-paren", '"("');
    const [names, defaults]: [string[], Expression[]] = [[], []];
    while (!this.skip("right-paren")) {
      const { token } = this;
      names.push(this.parseTargetName().name);
      if (this.skipOperator("=")) defaults.push(this.parseExpression());
      else if (defaults.length > 0) {
        throw this.fault("a parameter without default cannot follow one that has a default", token);
      }
      if (!this.skip("comma") && this.token.type !== "right-paren") throw this.unexpected('"," or ")"');
    }
    return { names, defaults };
  }

  private parseContext(): boolean | undefined {
    if (!this.isSymbol("with", "without") || this.following.value !== "context") return undefined;
    const isWith = this.advance().value === "with";
    this.advance();
    return isWith;
  }

  private parseImportedName(): ImportedName {
    const { token } = this;
    const { name } = this.parseTargetName();
    if (name.startsWith("_"))
      throw this.fault("names that start with an underscore cannot be imported", token);
    const alias = this.skipSymbol("as") ? this.parseTargetName().name : name;
    return { ...at(token), name, alias };
  }

  private parseAssignTarget(): Target {
    const { token, following } = this;
    if (following.type !== "operator" || following.value !== ".") return this.parseTarget(["="]);
    const namespace = this.requireName();
    this.advance();
    const name = this.requireName("the name of an attribute");
    return { typename: "NamespaceTarget", ...at(token), namespace, name };
  }

  /** Reads `a`, `a, b` or `(a, b)`. */
  private parseTarget(ends: readonly string[]): Target {
    const place = at(this.token);
    const items = [this.toTarget(this.parsePrimary())];
    let isList = false;
    while (this.skip("comma")) {
      isList = true;
      if (this.isSymbol(...ends) || this.token.value === "=") break;
      items.push(this.toTarget(this.parsePrimary()));
    }
    const [first] = items;
    return isList || first === undefined ? { typename: "TargetList", ...place, items } : first;
  }

  private toTarget(node: Expression): Target {
    if (node.typename === "Name") return node;
    if (node.typename === "Tuple" || node.typename === "List") {
      return { typename: "TargetList", ...at(node), items: node.items.map((item) => this.toTarget(item)) };
    }
    throw this.fault(`only variables can be assigned to, not ${describe(node)}`, node);
  }

  private parseTargetName(): Name {
    const { token } = this;
    const name = this.requireName("the name of a variable");
    if (CONSTANTS.has(name)) throw this.fault(`${name} cannot be assigned to`, token);
    return { typename: "Name", ...at(token), name };
  }
}

function describe(node: Expression): string {
  return node.typename === "Literal" ? JSON.stringify(node.value) : "an expression";
}

function isBlank({ children }: Body): boolean {
  return children.every(
    (child) =>
      child.typename === "Output" &&
      child.children.every((part) => part.typename === "TemplateData" && part.value.trim() === ""),
  );
}
