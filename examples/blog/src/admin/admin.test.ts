import { describe, expect, it } from "vitest";

import { auth } from "../accounts/auth.ts";
import { User } from "../accounts/user.ts";
import { db } from "../database.ts";
import { Site } from "../../test/site.ts";

describe("the pages for admins", () => {
  it("are for admins alone", async () => {
    await using site = await Site.open();
    await site.addPost("ann", { title: "Rain" });
    await (await site.visitAs("bob")).post("/posts/rain/comments", { form: { body: "So true." } });
    const answers = async (client: Awaited<ReturnType<Site["visitAs"]>>) =>
      Promise.all(["/admin/", "/admin/people"].map(async (path) => (await client.get(path)).status));
    expect(await answers(site.visit())).toEqual([303, 303]);
    expect(await answers(await site.visitAs("ann"))).toEqual([403, 403]);
    expect(await answers(await site.visitAs("ada"))).toEqual([200, 200]);
    expect((await (await site.visitAs("ada")).get("/admin/")).text).toContain("So true.");
  });

  it("find people by name and role, and refuse other questions", async () => {
    await using site = await Site.open();
    const ada = await site.visitAs("ada");
    const page = await ada.get("/admin/people?name=A&role=author");
    expect(page.text).toContain("ann@example.org");
    expect(page.text).not.toContain("bob@example.org");
    expect((await ada.get("/admin/people?role=king")).status).toBe(400);
  });

  it("give and take rights, but not one's own, and only after a password was shown", async () => {
    await using site = await Site.open();
    const ada = await site.visitAs("ada");
    const change = (id: number, action: string) => ada.post(`/admin/people/${id}`, { form: { action } });
    for (const action of ["promote", "demote", "close", "open"])
      expect((await change(1, action)).status).toBe(303);
    expect((await change(1, "crown")).status).toBe(400);
    expect((await change(3, "demote")).status).toBe(400);
    expect((await change(99, "promote")).status).toBe(404);
    await change(2, "promote");
    expect((await (await site.visitAs("bob")).get("/admin/")).status).toBe(200);

    const remembered = site.visit();
    const user = await site.run(() => db.firstOr404(User, { slug: "ada" }));
    await auth.loginAs(remembered, user, { fresh: false });
    expect((await remembered.get("/admin/people")).status).toBe(200);
    const refused = await remembered.post("/admin/people/1", { form: { action: "promote" } });
    expect(refused.location).toContain("/account/login");
  });
});
