import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, it, onTestFinished } from "vitest";

import { Author, fillBlog, Post, Tag } from "./blog.ts";
import type { UseBlog } from "./use-blog.ts";

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "micro-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Dumps and tests, on any database. @param useBlog - Makes an app on an empty one. */
export function describeData(useBlog: UseBlog): void {
  describe("a dump", () => {
    it("holds all rows, and brings them back into an empty database, all or none [F318 F324]", async () => {
      const path = join(makeFolder(), "dump.json");
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db, 3);
        const post = await db.getOr404(Post, 1, { populate: ["tags"] });
        post.tags.add(db.em.create(Tag, { name: "one" }), db.em.create(Tag, { name: "two" }));
        await db.commit();
      });
      expect(await app.testCommand(["db", "dump", path])).toMatchObject({ exitCode: 0, stderr: "" });
      const dump = JSON.parse(readFileSync(path, "utf8"));
      expect(dump).toMatchObject({
        Author: [{ id: 1, name: "Ann" }, { id: 2 }],
        Tag: [{ id: 1 }, { id: 2 }],
      });
      expect(dump.Post).toHaveLength(3);
      expect(dump.Post[0]).toMatchObject({ id: 1, title: "Post 1", author: 1, tags: [1, 2] });

      const other = await useBlog();
      await other.app.runInContext(() => other.db.createAll());
      expect(await other.app.testCommand(["db", "load", path])).toMatchObject({
        stdout: "Loaded 7 rows.\n",
        stderr: "",
      });
      await other.app.runInContext(async () => {
        const post = await other.db.getOr404(Post, 1, { populate: ["tags", "author"] });
        expect([post.author.name, post.tags.map(({ name }) => name)]).toEqual(["Ann", ["one", "two"]]);
      });
      expect((await other.app.testCommand(["db", "dump"])).stdout.trim()).toBe(
        readFileSync(path, "utf8").trim(),
      );

      writeFileSync(
        path,
        JSON.stringify({
          Author: [
            { id: 9, name: "New", email: "new" },
            { id: 10, name: "x", email: "ann@example.org" },
          ],
        }),
      );
      expect(await other.app.testCommand(["db", "load", path])).toMatchObject({ exitCode: 1 });
      expect(await other.app.runInContext(() => other.db.em.count(Author))).toBe(2);
    });
  });

  describe("a test", () => {
    it("leaves the app healthy: its check does not wait for the connection of the test", async () => {
      const { app, db } = await useBlog();
      await app.start();
      await using _ = await db.beginTest(app);
      expect(await app.health.check()).toMatchObject({ isHealthy: true });
    });

    it("leaves no trace in its database, whatever the app commits [F320]", async () => {
      const { app, db } = await useBlog();
      app.post("/tags/<name>", async ({ params }) => {
        await db.transaction(async () => void db.em.create(Tag, { name: params.name }));
        return String(await db.em.count(Tag));
      });
      app.post("/authors/<email>", async ({ params }) => {
        db.em.create(Author, { name: "x", email: params.email });
        await db.commit();
        return String(await db.em.count(Author));
      });
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      for (let round = 0; round < 2; round++) {
        await using _ = await db.beginTest(app);
        expect([(await client.post("/tags/one")).text, (await client.post("/tags/two")).text]).toEqual([
          "1",
          "2",
        ]);
        expect((await client.post("/authors/new")).text).toBe("3");
        expect((await client.post("/authors/new")).status).toBe(409); // and the test goes on
        expect((await client.post("/tags/three")).text).toBe("3");
      }
      await app.runInContext(async () => {
        expect([await db.em.count(Tag), await db.em.count(Author)]).toEqual([0, 2]);
      });
      const test = await db.beginTest(app);
      await test.rollback();
      await test.rollback();
      expect((await client.post("/tags/kept")).text).toBe("1");
      await db.beginTest(app);
      await client.post("/tags/lost"); // the app closes with it
    });
  });
}
