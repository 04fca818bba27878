import { describe, expect, it } from "vitest";
import { z } from "zod";

import { defineForm, field, file, formFrom, text, textarea } from "./index.ts";

const html = async (schema: z.ZodType, wishes = {}) => {
  const form = await defineForm({ value: field(schema, wishes) }).unbound();
  return String(form.fields.value);
};

describe("formFrom() [F270 F300 W28]", () => {
  const Schema = z.object({
    name: z.string().min(2).max(100).meta({ title: "Full name", description: "As in your passport." }),
    mail: z.email().meta({ label: "E-mail", autocomplete: "email" }),
    about: z.string().optional().meta({ widget: "textarea", rows: 3 }),
    age: z.int().min(18).max(150),
    size: z.enum(["s", "l"]).default("l"),
    news: z.boolean().default(false),
    born: z.date().min(new Date("1900-01-01")).optional(),
    address: z.object({ street: z.string(), zip: z.coerce.number().int() }),
    tags: z.array(z.enum(["a", "b"])),
    lines: z.array(z.object({ product: z.string() })).max(5),
  });

  it("makes fields, labels, help and constraints of a schema of zod", async () => {
    const form = await formFrom(Schema, {
      fields: { age: { label: "Age", help: "In years." }, tags: { widget: "checkboxes" } },
    }).unbound();
    const written = form.asP().toString();
    expect(written).toContain(
      '<label for="id_name">Full name:</label> <input type="text" name="name" minlength="2" maxlength="100" required aria-describedby="id_name_helptext" id="id_name">',
    );
    expect(written).toContain('<span class="helptext" id="id_name_helptext">As in your passport.</span>');
    expect(written).toContain(
      '<label for="id_mail">E-mail:</label> <input type="email" name="mail" autocomplete="email" required id="id_mail">',
    );
    expect(written).toContain('<textarea name="about" cols="40" rows="3" id="id_about">');
    expect(written).toContain(
      '<input type="number" name="age" min="18" max="150" required aria-describedby="id_age_helptext" id="id_age">',
    );
    expect(written).toContain(
      '<select name="size" id="id_size"><option value="">---------</option><option value="s">s</option><option value="l" selected>l</option></select>',
    );
    expect(written).toContain('<input type="checkbox" name="news" id="id_news">');
    expect(written).toContain('<input type="date" name="born" min="1900-01-01" id="id_born">');
    expect(written).toContain('<input type="number" name="address-zip"');
    expect(written).toContain('<input type="checkbox" name="tags" value="a" id="id_tags_0">');
    expect(written).toContain('<input type="text" name="lines-0-product"');
  });

  it("gives what the schema gives [F288]", async () => {
    const Form = formFrom(Schema);
    const sent = {
      name: "Ann",
      mail: "ann@example.org",
      about: "",
      age: "30",
      born: "2000-02-29",
      news: "on",
      "address-street": "Elm",
      "address-zip": "12",
      tags: ["b"],
      "lines-0-product": "Tea",
    };
    const form = await Form.bind(sent);
    expect(form.data).toEqual({
      name: "Ann",
      mail: "ann@example.org",
      about: undefined,
      age: 30,
      size: "l",
      news: true,
      born: new Date("2000-02-29"),
      address: { street: "Elm", zip: 12 },
      tags: ["b"],
      lines: [{ product: "Tea" }],
    });
    expect(form.born.value).toBe("2000-02-29");
    const bad = await Form.bind({ ...sent, born: "2000-02-31x", "address-zip": "x", age: "17" });
    expect(JSON.parse(JSON.stringify(bad.errors))).toMatchObject({
      age: [{ message: "Enter 18 or more.", code: "tooSmall" }],
      born: [{ message: "Enter a date.", code: "date" }],
      "address-zip": [{ message: "Enter a number.", code: "number" }],
    });
    expect(Form.schema.safeParse({ name: "Ann" }).success).toBe(false);
  });

  it("keeps what the schema says of all values together", async () => {
    const Range = formFrom(
      z
        .object({ from: z.number(), to: z.number() })
        .refine(({ from, to }) => from <= to, { path: ["to"], message: "Before." }),
    );
    expect((await Range.bind({ from: "2", to: "1" })).errors.to?.[0]).toBe("Before.");
    const Whole = formFrom(z.object({ a: z.number() }).refine(() => false, "No."));
    expect((await Whole.bind({ a: "2" })).nonFieldErrors[0]).toBe("No.");
  });

  it("makes the form of a table, of some of its columns, and saves it into a row [F284]", async () => {
    // As drizzle-zod makes it of a table.
    const insertUser = z.object({
      id: z.int().optional(),
      name: z.string().max(50),
      email: z.string().max(100),
      isAdmin: z.boolean().optional(),
      createdAt: z.date().optional(),
    });
    const UserForm = formFrom(insertUser.pick({ name: true, email: true }));
    const row = { id: 7, name: "Old", email: "old@example.org", isAdmin: false };
    expect((await UserForm.unbound({ initial: row })).name.value).toBe("Old");
    const sent: Record<string, string> = { name: "New", email: "new@example.org", isAdmin: "on", id: "1" };
    const form = await UserForm.bind(sent, { initial: row });
    expect(form.changedData).toEqual(["name", "email"]);
    expect(form.populate(row)).toEqual({ id: 7, name: "New", email: "new@example.org", isAdmin: false });
  });

  it("takes other fields in their place, and names what it knows no field for", async () => {
    const schema = z.object({ title: z.string(), data: z.record(z.string(), z.string()) });
    expect(() => formFrom(schema)).toThrow(expect.objectContaining({ code: "MICRO_FORM_FIELD" }));
    expect(() => formFrom(schema)).toThrow('no field for "data"');
    expect(() => formFrom(z.object({ a: z.file() }))).toThrow("Files are file() and files().");
    const Form = formFrom(z.object({ title: z.string(), picture: z.instanceof(Object) }), {
      fields: { picture: file(), title: textarea() },
    });
    expect(String(await Form.unbound())).toContain('<textarea name="title"');
  });
});

