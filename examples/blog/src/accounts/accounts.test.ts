import type { TestClient } from "micro-web/testing";
import { describe, expect, it } from "vitest";

import { PASSWORD, Site } from "../../test/site.ts";
import { db } from "../database.ts";
import { User } from "./user.ts";

const NEW = { name: "Cleo", email: "Cleo@Example.org", password: "a long secret", again: "a long secret" };

/** Logs somebody in by the form. */
function logIn(client: TestClient, email: string, values: Readonly<Record<string, string>> = {}) {
  return client.post("/account/login", { form: { email, password: PASSWORD, ...values } });
}

describe("a visitor", () => {
  it("registers, confirms the address by a button, and logs in", async () => {
    await using site = await Site.openOwn();
    const client = site.visit();
    expect((await client.post("/account/register", { form: NEW })).location).toBe("/account/sent");
    const [mail] = site.mailbox.mails;
    expect(mail).toMatchObject({ to: "cleo@example.org", subject: "Slow Letters: Confirm your address" });
    const credentials = { password: NEW.password };
    expect((await logIn(client, NEW.email, credentials)).location).toBe("/account/sent");

    const link = site.mailedLink;
    expect((await client.get(link)).text).toContain("Is cleo@example.org your address?");
    expect((await logIn(client, NEW.email, credentials)).location).toBe("/account/sent"); // a look changes nothing
    expect((await client.post(link)).location).toBe("/account/login");
    expect((await client.post(link)).status).toBe(400); // good once
    expect((await logIn(client, NEW.email, credentials)).location).toBe("/");
    expect((await client.get("/")).text).toContain('<a href="/people/cleo">Cleo</a>');
  });

  it("who registers with an address anew ends the links and the password before", async () => {
    await using site = await Site.openOwn();
    const client = site.visit();
    await client.post("/account/register", { form: { ...NEW, name: "Mallory" } });
    const stolen = site.mailedLink;
    const own = { password: "another secret", again: "another secret" };
    await client.post("/account/register", { form: { ...NEW, ...own } });
    expect((await client.get(stolen)).status).toBe(400);
    await client.post(site.mailedLink);
    expect((await logIn(client, NEW.email, { password: NEW.password })).status).toBe(422);
    expect((await logIn(client, NEW.email, own)).status).toBe(303);
    expect((await client.get("/")).text).toContain("Cleo</a>");
  });

  it("is told what is wrong with the form", async () => {
    await using site = await Site.openOwn();
    const refused = async (values: object): Promise<string> =>
      (await site.visit().post("/account/register", { form: { ...NEW, ...values } })).text;
    expect(await refused({ again: "other" })).toContain("The two passwords are not the same.");
    expect(await refused({ password: "password", again: "password" })).toContain(
      "This password is too common.",
    );
    expect(await refused({ password: "cleo@example", again: "cleo@example" })).toContain("too similar");
    expect(await refused({ password: "x".repeat(20), again: "y" })).not.toContain("xxxxx");
    expect(site.mailbox.mails).toEqual([]);
  });

  it("cannot make himself an admin", async () => {
    await using site = await Site.openOwn();
    const client = site.visit();
    const wish = { role: "admin", isActive: "on", confirmedAt: "2026-01-01", roles: "admin" };
    await client.post("/account/register", { form: { ...NEW, ...wish } });
    await client.post(site.mailedLink);
    await logIn(client, NEW.email, { password: NEW.password });
    expect((await client.get("/admin/")).status).toBe(403);
  });
});

describe("an account that nobody confirms", () => {
  it("is removed after two days by a command, which leaves all others", async () => {
    await using site = await Site.openOwn();
    await site.visit().post("/account/register", { form: NEW });
    expect((await site.app.testCommand(["accounts", "prune"])).stdout).toBe("0 removed.\n");
    expect((await site.app.testCommand(["accounts", "prune", "--days=-1"])).stdout).toBe("1 removed.\n");
    expect(await site.run(() => db.em.count(User))).toBe(3);
  });
});

describe("who has an account", () => {
  it("is not told by registering", async () => {
    await using site = await Site.openOwn();
    const known = await site
      .visit()
      .post("/account/register", { form: { ...NEW, email: "ann@example.org" } });
    const fresh = await site.visit().post("/account/register", { form: NEW });
    expect([known.status, known.location]).toEqual([fresh.status, fresh.location]);
    expect(site.mailbox.mails.map(({ to, subject }) => [to, subject.split(": ")[1]])).toEqual([
      ["cleo@example.org", "Confirm your address"],
      ["ann@example.org", "You have an account already"],
    ]);
    expect((await logIn(site.visit(), "ann@example.org")).status).toBe(303); // her password is as it was
  });

  it("is not told by a forgotten password, nor by logging in", async () => {
    await using site = await Site.openOwn();
    const [known, unknown] = [site.visit(), site.visit()];
    for (const path of ["/account/forgotten", "/account/login"]) {
      const form = { password: "wrong secret" };
      const one = await known.post(path, { form: { ...form, email: "ann@example.org" } });
      const other = await unknown.post(path, { form: { ...form, email: "abc@example.org" } });
      expect([one.status, one.location]).toEqual([other.status, other.location]);
      expect(withoutToken(one.text).replace("ann@", "abc@")).toBe(withoutToken(other.text));
    }
    expect(site.mailbox.mails).toHaveLength(1);
  });

  it("gets no more than a few mails an hour", async () => {
    await using site = await Site.openOwn();
    const client = site.visit();
    const answers = [];
    for (let count = 0; count < 6; count++)
      answers.push(await client.post("/account/forgotten", { form: { email: "ann@example.org" } }));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303, 303, 303, 429]);
    expect(answers[5]?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(site.mailbox.mails).toHaveLength(5);
    expect((await logIn(client, "ann@example.org")).status).toBe(303); // which counts for itself
  });
});

