import { readdirSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { pngOf } from "../test/png.ts";
import { withTemporaryFolder } from "../test/temporary-folder.ts";
import { ContactForm } from "./contact.ts";
import { createApp } from "./create-app.ts";

/** A browser on a site whose pictures are gone afterwards. */
function withSite(
  run: (client: ReturnType<ReturnType<typeof createApp>["testClient"]>, folder: string) => Promise<void>,
) {
  return withTemporaryFolder(async (folder) => {
    const app = createApp({ PICTURES: folder, TESTING: true });
    await run(app.testClient({ headers: { "Sec-Fetch-Site": "same-origin" } }), folder);
    await app.close();
  });
}

const ORDER = {
  "address-street": "Elm Street 1",
  "address-city": "Springwood",
  "lines-0-product": "tea",
  "lines-0-quantity": "2",
  delivery: "post",
  terms: "on",
};

describe("the message", () => {
  it("is refused with all that is wrong, and taken when it is right", () =>
    withSite(async (client) => {
      expect((await client.get("/")).location).toBe("/contact/");
      const wrong = await client.post("/contact/", ContactForm.fill({ email: "x", message: "short" }));
      expect(wrong.text).toContain("There is a problem");
      expect(wrong.text.match(/<li><a href="#id_/g)).toHaveLength(3);
      const right = { name: "Ann", email: "", message: "Long enough to be read." };
      expect((await client.post("/contact/", ContactForm.fill({ ...right, website: "spam" }))).status).toBe(
        200,
      );
      const sent = await client.post("/contact/", { ...ContactForm.fill(right), followRedirects: true });
      expect(sent.text).toContain("Thank you, Ann. Your message of 23 characters is here.");
    }));
});

describe("the order", () => {
  it("has lines that are added and removed by buttons", () =>
    withSite(async (client) => {
      const more = await client.post("/order/", { form: { ...ORDER, "lines-ADD": "1" } });
      expect(more.text).toContain('name="lines-1-product"');
      expect(more.text).not.toContain("There is a problem");
      const less = await client.post("/order/", { form: { ...ORDER, "lines-REMOVE": "0" } });
      expect(less.text).not.toContain('name="lines-0-product"');
    }));

  it("is checked line by line, and as a whole", () =>
    withSite(async (client) => {
      const twice = { ...ORDER, "lines-1-product": "tea", "lines-1-quantity": "1" };
      expect((await client.post("/order/", { form: twice })).text).toContain(
        "Each product stands in one line only.",
      );
      const heavy = { ...ORDER, "lines-0-quantity": "21", delivery: "bike" };
      expect((await client.post("/order/", { form: heavy })).text).toContain(
        "A bike carries 20 pieces at most.",
      );
      expect((await client.post("/order/", { form: { ...ORDER, terms: "" } })).text).toContain(
        "Error: Order",
      );
      const sent = await client.post("/order/", { form: ORDER, followRedirects: true });
      expect(sent.text).toContain("Your order of 9.00 € goes to Springwood.");
    }));
});

describe("the profile", () => {
  const profile = { name: "Ann", about: "", left: "10", top: "90" };

  it("keeps its picture under a name of its own, and shows it", () =>
    withSite(async (client, folder) => {
      const files = { picture: [pngOf(20, 10), "../../me.PNG", "text/html"] as const };
      const saved = await client.post("/profile/", { form: profile, files });
      expect(saved.status).toBe(303);
      const [name = ""] = readdirSync(folder);
      expect(name).toMatch(/^[\da-f-]{36}\.png$/);
      const shown = await client.get(saved.location ?? "");
      expect(shown.text).toContain("object-position: 10% 90%");
      const picture = await client.get(`${saved.location ?? ""}/picture`);
      expect([picture.headers.get("content-type"), picture.headers.get("x-content-type-options")]).toEqual([
        "image/png",
        "nosniff",
      ]);
    }));

  it("refuses what is no picture, and keeps nothing of it", () =>
    withSite(async (client, folder) => {
      const files = { picture: [Buffer.from("<svg onload=alert(1)>"), "me.png", "image/png"] as const };
      const refused = await client.post("/profile/", { form: profile, files });
      expect(refused.text).toContain("me.png is not of the type image/png, image/jpeg, image/webp.");
      expect(readdirSync(folder)).toEqual([]);
      expect((await client.get("/profile/2bc1c94f-0deb-43e9-92a1-4775189ec9f8")).text).toContain(
        "no longer here",
      );
      expect((await client.get("/profile/2bc1c94f-0deb-43e9-92a1-4775189ec9f8/picture")).status).toBe(404);
    }));
});

describe("the API", () => {
  it("takes what the forms take, by the same schemas", () =>
    withSite(async (client) => {
      const message = await client.post("/api/contact", {
        json: { name: "Ann", message: "Long enough to be read." },
      });
      expect(message.json()).toEqual({ name: "Ann", characters: 23 });
      const address = { street: "Elm Street 1", city: "Springwood" };
      const order = { address, lines: [{ product: "rice", quantity: 3 }], delivery: "post", terms: true };
      expect((await client.post("/api/order", { json: order })).json()).toEqual({
        city: "Springwood",
        total: 960,
      });
      const wrong = await client.post("/api/order", {
        json: { ...order, lines: [{ product: "gold", quantity: 0 }] },
      });
      expect(wrong.status).toBe(422);
      expect(wrong.json()).toMatchObject({
        errors: [
          { path: ["lines", 0, "product"], code: "choice" },
          { path: ["lines", 0, "quantity"], code: "tooSmall" },
        ],
      });
    }));
});
