import { CommandFailure } from "../errors/command-failure.ts";

/**
 * What is said when an app is to be served to everybody while it is in debug.
 *
 * @example
 * if (isDebug(environment)) throw debugInProduction();
 */
export function debugInProduction(): CommandFailure {
  return new CommandFailure(
    "MICRO_DEBUG_PRODUCTION",
    "Debug is on, and micro serve is for production, where it would show errors to visitors. Leave out --debug, MICRO_DEBUG " +
      "and DEBUG in the configuration; while you develop, use micro run --debug.",
  );
}
