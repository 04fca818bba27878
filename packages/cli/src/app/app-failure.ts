import { basename } from "node:path";

import { CommandFailure } from "../errors/command-failure.ts";
import type { App } from "./app.ts";

/** How a factory was called. */
export interface FactoryCall {
  readonly file: string;
  /** The export. */
  readonly name: string;
  /** How many parameters it declares. */
  readonly declared: number;
  /** How many values it was given. */
  readonly given: number;
}

/**
 * What is said of an app whose module threw something; an error of Micro says what is wrong and what to do itself.
 *
 * @example
 * throw toImportFailure(error, "/srv/site/app.ts");
 */
export function toImportFailure(error: unknown, file: string): Error {
  if (hasOwnCode(error)) return error;
  const why = isSyntaxError(error)
    ? "it, or a module that it imports, cannot be read"
    : "an error was thrown while it ran";
  return new CommandFailure(
    "MICRO_APP_IMPORT",
    `${basename(file)} cannot be imported: ${why}. Correct what is shown below.`,
    { cause: error, showsCause: true },
  );
}

/**
 * What is said of a factory that threw something.
 *
 * @example
 * throw toFactoryFailure(error, { file: "/srv/site/app.ts", name: "createApp", declared: 1, given: 0 });
 */
export function toFactoryFailure(error: unknown, { file, name, declared, given }: FactoryCall): Error {
  if (hasOwnCode(error)) return error;
  const call = `${name}() of ${basename(file)}`;
  const text =
    given >= declared
      ? `${call} failed. Correct what is shown below.`
      : `${call} declares ${declared} parameters, was called with ${given}, and failed. If it needs them, give them as JSON: ` +
        `--app '${basename(file)}:${name}("test")'.`;
  return new CommandFailure("MICRO_APP_FACTORY", text, { cause: error, showsCause: true });
}

/**
 * Starts an app.
 *
 * @throws CommandFailure `MICRO_APP_START` with what one of its functions threw; MicroError of the app itself.
 * @example
 * await startApp(app);
 */
export async function startApp(app: Pick<App, "start">): Promise<void> {
  try {
    await app.start();
  } catch (error) {
    if (hasOwnCode(error)) throw error;
    throw new CommandFailure(
      "MICRO_APP_START",
      "The app cannot be started: one of its functions for the start failed. Correct what is shown below, or what it needs.",
      { cause: error, showsCause: true },
    );
  }
}

function hasOwnCode(error: unknown): error is Error {
  return error instanceof Error && "code" in error && String(error.code).startsWith("MICRO_");
}

/** Also what esbuild says, which compiles for tsx. */
function isSyntaxError(error: unknown): boolean {
  return error instanceof Error && ["SyntaxError", "TransformError"].includes(error.name);
}
