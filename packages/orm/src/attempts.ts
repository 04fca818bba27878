import { DatabaseBusy } from "./database-error.ts";

/** The first pause before another attempt, in milliseconds; each next one is twice as long. */
const FIRST_PAUSE = 10;

/**
 * Runs a transaction again when the database ended it for the sake of another one.
 *
 * @param attempts - At most so often. @param run - Begins it anew.
 */
export async function runAttempts<Result>(attempts: number, run: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt >= attempts || !(error instanceof DatabaseBusy) || !error.isTransient) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE * 2 ** attempt * Math.random()));
  }
}