describe("a login", () => {
  it("leads where the visitor wanted to go, on this site", async () => {
    await using site = await Site.openOwn();
    const next = async (path: string) =>
      (
        await site.visit().post("/account/login", {
          query: { next: path },
          form: { email: "ann@example.org", password: PASSWORD },
        })
      ).location;
    expect(await next("/write?draft=1")).toBe("/write?draft=1");
    expect(await next("//evil.example/")).toBe("/");
    expect(await next("https://evil.example/")).toBe("/");
    expect(await next("javascript:alert(1)")).toBe("/");
  });

  it("is guessed ten times, and then no more", async () => {
    await using site = await Site.openOwn();
    const answers = [];
    for (let count = 0; count < 11; count++)
      answers.push((await logIn(site.visit(), "ghost@example.org", { password: "wrong" })).status);
    expect(new Set(answers.slice(0, 10))).toEqual(new Set([422]));
    expect(answers[10]).toBe(429);
  });

  it("is remembered when one wants it, in a cookie that scripts do not see", async () => {
    await using site = await Site.openOwn();
    const [once, kept] = [site.visit(), site.visit()];
    await logIn(once, "ann@example.org");
    await logIn(kept, "ann@example.org", { remember: "on" });
    for (const client of [once, kept]) client.deleteCookie("session"); // the browser is closed
    expect((await once.get("/")).text).toContain("Log in</a>");
    expect((await kept.get("/")).text).toContain("Ann</a>");
    expect((await kept.get("/settings/password")).location).toContain("/account/login"); // remembered is not shown
    expect((await kept.post("/account/logout")).location).toBe("/");
    kept.deleteCookie("session");
    expect((await kept.get("/")).text).toContain("Log in</a>");
  });

  it("ends at once for somebody who is locked out", async () => {
    await using site = await Site.openOwn();
    const ann = await site.visitAs("ann");
    await (await site.visitAs("ada")).post("/admin/people/1", { form: { action: "close" } });
    expect((await ann.get("/write")).status).toBe(303);
    expect((await logIn(site.visit(), "ann@example.org")).status).toBe(422);
  });
});

describe("a forgotten password", () => {
  it("is replaced by the link of a mail, which is good once, and logs out everywhere", async () => {
    await using site = await Site.openOwn();
    const [ann, client] = [await site.visitAs("ann"), site.visit()];
    await client.post("/account/forgotten", { form: { email: "ann@example.org" } });
    const link = site.mailedLink;
    const form = { password: "another secret", again: "another secret" };
    expect((await client.get(link)).status).toBe(200);
    expect((await client.post(link, { form })).location).toBe("/account/login");
    expect((await client.post(link, { form })).status).toBe(400);
    expect((await client.get(`${link}x`)).status).toBe(400);
    expect((await ann.get("/write")).status).toBe(303);
    expect((await logIn(client, "ann@example.org")).status).toBe(422);
    expect((await logIn(client, "ann@example.org", form)).status).toBe(303);
  });
});

describe("tokens for programs", () => {
  it("are shown once, listed, and deleted by their owner", async () => {
    await using site = await Site.openOwn();
    const [ann, bob] = [await site.visitAs("ann"), await site.visitAs("bob")];
    const made = await ann.post("/settings/tokens/", { form: { name: "laptop", days: "30" } });
    const token = /mwt_[\w.-]+/.exec(made.text)?.[0] ?? "";
    expect((await ann.get("/settings/tokens/")).text).not.toContain(token);
    const path = /action="(\/settings\/tokens\/[^"]+\/delete)"/.exec(made.text)?.[1] ?? "";
    const write = () =>
      site.app.testClient().post("/api/posts", { json: { title: "T", body: "x" }, auth: { bearer: token } });
    expect((await write()).status).toBe(201);
    await bob.post(path);
    expect((await write()).status).toBe(201);
    await ann.post(path);
    expect((await write()).status).toBe(401);
  });
});

/** A page without what differs each time: the token of its forms. */
function withoutToken(page: string): string {
  return page.replaceAll(/name="csrf_token" value="[^"]*"/g, "");
}
