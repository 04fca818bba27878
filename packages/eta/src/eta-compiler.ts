import { Eta, type EtaConfig, EtaParseError, type Options } from "eta/core";

import type { EtaOptions } from "./eta-options.ts";
import { CodeBrackets } from "./code-brackets.ts";
import { printEscaped, printPlain } from "./printing.ts";

/** A piece of a template: text as it is printed, or a tag. */
export type Piece = string | Tag;

/** A tag of a template. */
export interface Tag {
  /** What it does with its code. */
  readonly kind: "run" | "print" | "printRaw";
  readonly code: string;
  /** Where the code starts, from 1. */
  readonly line: number;
}

/** What a compiled template is called with, besides what it sees. */
export interface Call {
  /** How many templates are around it. */
  readonly depth: number;
  /** The name of the one block that is wanted; `undefined` for all of it. */
  readonly block: string | undefined;
}

/** A compiled template; Eta gives it itself as `this`. */
export type EtaFunction = (this: unknown, scope: object, call: Call) => unknown;

/** What a template asks for while it runs: another template. */
export interface Inclusion {
  readonly name: string;
  /** What the other template sees. */
  readonly scope: object;
  /** Of the template that asks. */
  readonly call: Call;
  /** Whether it waits for the other one. */
  readonly isAwaited: boolean;
}

/** A failure with the line of the template at which it happened. */
export class LineFailure extends Error {
  /** From 1. */
  readonly line: number;
  /** From 1; 0 when it is not known. */
  readonly column: number;

  /** @param cause - What was thrown. @param line - Where. @param column - In the line. */
  constructor(cause: unknown, line: number, column: number = 0) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.line = line;
    this.column = column;
  }
}

/** The call of a template that no other one asks for. */
export const FIRST_CALL: Call = { depth: 0, block: undefined };

/** What makes a template asynchronous. */
const AWAIT = /\bawait\b/;
/** The part of Eta's message before it shows the template, and the place in it. */
const PARSE_MESSAGE = /^(.*?) at line (\d+) col (\d+):/;
/** Nothing can stand before code that goes on with what came before: it would end it. */
const CONTINUATION = /^\s*(?:\}|else\b|case\b|default\b|catch\b|finally\b)/;
const KINDS: Readonly<Record<string, Tag["kind"]>> = { i: "print", r: "printRaw", e: "run" };

/** Compiles and runs templates, all with escaped values or all without: the only place that knows Eta. */
export class EtaCompiler extends Eta {
  readonly #isAsync: boolean;

  /** @param include - Finds and runs another template. */
  constructor(
    options: EtaOptions & { readonly isEscaped: boolean },
    include: (inclusion: Inclusion) => unknown,
  ) {
    const { isEscaped, async: isAsync = false, ...written } = options;
    super({
      ...(written as Partial<EtaConfig>), // only read by Eta
      debug: true,
      escapeFunction: isEscaped ? printEscaped : printPlain,
      filterFunction: printPlain,
    });
    this.#isAsync = isAsync;
    this.render = (name, scope, call) =>
      include({ name: String(name), scope, call: toCall(call), isAwaited: false }) as string; // printed at once
    this.renderAsync = async (name, scope, call) =>
      (await include({ name: String(name), scope, call: toCall(call), isAwaited: true })) as string; // as above
  }

  /** The line is known for every tag; what is wrong with the rest of it is the caller's affair. */
  override RuntimeErr: Eta["RuntimeErr"] = (error, _source, line) => {
    throw new LineFailure(error, line);
  };

  /** Eta sets the line before every tag, also where no statement can stand. */
  override compileBody: Eta["compileBody"] = (pieces) =>
    pieces
      .map((piece) => {
        if (typeof piece === "string") return `__eta.res+='${piece}';\n`;
        const { t: kind, val: code, lineNo = 1 } = piece;
        const line = `__eta.line=${lineNo};\n`;
        if (kind === "e") return `${CONTINUATION.test(code) ? "" : line}${code}\n`;
        return `${line}__eta.res+=__eta.${kind === "r" ? "f" : "e"}(${code});\n`;
      })
      .join("");

  /** The pieces of a template. @throws LineFailure when a tag has no end */
  read(source: string): Piece[] {
    const [opening, closing] = this.config.tags;
    let offset = 0;
    return this.#parsePieces(source).map((piece) => {
      if (typeof piece === "string") return unescapeText(piece);
      const { t: kind, val: code } = piece;
      const start = source.indexOf(code, source.indexOf(opening, offset) + opening.length);
      offset = source.indexOf(closing, start + code.length);
      return { kind: KINDS[kind] ?? "run", code, line: source.slice(0, start).split("\n").length };
    });
  }

  /** Whether a template waits for something. */
  isAsync(source: string): boolean {
    return (
      this.#isAsync || this.read(source).some((piece) => typeof piece === "object" && AWAIT.test(piece.code))
    );
  }

  /** A template as a function. @throws LineFailure when it cannot be compiled */
  compileTemplate(source: string): EtaFunction {
    const isAsync = this.isAsync(source);
    try {
      return this.compile(source, { async: isAsync }) as EtaFunction; // called with what Eta calls its options
    } catch (error) {
      throw error instanceof EtaParseError ? this.#locate(error, source) : error;
    }
  }

  /** A template as the text of a function of what it sees and its call. @throws LineFailure */
  compileToFunctionText(source: string): string {
    const isAsync = this.isAsync(source);
    this.compileTemplate(source); // says what is wrong, and where
    const { varName } = this.config;
    return `${isAsync ? "async " : ""}function (${varName}, options) {${this.compileToString(source, { async: isAsync })}}`;
  }

  /** JavaScript does not say where the mistake is: the first tag is to blame up to which the code has no sense. */
  #locate(error: EtaParseError, source: string): LineFailure {
    const [, problem = error.message] = /^Bad template syntax\s+(.*)/.exec(error.message) ?? [];
    const brackets = new CodeBrackets();
    let code = "";
    for (const piece of this.read(source)) {
      if (typeof piece === "string") continue;
      const statement = piece.kind === "run" ? piece.code : `(${piece.code});`;
      code += `${statement}\n`;
      brackets.add(statement, piece.line);
      if (!this.#isCode(code + brackets.closing))
        return new LineFailure(new SyntaxError(problem), piece.line);
    }
    return new LineFailure(new SyntaxError(problem), brackets.openLine);
  }

  #parsePieces(source: string): ReturnType<Eta["parse"]> {
    try {
      return this.parse(source);
    } catch (error) {
      throw toLineFailure(error);
    }
  }

  #isCode(code: string): boolean {
    const checker = new Eta(this.config);
    checker.compileToString = () => code;
    try {
      checker.compile("", { async: true });
      return true;
    } catch {
      return false;
    }
  }
}

/** Templates pass on what they were called with themselves; `this.render()` in one begins anew. */
function toCall(call: Partial<Options> | undefined): Call {
  return call !== undefined && isCall(call) ? call : FIRST_CALL;
}

function isCall(call: object): call is Call {
  return "depth" in call && "block" in call;
}

/** Eta writes texts as they stand between quotes. */
function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) => (character === "n" ? "\n" : character));
}

function toLineFailure(error: unknown): unknown {
  const [, problem, line, column] =
    (error instanceof EtaParseError && PARSE_MESSAGE.exec(error.message)) || [];
  return problem === undefined
    ? error
    : new LineFailure(new SyntaxError(problem), Number(line), Number(column));
}
