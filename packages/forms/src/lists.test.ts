import { describe, expect, it } from "vitest";

import { createFormApp, SAME_ORIGIN, show } from "../test/contact-app.ts";
import { boolean, defineForm, group, hidden, integer, list, select, text } from "./index.ts";

const Line = defineForm({ product: text(), quantity: integer({ min: 1 }), gift: boolean() });
const Order = defineForm({ lines: list(group(Line), { min: 1, max: 3, extra: 1 }) });
const Full = defineForm({ lines: list(group(Line), { canDelete: true, canOrder: true, extra: 0 }) });

/** What the elements of a line send. */
function line(index: number, product: string, quantity: string): Record<string, string> {
  return { [`lines-${index}-product`]: product, [`lines-${index}-quantity`]: quantity };
}

describe("the items of a list [F283]", () => {
  it("are as many as are there, and some empty ones, of which those need not be filled in that need not be there", async () => {
    const form = await Order.unbound({ initial: { lines: [{ product: "Tea", quantity: 2, gift: true }] } });
    const html = form.lines.toString();
    expect(form.lines.length).toBe(2);
    expect(html).toContain(
      '<input type="text" name="lines-0-product" value="Tea" required id="id_lines-0-product">',
    );
    expect(html).toContain('<input type="text" name="lines-1-product" id="id_lines-1-product">');
    expect((await Order.unbound()).lines.length).toBe(1);
    expect((await Order.unbound()).lines.toString()).toContain('name="lines-0-product" required');
    const many = Array.from({ length: 5 }, () => ({ product: "a", quantity: 1, gift: false }));
    expect((await Order.unbound({ initial: { lines: many } })).lines.length).toBe(5);
  });

  it("count themselves in hidden fields, as Django's management form", async () => {
    expect(await show(Order, "{{ form.lines.management_form }}")).toBe(
      '<input type="hidden" name="lines-TOTAL_FORMS" value="1" id="id_lines-TOTAL_FORMS">' +
        '<input type="hidden" name="lines-INITIAL_FORMS" value="0" id="id_lines-INITIAL_FORMS">' +
        '<input type="hidden" name="lines-MIN_NUM_FORMS" value="1" id="id_lines-MIN_NUM_FORMS">' +
        '<input type="hidden" name="lines-MAX_NUM_FORMS" value="3" id="id_lines-MAX_NUM_FORMS">',
    );
  });

  it("can be written one by one", async () => {
    const source =
      "{% for line in form.lines %}{{ line.product }}{{ line.prefix }}{% endfor %}{{ form.lines.label }}{{ form.lines | length }}{{ form.lines.name }}";
    expect(await show(Order, source)).toBe(
      '<input type="text" name="lines-0-product" required id="id_lines-0-product">lines-0Lines1lines',
    );
  });

  it("are the data in their order, whatever their indexes, without those left empty", async () => {
    const form = await Order.bind({
      "lines-TOTAL_FORMS": "8",
      "lines-INITIAL_FORMS": "0",
      ...line(7, "Milk", "1"),
      ...line(2, "Tea", "2"),
      "lines-2-gift": "on",
      ...line(5, "", ""),
    });
    expect(form.data).toEqual({
      lines: [
        { product: "Tea", quantity: 2, gift: true },
        { product: "Milk", quantity: 1, gift: false },
      ],
    });
  });

  it("are checked each, and the errors are at the item that was sent", async () => {
    const form = await Order.bind({ ...line(0, "Tea", "2"), ...line(1, "", ""), ...line(2, "", "0") });
    expect(Object.keys(form.errors)).toEqual(["lines-2-product", "lines-2-quantity"]);
    expect([...form.lines].map(({ quantity }) => [...quantity.errors])).toEqual([
      [],
      [],
      ["Enter 1 or more."],
    ]);
    expect(form.lines.at(0)?.product.value).toBe("Tea");
    expect(form.data).toBeUndefined();
  });

  it("beyond TOTAL_FORMS are none; a count that is none is an error", async () => {
    const sent = { ...line(0, "Tea", "2"), ...line(1, "Milk", "1") };
    expect((await Order.bind({ "lines-TOTAL_FORMS": "1", ...sent })).data?.lines).toHaveLength(1);
    for (const total of ["", "-1", "x", "1e9", "99999999999999"]) {
      const form = await Order.bind({ "lines-TOTAL_FORMS": total, ...sent });
      expect(form.errors.lines?.details[0]?.code).toBe("management");
      expect(form.lines.errors.toHtml()).toContain('id="id_lines_error"');
    }
  });

  it("that were there before have to be filled in", async () => {
    const form = await Order.bind({
      "lines-TOTAL_FORMS": "2",
      "lines-INITIAL_FORMS": "2",
      ...line(0, "Tea", "2"),
      ...line(1, "", ""),
    });
    expect(Object.keys(form.errors)).toEqual(["lines-1-product", "lines-1-quantity"]);
    expect(form.lines.managementForm().toString()).toContain('name="lines-INITIAL_FORMS" value="2"');
  });

  it("are too few, and too many (WTForms' min_entries, max_entries)", async () => {
    expect((await Order.bind({})).errors.lines?.[0]).toBe("This field is required.");
    const many = Object.assign({}, ...[0, 1, 2, 3].map((index) => line(index, "Tea", "1"))) as Record<
      string,
      string
    >;
    expect((await Order.bind(many)).errors.lines?.[0]).toBe("Give at most 3; this is 4.");
    const Two = defineForm({ tags: list(text(), { min: 2 }) });
    expect((await Two.bind({ "tags-0": "a" })).errors.tags?.[0]).toBe("Give at least 2; this is 1.");
  });

  it("can be taken out and put in order by the visitor (can_delete, can_order)", async () => {
    const form = await Full.bind({
      ...line(0, "Tea", "1"),
      "lines-0-ORDER": "3",
      ...line(1, "Milk", "x"),
      "lines-1-DELETE": "on",
      ...line(2, "Rice", "2"),
      "lines-2-ORDER": "1",
      ...line(3, "Salt", "1"),
      "lines-3-ORDER": "",
    });
    expect(form.data?.lines.map(({ product }) => product)).toEqual(["Rice", "Tea", "Salt"]);
    expect([...form.lines].map((row) => row.DELETE?.toHtml().includes("checked"))).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect(form.lines.at(0)?.ORDER?.toHtml()).toBe(
      '<label for="id_lines-0-ORDER">Order <input type="number" name="lines-0-ORDER" value="3" id="id_lines-0-ORDER"></label>',
    );
    expect((await Order.unbound()).lines.at(0)?.DELETE).toBeUndefined();
    expect((await Full.unbound({ initial: { lines: [{ product: "Tea" }] } })).lines.toString()).toContain(
      'name="lines-0-ORDER" value="1"',
    );
  });

  it("that are wrong are found in their new order", async () => {
    const form = await Full.bind({
      ...line(0, "Tea", "x"),
      "lines-0-ORDER": "2",
      ...line(1, "Milk", "1"),
      "lines-1-ORDER": "1",
    });
    expect(Object.keys(form.errors)).toEqual(["lines-0-quantity"]);
  });
});

