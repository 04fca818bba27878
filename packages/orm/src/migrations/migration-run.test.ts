import { describe, expect, it } from "vitest";

import type { DatabaseKind } from "../database-url.ts";
import { sql } from "../index.ts";
import { MigrationSession } from "../mikro/migration-session.ts";
import { runSteps } from "./migration-run.ts";

/** A session that fails at "bad", and what was sent. */
function openSession(kind: DatabaseKind): { session: MigrationSession; sent: string[] } {
  const sent: string[] = [];
  const connection = {
    executeQuery: ({ sql: text }: { readonly sql: string }) => {
      sent.push(text);
      return text === "bad" ? Promise.reject(new Error("of the server")) : Promise.resolve({ rows: [] });
    },
  };
  return { session: new MigrationSession(connection, { formatQuery: (text) => text }, kind), sent };
}

describe("a migration that runs", () => {
  const end = sql`insert`;
  const steps = ["create table a", sql`update a`, "bad", "never"];

  it("says what is done already where the database cannot undo it [F315]", async () => {
    const { session, sent } = openSession("mysql");
    await expect(runSteps(session, { name: "1_a", steps }, end)).rejects.toThrow(
      "The migration 1_a failed: of the server\n  bad;\n" +
        "The database cannot undo changes of tables; these are done, undo them by hand:\n  create table a;\n  update a;",
    );
    expect(sent).toEqual(["create table a", "update a", "bad"]);
  });

  it("leaves nothing behind where the database can undo it [F315]", async () => {
    const { session, sent } = openSession("postgresql");
    await expect(runSteps(session, { name: "1_a", steps }, end)).rejects.toThrow(
      /bad;\nThe tables are as they were\./,
    );
    expect(sent).toEqual(["begin", "create table a", "update a", "bad", "rollback"]);
  });

  it("does nothing when another process was quicker [F316]", async () => {
    const { session, sent } = openSession("postgresql");
    const isNeeded = (): Promise<boolean> => Promise.resolve(false);
    expect(await runSteps(session, { name: "1_a", steps, isNeeded }, end)).toBe(false);
    expect(sent).toEqual(["begin", "commit"]);
  });
});
