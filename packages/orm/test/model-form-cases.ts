import { describe, expect, it } from "vitest";

import { text } from "@micro-web/forms";

import type { DataLayer } from "../src/index.ts";
import { modelForm } from "../src/forms/index.ts";
import type { TestedLayer } from "../src/data-layer-checks.ts";
import { Author, Post } from "./blog.ts";

/** What forms of models do, on any data layer that has authors and posts. */
export function describeModelForms(create: () => Promise<TestedLayer>): void {
  const use = async (task: (layer: DataLayer) => Promise<void>): Promise<void> => {
    const { layer, within = (run) => run(), close } = await create();
    try {
      await within(async () => {
        await layer.repository("Author").create({ name: "Ann", email: "ann@example.org" });
        await layer.repository("Author").create({ name: "Bob", email: "bob@example.org" });
        await task(layer);
      });
    } finally {
      await close?.();
    }
  };

  it("have the fields of the model that are named, as its columns are", () =>
    use(async (layer) => {
      const PostForm = modelForm(layer, Post, {
        fields: ["title", "rating", "author"],
        labels: { title: "Heading" },
        help: { rating: "From 0 to 5." },
      });
      const html = (await PostForm.unbound()).asP().toString();
      expect(html).toContain('maxlength="100"');
      expect(html).toContain("Heading");
      expect(html).toContain("From 0 to 5.");
      expect(html).toMatch(/<input type="number" name="rating" value="0"/);
      expect(html).toMatch(/<select name="author".*<option value="1">Ann<\/option>.*Bob/s);
      expect(html).not.toContain("body");
    }));

  it("have all fields but keys when none are named, and leave some out", () =>
    use(async (layer) => {
      const named = (await modelForm(layer, Post).unbound()).asP().toString();
      expect([...named.matchAll(/ name="(\w+)"/g)].map(([, name]) => name)).toEqual(
        expect.arrayContaining(["title", "body", "rating", "author"]),
      );
      expect(named).not.toContain('name="id"');
      const excluded = (await modelForm(layer, "Post", { exclude: ["author"] }).unbound()).asP().toString();
      expect(excluded).not.toContain('name="author"');
    }));

  it("make a row, and change it; what a form does not have stays as it is, whatever is sent (A376)", () =>
    use(async (layer) => {
      const PostForm = modelForm(layer, Post, { fields: ["title", "author"] });
      const sent = { title: "First", author: "2", rating: "5", id: "77" };
      const form = await PostForm.bind(sent);
      expect(form.errors).toEqual({});
      const made = await PostForm.save(form, { body: "of the view" });
      expect(made).toMatchObject({ title: "First", author: 2, rating: 0, body: "of the view" });
      const key = Number(made?.["id"]);
      expect((await PostForm.unbound({ key })).asP().toString()).toMatch(
        /value="First".*<option value="2" selected/s,
      );
      const changed = await PostForm.bind({ ...sent, title: "Second", author: "1" }, { key });
      expect(await PostForm.save(changed)).toMatchObject({ id: key, title: "Second", author: 1, rating: 0 });
      expect((await layer.repository("Post").list()).total).toBe(1);
    }));

  it("say what does not fit the columns, and write nothing then", () =>
    use(async (layer) => {
      const PostForm = modelForm(layer, Post, { fields: ["title", "rating", "author"] });
      const form = await PostForm.bind({ title: "x".repeat(101), rating: "3000000000", author: "99" });
      expect(Object.keys(form.errors)).toEqual(["title", "rating", "author"]);
      expect(await PostForm.save(form)).toBeNull();
      expect(Object.keys((await PostForm.bind({})).errors)).toEqual(["title", "author"]);
      expect((await layer.repository("Post").list()).total).toBe(0);
    }));

  it("say that another row has a value of which there may be one, also when it came meanwhile", () =>
    use(async (layer) => {
      const AuthorForm = modelForm(layer, Author, { fields: ["name", "email"] });
      const taken = await AuthorForm.bind({ name: "Anne", email: "ann@example.org" });
      expect(taken.errors).toEqual({ email: ["This value is taken already."] });
      const own = await AuthorForm.bind({ name: "Anne", email: "ann@example.org" }, { key: 1 });
      expect(await AuthorForm.save(own)).toMatchObject({ id: 1, name: "Anne" });
      const late = await AuthorForm.bind({ name: "Cyd", email: "cyd@example.org" });
      await layer.repository("Author").create({ name: "Cyd", email: "cyd@example.org" });
      expect(await AuthorForm.save(late)).toBeNull();
      expect(late.errors).toEqual({ email: ["This value is taken already."] });
      const NameForm = modelForm(layer, Author, { fields: ["name"] });
      const hidden = await NameForm.bind({ name: "Dan" });
      expect(await NameForm.save(hidden, { email: "ann@example.org" })).toBeNull();
      expect(hidden.nonFieldErrors).toHaveLength(1);
    }));

  it("fill what is left empty with what the model has by itself", () =>
    use(async (layer) => {
      const PostForm = modelForm(layer, Post, { fields: ["title", "body", "rating", "author"] });
      const made = await PostForm.save(
        await PostForm.bind({ title: "x", body: "", rating: "", author: "1" }),
      );
      expect(made).toMatchObject({ body: "", rating: 0 });
      const key = Number(made?.["id"]);
      await layer.repository("Post").update(key, { body: "text", rating: 4 });
      const emptied = await PostForm.bind({ title: "x", body: "", rating: "", author: "1" }, { key });
      expect(await PostForm.save(emptied)).toMatchObject({ body: "", rating: 0 });
    }));

  it("take other fields, choices and names of rows", () =>
    use(async (layer) => {
      const PostForm = modelForm(layer, Post, {
        fields: ["title", "rating", "author"],
        override: { title: text({ max: 5, help: "Short." }) },
        choices: { rating: [1, 2, 3] },
        rowLabels: { author: (row) => `${String(row["name"])} <${String(row["email"])}>` },
      });
      const html = (await PostForm.unbound({ initial: { rating: 2 } })).asP().toString();
      expect(html).toContain("Ann &lt;ann@example.org&gt;");
      expect(html).toMatch(/<option value="2" selected/);
      expect(
        Object.keys((await PostForm.bind({ title: "longer", rating: "4", author: "1" })).errors),
      ).toEqual(["title", "rating"]);
    }));

  describe("of a row that is not there", () => {
    it("are a 404, also when it goes while somebody writes", () =>
      use(async (layer) => {
        const AuthorForm = modelForm(layer, Author, { fields: ["name"] });
        await expect(AuthorForm.unbound({ key: 99 })).rejects.toMatchObject({ status: 404 });
        const form = await AuthorForm.bind({ name: "Bert" }, { key: 2 });
        await layer.repository("Author").remove(2);
        await expect(AuthorForm.save(form)).rejects.toMatchObject({ status: 404 });
      }));
  });

  it("are refused for models and fields that there are not", () =>
    use(async (layer) => {
      await expect(modelForm(layer, "None").unbound()).rejects.toThrow(TypeError);
      await expect(modelForm(layer, "Post", { fields: ["none"] }).unbound()).rejects.toThrow(
        'Post has no field "none"',
      );
    }));
}
