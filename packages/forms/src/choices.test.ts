import { describe, expect, it } from "vitest";

import { createFormApp, SAME_ORIGIN } from "../test/contact-app.ts";
import { checkboxes, defineForm, radio, select, selectMultiple } from "./index.ts";

describe("choices [F279]", () => {
  it.each([
    ["values", select({ choices: ["s", "l"] }), '<option value="s">s</option><option value="l">l</option>'],
    ["pairs", select({ choices: [["s", "Small & light"]] }), '<option value="s">Small &amp; light</option>'],
    [
      "groups",
      select({ choices: { Warm: [["r", "Red"]], Cold: ["b", "c"] } }),
      '<optgroup label="Warm"><option value="r">Red</option></optgroup>' +
        '<optgroup label="Cold"><option value="b">b</option><option value="c">c</option></optgroup>',
    ],
    [
      "none that is needed",
      select({ choices: ["s"], required: false }),
      '<option value="">---------</option><option value="s">s</option>',
    ],
    [
      "a first one of one's own",
      select({ choices: ["s"], empty: "Choose a size" }),
      '<option value="">Choose a size</option><option value="s">s</option>',
    ],
    [
      "one that is chosen",
      select({ choices: [1, 2], initial: 2 }),
      '<option value="1">1</option><option value="2" selected>2</option>',
    ],
  ])("are %s", async (_, field, options) => {
    const form = await defineForm({ field }).unbound();
    expect(form.fields.field.toString()).toMatch(/^<select name="field"( required)? id="id_field">/);
    expect(form.fields.field.toString().replace(/^<select[^>]*>|<\/select>$/g, "")).toBe(options);
  });

  it("are several with multiple", async () => {
    const form = await defineForm({
      tags: selectMultiple({ choices: ["a", "b"], initial: ["b"] }),
    }).unbound();
    expect(form.tags.toString()).toBe(
      '<select name="tags" required id="id_tags" multiple><option value="a">a</option><option value="b" selected>b</option></select>',
    );
    expect(form.tags.value).toBe("b");
  });

  it("are boxes and buttons with labels", async () => {
    const form = await defineForm({
      tags: checkboxes({ choices: [["a", "A <b>"]] }),
      size: radio({ choices: [] }),
    }).bind({ tags: ["a"] });
    expect(form.tags({ class_: "x" }).toString()).toBe(
      '<div id="id_tags" class="x"><div><label for="id_tags_0"><input type="checkbox" name="tags" value="a" id="id_tags_0" checked> A &lt;b&gt;</label></div></div>',
    );
    expect(form.size.toString()).toBe(
      '<div id="id_size" aria-invalid="true" aria-describedby="id_size_error"></div>',
    );
    expect(form.tags.value).toEqual(["a"]);
  });

  it("come back as what they are, numbers and booleans too", async () => {
    const Form = defineForm({
      id: select({ choices: [[1, "One"]] }),
      sure: radio({
        choices: [
          [true, "Yes"],
          [false, "No"],
        ],
      }),
    });
    expect((await Form.bind({ id: "1", sure: "false" })).data).toEqual({ id: 1, sure: false });
    expect((await Form.bindJson({ id: 1, sure: true })).data).toEqual({ id: 1, sure: true });
    expect((await Form.bindJson({ id: "1", sure: true })).errors.id?.details[0]?.code).toBe("choice");
  });

  it("are all that is taken, unless the field says otherwise", async () => {
    expect(
      (await defineForm({ a: select({ choices: ["x"], validateChoice: false }) }).bind({ a: "y" })).data,
    ).toEqual({ a: "y" });
    expect(
      (await defineForm({ a: select({ choices: ["x"] }) }).bind({ a: "y" })).errors.a?.details[0]?.code,
    ).toBe("choice");
    expect((await defineForm({ a: select({ choices: ["x"] }) }).bind({ a: "__proto__" })).isValid()).toBe(
      false,
    );
  });
});

describe("choices that are looked up [F279]", () => {
  const rows: [number, string][] = [[1, "Alien"]];
  const Form = defineForm({
    movie: select({ choices: async () => rows, messages: { choice: "No such movie." } }),
    host: radio({ choices: (request) => [request?.host ?? "none"] }),
  });

  it("are those of the moment, and know the request", async () => {
    const app = createFormApp(Form, "{{ form.movie }}{{ form.host.choices[0].value }}");
    const client = app.testClient({ headers: SAME_ORIGIN });
    expect((await client.get("/form")).text).toBe(
      '<select name="movie" required id="id_movie"><option value="1">Alien</option></select>localhost',
    );
    rows.push([2, "Aliens"]);
    expect((await client.post("/form", { form: { movie: "2", host: "localhost" } })).json()).toEqual({
      data: { movie: 2, host: "localhost" },
    });
    expect((await client.post("/form", { form: { movie: "3", host: "localhost" } })).text).toContain(
      "Aliens",
    );
  });

  it("are all that is taken, in JSON too", async () => {
    const form = await Form.bind({ movie: "9", host: `x${"y".repeat(99)}` });
    expect(form.errors.movie?.[0]).toBe("No such movie.");
    expect(form.errors.host?.[0]).toBe(`Choose one of the options: x${"y".repeat(39)}… is none of them.`);
    expect(await Form.schema.safeParseAsync({ movie: 1, host: "none" })).toMatchObject({ success: true });
    const result = await Form.schema["~standard"].validate({ movie: 9, host: "none" });
    expect(result.issues).toEqual([
      expect.objectContaining({ path: ["movie"], message: "No such movie.", code: "choice" }),
    ]);
    expect((await Form.schema.safeParseAsync({ movie: 9, host: "none" })).error?.issues[0]).toMatchObject({
      path: ["movie"],
      code: "custom",
    });
  });

  it("may be there at once", async () => {
    const Plain = defineForm({ tags: selectMultiple({ choices: () => ["a", "b"] }) });
    expect((await Plain.bind({ tags: ["a"] })).data).toEqual({ tags: ["a"] });
    expect((await Plain.bind({ tags: ["a", "c"] })).isValid()).toBe(false);
    expect(await Plain.schema["~standard"].validate({ tags: ["b"] })).toEqual({ value: { tags: ["b"] } });
  });
});
