/**
 * A command cannot do its work: the message says what, where, and what to do, and is all that is printed.
 *
 * @example
 * throw new CommandFailure("There is no app in /srv/site. Name its file: --app path/to/app.ts");
 */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
}
