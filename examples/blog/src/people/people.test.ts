import { readdirSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { pngOf } from "../../test/png.ts";
import { PASSWORD, Site } from "../../test/site.ts";

describe("a profile", () => {
  it("shows a person's posts, and drafts to nobody else", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "Rain" });
    await site.addPost("ann", { title: "Draft", isPublished: false });
    await site.addPost("bob", { title: "Bread" });
    const own = await (await site.visitAs("ann")).get("/people/ann");
    expect(own.text).toContain("/posts/draft");
    const page = await (await site.visitAs("bob")).get("/people/ann");
    expect(page.text).toContain("/posts/rain");
    expect(page.text).not.toContain("/posts/draft");
    expect(page.text).not.toContain("/posts/bread");
    expect(page.text).not.toContain("ann@example.org");
    expect((await site.visit().get("/people/nobody")).status).toBe(404);
  });

  it("has a picture, which is kept under a name of its own, and goes when it is replaced or removed", async () => {
    await using site = await Site.open();
    const client = await site.visitAs("ann");
    const form = { name: "Ann B.", about: "Writes <b>a lot</b>." };
    const save = (values: object, files = {}) =>
      client.post("/settings", { form: { ...form, ...values }, files });
    expect(
      (await save({}, { picture: [pngOf(20, 10), "../../me.PNG", "text/html"] as const })).location,
    ).toBe("/people/ann");
    const [name = ""] = readdirSync(site.pictures);
    expect(name).toMatch(/^[\da-f-]{36}\.png$/);
    const page = await site.visit().get("/people/ann");
    expect(page.text).toContain("Writes &lt;b&gt;a lot&lt;/b&gt;.");
    const picture = await site.visit().get("/people/ann/picture");
    expect([picture.headers.get("content-type"), picture.headers.get("x-content-type-options")]).toEqual([
      "image/png",
      "nosniff",
    ]);

    await save({}, { picture: [pngOf(30, 30), "you.png"] as const });
    expect(readdirSync(site.pictures)).toHaveLength(1);
    expect(readdirSync(site.pictures)).not.toContain(name);
    await save({ removePicture: "on" });
    expect(readdirSync(site.pictures)).toEqual([]);
    expect((await site.visit().get("/people/ann/picture")).status).toBe(404);
  });

  it("takes no picture that is none, and no field that is not on the form", async () => {
    await using site = await Site.open();
    const client = await site.visitAs("ann");
    const picture = [Buffer.from("<svg onload=alert(1)>"), "me.png", "image/png"] as const;
    const form = { name: "Ann", role: "admin", email: "x@example.org", slug: "ada" };
    expect((await client.post("/settings", { form, files: { picture } })).text).toContain(
      "me.png is not of the type",
    );
    expect((await client.post("/settings", { form })).location).toBe("/people/ann");
    expect((await client.get("/admin/")).status).toBe(403);
    expect(readdirSync(site.pictures)).toEqual([]);
  });
});

describe("a new password", () => {
  it("keeps this login and ends all others", async () => {
    await using site = await Site.open();
    const [here, elsewhere] = [await site.visitAs("ann"), await site.visitAs("ann")];
    const form = { password: "another secret", again: "another secret" };
    expect((await here.post("/settings/password", { form })).location).toBe("/settings");
    expect((await here.get("/settings")).status).toBe(200);
    expect((await elsewhere.get("/settings")).status).toBe(303);
    const old = { email: "ann@example.org", password: PASSWORD };
    expect((await elsewhere.post("/account/login", { form: old })).status).toBe(422);
  });
});
