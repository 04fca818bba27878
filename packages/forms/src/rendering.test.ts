import { createApp, ContactForm, show } from "../test/contact-app.ts";
import { markup, MicroError, render } from "@micro-web/core";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import {
  checkboxes,
  Control,
  createField,
  defineForm,
  type Element,
  email,
  type Fields,
  type FormDefinition,
  type FormInput,
  type FormsOptions,
  group,
  hidden,
  list,
  radio,
  select,
  submit,
  text,
  textarea,
} from "./index.ts";

const Form = defineForm({
  name: text({ help: "In full." }),
  token: hidden({ initial: "7" }),
  size: radio({ choices: ["s", "l"], initial: "l" }),
});

const SIZE =
  '<legend>Size:</legend><div id="id_size"><div><label for="id_size_0"><input type="radio" name="size" value="s" required id="id_size_0"> s</label></div>' +
  '<div><label for="id_size_1"><input type="radio" name="size" value="l" required id="id_size_1" checked> l</label></div></div>';
const TOKEN = '<input type="hidden" name="token" value="7" id="id_token">';
const NAME = '<input type="text" name="name" required aria-describedby="id_name_helptext" id="id_name">';

describe("a field in a template [F273]", () => {
  it.each([
    [
      "form.name(class_='big', data_foo=1)",
      '<input type="text" name="name" maxlength="100" required id="id_name" class="big" data-foo="1">',
    ],
    [
      "form.name(maxlength=5, required=false, id='x')",
      '<input type="text" name="name" maxlength="5" id="x">',
    ],
    [
      "form.name(**{'hx-post': '/check', 'class': 'a&b'})",
      '<input type="text" name="name" maxlength="100" required id="id_name" hx-post="/check" class="a&amp;b">',
    ],
    ["form['name']()", '<input type="text" name="name" maxlength="100" required id="id_name">'],
    ["form.fields.name", '<input type="text" name="name" maxlength="100" required id="id_name">'],
    ["form.name.label", '<label for="id_name">Name</label>'],
    ["form.name.label(class_='x')", '<label for="id_name" class="x">Name</label>'],
    ["form.name.label.text", "Name"],
    ["form.name.label_tag", '<label for="id_name">Name:</label>'],
    ["form.name.id ~ form.name.id_for_label ~ form.name.auto_id", "id_nameid_nameid_name"],
    ["form.name.name ~ form.name.html_name ~ form.name.type", "namenametext"],
    ["form.name.value ~ '|' ~ form.name.data", "|"],
    ["form.name.required ~ form.name.is_hidden", "truefalse"],
    ["form.name.errors", ""],
    ["form.name.description ~ form.name.help_text", ""],
    ["form.name.label | string | length", "33"],
    ["form.name.label ~ ''", '<label for="id_name">Name</label>'],
    ["'yes' if form.name else 'no'", "yes"],
    ["form.nix is undefined", "true"],
  ])("{{ %s }}", async (expression, expected) => {
    const source = `{% autoescape ${expression.includes("~") ? "false" : "true"} %}{{ ${expression} }}{% endautoescape %}`;
    expect(await show(ContactForm, source)).toBe(expected);
  });

  it("shows what was sent and what is wrong", async () => {
    const source =
      "{{ form.name.value }}|{% for error in form.message.errors %}{{ error }}{% endfor %}|{% if form.name.errors %}x{% endif %}|{{ form.message.errors[0] }}|{{ form.message.errors | length }}";
    expect(await show(ContactForm, source, { name: "<Ann>" })).toBe(
      "&lt;Ann&gt;|This field is required.||This field is required.|1",
    );
  });

  it("lists its choices, for templates that write them one by one", async () => {
    const source =
      "{% for choice in form.size.choices %}{{ choice.value }}{{ choice.label }}{{ choice.selected }} {% endfor %}";
    expect(await show(Form, source)).toBe("ssfalse lltrue ");
  });

  it.each(["x onclick", "x=y", 'x"', "x>y", ""])("refuses an attribute named %j (A312)", async (name) => {
    const form = await ContactForm.unbound();
    expect(() => form.name({ [name]: 1 })).toThrow(expect.objectContaining({ code: "MICRO_FORM_ATTRIBUTE" }));
    expect(() => defineForm({ a: text({ attributes: { [name]: 1 } }) })).toThrow(MicroError);
  });

  it("escapes what is put into attributes, also markup (A312)", async () => {
    const form = await ContactForm.unbound();
    expect(form.name({ title: `"><script>`, "data-x": markup`<b>"` }).toString()).toContain(
      'title="&#34;&gt;&lt;script&gt;" data-x="&lt;b&gt;&#34;"',
    );
  });
});