describe("one more, one less, without JavaScript [F283]", () => {
  const client = () =>
    createFormApp(Order, "{{ form.lines }}|{{ form.errors }}").testClient({ headers: SAME_ORIGIN });

  it("adds an empty item, keeps what was typed, and checks nothing", async () => {
    const { text } = await client().post("/form", { form: { ...line(0, "Tea", "x"), "lines-ADD": "1" } });
    expect(text).toContain('name="lines-0-quantity" value="x"');
    expect(text).toContain('name="lines-1-product"');
    expect(text).toContain('name="lines-TOTAL_FORMS" value="2"');
    expect(text).toMatch(
      /<button type="submit" name="lines-ADD" value="1" formnovalidate>Add another<\/button>\|$/,
    );
  });

  it("adds none above the most", async () => {
    const sent = { ...line(0, "a", "1"), ...line(1, "b", "1"), ...line(2, "c", "1"), "lines-ADD": "1" };
    const { text } = await client().post("/form", { form: sent });
    expect(text).not.toContain("lines-3-");
    expect(text).not.toContain("lines-ADD");
  });

  it("takes one out", async () => {
    const { text } = await client().post("/form", {
      form: { ...line(0, "Tea", "1"), ...line(1, "Milk", "2"), "lines-REMOVE": "0" },
    });
    expect(text).not.toContain("Tea");
    expect(text).toContain('name="lines-1-product" value="Milk"');
    expect(text).toContain('name="lines-REMOVE" value="1" formnovalidate>Remove</button>');
  });

  it("adds the first to an empty list", async () => {
    expect((await client().post("/form", { form: { "lines-ADD": "1" } })).text).toContain("lines-0-product");
  });
});

