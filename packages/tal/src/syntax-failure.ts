/** Something in a template that cannot be compiled. */
export class SyntaxFailure extends Error {
  /** Where in the template's text, from 0. */
  readonly offset: number;

  /** @param message - What is wrong. @param offset - Where. */
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
