import { describe, expect, it, vi } from "vitest";

import { DatabaseBusy, type DatabaseKind, sql } from "../src/index.ts";
import { Author, fillBlog, Post, Tag } from "./blog.ts";
import type { DatabaseServer } from "./servers.ts";
import type { UseBlog } from "./use-blog.ts";

/** How many connections an app may have open. */
const POOL_SIZE = 10;

/** The connections that a server has open for apps. */
const COUNT_CONNECTIONS: Readonly<Partial<Record<DatabaseKind, string>>> = {
  postgresql:
    "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  mariadb:
    "select count(*) from information_schema.processlist where user = 'micro' and id <> connection_id()",
};

/** What two tasks wait at until both are there; once both have come, nobody waits any more. */
function createMeeting(): () => Promise<void> {
  let count = 0;
  let open: () => void = () => undefined;
  const met = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    if (++count === 2) open();
    return met;
  };
}

/** What happens when a server is slow, busy or gone. */
export function describeServerFaults(
  kind: DatabaseKind,
  server: () => DatabaseServer,
  useBlog: UseBlog,
): void {
  const countConnections = async (): Promise<number> =>
    Number(await server().query(COUNT_CONNECTIONS[kind] ?? ""));

  describe("many requests at once", () => {
    it("share ten connections, and lose none, however many fail (security F20) [F321 F323]", async () => {
      const { app, db } = await useBlog();
      app.post("/<int:id>", async ({ params }) =>
        db.transaction(async () => {
          const author = await db.getOr404(Author, 1);
          await db.query(sql`select ${params.id}`);
          if (params.id % 2 === 1) db.em.create(Author, { name: "x", email: author.email });
          await db.commit();
          return "done";
        }),
      );
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      const send = async (id: number): Promise<number> => (await client.post(`/${id}`)).status;
      for (let round = 0; round < 10; round++) {
        const statuses = await Promise.all(Array.from({ length: 200 }, (_, id) => send(id)));
        expect(statuses.filter((status) => status === 200)).toHaveLength(100);
        expect(statuses.filter((status) => status === 409)).toHaveLength(100);
        expect(await countConnections()).toBeLessThanOrEqual(POOL_SIZE);
      }
    });

    it("are kept apart: each sees what it has changed, until it is committed [F304 F325]", async () => {
      const { app, db } = await useBlog();
      app.post("/<name>", async ({ params }) =>
        db.transaction(async () => {
          db.em.create(Tag, { name: params.name });
          await db.commit();
          const own = await db.em.fork().count(Tag, { name: params.name });
          return String(own);
        }),
      );
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      const texts = await Promise.all(
        Array.from({ length: 5 }, async (_, index) => (await client.post(`/t${index}`)).text),
      );
      expect(texts).toEqual(["0", "0", "0", "0", "0"]);
    });
  });

  describe("a deadlock", () => {
    it("ends one of two transactions with a 503, unless it runs again (security F20) [F305]", async () => {
      const { app, db } = await useBlog();
      await app.runInContext(() => fillBlog(db, 2));
      const meet = createMeeting();
      const swap = (
        attempts: number,
        [first, second]: readonly [number, number],
        meeting: () => Promise<void>,
      ): Promise<unknown> =>
        app.runInContext(() =>
          db.transaction(
            async () => {
              await db.execute(sql`update post set rating = rating + 1 where id = ${first}`);
              await meeting();
              await db.execute(sql`update post set rating = rating + 1 where id = ${second}`);
            },
            { attempts },
          ),
        );
      const outcomes = await Promise.allSettled([swap(1, [1, 2], meet), swap(1, [2, 1], meet)]);
      const failed = outcomes.filter((outcome) => outcome.status === "rejected");
      expect(failed.map(({ reason }) => reason as unknown)).toEqual([expect.any(DatabaseBusy)]);
      expect(failed[0]?.reason).toMatchObject({ status: 503, isTransient: true });
      const again = createMeeting();
      await Promise.all([swap(5, [1, 2], again), swap(5, [2, 1], again)]);
      const ratings = await app.runInContext(() => db.em.find(Post, {}, { orderBy: { id: "asc" } }));
      expect(ratings.map(({ id, rating }) => rating - (id % 5))).toEqual([3, 3]);
    });
  });

  describe("a server that stops for ten seconds", () => {
    it("gives 503 meanwhile, other pages as ever, and is used again at once (security F20) [F321]", async () => {
      const { app, db } = await useBlog({ PROPAGATE_EXCEPTIONS: false });
      vi.spyOn(app.logger, "warn").mockReturnValue();
      vi.spyOn(app.logger, "error").mockReturnValue();
      app.get("/static", () => "static");
      app.get("/read", async () => String(await db.em.count(Author)));
      app.post("/write", async () => {
        db.em.create(Tag, { name: `tag ${Math.random()}` });
        await db.em.flush();
        return "written";
      });
      app.get("/kysely", async () =>
        String(
          (await db.em.getKysely<{ author: object }>().selectFrom("author").selectAll().execute()).length,
        ),
      );
      app.get("/direct", async () => {
        const found = db.kysely<{ author: { id: number } }>().selectFrom("author").select("id");
        return String((await found.where("id", "=", 1).execute()).length);
      });
      await app.runInContext(() => fillBlog(db));
      const client = app.testClient();
      const statuses = async (): Promise<number[]> =>
        (
          await Promise.all([
            client.get("/static"),
            client.get("/read"),
            client.post("/write"),
            client.get("/kysely"),
            client.get("/direct"),
          ])
        ).map(({ status }) => status);
      expect(await statuses()).toEqual([200, 200, 200, 200, 200]);
      await server().kill();
      const end = performance.now() + 10_000;
      while (performance.now() < end) {
        const start = performance.now();
        expect(await statuses()).toEqual([200, 503, 503, 503, 503]);
        expect(performance.now() - start).toBeLessThan(6000);
        expect((await client.get("/read")).headers.get("retry-after")).toBe("1");
        expect((await app.health.check()).isHealthy).toBe(false);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await server().start();
      const back = performance.now();
      while ((await statuses()).some((status) => status !== 200))
        await new Promise((resolve) => setTimeout(resolve, 50));
      expect(performance.now() - back).toBeLessThan(3000);
      const all = await Promise.all(
        Array.from({ length: 100 }, async () => (await client.get("/read")).status),
      );
      expect(all.filter((status) => status === 200)).toHaveLength(100);
      expect(await countConnections()).toBeLessThanOrEqual(POOL_SIZE);
    });
  });
}
