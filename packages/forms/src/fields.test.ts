import { UploadedFile } from "@micro-web/core";
import { describe, expect, it } from "vitest";

import {
  boolean,
  checkboxes,
  color,
  date,
  dateTimeLocal,
  decimal,
  defineForm,
  email,
  type Field,
  file,
  files,
  float,
  group,
  hidden,
  honeypot,
  integer,
  list,
  month,
  password,
  radio,
  range,
  search,
  select,
  selectMultiple,
  submit,
  tel,
  text,
  textarea,
  time,
  url,
  week,
} from "./index.ts";
import type { InputValue } from "./form-input.ts";

/** The value of a field that was sent something, or what is wrong with it. */
async function send(field: Field, value: InputValue | undefined): Promise<unknown> {
  const form = await defineForm({ field }).bind({ field: value });
  return form.validateOnSubmit() ? form.data.field : form.errors.field?.[0];
}

/** The HTML of a field. */
async function html(field: Field, value?: InputValue): Promise<string> {
  const definition = defineForm({ field });
  const form = await (value === undefined ? definition.unbound() : definition.bind({ field: value }));
  return form.fields.field.toString();
}

const picture = new UploadedFile({
  field: "field",
  filename: "a.txt",
  contentType: "text/plain",
  content: Buffer.from("a"),
});
const REQUIRED = "This field is required.";