describe("a whole form [F274]", () => {
  it("in paragraphs", async () => {
    expect(await show(Form, "{{ form.as_p }}")).toBe(
      `<p><label for="id_name">Name:</label> ${NAME} <span class="helptext" id="id_name_helptext">In full.</span></p>\n` +
        `<fieldset>${SIZE}</fieldset>${TOKEN}`,
    );
  });

  it("in divisions", async () => {
    expect(await show(Form, "{{ form.as_div }}")).toBe(
      `<div><label for="id_name">Name:</label><div class="helptext" id="id_name_helptext">In full.</div>${NAME}</div>\n` +
        `<fieldset>${SIZE}</fieldset>${TOKEN}`,
    );
  });

  it("in a list", async () => {
    expect(await show(Form, "<ul>{{ form.as_ul }}</ul>")).toBe(
      `<ul><li><label for="id_name">Name:</label> ${NAME} <span class="helptext" id="id_name_helptext">In full.</span></li>\n` +
        `<li><fieldset>${SIZE}</fieldset>${TOKEN}</li></ul>`,
    );
  });

  it("in a table", async () => {
    expect(await show(Form, "<table>{{ form.as_table }}</table>")).toBe(
      `<table><tr><th><label for="id_name">Name:</label></th><td>${NAME}<br><span class="helptext" id="id_name_helptext">In full.</span></td></tr>\n` +
        `<tr><td colspan="2"><fieldset>${SIZE}</fieldset>${TOKEN}</td></tr></table>`,
    );
  });

  it("as it is, in divisions or in its own layout", async () => {
    expect(await show(ContactForm, "{{ form }}")).toBe(await show(ContactForm, "{{ form.as_div() }}"));
    const Own = defineForm({ name: text() }, { layout: "p", labelSuffix: "?", idPrefix: "" });
    expect(await show(Own, "{{ form }}")).toBe(
      '<p><label for="name">Name?</label> <input type="text" name="name" required id="name"></p>',
    );
    expect(String(await Own.unbound())).toBe((await Own.unbound()).asP().toString());
  });

  it.each([
    ["as_p", "<ul>errors</ul>\n<ul field><p>"],
    ["as_div", "<ul>errors</ul>\n<div>"],
    ["as_ul", "<li><ul>errors</ul></li>\n<li><ul field>"],
    ["as_table", '<tr><td colspan="2"><ul>errors</ul></td></tr>\n<tr><th>'],
  ])("has what is wrong with it as a whole on top: %s", async (layout, start) => {
    const Wrong = defineForm({ name: text() }, { clean: () => "No." });
    const Field = defineForm({ name: text() });
    const whole = await show(Wrong, `{{ form.${layout} }}`, { name: "Ann" });
    const field = await show(Field, `{{ form.${layout} }}`, { name: "" });
    expect(
      whole.startsWith(
        start
          .split("<ul field>")[0]
          ?.replace("<ul>errors</ul>", '<ul class="errorlist nonfield"><li>No.</li></ul>') ?? "-",
      ),
    ).toBe(true);
    expect(field).toContain('<ul class="errorlist" id="id_name_error"><li>This field is required.</li></ul>');
  });

  it("of hidden fields alone", async () => {
    const Hidden = defineForm({ a: hidden({ initial: "1" }) });
    expect(await show(Hidden, "{{ form.as_p }}|{{ form.as_div }}")).toBe(
      '<p><input type="hidden" name="a" value="1" id="id_a"></p>|<div><input type="hidden" name="a" value="1" id="id_a"></div>',
    );
    expect(await show(Hidden, "{{ form.as_ul }}|{{ form.as_table }}")).toContain(
      '<tr><td colspan="2"><input type="hidden"',
    );
  });

  it("with forms and lists in it", async () => {
    const Address = defineForm({ street: text() });
    const Order = defineForm({
      address: group(Address, { help: "Where to?" }),
      tags: list(text(), { help: "Any." }),
    });
    const p = await show(Order, "{{ form.as_p }}");
    expect(p).toContain(
      '<fieldset><legend>Address</legend><div class="helptext" id="id_address_helptext">Where to?</div><p><label for="id_address-street">',
    );
    expect(p).toContain(
      '<fieldset><legend>Tags</legend><div class="helptext" id="id_tags_helptext">Any.</div><input type="hidden" name="tags-TOTAL_FORMS" value="1"',
    );
    expect(await show(Order, "{{ form.as_table }}")).toContain(
      '</legend><div class="helptext" id="id_address_helptext">Where to?</div><table><tr><th>',
    );
    expect(await show(Order, "{{ form.as_ul }}")).toContain("<ul><li><label");
    expect(await show(Order, "{{ form.address.street }}{{ form.address.street.label.text }}")).toBe(
      '<input type="text" name="address-street" required id="id_address-street">Street',
    );
  });

  it("goes field by field, and knows those that are hidden", async () => {
    const names = (list: string) => `{% for field in ${list} %}{{ field.name }} {% endfor %}`;
    expect(
      await show(Form, `${names("form")}|${names("form.hidden_fields")}|${names("form.visible_fields")}`),
    ).toBe("name token size |token |name size ");
  });

  it("has a hidden tag with the token and all hidden fields [F275]", async () => {
    const html = await show(Form, "{{ form.hidden_tag() }}|{{ form.csrf_token }}");
    expect(html.replaceAll(/value="[\w-]{72}"/g, 'value="T"')).toBe(
      `<input type="hidden" name="csrf_token" value="T">${TOKEN}|<input type="hidden" name="csrf_token" value="T">`,
    );
  });
});

