import { describe, expect, it } from "vitest";

import { apiTokens } from "../accounts/auth.ts";
import { Site } from "../../test/site.ts";

/** A program that acts for somebody. */
async function programOf(site: Site, id: number, abilities = ["posts:write"]) {
  const { text } = await site.run(() => apiTokens.create(id, { abilities }));
  return site.app.testClient({ headers: { Authorization: `Bearer ${text}` } });
}

describe("the API", () => {
  it("lists, searches and shows what is published, to everybody", async () => {
    await using site = await Site.openOwn({ POSTS_PER_PAGE: 2 });
    for (const title of ["One", "Two", "Three"]) await site.addPost("ann", { title, tags: ["number"] });
    await site.addPost("ann", { title: "Hidden", isPublished: false });
    const client = site.app.testClient();
    const list = await client.get("/api/posts?tag=number");
    expect(list.json()).toMatchObject({
      page: 1,
      pages: 2,
      total: 3,
      posts: [{ slug: "three" }, { slug: "two" }],
    });
    expect((await client.get("/api/posts?q=one")).json()).toMatchObject({ total: 1 });
    expect((await client.get("/api/posts/one")).json()).toEqual({
      slug: "one",
      title: "One",
      summary: "Some text.",
      body: "Some text.",
      tags: ["number"],
      author: { slug: "ann", name: "Ann" },
      publishedAt: expect.stringMatching(/^\d{4}-/),
      updatedAt: expect.stringMatching(/^\d{4}-/),
      url: "http://localhost/posts/one",
    });
    const hidden = await client.get("/api/posts/hidden");
    expect([hidden.status, hidden.json()]).toEqual([404, { status: 404, message: "Not Found" }]);
    expect((await client.get("/api/tags")).json()).toEqual({ tags: [{ name: "number", total: 3 }] });
  });

  it("takes posts from programs with a token, and changes and deletes them", async () => {
    await using site = await Site.open();
    const program = await programOf(site, 1);
    const json = { title: "By a program", body: "*Beep*", tags: ["Bits, bytes"], isPublished: true };
    const made = await program.post("/api/posts", { json });
    expect([made.status, made.location]).toEqual([201, "/api/posts/by-a-program"]);
    expect(made.json()).toMatchObject({ tags: ["bits", "bytes"], author: { slug: "ann" } });
    const changed = await program.patch("/api/posts/by-a-program", { json: { isPublished: false } });
    expect(changed.json()).toMatchObject({
      title: "By a program",
      body: "*Beep*",
      publishedAt: null,
      tags: ["bits", "bytes"],
    });
    expect((await program.get("/api/posts/by-a-program")).status).toBe(200);
    expect((await program.delete("/api/posts/by-a-program")).status).toBe(204);
    expect((await program.get("/api/posts/by-a-program")).status).toBe(404);
  });

  it("refuses others, in JSON", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "Rain" });
    const nobody = site.app.testClient();
    const json = { title: "T", body: "x" };
    expect((await nobody.post("/api/posts", { json })).status).toBe(403); // neither a token nor a page of ours
    const wrong = await nobody.post("/api/posts", { json, auth: { bearer: "mwt_wrong" } });
    expect([wrong.status, wrong.json()]).toEqual([401, { status: 401, message: expect.any(String) }]);
    expect((await (await programOf(site, 1, ["posts:read"])).post("/api/posts", { json })).status).toBe(403);
    const bob = await programOf(site, 2);
    expect((await bob.patch("/api/posts/rain", { json })).status).toBe(403);
    expect((await bob.delete("/api/posts/rain")).status).toBe(403);
  });

  it("takes the properties of a post and no others", async () => {
    await using site = await Site.open();
    const program = await programOf(site, 1);
    const post = { title: "T", body: "x" };
    for (const extra of [
      { author: 2 },
      { slug: "x" },
      { id: 9 },
      { publishedAt: "1999-01-01" },
      { __proto__: { a: 1 } },
    ]) {
      const answer = await program.post("/api/posts", {
        json: JSON.parse(JSON.stringify({ ...post, ...extra })),
      });
      expect(answer.status).toBe("__proto__" in extra && Object.keys(extra).length === 0 ? 201 : 422);
    }
    expect((await program.post("/api/posts", { json: { ...post, title: { $ne: null } } })).status).toBe(422);
    expect((await program.patch("/api/posts/t", { json: { author: 2 } })).status).toBe(422);
  });
});
