import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { DatabaseKind } from "../database-url.ts";
import { MigrationSession } from "./migration-session.ts";
import { sql } from "./sql-template.ts";

/** A session on a server that says what it is told to, and what was sent to it. */
function openSession(
  kind: DatabaseKind,
  answer: (statement: string) => readonly object[],
): { session: MigrationSession; sent: string[] } {
  const sent: string[] = [];
  const connection = {
    executeQuery: ({ sql: text }: { readonly sql: string }) => {
      sent.push(text);
      return new Promise<{ rows: readonly object[] }>((resolve) => resolve({ rows: answer(text) }));
    },
  };
  const platform = {
    formatQuery: (text: string, values: readonly unknown[]) => `${text} -- ${values.join(" ")}`,
  };
  return { session: new MigrationSession(connection, platform, kind), sent };
}

/** Gives the answers one after the other, then the last one for ever. */
function inTurn(...answers: (readonly object[])[]): () => readonly object[] {
  return () => (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
}

/** Does nothing but say that it has run. */
const task = (): Promise<string> => Promise.resolve("done");

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the lock of migrations", () => {
  it("is one of PostgreSQL, asked for until no other process has it, and given back [F316]", async () => {
    const { session, sent } = openSession("postgresql", inTurn([{ taken: false }], [{ taken: true }]));
    const running = session.withLock(task);
    await vi.advanceTimersByTimeAsync(100);
    expect(await running).toBe("done");
    expect(sent).toEqual([
      "select pg_try_advisory_lock(7710341905) as taken",
      "select pg_try_advisory_lock(7710341905) as taken",
      "select pg_advisory_unlock(7710341905)",
    ]);
  });

  it.each(["mysql", "mariadb"] as const)(
    "is one of %s for the one database, given back when the task fails too [F316]",
    async (kind) => {
      const { session, sent } = openSession(kind, inTurn([], [{ taken: 0 }], [{ taken: 1 }]));
      const running = session.withLock(() => Promise.reject(new Error("of the task")));
      await Promise.all([expect(running).rejects.toThrow("of the task"), vi.advanceTimersByTimeAsync(200)]);
      expect(sent).toHaveLength(4);
      expect(sent[0]).toBe("select get_lock(concat('micro_migrations.', database()), 0) as taken");
      expect(sent[3]).toBe("select release_lock(concat('micro_migrations.', database()))");
    },
  );

  it("is not waited for longer than two minutes [F316]", async () => {
    const { session } = openSession("postgresql", inTurn([{ taken: false }]));
    await Promise.all([
      expect(session.withLock(task)).rejects.toThrow("for too long"),
      vi.advanceTimersByTimeAsync(121_000),
    ]);
  });

  it("is the transaction in SQLite: it begins when the other process is done [F316]", async () => {
    let attempts = 0;
    const { session, sent } = openSession("sqlite", (statement) => {
      if (statement === "begin immediate" && ++attempts < 3) throw new Error("database is locked");
      return [];
    });
    const running = session.withLock(() => session.inTransaction(task));
    await vi.advanceTimersByTimeAsync(200);
    expect(await running).toBe("done");
    expect(sent).toEqual([
      "pragma foreign_keys = off",
      ...Array<string>(3).fill("begin immediate"),
      "pragma foreign_key_check",
      "commit",
      "pragma foreign_keys = on",
    ]);
  });
});

describe("the transaction of a migration", () => {
  it("fails at once for anything but another process [F316]", async () => {
    const { session, sent } = openSession("sqlite", () => {
      throw new Error("disk I/O error");
    });
    await expect(session.inTransaction(task)).rejects.toThrow("disk I/O error");
    expect(sent).toEqual(["begin immediate"]);
  });

  it("is one in PostgreSQL, and is none where the database has none for tables [F315]", async () => {
    const postgresql = openSession("postgresql", () => []);
    await postgresql.session.inTransaction(() => postgresql.session.send(sql`select ${5}`));
    expect(postgresql.sent).toEqual(["begin", "select ? -- 5", "commit"]);
    const mysql = openSession("mysql", () => []);
    await mysql.session.inTransaction(() => mysql.session.send("select 1"));
    expect(mysql.sent).toEqual(["select 1"]);
  });
});