describe("toHTML()", () => {
  it("is the whole form, without a template", async () => {
    const form = await ContactForm.unbound();
    const fields = form.asDiv().toString();
    expect(form.toHTML().toString()).toBe(
      `<form method="post">${fields}<button type="submit">Send</button></form>`,
    );
    expect(
      form
        .toHTML({ action: "/a?b&c", submit: "<Go>", layout: "table", attributes: { class: "x" } })
        .toString(),
    ).toBe(
      `<form method="post" action="/a?b&amp;c" class="x"><table>${form.asTable().toString()}</table><button type="submit">&lt;Go&gt;</button></form>`,
    );
    expect(form.toHTML({ method: "get", submit: null, layout: "ul" }).toString()).toBe(
      `<form method="get"><ul>${form.asUl().toString()}</ul></form>`,
    );
  });

  it("has the summary of what is wrong before it, unless it is told not to", async () => {
    const form = await ContactForm.bind({ name: "Ann" });
    expect(form.toHTML().toString()).toMatch(/^<div class="error-summary"/);
    expect(form.toHTML({ summary: false }).toString()).toMatch(/^<form/);
  });

  it("has the token of its request", async () => {
    const app = createApp({});
    app.get("/", async (request) => (await ContactForm.from(request)).toHTML());
    const { text } = await app.testClient().get("/");
    expect(text).toMatch(/^<form method="post"><input type="hidden" name="csrf_token" value="[\w-]{72}">/);
  });
});

