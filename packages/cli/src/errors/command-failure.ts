/**
 * The codes of what can go wrong before an app runs; each is a heading of `docs/errors.md`.
 *
 * @example
 * Object.keys(FAILURE_CODES).includes("MICRO_APP_NOT_FOUND"); // true
 */
export const FAILURE_CODES = {
  MICRO_APP_AMBIGUOUS: "A module exports several apps, and nobody said which one is meant.",
  MICRO_APP_ARGUMENTS: "The arguments for a factory cannot be read.",
  MICRO_APP_EXPORT: "A module has no such export, or it is no app.",
  MICRO_APP_FACTORY: "A factory made no app, or failed.",
  MICRO_APP_IMPORT: "The module of an app cannot be run, or has failed.",
  MICRO_APP_NOT_FOUND: "There is no file with an app.",
  MICRO_APP_REFERENCE: "What names the app cannot be read.",
  MICRO_APP_START: "What an app does when it starts has failed.",
  MICRO_COMMAND_CONFLICT: "Two packages bring a command of one name.",
  MICRO_COMMAND_MODULE: "The command of a package cannot be imported.",
  MICRO_DEBUG_PRODUCTION: "Debug or the reloader is on in production.",
  MICRO_ENV_FILE: "A file of variables does not exist, or cannot be read.",
  MICRO_SERVE_CONFIG: "The configuration of the server does not fit.",
  MICRO_SERVE_PID: "The file with the number of the process belongs to another server, or cannot be written.",
  MICRO_SERVE_PLATFORM: "The system cannot share sockets between processes.",
  MICRO_SERVER_ADDRESS: "A server cannot listen where it was told to.",
  MICRO_TLS_FILES: "A certificate or its key is missing, unreadable or does not fit.",
} as const;

/**
 * The stable name of a failure.
 *
 * @example
 * const code: FailureCode = "MICRO_APP_NOT_FOUND";
 */
export type FailureCode = keyof typeof FAILURE_CODES;

/**
 * A command cannot do its work: the message says what, where, and what to do, and is all that is printed, with the
 * trace of a cause that is the app's own.
 *
 * @example
 * throw new CommandFailure("MICRO_APP_NOT_FOUND", "There is no app in /srv/site. Name its file: --app path/to/app.ts");
 */
export class CommandFailure extends Error {
  override readonly name: string = "CommandFailure";
  /** The stable code, which ends the message. */
  readonly code: FailureCode;
  /** Whether the command line is to blame, and not what it found. */
  readonly isUsage: boolean;
  /** Whether the cause is shown as well. */
  readonly showsCause: boolean;

  /** @param message - What is wrong, where, and what to do, a sentence each. */
  constructor(
    code: FailureCode,
    message: string,
    options: ErrorOptions & { readonly isUsage?: boolean; readonly showsCause?: boolean } = {},
  ) {
    super(`${message} [${code}]`, options);
    this.code = code;
    this.isUsage = options.isUsage === true;
    this.showsCause = options.showsCause === true;
  }
}
