import { describe, expect, it } from "vitest";

import { Site } from "../../test/site.ts";

describe("the list", () => {
  it("has what is published, the latest first, page by page", async () => {
    await using site = await Site.openOwn({ POSTS_PER_PAGE: 2 });
    for (const title of ["One", "Two", "Three"]) await site.addPost("ann", { title });
    await site.addPost("ann", { title: "Hidden", isPublished: false });
    const client = site.visit();
    const first = await client.get("/");
    expect(first.text.match(/<h2><a href="[^"]+">\w+/g)).toEqual([
      '<h2><a href="/posts/three">Three',
      '<h2><a href="/posts/two">Two',
    ]);
    expect(first.text).toContain('<a rel="next" href="/?page=2">');
    expect((await client.get("/?page=2")).text).toContain("One");
    expect((await client.get("/?page=3")).status).toBe(404);
    expect((await client.get("/?page=-1")).status).toBe(404);
  });

  it("is searched for words in titles and texts, all of which have to be there", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "A day in the hills", body: "It rained 100% of the time." });
    await site.addPost("bob", { title: "Bread", body: "For the hills, and for home." });
    const client = site.visit();
    const titles = async (query: string) =>
      [...(await client.get("/search", { query: { q: query } })).text.matchAll(/<h2><a[^>]+>([^<]+)/g)].map(
        ([, title]) => title,
      );
    expect(await titles("HILLS")).toEqual(["Bread", "A day in the hills"]);
    expect(await titles("hills home")).toEqual(["Bread"]);
    expect(await titles("100%")).toEqual(["A day in the hills"]);
    expect(await titles("%")).toEqual(["A day in the hills"]);
    expect(await titles("' or 1=1 --")).toEqual([]);
    expect(await titles("  ")).toEqual([]);
    expect((await client.get("/search?q=<script>alert(1)</script>")).text).not.toContain("<script>alert");
  });

  it("is narrowed to a tag, of which those that posts have are offered", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "Rye", tags: ["bread", "winter"] });
    await site.addPost("ann", { title: "Snow", tags: ["winter"] });
    await site.addPost("ann", { title: "Draft", tags: ["secret"], isPublished: false });
    const client = site.visit();
    expect((await client.get("/tags/bread")).text).not.toContain("Snow");
    expect((await client.get("/tags/winter")).text).toContain("Snow");
    expect((await client.get("/tags/secret")).status).toBe(404);
    expect((await client.get("/")).text).toMatch(/winter<\/a> <span>2<\/span>.*bread<\/a> <span>1<\/span>/s);
  });
});

describe("a post", () => {
  it("is written, edited and deleted by its author", async () => {
    await using site = await Site.open();
    const client = await site.visitAs("ann");
    const form = {
      title: "Über <b>alles</b>",
      body: "**Strong** words",
      tags: "Slow Food, rain, rain,",
      isPublished: "on",
    };
    const written = await client.post("/write", { form, followRedirects: true });
    expect(written.path).toBe("/posts/uber-b-alles-b");
    expect(written.text).toContain("Your post is published.");
    expect(written.text).toContain("<h1>Über &lt;b&gt;alles&lt;/b&gt;</h1>");
    expect(written.text).toContain("<strong>Strong</strong> words");
    expect(written.text.match(/href="\/tags\/[\w-]+"/g)).toEqual([
      'href="/tags/slow-food"',
      'href="/tags/rain"',
    ]);

    const page = await client.get("/posts/uber-b-alles-b/edit");
    expect(page.text).toContain('value="slow-food, rain"');
    const changed = { title: "Under", body: "Other words", tags: "", isPublished: "" };
    const edited = await client.post("/posts/uber-b-alles-b/edit", { form: changed, followRedirects: true });
    expect(edited.text).toContain("A draft: only you can see it.");
    expect((await site.visit().get("/posts/uber-b-alles-b")).status).toBe(404);

    expect((await client.get("/posts/uber-b-alles-b/delete")).text).toContain("Delete “Under”?");
    expect((await client.post("/posts/uber-b-alles-b/delete")).location).toBe("/");
    expect((await client.get("/posts/uber-b-alles-b")).status).toBe(404);
  });

  it("is nobody else's to change, but an admin's", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "Mine" });
    await site.addPost("ann", { title: "Not yet", isPublished: false });
    const bob = await site.visitAs("bob");
    for (const path of ["/posts/mine/edit", "/posts/mine/delete", "/posts/not-yet/edit"]) {
      expect((await bob.get(path)).status, path).toBe(403);
      expect((await bob.post(path, { form: { title: "Bob's", body: "x" } })).status, path).toBe(403);
    }
    expect((await bob.get("/posts/mine")).text).not.toContain("/posts/mine/edit");
    expect((await bob.get("/posts/not-yet")).status).toBe(404);
    expect((await (await site.visitAs("ada")).get("/posts/mine/edit")).status).toBe(200);
  });

  it("asks visitors to log in, and brings them back", async () => {
    await using site = await Site.open();
    expect((await site.visit().get("/write")).location).toBe("/account/login?next=%2Fwrite");
  });

  it("is shown before it is saved, without JavaScript by a button", async () => {
    await using site = await Site.open();
    const client = await site.visitAs("ann");
    const form = { title: "T", body: "*so*", preview: "1", isPublished: "on" };
    expect((await client.post("/write", { form })).text).toContain("<em>so</em>");
    expect((await client.get("/")).text).toContain("Nothing is written yet.");
    const shown = await client.post("/preview", { form: { body: "# So\n<script>alert(1)</script>" } });
    expect(shown.text.trim()).toBe("<h2>So</h2>");
    const comment = await client.post("/preview", { form: { body: "# So", kind: "comment" } });
    expect(comment.text.trim()).toBe("So");
  });

  it("takes its form's fields and no others", async () => {
    await using site = await Site.open();
    const client = await site.visitAs("ann");
    const form = {
      title: "T",
      body: "x",
      slug: "admin",
      author: "2",
      author_id: "2",
      id: "77",
      createdAt: "1999-01-01",
    };
    const saved = await client.post("/write", { form: { ...form, isPublished: "on" } });
    expect(saved.location).toBe("/posts/t");
    expect((await client.get("/posts/t")).text).toContain('<a href="/people/ann">Ann</a>');
  });

  it("is refused with what is wrong", async () => {
    await using site = await Site.open();
    const client = await site.visitAs("ann");
    const wrong = await client.post("/write", { form: { title: "", body: "", tags: "a,b,c,d,e,f,g" } });
    expect(wrong.text).toContain("<title>Error: Write");
    expect(wrong.text).toContain("Use at most 6 tags.");
    expect(wrong.text.match(/<li><a href="#id_/g)).toHaveLength(3);
  });

  it("gets a number when its title is taken, and a name when there is nothing to make one of", async () => {
    await using site = await Site.open();
    const slugs = [];
    for (const title of ["Rain", "Rain!", "rain", "雨"]) slugs.push(await site.addPost("ann", { title }));
    expect(slugs).toEqual(["rain", "rain-2", "rain-3", "untitled"]);
  });
});