describe("for those who do not see the page [F286]", () => {
  it("fields say that they are wrong, and where it is said", async () => {
    const About = defineForm({
      name: text({ help: "In full." }),
      mail: email(),
      size: radio({ choices: ["s"] }),
    });
    const html = await show(About, "{{ form.as_p }}", {});
    expect(html).toContain(
      'aria-invalid="true" aria-describedby="id_name_helptext id_name_error" id="id_name"',
    );
    expect(html).toContain('aria-invalid="true" aria-describedby="id_mail_error" id="id_mail"');
    expect(html).toContain('<div id="id_size" aria-invalid="true" aria-describedby="id_size_error">');
    expect(html).toContain('<ul class="errorlist" id="id_size_error">');
  });

  it("a summary leads to each field", async () => {
    const Line = defineForm({ product: text() }, { clean: () => "Sold out." });
    const Order = defineForm({
      name: text(),
      size: radio({ choices: ["s"] }),
      to: group(defineForm({ city: text({ label: "City <b>" }) }, { clean: () => "Too far." })),
      lines: list(group(Line), { min: 1 }),
      tags: list(text({ max: 1 })),
    });
    const form = await Order.bind({ "lines-3-product": "", "lines-5-product": "Tea", "tags-4": "ab" });
    form.addError(null, "<Not> today.");
    form.addError("lines", "All in all too heavy.");
    const items = [
      ...form
        .errorSummary()
        .toString()
        .matchAll(/<li>(.*?)<\/li>/g),
    ].map(([, item]) => item);
    expect(items).toEqual([
      '<a href="#id_name">Name: This field is required.</a>',
      '<a href="#id_size_0">Size: This field is required.</a>',
      '<a href="#id_to-city">To, City &lt;b&gt;: This field is required.</a>',
      '<a href="#id_lines-3-product">Lines 1, Product: This field is required.</a>',
      '<a href="#id_tags-4">Tags 1: Use at most 1 characters; these are 2.</a>',
      "Lines 2: Sold out.",
      "&lt;Not&gt; today.",
      '<a href="#id_lines">Lines: All in all too heavy.</a>',
    ]);
    expect(form.errorSummary("Look <b>").toString()).toMatch(
      /^<div class="error-summary" role="alert" tabindex="-1"><h2>Look &lt;b&gt;<\/h2><ul><li>/,
    );
    const json = await Order.bindJson({
      name: "Ann",
      size: "s",
      to: { city: "Rome" },
      lines: [{ product: "" }],
      tags: [],
    });
    expect(json.errorSummary().toString()).toContain("Lines 1, Product");
    expect((await Order.unbound()).errorSummary().toString()).toBe("");
    expect(await show(Order, "{{ form.error_summary() }}", {})).toContain("<h2>There is a problem</h2>");
  });

  it("several boxes are kept together by a fieldset with a legend", async () => {
    const Boxes = defineForm({ tags: checkboxes({ choices: ["a", "b"], label: "Tags?" }) });
    expect(await show(Boxes, "{{ form.as_p }}")).toContain("<fieldset><legend>Tags?</legend>");
    expect(await show(Boxes, "{{ form.tags.label_tag }}")).toBe("<label>Tags?</label>");
  });
});

describe("templates of one's own [F285 F539]", () => {
  const templates = {
    "form.html": "{{ form }}",
    "forms/widget.html":
      "<x-stars name={{ field.name | tojson }} {{ attributes.class_ }}>{{ field.value }}</x-stars>",
    "forms/row.html": "<section>{{ field.label }}{{ field(class_='in') }}{{ field.errors }}</section>",
    "forms/form.html": "<article>{% for field in form %}{{ field.label }}{% endfor %}</article>",
  };
  const get = async <F extends Fields>(definition: FormDefinition<F>, forms: FormsOptions = {}) => {
    const app = createApp(templates, { forms });
    app.get("/", async (request) => render("form.html", { form: await definition.from(request) }));
    return (await app.testClient().get("/")).text;
  };
  const Plain = defineForm({ name: text() });

  it("write a field", async () => {
    const Stars = defineForm({ stars: text({ template: "forms/widget.html", initial: "3" }) });
    expect(await get(Stars)).toBe(
      '<div><label for="id_stars">Stars:</label><x-stars name="stars" >3</x-stars></div>',
    );
  });

  it("write the row of a field, of all fields of a form, of all forms of the app", async () => {
    const row =
      '<section><label for="id_name">Name</label><input type="text" name="name" required id="id_name" class="in"></section>';
    expect(await get(defineForm({ name: text({ rowTemplate: "forms/row.html" }) }))).toBe(row);
    expect(await get(defineForm({ name: text() }, { rowTemplate: "forms/row.html" }))).toBe(row);
    expect(await get(Plain, { rowTemplate: "forms/row.html" })).toBe(row);
  });

  it("write a form, or all forms of the app", async () => {
    const whole = '<article><label for="id_name">Name</label></article>';
    expect(await get(defineForm({ name: text() }, { template: "forms/form.html" }))).toBe(whole);
    expect(await get(Plain, { template: "forms/form.html" })).toBe(whole);
  });

  it("write all fields of a type", async () => {
    const Message = defineForm({ message: textarea(), name: text() });
    const html = await get(Message, { widgets: { textarea: "forms/widget.html" } });
    expect(html).toContain('<x-stars name="message" ></x-stars>');
    expect(html).toContain('<input type="text" name="name"');
  });

  it("need a request, and to be there at once", async () => {
    const Own = defineForm({ name: text() }, { template: "forms/form.html" });
    const form = await Own.unbound();
    expect(() => form.toString()).toThrow(expect.objectContaining({ code: "MICRO_FORM_TEMPLATE" }));
    const app = createApp(templates);
    app.templates.addContextProcessor(() => Promise.resolve({ later: 1 }));
    app.get("/", async (request) => String(await Own.from(request)));
    await expect(app.testClient().get("/")).rejects.toThrow("it waits for a promise");
  });
});

