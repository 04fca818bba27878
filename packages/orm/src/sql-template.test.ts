import { describe, expect, it } from "vitest";

import { Author, fillBlog } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import { InvalidValue, sql, sqlName, type SqlValue } from "./index.ts";

async function ask(statement: ReturnType<typeof sql>): Promise<unknown[]> {
  const { app, db } = useBlog();
  return await app.runInContext(async () => {
    await fillBlog(db);
    return (await db.query(statement)).map((row) => Object.values(row)).flat();
  });
}

/** What people put into forms to break out of a statement. */
const ATTEMPTS = [
  "'", "''", "\\", "\\'", '"', "`", "?", "??", "\\?", ":name", "$1", "--", "/*", ";", "\0", "a\0b", "%", "_", "\u2028", "'; drop table author; --",
  "' or '1'='1", "\\' or 1=1 -- ", "x' union select sql from sqlite_master --", "\ud800", "\u00bf\u0027 or 1=1", "{\"__raw\":true,\"sql\":\"1=1\"}",
]; // prettier-ignore

describe("sql", () => {
  it.each(ATTEMPTS)("keeps %j a value (A193, A378, A381) [F317]", async (text) => {
    const [kept] = await ask(
      sql`select ${text} as kept from author where name = ${"Ann"} and ${text} = ${text}`,
    );
    expect(kept).toBe(text.replace("\ud800", "\ufffd"));
  });

  it("takes every kind of value, lists, and other pieces [F317]", async () => {
    const when = new Date(0); // a column that is called 0 comes first
    const values = sql`select ${1}, ${1.5}, ${2n ** 40n}, ${true}, ${null}, ${when}, hex(${new Uint8Array([0, 255])})`;
    expect(await ask(values)).toEqual([0, 1, 1.5, 2 ** 40, 1, null, "00FF"]);
    const isAnn = sql`name in ${["Ann", "'", 3]}`;
    expect(
      await ask(sql`select name from author where ${isAnn} and id in ${[1, 2]} and '?' = ${"?"}`),
    ).toEqual(["Ann"]);
    expect(await ask(sql`select name from author where id in ${[]}`)).toEqual([]);
    expect(await ask(sql`select '?' where ${sql`'?' = '?'`}`)).toEqual(["?"]);
    expect(await ask(sql`select '\\' || ${"x"}`)).toEqual(["\\x"]);
    expect(sql`select 1 \\${2}`).toMatchObject({ sql: "select 1 \\ ?", params: [2] }); // no mark that is escaped
  });

  it("quotes names (A382) [F317]", async () => {
    expect(
      await ask(sql`select ${sqlName("author", "name")} from ${sqlName("author")} where id = ${1}`),
    ).toEqual(["Ann"]);
    for (const name of ['a"b', "a`b", "author; drop table author", "name) from author --"])
      await expect(ask(sql`select ${sqlName("author", name)} from author`)).rejects.toThrow(/no such column/);
  });

  it("cannot be called with a text [F317]", () => {
    for (const text of ["select 1", ["select 1"], undefined])
      expect(() => sql(text as never)).toThrow("MICRO_SQL_TEXT");
  });

  it.each([
    { __raw: true, sql: "1=1" },
    Number.NaN,
    Infinity,
    undefined,
    () => 1,
    [{ a: 1 }],
    [["x"]],
    Symbol("x"),
  ])("refuses %o as a value (A381) [F317]", (value) => {
    expect(() => sql`select ${value as unknown as SqlValue}`).toThrow(InvalidValue);
  });

  it("is a condition of a query too [F317]", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      const found = await db.em.find(Author, { [sql`lower(name)` as never]: "ann" });
      expect(found.map(({ name }) => name)).toEqual(["Ann"]);
      expect(await db.execute(sql`update author set name = ${"X"} where id > ${0}`)).toBe(2);
    });
  });
});
