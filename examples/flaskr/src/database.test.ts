import { existsSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { createDatabasePath, createSeededApp } from "../test/seeded-app.ts";
import { createApp } from "./create-app.ts";
import { createTables, type Database, openDatabase } from "./database.ts";
import { listPosts } from "./post.ts";

describe("the database", () => {
  it("has one connection in a context, closed at its end [B189]", async () => {
    const app = await createSeededApp();
    const database = await app.runInContext(() => {
      const first = openDatabase();
      expect(openDatabase()).toBe(first);
      expect(first.get("SELECT 1 AS one")?.["one"]).toBe(1);
      return first;
    });
    expect(() => database.get("SELECT 1")).toThrow("not open");
    expect(await app.runInContext(openDatabase)).not.toBe(database);
  });

  it("has one connection in a request, closed when it is over [B189]", async () => {
    const app = createApp({ DATABASE: createDatabasePath(), SECRET_KEY: "of the tests" });
    const seen: Database[] = [];
    app.beforeRequest(() => void seen.push(openDatabase()));
    app.get("/look", () => {
      seen.push(openDatabase());
      return String(seen[1]?.get("SELECT 42 AS answer")?.["answer"]);
    });
    expect((await app.testClient().get("/look")).text).toBe("42");
    expect(seen[0]).toBe(seen[1]);
    expect(() => seen[0]?.get("SELECT 1")).toThrow("not open");
  });

  it("is closed when a request fails [B189]", async () => {
    const app = createApp({ DATABASE: createDatabasePath(), SECRET_KEY: "of the tests", TESTING: true });
    let database: Database | undefined;
    app.get("/fail", () => {
      database = openDatabase();
      throw new Error("on purpose");
    });
    await expect(app.testClient().get("/fail")).rejects.toThrow("on purpose");
    expect(() => database?.get("SELECT 1")).toThrow("not open");
  });

  it("is not opened by a request that does not need it [B189]", async () => {
    const path = createDatabasePath();
    const app = createApp({ DATABASE: path, SECRET_KEY: "of the tests" });
    expect((await app.testClient().get("/hello")).text).toBe("Hello, World!");
    expect(existsSync(path)).toBe(false);
  });

  it("keeps to its foreign keys", async () => {
    const app = await createSeededApp();
    const orphan = "INSERT INTO post (title, body, author_id) VALUES ('', '', 99)";
    await expect(app.runInContext(() => openDatabase().run(orphan))).rejects.toThrow("FOREIGN KEY");
  });

  it("belongs to a request, a command or a script, and is nowhere else", () => {
    expect(openDatabase).toThrow("Working outside of application context");
    expect(createTables).toThrow("Working outside of application context");
  });
});

describe("micro init-db", () => {
  it("makes the tables and says so [B189]", async () => {
    const app = createApp({ DATABASE: createDatabasePath(), SECRET_KEY: "of the tests" });
    const result = await app.testCommand(["init-db"]);
    expect(result).toMatchObject({ exitCode: 0, stdout: "Initialized the database.\n", stderr: "" });
    expect(await app.runInContext(listPosts)).toEqual([]);
  });

  it("clears what was there [B189]", async () => {
    const app = await createSeededApp();
    expect(await app.runInContext(listPosts)).toHaveLength(1);
    await app.testCommand(["init-db"]);
    expect(await app.runInContext(listPosts)).toEqual([]);
  });
});