describe("controls of one's own [F285 F539]", () => {
  class Stars extends Control {
    readonly type = "stars";
    override readonly hasCheck = true;

    decode(input: FormInput, name: string): unknown {
      return input.texts(name)[0]?.length;
    }

    encode(value: unknown): readonly string[] {
      return typeof value === "number" ? ["*".repeat(value)] : [];
    }

    write({ name, texts }: Element): string {
      return `<x-stars name="${name}">${texts.join("")}</x-stars>`;
    }
  }
  const Rating = defineForm({
    stars: createField({
      schema: z.int().max(5),
      options: {},
      part: { kind: "control", control: new Stars() },
    }),
  });

  it("read and write a value", async () => {
    expect((await Rating.bind({ stars: "***" })).data).toEqual({ stars: 3 });
    expect((await Rating.unbound({ initial: { stars: 2 } })).stars.toString()).toBe(
      '<x-stars name="stars">**</x-stars>',
    );
    expect((await Rating.bind({ stars: "******" })).errors.stars?.[0]).toBe("Enter 5 or less.");
  });
});

describe("buttons", () => {
  it("say which one it was, and have no label", async () => {
    const Buttons = defineForm({ save: submit("Save"), remove: submit("Remove") });
    expect((await Buttons.bind({ remove: "1" })).data).toEqual({ save: false, remove: true });
    expect(await show(Buttons, "{{ form.as_div }}")).toBe(
      '<div><button type="submit" name="save" value="1" id="id_save">Save</button></div>\n' +
        '<div><button type="submit" name="remove" value="1" id="id_remove">Remove</button></div>',
    );
    expect(await show(Buttons, "{{ form.save(class_='b') }}")).toBe(
      '<button type="submit" name="save" value="1" id="id_save" class="b">Save</button>',
    );
  });
});

describe("what visitors have typed", () => {
  it("stands in quotes wherever it is written, and ends no attribute (A359)", async () => {
    const typed = `a onclick=alert(1) x="y" '\`>`;
    const Form = defineForm({
      line: text(),
      area: textarea(),
      mail: email(),
      token: hidden(),
      size: select({ choices: ["s"], validateChoice: false }),
    });
    const sent = { line: typed, area: typed, mail: typed, token: typed, size: typed };
    const html = await show(Form, "{{ form }}{{ form.line(placeholder=form.line.value) }}", sent);
    const tags = html.match(/<(?:"[^"]*"|[^>"])*>/g) ?? [];
    for (const tag of tags) expect(tag.replaceAll(/"[^"]*"/g, "")).not.toMatch(/onclick|[`']/);
    expect(html).toContain('value="a onclick=alert(1) x=&#34;y&#34; &#39;`&gt;"');
  });
});

describe("choices", () => {
  it("stay chosen when the form comes back", async () => {
    const Size = defineForm({
      size: select({
        choices: [
          ["s", "Small"],
          ["l", "Large"],
        ],
      }),
      name: text(),
    });
    const html = await show(Size, "{{ form.size }}", { size: "l" });
    expect(html).toBe(
      '<select name="size" required id="id_size"><option value="s">Small</option><option value="l" selected>Large</option></select>',
    );
  });
});
