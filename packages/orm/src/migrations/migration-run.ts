import { MicroError } from "@micro-web/core";

import type { MigrationSession } from "../mikro/migration-session.ts";
import type { Sql } from "../mikro/sql-template.ts";
import type { MigrationContext, MigrationStep } from "./migration.ts";

/** The steps of one migration in one direction. */
export interface Steps {
  readonly name: string;
  readonly steps: readonly MigrationStep[];
  /** Asked in the transaction. */
  readonly isNeeded?: () => Promise<boolean>;
}

/**
 * Runs the steps of a migration in a transaction, where the database has one for them.
 *
 * @param end - The statement that writes down that it has run. @returns whether it was needed
 * @throws MicroError `MICRO_MIGRATION_FAILED`, which says what is done and cannot be undone.
 */
export async function runSteps(
  session: MigrationSession,
  { name, steps, isNeeded }: Steps,
  end: Sql,
): Promise<boolean> {
  const done: MigrationStep[] = [];
  try {
    return await session.inTransaction(async () => {
      if (isNeeded !== undefined && !(await isNeeded())) return false;
      for (const step of steps) {
        await runStep(session, step);
        done.push(step);
      }
      await session.send(end);
      return true;
    });
  } catch (error) {
    throw failure(name, error, { done: session.isTransactional ? [] : done, failed: steps[done.length] });
  }
}

async function runStep(session: MigrationSession, step: MigrationStep): Promise<void> {
  if (typeof step !== "function") return void (await session.send(step));
  const context: MigrationContext = {
    query: async <Result extends object>(statement: Parameters<MigrationContext["query"]>[0]) =>
      (await session.send(statement)) as Result[], // what the rows are the statement says
    execute: async (statement) => void (await session.send(statement)),
  };
  await step(context);
}

function failure(
  name: string,
  cause: unknown,
  { done, failed }: { readonly done: readonly MigrationStep[]; readonly failed: MigrationStep | undefined },
): MicroError {
  const why = cause instanceof Error ? cause.message : String(cause);
  const where = failed === undefined ? "" : `\n  ${stepText(failed)}`;
  const rest =
    done.length === 0
      ? "The tables are as they were."
      : `The database cannot undo changes of tables; these are done, undo them by hand:\n${done.map((step) => `  ${stepText(step)}`).join("\n")}`;
  return new MicroError("MICRO_MIGRATION_FAILED", `The migration ${name} failed: ${why}${where}\n${rest}`, {
    cause,
  });
}

/** A step as a person reads it. */
export function stepText(step: MigrationStep): string {
  if (typeof step === "string") return `${step};`;
  return typeof step === "function" ? `-- the function ${step.name || "of the migration"}` : `${step.sql};`;
}
