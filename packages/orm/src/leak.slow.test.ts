import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { expect, it } from "vitest";

import { Author, fillBlog, Post } from "../test/blog.ts";
import { useBlog } from "../test/use-blog.ts";

const REQUESTS = 100_000;
const CONCURRENCY = 200;

/** Bytes that are in use. */
function measureHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed;
}

it("a hundred thousand requests, two hundred at once, leave nothing behind (security F20) [F304]", async () => {
  const { app, db } = useBlog({ TESTING: false });
  app.get("/<int:id>", async ({ params }) => {
    const post = await db.getOr404(Post, params.id, { populate: ["author"] });
    if (params.id === 5) post.title = "never written";
    if (params.id === 6) throw new Error("of the view");
    return post.author.name;
  });
  app.onError(Error, () => ["failed", 500]);
  await app.runInContext(() => fillBlog(db, 6));
  const expected = [200, 200, 200, 200, 200, 500, 404, 404]; // 7 and 8 are missing
  const requests = expected.map((_, index) => `http://localhost/${index + 1}`);
  let sent = 0;
  let wrong = 0;
  const send = async (until: number): Promise<void> => {
    while (sent < until) {
      const index = sent++ % requests.length;
      const response = await app.fetch(new Request(requests[index] ?? ""));
      if (response.status !== expected[index]) wrong++;
    }
  };
  const sendAll = async (until: number): Promise<void> => {
    await Promise.all(Array.from({ length: CONCURRENCY }, () => send(until)));
  };
  await sendAll(REQUESTS / 10);
  const before = measureHeap();
  await sendAll(REQUESTS);
  const grown = measureHeap() - before;
  expect(wrong).toBe(0);
  expect(grown).toBeLessThan(2_000_000); // twenty bytes a request would be a leak
  expect(await app.runInContext(() => db.em.count(Author))).toBe(2);
}, 120_000);
