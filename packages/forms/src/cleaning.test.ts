import { describe, expect, it, vi } from "vitest";
import * as v from "valibot";
import { z } from "zod";

import {
  anyOf,
  type CleanContext,
  defineForm,
  equalTo,
  field,
  group,
  integer,
  ipAddress,
  list,
  macAddress,
  noneOf,
  password,
  type Rule,
  text,
  uuid,
} from "./index.ts";

/** A rule that asks a database. */
const isFree: Rule<string> = async (name) => {
  await Promise.resolve();
  return name === "ann" ? "This name is taken." : undefined;
};

describe("rules of a field [F277 F280]", () => {
  it("are asked in turn, once the value fits the schema; the first message counts", async () => {
    const second = vi.fn<Rule<string>>(() => "second");
    const Form = defineForm({
      name: text({ max: 3, rules: [(name) => (name === "bob" ? "first" : null), second] }),
    });
    expect((await Form.bind({ name: "anna" })).errors.name?.[0]).toContain("at most 3");
    expect((await Form.bind({ name: "bob" })).errors.name?.[0]).toBe("first");
    expect(second).not.toHaveBeenCalled();
    expect((await Form.bind({ name: "eve" })).errors.name?.[0]).toBe("second");
  });

  it("may look into a database, also when other fields are wrong", async () => {
    const Form = defineForm({ name: text({ rules: [isFree] }), age: integer() });
    const form = await Form.bind({ name: " ann ", age: "x" });
    expect(form.errors.name?.[0]).toBe("This name is taken.");
    expect(form.errors.age?.[0]).toBe("Enter a number.");
    expect((await Form.bind({ name: "bob", age: "1" })).data).toEqual({ name: "bob", age: 1 });
  });

  it("are not asked of what was left empty", async () => {
    const rule = vi.fn<Rule<string>>();
    await defineForm({ name: text({ required: false, rules: [rule] }) }).bind({ name: "" });
    expect(rule).not.toHaveBeenCalled();
  });

  it("hold for forms in forms and items of lists, and for JSON", async () => {
    const User = defineForm({ name: text({ rules: [isFree] }) });
    const Team = defineForm({
      lead: group(User),
      users: list(group(User)),
      names: list(text({ rules: [isFree] })),
    });
    const form = await Team.bind({
      "lead-name": "ann",
      "users-0-name": "bob",
      "users-3-name": "ann",
      "names-5": "ann",
      "names-6": "eve",
    });
    expect(Object.keys(form.errors)).toEqual(["lead-name", "users-3-name", "names-5"]);
    const { issues = [] } = await Team.schema["~standard"].validate({
      lead: { name: "bob" },
      users: [{ name: "ann" }],
      names: ["", "ann"],
    });
    expect(issues.map(({ path }) => path)).toEqual([
      ["names", 0],
      ["users", 0, "name"],
      ["names", 1],
    ]);
    expect(await Team.schema.safeParseAsync({ lead: { name: "bob" }, names: ["eve"] })).toMatchObject({
      success: true,
    });
  });

  it.each<[string, Rule<string>, string, string]>([
    ["anyOf", anyOf(["a", "b"]), "a", "c"],
    ["noneOf", noneOf(["admin"]), "ann", "admin"],
    ["ipAddress", ipAddress(), "127.0.0.1", "127.0.0.256"],
    ["ipAddress of version 6", ipAddress({ v4: false, v6: true }), "::1", "127.0.0.1"],
    ["macAddress", macAddress(), "01:23:45:67:ab:CD", "01:23:45:67:ab"],
    ["uuid", uuid(), "2bc1c94f-0deb-43e9-92a1-4775189ec9f8", "2bc1c94f"],
  ])("%s", async (...[, rule, good, bad]) => {
    const Form = defineForm({ value: text({ rules: [rule] }) });
    expect((await Form.bind({ value: good })).isValid()).toBe(true);
    expect((await Form.bind({ value: bad })).isValid()).toBe(false);
  });

  it("equalTo names a field that the form has", () => {
    const define = () => defineForm({ pass: password(), again: password({ rules: [equalTo("password")] }) });
    expect(define).toThrow(expect.objectContaining({ code: "MICRO_FORM_FIELD" }));
    expect(define).toThrow('A rule of the field "again" looks at "password", which the form has not.');
  });

  it("equalTo looks at another field, if that one is valid", async () => {
    const Form = defineForm({
      password: password({ min: 3 }),
      again: password({ rules: [equalTo("password", "Not the same.")] }),
    });
    expect((await Form.bind({ password: "abc", again: "abc" })).isValid()).toBe(true);
    expect((await Form.bind({ password: "abc", again: "abd" })).errors.again?.[0]).toBe("Not the same.");
    expect((await Form.bind({ password: "a", again: "b" })).errors.again).toBeUndefined();
  });

  it("required is WTForms' DataRequired, for a password InputRequired, off Optional [F280]", async () => {
    const Form = defineForm({ data: text(), input: password(), optional: text({ required: false }) });
    const form = await Form.bind({ data: "  ", input: "  ", optional: "  " });
    expect(Object.keys(form.errors)).toEqual(["data"]);
  });
});

