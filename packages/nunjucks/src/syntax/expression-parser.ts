import type { Place } from "../library.ts";
import type { Arguments, Binary, Comparison, Dict, Expression, Item, Slice } from "./nodes.ts";
import { at, TokenParser } from "./token-parser.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

const SUMS: Readonly<Record<string, Binary["typename"]>> = { "+": "Add", "-": "Sub" };

const PRODUCTS: Readonly<Record<string, Binary["typename"]>> = {
  "*": "Mul",
  "/": "Div",
  "//": "FloorDiv",
  "%": "Mod",
};

const CONSTANTS: ReadonlyMap<unknown, boolean | null> = new Map([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

/** Words that a test's argument without brackets cannot start with. */
const AFTER_TEST = ["else", "or", "and", "if", "in", "not"];

/** A call without arguments. */
export const NO_ARGUMENTS: Arguments = { values: [], keywords: [], moreValues: null, moreKeywords: null };

/** How far {@link ExpressionParser.parseTuple} reads. */
interface TupleOptions {
  /** Without `a if b else c`, as after `in` of a loop. */
  readonly withInlineIf?: boolean;
}

/** Reads expressions as Jinja's grammar has them; what lies between `or` and `not` is nunjucks' own. */
export class ExpressionParser extends TokenParser {
  /** Reads an expression. @throws TemplateSyntaxError */
  override parseExpression(): Expression {
    return this.parseInlineIf();
  }

  /** Reads `a if b else c`. */
  parseInlineIf(): Expression {
    const place = at(this.token);
    let node = this.parseCondition();
    while (this.skipSymbol("if")) {
      const cond = this.parseCondition();
      const else_ = this.skipSymbol("else") ? this.parseInlineIf() : null;
      node = { typename: "InlineIf", ...place, cond, body: node, else_ };
    }
    return node;
  }

  /** Reads what has no `if`; nunjucks reads `or`, `and` and `not`, and comes back with {@link parseIn}. */
  parseCondition(): Expression {
    return this.parseOr() as Expression; // made of the nodes that parseIn() gives it
  }

  /** Reads `a < b in c`. */
  parseIn(): Expression {
    const first = this.parseSum();
    const rest: (readonly [Comparison, Expression])[] = [];
    for (;;) {
      const operator = this.readComparison();
      if (operator === null) break;
      rest.push([operator, this.parseSum()]);
    }
    return rest.length === 0 ? first : { typename: "Compare", ...at(first), first, rest };
  }

  /** Reads an expression, or several with commas between them: a tuple. */
  parseTuple({ withInlineIf = true }: TupleOptions = {}): Expression {
    const place = at(this.token);
    const items = [withInlineIf ? this.parseExpression() : this.parseCondition()];
    let isTuple = false;
    while (this.skip("comma")) {
      isTuple = true;
      if (this.isTupleEnd()) break;
      items.push(withInlineIf ? this.parseExpression() : this.parseCondition());
    }
    const [first] = items;
    return isTuple || first === undefined ? { typename: "Tuple", ...place, items } : first;
  }

  /** Reads a value without operators, filters and tests before it: what a test takes without brackets. */
  parsePrimary(): Expression {
    const { token } = this;
    if (token.type === "symbol") return this.parseSymbol();
    if (token.type === "string") return this.parseText();
    if (token.type === "int" || token.type === "float") {
      return { typename: "Literal", ...at(this.advance()), value: token.value };
    }
    if (token.type === "left-paren") return this.parseParentheses();
    if (token.type === "left-bracket") {
      return { typename: "List", ...at(this.advance()), items: this.parseItems("right-bracket", '"]"') };
    }
    if (token.type === "left-curly") return this.parseDict();
    throw this.unexpected("an expression");
  }

  /** Reads `.name`, `[index]` and `(...)` after a value. */
  parsePostfix(node: Expression): Expression {
    for (;;) {
      if (this.skipOperator(".")) node = this.parseDot(node);
      else if (this.skip("left-bracket")) node = this.parseBracket(node);
      else if (this.token.type === "left-paren") node = this.parseCallOf(node);
      else return node;
    }
  }

  /** Reads `| name(...)` as often as it comes. */
  parseFilter(target: Expression | null, isFirst: boolean = false): Expression | null {
    let node = target;
    while (isFirst || this.skip("pipe")) {
      isFirst = false;
      const place = at(this.token);
      const name = this.parseDottedName("the name of a filter");
      node = { typename: "Filter", ...place, name, target: node, args: this.parseOptionalArguments() };
    }
    return node;
  }

  /** Reads `(a, b, c=1, *list, **dict)`. */
  parseArguments(): Arguments {
    const open = this.require("left-paren", '"("');
    const args = { values: [] as Expression[], keywords: [] as [string, Expression][] };
    let [moreValues, moreKeywords]: (Expression | null)[] = [null, null];
    while (!this.skip("right-paren")) {
      if (this.skipOperator("**")) moreKeywords = this.parseExpression();
      else if (moreKeywords !== null) throw this.fault("nothing can follow **keywords in a call", open);
      else if (this.skipOperator("*")) moreValues = this.parseExpression();
      else this.parseArgument(args, moreValues);
      if (!this.skip("comma") && this.token.type !== "right-paren") throw this.unexpected('"," or ")"');
    }
    return { ...args, moreValues: moreValues ?? null, moreKeywords: moreKeywords ?? null };
  }

  private parseArgument(
    { values, keywords }: { values: Expression[]; keywords: [string, Expression][] },
    moreValues: Expression | null | undefined,
  ): void {
    const { token, following } = this;
    if (token.type === "symbol" && following.type === "operator" && following.value === "=") {
      this.advance();
      this.advance();
      keywords.push([String(token.value), this.parseExpression()]);
      return;
    }
    if (keywords.length > 0 || (moreValues ?? null) !== null) {
      throw this.fault("arguments by place cannot follow arguments by name in a call", token);
    }
    values.push(this.parseExpression());
  }

  private readComparison(): Comparison | null {
    const { token } = this;
    if (token.type === "operator" && COMPARISONS.has(String(token.value))) {
      return String(this.advance().value) as Comparison; // one of COMPARISONS
    }
    if (this.skipSymbol("in")) return "in";
    if (!this.isSymbol("not") || this.following.value !== "in") return null;
    this.advance();
    this.advance();
    return "not in";
  }

  private parseSum(): Expression {
    return this.parseBinary(SUMS, () => this.parseConcat());
  }

  private parseConcat(): Expression {
    const first = this.parseProduct();
    const items = [first];
    while (this.skip("tilde")) items.push(this.parseProduct());
    return items.length === 1 ? first : { typename: "Concat", ...at(first), items };
  }

  private parseProduct(): Expression {
    return this.parseBinary(PRODUCTS, () => this.parsePower());
  }

  private parsePower(): Expression {
    return this.parseBinary({ "**": "Pow" }, () => this.parseUnary(true));
  }

  private parseBinary(
    operators: Readonly<Record<string, Binary["typename"]>>,
    parseOperand: () => Expression,
  ): Expression {
    let left = parseOperand();
    for (;;) {
      const { type, value } = this.token;
      const typename = type === "operator" ? operators[value] : undefined;
      if (typename === undefined) return left;
      this.advance();
      left = { typename, ...at(left), left, right: parseOperand() };
    }
  }

  private parseUnary(withFilters: boolean): Expression {
    const place: Place = at(this.token);
    const typename = this.skipOperator("-") ? "Neg" : this.skipOperator("+") ? "Pos" : null;
    const node: Expression =
      typename === null ? this.parsePrimary() : { typename, ...place, target: this.parseUnary(false) };
    const value = this.parsePostfix(node);
    return withFilters ? this.parseFiltersAndTests(value) : value;
  }

  private parseFiltersAndTests(node: Expression): Expression {
    for (;;) {
      if (this.token.type === "pipe") node = this.parseFilter(node) ?? node;
      else if (this.isSymbol("is")) node = this.parseTest(node);
      else if (this.token.type === "left-paren") node = this.parseCallOf(node);
      else return node;
    }
  }

  private parseTest(target: Expression): Expression {
    this.advance();
    const isNegated = this.skipSymbol("not");
    const place = at(this.token);
    const name = this.parseDottedName("the name of a test");
    const args = this.parseTestArguments();
    const test: Expression = { typename: "Test", ...place, name, target, args };
    return isNegated ? { typename: "Not", ...place, target: test } : test;
  }

  private parseTestArguments(): Arguments {
    const { type } = this.token;
    if (type === "left-paren") return this.parseArguments();
    if (this.isSymbol("is"))
      throw this.fault("tests cannot be chained with is; join them with and", this.token);
    const isValue = ["symbol", "string", "int", "float", "left-bracket", "left-curly"].includes(type);
    if (!isValue || this.isSymbol(...AFTER_TEST)) return NO_ARGUMENTS;
    return { ...NO_ARGUMENTS, values: [this.parsePostfix(this.parsePrimary())] };
  }

  private parseOptionalArguments(): Arguments {
    return this.token.type === "left-paren" ? this.parseArguments() : NO_ARGUMENTS;
  }

  private parseDottedName(what: string): string {
    let name = this.requireName(what);
    while (this.skipOperator(".")) name += `.${this.requireName(what)}`;
    return name;
  }

  private parseSymbol(): Expression {
    const token = this.advance();
    const constant = CONSTANTS.get(token.value);
    if (constant !== undefined) return { typename: "Literal", ...at(token), value: constant };
    return { typename: "Name", ...at(token), name: String(token.value) };
  }

  /** Texts side by side are one text. */
  private parseText(): Expression {
    const place = at(this.token);
    let value = "";
    while (this.token.type === "string") value += this.advance().value;
    return { typename: "Literal", ...place, value };
  }

  private parseParentheses(): Expression {
    const place = at(this.advance());
    if (this.skip("right-paren")) return { typename: "Tuple", ...place, items: [] };
    const node = this.parseTuple();
    this.require("right-paren", '")"');
    return node;
  }

  private parseItems(end: string, expected: string): Expression[] {
    const items: Expression[] = [];
    while (!this.skip(end)) {
      items.push(this.parseExpression());
      if (!this.skip("comma") && this.token.type !== end) throw this.unexpected(`"," or ${expected}`);
    }
    return items;
  }

  private parseDict(): Dict {
    const place = at(this.advance());
    const pairs: (readonly [Expression, Expression])[] = [];
    while (!this.skip("right-curly")) {
      const key = this.parseExpression();
      this.require("colon", '":"');
      pairs.push([key, this.parseExpression()]);
      if (!this.skip("comma") && this.token.type !== "right-curly") throw this.unexpected('"," or "}"');
    }
    return { typename: "Dict", ...place, pairs };
  }

  private parseDot(target: Expression): Expression {
    const token = this.advance();
    if (token.type === "symbol") {
      return { typename: "Attribute", ...at(target), target, name: String(token.value) };
    }
    if (token.type !== "int") throw this.fault("expected a name or number after the dot", token);
    const index: Expression = { typename: "Literal", ...at(token), value: token.value };
    return { typename: "Item", ...at(target), target, index };
  }

  private parseBracket(target: Expression): Item {
    const index = this.parseIndex();
    if (!this.skip("comma")) {
      this.require("right-bracket", '"]"');
      return { typename: "Item", ...at(target), target, index };
    }
    if (index.typename === "Slice") throw this.fault("a slice cannot be part of a tuple", index);
    const items = [index, ...this.parseItems("right-bracket", '"]"')];
    return { typename: "Item", ...at(target), target, index: { typename: "Tuple", ...at(index), items } };
  }

  private parseIndex(): Expression | Slice {
    const place = at(this.token);
    const bounds: (Expression | null)[] = [];
    for (;;) {
      const isEmpty = this.token.type === "colon" || this.token.type === "right-bracket";
      const bound = isEmpty ? null : this.parseExpression();
      if (bounds.length === 0 && bound !== null && this.token.type !== "colon") return bound;
      bounds.push(bound);
      if (bounds.length === 3 || !this.skip("colon")) break;
    }
    if (bounds.length === 1) throw this.unexpected("an expression");
    return { typename: "Slice", ...place, bounds };
  }

  private parseCallOf(callee: Expression): Expression {
    return { typename: "Call", ...at(callee), callee, args: this.parseArguments() };
  }

  private isTupleEnd(): boolean {
    const { type } = this.token;
    return (
      ["variable-end", "block-end", "right-paren"].includes(type) || this.isSymbol("in", "recursive", "if")
    );
  }
}
