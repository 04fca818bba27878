import { describe, expect, it, vi } from "vitest";

import { fillBlog } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";
import { DatabaseBusy, DatabaseUnavailable, InvalidValue, sql } from "./index.ts";
import { classifyFault, toDatabaseError } from "./mikro/faults.ts";

describe("an error of the database", () => {
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
