import { describe, expect, it, vi } from "vitest";

import { Author, blogEntities } from "../test/blog.ts";
import { CursorCodec } from "./cursor.ts";
import { parseDatabaseUrl } from "./database-url.ts";
import { defineEntity, p } from "./index.ts";
import { convertConnection } from "./mikro/fault-driver.ts";
import { toDatabaseError } from "./mikro/faults.ts";
import { MigrationSession } from "./mikro/migration-session.ts";
import { createOrm, type MikroORM } from "./mikro/orm.ts";
import { QueryLogger } from "./mikro/query-logger.ts";
import { readFilter } from "./mikro/visitor-query.ts";

function openOrm(url: string, entities: readonly object[] = blogEntities): Promise<MikroORM> {
  return createOrm(parseDatabaseUrl(url, ""), {
    entities,
    pool: { max: 3 },
    observer: { record: null, warn: () => undefined },
  });
}

// What servers do is tested with servers; this is what is done before they are asked.
describe("a server", () => {
  it.each([
    ["postgresql://ann:x@127.0.0.1:1/blog?sslmode=require", "PostgreSqlDriver"],
    ["postgres://ann:x@127.0.0.1:1/blog", "PostgreSqlDriver"],
    ["mysql://ann:x@127.0.0.1:1/blog", "MySqlDriver"],
    ["mariadb://ann:x@127.0.0.1:1/blog", "MariaDbDriver"],
  ])(
    "at %s has the driver %s, and is a 503 when it does not answer [F302 F321 F323]",
    async (url, driver) => {
      const orm = await openOrm(url);
      expect(orm.driver.constructor.name).toBe(driver);
      await expect(orm.driver.execute("select 1")).rejects.toMatchObject({ status: 503 });
      await orm.close(true);
    },
  );

  it("says which driver to install [F302 F323]", async () => {
    vi.doMock("@mikro-orm/mysql", () => {
      throw new Error("not installed");
    });
    await expect(openOrm("mysql://ann@127.0.0.1:1/blog")).rejects.toThrow(
      /npm install @mikro-orm\/mysql@7\.2\.1 \[MICRO_DATABASE_DRIVER\]/,
    );
    vi.doUnmock("@mikro-orm/mysql");
  });

  it("refuses a NUL before it is sent to PostgreSQL, which would lose the connection [F317]", async () => {
    const orm = await openOrm("postgresql://ann@127.0.0.1:1/blog");
    const platform = orm.driver.getPlatform();
    expect(() => platform.escape("a\0b")).toThrow("A value does not fit.");
    expect(platform.escape("it's")).toBe("'it''s'");
    await orm.close(true);
  });

  it.each([
    "postgresql://",
    "postgresql://host",
    "mysql://h/",
    "oracle://h/n",
    "sqlite:",
    "sqlite://x",
    "app.db",
    "",
  ])("is not found in %j [F302]", (text) => {
    expect(() => parseDatabaseUrl(text, "")).toThrow("MICRO_DATABASE_URL");
  });

  it("has a label without its password, also in errors [F302]", () => {
    expect(parseDatabaseUrl("postgresql://ann:secret@db:5433/blog", "").label).toBe(
      "postgresql://db:5433/blog",
    );
    expect(() => parseDatabaseUrl("oracle://ann:secret@db/blog", "")).toThrow(/^(?!.*secret)/);
  });
});

describe("a value that is there already", () => {
  it.each<[facts: object, fields: readonly string[]]>([
    [
      {
        code: "23505",
        table: "author",
        constraint: "author_email_unique",
        detail: 'Key ("email")=(a) already exists.',
      },
      ["email"],
    ],
    [{ code: "23505", table: "other", detail: "Key (a, b)=(1, 2) already exists." }, ["a", "b"]],
    [
      {
        errno: 1062,
        code: "ER_DUP_ENTRY",
        message: "Duplicate entry 'a' for key 'author.author_email_unique'",
      },
      ["email"],
    ],
    [
      { errno: 1062, code: "ER_DUP_ENTRY", message: "Duplicate entry 'a' for key 'author_email_unique'" },
      ["email"],
    ],
    [
      { errno: 1062, code: "ER_DUP_ENTRY", message: "Duplicate entry 'a' for key 'pair_of_both'" },
      ["left", "right"],
    ],
    [{ errno: 1062, code: "ER_DUP_ENTRY", message: "Duplicate entry 'a' for key 'PRIMARY'" }, []],
  ])("as %o says it, is one of %j", async (facts, fields) => {
    const Pair = defineEntity({
      name: "Pair",
      properties: { id: p.integer().primary(), left: p.integer(), right: p.integer() },
      uniques: [{ name: "pair_of_both", properties: ["left", "right"] }],
    });
    const url = "errno" in facts ? "mysql://ann@127.0.0.1:1/blog" : "postgresql://ann@127.0.0.1:1/blog";
    const orm = await openOrm(url, [...blogEntities, Pair]);
    const converter = orm.driver.getPlatform().getExceptionConverter();
    const error = converter.convertException(Object.assign(new Error("of a driver"), facts));
    expect(error).toMatchObject({ status: 409, fields });
    expect(toDatabaseError(error, [])).toBe(error);
    await orm.close(true);
  });
});

