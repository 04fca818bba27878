import { describe, expect, it, vi } from "vitest";

import { DatabaseBusy, type EntityManager } from "../src/index.ts";
import { Author, fillBlog, Post, Tag } from "./blog.ts";
import type { UseBlog } from "./use-blog.ts";

async function names(em: EntityManager): Promise<string[]> {
  return (await em.fork().find(Tag, {}, { orderBy: { id: "asc" } })).map(({ name }) => name);
}

/** What units of work and transactions do, on any database. @param useBlog - Makes an app on an empty one. */
export function describeUnitsOfWork(useBlog: UseBlog): void {
  describe("a unit of work", () => {
    it("belongs to one request, in which a row is one object [F304 F325]", async () => {
      const { app, db } = await useBlog();
      const managers: EntityManager[] = [];
      app.get("/<int:id>", async ({ params }) => {
        const { em } = db;
        managers.push(em);
        const author = await db.getOr404(Author, params.id);
        expect(await db.getOr404(Author, params.id)).toBe(author);
        expect(db.em).toBe(em);
        return author.name;
      });
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      const texts = await Promise.all(["/1", "/2", "/1"].map(async (path) => (await client.get(path)).text));
      expect(texts).toEqual(["Ann", "Bob", "Ann"]);
      expect(new Set(managers).size).toBe(3);
    });

    it("is not made for a request that uses no database [F304]", async () => {
      const { app, db } = await useBlog();
      app.get("/", () => "x");
      app.get("/db", () => String(db.queries.length));
      await app.start();
      const fork = vi.spyOn(app.extensions["database"] as { createUnit(): unknown }, "createUnit");
      await app.testClient().get("/");
      expect(fork).not.toHaveBeenCalled();
      expect((await app.testClient().get("/db")).text).toBe("0");
      expect(fork).toHaveBeenCalledOnce();
    });

    it("forgets what is not committed, as Flask-SQLAlchemy does, and says so to a developer [F304]", async () => {
      const { app, db } = await useBlog();
      const warn = vi.spyOn(app.logger, "warn").mockReturnValue();
      app.post("/", () => {
        db.em.create(Tag, { name: "lost" });
        return "x";
      });
      await app.runInContext(() => fillBlog(db));
      await app.testClient().post("/");
      expect(warn.mock.calls.flat()).toEqual([
        "POST / ended with 1 changes that nothing wrote: await db.commit().",
      ]);
      await app.runInContext(async () => {
        expect(await db.em.count(Tag)).toBe(0);
        db.em.create(Tag, { name: "lost too" });
      });
      expect(warn.mock.calls.at(-1)).toEqual([
        "A command ended with 1 changes that nothing wrote: await db.commit().",
      ]);
    });

    it("forgets what a failed request has changed, and says nothing [F304]", async () => {
      const { app, db } = await useBlog({ PROPAGATE_EXCEPTIONS: false });
      const warn = vi.spyOn(app.logger, "warn").mockReturnValue();
      vi.spyOn(app.logger, "error").mockReturnValue();
      app.post("/", () => {
        db.em.create(Tag, { name: "lost" });
        throw new Error("of the view");
      });
      await app.runInContext(() => fillBlog(db));
      expect((await app.testClient().post("/")).status).toBe(500);
      expect(warn).not.toHaveBeenCalled();
      expect(await app.runInContext(() => db.em.count(Tag))).toBe(0);
    });

    it("isolates a transaction as much as it is told to, and calls back after it alone [F305]", async () => {
      const { app, db } = await useBlog();
      const calls: number[] = [];
      await app.runInContext(async () => {
        await fillBlog(db);
        const result = await db.transaction(
          async () => {
            db.onCommit(() => calls.push(calls.length));
            db.em.create(Tag, { name: "new" });
            await db.commit();
            expect(calls).toEqual([]);
            return "done";
          },
          { isolation: "serializable" },
        );
        expect([result, calls]).toEqual(["done", [0]]);
      });
    });

    it("is there in services, commands and tests [F304]", async () => {
      const { app, db } = await useBlog();
      const countAuthors = (): Promise<number> => db.em.count(Author);
      app.command("count", { description: "x", run: async () => console.log(await countAuthors()) });
      app.get("/", async () => String(await countAuthors()));
      await app.runInContext(() => fillBlog(db));
      expect((await app.testCommand(["count"])).stdout).toBe("2\n");
      expect((await app.testClient().get("/")).text).toBe("2");
      const request = await app.testRequest("/");
      expect(await app.runInContext(countAuthors, request)).toBe(2);
    });

    it("is there while a response streams, and then over [F304]", async () => {
      const { app, db } = await useBlog();
      app.get("/", async function* () {
        for (const { name } of await db.em.find(Author, {}, { orderBy: { id: "asc" } })) yield name;
      });
      await app.runInContext(() => fillBlog(db));
      expect((await app.testClient().get("/")).text).toBe("AnnBob");
    });

    it("ends a transaction that was left open [F304]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(() => fillBlog(db));
      await app.runInContext(async () => {
        await db.em.begin();
        await db.em.insert(Tag, { name: "lost" });
      });
      expect(await app.runInContext(() => db.em.count(Tag))).toBe(0);
    });

    it("forgets on demand [F304]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        const ann = await db.getOr404(Author, 1);
        ann.name = "Anne";
        db.rollback();
        await db.commit();
        expect((await db.getOr404(Author, 1)).name).toBe("Ann");
      });
    });
  });

  describe("a transaction", () => {
    it("commits at its end, or writes nothing [F305]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        const result = await db.transaction(async (em) => {
          expect(db.em).toBe(em);
          db.em.create(Tag, { name: "one" });
          expect(await db.em.count(Tag)).toBe(1); // its own changes are written before it asks
          return "done";
        });
        expect(result).toBe("done");
        const ann = await db.getOr404(Author, 1);
        const failed = db.transaction(async () => {
          ann.name = "Anne";
          db.em.create(Tag, { name: "two" });
          await db.commit();
          throw new Error("of the task");
        });
        await expect(failed).rejects.toThrow("of the task");
        await db.commit(); // nothing of the failed one is left
        expect(await names(db.em)).toEqual(["one"]);
        expect((await db.getOr404(Author, 1)).name).toBe("Ann");
      });
    });

    it("is a savepoint inside of another, and fails alone [F305]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        await db.transaction(async () => {
          db.em.create(Tag, { name: "outer" });
          const inner = db.transaction(async () => {
            db.em.create(Tag, { name: "inner" });
            await db.transaction(async () => void db.em.create(Tag, { name: "innermost" }));
            throw new Error("inner");
          });
          await expect(inner).rejects.toThrow("inner");
          await db.transaction(async () => void db.em.create(Tag, { name: "second" }));
        });
        expect(await names(db.em)).toEqual(["outer", "second"]);
      });
    });

    it("has what was changed before it, and what it changed is known after it", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db, 1);
        const post = await db.getOr404(Post, 1);
        post.title = "before";
        await db.transaction(async () => {
          post.body = "inside";
          await Promise.resolve();
        });
        const [row] = await db.em.fork().find(Post, {});
        expect([row?.title, row?.body]).toEqual(["before", "inside"]);
      });
    });

    it("runs what was asked for once it is committed, and not when it is not [F305 F312]", async () => {
      const { app, db } = await useBlog();
      const seen: string[] = [];
      await app.runInContext(async () => {
        await fillBlog(db);
        await db.transaction(async () => {
          db.onCommit(() => seen.push("outer"));
          await db.transaction(async () => db.onCommit(() => seen.push("inner")));
          const lost = db.transaction(async () => {
            db.onCommit(() => seen.push("lost"));
            throw new Error("lost");
          });
          await expect(lost).rejects.toThrow("lost");
          expect(seen).toEqual([]);
        });
        expect(seen.splice(0)).toEqual(["outer", "inner"]);
        db.em.create(Tag, { name: "x" });
        db.onCommit(async () => seen.push(`after a flush ${await db.em.count(Tag)}`));
        await db.em.flush();
        await db.em.flush();
        expect(seen.splice(0)).toEqual(["after a flush 1"]);
        db.em.create(Tag, { name: "x" });
        db.onCommit(() => seen.push("never"));
        await expect(db.commit()).rejects.toThrow("exists");
        db.rollback();
        await db.commit();
        expect(seen).toEqual([]);
      });
    });

    it("runs again when the database ended it for another's sake, if told to [F305]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(async () => {
        await fillBlog(db);
        let runs = 0;
        const task = async (): Promise<number> => {
          db.em.create(Tag, { name: `tag ${++runs}` });
          if (runs < 3) throw new DatabaseBusy(true);
          return runs;
        };
        expect(await db.transaction(task, { attempts: 3 })).toBe(3);
        expect(await names(db.em)).toEqual(["tag 3"]);
        runs = 0;
        await expect(db.transaction(task)).rejects.toThrow(DatabaseBusy);
        expect(runs).toBe(1);
      });
    });

    it("keeps requests apart that run at once [F305 F325]", async () => {
      const { app, db } = await useBlog();
      app.post("/<name>", async ({ params }) =>
        db.transaction(async () => {
          db.em.create(Tag, { name: params.name });
          await new Promise((resolve) => setTimeout(resolve, 2));
          if (params.name.startsWith("bad")) throw new DatabaseBusy(false);
          return params.name;
        }),
      );
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      const all = Array.from({ length: 20 }, (_, index) => `${index % 2 === 0 ? "good" : "bad"}-${index}`);
      const statuses = await Promise.all(all.map(async (name) => (await client.post(`/${name}`)).status));
      expect(statuses.filter((status) => status === 200)).toHaveLength(10);
      const kept = await app.runInContext(() => names(db.em));
      expect(kept.toSorted()).toEqual(all.filter((name) => name.startsWith("good")).toSorted());
    });
  });
}
