import { createServer } from "node:http";

import type { Micro } from "micro-web";
import type { TestClient } from "micro-web/testing";
import supertest from "supertest";
import { beforeEach, describe, expect, it } from "vitest";

import { beUser, createSeededApp } from "../test/seeded-app.ts";
import { findPost, listPosts } from "./post.ts";

let app: Micro;
let client: TestClient;

beforeEach(async () => {
  app = await createSeededApp();
  client = app.testClient();
});

/** The paths that need an account. */
const OWN = ["/create", "/1/update", "/1/delete"];

describe("the list", () => {
  it("has the links of visitors and of those who are logged in [B186]", async () => {
    const anonymous = (await client.get("/")).text;
    expect(anonymous).toContain('href="/auth/login">Log In');
    expect(anonymous).toContain('href="/auth/register">Register');
    expect(anonymous).not.toContain('href="/create"');
    await beUser(client, 1);
    const own = (await client.get("/")).text;
    expect(own).toContain('href="/auth/logout">Log Out');
    expect(own).toContain('href="/create"');
  });

  it("shows title, author, date and text of a post [B186]", async () => {
    const { text } = await client.get("/");
    expect(text).toContain("<h2>test title</h2>");
    expect(text).toContain('by test on <time datetime="2018-01-01">2018-01-01</time>');
    expect(text).toContain("test\nbody");
  });

  it("has the newest first [B186]", async () => {
    await beUser(client, 2);
    for (const title of ["second", "third"]) await client.post("/create", { form: { title, body: "" } });
    const { text } = await client.get("/");
    const titles = [...text.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual(["third", "second", "test title"]);
    expect(text).toContain("by other on");
  });

  it("says when it is empty", async () => {
    await beUser(client, 1);
    await client.post("/1/delete");
    expect((await client.get("/")).text).toContain("Nobody has written anything yet.");
  });

  it("is served over a socket as well [B186]", async () => {
    const { text } = await supertest(createServer(app.handle)).get("/").expect(200);
    expect(text).toContain("<h2>test title</h2>");
  });

  it("has all its files", async () => {
    const { text } = await client.get("/");
    const paths = [...text.matchAll(/"(\/static\/[^"]+)"/g)].map(([, path]) => `${path}`);
    expect(paths).toContain("/static/style.css");
    for (const path of paths) expect(await client.get(path)).toHaveStatus(200);
  });
});

describe("somebody who is not logged in", () => {
  it.each(OWN)("is sent to the login page by a POST to %s [B186]", async (path) => {
    expect(await client.post(path, { form: { title: "mine" } })).toRedirectTo("/auth/login");
    expect(await app.runInContext(() => listPosts().map(({ title }) => title))).toEqual(["test title"]);
  });

  it.each(["/create", "/1/update"])("is sent there by a GET of %s as well [B186]", async (path) => {
    expect(await client.get(path)).toRedirectTo("/auth/login");
  });
});

describe("the post of somebody else", () => {
  beforeEach(() => beUser(client, 2));

  it.each(["/1/update", "/1/delete"])("cannot be changed: %s is forbidden [B187]", async (path) => {
    expect(await client.post(path, { form: { title: "mine" } })).toHaveStatus(403);
    expect(await app.runInContext(() => findPost(1)?.title)).toBe("test title");
  });

  it("cannot be opened in the form [B187]", async () => {
    expect(await client.get("/1/update")).toHaveStatus(403);
  });

  it("has no link to edit it [B187]", async () => {
    expect((await client.get("/")).text).not.toContain('href="/1/update"');
  });
});

describe("the author", () => {
  beforeEach(() => beUser(client, 1));

  it("has a link to edit the post [B187]", async () => {
    expect((await client.get("/")).text).toContain('href="/1/update">Edit');
  });

  it.each(["/2/update", "/2/delete"])("finds no post that does not exist: %s [B187]", async (path) => {
    const response = await client.post(path, { form: { title: "a" } });
    expect(response).toHaveStatus(404);
    expect(response.text).toContain("Post id 2 doesn&#39;t exist.");
  });

  it("creates a post [B188]", async () => {
    expect(await client.get("/create")).toHaveStatus(200);
    expect(await client.post("/create", { form: { title: "created", body: "<b>new</b>" } })).toRedirectTo(
      "/",
    );
    const posts = await app.runInContext(listPosts);
    expect(posts).toHaveLength(2);
    expect(posts[0]).toMatchObject({ title: "created", body: "<b>new</b>", author: "test" });
    expect((await client.get("/")).text).toContain("&lt;b&gt;new&lt;/b&gt;");
  });

  it("updates a post [B188]", async () => {
    const form = (await client.get("/1/update")).text;
    expect(form).toContain('value="test title"');
    expect(form).toContain(">test\nbody</textarea>");
    expect(await client.post("/1/update", { form: { title: "updated", body: "" } })).toRedirectTo("/");
    expect(await app.runInContext(() => findPost(1))).toMatchObject({ title: "updated", body: "" });
  });

  it.each(["/create", "/1/update"])("is told by %s that a title is required [B188]", async (path) => {
    const response = await client.post(path, { form: { title: "", body: "what I wrote" } });
    expect(response).toHaveStatus(200);
    expect(response.text).toContain('role="alert">Title is required.</p>');
    expect(response.text).toContain(">what I wrote</textarea>");
    expect(await app.runInContext(() => listPosts().map(({ body }) => body))).toEqual(["test\nbody"]);
  });

  it("deletes a post, by POST alone [B188]", async () => {
    expect(await client.get("/1/delete")).toHaveStatus(405);
    expect(await client.post("/1/delete")).toRedirectTo("/");
    expect(await app.runInContext(() => findPost(1))).toBeNull();
  });
});