describe("what fields give [F278]", () => {
  it.each<[string, Field, InputValue | undefined, unknown]>([
    ["text", text(), " Ann\r\n ", "Ann"],
    ["text", text(), "  ", REQUIRED],
    ["text", text(), undefined, REQUIRED],
    ["text, not required", text({ required: false }), "", undefined],
    ["text, at most", text({ max: 3 }), "Anna", "Use at most 3 characters; these are 4."],
    ["text, at least", text({ min: 3 }), "An", "Use at least 3 characters; these are 2."],
    ["text, pattern", text({ pattern: /^[a-z]+$/ }), "A", "This does not have the right form."],
    ["text, filters", text({ filters: [(sent) => sent.toLowerCase()], pattern: /^[a-z]+$/ }), "ANN", "ann"],
    ["text with a null", text(), "a\u0000b", "This has a character that no text has."],
    ["textarea", textarea(), " a\r\nb ", "a\nb"],
    ["textarea counts a line end once", textarea({ max: 3 }), "a\r\nb", "a\nb"],
    ["password", password(), " a b ", " a b "],
    ["password of spaces", password(), "  ", "  "],
    ["email", email(), "ann@example.org", "ann@example.org"],
    ["email", email(), "ann@", "Enter an e-mail address."],
    ["email", email(), `${"a".repeat(300)}@b.de`, "Use at most 254 characters; these are 305."],
    ["url", url(), "https://example.org/a?b=c", "https://example.org/a?b=c"],
    ["url", url(), "javascript:alert(1)", "Enter a web address that begins with http:// or https://."],
    ["url", url(), "example.org", "Enter a web address that begins with http:// or https://."],
    ["tel", tel(), "+49 30 1234", "+49 30 1234"],
    ["search", search(), "alien", "alien"],
    ["color", color(), "#ff8800", "#ff8800"],
    ["color", color(), "red", "This does not have the right form."],
    ["hidden", hidden(), "7", "7"],
    ["boolean", boolean(), true, true],
    ["boolean", boolean(), undefined, false],
    ["boolean, off", boolean(), "false", false],
    ["boolean that has to be on", boolean({ required: true }), undefined, REQUIRED],
    ["boolean that has to be on", boolean({ required: true }), true, true],
    ["integer", integer(), " 12 ", 12],
    ["integer", integer(), "1.5", "Enter a whole number."],
    ["integer", integer(), "0x10", "Enter a number."],
    ["integer", integer(), "Infinity", "Enter a number."],
    ["integer", integer(), "9007199254740993", "Enter 9007199254740991 or less."],
    ["integer, at least", integer({ min: 1 }), "0", "Enter 1 or more."],
    ["integer, at most", integer({ max: 9 }), "10", "Enter 9 or less."],
    ["integer, step", integer({ step: 5 }), "7", "Enter a multiple of 5."],
    ["integer, not required", integer({ required: false }), "", undefined],
    ["float", float(), "-1.5e3", -1500],
    ["float", float(), "abc", "Enter a number."],
    ["decimal", decimal(), "12.50", "12.50"],
    ["decimal", decimal(), "12.505", "Enter a number with at most 15 digits, 2 of them behind the point."],
    ["decimal", decimal({ min: 1, max: 2 }), "0.99", "Enter 1 or more."],
    ["decimal", decimal({ min: 1, max: 2 }), "2.01", "Enter 2 or less."],
    ["decimal", decimal(), undefined, REQUIRED],
    ["decimal, not required", decimal({ required: false }), "", undefined],
    ["range", range({ max: 10 }), "11", "Enter 10 or less."],
    ["date", date(), "2026-02-28", "2026-02-28"],
    ["date", date(), "2026-02-30", "Enter a date."],
    ["date, from", date({ min: "2026-01-01" }), "2025-12-31", "Choose 2026-01-01 or later."],
    ["date, to", date({ max: "2026-01-01" }), "2026-01-02", "Choose 2026-01-01 or earlier."],
    ["time", time(), "18:30", "18:30"],
    ["time", time(), "25:00", "Enter a time."],
    ["datetime-local", dateTimeLocal(), "2026-11-21T18:30", "2026-11-21T18:30"],
    ["datetime-local", dateTimeLocal(), "2026-11-21T18:30Z", "Enter a date and a time."],
    ["month", month(), "2026-11", "2026-11"],
    ["month", month(), "2026-13", "This does not have the right form."],
    ["week", week(), "2026-W47", "2026-W47"],
    ["week", week({ required: false }), "", undefined],
    ["select", select({ choices: ["a", "b"] }), "a", "a"],
    ["select", select({ choices: ["a", "b"] }), "c", "Choose one of the options."],
    [
      "select of numbers",
      select({
        choices: [
          [1, "One"],
          [2, "Two"],
        ],
      }),
      "2",
      2,
    ],
    ["select multiple", selectMultiple({ choices: ["a", "b", "c"] }), ["a", "c"], ["a", "c"]],
    ["select multiple", selectMultiple({ choices: ["a"] }), [], REQUIRED],
    [
      "select multiple, at most",
      selectMultiple({ choices: ["a", "b"], max: 1 }),
      ["a", "b"],
      "Give at most 1; this is 2.",
    ],
    ["select multiple, not required", selectMultiple({ choices: ["a"], required: false }), undefined, []],
    ["radio", radio({ choices: ["a", "b"] }), "b", "b"],
    ["checkboxes", checkboxes({ choices: ["a", "b"] }), ["b"], ["b"]],
    [
      "checkboxes, at least",
      checkboxes({ choices: ["a", "b"], min: 2 }),
      ["b"],
      "Give at least 2; this is 1.",
    ],
    ["file", file(), picture, picture],
    ["file", file(), undefined, REQUIRED],
    ["files", files(), [picture, picture], [picture, picture]],
    ["submit", submit("Save"), "1", true],
    ["submit", submit("Save"), undefined, false],
    ["honeypot", honeypot(), "", undefined],
    ["honeypot", honeypot(), "I am a robot", "Leave this field empty."],
  ])("%s (%#)", async (...[, field, sent, expected]) => {
    expect(await send(field, sent)).toEqual(expected);
  });

  it("of a form in the form, an object; of a list, a list", async () => {
    const Address = defineForm({ street: text(), zip: integer() });
    const Order = defineForm({ address: group(Address), tags: list(text()), lines: list(group(Address)) });
    const form = await Order.bind({
      "address-street": "Elm",
      "address-zip": "1",
      "tags-0": "a",
      "tags-1": "b",
      "lines-0-street": "Oak",
      "lines-0-zip": "2",
    });
    expect(form.data).toEqual({
      address: { street: "Elm", zip: 1 },
      tags: ["a", "b"],
      lines: [{ street: "Oak", zip: 2 }],
    });
  });
});

describe("a trap for programs [F287]", () => {
  it("is not seen, may not be filled in, and gives nothing", async () => {
    const Form = defineForm({ message: textarea(), website: honeypot() });
    const form = await Form.unbound();
    expect(form.asP().toString()).toContain('<div hidden><input type="text" name="website"');
    expect((await Form.bind({ message: "Hi", website: "" })).data).toEqual({ message: "Hi" });
    expect((await Form.bind({ message: "Hi", website: "https://spam.example" })).isValid()).toBe(false);
    expect(Form.schema.parse({ message: "Hi" })).toEqual({ message: "Hi" });
  });
});

