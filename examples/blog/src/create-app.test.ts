import { useApp } from "micro-web/testing/vitest";
import { describe, expect, it, onTestFinished } from "vitest";

import { Site } from "../test/site.ts";
import { User } from "./accounts/user.ts";
import { createApp } from "./create-app.ts";
import { db } from "./database.ts";
import { Post } from "./posts/post.ts";
import { chooseSlug, toSlug } from "./slug.ts";

describe("the site", () => {
  it("sends what browsers need to know to protect its visitors", async () => {
    await using site = await Site.open();
    const { headers } = await site.visit().get("/account/login");
    const policy = headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain("unsafe-inline");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("DENY");
    const page = (await site.visit().get("/")).text;
    expect(page).not.toMatch(/<script(?! src=)|<style|\son\w+=|\sstyle=|javascript:/);
  });

  it("takes forms from its own pages alone", async () => {
    await using site = await Site.open();
    const program = site.app.testClient();
    const form = { email: "ann@example.org", password: "x" };
    expect((await program.post("/account/login", { form })).status).toBe(403);
    const headers = { "Sec-Fetch-Site": "cross-site" };
    expect((await program.post("/account/logout", { headers })).status).toBe(403);
    const page = await program.get("/account/login"); // an old browser has the token
    const token = /name="csrf_token" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    expect((await program.post("/account/login", { form: { ...form, csrf_token: token } })).status).toBe(422);
  });

  it("answers what goes wrong with a page of its own, which says nothing private", async () => {
    await using site = await Site.open();
    const missing = await site.visit().get("/nowhere");
    expect(missing.status).toBe(404);
    expect(missing.text).toContain("There is nothing here, or not any more.");
    expect((await site.visit().get("/account/logout")).status).toBe(405);
    expect((await site.visit().get("/health")).json()).toMatchObject({ isHealthy: true });
  });

  it("has templates without mistakes", async () => {
    await using site = await Site.open();
    const { inspection } = site.app.templates;
    for (const name of inspection.list()) expect((await inspection.check(name))?.problems, name).toEqual([]);
  });

  it("has the tables that its migrations make, and the way back", async () => {
    const app = useApp(() => createApp({ environment: "testing" }));
    for (const words of [
      ["db", "upgrade"],
      ["db", "check"],
      ["db", "downgrade", "base"],
      ["db", "upgrade"],
    ])
      expect(await app.testCommand(words)).toMatchObject({ exitCode: 0 });
  });

  it("fills an empty database for a demonstration, once, with posts that can be read", async () => {
    const app = useApp(() => createApp({ environment: "testing" }));
    await app.testCommand(["db", "upgrade"]);
    const { stdout } = await app.testCommand(["demo"]);
    expect(stdout).toContain("Log in as demo@example.org, author: slow letters");
    expect((await app.testCommand(["demo"])).stdout).not.toContain("first posts");
    expect(await app.runInContext(() => db.em.count(Post))).toBe(223);
    expect(await app.runInContext(() => db.em.count(User, { passwordHash: "!" }))).toBe(4);
    const client = app.testClient();
    for (const path of [
      "/",
      "/?page=23",
      "/posts/how-to-write-here",
      "/feed.xml",
      "/people/mira-okafor",
      "/tags/bread",
    ])
      expect((await client.get(path)).status, path).toBe(200);
  });
});

describe("in production", () => {
  const config = {
    SECRET_KEY: "long and random",
    DATABASE_URL: "sqlite::memory:",
    TRUSTED_HOSTS: ["localhost"],
  };

  it("does not start when it would lose mails", () => {
    expect(() => createApp({ environment: "production", config })).toThrow("Set MICRO_MAIL_URL");
  });

  it("has no mailbox, and cookies that need https", async () => {
    const mail = { MAIL_URL: "smtp://127.0.0.1:9" };
    const app = createApp({ environment: "production", config: { ...config, ...mail } });
    onTestFinished(() => app.close());
    const client = app.testClient({ baseUrl: "https://localhost" });
    expect((await client.get("/mailbox/")).status).toBe(404);
    await app.runInContext(() => db.createAll());
    const feed = await app.testClient().get("/feed.xml"); // a server in front has ended https
    expect(feed.text).toContain("<id>https://localhost/</id>");
    const cookie = (await client.get("/account/login")).headers.get("set-cookie");
    expect(cookie).toMatch(/^__Host-session=[^;]+; .*Secure/);
  });
});

describe("a slug", () => {
  it("has letters, digits and hyphens", () => {
    expect(toSlug("  Çà va? – 2 × “so so” ", "x")).toBe("ca-va-2-so-so");
    expect(toSlug("日本", "post")).toBe("post");
    expect(toSlug("long ".repeat(40), "x").length).toBeLessThanOrEqual(50);
    expect(chooseSlug("a", new Set(["a", "a-2", "a-b"]))).toBe("a-3");
  });
});