describe("clean [F277]", () => {
  const calls: string[] = [];
  const rule = () => void calls.push("field");
  const Form = defineForm(
    { from: integer({ rules: [rule] }), to: integer({ rules: [rule] }) },
    {
      clean({ from, to }, { request }: CleanContext) {
        calls.push(`clean ${request === null}`);
        if (from === to) return ["One.", "Two."];
        return from > to ? { to: "Comes before the start.", nix: "Of the form." } : undefined;
      },
    },
  );

  it("runs after the fields, once all of them are valid", async () => {
    calls.length = 0;
    await Form.bind({ from: "1", to: "x" });
    expect(calls).toEqual(["field"]);
    calls.length = 0;
    expect((await Form.bind({ from: "1", to: "2" })).data).toEqual({ from: 1, to: 2 });
    expect(calls).toEqual(["field", "field", "clean true"]);
  });

  it("finds what is wrong with fields, and with the form", async () => {
    const form = await Form.bind({ from: "2", to: "1" });
    expect(form.errors.to?.[0]).toBe("Comes before the start.");
    expect([...form.nonFieldErrors]).toEqual(["Of the form."]);
    expect([...(await Form.bind({ from: "1", to: "1" })).nonFieldErrors]).toEqual(["One.", "Two."]);
  });

  it("holds for JSON, and in a form in a form", async () => {
    const result = await Form.schema["~standard"].validate({ from: 2, to: 1 });
    expect(result.issues?.map(({ path }) => path)).toEqual([["to"], ["nix"]]);
    const Outer = defineForm({ range: group(Form) }, { clean: async () => "Never asked." });
    const form = await Outer.bind({ "range-from": "2", "range-to": "1" });
    expect(Object.keys(form.errors)).toEqual(["range-to", "range"]);
    expect(form.range.nonFieldErrors[0]).toBe("Of the form.");
    expect(form.range.to.errors[0]).toBe("Comes before the start.");
  });
});

describe("messages", () => {
  const send = async (options: object, wishes: object = {}) => {
    const Form = defineForm({ name: text({ min: 3, ...wishes }) }, options);
    return [(await Form.bind({})).errors.name?.[0], (await Form.bind({ name: "a" })).errors.name?.[0]];
  };

  it("are in the words of the field, then of the form, then Micro's", async () => {
    const messages = { required: "Who are you?", tooShort: "{length} of {minimum}" };
    expect(await send({ messages })).toEqual(["Who are you?", "1 of 3"]);
    expect(await send({ messages }, { messages: { required: "Name?" } })).toEqual(["Name?", "1 of 3"]);
  });

  it("are in a language of zod [F299]", async () => {
    const [missing, short] = await send({ locale: z.locales.de() });
    expect(missing).toContain("Ungültige Eingabe");
    expect(short).toContain("Zu klein");
    expect(await send({ locale: { localeError: () => ({ message: "Nein." }) } })).toEqual(["Nein.", "Nein."]);
  });

  it("are those of the schema where it has its own", async () => {
    const Form = defineForm({ name: field(z.string().min(3, "Too short for us.")) });
    expect((await Form.bind({ name: "a" })).errors.name?.[0]).toBe("Too short for us.");
  });

  it("are chosen in forms and lists too", async () => {
    const Inner = defineForm({ name: text({ messages: { required: "Inner?" } }) });
    const Form = defineForm({
      one: group(Inner),
      many: list(group(Inner)),
      tags: list(text({ max: 1, messages: { tooLong: "Long." } })),
    });
    const form = await Form.bind({ "many-0-name": "", "many-INITIAL_FORMS": "1", "tags-0": "ab" });
    expect(Object.values(form.errors).map((errors) => errors?.[0])).toEqual(["Inner?", "Inner?", "Long."]);
  });
});

