import type { Place } from "../library.ts";

/** A template that is not valid; line and column count from 1, like those of nunjucks' own errors. */
export class TemplateSyntaxError extends Error {
  override readonly name: string = "TemplateSyntaxError";
  readonly lineno: number;
  readonly colno: number;

  /** @param message - What is wrong. @param place - Where. */
  constructor(message: string, { lineno, colno }: Place) {
    super(message);
    this.lineno = lineno + 1;
    this.colno = colno + 1;
  }
}
