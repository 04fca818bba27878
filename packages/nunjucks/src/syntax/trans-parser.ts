import type { Token } from "../library.ts";
import type { Expression, Name, Trans } from "./nodes.ts";
import { StatementParser } from "./statement-parser.ts";
import { at } from "./token-parser.ts";

/** What the tag itself says. */
interface TransHead {
  readonly context: string | null;
  readonly isTrimmed: boolean | null;
  readonly variables: Map<string, Expression>;
}

/** A text to translate, and the variables in it. */
interface Message {
  readonly text: string;
  readonly names: readonly Name[];
}

/** Reads `{% trans %}` as Jinja's extension for translations does. */
export class TransParser extends StatementParser {
  /** Reads `{% trans "context" name=value trimmed %}one{% pluralize name %}many{% endtrans %}`. */
  parseTrans(): Trans {
    const tag = this.advance();
    const { context, isTrimmed, variables } = this.parseHead();
    const singular = this.parseMessage(tag, true);
    const first = [...variables.values()][0] ?? singular.names[0] ?? null;
    const [plural, count] = this.parsePlural(tag, variables, first);
    this.advance();
    this.closeTag();
    for (const name of [...singular.names, ...(plural?.names ?? [])]) {
      if (!variables.has(name.name)) variables.set(name.name, name);
    }
    const finish = isTrimmed === true ? trimLines : (text: string): string => text;
    return {
      typename: "Trans",
      ...at(tag),
      context,
      singular: finish(singular.text),
      plural: plural === null ? null : finish(plural.text),
      count,
      variables: [...variables],
    };
  }

  private parseHead(): TransHead {
    const context = this.token.type === "string" ? String(this.advance().value) : null;
    const variables = new Map<string, Expression>();
    let isTrimmed: boolean | null = null;
    while (this.token.type !== "block-end" && this.token.type !== "colon") {
      if (variables.size > 0 && !this.skip("comma")) throw this.unexpected('","');
      const { token } = this;
      const name = this.requireName("the name of a variable");
      if (isTrimmed === null && /^(?:no)?trimmed$/.test(name)) {
        isTrimmed = name === "trimmed";
        if (variables.size === 0) this.skip("comma");
      } else this.parseVariable(token, variables);
    }
    this.closeTag();
    return { context, isTrimmed, variables };
  }

  /** Reads the value of a variable whose name was read. */
  private parseVariable(token: Token, variables: Map<string, Expression>): void {
    const name = String(token.value);
    if (variables.has(name)) throw this.fault(`the variable ${JSON.stringify(name)} is given twice`, token);
    const value: Expression = this.skipOperator("=")
      ? this.parseExpression()
      : { typename: "Name", ...at(token), name };
    variables.set(name, value);
  }

  private parsePlural(
    tag: Token,
    variables: ReadonlyMap<string, Expression>,
    first: Expression | null,
  ): [plural: Message | null, count: Expression | null] {
    if (!this.skipSymbol("pluralize")) return [null, null];
    const count = this.token.type === "symbol" ? this.parseCount(variables) : first;
    this.closeTag();
    if (count === null) throw this.fault('the tag "pluralize" needs a number: {% trans count=... %}', tag);
    return [this.parseMessage(tag, false), count];
  }

  private parseCount(variables: ReadonlyMap<string, Expression>): Expression {
    const { token } = this;
    const name = this.requireName();
    const count = variables.get(name);
    if (count === undefined) {
      throw this.fault(`the tag "trans" gives no variable ${JSON.stringify(name)} to pluralize by`, token);
    }
    return count;
  }

  private parseMessage(tag: Token, mayPluralize: boolean): Message {
    let text = "";
    const names: Name[] = [];
    for (;;) {
      const token = this.advance();
      if (token.type === "data") text += String(token.value).replaceAll("%", "%%");
      else if (token.type === "variable-start") {
        const place = at(this.token);
        const name = this.requireName("the name of a variable: texts to translate hold nothing else");
        this.require("variable-end", '"}}"');
        names.push({ typename: "Name", ...place, name });
        text += `%(${name})s`;
      } else if (token.type === "block-start") {
        if (this.isSymbol("endtrans") || (mayPluralize && this.isSymbol("pluralize"))) return { text, names };
        throw this.fault(`the tag ${JSON.stringify(this.token.value)} cannot stand in "trans"`, this.token);
      } else throw this.fault('the tag "trans" that begins here is not closed', tag);
    }
  }
}

/** A text without white space around it, each line break and the white space around that one space. */
function trimLines(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