describe("field()", () => {
  it.each<[z.ZodType, string]>([
    [z.string(), '<input type="text" name="value" required id="id_value">'],
    [
      z.string().length(5),
      '<input type="text" name="value" minlength="5" maxlength="5" required id="id_value">',
    ],
    [z.string().check(z.email()), '<input type="email" name="value" required id="id_value">'],
    [z.url(), '<input type="url" name="value" required id="id_value">'],
    [z.uuid(), '<input type="text" name="value" required id="id_value">'],
    [z.iso.date(), '<input type="date" name="value" required id="id_value">'],
    [z.iso.time().nullable(), '<input type="time" name="value" id="id_value">'],
    [z.iso.datetime({ local: true }), '<input type="datetime-local" name="value" required id="id_value">'],
    [
      z.number().gt(0).lt(9),
      '<input type="number" name="value" min="0" max="9" step="any" required id="id_value">',
    ],
    [z.int().gt(0).lt(9), '<input type="number" name="value" min="1" max="8" required id="id_value">'],
    [z.bigint().optional(), '<input type="number" name="value" id="id_value">'],
    [z.literal(true), '<input type="checkbox" name="value" required id="id_value">'],
    [
      z.literal(["a", "b"]),
      '<select name="value" required id="id_value"><option value="a">a</option><option value="b">b</option></select>',
    ],
    [
      z.union([z.literal(1), z.literal(2)]),
      '<select name="value" required id="id_value"><option value="1">1</option><option value="2">2</option></select>',
    ],
    [z.string().readonly(), '<input type="text" name="value" required id="id_value">'],
    [z.string().catch("x"), '<input type="text" name="value" id="id_value">'],
    [z.string().optional().nonoptional(), '<input type="text" name="value" required id="id_value">'],
    [z.string().prefault("x"), '<input type="text" name="value" id="id_value">'],
    [z.lazy(() => z.string()), '<input type="text" name="value" required id="id_value">'],
    [z.string().transform((sent) => sent.length), '<input type="text" name="value" required id="id_value">'],
    [z.preprocess((sent) => sent, z.int()), '<input type="number" name="value" required id="id_value">'],
    [z.string().regex(/^[a&-]$/), '<input type="text" name="value" required id="id_value">'],
  ])("(%#)", async (schema, expected) => {
    expect(await html(schema)).toBe(expected);
  });

  it.each([
    [{ widget: "textarea" }, "<textarea"],
    [{ widget: "password" }, 'type="password"'],
    [{ widget: "hidden" }, 'type="hidden"'],
    [{ initial: "x" }, 'value="x"'],
  ])("looks as it was asked to: %j", async (wishes, expected) => {
    expect(await html(z.string(), wishes)).toContain(expected);
  });

  it("has labels for choices, radio buttons, and times without zone", async () => {
    expect(await html(z.enum(["s", "l"]), { labels: { s: "Small" } })).toContain(
      '<option value="s">Small</option><option value="l">l</option>',
    );
    expect(await html(z.enum(["s", "l"]), { widget: "radio" })).toContain(
      '<input type="radio" name="value" value="s" required',
    );
    const Form = defineForm({
      at: field(z.date().max(new Date("2030-01-01")), { widget: "datetime-local" }),
      big: field(z.bigint()),
      other: text(),
    });
    const form = await Form.bind({ at: "2026-11-21T18:30", big: "12345678901234567890", other: "x" });
    expect(form.data).toEqual({ at: new Date("2026-11-21T18:30Z"), big: 12345678901234567890n, other: "x" });
    expect((await Form.bind({ at: "x", big: "1e3", other: "x" })).errors.big?.details[0]?.code).toBe(
      "integer",
    );
    const before = await Form.unbound({ initial: { at: new Date("2026-11-21T18:30Z"), big: 5n } });
    expect(before.at.toString()).toContain('value="2026-11-21T18:30" max="2030-01-01T00:00"');
    expect((await Form.unbound({ initial: { at: "soon" } })).at.value).toBe("soon");
  });
});
