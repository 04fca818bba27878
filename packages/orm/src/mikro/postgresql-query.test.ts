import { CompiledQuery } from "kysely";
import { describe, expect, it } from "vitest";

import { encodeParse, encodeStatement } from "./postgresql-message.ts";
import { createPostgresqlSender, type PostgresqlPool } from "./postgresql-query.ts";

type Taker = Parameters<PostgresqlPool["connect"]>[0];
type Query = Parameters<NonNullable<Parameters<Taker>[1]>["query"]>[0];

/** What a server answers. */
type Answer = (query: Query) => void;

const INTEGER = { name: "id", dataTypeID: 23, format: "text" };
const TEXT = { name: "name", dataTypeID: 25, format: "text" };
const types = {
  getTypeParser: (type: number) =>
    type === 23 ? Number : (text: string): unknown => JSON.parse(`"${text}"`),
};

/** A pool whose server answers so; a statement of Kysely's own has opened it. */
function openPool(
  answer: Answer,
  isTyped = true,
): { send: typeof send; sent: Buffer[]; released: () => number } {
  const sent: Buffer[] = [];
  let released = 0;
  const stream = { writable: true, write: (message: Uint8Array) => sent.push(Buffer.from(message)) };
  const pool: PostgresqlPool = {
    options: isTyped ? { types } : {},
    connect: (take) => {
      const query = (asked: Query): void => {
        asked.submit({ stream });
        answer(asked);
      };
      take(undefined, { query }, () => void released++);
    },
  };
  const sender = createPostgresqlSender([pool]);
  sender(CompiledQuery.raw("select 1", [1]));
  const send = (sql: string, values: unknown[]): ReturnType<typeof sender> =>
    sender(CompiledQuery.raw(sql, values));
  return { send, sent, released: () => released };
}

// What servers answer is tested with a server; this is what is done with it.
describe("a statement for PostgreSQL", () => {
  it("is one message with all that the protocol wants", () => {
    const parse = encodeParse("select $1");
    expect(parse.toString("latin1")).toBe("P\0\0\0\x11\0select $1\0\0\0");
    expect(encodeStatement(parse, ["é", null]).toString("latin1")).toBe(
      `${parse.toString("latin1")}B\0\0\0\x16\0\0\0\0\0\x02\0\0\0\x02Ã©\xFF\xFF\xFF\xFF\0\0D\0\0\0\x06P\0E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04`,
    );
  });

  it("gives rows, with the columns that the server describes", async () => {
    let columns = [INTEGER, TEXT];
    const { send, sent, released } = openPool((query) => {
      query.handleRowDescription({ fields: columns });
      query.handleDataRow({ fields: ["1", "a"] });
      query.handleDataRow({ fields: ["2", null] });
      query.handleCommandComplete({ text: "SELECT 2" });
      query.handleReadyForQuery();
    });
    const rows = [
      { id: 1, name: "a" },
      { id: 2, name: null },
    ];
    expect(await send("select x", ["a", 1, 2n, false, undefined])).toEqual({ rows });
    expect(await send("select x", [1])).toEqual({ rows });
    columns = [{ ...INTEGER, name: "other" }, TEXT];
    expect(await send("select x", [1])).toEqual({ rows: rows.map(({ id, name }) => ({ other: id, name })) });
    columns = [INTEGER];
    expect(await send("select x", [1])).toEqual({ rows: [{ id: 1 }, { id: 2 }] });
    expect([sent.length, released()]).toEqual([4, 4]);
  });

  it("says how many rows it has changed", async () => {
    const answers = ["INSERT 0 3", "UPDATE 2", "DELETE 0", "CREATE TABLE", "SELECT 5"];
    const { send } = openPool((query) => {
      query.handleEmptyQuery();
      query.handlePortalSuspended();
      query.handleCopyData();
      query.handleDataRow({ fields: ["of no column"] });
      query.handleCommandComplete({ text: answers.shift() ?? "" });
      query.handleReadyForQuery();
    });
    const counts = [3n, 2n, 0n, undefined, undefined];
    for (const count of counts)
      expect(await send("x", [1])).toEqual({
        rows: [],
        ...(count !== undefined && { numAffectedRows: count }),
      });
  });

  it("fails once, and gives its connection back once", async () => {
    const failure = new Error("of the server");
    const { send, released } = openPool((query) => {
      query.handleError(failure);
      query.handleError(new Error("the connection was lost too"));
      query.handleReadyForQuery();
    });
    await expect(send("x", [1])).rejects.toBe(failure);
    expect(released()).toBe(1);
  });

  it("fails with a value that cannot be read, once the server is ready again", async () => {
    const { send, released } = openPool((query) => {
      query.handleRowDescription({ fields: [TEXT] });
      query.handleDataRow({ fields: ['"'] });
      query.handleDataRow({ fields: ["a"] });
      expect(released()).toBe(0);
      query.handleReadyForQuery();
    });
    await expect(send("x", [1])).rejects.toBeInstanceOf(SyntaxError);
  });

  it("refuses to be fed, and takes texts as they are when there are no types", async () => {
    const refused: string[] = [];
    const { send } = openPool((query) => {
      query.handleCopyInResponse({ sendCopyFail: (message) => void refused.push(message) });
      query.handleRowDescription({ fields: [INTEGER] });
      query.handleDataRow({ fields: ["1"] });
      query.handleReadyForQuery();
    }, false);
    expect(await send("x", [1])).toEqual({ rows: [{ id: "1" }] });
    expect(refused).toEqual(["No source stream defined"]);
  });

  it("is left to the driver when it has other values, or none, and before the pool is open", () => {
    const { send, sent } = openPool(() => undefined);
    const others = [
      [],
      [new Date(0)],
      [["a"]],
      [Buffer.from("a")],
      [Symbol("a")],
      [() => 1],
      Array.from({ length: 40_000 }, () => 1),
    ];
    expect(others.map((values) => send("x", values))).toEqual(others.map(() => null));
    expect([send("x\0", [1]), sent]).toEqual([null, []]);
    const sender = createPostgresqlSender([]);
    expect([sender(CompiledQuery.raw("x", [1])), sender(CompiledQuery.raw("x", [1]))]).toEqual([null, null]);
  });

  it("fails when there is no connection, and is not sent on one that is closed", async () => {
    const failures = [new Error("timeout exceeded"), undefined];
    const pool: PostgresqlPool = {
      options: {},
      connect: (take) => take(failures.shift(), undefined, () => undefined),
    };
    const sender = createPostgresqlSender([pool]);
    sender(CompiledQuery.raw("x", [1]));
    await expect(sender(CompiledQuery.raw("x", [1]))).rejects.toThrow("timeout exceeded");
    await expect(sender(CompiledQuery.raw("x", [1]))).rejects.toThrow("The database failed.");
    const written: Uint8Array[] = [];
    const { send } = openPool((query) => {
      query.submit({ stream: { writable: false, write: (message) => written.push(message) } });
      query.handleError(new Error("closed"));
    });
    await expect(send("x", [1])).rejects.toThrow("closed");
    expect(written).toEqual([]);
    const failure = new RangeError("too long");
    const tooLong = openPool((query) => {
      const write = (): never => {
        throw failure;
      };
      query.handleError(query.submit({ stream: { writable: true, write } }));
    });
    await expect(tooLong.send("x", [1])).rejects.toBe(failure);
  });

  it("forgets what it knows of statements when there are too many", async () => {
    const { send, sent } = openPool((query) => query.handleReadyForQuery());
    for (let index = 0; index < 450; index++) await send(`select ${index}`, [1]);
    expect(sent).toHaveLength(450);
  });
});