describe("schemas of other libraries [F291 W18]", () => {
  const Schema = v.object({
    name: v.pipe(v.string("Name?"), v.maxLength(3, "Long.")),
    age: v.number("Age?"),
  });

  it("validate a form whose fields are given", async () => {
    const Form = defineForm({ name: text(), age: integer() }, { schema: Schema });
    expect((await Form.bind({ name: "Ann", age: "7" })).data).toEqual({ name: "Ann", age: 7 });
    const form = await Form.bind({ name: "Anna", age: "x" });
    expect(JSON.parse(JSON.stringify(form.errors))).toEqual({
      name: [{ message: "Long.", code: "invalid" }],
      age: [{ message: "Age?", code: "invalid" }],
    });
    expect(await Form.schema["~standard"].validate({ name: "Ann", age: 7 })).toEqual({
      value: { name: "Ann", age: 7 },
    });
  });

  it("with rules, and in a form of zod", async () => {
    const Inner = defineForm({ name: text({ rules: [isFree] }), age: integer() }, { schema: Schema });
    expect((await Inner.bind({ name: "ann", age: "7" })).errors.name?.[0]).toBe("This name is taken.");
    const Outer = defineForm({ user: group(Inner) });
    const bad = await Outer.bind({ "user-name": "Anna", "user-age": "7" });
    expect(Object.keys(bad.errors)).toEqual(["user-name"]);
    expect((await Outer.bind({ "user-name": "Eve", "user-age": "7" })).data).toEqual({
      user: { name: "Eve", age: 7 },
    });
  });

  it("may take their time", async () => {
    const slow = v.objectAsync({
      name: v.pipeAsync(
        v.string(),
        v.checkAsync(async (name) => name !== "ann", "Taken."),
      ),
    });
    const Form = defineForm({ name: text() }, { schema: slow });
    expect((await Form.bind({ name: "ann" })).errors.name?.[0]).toBe("Taken.");
  });
});

describe("schemas of zod that wait", () => {
  it("are asked again, and at once in turn from then on", async () => {
    const check = vi.fn<(name: string) => Promise<boolean>>(async (name) => name !== "ann");
    const Form = defineForm({ name: field(z.string().refine(check, "Taken.")) });
    expect((await Form.bind({ name: "ann" })).errors.name?.[0]).toBe("Taken.");
    const before = check.mock.calls.length;
    expect((await Form.bind({ name: "bob" })).isValid()).toBe(true);
    expect(check.mock.calls.length).toBe(before + 1);
  });

  it("may give codes of their own", async () => {
    const schema = z
      .string()
      .superRefine((_, context) =>
        context.addIssue({ code: "custom", message: "Taken.", params: { code: "taken" } }),
      );
    const form = await defineForm({ name: field(schema) }).bind({ name: "a" });
    expect(form.errors.name?.details).toEqual([{ message: "Taken.", code: "taken" }]);
  });

  it("that fail are errors", async () => {
    const Form = defineForm({
      name: field(
        z.string().refine(() => {
          throw new RangeError("no");
        }),
      ),
    });
    await expect(Form.bind({ name: "a" })).rejects.toThrow(RangeError);
  });
});
