/**
 * A project cannot be made: the message says what, where, and what to do, and is all that is printed.
 *
 * @example
 * throw new CreateFailure("The folder site is not empty. Name another one.");
 */
export class CreateFailure extends Error {
  override readonly name: string = "CreateFailure";
}