describe("how fields look, with the constraints of their schema [F273 F278 F289]", () => {
  it.each<[Field, string]>([
    [
      text({ min: 2, max: 9 }),
      '<input type="text" name="field" minlength="2" maxlength="9" required id="id_field">',
    ],
    [
      text({ pattern: /^[a-z]+$/ }),
      '<input type="text" name="field" pattern="[a-z]+" required id="id_field">',
    ],
    [
      text({ pattern: /[a-z]/ }),
      '<input type="text" name="field" pattern=".*(?:[a-z]).*" required id="id_field">',
    ],
    [text({ pattern: /^[a-z]+$/i }), '<input type="text" name="field" required id="id_field">'],
    [
      text({
        placeholder: "Ann",
        autocomplete: "name",
        required: false,
        attributes: { class_: "a", data_x: 1 },
      }),
      '<input type="text" name="field" placeholder="Ann" autocomplete="name" class="a" data-x="1" id="id_field">',
    ],
    [
      text({ disabled: true, readOnly: true }),
      '<input type="text" name="field" readonly disabled required id="id_field">',
    ],
    [
      textarea({ rows: 3, columns: 20, max: 5 }),
      '<textarea name="field" cols="20" rows="3" maxlength="5" required id="id_field">\n</textarea>',
    ],
    [password(), '<input type="password" name="field" required id="id_field">'],
    [email({ required: false }), '<input type="email" name="field" maxlength="254" id="id_field">'],
    [url({ max: 99 }), '<input type="url" name="field" maxlength="99" required id="id_field">'],
    [tel(), '<input type="tel" name="field" required id="id_field">'],
    [search(), '<input type="search" name="field" required id="id_field">'],
    [color(), '<input type="color" name="field" id="id_field">'],
    [hidden(), '<input type="hidden" name="field" id="id_field">'],
    [boolean(), '<input type="checkbox" name="field" id="id_field">'],
    [boolean({ required: true }), '<input type="checkbox" name="field" required id="id_field">'],
    [
      integer({ min: 1, max: 9 }),
      '<input type="number" name="field" min="1" max="9" required id="id_field">',
    ],
    [integer({ step: 5 }), '<input type="number" name="field" step="5" required id="id_field">'],
    [float(), '<input type="number" name="field" step="any" required id="id_field">'],
    [decimal({ min: 0 }), '<input type="number" name="field" min="0" step="0.01" required id="id_field">'],
    [range(), '<input type="range" name="field" min="0" max="100" step="1" id="id_field">'],
    [date({ min: "2026-01-01" }), '<input type="date" name="field" min="2026-01-01" required id="id_field">'],
    [time({ step: 900 }), '<input type="time" name="field" step="900" required id="id_field">'],
    [dateTimeLocal(), '<input type="datetime-local" name="field" required id="id_field">'],
    [month(), '<input type="month" name="field" required id="id_field">'],
    [week(), '<input type="week" name="field" required id="id_field">'],
    [
      file({ types: ["image/png"], extensions: [".png"] }),
      '<input type="file" name="field" accept="image/png,.png" required id="id_field">',
    ],
    [
      files({ image: true, required: false }),
      '<input type="file" name="field" accept="image/*" multiple id="id_field">',
    ],
    [
      submit("Save & go"),
      '<button type="submit" name="field" value="1" id="id_field">Save &amp; go</button>',
    ],
    [
      honeypot(),
      '<div hidden><input type="text" name="field" autocomplete="off" tabindex="-1" id="id_field"></div>',
    ],
  ])("(%#)", async (field, expected) => {
    expect(await html(field)).toBe(expected);
  });

  it("echo what was typed, but passwords and files never [F281]", async () => {
    expect(await html(text(), '<"x">')).toContain(' value="&lt;&#34;x&#34;&gt;"');
    expect(await html(integer(), "abc")).toContain(' value="abc"');
    expect(await html(textarea(), "\na <")).toContain(">\n\na &lt;</textarea>");
    expect(await html(boolean(), true)).toContain(" checked");
    expect(await html(password({ min: 20 }), "secret")).not.toContain("secret");
    expect(await html(file(), picture)).not.toContain("a.txt");
    const form = await defineForm({ password: password() }).bind({ password: "secret" });
    expect(form.fields.password.value).toBe("");
    expect(form.fields.password({ class_: "x" }).toString()).not.toContain("secret");
  });
});
