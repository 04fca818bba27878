import type { Token, TokenSource } from "../library.ts";

/** Tokens in a row, for nunjucks' parser, with one more to look at. */
export class TokenStream implements TokenSource {
  /** As our lexer writes them. */
  readonly tags: TokenSource["tags"] = { VARIABLE_START: "{{", VARIABLE_END: "}}", COMMENT_START: "{#" };
  readonly #tokens: readonly Token[];
  #next = 0;

  /** @param tokens - Of a template. */
  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Reads the next token; `null` at the end. */
  nextToken(): Token | null {
    return this.#tokens[this.#next++] ?? null;
  }

  /** The token that {@link nextToken} reads next; `null` at the end. */
  get following(): Token | null {
    return this.#tokens[this.#next] ?? null;
  }
}
