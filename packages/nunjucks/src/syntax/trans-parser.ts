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
  /** Whether texts are trimmed unless a tag says otherwise: Jinja's policy `ext.i18n.trimmed`. */
  readonly #isTrimmed: boolean = false;

  /** Reads `{% trans "context" name=value trimmed %}one{% pluralize name %}many{% endtrans %}`. */
  parseTrans(): Trans {
    const tag = this.advance();
    const { context, isTrimmed, variables } = this.parseHead();
    const singular = this.parseMessage(tag, true);
    let count: Expression | null = [...variables.values()][0] ?? singular.names[0] ?? null;
    let plural: Message | null = null;
    if (this.skipSymbol("pluralize")) {
      if (this.token.type === "symbol") count = this.parseCount(variables);
      this.closeTag();
      plural = this.parseMessage(tag, false);
      if (count === null) throw this.fault('the tag "pluralize" needs a number: {% trans count=... %}', tag);
    }
    this.advance();
    this.closeTag();
    for (const name of [...singular.names, ...(plural?.names ?? [])]) {
      if (!variables.has(name.name)) variables.set(name.name, name);
    }
    const finish = (text: string): string => ((isTrimmed ?? this.#isTrimmed) ? trimLines(text) : text);
    return {
      typename: "Trans",
      ...at(tag),
      context,
      singular: finish(singular.text),
      plural: plural === null ? null : finish(plural.text),
      count: plural === null ? null : count,
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
      if (variables.has(name)) throw this.fault(`the variable ${JSON.stringify(name)} is given twice`, token);
      if (this.skipOperator("=")) variables.set(name, this.parseExpression());
      else if (isTrimmed === null && /^(?:no)?trimmed$/.test(name)) isTrimmed = name === "trimmed";
      else variables.set(name, { typename: "Name", ...at(token), name });
      if (variables.size === 0) this.skip("comma");
    }
    this.closeTag();
    return { context, isTrimmed, variables };
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