describe("a list in a template", () => {
  it("has a label, help and errors of its own", async () => {
    const Form = defineForm({ tags: list(text(), { min: 1, label: "Tags <b>", help: "One & more." }) });
    const source =
      "{{ form.tags.label }}|{{ form.tags.help_text }}|{{ form.tags.description }}|{{ form.tags.errors }}|{{ form.tags }}";
    const [label, help, description, errors, whole] = (await show(Form, source, {})).split("|");
    expect([label, help, description]).toEqual(["Tags &lt;b&gt;", "One &amp; more.", "One &amp; more."]);
    expect(errors).toBe('<ul class="errorlist" id="id_tags_error"><li>This field is required.</li></ul>');
    expect(whole).toContain('<div class="formset" id="id_tags"></div>');
    const form = await Form.unbound();
    expect(String(form.tags)).toContain('name="tags-0"');
    expect(form.tags.labelHtml()).toBe("Tags &lt;b&gt;");
  });
});

describe("lists in lists, and of fields", () => {
  const Inner = defineForm({ tags: list(text({ max: 2 }), { extra: 2 }), id: hidden({ required: false }) });
  const Form = defineForm({ groups: list(group(Inner)), grid: list(list(integer())) });

  it("are read and written by their indexes", async () => {
    const form = await Form.bind({
      "groups-1-tags-0": "a",
      "groups-1-tags-3": "b",
      "grid-0-0": "1",
      "grid-0-1": "2",
      "grid-4-0": "3",
    });
    expect(form.data).toEqual({ groups: [{ tags: ["a", "b"], id: undefined }], grid: [[1, 2], [3]] });
    const bad = await Form.bind({ "groups-1-tags-3": "abc", "grid-4-7": "x" });
    expect(Object.keys(bad.errors)).toEqual(["groups-1-tags-3", "grid-4-7"]);
    expect(bad.asDiv().toString()).toContain('name="groups-1-tags-3" value="abc"');
    expect(bad.asDiv().toString()).toContain('name="grid-4-7" value="x"');
  });

  it("label their elements for those who do not see them", async () => {
    const Tags = defineForm({ tags: list(text(), { extra: 2 }) });
    const form = await Tags.unbound({ initial: { tags: ["a"] } });
    expect(form.tags.toString().match(/aria-label="Tags"/g)).toHaveLength(3);
    expect([...form.tags].map(({ value }) => value)).toEqual(["a", "", ""]);
  });
});

describe("crafted indexes (A394)", () => {
  it.each([
    "items[999999999]",
    "items-999999999",
    "items-999999999-name",
    "items-99999999999999999999",
    "items-01",
    "items--1",
    "items-1e9",
    "items[0][constructor]",
  ])("%s allocates nothing", async (name) => {
    const Items = defineForm({ items: list(text(), { min: 0 }), lines: list(group(Line)) });
    const before = process.memoryUsage().heapUsed;
    const form = await Items.bind({
      [name]: "x",
      [name.replace("items", "lines")]: "x",
      "items-TOTAL_FORMS": "999999999",
      "lines-TOTAL_FORMS": "999999999",
    });
    expect([...form.items].length).toBeLessThan(2);
    expect(form.asP().toString().length).toBeLessThan(5000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(20e6);
  });

  it("lists deep in each other are read up to a depth", async () => {
    const deep = `a${"-1".repeat(10_000)}`;
    const form = await Order.bind({ [deep]: "x", [`lines${"-0".repeat(5000)}`]: "x" });
    expect(form.isValid()).toBe(false);
  });
});

describe("a list with choices", () => {
  it("leaves out an item whose choice is the first one", async () => {
    const Form = defineForm({
      lines: list(group(defineForm({ size: select({ choices: ["s", "l"], initial: "s" }), name: text() }))),
    });
    expect((await Form.bind({ "lines-0-size": "s", "lines-0-name": "" })).data).toEqual({ lines: [] });
    expect((await Form.bind({ "lines-0-size": "l", "lines-0-name": "" })).isValid()).toBe(false);
  });
});
