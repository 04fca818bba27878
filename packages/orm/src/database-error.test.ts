import { describe, expect, it, vi } from "vitest";

import { Author, fillBlog, Post } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import {
  DatabaseBusy,
  DatabaseUnavailable,
  ForeignKeyViolation,
  InvalidValue,
  sql,
  UniqueViolation,
} from "./index.ts";
import { classifyFault, toDatabaseError } from "./mikro/faults.ts";

describe("an error of the database", () => {
  it("is a 409 that names the field to the app, and nothing to the visitor (A57)", async () => {
    const { app, db } = useBlog();
    const seen: unknown[] = [];
    app.post("/", async () => {
      db.em.create(Author, { name: "Ann", email: "ann@example.org" });
      await db.commit();
      return "x";
    });
    app.post("/form", async () => {
      try {
        db.em.create(Author, { name: "Ann", email: "ann@example.org" });
        await db.commit();
      } catch (error) {
        if (!(error instanceof UniqueViolation)) throw error;
        seen.push(error.table, error.fields, error.cause);
      }
      return "again";
    });
    await app.runInContext(() => fillBlog(db));
    const client = app.testClient();
    for (const headers of [{ Accept: "application/json" }, { Accept: "text/html" }]) {
      const { status, text } = await client.post("/", { headers });
      expect(status).toBe(409);
      expect(text).toContain("This exists already.");
      expect(text).not.toMatch(/insert|author|ann@|constraint/i);
    }
    expect((await client.post("/form")).text).toBe("again");
    expect(seen).toEqual([
      "author",
      ["email"],
      expect.objectContaining({ message: expect.stringContaining("UNIQUE") }),
    ]);
  });

  it("is a 409 for what refers to nothing, or is referred to", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db, 1);
      db.em.create(Post, { title: "x", author: db.em.getReference(Author, 99) });
      await expect(db.commit()).rejects.toThrow(ForeignKeyViolation);
      db.rollback();
      await expect(db.em.nativeDelete(Author, { id: 1 })).rejects.toMatchObject({ status: 409 });
    });
  });

  it("is a 400 for a value that its column cannot hold", async () => {
    const { app, db } = useBlog();
    await app.runInContext(async () => {
      await fillBlog(db);
      const failed = db.execute(sql`insert into author (name, email) values (${"x"}, ${null})`);
      await expect(failed).rejects.toThrow(InvalidValue);
      await expect(failed).rejects.toMatchObject({ status: 400, message: "A value does not fit." });
    });
  });

  it("stays what it is when it is the app's own", async () => {
    const { app, db } = useBlog();
    vi.spyOn(app.logger, "error").mockReturnValue();
    await app.runInContext(async () => {
      await fillBlog(db);
      await expect(db.query(sql`select missing from author`)).rejects.toMatchObject({
        name: "InvalidFieldNameException",
      });
    });
  });

  // As pg, mysql2 and node:sqlite make them; tests with real servers see to the same.
  it.each<[facts: object, kind: string, status: number]>([
    [{ code: "ECONNREFUSED" }, "unavailable", 503],
    [{ code: "57P01" }, "unavailable", 503],
    [{ code: "PROTOCOL_CONNECTION_LOST" }, "unavailable", 503],
    [{ message: "Connection terminated unexpectedly" }, "unavailable", 503],
    [{ message: "timeout exceeded when trying to connect" }, "unavailable", 503],
    [{ code: "40P01" }, "clash", 503],
    [{ code: "40001" }, "clash", 503],
    [{ errno: 1213 }, "clash", 503],
    [{ code: "55P03" }, "busy", 503],
    [{ errno: 1205 }, "busy", 503],
    [{ errcode: 5 }, "busy", 503],
    [{ errcode: 261 }, "busy", 503],
    [{ code: "22001" }, "value", 400],
    [{ errno: 1406 }, "value", 400],
    [{ errcode: 18 }, "value", 400],
  ])("%o is %s", (facts, kind, status) => {
    const error = Object.assign(new Error("of a driver"), facts);
    expect(classifyFault(error)).toBe(kind);
    const made = toDatabaseError(error, []);
    expect(made).toMatchObject({ status, cause: error });
    expect(Object.keys(Object(made).headers)).toEqual(status === 503 ? ["Retry-After"] : []);
    expect(made).toBeInstanceOf({ unavailable: DatabaseUnavailable, clash: DatabaseBusy, busy: DatabaseBusy, value: InvalidValue }[kind]); // prettier-ignore
  });

  it("is made once, and of errors alone", () => {
    const error = new DatabaseBusy(true);
    expect(toDatabaseError(error, [])).toBe(error);
    expect([classifyFault(undefined), classifyFault("x"), classifyFault(new Error("x"))]).toEqual([
      "unknown", "unknown", "unknown"]); // prettier-ignore
  });
});
