/** Parts of JavaScript in which brackets mean nothing: strings, comments, templates. */
const SILENT = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`|\/\/.*|\/\*[^]*?\*\//g;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** The brackets that are open at a point of a template's code. */
export class CodeBrackets {
  readonly #open: { readonly closing: string; readonly line: number }[] = [];
  #line = 1;

  /** Reads on. @param line - Where the code is, from 1. */
  add(code: string, line: number): void {
    this.#line = line;
    for (const [bracket] of code.replace(SILENT, "").matchAll(/[()[\]{}]/g)) {
      const closing = CLOSING[bracket];
      if (closing === undefined) this.#open.pop();
      else this.#open.push({ closing, line });
    }
  }

  /** What closes all that is open. */
  get closing(): string {
    return this.#open
      .map(({ closing }) => closing)
      .toReversed()
      .join("");
  }

  /** The line of the outermost bracket that is open; of the last code when none is. */
  get openLine(): number {
    return this.#open[0]?.line ?? this.#line;
  }
}