describe("a session of migrations", () => {
  it.each(["postgresql", "mariadb"] as const)(
    "on %s waits for the lock of the others, and gives it back [F316]",
    async (kind) => {
      const sent: string[] = [];
      let attempts = 0;
      const pinned = {
        executeQuery: async ({ sql }: { sql: string }) => {
          sent.push(sql);
          return { rows: [{ taken: ++attempts > 1 }] };
        },
      };
      const connection = {
        ensureConnection: async () => undefined,
        getClient: () => ({
          connection: () => ({ execute: (task: (own: unknown) => unknown) => task(pinned) }),
        }),
      };
      const platform = { formatQuery: (text: string) => text };
      const orm = {
        driver: { getConnection: () => connection, getPlatform: () => platform },
      } as unknown as MikroORM;
      await MigrationSession.open(orm, kind, async (session) => {
        await session.withLock(() => session.inTransaction(async () => session.send("work")));
        await expect(session.inTransaction(() => Promise.reject(new Error("of the task")))).rejects.toThrow(
          "of the task",
        );
      });
      const [own, others] = [
        sent.filter((text) => !/lock/.test(text)),
        sent.filter((text) => /lock/.test(text)),
      ];
      expect(own).toEqual(
        kind === "postgresql" ? ["begin", "work", "commit", "begin", "rollback"] : ["work"],
      );
      expect(others).toHaveLength(3);
    },
  );
});

describe("a cursor", () => {
  it("keeps dates and big numbers, and nothing that was not signed [F308]", () => {
    const codec = new CursorCodec(["secret"], "Post.id+");
    const position = { values: [new Date(5), 2n ** 60n, "x", 1, null], isBefore: true };
    expect(codec.read(codec.write(position))).toEqual(position);
    expect(() => codec.read(new CursorCodec(["secret"], "Post.id-").write(position))).toThrow("not valid");
    expect(() => codec.read(codec.write({ values: [{ $gt: 1 }], isBefore: false }))).toThrow("not valid");
  });
});

describe("a filter", () => {
  it("reads booleans, dates and choices, and refuses what is none (A377) [F313]", async () => {
    const Thing = defineEntity({
      name: "Thing",
      properties: {
        id: p.integer().primary(),
        isOn: p.boolean(),
        at: p.datetime(),
        kind: p.enum(["a", "b"]),
      },
    });
    const orm = await openOrm("sqlite::memory:", [Thing, Author]);
    const em = orm.em.fork();
    const read = (name: string, text: string): unknown => {
      const filter = readFilter(em, Thing, { query: new Map([[name, text]]), allowed: { [name]: "equals" } });
      return Object.values(Reflect.get(filter, "$and")[0])[0];
    };
    expect([read("isOn", "yes"), read("isOn", "0"), read("kind", "b")]).toEqual([true, false, "b"]);
    expect(read("at", "2026-11-21")).toEqual(new Date("2026-11-21"));
    for (const [name, text] of [
      ["isOn", "x"],
      ["at", "now"],
      ["at", "2026-99-99"],
      ["kind", "c"],
    ] as const)
      expect(() => read(name, text)).toThrow("does not fit");
    expect(() => read("none", "x")).toThrow(TypeError);
    await orm.close();
  });
});

describe("the log of MikroORM", () => {
  it("goes to the app's operator where it is trouble, and nowhere else", () => {
    const warn = vi.fn<(message: string) => void>();
    const logger = new QueryLogger({ record: null, warn });
    logger.log();
    logger.error("query", "an error");
    logger.warn("query", "a warning");
    logger.setDebugMode();
    logger.logQuery({});
    expect([warn.mock.calls.flat(), logger.isEnabled("query")]).toEqual([["an error", "a warning"], false]);
  });
});

describe("a driver's dialect", () => {
  it("throws what it is told to, made at once or later", async () => {
    const made = {
      createDriver: () => ({
        acquireConnection: () => Promise.reject(new Error("lost")),
        beginTransaction: () => Promise.resolve(),
        rollbackTransaction: () => Promise.resolve(),
        commitTransaction: () => Promise.resolve(),
      }),
    };
    for (const dialect of [made, Promise.resolve({ ...made })]) {
      const connection = { createKyselyDialect: () => dialect };
      convertConnection(connection as never, () => new Error("converted"));
      const driver = (await connection.createKyselyDialect()).createDriver();
      await expect(driver.acquireConnection()).rejects.toThrow("converted");
    }
  });
});