describe("comments", () => {
  it("are written by people, and deleted by them, the post's author and admins", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "Rain" });
    const bob = await site.visitAs("bob");
    const said = await bob.post("/posts/rain/comments", {
      form: { body: "So *true* <img src=x onerror=alert(1)>" },
    });
    expect(said.location).toBe("/posts/rain#comment-1");
    const page = await site.visit().get("/posts/rain");
    expect(page.text).toContain("So <em>true</em>");
    expect(page.text).not.toContain("onerror");
    expect(page.text).toContain('<a href="/account/login?next=');
    expect(page.text).not.toContain("/comments/1/delete");
    expect((await bob.get("/posts/rain")).text).toContain("/comments/1/delete");
    expect((await site.visit().get("/")).text).toContain("1 comment</a>");

    await (await site.visitAs("ann")).post("/posts/rain/comments", { form: { body: "Yes." } });
    expect((await bob.post("/comments/2/delete")).status).toBe(403);
    expect((await (await site.visitAs("ann")).post("/comments/1/delete")).location).toBe(
      "/posts/rain#comments",
    );
    expect((await (await site.visitAs("ada")).post("/comments/2/delete")).status).toBe(303);
  });

  it("are refused when they are empty, on drafts of others, and from nobody", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "Rain" });
    await site.addPost("ann", { title: "Draft", isPublished: false });
    const bob = await site.visitAs("bob");
    const empty = await bob.post("/posts/rain/comments", { form: { body: " " } });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain("There is a problem");
    expect((await bob.post("/posts/draft/comments", { form: { body: "x" } })).status).toBe(403);
    expect((await site.visit().post("/posts/rain/comments", { form: { body: "x" } })).location).toContain(
      "/login",
    );
  });
});

describe("the feed", () => {
  it("is Atom, and a client that has it is told so", async () => {
    await using site = await Site.open();
    const client = site.visit();
    expect((await client.get("/feed.xml")).text).toContain("<updated>1970");
    await site.addPost("ann", {
      title: "Salt & pepper",
      body: "# One\n\n*two* <script>3</script>",
      tags: ["spice"],
    });
    await site.addPost("ann", { title: "Hidden", isPublished: false });
    const feed = await client.get("/feed.xml");
    expect(feed.headers.get("content-type")).toBe("application/atom+xml; charset=utf-8");
    expect(feed.text).toContain("<title>Salt &amp; pepper</title>");
    expect(feed.text).toContain("&lt;h2&gt;One&lt;/h2&gt;\n&lt;p&gt;&lt;em&gt;two&lt;/em&gt; &lt;/p&gt;");
    expect(feed.text).toContain('href="http://localhost/posts/salt-pepper"');
    expect(feed.text).not.toContain("Hidden");
    const headers = { "If-None-Match": feed.headers.get("etag") ?? "" };
    expect((await client.get("/feed.xml", { headers })).status).toBe(304);
  });
});
